"""A connection for reading that comes back: after a break the question is asked once more, on a new link.

Only for reads. A write gets a link of its own and is never asked again.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.ldap import Link

T = TypeVar("T")


class SharedLink:
    """`connect` gives a bound link to the session's server; one question at a time."""

    def __init__(self, connect: Callable[[], Link], link: Link | None = None) -> None:
        self._connect = connect
        self._link = link
        self._turn = threading.Lock()
        self._closed = False

    def ask(self, question: Callable[[Link], T]) -> T:
        """The answer of `question`. Raises `DirectoryUnreachable`, `Refused` (signed-out)."""
        with self._turn:
            if self._closed:
                raise Refused(problem("signed-out"))
            fresh = self._link is None or not self._link.is_open
            try:
                return question(self._ready())
            except DirectoryUnreachable as error:
                if self._closed:
                    raise Refused(problem("signed-out")) from None
                # An idle connection may have died long ago; a new one that breaks will break again.
                if fresh or error.problem.code != "connection-lost":
                    raise
            return question(self._ready())

    def _ready(self) -> Link:
        if self._link is None or not self._link.is_open:
            self._link = self._connect()
        return self._link

    def close(self) -> None:
        """At once: a question under way ends with `Refused` (signed-out)."""
        self._closed = True
        if self._link is not None:
            self._link.close()
