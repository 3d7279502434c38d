"""389 Directory Server as a dialect of LDAPv3."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from helpdesk_tui.desk.account import AccountId, ContactTimes, Marks, Rights, SignInState
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.ports import YES, Abilities, Ability, Capability, Change, Reply
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.ds389 import lists, state
from helpdesk_tui.directory.ds389.change import DS389, entry_mark, write
from helpdesk_tui.directory.ds389.policy import Policy, ServerPolicy, local_policy, server_policy
from helpdesk_tui.directory.ds389.problems import sign_in_problem, write_problem
from helpdesk_tui.directory.ds389.rights import EFFECTIVE_RIGHTS, written_to
from helpdesk_tui.directory.filters import equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3 import ppolicy
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.dialect import (
    ENDS_NO_SESSION,
    PROTECTS_NOBODY,
    Facts,
    Writing,
    by_last_write,
)
from helpdesk_tui.directory.ldapv3.identity import as_ns_unique_id, ns_unique_id
from helpdesk_tui.directory.ldapv3.password_modify import NO_OPERATION, PASSWORD_MODIFY
from helpdesk_tui.directory.listing import Sought
from helpdesk_tui.directory.problems import WRONG_CREDENTIALS, Result
from helpdesk_tui.directory.root_dse import RootDse
from helpdesk_tui.directory.scope import LockedBy
from helpdesk_tui.directory.values import later
from helpdesk_tui.language import N_, _
from helpdesk_tui.text import LONGEST_DN

_MUST_CHANGE = "2.16.840.1.113730.3.4.4"  # control of a bind whose password must be changed
_LOCKED = LockedBy("accountUnlockTime", "(accountUnlockTime=*)")
_NO_GLOBAL = N_(
    "the policy of the whole server cannot be read: it is in cn=config, and takes an access rule of its own"
)
_NO_CONDITION = N_(
    "389 Directory Server has no assertions: the account is read just before the write, and a forced change "
    "is refused where the password was set meanwhile"
)
_BY_SECONDS = N_("the server keeps the second of an entry's last write, and with its USN plugin a number")


@dataclass
class Ds389:
    """Identities are nsUniqueId throughout: every entry has one, keeps it when it is renamed, and it can be
    searched for; entryUUID comes with a plugin, and only to entries that were made since."""

    root: RootDse
    acts_as: str = ""
    name: str = "389 Directory Server"
    desk_changes_expired: bool = True
    state_attributes: tuple[str, ...] = state.ATTRIBUTES
    census_attributes: tuple[str, ...] = ("nsAccountLock", "modifyTimestamp")
    locked: LockedBy | None = _LOCKED
    signs_in_by: str = lists.SIGNS_IN_BY
    needed: ClassVar[Mapping[Action, tuple[str, ...]]] = DS389.needs
    _server: ServerPolicy | None = None
    _policies: dict[str, Policy | None] = field(default_factory=dict)
    _counts: bool = False  # whether entries show a number that each write changes

    def sought(self, link: Link, kind: ListKind, now: datetime, until: datetime) -> Sought | str:  # noqa: ARG002 - as `Dialect` has it
        return lists.sought(kind, now, until)

    def identity(self, entry: Attributes) -> AccountId | None:
        return ns_unique_id(entry)

    def by_id(self, account: AccountId) -> str:
        return equal("nsUniqueId", as_ns_unique_id(account))

    def is_enabled(self, entry: Attributes) -> bool | None:
        return state.is_enabled(entry)

    def facts(self, link: Link, entry: Attributes, now: datetime) -> Facts:
        policy = self._policy(link, entry, anew=True)
        return Facts(
            state=state.sign_in_state(entry, policy, now, idle=_is_idle(link, entry, now)),
            policy=None if policy is None else policy.desk,
            marks=self._marks(entry),
            rights=self._rights(link, entry),
            contact_times=self.contact_times(entry),
        )

    def state(self, link: Link, entry: Attributes, now: datetime) -> SignInState:
        idle = False if entry.is_empty("acctPolicySubentry") else None
        return state.sign_in_state(entry, self._policy(link, entry, anew=False), now, idle=idle)

    def contact_times(self, entry: Attributes) -> ContactTimes:
        return by_last_write(entry)

    def abilities(self) -> Abilities:
        known = YES if self._server and self._server.policy else Ability(None, _(_NO_GLOBAL))
        return {
            Capability.CHECKED_RESET: YES,
            Capability.HISTORY_ON_RESET: YES,
            Capability.PASSWORD_POLICY: known,
            Capability.SIGN_IN_STATE: known,
            Capability.CONDITIONAL_WRITE: Ability(False, _(_NO_CONDITION)),
            Capability.PROOF_OF_WRITE: YES if self._counts else Ability(None, _(_BY_SECONDS)),
            Capability.CONTACT_TIMES: Ability(None, _("the whole entry's last write stands in")),
            Capability.FIND_GROUPS: YES,
            Capability.FIRST_DAY: Ability(False, _("389 Directory Server keeps no dates of an account")),
            Capability.END_SESSIONS: ENDS_NO_SESSION,
            Capability.PROTECTION: PROTECTS_NOBODY,
        }

    def cannot(self) -> dict[Action, str]:
        found = {Action.SET_DATES: _("389 Directory Server keeps no dates of an account")}
        if PASSWORD_MODIFY not in self.root.extensions:
            found |= dict.fromkeys((Action.RESET, Action.CHANGE_PASSWORD), NO_OPERATION)
        return found

    def protected_by(self, groups: frozenset[str] | None) -> str | None:
        """The server itself protects nobody."""
        return None if groups is None else ""

    def sign_in_problem(self, result: Result, server: str) -> tuple[Problem, bool]:
        return sign_in_problem(result, server)

    def after_sign_in(self, result: Result) -> Problem | None:
        """Who must change the password may do nothing else: every request would fail without a reason."""
        told = ppolicy.policy_answer(result).error == ppolicy.PolicyError.CHANGE_AFTER_RESET
        # An expired password with a sign-in left brings the control too, and is not restricted.
        grace = ppolicy.policy_answer(result).grace_left is not None
        must_change = told or (_MUST_CHANGE in result.controls and not grace)
        return problem("operator-must-change") if must_change else None

    def own_change_problem(self, result: Result, server: str) -> Problem:
        if result.code == WRONG_CREDENTIALS:
            return problem("old-password-wrong", server=server, detail=result.detail)
        return write_problem(result, server, _("change this password"), operation=True)

    def write(self, writing: Writing, change: Change) -> Reply:
        return write(writing, change)

    # --- parts -----------------------------------------------------------------------------------------

    def _marks(self, entry: Attributes) -> Marks:
        self._counts = self._counts or entry.raw("entryUSN") is not None
        return Marks(None, entry_mark(entry), entry.known_moment("pwdUpdateTime"))

    def _rights(self, link: Link, entry: Attributes) -> Rights:
        """A reset forces a change and unlocks by itself: who may reset may lack the rights for that."""
        if EFFECTIVE_RIGHTS not in self.root.controls or not self.acts_as:
            return {}
        rights = written_to(link, entry.dn, self.acts_as, self.needed)
        if rights.get(Action.RESET):
            return {action: right or None for action, right in rights.items()}
        return rights

    def _policy(self, link: Link, entry: Attributes, *, anew: bool) -> Policy | None:
        """The policy in force; None = unknown."""
        if anew or self._server is None:
            self._server = server_policy(link)
        whole = self._server
        own = entry.text("pwdPolicySubentry", LONGEST_DN)
        if not own or whole.local_allowed is False:
            return (
                whole.policy if whole.local_allowed is False or entry.is_empty("pwdPolicySubentry") else None
            )
        if whole.local_allowed is None:
            return None
        if anew or own not in self._policies:
            self._policies[own] = local_policy(link, own, whole)
        return self._policies[own]


def _is_idle(link: Link, entry: Attributes, now: datetime) -> bool | None:
    """Closed after too long without a sign-in (Account Policy plugin)."""
    dn = entry.text("acctPolicySubentry", LONGEST_DN)
    if not dn:
        return False if entry.is_empty("acctPolicySubentry") else None
    answer = link.read(dn, ["accountInactivityLimit"], "(|(objectClass=ldapsubentry)(objectClass=*))")
    limit = Attributes(answer.entries[0]).integer("accountInactivityLimit") if answer.entries else None
    seen = entry.known_moment("lastLoginTime")
    if limit is None or seen is None:
        return None
    ends = later(seen, timedelta(seconds=max(0, min(limit, 10**10))))
    return ends is not None and ends < now
