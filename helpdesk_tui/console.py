"""What a front end is given: the way in, and what to say before anybody is signed in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from helpdesk_tui.desk.account import AccountId
    from helpdesk_tui.desk.checkup import Checkup
    from helpdesk_tui.desk.desk import Desk
    from helpdesk_tui.desk.diagnosis import Finding
    from helpdesk_tui.desk.expiring import Expiring
    from helpdesk_tui.desk.imports import ImportedLine
    from helpdesk_tui.desk.method import MethodKind
    from helpdesk_tui.desk.operator import SignInBy
    from helpdesk_tui.desk.ports import ChainHead, Clock, Record
    from helpdesk_tui.desk.problems import Problem
    from helpdesk_tui.desk.sign_in import SignIn
    from helpdesk_tui.desk.signing_in import SigningIn
    from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class DemoGuide:
    """What only the demo may tell: who to sign in as, what to type, what the caller's app shows."""

    login: str
    password: str
    first_steps: str  # one or two lines
    people: str  # who can be looked up, and who else may sign in: a list in lines
    colleague: str  # that somebody answers when an approval is asked for: a sentence
    caller_says: "Callable[[AccountId, MethodKind | None], str | None]"
    """What the caller answers now when asked for a method of this kind: a code, the number, the answers
    (separated by " / "); None = nothing. For a second operator: a login, whose password it is too.
    None as the kind: the password that people have at first."""


@dataclass(frozen=True)
class ImportFile:
    """A file of tokens or apps, and what opens it where it is encrypted: at most one of the three."""

    path: Path
    key_file: Path | None = None  # holds the pre-shared key
    key: "Secret | None" = None
    password: "Secret | None" = None


ReadImport = Callable[[ImportFile], Iterable["ImportedLine"]]
"""Its lines, one after the other. Raises `Refused` where it cannot be read at all."""


@dataclass(frozen=True)
class RotatedKey:
    """That the store has another key. The ids are fingerprints, which say nothing about the keys."""

    old_id: str
    new_id: str
    place: str  # where it is kept, in a word: "keyring", "file", "credential"
    resealed: int  # values that the new key opens
    damaged: int  # values that opened with neither
    record: int  # number of the entry
    notice: str = ""  # what is left to do, in a sentence; "" = nothing


RotateKey = Callable[[Path | None, bool], RotatedKey]
"""Give the store another key; where it is a credential, that of a file. With True, what another hand than the
desk's changed is sealed as it is. Raises `StoreUnavailable`: then the old key is still the key."""


@dataclass(frozen=True)
class CopiedStore:
    """That the store was copied, and the copy was seen to be whole."""

    path: Path
    size: int  # bytes
    seq: int  # number of the newest entry of its record
    removed: int  # older copies that are gone


@dataclass(frozen=True)
class FoundCopy:
    """What a whole copy of the store holds, and what the present one has beyond it."""

    made_at: "datetime | None"  # of its newest entry; None = it has none
    head: "ChainHead"
    replaced: "ChainHead | None"  # of the present store; None = there is none that can be read
    lost: int  # entries that the present store has and the copy has not


@dataclass(frozen=True)
class RestoredStore:
    """That a copy is the store now."""

    record: int  # number of the entry
    kept: Path | None  # the store that was there


class StoreCopies(Protocol):
    """Copies of the store, for the owner of its key. Raises `NotPermitted`, `StoreUnavailable`."""

    def make(self, to: Path | None, keep: int | None) -> CopiedStore:
        """To a file or into a directory; None = where `[store] backups` says. Raises `ConfigError` too."""

    def look(self, copy: Path) -> FoundCopy:
        """Changes nothing."""

    def restore(self, copy: Path, *, roll_back: bool) -> RestoredStore:
        """With `roll_back` also where the present store knows more."""


BeginAsOwner = Callable[[str, "Secret | None"], "SigningIn[Desk]"]
"""A sign-in that registers a second factor, with the owner of the store's key at the keyboard; without a
password by ticket. Raises as `SignIn.begin`, and `NotPermitted` (not-the-owner)."""


ExpiringAsService = Callable[[], AbstractContextManager["Expiring"]]
"""What ends temporary passwords, by the desk's own account and nobody's password. Raises as
`SignIn.as_service`, and `NotPermitted` (system-account-only) where this account is borrowed."""


class ReadRecord(Protocol):
    """The record, for the system account that owns it. Raises `NotPermitted`, `StoreUnavailable`."""

    def records(self, account: "AccountId | None", last: int | None) -> "tuple[Record, ...]": ...

    def untold(self) -> "tuple[Record, ...]":
        """As `Review.untold`."""

    def verify(self, expected: "ChainHead | None") -> "Problem | ChainHead | None": ...

    def export(self, after: int) -> "Iterator[Record]":
        """Those after a number; each is a part of the chain."""


class LooksAround(Protocol):
    """Whether all is there that the desk needs; what is found comes as it is found. Raises nothing."""

    def surroundings(self) -> "Iterator[Finding]":
        """What needs nobody's sign-in."""

    def of_operator(self, checkup: "Checkup") -> "Iterator[Finding]":
        """What a signed-in operator's session tells."""

    def of_account(self, checkup: "Checkup", account: str) -> "Iterator[Finding]":
        """What it tells on one account."""

    def of_message(self, checkup: "Checkup", send_to: str) -> "Iterator[Finding]":
        """Whether a test message is taken."""


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """What the full screen shows before anybody signs in. Told without the desk: that is slow to import."""

    target: str  # the directory to sign in to, in words: "example.com · dc1.example.com"
    default_login: str  # "" = none
    notices: tuple[str, ...]  # to be said aloud, e.g. that the key is in a plain file
    demo: DemoGuide | None
    idle_seconds: int  # signed out after so long without a key; 0 = never
    copies_notes: bool  # whether a note for the ticket may go to the clipboard of the terminal
    lock_seconds: int = 0  # locked after so long without a key; 0 = by the operator alone
    repaints: bool = False  # whether every paint goes out in full
    keys: Mapping[str, str] = field(default_factory=dict)  # other ones than usual, by ids of the registry


@dataclass(frozen=True, kw_only=True)
class Console(Greeting):
    """One process of the program, composed but not signed in."""

    sign_in: "SignIn"
    close: Callable[[], None]
    read_import: ReadImport
    begin_as_owner: BeginAsOwner
    expiring_as_service: ExpiringAsService
    warm_up: Callable[[], None]  # makes now what else the first sign-in makes, as far as it can be made
    doctor: LooksAround
    rotate_key: RotateKey | None = None  # None: the demo's store has nothing to keep
    system_record: ReadRecord | None = None  # as above
    copies: StoreCopies | None = None  # as above

    @property
    def clock(self) -> "Clock":
        return self.sign_in.clock

    @property
    def by(self) -> "SignInBy":
        return self.sign_in.by

    def break_off(self) -> None:
        """As `SignIn.break_off`."""
        self.sign_in.break_off()
