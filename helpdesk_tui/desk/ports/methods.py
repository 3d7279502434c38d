"""The store of methods and their secrets. Methods may raise `StoreUnavailable`."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import Method, MethodId, MethodKind, OathSettings, Origin
from helpdesk_tui.desk.ports.attempts import Limit
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class OathSeed:
    """An app's or token's key with what replay protection needs."""

    secret: Secret  # base 32
    settings: OathSettings
    last_step: int | None  # the newest moving factor (time step or counter) that was ever accepted
    drift: int = 0  # time steps by which its clock is known to be off


@dataclass(frozen=True)
class NewSeed:
    """An app or token to be stored."""

    kind: MethodKind  # of OATH_KINDS
    label: str
    secret: Secret  # base 32
    settings: OathSettings
    origin: Origin = Origin.REGISTERED  # its status is "pending"; with IMPORTED it is "imported"
    serial: str = ""  # of a token; unique over all of them
    counter: int = 0  # HOTP: the first counter not yet used


@dataclass(frozen=True)
class MethodChange:
    """That somebody's methods were changed."""

    operator: AccountId
    at: datetime


@dataclass(frozen=True)
class Standing:
    """What is known of a person's registration as a whole."""

    confirmed_at: datetime | None  # when the person last confirmed the methods, or registered one
    required_at: datetime | None  # when somebody asked for a new registration that has not come yet


IN_STOCK = AccountId("")
"""The owner of a token that nobody has yet."""


class MethodStore(Protocol):
    """Methods and their secrets. Secrets are sealed for their account and method, or hashed (argon2id)."""

    def methods(self, account: AccountId) -> tuple[Method, ...]:
        """Registered methods, pending and imported ones too, oldest first."""

    def methods_of(self, accounts: Collection[AccountId]) -> Mapping[AccountId, tuple[Method, ...]]:
        """The same of many, a few hundred at most; who has none is not in it."""

    # apps and tokens

    def add_seed(self, account: AccountId, seed: NewSeed, at: datetime) -> MethodId:
        """Store an app or token, of `IN_STOCK` too; it counts once it is active. Raises `Refused`
        (too-many-apps, token-known, app-known)."""

    def add_seeds(self, seeds: Iterable[tuple[AccountId, NewSeed]], at: datetime) -> tuple[MethodId, ...]:
        """All in one transaction, or none. Raises as `add_seed`."""

    def in_stock(self, serial: str) -> MethodId | None:
        """The token with that serial number that nobody has."""

    def assign(self, method: MethodId, account: AccountId, at: datetime) -> bool:
        """Give a token in stock to a person, as "imported"; False if it is in stock no more.
        Raises `Refused` (too-many-apps)."""

    def seed(self, method: MethodId) -> OathSeed:
        """Raises `Refused` (method-unknown, sealed-value-damaged)."""

    def accept_step(
        self, method: MethodId, step: int, at: datetime, activate: bool = False, drift: int | None = None
    ) -> bool:
        """Compare-and-set in one statement: True once for a step newer than every accepted one, and then
        `last_used` is `at`; False otherwise. With `activate` the method becomes active; with `drift` its
        clock's is kept."""

    # addresses and numbers

    def add_contact(
        self, account: AccountId, kind: MethodKind, label: str, address: Secret, at: datetime
    ) -> MethodId:
        """Store a pending address or number (of CONTACT_KINDS), in the form to be used."""

    def contact(self, method: MethodId) -> Secret:
        """Raises `Refused` (method-unknown, sealed-value-damaged)."""

    def activate(self, method: MethodId, at: datetime) -> bool:
        """A pending contact was confirmed; False if there is none."""

    # what the person knows; using it may raise `Refused` (sealed-value-damaged)

    def add_recovery_codes(self, account: AccountId, codes: Iterable[Secret], at: datetime) -> MethodId:
        """Replace the person's recovery codes, numbered from 1."""

    def use_recovery_code(self, method: MethodId, number: int, code: Secret, at: datetime) -> bool:
        """True once for the right code of that number (compare-and-set)."""

    def add_pass(
        self, account: AccountId, code: Secret, at: datetime, expires_at: datetime, once: bool
    ) -> MethodId:
        """Replace the person's access pass."""

    def use_pass(self, method: MethodId, code: Secret, at: datetime) -> bool:
        """True for the right one before its end; once only, where it was made so (compare-and-set)."""

    def add_questions(
        self, account: AccountId, answers: Iterable[tuple[str, Secret]], at: datetime
    ) -> MethodId:
        """Replace the person's questions, numbered from 1; answers come normalised."""

    def questions(self, method: MethodId) -> tuple[str, ...]:
        """Their texts, by number."""

    def fits_answers(self, method: MethodId, answers: Mapping[int, Secret], at: datetime) -> bool:
        """Whether every answer is right; all are looked at, in any case. Then `last_used` is `at`."""

    # any of them

    def rename(self, method: MethodId, label: str) -> bool: ...

    def set_default(self, account: AccountId, method: MethodId) -> bool:
        """Make one active method the person's default; False if it is none."""

    def mark_well_proven(self, method: MethodId) -> None:
        """Its registration rested on a strong method that counted before."""

    def remove(self, method: MethodId) -> bool:
        """Delete with its secret; False if there is none."""

    # the registration as a whole

    def standing(self, account: AccountId) -> Standing: ...

    def standings_of(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Standing]:
        """The same of many, a few hundred at most; of whom nothing is known is not in it."""

    def confirmed(self, account: AccountId, at: datetime) -> None:
        """The person has registered, or confirmed what is registered; what was required is fulfilled."""

    def require(self, account: AccountId, at: datetime) -> None:
        """The person must register again."""

    def note_change(
        self, account: AccountId, operator: AccountId, at: datetime, limit: Limit | None = None
    ) -> datetime | None:
        """In one transaction: count, and keep that it changed. Or until when no more may, with `limit`; then
        nothing was kept."""

    def changes(self, account: AccountId, since: datetime) -> tuple[MethodChange, ...]:
        """Newest first."""
