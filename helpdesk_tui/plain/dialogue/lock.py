"""A locked desk, in lines: its operator opens it again, or signs out. Nothing of a caller is left."""

from datetime import datetime

from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.effect import Effect
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.locking import Locked
from helpdesk_tui.desk.unlocking import UnlockBy, Unlocking
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.conversation import Speaking
from helpdesk_tui.plain.dialogue.spoken import Place, SignedOut, Spoken, ToLock, ToMenu
from helpdesk_tui.plain.dialogue.talking import SessionOver
from helpdesk_tui.plain.exits import Exit, exit_of
from helpdesk_tui.plain.signing_in import opened
from helpdesk_tui.plain.terminal import TerminalLost

_PLACE = Place(
    N_("Locked"),
    (
        N_(
            "The desk is locked: by the word lock, or because nobody answered for a while. Who is signed in "
            "unlocks it with the password and, where it is asked for, the second factor, as at the sign-in. "
            "Wrong ones count as they do there, and after a few the desk is signed out."
        ),
        N_("Anybody may sign out, by sign-out: somebody else can sign in then."),
    ),
)
_SIGN_OUT = "sign-out"


class Lock:
    """Of one desk that was locked; `until` = when its session ends, None = never."""

    def __init__(self, talk: Speaking, terminal: Spoken, locked: Locked, until: datetime | None) -> None:
        self._talk = talk
        self._terminal = terminal
        self._operator = locked.operator
        self._until = until
        self._unlocking = Unlocking(talk.console.sign_in, locked)

    def unlocked(self) -> Desk:
        """By its operator. Raises `SignedOut`, `SessionOver` after too many tries, `NobodyAnswered`, `Quit`,
        and what ends the program."""
        with self._terminal.at(_PLACE):
            while True:
                self._terminal.wait_for_answers(self._seconds_left())
                try:
                    return self._by_ticket() if self._unlocking.by is UnlockBy.TICKET else self._by_password()
                except HelpdeskError as error:
                    self._tell_or_end(error)
                except (GoBack, ToMenu, ToLock):
                    self._terminal.say(_("The desk is still locked."))

    def _seconds_left(self) -> float:
        """What is typed here does not put off the end of the session. 0 = for ever."""
        if self._until is None:
            return 0
        return max((self._until - self._talk.console.clock.now()).total_seconds(), 1)

    def _by_password(self) -> Desk:
        """It is asked for at once: what is typed at a lock is a password, and not to be seen."""
        login = self._operator.login
        password = self._terminal.ask_secret(
            _("Locked. Password of {login}; Enter alone for signing out", login=login)
        )
        if not password:
            self._offer_sign_out(_("sign-out signs out, quit ends; Enter alone asks for the password again"))
            raise GoBack
        return opened(self._talk, self._unlocking.begin(password))

    def _by_ticket(self) -> Desk:
        self._offer_sign_out(
            _("Locked. Enter looks at your ticket and asks for your second factor; sign-out signs out")
        )
        return opened(self._talk, self._unlocking.begin(None))

    def _offer_sign_out(self, question: str) -> None:
        """Raises `SignedOut`; comes back at Enter alone."""
        while typed := self._terminal.ask(question).strip().casefold():
            if typed == _SIGN_OUT:
                raise SignedOut
            self._terminal.correct(_("Type sign-out, or Enter alone."))

    def _tell_or_end(self, error: HelpdeskError) -> None:
        if isinstance(error, TerminalLost) or exit_of(error) is Exit.USAGE:
            raise error  # as at the sign-in
        if error.problem.effect is Effect.OVER:
            raise SessionOver(error.problem) from None
        self._terminal.refuse(error.problem)
