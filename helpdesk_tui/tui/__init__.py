"""The full-screen front end. `run` is its only way in; Textual is imported when it is called."""

import gc
import os
import sys
from typing import TYPE_CHECKING

from helpdesk_tui.desk.problems import Problem, problem

if TYPE_CHECKING:
    from helpdesk_tui.console import Console
    from helpdesk_tui.late import LateConsole

EXIT_UNUSABLE = 2  # as for usage and configuration


def run(console: "Console | LateConsole") -> int:
    """Run the console until its operator quits; the exit code: 0, 1 after a fault of ours, 2 where the
    terminal cannot show a full screen. Closes neither the stores nor the console: the caller does."""
    _forget_textual_settings()
    unusable = _unusable()
    if unusable:
        sys.stderr.write(f"{unusable}\n")
        return EXIT_UNUSABLE
    gc.disable()  # nothing is garbage of what is imported now; the first picture switches it on again
    from helpdesk_tui.tui.terminal import run_on_terminal  # noqa: PLC0415 - see the docstring

    return run_on_terminal(console)


def _forget_textual_settings() -> None:
    """TEXTUAL_LOG writes every key, passwords too, into a file; others load code or open ports. How long Esc
    is waited for (ESCDELAY) is ours to say: `tui.key_sequences`."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL") or name == "ESCDELAY"]:
        del os.environ[name]


def _unusable() -> Problem | None:
    streams = (sys.__stdin__, sys.__stderr__)  # it reads keys from the one and draws on the other
    is_terminal = all(stream is not None and stream.isatty() for stream in streams)
    if not is_terminal or os.environ.get("TERM", "dumb") in ("", "dumb", "unknown"):
        return problem("terminal-dumb")
    return None
