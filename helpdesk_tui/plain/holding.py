"""Signals wait while something is written: the outcome comes first."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_HELD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP)


@contextmanager
def held() -> Iterator[list[int]]:
    """Ctrl+C, Ctrl+Z and their like are only noted in here; the numbers of those that came."""
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {each: signal.signal(each, note) for each in _HELD}
    try:
        yield came
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def exit_on_signals() -> None:
    """SIGTERM, Ctrl+\\ and a lost terminal end the program like an exit: what is open gets closed, and a page
    is cleared. Ctrl+Z does nothing: a page with a password would stay to be read."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(1)

    for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(each, leave)
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
