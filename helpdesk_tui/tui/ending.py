"""How the program ends, never while a change is written: quitting, signals, a lost terminal, own faults."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.worker import Worker, WorkerState

from helpdesk_tui.desk.problems import problem
from helpdesk_tui.faults import write_fault
from helpdesk_tui.language import _
from helpdesk_tui.tui import messages
from helpdesk_tui.tui.keys import NamesKeys
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen

if TYPE_CHECKING:
    from helpdesk_tui.console import Console
    from helpdesk_tui.desk.ports import Clock
    from helpdesk_tui.late import LateConsole


class EndsInOrder(NamesKeys, App[Any]):
    """An app that waits for what is written: its result belongs into the record."""

    desk_console: "Console | LateConsole"
    clock: "Clock"
    terminated = False  # from outside
    farewell = ""  # what is said when the terminal was given back
    _failed = False
    _writes = 0
    _clean_ups: list[CleanUp]

    def say(self, sentence: str) -> None:
        raise NotImplementedError  # the app's: Textual knows no abstract ones

    def written(self) -> None:
        """Nothing is written any more, and the program goes on: what waited for that may come."""

    def _part_with_screens(self) -> list[CleanUp]:
        parted = [screen.part() for screen in reversed(self.screen_stack) if isinstance(screen, DeskScreen)]
        return [each for each in parted if each is not None]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While this is open, nothing ends the program."""
        self._writes += 1
        try:
            yield
        finally:
            self._writes -= 1
            self._end_if_due()

    async def action_quit(self) -> None:
        if self._writes:
            self.say(_("A change is being written. Its result comes first; then quit."))
            return
        if isinstance(self.screen, DeskScreen) and not self.screen.may_close():
            return
        self._leave()

    def action_interrupt(self) -> None:
        self.say(_("{key} quits. Esc goes back.", key=self.key_named("quit")))

    def _leave(self) -> None:
        self._clean_ups += self._part_with_screens()
        self.desk_console.break_off()  # the end waits for every thread, and none waits for a server
        self.exit()

    def _terminate(self) -> None:
        """The line broke or the system stops: sign out, when what is being written has its outcome."""
        if not self.terminated:
            self.terminated = True
            self._end_if_due()

    def _end_if_due(self) -> None:
        if self._writes:
            return
        if self._failed:
            self.desk_console.break_off()  # as in `_leave`
            self._close_messages_no_wait()
        elif self.terminated:
            self._leave()
        else:
            self.written()

    def on_terminal_lost(self) -> None:
        self._terminate()

    def _obey_signals(self) -> None:
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT):
            loop.add_signal_handler(number, self._terminate)
        loop.add_signal_handler(signal.SIGINT, self.action_interrupt)
        # A pipe that is full, as while a window is dragged, wakes the loop all the same: that is no fault.
        signal.set_wakeup_fd(signal.set_wakeup_fd(-1), warn_on_full_buffer=False)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # no way out to a shell under a session

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            raise event.worker.error

    def on_thread_failed(self, event: messages.ThreadFailed) -> None:
        self._handle_exception(event.error)

    def _handle_exception(self, error: BaseException) -> None:
        """Ends the program, when what is being written has its outcome. Textual's own would print every local
        variable, passwords among them."""
        self._return_code = 1
        self._failed = True
        if self._exception is None and isinstance(error, Exception):
            self._exception = error
            self._exception_event.set()
        where = write_fault(error, self.clock.now())
        self.farewell = str(problem("unexpected", where=where or _("what you did last")))
        self._end_if_due()
