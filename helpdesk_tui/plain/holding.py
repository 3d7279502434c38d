"""Signals wait while something is written: the outcome comes first."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_HELD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP)
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

_told: list[int] = []  # as signals are: of the whole process


@contextmanager
def held() -> Iterator[list[int]]:
    """Ctrl+C, Ctrl+Z and their like are only noted in here; the numbers of those that came."""
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        if number in _ENDING:
            _told.append(number)

    before = {each: signal.signal(each, note) for each in _HELD}
    try:
        yield came
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def was_told_to_end() -> bool:
    """Whether the program was told so while something was held; true once."""
    told = bool(_told)
    _told.clear()
    return told


def exit_on_signals() -> None:
    """SIGTERM, Ctrl+\\ and a lost terminal end the program like an exit: what is open gets closed, and a page
    is cleared. Ctrl+Z does nothing: a page with a password would stay to be read."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(1)

    _told.clear()
    for each in _ENDING:
        signal.signal(each, leave)
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
