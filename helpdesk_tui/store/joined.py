"""One transaction for all that a thread writes in one step of a call."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress

from sqlalchemy import Connection

from helpdesk_tui.store.sqlite import ERRORS


class Joined:
    """Begun by its first part, ended by `commit`. Each part is whole or not there, and one that is through
    stays, whatever fails after it; where the database itself fails, nothing of the transaction is there."""

    def __init__(self, begun: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._begun = begun
        self._open = ExitStack()
        self._connection: Connection | None = None
        self._broken: Exception | None = None

    @property
    def is_begun(self) -> bool:
        return self._connection is not None

    @contextmanager
    def part(self, *, reads: bool = False) -> Iterator[Connection]:
        if self._broken is not None:
            raise self._broken
        try:
            if self._connection is None:
                self._connection = self._open.enter_context(self._begun())
            if reads:
                yield self._connection
            else:
                yield from _whole_or_not_there(self._connection)
        except ERRORS as error:
            self._broken = error
            raise

    def commit(self) -> None:
        """Raises what the database did, now or at one of the parts."""
        opened, broken = self._open, self._broken
        self._open, self._connection, self._broken = ExitStack(), None, None
        if broken is None:
            opened.close()
            return
        with suppress(*ERRORS):
            opened.__exit__(type(broken), broken, None)
        raise broken


def _whole_or_not_there(connection: Connection) -> Iterator[Connection]:
    part = connection.begin_nested()
    try:
        yield connection
    except ERRORS:  # a full disk takes the whole transaction back: there is no part any more
        raise
    except BaseException:
        part.rollback()
        raise
    part.commit()
