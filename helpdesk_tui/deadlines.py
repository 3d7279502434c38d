"""Deadlines of whatever is under way, kept by one thread: one for each request would cost as much as the
request."""

import heapq
import itertools
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(order=True)
class _Deadline:
    at: float  # by `time.monotonic`
    number: int
    act: Callable[[], None] | None = field(compare=False)  # None = it was met


class Deadlines:
    """What was not done in time is told so, from a thread of its own."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """All of them, as in a process that was forked: it has neither the thread nor what that waits for."""
        self._changed = threading.Condition()  # guards what follows
        self._waiting: list[_Deadline] = []  # a heap
        self._wakes = math.inf  # when the thread looks again
        self._thread: threading.Thread | None = None
        self._numbers = itertools.count()

    @contextmanager
    def within(self, seconds: float, too_late: Callable[[], None]) -> Iterator[None]:
        """Calls `too_late` in so many seconds, unless this is left before. It must not wait for anything."""
        begun = self._begin(time.monotonic() + seconds, too_late)
        try:
            yield
        finally:
            self._end(begun)

    def _begin(self, at: float, act: Callable[[], None]) -> _Deadline:
        begun = _Deadline(at, next(self._numbers), act)
        with self._changed:
            heapq.heappush(self._waiting, begun)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._keep, name="deadlines", daemon=True)
                self._thread.start()
            elif at < self._wakes:
                self._changed.notify()
        return begun

    def _end(self, deadline: _Deadline) -> None:
        with self._changed:
            deadline.act = None
            while self._waiting and self._waiting[0].act is None:
                heapq.heappop(self._waiting)

    def _keep(self) -> None:
        while True:
            for act in self._due():
                with suppress(Exception):  # the others' deadlines must be kept
                    act()

    def _due(self) -> list[Callable[[], None]]:
        """What is due, or nothing, after a wait."""
        with self._changed:
            self._wakes = self._waiting[0].at if self._waiting else math.inf
            left = self._wakes - time.monotonic()
            if left > 0:
                self._changed.wait(min(left, threading.TIMEOUT_MAX))
            self._wakes, due = -math.inf, []
            while self._waiting and self._waiting[0].at <= time.monotonic():
                if act := heapq.heappop(self._waiting).act:
                    due.append(act)
            return due


DEADLINES = Deadlines()
os.register_at_fork(after_in_child=DEADLINES.forget)
