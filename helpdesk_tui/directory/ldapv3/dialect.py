"""What one kind of server has of its own: how it knows people, what it keeps of their passwords, how they are
written. All else is the same for every LDAPv3 directory, and stands in this room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpdesk_tui.desk.account import (
    Account,
    AccountId,
    ContactTimes,
    Marks,
    PasswordPolicy,
    Rights,
    SignInState,
)
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.ports import Abilities, Ability, Change, Reply
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.listing import Sought
from helpdesk_tui.directory.problems import Result
from helpdesk_tui.directory.scope import LockedBy
from helpdesk_tui.language import N_
from helpdesk_tui.secret import Secret

ENDS_NO_SESSION = Ability(False, N_("what is open already goes on: the server ends no connection for that"))
PROTECTS_NOBODY = Ability(
    False,
    N_("name the groups of the directory's administrators in [scope] protected_groups"),
)
"""What is said of servers that know no administrators' groups."""


@dataclass(frozen=True)
class Facts:
    """What a dialect makes of an entry."""

    state: SignInState
    policy: PasswordPolicy | None
    marks: Marks
    rights: Rights
    contact_times: ContactTimes
    security_id: str = ""  # by what access rules know it, where that is not the DN


def by_last_write(entry: Attributes) -> ContactTimes:
    """Where no time is kept of single attributes: nothing is younger than the entry's last write."""
    return ContactTimes(*[entry.known_moment("modifyTimestamp")] * 4)


class Writing(Protocol):
    """What a write needs of the one who prepares it."""

    link: Link

    @property
    def dn(self) -> str:
        """Of the account, as last read, and as the server wrote it."""

    @property
    def login(self) -> str:
        """The same."""

    @property
    def seen(self) -> Account:
        """As last read."""

    def read(self) -> Account:
        """Now, on this connection. Raises `Refused`, `DirectoryUnreachable`."""

    def now(self) -> datetime:
        """By the desk's clock."""

    def signs_in(self, password: Secret) -> bool | None:
        """Whether the server takes this password of the account's, on a connection of its own; None = it
        does not tell."""


class Dialect(Protocol):
    """One for each session: it may learn."""

    acts_as: str  # DN of whoever reads and writes

    @property
    def name(self) -> str:
        """ "OpenLDAP"."""

    @property
    def state_attributes(self) -> Sequence[str]:
        """Asked for with every card and row."""

    @property
    def census_attributes(self) -> Sequence[str]:
        """Those of them that `is_enabled` and `contact_times` read: of long lists nothing else is asked."""

    @property
    def locked(self) -> LockedBy | None:
        """None = nobody can tell who is locked; else `state` says whether somebody is."""

    @property
    def signs_in_by(self) -> str:
        """The attribute with the last sign-in; "" = there is none."""

    def sought(self, link: Link, kind: ListKind, now: datetime, until: datetime) -> Sought | str:
        """How the server is asked for those on a list, of whom `state` says whether they are; or why nobody
        can tell, in words."""

    def identity(self, entry: Attributes) -> AccountId | None:
        """None for an entry that does not show it."""

    def by_id(self, account: AccountId) -> str:
        """Filter: the entry with this id."""

    def is_enabled(self, entry: Attributes) -> bool | None: ...

    def facts(self, link: Link, entry: Attributes, now: datetime) -> Facts:
        """Of one account. May ask `link` for the policy in force. Raises what `Link` raises."""

    def state(self, link: Link, entry: Attributes, now: datetime) -> SignInState:
        """Of one of many: policies are asked for once."""

    def contact_times(self, entry: Attributes) -> ContactTimes:
        """Of one of many."""

    def abilities(self) -> Abilities: ...

    def cannot(self) -> Mapping[Action, str]:
        """What no account there lets anybody do, and why."""

    def protected_by(self, groups: frozenset[str] | None) -> str | None:
        """What protects a member of these groups (keys) in the directory itself; "" = nothing does."""

    def sign_in_problem(self, result: Result, server: str) -> tuple[Problem, bool]:
        """Why a bind was refused, and whether that is the person's own trouble."""

    def after_sign_in(self, result: Result) -> Problem | None:
        """What a bind that went well says against going on."""

    @property
    def desk_changes_expired(self) -> bool:
        """Whether the server lets nobody in whose password has expired, but weighs a change with the old one
        when whoever acts sends it."""

    def own_change_problem(self, result: Result, server: str) -> Problem:
        """Why the operation for passwords was refused to the person."""

    def write(self, writing: Writing, change: Change) -> Reply:
        """As few requests as the server allows, each sent at most once. Raises what `Link` raises."""
