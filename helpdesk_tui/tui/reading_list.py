"""A list that is being read: its parts in handfuls, so that a slow line is not drawn upon for each."""

import threading
import time
from collections.abc import Generator
from dataclasses import replace

from helpdesk_tui.desk.listing import ListedAccount
from helpdesk_tui.desk.lists import ListPart

_PAUSE = 0.25  # seconds of parts in one handful
_MOST = 2000  # rows in it


class ReadingList:
    """`take` blocks; `stop` ends it from any other thread, at the next part."""

    def __init__(self, parts: Generator[ListPart]) -> None:
        self._parts = parts
        self._turn = threading.Lock()
        self._begun = False
        self.stopped = False

    def take(self) -> ListPart | None:
        """What came since, as one part; the first rows at once. None = it was stopped. Raises as `Lists.read`
        does."""
        with self._turn:
            rows: list[ListedAccount] = []
            ends, part = time.monotonic() + _PAUSE, None
            for part in self._parts:
                rows += part.rows
                if part.is_last:
                    continue  # to its end: then it is recorded
                if (
                    self.stopped
                    or (rows and not self._begun)
                    or len(rows) >= _MOST
                    or time.monotonic() > ends
                ):
                    break
            self._begun = self._begun or bool(rows)
            if self.stopped:
                self._parts.close()
                return None
            return replace(part, rows=tuple(rows)) if part else None

    def stop(self) -> None:
        """Blocks for what must be recorded; whoever reads at this moment ends it."""
        self.stopped = True
        if self._turn.acquire(blocking=False):
            try:
                self._parts.close()
            finally:
                self._turn.release()
