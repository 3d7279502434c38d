"""What the desk asks of the world. Each port has one contract that all its adapters pass.

Errors: every method may raise `DirectoryUnreachable` (directory ports) or `StoreUnavailable` (store
ports); what else it raises stands with it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from helpdesk_tui.desk.account import Account, AccountId, AccountSummary
from helpdesk_tui.desk.clearance import Action, Clearance, ClearanceId, VerificationId
from helpdesk_tui.desk.methods import Method, MethodId, MethodKind, TotpSettings
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.secret import Secret

# --- time and chance (invariant 11) -----------------------------------------------------------------


class Clock(Protocol):
    def now(self) -> datetime:
        """The time in UTC, aware."""


class Chance(Protocol):
    """Cryptographic randomness."""

    def token(self, bytes_: int) -> str:
        """`bytes_` random bytes as URL-safe text."""

    def base32(self, bytes_: int) -> str:
        """`bytes_` random bytes in base 32, without padding."""

    def below(self, limit: int) -> int:
        """A number in [0, limit)."""


# --- directory --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DirectoryInfo:
    """What a session is connected to; all text is cleaned."""

    kind: str  # "Active Directory", "demo"
    domain: str  # "example.com"
    server: str  # host name
    tls: str  # "TLSv1.3", "" = none (demo only)
    acts_as: str  # the identity that writes: login of the operator or of the service
    read_only: bool  # e.g. an RODC
    history_on_reset: bool | None  # whether a reset can be made to obey history; None = unknown


@dataclass(frozen=True)
class Found:
    """Result of a search: at most the asked number of rows, and whether there are more."""

    rows: tuple[AccountSummary, ...]
    more: bool


@dataclass(frozen=True)
class Change:
    """One directory modify: every step that is asked for, or none."""

    new_password: Secret | None = None
    must_change: bool | None = None  # True = at next sign-in; False = as changed now, with a reset
    unlock: bool = False
    obey_history: bool = False  # ask the server to apply history and minimum age to the reset


class ReplyKind(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"  # the server said no; nothing was written
    NOT_SENT = "not-sent"  # no request left this computer
    LOST = "lost"  # a request left, no answer came: unknown


@dataclass(frozen=True)
class Reply:
    """The server's answer to a modify. `problem` is None only when accepted."""

    kind: ReplyKind
    problem: Problem | None = None
    code: str = ""  # result and first error code, for the record: "53/0000052D"


class DirectorySession(Protocol):
    """One signed-in operator's view of one server. Reads may reconnect; writes never re-send.

    Safe to call from several threads.
    """

    @property
    def info(self) -> DirectoryInfo: ...

    @property
    def operator(self) -> Account:
        """The operator's own account, as read at sign-in."""

    def search(self, query: str, limit: int) -> Found:
        """Accounts matching what a person types: name, login, UPN, DOMAIN\\login, mail, phone in any
        spelling, employee number, DN, SID. An empty query finds nothing. Raises `Refused`."""

    def read(self, account: AccountId) -> Account:
        """The account now. Raises `Refused` (account-gone)."""

    def change(self, account: AccountId, change: Change) -> Reply:
        """One modify on this session's server, sent at most once on a connection of its own.
        Raises nothing: what went wrong is in the reply."""

    def group_id(self, name: str) -> str | None:
        """The id (as in `Account.group_ids`) of a group given by name, DN or SID; None = no such group."""

    def close(self) -> None:
        """Sign out and forget the password. May be called twice."""


class DirectoryPort(Protocol):
    def sign_in(self, login: str, password: Secret) -> DirectorySession:
        """Bind as `login` (name, UPN, DOMAIN\\login). Raises `NotPermitted` (wrong-password,
        operator-…), `DirectoryUnreachable` (unreachable, tls-…)."""


# --- store ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TotpSeed:
    """A registered app's secret with what replay protection needs."""

    secret: Secret  # base 32
    settings: TotpSettings
    last_step: int | None  # the newest time step that was ever accepted


class MethodStore(Protocol):
    def methods(self, account: AccountId) -> tuple[Method, ...]:
        """Registered methods, pending ones too, oldest first."""

    def add_totp(
        self, account: AccountId, label: str, secret: Secret, settings: TotpSettings, at: datetime
    ) -> MethodId:
        """Store a pending app. The secret is sealed for this account and method."""

    def totp(self, method: MethodId) -> TotpSeed:
        """Raises `Refused` (method-unknown, sealed-value-damaged)."""

    def accept_step(self, method: MethodId, step: int, at: datetime, activate: bool = False) -> bool:
        """Compare-and-set in one statement: True once for a step newer than every accepted one,
        and then `last_used` is `at`; False otherwise. With `activate` a pending method becomes active."""

    def add_recovery_codes(self, account: AccountId, codes: Iterable[Secret], at: datetime) -> MethodId:
        """Replace the person's recovery codes; each is kept as an argon2id hash with its number."""

    def use_recovery_code(self, method: MethodId, number: int, code: Secret, at: datetime) -> bool:
        """True once for the right code of that number (compare-and-set)."""

    def remove(self, method: MethodId) -> bool:
        """Delete with its secret; False if there is none."""


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

    def state(self, account: AccountId, operator: AccountId, limits: Limits, at: datetime) -> Blocked | None:
        """Whether account or operator is blocked now."""

    def clear(self, account: AccountId) -> None:
        """Forget the failures of an account, after a successful reset."""


@dataclass(frozen=True)
class OpenVerification:
    """A verification in course, as the store keeps it; the rules are in `desk.verification`."""

    id: VerificationId
    operator: AccountId
    account: AccountId
    actions: frozenset[Action]
    ticket: str
    policy_version: str
    fingerprint: str
    gates: int
    started_at: datetime
    expires_at: datetime
    proofs: tuple[tuple[MethodId, MethodKind, datetime], ...]  # met challenges, oldest first


class ClearanceStore(Protocol):
    """Verifications in course, their proofs, and the clearances they yield."""

    def open(self, verification: OpenVerification) -> None: ...

    def verification(self, verification: VerificationId) -> OpenVerification | None:
        """None when it was never opened, or is closed."""

    def add_proof(
        self, verification: VerificationId, method: MethodId, kind: MethodKind, at: datetime
    ) -> OpenVerification | None:
        """Record a met challenge; the verification with it, or None if it is closed."""

    def issue(self, clearance: Clearance) -> bool:
        """Close the verification and keep its clearance, in one transaction; False if it was closed
        before or holds fewer proofs of different kinds than gates."""

    def close(self, verification: VerificationId) -> None:
        """End without clearance."""

    def void(self, account: AccountId, at: datetime, operator: AccountId | None = None) -> int:
        """Use up every unused clearance for `account` and close its verifications, in one transaction;
        those of `operator` only, where given. How many clearances there were."""

    def find(self, operator: AccountId, account: AccountId, action: Action, at: datetime) -> Clearance | None:
        """The newest unused, unexpired clearance for this."""

    def clearance(self, clearance: ClearanceId) -> Clearance | None: ...

    def consume(self, clearance: ClearanceId, at: datetime) -> bool:
        """Compare-and-set in one statement: True for exactly one caller, ever, and only before expiry."""


# --- the record -------------------------------------------------------------------------------------

Facts = Mapping[str, object]
"""JSON values: text, numbers, booleans, None, lists and mappings of them. Never a secret."""


@dataclass(frozen=True)
class Record:
    """One entry of the audit chain."""

    seq: int  # from 1, without gaps
    at: datetime
    event: str  # "action.intent", "action.outcome", "verification.proof", …
    facts: Facts
    digest: str  # HMAC over the canonical JSON of all this and the digest before


@dataclass(frozen=True)
class ChainHead:
    seq: int
    digest: str


class AuditLog(Protocol):
    def append(self, event: str, facts: Facts, at: datetime) -> Record:
        """Durable (fsync) on return. Raises `StoreUnavailable`: then nothing may be written."""

    def finish(self, intent: int, facts: Facts, at: datetime) -> Record | None:
        """Append the "action.outcome" of the intent with that number; None if it has one already."""

    def open_intents(self) -> tuple[Record, ...]:
        """Intents without an outcome, oldest first."""

    def records(self, *, account: AccountId | None = None, last: int | None = None) -> tuple[Record, ...]:
        """Oldest first; `last` = only so many of the newest."""

    def verify(self, expected: ChainHead | None = None) -> Problem | ChainHead | None:
        """Recompute the chain: its head, None when empty, or the problem found; `expected` is a head
        noted elsewhere, since a chain cannot show its own truncation."""


@dataclass(frozen=True)
class Stores:
    methods: MethodStore
    attempts: AttemptStore
    clearances: ClearanceStore
    audit: AuditLog


# --- processes --------------------------------------------------------------------------------------

IsAlive = Callable[[str, str], bool | None]
"""(host, process) of a `Source` → still running? None = on another computer, cannot be told."""
