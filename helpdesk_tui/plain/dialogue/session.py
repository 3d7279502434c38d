"""A dialogue from the first sign-in to the end: who signs in, what ends a session, who comes next."""

from argparse import Namespace
from datetime import timedelta
from typing import Never

from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.locking import LockedBy
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.conversation import Speaking
from helpdesk_tui.plain.dialogue.lock import Lock
from helpdesk_tui.plain.dialogue.menu import Menu
from helpdesk_tui.plain.dialogue.spoken import Place, Quit, SignedOut, Spoken, SpokenOutput, ToLock, ToMenu
from helpdesk_tui.plain.dialogue.talking import Dialogue, SessionOver
from helpdesk_tui.plain.exits import Exit, exit_of
from helpdesk_tui.plain.signing_in import SavedPassword, sign_in
from helpdesk_tui.plain.terminal import NobodyAnswered, TerminalLost
from helpdesk_tui.words import reports

_SIGN_IN = Place(N_("Sign in"), (N_("Your login and password, then whatever the desk asks beyond them."),))


def hold(talk: Speaking, asked: Namespace, saved: SavedPassword | None) -> Exit:
    """The command. Raises what makes a sign-in impossible: no terminal, configuration, store."""
    link = talk.console.sign_in.policy.notices.help_link
    terminal = Spoken(talk.terminal, link, pictures=asked.pictures)
    terminal.require()
    speaking = Speaking(talk.console, terminal, SpokenOutput(terminal))
    sessions = _Sessions(speaking, terminal, asked.operator, saved)
    with terminal.interrupts:
        try:
            sessions.hold()
        except Quit:
            return sessions.came_to
        except TerminalLost:
            return Exit.REFUSED


class _Sessions:
    """One after the other, until somebody quits."""

    def __init__(
        self, talk: Speaking, terminal: Spoken, login: str | None, saved: SavedPassword | None
    ) -> None:
        self._talk = talk
        self._terminal = terminal
        self._login = login
        self._saved = saved
        self._has_worked = False
        self.came_to = Exit.REFUSED  # whoever quits now has not signed in

    def hold(self) -> Never:
        """Raises `Quit`, `TerminalLost`, and what ends the program."""
        while True:
            self._stay(self._signed_in())
            self._begin_again()

    # --- signing in -----------------------------------------------------------------------------------

    def _signed_in(self) -> Desk:
        with self._terminal.at(_SIGN_IN):
            while True:
                self._wait_for_answers()
                try:
                    return sign_in(self._talk, self._login, self._saved)
                except HelpdeskError as error:
                    code = exit_of(error)
                    if isinstance(error, TerminalLost) or code is Exit.USAGE:
                        raise  # configuration, store: to ask again would not help
                    self.came_to = self.came_to if self._has_worked else code
                    self._terminal.refuse(error.problem)
                except (GoBack, ToMenu):
                    self._terminal.say(_("You are not signed in."))
                except (ToLock, NobodyAnswered):
                    self._terminal.say(self._left(_("You are not signed in.")))
                self._begin_again()

    def _left(self, said: str) -> str:
        """Who started the desk may not be who comes now."""
        self._talk.console.sign_in.ticket.spend()
        self._terminal.clear()
        return said

    def _begin_again(self) -> None:
        """Nothing is tried twice by itself; and who comes now may be somebody else, who types a password."""
        self._terminal.wait_for_answers(0)
        self._saved = None
        question = (
            _("Enter signs in as {login}, another login signs in that one; quit ends", login=self._login)
            if self._login
            else _("Enter signs in, another login signs in that one; quit ends")
        )
        while True:
            try:
                typed = self._terminal.ask(question)
            except (GoBack, ToMenu, ToLock):
                continue
            self._login = typed.strip() or self._login
            return

    # --- at work --------------------------------------------------------------------------------------

    def _wait_for_answers(self) -> None:
        """Until it is locked, or, where that is not to be, until the session ends."""
        self._terminal.wait_for_answers(self._lock_seconds or self._talk.console.idle_seconds)

    @property
    def _lock_seconds(self) -> int:
        """0 = silence locks nothing, or would come after the end of the session."""
        lock, idle = self._talk.console.lock_seconds, self._talk.console.idle_seconds
        return lock if lock < idle or not idle else 0

    def _stay(self, desk: Desk) -> None:
        """Until nobody is signed in any more; why is said. Raises `Quit`."""
        terminal = self._terminal
        try:
            while True:
                desk = self._at_work(desk).unlocked()
        except SessionOver as over:
            terminal.say(_("You were signed out. {why}", why=over.why))
        except SignedOut:
            terminal.say(self._left(_("You are signed out.")))
        except NobodyAnswered:
            terminal.say(self._left(_silence(self._talk.console.idle_seconds)))
        except Quit:
            terminal.say(_("You are signed out."))
            raise

    def _at_work(self, desk: Desk) -> Lock:
        """Until the desk is locked. Raises what ends the session before that."""
        console, terminal = self._talk.console, self._terminal
        talk = Dialogue(console, terminal, self._talk.output, desk)
        terminal.last = None  # another operator's
        self._login = desk.operator.login
        self._has_worked, self.came_to = True, Exit.DONE
        self._wait_for_answers()
        try:
            _greet(talk)
            return Menu(talk).stay()
        except ToLock:
            return self._locked(desk, LockedBy.OPERATOR, _("You locked the desk."))
        except NobodyAnswered:
            if not self._lock_seconds:
                raise
            why = _("Locked: no answer for {minutes} min.", minutes=_minutes(self._lock_seconds))
            return self._locked(desk, LockedBy.IDLE, why)
        finally:
            desk.sign_out()

    def _locked(self, desk: Desk, by: LockedBy, why: str) -> Lock:
        """What was said goes first, where the terminal can; the session goes on ending meanwhile."""
        console, terminal = self._talk.console, self._terminal
        is_cleared = terminal.clear()
        locked = desk.locking.lock(by)
        terminal.say(why, _("The call has ended: whoever is on the line proves it anew."))
        if not is_cleared:
            terminal.say(
                _("What was said before stands in this terminal still: it cannot be cleared from here.")
            )
        spent = self._lock_seconds if by is LockedBy.IDLE else 0
        left = timedelta(seconds=console.idle_seconds - spent)
        return Lock(
            self._talk, terminal, locked, console.clock.now() + left if console.idle_seconds else None
        )


def _silence(seconds: int) -> str:
    return _("You were signed out: no answer for {minutes} min.", minutes=_minutes(seconds))


def _minutes(seconds: int) -> int:
    return max(seconds // 60, 1)


def _greet(talk: Dialogue) -> None:
    desk, info = talk.desk, talk.desk.info
    roles = ", ".join(sorted(_(role.value) for role in desk.operator.roles))
    talk.tell(
        _("Signed in as {login}, {roles}.", login=desk.operator.login, roles=roles),
        _(
            "Directory: {domain}, server {server}, {tls}. Changes are made as {account}.",
            domain=info.domain,
            server=info.server,
            tls=info.tls or _("no TLS"),
            account=info.acts_as,
        ),
    )
    talk.warn_of_threat()
    now = talk.console.sign_in.clock.now()
    if desk.held:
        talk.tell(
            _("Held: 'this was not me'."), *(f"- {reports.held_short(each, now)}" for each in desk.held)
        )
        talk.tell(_(reports.HELD_AT_SIGN_IN))
