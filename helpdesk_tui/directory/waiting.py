"""Waiting for what may hang, in a thread of its own: until it ends, its time is over, or somebody quits."""

import queue
import threading
from collections.abc import Callable
from typing import Generic, NoReturn, TypeVar

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem

T = TypeVar("T")
_End = Callable[[], T]


class Waiting(Generic[T]):
    """For `work`, which begins at once. A `Closable`: whoever waits is woken, the work is left to itself."""

    def __init__(self, work: Callable[[], T], name: str) -> None:
        self._ends: queue.SimpleQueue[_End[T]] = queue.SimpleQueue()

        def run() -> None:
            try:
                done = work()
            except BaseException as error:  # noqa: BLE001 - it is raised where somebody waits
                self._ends.put(_raising(error))
            else:
                self._ends.put(lambda: done)

        threading.Thread(target=run, name=name, daemon=True).start()

    def result(self, seconds: float) -> T:
        """What the work gives or raises. Raises `TimeoutError`, `Refused` (signed-out)."""
        try:
            end = self._ends.get(timeout=max(0.0, seconds))
        except queue.Empty:
            raise TimeoutError from None
        return end()

    def close(self) -> None:
        self._ends.put(_raising(Refused(problem("signed-out"))))


def _raising(error: BaseException) -> Callable[[], NoReturn]:
    def end() -> NoReturn:
        raise error

    return end
