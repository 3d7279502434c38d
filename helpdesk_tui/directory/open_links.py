"""Connections that end together, at once and from any thread: those of a sign-in, a session, a program."""

import threading
import weakref
from typing import Protocol

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem


class Closable(Protocol):
    def close(self) -> None: ...


class OpenLinks:
    """Holds what is open, but keeps nothing alive. It is `Closable` itself: a group in a larger one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[Closable] = weakref.WeakSet()
        self.is_closed = False

    def add(self, link: Closable) -> None:
        """Before it opens, so that it can be closed even then. Raises `Refused` (signed-out)."""
        with self._lock:
            if not self.is_closed:
                self._open.add(link)
                return
        raise Refused(problem("signed-out"))

    def close(self) -> None:
        """All of them, and nothing can be added any more."""
        with self._lock:
            self.is_closed = True
            links = list(self._open)
        for link in links:
            link.close()
