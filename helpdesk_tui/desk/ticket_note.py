"""What became of a call, as a note for the ticket. It is made of the record, which holds no secret."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk import standing
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.call_history import call_of
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.session import Session

_RECORDS = 200  # newest of the account


@dataclass(frozen=True)
class TicketNote:
    number: int  # in the record
    at: datetime  # when the call began
    operator: str  # login
    login: str
    name: str
    ticket: str  # "" = none was named
    sentence: str  # what was done, by which proofs, who was told


class TicketNotes:
    """For one operator, of the operator's own calls."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, account: Account, number: int) -> TicketNote:
        """The call to which the record `number` belongs, about this account. Raises `Refused`
        (note-not-found), `NotPermitted`, `StoreUnavailable`."""
        standing.demand(self._session)
        call = call_of(self._session.stores.audit.records(account=account.id, last=_RECORDS), number)
        if call is None or call.operator != self._session.operator.login:
            raise Refused(problem("note-not-found", number=number))
        return TicketNote(
            number, call.at, call.operator, account.login, account.name, call.ticket, call.sentence
        )
