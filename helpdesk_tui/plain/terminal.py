"""The controlling terminal: questions, typed secrets, and a page that leaves nothing behind.

Questions go to /dev/tty (tty(4)), whatever standard input and output are; so nothing secret is read from
a pipe or written into a file.
"""

import contextlib
import os
import select
import signal
import termios
from collections.abc import Iterator

from helpdesk_tui.desk.conversation.prompt import Prompt
from helpdesk_tui.desk.errors import NoTerminal, Refused
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import _
from helpdesk_tui.plain.wrapping import width_of, wrapped
from helpdesk_tui.secret import Secret
from helpdesk_tui.signs import encoded
from helpdesk_tui.text import typed

_DEVICE = "/dev/tty"
_MOST_BYTES = 4096  # what a terminal hands over in one line (termios(3), canonical mode)
_ECHO = 3  # index of the local modes in what tcgetattr gives


class InputEnded(Refused):
    """Somebody typed the end of input (Ctrl+D)."""


class TerminalLost(Refused):
    """Nobody can be asked any more: the line to the terminal broke."""


class NobodyAnswered(Exception):
    """A question has waited for as long as `Terminal.patience`."""


class Terminal:
    """Opened at the first question. Every method raises `NoTerminal` where there is none.

    The questions raise `Refused` (cancelled) at the end of input, and `KeyboardInterrupt` at Ctrl+C.
    """

    patience: float | None = None
    """Seconds for which a question waits; None = for ever."""
    pictures = True
    """Whether QR codes are drawn, beside their keys."""

    def __init__(self) -> None:
        self._handle: int | None = None

    def require(self) -> None:
        """Raises `NoTerminal` now rather than later."""
        self._opened()

    def say(self, *lines: str) -> None:
        """Write lines, broken between words where they are wider than the terminal."""
        self._write("".join(f"{line}\n" for line in wrapped(lines, width_of(self._opened()))))

    def correct(self, *lines: str) -> None:
        """Say what was wrong with an answer; it is asked for again."""
        self.say(*lines)

    def refuse(self, why: Problem) -> None:
        """The same, where the desk says no."""
        self.correct(str(why))

    def drop_typed_ahead(self) -> bool:
        """Forget what was typed for questions that were not asked yet; whether there was a line of it."""
        handle = self._opened()
        waits = _is_ready(handle, 0)
        with contextlib.suppress(termios.error):  # the line to the terminal broke: the next question says so
            termios.tcflush(handle, termios.TCIFLUSH)
        return waits

    def ask(self, question: str) -> str:
        """The line that was typed, seen while it was typed. One that was typed ahead is said again, where it
        belongs."""
        is_there = _is_ready(self._opened(), 0)
        self._question(question)
        line = self._line()
        if is_there:
            self._write(f"{line}\n")
        return line

    def ask_secret(self, question: str) -> Secret:
        """The same, unseen. The echo ends before the question is there to be answered; what was typed before
        that is dropped."""
        handle = self._opened()
        try:
            before = termios.tcgetattr(handle)
            unseen = [*before]
            unseen[_ECHO] = before[_ECHO] & ~termios.ECHO | termios.ECHONL
            termios.tcsetattr(handle, termios.TCSAFLUSH, unseen)
        except termios.error:  # the line to the terminal broke
            raise TerminalLost(problem("cancelled")) from None
        try:
            self._question(_("{question} (not shown)", question=question))
            return Secret(self._line())
        finally:
            with contextlib.suppress(termios.error):  # as above
                termios.tcsetattr(handle, termios.TCSADRAIN, before)

    @contextlib.contextmanager
    def page(self) -> Iterator[None]:
        """What is said in here is gone from screen and scrollback afterwards, where the terminal can."""
        begin, end, last_words = _ways_to_clear()
        self._write(begin)
        try:
            yield
        finally:
            self._write(end)
            if last_words:
                self.say(last_words)

    def clear(self) -> bool:
        """What was said is gone from the screen, and from what can be scrolled back to; whether it is."""
        clear, scrollback = _capabilities("clear", "E3")
        self._write(clear + scrollback)
        return bool(clear and scrollback)

    @contextlib.contextmanager
    def asking(self, prompt: Prompt) -> Iterator[None]:  # noqa: ARG002 - some terminals say more of it
        """What is asked in here belongs to this prompt."""
        yield

    def wait(self, question: str, seconds: float) -> None:
        """Until Enter, or so many seconds."""
        self._question(question)
        if not self.is_entered_within(seconds):
            self._write("\n")

    def is_entered_within(self, seconds: float) -> bool:
        """Whether Enter comes within so many seconds, or the end of input: the next question tells them
        apart. What was typed before it is dropped."""
        handle = self._opened()
        ready = _is_ready(handle, seconds)
        if ready:
            with contextlib.suppress(OSError):  # the line broke: the next question says so
                os.read(handle, _MOST_BYTES)
        return ready

    def close(self) -> None:
        """Give it back. May be called twice."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _opened(self) -> int:
        if self._handle is None:
            try:
                self._handle = os.open(_DEVICE, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
            except OSError:
                raise NoTerminal(problem("no-terminal")) from None
        return self._handle

    def _question(self, question: str) -> None:
        lines = wrapped([f"{question}:"], width_of(self._opened()))
        self._write("\n".join(lines) + " ")

    def _line(self) -> str:
        """One line in canonical mode, without its end and without what a terminal would obey."""
        handle = self._opened()
        if not _is_ready(handle, self.patience):
            self._write("\n")
            raise NobodyAnswered
        try:
            data = os.read(handle, _MOST_BYTES)
        except OSError:  # the line to the terminal broke
            raise TerminalLost(problem("cancelled")) from None
        if not data:
            self._write("\n")
            raise InputEnded(problem("cancelled"))
        try:
            return typed(data.decode().removesuffix("\n"))
        except UnicodeDecodeError:
            raise Refused(problem("not-utf8")) from None

    def _write(self, text: str) -> None:
        data = encoded(text)
        try:
            while data:
                data = data[os.write(self._opened(), data) :]
        except OSError:
            raise TerminalLost(problem("cancelled")) from None


def _is_ready(handle: int, seconds: float | None = None) -> bool:
    """Whether there is something to read within so many seconds; None = until there is. A signal that comes
    just before the wait, or to another thread, ends it too: its handler is run."""
    with _signals() as woken:
        ready, _, _ = select.select([handle, woken], [], [], seconds)
        while woken in ready and handle not in ready:  # and nothing was raised
            os.read(woken, _MOST_BYTES)
            ready, _, _ = select.select([handle, woken], [], [], seconds)
    return handle in ready


@contextlib.contextmanager
def _signals() -> Iterator[int]:
    """A handle that can be read from once a signal came (signal.set_wakeup_fd)."""
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    before = signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    try:
        yield woken
    finally:
        signal.set_wakeup_fd(before)
        os.close(wakes)
        os.close(woken)


def _ways_to_clear() -> tuple[str, str, str]:
    """What opens and what clears a page (terminfo(5)), and what to say where neither works.

    The alternate screen never reaches the scrollback; without one, the scrollback is erased (E3).
    """
    begin, end, clear, scrollback = _capabilities("smcup", "rmcup", "clear", "E3")
    if begin and end and clear:
        return begin + clear, clear + end, ""
    if clear and scrollback:
        return "", clear + scrollback, ""
    return "", "", _("This terminal cannot be cleared from here: close its window when you are done.")


def _capabilities(*names: str) -> tuple[str, ...]:
    """What this terminal obeys (terminfo(5)); "" = it does not know that."""
    import curses  # noqa: PLC0415 - only what clears needs it

    try:
        curses.setupterm(os.environ.get("TERM", "dumb"), 1)
        return tuple((curses.tigetstr(name) or b"").decode("ascii", "ignore") for name in names)
    except curses.error:
        return ("",) * len(names)
