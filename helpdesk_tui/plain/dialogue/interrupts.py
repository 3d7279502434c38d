"""Ctrl+C answers a question. What the desk is at is not cut off by it: it is taken at the next question."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self


class Interrupts:
    """While it is entered, Ctrl+C raises `KeyboardInterrupt` inside of `taken` alone."""

    def __init__(self) -> None:
        self._came = False
        self._taken = False
        self._before: signal.Handlers | object = signal.default_int_handler

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]  # what it was

    @contextmanager
    def taken(self) -> Iterator[None]:
        """A question is asked. One that came before it counts for it."""
        self._taken = True
        try:
            if self.came():
                raise KeyboardInterrupt
            yield
        finally:
            self._taken = False

    def came(self) -> bool:
        """Whether one came that nothing has taken; it is taken by this."""
        came, self._came = self._came, False
        return came

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        if self._taken:
            raise KeyboardInterrupt
        self._came = True
