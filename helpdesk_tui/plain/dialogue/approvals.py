"""What waits for a second operator: listened to, then approved or refused."""

from functools import partial

from helpdesk_tui.desk.approving import Waiting
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.approvals import described, who
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import Dialogue, Item
from helpdesk_tui.plain.dialogue.writing import outcome_first
from helpdesk_tui.plain.signing_in import go_through

_HELP = (
    N_(
        "Verifications of colleagues that need a second operator. Talk to the colleague: ask how the "
        "caller was proven. Approving says that you agree; it is in the record under your name. Refusing "
        "says no; the verification itself stays open. Never approve unasked."
    ),
)


class Approvals:
    def __init__(self, talk: Dialogue) -> None:
        self._talk = talk
        self._waiting: tuple[Waiting, ...] = ()

    def stay(self) -> None:
        self._talk.stay_at(
            Place(_("Approvals"), _HELP),
            tell=self._tell,
            items=self._items,
            question=_("Which, by the number; again looks again; Enter alone goes back"),
        )

    def _tell(self) -> None:
        self._waiting = self._talk.desk.approving.waiting()
        if not self._waiting:
            self._talk.tell(_("Nothing waits for your approval."))
        self._talk.tell(*(f"{number}. {_line(each)}" for number, each in enumerate(self._waiting, 1)))

    def _items(self) -> list[Item]:
        items = [Item("", who(each), partial(self._one, each)) for each in self._waiting]
        return [*items, Item("again", _("Look again"), lambda: None)]

    def _one(self, waiting: Waiting) -> None:
        """As it was when it was listened to: the list may change under it."""
        talk = self._talk
        talk.tell(*described(talk, waiting))
        answer = talk.one_of((_("Approve"), _("Refuse")), _("Your answer"))
        (self._approve if answer == 0 else self._refuse)(waiting)

    def _approve(self, waiting: Waiting) -> None:
        talk = self._talk
        talk.announce(
            _(
                "{operator} may then do one of: {actions}.",
                operator=waiting.operator_login,
                actions=", ".join(waiting.actions),
            ),
            _("You say with your name that this caller may be served."),
        )
        talk.confirm()
        due = talk.desk.confirming_self.begin()
        if due is not None:
            go_through(talk, due)
        with outcome_first(talk):
            talk.desk.approving.approve(waiting.verification, waiting.request)
            talk.output.say(_("Approved: {who}. The colleague's terminal goes on.", who=who(waiting)))

    def _refuse(self, waiting: Waiting) -> None:
        talk = self._talk
        talk.announce(_("{operator} sees that a second operator said no.", operator=waiting.operator_login))
        talk.confirm()
        with outcome_first(talk):
            talk.desk.approving.refuse(waiting.verification, waiting.request)
            talk.output.say(_("Refused: {who}. The colleague sees it.", who=who(waiting)))


def _line(waiting: Waiting) -> str:
    return _("{who}, asked by {operator}.", who=who(waiting), operator=waiting.operator_login)
