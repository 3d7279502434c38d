"""What is kept of a fault: where it happened, never with what values.

No locals, no arguments and no message of the exception: each may hold a secret. The log is private, and holds
faults of ours only, so that it can be watched: a terminal that went away is none.
"""

import logging
import os
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from traceback import walk_tb


def keep_off_the_screen(now: Callable[[], datetime]) -> None:
    """What libraries log goes nowhere: it may hold secrets, and would tear the screen. What ends a thread or
    an object's clean-up goes into the log of faults."""

    def note(raised: "threading.ExceptHookArgs | sys.UnraisableHookArgs") -> None:
        if raised.exc_value is not None:
            write_fault(raised.exc_value, now())

    logging.getLogger().addHandler(logging.NullHandler())
    sys.unraisablehook = note
    threading.excepthook = note


class _Place:
    """Where the log lies; the process has one."""

    directory: Path | None = None


def lie_beside(store: Path) -> None:
    """From now on the log is in the directory of the store: who looks after the one finds the other."""
    _Place.directory = store.parent


def log_path() -> Path:
    """Beside the store; until it is known where that is, where it is by default."""
    if _Place.directory is not None:
        return _Place.directory / "faults.log"
    return state_directory(os.environ) / "faults.log"


def state_directory(environ: Mapping[str, str]) -> Path:
    """`helpdesk-tui` in the user's state directory (XDG Base Directory Specification)."""
    state = environ.get("XDG_STATE_HOME", "")
    base = Path(state) if state.startswith("/") else Path("~").expanduser() / ".local" / "state"
    return base / "helpdesk-tui"


def write_fault(error: BaseException, at: datetime, path: Path | None = None) -> Path | None:
    """Append the fault to the log (mode 0600); where it is, or None if it could not be written."""
    path = path or log_path()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        with os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8") as log:
            os.fchmod(log.fileno(), 0o600)
            log.write(f"{at:%Y-%m-%dT%H:%M:%SZ}\n{describe(error)}\n")
    except OSError:
        return None
    return path


def describe(error: BaseException) -> str:
    """Each exception of the chain by its type, each frame by file, line and function."""
    lines: list[str] = []
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        lines.append(type(each).__qualname__)
        lines += [
            f"  {frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
            for frame, line in walk_tb(each.__traceback__)
        ]
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return "\n".join(lines)
