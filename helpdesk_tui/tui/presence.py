"""Whether somebody is there: the desk locks, or the session ends, when nobody is, or when it is asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.timer import Timer

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, _
from helpdesk_tui.tui import messages
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.ending import EndsInOrder
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen, Surroundings
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.widgets.context_bar import Context

if TYPE_CHECKING:
    from helpdesk_tui.desk.desk import Desk
    from helpdesk_tui.desk.locking import LockedBy
    from helpdesk_tui.tui.calls import Calls
    from helpdesk_tui.tui.screens.lock import LockScreen


class LocksWhenLeft(EndsInOrder):
    """An app with a lock, and with an end for whoever went away."""

    _desk: "Desk | None"
    _ended: messages.SessionEnded | None = None  # waits for a write to end
    _lock_due: "LockedBy | None" = None  # as above
    _idle: Timer | None = None
    _untouched: Timer | None = None  # until it is locked

    async def _sign_out(self, said: str) -> None:
        raise NotImplementedError  # the app's: Textual knows no abstract ones

    async def _close_screens(self, show: Callable[[], None]) -> list[CleanUp]:
        raise NotImplementedError  # as above

    @property
    def _at_work(self) -> "Calls":
        raise NotImplementedError  # as above

    def watch_whether_left(self) -> None:
        if self.desk_console.idle_seconds:
            self._idle = self.set_timer(self.desk_console.idle_seconds, self._idle_over)
        if self.desk_console.lock_seconds:
            self._untouched = self.set_timer(self.desk_console.lock_seconds, self._untouched_over)

    def written(self) -> None:
        if self._ended:
            self.post_message(self._ended)
        elif due := self._lock_due:
            self._lock_due = None
            self.post_message(messages.LockDue(due))

    async def action_lock(self) -> None:
        from helpdesk_tui.desk.locking import LockedBy  # noqa: PLC0415 - the desk is there by then

        await self._lock(LockedBy.OPERATOR, _("You locked the desk."))

    def _touched(self) -> None:
        """Somebody is there: the time until it is locked, or the session ends, begins anew."""
        for timer in (self._idle, self._untouched):
            if timer is not None:
                timer.reset()

    async def _untouched_over(self) -> None:
        from helpdesk_tui.desk.locking import LockedBy  # noqa: PLC0415 - the desk is there by then

        seconds = self.desk_console.lock_seconds
        self._untouched = self.set_timer(seconds, self._untouched_over)
        if self._desk is not None:
            await self._lock(LockedBy.IDLE, _left_alone(seconds))
        elif self._is_signing_in and not self._is_locked:
            self.desk_console.sign_in.ticket.spend()  # as below
            await self._sign_out(_("You were not signed in. {why}", why=_left_alone(seconds)))

    async def on_lock_due(self, event: messages.LockDue) -> None:
        await self._lock(event.by, _("Locked, once the change was written."))

    async def _lock(self, by: "LockedBy", why: str) -> None:
        """Covered first. A write that is under way ends before: its result belongs into the record."""
        from helpdesk_tui.desk.unlocking import Unlocking  # noqa: PLC0415 - the desk is there by then
        from helpdesk_tui.tui.screens.lock import LockScreen  # noqa: PLC0415 - the desk is there by then

        desk, console = self._desk, self.desk_console
        if desk is None:
            return
        if self._writes:
            self._lock_due = by
            self.say(_("A change is being written. The desk locks when it is done."))
            return
        context = Context(domain=console.target, demo=console.demo is not None, closed=N_("locked"))
        around = Surroundings(context, self.clock, console.demo, visible_seconds=0)  # as above
        screen = LockScreen(around, desk.operator, why, self._at_work.of_whom)
        clean_ups = await self._close_screens(lambda: self._cover(screen))
        for each in clean_ups:
            await ask(each)
        locked = await ask(desk.locking.lock, by)
        if isinstance(locked, Problem):
            await self._sign_out(_("You were signed out. {why}", why=locked))
        else:
            screen.closed(Unlocking(console.sign_in, locked))

    def _cover(self, screen: "LockScreen") -> None:
        self.push_screen(screen)

    @property
    def _is_locked(self) -> bool:
        return any(isinstance(each, DeskScreen) and each.covers for each in self.screen_stack)

    async def on_unlocking_over(self, event: messages.UnlockingOver) -> None:
        if self._is_locked:
            await self._sign_out(_("You were signed out. {why}", why=event.problem))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who is not signed in has nothing to lock."""
        return self._desk is not None if action == "lock" else super().check_action(action, parameters)

    async def on_session_ended(self, event: messages.SessionEnded) -> None:
        """A write that is under way ends first: its result belongs into the record."""
        self._ended = event if self._writes else None
        if self._desk is not None and not self._writes:
            await self._sign_out(_("You were signed out. {why}", why=event.problem))

    async def _idle_over(self) -> None:
        self.desk_console.sign_in.ticket.spend()  # who started the desk may not be who comes now
        if (self._desk is not None or self._is_signing_in) and not self._writes:
            await self._sign_out(
                _("You were signed out. {why}", why=_left_alone(self.desk_console.idle_seconds))
            )
        elif isinstance(self.screen, SignInScreen):
            self.screen.read_again()
        self._idle = self.set_timer(self.desk_console.idle_seconds, self._idle_over)

    @property
    def _is_signing_in(self) -> bool:
        """Whether somebody's password was taken, and more is asked for."""
        return any(isinstance(each, DeskScreen) and each.is_of_sign_in for each in self.screen_stack)


def _left_alone(seconds: int) -> str:
    return _("No key for {minutes} min.", minutes=max(seconds // 60, 1))
