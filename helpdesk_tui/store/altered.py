"""What another hand changed in the store, in words."""

from collections.abc import Sequence

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _
from helpdesk_tui.store.leaves import Leaf
from helpdesk_tui.text import clean


def altered_problem(leaves: Sequence[Leaf | None]) -> Problem:
    """In words; for several the first ones."""
    if None in leaves:
        return problem("store-untied")
    shown = ", ".join(
        _(_WORDS.get(leaf.kind, "{subject}"), subject=clean(leaf.subject, 64)) for leaf in leaves[:3] if leaf
    )
    if len(leaves) > 3:
        shown = _("{these} and {count} more", these=shown, count=len(leaves) - 3)
    return problem("store-altered", what=shown)


_WORDS = {
    "account": N_("the account {subject}"),
    "acts": N_("what was done to the account {subject}"),
    "sent": N_("the codes sent on {subject}"),
    "tries": N_("the tries by the operator {subject}"),
    "stock": N_("the token {subject} in stock"),
}
