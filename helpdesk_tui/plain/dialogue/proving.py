"""Proving the caller of a call: what is in force is taken, what is not is asked for."""

from functools import partial

from helpdesk_tui.desk import tickets
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.effect import ENDS
from helpdesk_tui.desk.errors import HelpdeskError, Refused
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.policy import TicketRule
from helpdesk_tui.desk.verifying import Approval, Progress
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.asking import Lines
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import Dialogue
from helpdesk_tui.plain.proving import Proving, chosen_method, heading
from helpdesk_tui.words.times import clock_time

_HELP = (
    N_(
        "The caller must prove to be this person. The methods that can be used come with a number, the "
        "strongest first; those that cannot come behind them, with the reason."
    ),
    N_(
        "A wrong code counts; one that cannot be a code does not. For a call-back hang up first, and dial "
        "the number on record: never one that the caller gives."
    ),
)
_METHODS = frozenset({Action.CHANGE_METHODS})


class Proof:
    """Of one caller, for as long as the card is open. A visit to the methods is proven once, and good for
    several changes."""

    def __init__(self, talk: Dialogue, account: AccountId) -> None:
        self._talk = talk
        self._account = account
        self._visit: Clearance | None = None
        self.in_hand: Clearance | None = None  # proven, and not used yet
        self._progress: Progress | None = None

    def of_call(self, action: Action) -> Clearance:
        """For one action. Raises `GoBack`, and what ends the verification."""
        actions = CALL_ACTIONS if action in CALL_ACTIONS else frozenset({action})
        self.in_hand = self._in_force(action) or self._proven(actions)
        return self.in_hand

    def of_visit(self) -> Clearance:
        """For changes of methods."""
        visit, now = self._visit, self._talk.console.sign_in.clock.now()
        if visit is None or visit.expires_at <= now:
            visit = self._in_force(Action.CHANGE_METHODS) or self._proven(_METHODS)
            self._visit = visit
        return visit

    @property
    def is_visiting(self) -> bool:
        """Whether no further proof is needed for a change of methods."""
        visit = self._visit
        return visit is not None and self._talk.console.sign_in.clock.now() < visit.expires_at

    def heed(self, error: HelpdeskError) -> None:
        """What the desk answered to a change may have ended the visit."""
        if error.problem.effect in ENDS:
            self._visit = None

    # --- the verification -----------------------------------------------------------------------------

    def _in_force(self, action: Action) -> Clearance | None:
        found = self._talk.desk.verifying.clearance_for(self._account, action)
        if found is not None:
            until = clock_time(found.expires_at, self._talk.console.sign_in.clock.now())
            self._talk.tell(_("The caller was verified before; that holds until {until}.", until=until))
        return found

    def _proven(self, actions: frozenset[Action]) -> Clearance:
        talk = self._talk
        self._progress = None
        with talk.terminal.at(Place(_("Verification"), _HELP, self._lost)):
            talk.warn_of_threat()
            progress = self._begun(actions)
            talk.tell(*heading(progress))
            lines = partial(Lines, talk, self._account)
            proving = Proving(talk, self._chosen, lambda method: lines(method.kind))
            found = proving.until_cleared(progress)
        talk.tell(_("The caller is verified."))
        return found

    def _begun(self, actions: frozenset[Action]) -> Progress:
        """With the ticket, where the desk wants one; one that is none is asked for again."""
        talk, rule = self._talk, self._talk.desk.policy.verification.ticket
        begin = partial(talk.desk.verifying.begin, self._account, actions)
        if rule is TicketRule.OFF:
            return begin()
        required = rule is TicketRule.REQUIRED
        question = _("Ticket") if required else _("Ticket; Enter alone leaves it out")
        while True:
            try:
                return begin(talk.terminal.ask(question))
            except Refused as error:
                if not tickets.concerns(error.problem):
                    raise
                talk.refuse(error.problem)

    def _chosen(self, progress: Progress) -> Method | None:
        self._progress = progress
        return chosen_method(self._talk, progress)

    def _lost(self) -> str:
        progress = self._progress
        if progress is None or not (progress.met or progress.approval in {Approval.ASKED, Approval.GIVEN}):
            return ""
        return _("What is proven by now would be lost.")
