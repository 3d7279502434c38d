"""The store of codes that were sent. Methods may raise `StoreUnavailable`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.methods import MethodId
from helpdesk_tui.desk.ports.attempts import Limit
from helpdesk_tui.secret import Secret

ChallengeId = NewType("ChallengeId", str)


@dataclass(frozen=True)
class Challenge:
    """A code that was sent, for one verification (or registration) and method."""

    id: ChallengeId
    purpose: str  # id of the verification, or of the method that is being registered
    method: MethodId
    account: AccountId
    operator: AccountId
    destination: str  # digest of the address: a code does not prove another one
    phrase: str  # two words, in the message and on the operator's screen
    sent_at: datetime
    expires_at: datetime


class ChallengeStore(Protocol):
    def open(self, challenge: Challenge, code: Secret, limit: Limit) -> datetime | None:
        """In one transaction: end the earlier challenges of this purpose and method, and keep this one with
        a keyed hash of its code. None, or until when no more codes may be sent about the account: those that
        were never delivered count too."""

    def newest(self, purpose: str, method: MethodId) -> Challenge | None:
        """The challenge that is open, if any; an expired one too."""

    def use(self, challenge: ChallengeId, code: Secret, destination: str, at: datetime) -> bool:
        """True once for the right code and destination before its end (compare-and-set)."""

    def void(self, challenge: ChallengeId) -> None:
        """It was not delivered."""

    def draw(self, turn: str, method: MethodId, numbers: Sequence[int], at: datetime) -> tuple[int, ...]:
        """The questions drawn for this turn: `numbers` the first time, the same ones ever after."""
