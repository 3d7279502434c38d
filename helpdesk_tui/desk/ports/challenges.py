"""The store of codes that were sent. Methods may raise `StoreUnavailable`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodId
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


@dataclass(frozen=True)
class SendLimits:
    """How many codes may be sent, by what they are counted under."""

    account: Limit  # about one account
    destination: Limit  # to one number or mail box, whoever it is about
    operator: Limit  # by one operator
    desk: Limit  # by everybody


@dataclass(frozen=True)
class Full:
    """Which limit was reached ("account", "destination", "operator", "desk"), and until when."""

    which: str
    until: datetime


class ChallengeStore(Protocol):
    def open(self, challenge: Challenge, code: Secret, counted_as: str, limits: SendLimits) -> Full | None:
        """In one transaction: count, and unless a limit is reached end the earlier challenges of this purpose
        and method, and keep this one with a keyed hash of its code. `counted_as` tells the number or mailbox
        that it ends up at. Codes that were never delivered count too. Of several limits the one that lasts
        longest is told."""

    def newest(self, purpose: str, method: MethodId) -> Challenge | None:
        """The challenge that is open, if any; an expired one too."""

    def use(self, challenge: ChallengeId, code: Secret, destination: str, at: datetime) -> bool:
        """True once for the right code and destination before its end (compare-and-set)."""

    def void(self, challenge: ChallengeId) -> None:
        """It was not delivered."""

    def draw(self, turn: str, method: MethodId, numbers: Sequence[int], at: datetime) -> tuple[int, ...]:
        """The questions drawn for this turn: `numbers` the first time, the same ones ever after."""
