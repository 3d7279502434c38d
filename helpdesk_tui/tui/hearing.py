"""Findings as they come, in handfuls: they are looked for in a thread that nobody waits for."""

import queue
import threading
import time
from collections.abc import Callable, Iterator

from helpdesk_tui.desk.diagnosis import Finding

_PAUSE = 0.25  # seconds of findings in one handful


class Hearing:
    """`take` blocks for a moment at most, so that the program can end while a server is silent."""

    def __init__(self, look: Callable[[], Iterator[Finding]]) -> None:
        self._came: queue.SimpleQueue[Finding | BaseException | None] = queue.SimpleQueue()
        self.is_over = False
        threading.Thread(target=self._listen, args=(look,), name="doctor", daemon=True).start()

    def take(self) -> tuple[Finding, ...]:
        """What came since; () = nothing. Raises what broke the search off."""
        found, ends = list[Finding](), time.monotonic() + _PAUSE
        while not self.is_over and (left := ends - time.monotonic()) > 0:
            try:
                each = self._came.get(timeout=left)
            except queue.Empty:
                break
            if each is None:
                self.is_over = True
            elif isinstance(each, Finding):
                found.append(each)
            else:
                self.is_over = True
                raise each
        return tuple(found)

    def _listen(self, look: Callable[[], Iterator[Finding]]) -> None:
        try:
            for each in look():
                self._came.put(each)
            self._came.put(None)
        except BaseException as error:  # noqa: BLE001 - it is raised where somebody listens
            self._came.put(error)
