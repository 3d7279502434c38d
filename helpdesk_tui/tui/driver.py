"""The terminal under the screen: Textual's driver, whose input and output cannot end the program.

Textual's own stops at the first byte that is not UTF-8, prints a traceback with exit code 0, and takes what
waits for text of the shell (Textualize/textual#6456).
"""

import asyncio
import contextlib
import os
import select
import time
from collections.abc import Callable
from typing import IO, Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from helpdesk_tui.tui.messages import TerminalLost, ThreadFailed
from helpdesk_tui.tui.terminal_input import TerminalInput
from helpdesk_tui.tui.wire.picture import Picture

REPAINT = "HELPDESK_TUI_REPAINT"
"""Set in the environment: every paint goes out in full, as [session] repaint has it."""

_ONCE = 4096  # bytes read in one go
_OFTEN, _SELDOM = 0.05, 0.1  # seconds between looks, while a key is unfinished and else
_AT_ONCE = 100  # events handed on before the app takes them; each lies in the pipe in which signals come, too


class TerminalDriver(LinuxDriver):
    """Handed over by `App.get_driver_class`. Tells the app of its end: `TerminalLost`, `ThreadFailed`."""

    def __init__(self, app: App[Any], **settings: Any) -> None:
        super().__init__(app, **settings)
        self._file: Any = _Screen(self._file, self._end)
        self._repaints = getattr(app, "repaints", False) or bool(os.environ.get(REPAINT))
        self._picture: Picture | None = None

    def start_application_mode(self) -> None:
        """The cursor is seen: `cursor` says where it stands."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's has no types
        if self._writer_thread is not None:  # none, where it is in the background, and stopped again
            self.write("\x1b[?25h")

    # --- output -------------------------------------------------------------------------------------

    def write(self, data: str) -> None:
        """Of a paint, what changes. What cannot be compared is sent as it is."""
        if self._picture is not None:
            try:
                data = self._picture.to_send(data)
            except Exception:  # noqa: BLE001 - whatever it is, a paint in full is right
                self._picture.forget()
        if data:
            super().write(data)

    def forget_picture(self, size: Size) -> None:
        """The terminal has another size, or may show anything: the next paint is sent in full."""
        self._picture = None if self._repaints else Picture(size.width, size.height)

    # --- input --------------------------------------------------------------------------------------

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except BaseException as error:  # noqa: BLE001 - the last one who can tell of it
            self._end(error)

    def run_input_thread(self) -> None:
        """Read until the app ends, or the terminal. What was read and not handed on by then is dropped."""
        read = TerminalInput(os.environ.get("TERM", ""))
        while not self.exit_event.is_set():
            wait = _OFTEN if read.is_unfinished else _SELDOM
            ready, _, _ = select.select([self.fileno], [], [], wait)
            if ready:
                data = os.read(self.fileno, _ONCE)
                if not data:
                    raise EOFError
                found = read.feed(data, time.monotonic())
            else:
                found = read.look(time.monotonic())
            for number, event in enumerate(found, 1):
                self.process_message(event)
                if number % _AT_ONCE == 0 or number == len(found):
                    self._wait_for_the_app()

    def _wait_for_the_app(self) -> None:
        """Else a flood of keys fills the memory faster than they can be dropped, and the pipe that wakes the
        app: a SIGTERM that finds no room there is lost."""
        handed_on = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop)
        while not self.exit_event.is_set():
            with contextlib.suppress(TimeoutError):
                handed_on.result(_OFTEN)
                return

    def _query_in_band_window_resize(self) -> None:
        """Is not asked: the size comes from the kernel alone."""

    # --- the end ------------------------------------------------------------------------------------

    def _end(self, error: BaseException) -> None:
        """Of a thread of ours, in which `error` was raised: the terminal has gone, or it is a fault."""
        is_lost = isinstance(error, OSError | EOFError)
        with contextlib.suppress(RuntimeError):  # the app has ended already
            self._app.post_message(TerminalLost() if is_lost else ThreadFailed(error))

    def stop_application_mode(self) -> None:
        """Leave nothing to read where the terminal has no second screen (GNU screen, the Linux console), and
        nothing that was typed to the shell."""
        self.disable_input()
        self.write(_erased(self._get_terminal_size()[1]))
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        """There is no way out to a shell under a session."""

    def _sigcont_application(self, *_: object) -> None:
        """Who stopped us by SIGSTOP may have given the terminal other modes, and another picture."""
        self._loop.call_soon_threadsafe(self._begin_again)

    def _begin_again(self) -> None:
        if self._writer_thread is not None and self._writer_thread.is_alive():
            self.suspend_application_mode()
            self.resume_application_mode()
            self.forget_picture(self._app.size)
            self._app.refresh(layout=True)


def _erased(rows: int) -> str:
    """Line by line: some terminals keep what one sequence for the whole screen erases (ECMA-48, EL)."""
    lines = "".join(f"\x1b[{row};1H\x1b[2K" for row in range(1, rows + 1))
    return f"\x1b[0m{lines}\x1b[H"


class _Screen:
    """What the output thread writes to. It must not die: the app would wait for it for ever."""

    def __init__(self, file: IO[str] | None, end: Callable[[BaseException], None]) -> None:
        self._file = file
        self._end = end

    def write(self, text: str) -> None:
        self._try(lambda file: file.write(text))

    def flush(self) -> None:
        self._try(lambda file: file.flush())

    def fileno(self) -> int:
        return self._file.fileno() if self._file else -1

    def isatty(self) -> bool:
        return self._file is not None and self._file.isatty()

    def _try(self, act: Callable[[IO[str]], object]) -> None:
        if self._file is None:
            return
        try:
            act(self._file)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told once
            self._file = None
            self._end(error)
