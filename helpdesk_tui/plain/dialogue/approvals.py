"""What waits for a second operator: listened to, then approved or refused."""

from functools import partial

from helpdesk_tui.desk.approving import Waiting
from helpdesk_tui.plain.approvals import described, who
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import Dialogue, Item
from helpdesk_tui.plain.dialogue.writing import outcome_first
from helpdesk_tui.plain.signing_in import go_through

_HELP = (
    "Verifications of colleagues that need a second operator. Talk to the colleague: ask how the caller was "
    "proven. Approving says that you agree; it is in the record under your name. Refusing says no; the "
    "verification itself stays open. Never approve unasked.",
)


class Approvals:
    def __init__(self, talk: Dialogue) -> None:
        self._talk = talk
        self._waiting: tuple[Waiting, ...] = ()

    def stay(self) -> None:
        self._talk.stay_at(
            Place("Approvals", _HELP),
            tell=self._tell,
            items=self._items,
            question="Which, by the number; again looks again; Enter alone goes back",
        )

    def _tell(self) -> None:
        self._waiting = self._talk.desk.approving.waiting()
        if not self._waiting:
            self._talk.tell("Nothing waits for your approval.")
        self._talk.tell(*(f"{number}. {_line(each)}" for number, each in enumerate(self._waiting, 1)))

    def _items(self) -> list[Item]:
        items = [Item("", who(each), partial(self._one, each)) for each in self._waiting]
        return [*items, Item("again", "Look again", lambda: None)]

    def _one(self, waiting: Waiting) -> None:
        """As it was when it was listened to: the list may change under it."""
        talk = self._talk
        talk.tell(*described(talk, waiting))
        answer = talk.one_of(("Approve", "Refuse"), "Your answer")
        (self._approve if answer == 0 else self._refuse)(waiting)

    def _approve(self, waiting: Waiting) -> None:
        talk = self._talk
        talk.announce(
            f"{waiting.operator_login} may then do one of: {', '.join(waiting.actions)}.",
            "You say with your name that this caller may be served.",
        )
        talk.confirm()
        due = talk.desk.confirming_self.begin()
        if due is not None:
            go_through(talk, due)
        with outcome_first(talk):
            talk.desk.approving.approve(waiting.verification, waiting.request)
            talk.output.say(f"Approved: {who(waiting)}. The colleague's terminal goes on.")

    def _refuse(self, waiting: Waiting) -> None:
        talk = self._talk
        talk.announce(f"{waiting.operator_login} sees that a second operator said no.")
        talk.confirm()
        with outcome_first(talk):
            talk.desk.approving.refuse(waiting.verification, waiting.request)
            talk.output.say(f"Refused: {who(waiting)}. The colleague sees it.")


def _line(waiting: Waiting) -> str:
    return f"{who(waiting)}, asked by {waiting.operator_login}."
