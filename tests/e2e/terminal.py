"""A person at a real terminal: a command on a pty, its screen as pyte draws it, keys by name.

with Terminal(["helpdesk-tui", "demo"]) as terminal:
    terminal.wait_for("Search")
    terminal.type("ada")
    terminal.press("enter")
"""

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "escape": "\x1b",
    "tab": "\t",
    "backtab": "\x1b[Z",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "f11": "\x1b[23~",
    "f12": "\x1b[24~",
}

ESCAPE_DELAY = 0.2
"""Seconds after Esc in which a further character would make it an Alt key."""

_ANSWERS = (
    (re.compile(rb"\x1b\[\?(\d+)\$p"), b"\x1b[?%s;0$y"),  # DECRQM: mode unknown
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),  # DA1: a VT220 with colour
)

_UNDRAWN = re.compile(
    r"\x1b\[[<=>][0-;]*[ -/]*[@-~]"  # private sequences such as the kitty keyboard protocol
    r"|\x1b\[[?0-;]*\$[@-~]"
    r"|\x1b[PX^_].*?\x1b\\",  # device control strings
    re.DOTALL,
)
"""What pyte 0.8.2 would print as text."""

_UNFINISHED = re.compile(r"\x1b(?:\[[ -?]*|[P\]X^_](?:(?!\x1b\\|\x07).)*)?\Z", re.DOTALL)


class TerminalTimeout(AssertionError):
    """What was awaited did not come; the message holds the screen."""


class Terminal:
    """Runs `command` on a pty of `columns`×`rows`.

    `environment` is all it gets, over TERM, PATH, HOME and LANG.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        columns: int = 80,
        rows: int = 24,
        cwd: Path | None = None,
    ) -> None:
        self._command = list(command)
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._pending = ""
        self._raw = bytearray()
        self._lines: list[str] | None = None  # what stands on the screen, until more comes
        self._changed = threading.Condition()
        self._closing = False
        self._master, slave = pty.openpty()
        self._set_size(columns, rows)
        # A session leader that opens a terminal gets it as its controlling one: so the shell opens it.
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec <>"$0" >&0 2>&0; exec "$@"', os.ttyname(slave), *self._command],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd=cwd,
            env=_environment() | dict(environment or {}),
        )
        self._slave: int | None = slave  # held until the child has it, lest the reader sees an end
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- what is seen --------------------------------------------------------------------------------

    @property
    def screen(self) -> list[str]:
        """The lines on the screen, without trailing blanks."""
        with self._changed:
            if self._lines is None:
                self._lines = [line.rstrip() for line in self._screen.display]
            return self._lines

    @property
    def text(self) -> str:
        """The screen as it stands now: maybe half drawn. What must come is waited for."""
        return "\n".join(self.screen)

    @property
    def words(self) -> str:
        """The same without the breaks of lines."""
        return " ".join(self.text.split())

    def cell(self, column: int, row: int) -> pyte.screens.Char:
        """One cell as it is drawn: sign, colours and attributes."""
        with self._changed:
            return self._screen.buffer[row][column]

    @property
    def raw(self) -> bytes:
        """Every byte the terminal has received."""
        with self._changed:
            return bytes(self._raw)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row, from 0."""
        with self._changed:
            return self._screen.cursor.x, self._screen.cursor.y

    @property
    def shows_cursor(self) -> bool:
        with self._changed:
            return not self._screen.cursor.hidden

    @property
    def pid(self) -> int:
        """Of the command (it replaces the shell that started it)."""
        return self._process.pid

    # --- what is done --------------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        os.write(self._master, data)

    def type(self, text: str) -> None:
        self.send(text.encode())

    def press(self, *keys: str) -> None:
        """Keys by name: "enter", "f2", "ctrl+c", "shift+tab", "a"."""
        for key in keys:
            self.send(_key(key).encode())
            if key in {"esc", "escape"}:
                time.sleep(ESCAPE_DELAY)

    def resize(self, columns: int, rows: int) -> None:
        """A new window size; the command gets SIGWINCH."""
        with self._changed:
            self._screen.resize(rows, columns)
            self._lines = None
        self._set_size(columns, rows)

    def hangup(self) -> None:
        """The terminal is lost: the line closes, and the system sends SIGHUP."""
        self._stop_reading()

    def signal(self, number: int) -> None:
        """To the command alone."""
        self._process.send_signal(number)

    def close(self) -> None:
        """Hang up, and kill what does not go. May be called twice."""
        self._stop_reading()
        if self._process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=2)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    # --- waiting -------------------------------------------------------------------------------------

    def wait_for(self, text: str, timeout: float = 10) -> str:
        """Until `text` stands on one line of the screen; that line."""
        self.wait_until(lambda: text in self.text, f"“{text}”", timeout)
        return next((line for line in self.screen if text in line), "")

    def wait_for_words(self, words: str, timeout: float = 10) -> None:
        """Until `words` stand on the screen, over as many lines as they take."""
        self.wait_until(lambda: words in self.words, f"“{words}”", timeout)

    def wait_for_match(self, pattern: str, timeout: float = 10) -> re.Match[str]:
        """Until something fits `pattern`; the last that does. What is waited for may come in parts."""
        self.wait_until(lambda: re.search(pattern, self.text) is not None, f"“{pattern}”", timeout)
        return list(re.finditer(pattern, self.text))[-1]

    def wait_gone(self, text: str, timeout: float = 10) -> None:
        self.wait_until(lambda: text not in self.text, f"“{text}” to go", timeout)

    def wait_until(self, holds: Callable[[], bool], what: str, timeout: float = 10) -> None:
        """Until `holds()`, asked whenever something was drawn. Raises TerminalTimeout, with the screen."""
        deadline = time.monotonic() + timeout
        while not holds():
            left = deadline - time.monotonic()
            ended = not self._reader.is_alive()
            if left <= 0 or (ended and not holds()):
                reason = f"the command ended ({self._code_soon()})" if ended else f"{timeout} s passed"
                raise TerminalTimeout(f"Waited for {what}, but {reason}.\n{self._picture()}")
            with self._changed:
                self._changed.wait(min(left, 0.1))

    def wait_still(self, quiet: float = 0.3, timeout: float = 10) -> None:
        """Until nothing was drawn for `quiet` seconds."""
        deadline = time.monotonic() + timeout
        seen = -1
        while seen != len(self.raw):
            if time.monotonic() > deadline:
                raise TerminalTimeout(f"The screen does not come to rest.\n{self._picture()}")
            seen = len(self.raw)
            time.sleep(quiet)

    def wait_exit(self, timeout: float = 10) -> int:
        """The exit code, or minus the signal, once the command has ended and all it said was read."""
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TerminalTimeout(f"The command does not end.\n{self._picture()}") from None
        self._reader.join(timeout=2)
        return code

    @property
    def exit_code(self) -> int | None:
        """As `wait_exit`; None while it runs."""
        return self._process.poll()

    def _code_soon(self) -> int | None:
        """A command lets its terminal go a moment before it has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(2)
        return None

    # --- inside --------------------------------------------------------------------------------------

    def _read(self) -> None:
        while not self._closing:
            if not select.select([self._master], [], [], 0.05)[0]:
                if self._process.poll() is not None:
                    self._release()  # after this the reader sees the end
                continue
            try:
                data = os.read(self._master, 65536)
            except OSError:  # the last one who had the terminal has gone
                break
            self._release()
            with self._changed:
                self._raw += data
                self._draw(self._decoder.decode(data))
                self._lines = None
                self._changed.notify_all()
            self._answer(data)
        with self._changed:
            self._changed.notify_all()

    def _draw(self, text: str) -> None:
        text = self._pending + text
        unfinished = _UNFINISHED.search(text)
        whole = text[: unfinished.start()] if unfinished else text
        self._pending = text[len(whole) :]
        self._stream.feed(_UNDRAWN.sub("", whole))

    def _answer(self, data: bytes) -> None:
        for question, answer in _ANSWERS:
            for asked in question.finditer(data):
                with contextlib.suppress(OSError):
                    os.write(self._master, answer % asked.groups())

    def _release(self) -> None:
        """Let go of the child's side, so that its end is seen as an end."""
        slave, self._slave = self._slave, None
        if slave is not None:
            os.close(slave)

    def _stop_reading(self) -> None:
        if self._closing:
            return
        self._closing = True
        self._reader.join()
        self._release()
        os.close(self._master)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _picture(self) -> str:
        columns = self._screen.columns
        frame = "─" * columns
        lines = "\n".join(f"│{line.ljust(columns)}│" for line in self.screen)
        return f"{' '.join(self._command)}\n┌{frame}┐\n{lines}\n└{frame}┘"


def _key(name: str) -> str:
    if name in KEYS:
        return KEYS[name]
    if name.startswith("ctrl+") and len(name) == 6:
        return chr(ord(name[5].upper()) & 0x1F)
    if name.startswith("alt+"):
        return "\x1b" + _key(name.removeprefix("alt+"))
    if len(name) == 1:
        return name
    raise ValueError(f"there is no key {name!r}")


def _environment() -> dict[str, str]:
    return {
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", "/"),
    }
