"""The directory: one session for each operator. Methods may raise `DirectoryUnreachable`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from helpdesk_tui.desk.account import Account, AccountId, AccountSummary, CensusEntry, When
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.asked import NOTHING, Asked
from helpdesk_tui.desk.listing import ListKind, ListPage
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.ports.capabilities import UNKNOWN, Abilities, Capability
from helpdesk_tui.desk.ports.devices import DeviceSecrets
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class DirectoryInfo:
    """What a session is connected to; all text is cleaned."""

    kind: str  # "Active Directory", "OpenLDAP", "demo"
    domain: str  # "example.com"
    server: str  # host name
    tls: str  # "TLSv1.3", "" = none (demo only)
    acts_as: str  # the identity that writes: login of the operator or of the service
    read_only: bool  # e.g. an RODC
    abilities: Abilities
    cannot: Mapping[Action, str] = field(default_factory=dict)  # actions that nobody can do there, and why
    after_reset: str = ""  # what takes an old password for a while, in a sentence; "" = nothing that is known
    also: tuple[str, ...] = ()  # further domains whose people are served, each at a server of its own

    def able(self, capability: Capability) -> bool | None:
        """None = unknown, or it depends on the account."""
        return self.abilities.get(capability, UNKNOWN).able

    def why(self, capability: Capability) -> str:
        """Why it cannot, or on what it depends."""
        return self.abilities.get(capability, UNKNOWN).why


class SearchedBy(StrEnum):
    """What a search compared: each may have an index of its own in a directory, or none."""

    NAME = "name"  # and login
    ADDRESS = "address"
    NUMBER = "number"  # telephone and employee numbers
    DEPARTMENT = "department"
    GROUP = "group"
    LOCKED = "locked"


@dataclass(frozen=True)
class Found:
    """Result of a search: at most the asked number of rows, and whether there are more."""

    rows: tuple[AccountSummary, ...]
    more: bool
    exact: int = 0
    """So many of the first rows bear just what was typed: as login, UPN, SID, GUID or DN; where there is
    none, as mail address or employee number; else as full name. They are found whatever the limit."""
    slow: frozenset[SearchedBy] = frozenset()
    """What was compared, if it took longer than with an index."""
    unsearched: Problem | None = None
    """Why a part of those who are served was not looked through; None = all were."""


@dataclass(frozen=True)
class Change:
    """What one write does: every step that is asked for, or none; else the reply says so."""

    steps: frozenset[Action]
    new_password: Secret | None = None  # with `Action.RESET`, and with no other
    obey_history: bool = False  # ask the server to apply history and minimum age to the reset
    asked: Asked = NOTHING  # dates with `Action.SET_DATES`, a group with those of groups


class ReplyKind(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"  # the server said no; nothing was written
    NOT_SENT = "not-sent"  # no request left this computer
    PARTLY = "partly"  # some of it was written, and then the server said no: what a read shows counts
    LOST = "lost"  # a request left, no answer came: unknown


@dataclass(frozen=True)
class Reply:
    """The server's answer to a write. `problem` is None only when accepted."""

    kind: ReplyKind
    problem: Problem | None = None
    code: str = ""  # result and first error code, for the record: "53/0000052D"
    mark: str | None = None  # the entry's mark just behind this write, where the server tells
    proven: bool = False  # the server was seen to take the new password
    undone: frozenset[Action] = frozenset()  # of what was written partly: steps that surely were not done


class PreparedChange(Protocol):
    """A connection for one write of one account. It stands already, so that nothing that takes time comes
    between the last look at the account and the write."""

    def read(self) -> Account:
        """The account now, on this very connection. Raises `Refused`, `DirectoryUnreachable`."""

    def change(self, change: Change) -> Reply:
        """As few requests as the directory allows, each sent at most once; then the connection is closed.
        Raises nothing: what went wrong is in the reply."""


class PreparedOwnChange(Protocol):
    """A connection for one change of one account's password with the old one. It can do nothing else: the
    server makes no change with a wrong old password, whoever sends it."""

    def read(self) -> Account:
        """The account now. Raises `Refused`, `DirectoryUnreachable`."""

    def change(self, old: Secret, new: Secret) -> Reply:
        """The change is sent once, and then the connection is closed. Raises nothing. A wrong old password
        (old-password-wrong) is counted by the server as at a sign-in."""


@dataclass(frozen=True)
class AccountAtServer:
    """What one server alone knows of an account: the others are not told. None = unknown."""

    server: str  # host name
    wrong_passwords: int | None = None  # in a row
    last_wrong: When = None  # "never" = none that is remembered
    locked_since: When = None  # "never" = not locked there
    last_sign_in: When = None
    problem: Problem | None = None  # why it could not be asked; then nothing else is known


@dataclass(frozen=True)
class AccountAtServers:
    """This session's server first, then by name. `unasked`: how many more there are."""

    rows: tuple[AccountAtServer, ...]
    unasked: int = 0


class LockoutServer(Protocol):
    """The server that decides on lockouts, where it is another than the session's. Each call has a connection
    of its own, which ends by itself within a bound of time, whatever that server does."""

    @property
    def name(self) -> str:
        """Its host name, as `Account.server` says it, whatever its capitals."""

    def read(self, account: AccountId) -> Account:
        """The account as it stands there. Raises `Refused` (account-gone, …), `NotPermitted`."""

    def prepare_change(self, account: AccountId) -> AbstractContextManager[PreparedChange]:
        """As that of a session. Entering it raises `DirectoryUnreachable`, `Refused`: then nothing was
        sent."""


@dataclass(frozen=True)
class GroupPower:
    """What being in a group gives. None = unknown."""

    ids: frozenset[str] | None  # of the group, and of all that hold it
    protects: str | None  # what of it the directory protects its members by, in words; "" = nothing


class DirectorySession(Protocol):
    """One signed-in operator's view of one server; of one for each domain, where several are served. Reads
    may reconnect; writes never re-send.

    The directory's `base_dn` bounds all of it: what lies elsewhere is neither found, read nor written, by
    whatever name it is asked for. Not bound are the operator's own account and the look-up of groups.
    Safe to call from several threads.
    """

    @property
    def info(self) -> DirectoryInfo:
        """Where the operator signed in."""

    def info_of(self, account: AccountId) -> DirectoryInfo:
        """Where that account is read and written. Raises `Refused` (account-gone)."""

    @property
    def operator(self) -> Account:
        """The operator's own account, as read at sign-in."""

    def read_operator(self) -> Account:
        """The operator's own account now, wherever it lies. Raises `Refused` (account-gone)."""

    def search(self, query: str, limit: int, only: Narrowing = EVERYBODY) -> Found:
        """Accounts matching what a person types: name, login, login@domain, DOMAIN\\login, mail, phone in
        any spelling, employee number, DN, id; of those, whom `only` leaves. An empty query finds all of them,
        and nobody where nothing narrows. Raises `Refused` (unit-not-found, units-too-many, group-not-found,
        locked-unknown, …)."""

    def read(self, account: AccountId) -> Account:
        """The account now. Raises `Refused` (account-gone)."""

    def prepare_change(self, account: AccountId) -> AbstractContextManager[PreparedChange]:
        """A connection of its own to this session's server, opened and bound for one write.
        Raises `DirectoryUnreachable`, `Refused`: then nothing was sent."""

    def prepare_own_change(self, account: AccountId) -> AbstractContextManager[PreparedOwnChange]:
        """As `prepare_change`, for a change by the person, who knows the old password."""

    def lockout_server(self, account: AccountId) -> LockoutServer | None:
        """The server to which the others pass wrong passwords of that account on; None = there is no such,
        or it is where the account is written. Raises `Refused` (lockout-server-unknown, account-gone)."""

    def at_every_server(self, account: AccountId) -> AccountAtServers:
        """What each server of the directory knows of wrong passwords: all of them asked at once, within one
        deadline, and none written. Raises `Refused` (account-gone, servers-unable)."""

    def device_secrets(self, account: AccountId) -> DeviceSecrets:
        """What is kept of devices where that account lies. Raises `Refused` (device-secrets-unable,
        account-gone)."""

    def manager(self, account: AccountId) -> Account | None:
        """The account that the directory names as manager; None = it names none, or nobody that can be
        seen. Raises `Refused` (account-gone)."""

    def census(self, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        """Every person below `bases` (DNs; none = all that is seen), in pages, with those of `groups`
        (ids) that hold it. Raises `Refused` (base-not-found, …)."""

    def listing(self, kind: ListKind, bases: Sequence[str], until: datetime) -> Iterator[ListPage]:
        """The people below `bases` (as for `census`) who are on a list of `OF_DIRECTORY`, by the server's own
        filter, page by page as they come; nobody twice. `until` as `listing.belongs` has it. Whoever may be
        on it and cannot be told is there, and says so. What ends it raises, after what came before it:
        `Refused` (list-unable, base-not-found, a limit of the server, …)."""

    def untold(self, kind: ListKind, bases: Sequence[str]) -> Iterator[int]:
        """How many people below `bases` the server does not compare for that list, so that no page can hold
        them: their attributes may not be read. In parts, some below 0: their sum tells. It looks at
        everybody. Raises as `listing`."""

    def group_id(self, name: str) -> str | None:
        """The id (as in `Account.group_ids`) of a group given by name, DN or id; None = no such group."""

    def group_power(self, group: str) -> GroupPower:
        """Of the group with that id."""

    def group_shortfall(self, name: str, *, of_operators: bool) -> str:
        """Why that group, given as to `group_id`, does not tell of everybody who is served, or of every
        operator, whether it holds them, in words; "" = it does."""

    def entry_dn(self, dn: str) -> str | None:
        """The DN as the directory writes it; None = nothing is there that may be seen."""

    def nearest(self, name: str) -> str:
        """The DN or the group's name that comes nearest to one that is not there; "" = none does."""

    def close(self) -> None:
        """Sign out and forget the password, at once: what is being read ends with `Refused` (signed-out), a
        change under way is not touched. May be called twice."""


class DirectoryPort(Protocol):
    def sign_in(self, login: str, password: Secret) -> DirectorySession:
        """Bind as `login` (name, UPN, DOMAIN\\login). Raises `NotPermitted` (wrong-password,
        operator-…), `DirectoryUnreachable` (unreachable, tls-…)."""

    def sign_in_with_ticket(self) -> DirectorySession:
        """By the ticket that this computer holds for whoever started the program; no password is asked for.
        Raises `NotPermitted` (no-ticket, ticket-…, operator-…), `ConfigError` (kerberos-missing),
        `DirectoryUnreachable` (unreachable, tls-…, no-kdc, …)."""

    def sign_in_as_service(self) -> DirectorySession:
        """As the account of the desk itself, for what a timer does: nobody's password is asked for. Raises
        `NotPermitted` (service-none), `DirectoryUnreachable` (unreachable, service-refused, tls-…)."""

    def ticket_holder(self) -> str:
        """Whose ticket that is, as it says itself: to be shown, and proof of nothing. Asks no server.
        Raises `NotPermitted` (no-ticket, ticket-expired), `ConfigError` (kerberos-missing)."""

    def break_off(self) -> None:
        """The program ends: every sign-in under way and every session ends at once, and none begins any more.
        Changes under way are not touched. From any thread; may be called twice."""
