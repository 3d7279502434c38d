"""A desk that is locked. Nothing of it is left but who may open it again: `desk.unlocking`.

It is closed as by signing out: the connection and its password are gone, and every call that was begun has
ended, since nobody knows who is on the line when the operator comes back.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from helpdesk_tui.desk.errors import HelpdeskError, StoreUnavailable
from helpdesk_tui.desk.operator import Operator
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.sign_in_ticket import SignInTicket
from helpdesk_tui.desk.verifying import Verifying


class LockedBy(StrEnum):
    """What locked it, as the record has it."""

    IDLE = "idle"  # no key for as long as policy says
    OPERATOR = "operator"


@dataclass(frozen=True)
class Locked:
    """Who may unlock, and by which login. Holds no secret, and nothing of a caller."""

    operator: Operator
    login: str
    server: str  # for the record


class Locking:
    """Of one session. A front end covers the screen first, then says so here; it may not call this while a
    change is being written."""

    def __init__(self, session: Session, verifying: Verifying, login: str, ticket: SignInTicket) -> None:
        self._session = session
        self._verifying = verifying
        self._login = login
        self._ticket = ticket

    def lock(self, by: LockedBy) -> Locked:
        """Never fails: a store or a directory that cannot be reached keeps nothing open. Blocks."""
        session = self._session
        self._ticket.spend()  # who comes back may be somebody else
        session.standing.lost = replace(problem("session-locked"), ends_session=True)
        try:
            with suppress(StoreUnavailable), session.stores.together():
                with suppress(StoreUnavailable):
                    session.recorder.write("session.locked", by=by.value)
                self._verifying.end_calls()
        finally:
            with suppress(HelpdeskError):
                session.directory.close()
        return Locked(session.operator, self._login, session.directory.info.server)
