"""The store of attempts at proofs. Methods may raise `StoreUnavailable`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodId
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class Attempt:
    """A try at a method; counts as failed until `succeed`."""

    id: str


@dataclass(frozen=True)
class Limit:
    """At most `failures` failed attempts in `window_seconds`, then blocked until the oldest of
    those ages out, or for `block_seconds` after the last one where that is not 0."""

    failures: int
    window_seconds: int
    block_seconds: int = 0


@dataclass(frozen=True)
class Limits:
    account: Limit
    method: Limit
    operator: Limit


@dataclass(frozen=True)
class Blocked:
    """Which limit was reached ("account", "method", "operator"), and until when."""

    which: str
    until: datetime


@dataclass(frozen=True)
class Admitted:
    attempt: Attempt
    left: int  # further failures until the first limit is reached


class AttemptStore(Protocol):
    """Failed proofs per account, per method and per operator, across processes and restarts (invariant 8)."""

    def begin(
        self, account: AccountId, method: MethodId, operator: AccountId, limits: Limits, at: datetime
    ) -> Admitted | Blocked:
        """In one transaction: count, and record a new attempt as failed unless a limit is reached."""

    def succeed(self, attempt: Attempt) -> None:
        """Turn the attempt into a success."""

    def spend(self, attempt: Attempt, method: MethodId, code: Secret) -> bool:
        """As `succeed`, with a code that a service outside accepted. True once for each code of a method,
        whatever it was typed for; else the attempt stays failed. Compare-and-set."""

    def state(self, account: AccountId, operator: AccountId, limits: Limits, at: datetime) -> Blocked | None:
        """Whether account or operator is blocked now."""

    def left(self, account: AccountId, operator: AccountId, limits: Limits, at: datetime) -> int:
        """Failures until account or operator is blocked."""

    def clear(self, account: AccountId, but_by: AccountId | None = None) -> None:
        """Forget the failures of an account, after a successful reset or a supervisor's release; those of
        one operator stay, where given."""

    def clear_operator(self, operator: AccountId) -> None:
        """Forget the failures of an operator, after a supervisor's release."""
