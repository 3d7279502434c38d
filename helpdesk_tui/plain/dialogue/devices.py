"""A secret of a person's computer: which one, a yes, and the secret on request."""

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.revealing_devices import Revealed, Wanted
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.dialogue.proving import Proof
from helpdesk_tui.plain.dialogue.receipt import SecretPlace
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import Dialogue, is_number
from helpdesk_tui.plain.dialogue.writing import outcome_first
from helpdesk_tui.plain.visit import say_notices
from helpdesk_tui.words.devices import about_lines
from helpdesk_tui.words.outcomes import UNRECORDED, record_line

_QUESTIONS = {
    Action.LAPS: N_("Computer, its whole name as the person reads it there"),
    Action.BITLOCKER: N_("Key ID, the first eight characters that the computer shows"),
}
_QUESTION_WITH_NUMBER = N_("Computer, its whole name as the person reads it there, or its number")
_HELP = (
    N_(
        "Nothing has been read yet. What is read uses up the verification, once, and the person is told of "
        "it."
    ),
)


class Devices:
    def __init__(self, talk: Dialogue, account: Account, proof: Proof) -> None:
        self._talk = talk
        self._account = account
        self._proof = proof

    def read(self, action: Action) -> None:
        """Raises `GoBack`, and what stands against it: then nothing was read."""
        talk = self._talk
        clearance = self._proof.of_call(action)
        with talk.terminal.at(Place(SPECS[action].label, _HELP)):
            wanted = self._wanted(action)
            talk.confirm()
        with outcome_first(talk):
            revealed = talk.desk.revealing.reveal(clearance.id, wanted)
            self._proof.in_hand = None
            place = _Read(talk, self._account, revealed)
            place.begin()
        place.stay()

    def _wanted(self, action: Action) -> Wanted:
        """The one that is meant, and what will happen is said. What is refused is asked for again."""
        talk, names = self._talk, [each.name for each in self._talk.desk.revealing.owned(self._account.id)]
        if names:
            talk.tell(_("This person's computers:"))
            talk.tell(*(f"{number}. {name}." for number, name in enumerate(names, 1)))
        else:
            talk.tell(_("No computer names this person as its manager."))
        by_number = names and action is Action.LAPS
        asked = _QUESTION_WITH_NUMBER if by_number else _QUESTIONS[action]
        question = _("{question}; Enter alone goes back", question=_(asked))
        while typed := talk.terminal.ask(question).strip():
            if by_number and is_number(typed):
                named = talk.by_number(typed, names)
                if named is None:
                    continue
                typed = named
            wanted = Wanted(action, typed)
            shown = talk.desk.revealing.preview(self._account.id, wanted)
            if not shown.refusals:
                talk.announce(*shown.sentences)
                return wanted
            for why in shown.refusals:
                talk.refuse(why)
        raise GoBack


class _Read(SecretPlace):
    def __init__(self, talk: Dialogue, account: Account, revealed: Revealed) -> None:
        super().__init__(talk, account, revealed.number, revealed.place.action, revealed.secret)
        self._revealed = revealed

    def say(self) -> None:
        talk, revealed = self.talk, self._revealed
        now = talk.console.sign_in.clock.now()
        talk.tell(*(f"{line}." for line in about_lines(revealed, now)))
        talk.tell(record_line(revealed.number, revealed.server))
        say_notices(talk, revealed.notices)
        if not revealed.recorded:
            talk.tell(_(UNRECORDED))
