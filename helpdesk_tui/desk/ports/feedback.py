"""The store of wishes and complaints about the desk. Methods may raise `StoreUnavailable`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpdesk_tui.desk.account import AccountId


@dataclass(frozen=True)
class Note:
    """What an operator wrote down, for whoever looks after the desk."""

    at: datetime
    operator: AccountId
    operator_login: str
    about: str  # login of the account that it is about; "" = none
    words: str


class FeedbackStore(Protocol):
    def keep(self, note: Note, most: int) -> int:
        """Its number. Where there are more than `most`, the oldest goes."""

    def count(self, operator: AccountId, since: datetime) -> int:
        """How many this operator wrote since then (or is said to have later: clocks go back)."""

    def notes(self) -> tuple[tuple[int, Note], ...]:
        """All with their numbers, oldest first."""
