"""The account: what the desk reads of a person.

Unknown is not empty (invariant 12): `None` always means "could not be read". An attribute that was
read and is absent is "" or `()` or `"never"`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, NewType

from helpdesk_tui.desk.action import Action

AccountId = NewType("AccountId", str)
"""objectGUID, entryUUID or nsUniqueId in canonical lower-case form, 8-4-4-4-12."""

When = datetime | Literal["never"] | None
"""A moment in UTC, "never", or None = unknown."""


class AccountKind(StrEnum):
    PERSON = "person"
    MACHINE = "machine"  # computer, gMSA, interdomain trust
    SYSTEM = "system"  # krbtgt, Guest and their like


@dataclass(frozen=True)
class SignInState:
    """What decides whether the person can sign in. `None` = unknown."""

    enabled: bool | None
    locked: bool | None
    locked_until: When  # "never" = not by itself; only meaningful when locked
    account_expires: When
    password_set: When  # "never" = none was ever set, or, in some directories, a change is forced
    password_expires: When  # None also when a change is forced: then there is no such moment
    password_expired: bool | None
    must_change: bool | None
    password_never_expires: bool | None
    smart_card_required: bool | None
    cannot_change_password: bool | None
    password_not_required: bool | None
    outside_hours: bool | None  # now outside the permitted hours
    last_sign_in: When  # as this server knows it
    change_can_be_forced: bool | None = True  # whether "must change" has an effect here
    begins: When = "never"  # from when on it may sign in; "never" = from the start
    idle: bool | None = False  # closed after too long without a sign-in
    locked_since: When = None  # only meaningful when locked
    hours_begin: When = (
        None  # outside of the permitted hours: when the next ones begin; "never" = there are none
    )
    workstations: tuple[str, ...] | None = ()  # the computers at which alone one may sign in; () = at any
    restricted_by: str = ""  # what decides where and how one signs in, by name; "" = nothing that is seen
    grace_left: int | None = (
        None  # sign-ins that an expired password is still good for; None = none are counted
    )
    can_be_disabled: bool | None = True  # whether what disables an account has an effect here
    reset_enables: bool = False  # a new password would take away what disables it
    wrong_times: tuple[datetime, ...] = ()  # of wrong passwords that this server remembers, oldest first


@dataclass(frozen=True)
class Quality:
    """What a password must be made of beside its length, where a directory asks for that; 0 = no matter."""

    digits: int = 0  # at least
    letters: int = 0
    capitals: int = 0
    small_letters: int = 0
    symbols: int = 0
    beyond_ascii: int = 0
    kinds: int = 0  # so many of: digits, capitals, small letters, symbols, beyond ASCII
    same: int = 0  # the same character at most so often in a row
    sequence: int = 0  # at most so many in a row that follow each other: abc, 321
    same_kind: int = 0  # at most so many of one kind in a row
    name_part: int = 0  # not so many characters in a row of the login or a name
    not_backwards: bool = False  # not the same when read backwards


ANY_QUALITY = Quality()


@dataclass(frozen=True)
class PasswordPolicy:
    """The policy in force for one account, and where it comes from."""

    source: str  # "domain policy", or the name of the policy; "" = none is in force, and that is known
    min_length: int
    complexity: bool
    history: int  # remembered passwords
    min_age: timedelta
    max_age: timedelta | None  # None = passwords never expire
    lockout_threshold: int  # wrong passwords; 0 = accounts are never locked
    lockout_duration: timedelta | None  # None = until somebody unlocks
    lockout_window: timedelta
    max_length: int = 256
    counts_bytes: bool = False  # lengths are of UTF-8, not of characters
    quality: Quality = ANY_QUALITY


Rights = Mapping[Action, bool | None]
"""What the directory seems to let the signed-in operator (or service) do here; the server decides. None, or
not there = unknown."""


@dataclass(frozen=True)
class Marks:
    """By these a read tells whether a write happened; comparable on one server only. None = not kept."""

    password: int | None  # how often the password was written, whoever did it
    entry: str | None  # changes with every write to the entry, and with other things too
    password_at: datetime | None = None  # when the password was last written, by the server's clock


@dataclass(frozen=True)
class ContactTimes:
    """When the server last saw each datum written; "never" = it never held one. Of a manager it may be a
    later moment, where the server tells only that nothing was written since (Samba)."""

    mail: When = None
    mobile: When = None
    office_phone: When = None
    manager: When = None


@dataclass(frozen=True)
class AccountSummary:
    """A row of search results."""

    id: AccountId
    login: str
    name: str
    mail: str
    department: str
    dn: str
    kind: AccountKind
    enabled: bool | None
    locked: bool | None
    must_change: bool | None
    password_expired: bool | None
    account_expired: bool | None
    elsewhere: str = ""  # short name of its domain, where that is another than the operator's


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whose names, place and contact data are known: what a policy says about somebody depends on this."""

    id: AccountId
    security_id: str  # by what the directory's access rules know it, opaque; "" where it is the id alone
    dn: str
    login: str
    domain: str  # short name for DOMAIN\login, "" where there is none
    principal_name: str  # login@domain: UPN, Kerberos principal; "" where there is none
    mail: str
    mobile: str | None
    office_phone: str | None
    manager: str  # display form of the manager, "" = none
    contact_times: ContactTimes
    group_ids: frozenset[str] | None
    """Transitive, with the primary group; opaque, normalised: equal = the same."""
    protected_by: str | None  # what protects it in the directory itself, in words; "" = nothing does


@dataclass(frozen=True, kw_only=True)
class Account(Person):
    """One account as read from one server at one moment. All text is cleaned."""

    kind: AccountKind
    name: str
    given_name: str
    surname: str
    employee_number: str
    title: str
    department: str
    company: str
    office: str
    preferred_language: str
    state: SignInState
    policy: PasswordPolicy | None  # None = unknown
    was_protected: bool | None  # the directory still holds it so, or did once
    rights: Rights
    marks: Marks
    server: str
    elsewhere: str = ""  # short name of its domain, where that is another than the operator's
    runs_services: bool = False  # whether programs are seen to sign in with it


@dataclass(frozen=True, kw_only=True)
class CensusEntry(Person):
    """A person as counted with many others."""

    enabled: bool | None
    group_ids: frozenset[str]  # of the groups that were asked about, those it is in, transitively
    name: str
    department: str


def is_past(when: When, now: datetime) -> bool | None:
    """Whether a moment has passed; "never" has not; unknown stays unknown."""
    if when is None:
        return None
    return when != "never" and when <= now
