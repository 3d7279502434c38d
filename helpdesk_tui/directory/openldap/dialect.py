"""OpenLDAP as a dialect of LDAPv3."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from helpdesk_tui.desk.account import AccountId, ContactTimes, Marks, SignInState
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.ports import YES, Abilities, Ability, Capability, Change, Reply
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.filters import equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3 import ppolicy
from helpdesk_tui.directory.ldapv3.attributes import Attributes, surely_empty
from helpdesk_tui.directory.ldapv3.controls import ASSERTION, POST_READ
from helpdesk_tui.directory.ldapv3.dialect import (
    ENDS_NO_SESSION,
    PROTECTS_NOBODY,
    Facts,
    Writing,
    by_last_write,
)
from helpdesk_tui.directory.ldapv3.identity import entry_uuid
from helpdesk_tui.directory.ldapv3.password_modify import NO_OPERATION, PASSWORD_MODIFY
from helpdesk_tui.directory.ldapv3.schema import Schema
from helpdesk_tui.directory.listing import Sought
from helpdesk_tui.directory.openldap import lists, state
from helpdesk_tui.directory.openldap.access_log import AccessLog, find_log
from helpdesk_tui.directory.openldap.administering import is_password_administrator
from helpdesk_tui.directory.openldap.change import write
from helpdesk_tui.directory.openldap.policy import ATTRIBUTES, NO_POLICY, Policy, policy_of
from helpdesk_tui.directory.openldap.problems import NOT_BOUND, sign_in_problem, write_problem
from helpdesk_tui.directory.problems import Result
from helpdesk_tui.directory.root_dse import RootDse
from helpdesk_tui.directory.scope import LockedBy
from helpdesk_tui.language import N_, _
from helpdesk_tui.text import LONGEST_DN

_LOCKED = LockedBy("pwdAccountLockedTime", "(|(pwdAccountLockedTime=*)(pwdAccountTmpLockoutEnd=*))")
_NO_DEFAULT = N_("which policy holds for everybody is not said: name it in [ldap] default_policy")


@dataclass
class OpenLdap:
    """`hashes`: the server hashes a password that is written by modify (ppolicy_hash_cleartext).
    `default_policy`: DN; "" = not known. `schema`: which attributes are contact data."""

    root: RootDse
    default_policy: str
    hashes: bool
    schema: Schema = field(default_factory=Schema)
    acts_as: str = ""
    name: str = "OpenLDAP"
    desk_changes_expired: bool = False  # a password administrator's change would be weighed by nothing
    locked: LockedBy | None = _LOCKED
    signs_in_by: str = lists.SIGNS_IN_BY
    state_attributes: tuple[str, ...] = state.ATTRIBUTES
    census_attributes: tuple[str, ...] = ("modifyTimestamp", "pwdAccountLockedTime")
    _policies: dict[str, Policy | None] = field(default_factory=dict)
    _empty: dict[tuple[str, frozenset[str]], frozenset[str]] = field(default_factory=dict)
    """Policy and what it does not show → which of that it surely does not have."""
    _administers: dict[str, bool | None] = field(default_factory=dict)  # by what the entries lie in
    _logs: list[AccessLog | None] = field(default_factory=list)  # the server's, once it was looked for

    def sought(self, link: Link, kind: ListKind, now: datetime, until: datetime) -> Sought | str:
        if kind in lists.BY_AGE:
            usual = self._read(link, self.default_policy) if self.default_policy else None
            return lists.by_age(kind, usual, now, until)
        return lists.SOUGHT[kind]

    def identity(self, entry: Attributes) -> AccountId | None:
        return entry_uuid(entry)

    def by_id(self, account: AccountId) -> str:
        return equal("entryUUID", account)

    def is_enabled(self, entry: Attributes) -> bool | None:
        """As if the policy locked people: of a long list nobody's policy is read."""
        raw = entry.raw("pwdAccountLockedTime")
        return raw != state.FOR_EVER if raw is not None or entry.is_empty("pwdAccountLockedTime") else None

    def facts(self, link: Link, entry: Attributes, now: datetime) -> Facts:
        policy = self._policy(link, entry, anew=True)
        return Facts(
            state=state.sign_in_state(entry, policy, now),
            policy=None if policy is None else policy.desk,
            marks=marks(entry),
            rights=self._rights(link, entry, policy),
            contact_times=self._logged(link, entry, now),
        )

    def state(self, link: Link, entry: Attributes, now: datetime) -> SignInState:
        return state.sign_in_state(entry, self._policy(link, entry, anew=False), now)

    def contact_times(self, entry: Attributes) -> ContactTimes:
        return by_last_write(entry)

    def _logged(self, link: Link, entry: Attributes, now: datetime) -> ContactTimes:
        """By the server's log of writes; what it does not tell, by the entry's last write."""
        strict, written = self.contact_times(entry), entry.known_moment("modifyTimestamp")
        if not self._logs:
            self._logs.append(find_log(link, self.root.contexts))
        log, identity = self._logs[0], self.identity(entry)
        if log is None or identity is None or written is None:
            return strict
        schema = self.schema
        data = (schema.mail, schema.mobile, schema.office_phone, schema.manager)
        names = list(dict.fromkeys(name for each in data for name in each))
        logged = log.changed(link, identity, names, written, now)
        return ContactTimes(*(_latest(logged, each, written) for each in data))

    def abilities(self) -> Abilities:
        known = bool(self.default_policy)
        return {
            Capability.CHECKED_RESET: self._checks(),
            Capability.HISTORY_ON_RESET: self._checks(),
            Capability.PASSWORD_POLICY: YES if known else Ability(None, _(_NO_DEFAULT)),
            Capability.SIGN_IN_STATE: YES if known else Ability(None, _(_NO_DEFAULT)),
            Capability.CONDITIONAL_WRITE: Ability(ASSERTION in self.root.controls),
            Capability.PROOF_OF_WRITE: Ability(POST_READ in self.root.controls),
            Capability.CONTACT_TIMES: self._tells_ages(),
            Capability.FIND_GROUPS: YES,
            Capability.FIRST_DAY: YES,
            Capability.END_SESSIONS: ENDS_NO_SESSION,
            Capability.PROTECTION: PROTECTS_NOBODY,
        }

    def _tells_ages(self) -> Ability:
        if self._logs and self._logs[0] is not None:
            return Ability(True, _("by the server's log of writes"))
        return Ability(None, _("no log of writes can be read: the whole entry's last write stands in"))

    def cannot(self) -> dict[Action, str]:
        is_bound = ASSERTION in self.root.controls and POST_READ in self.root.controls
        unbound = {} if is_bound else dict.fromkeys((spec.action for spec in WRITING), NOT_BOUND)
        has_operation = PASSWORD_MODIFY in self.root.extensions
        return unbound if has_operation else {**unbound, Action.CHANGE_PASSWORD: NO_OPERATION}

    def protected_by(self, groups: frozenset[str] | None) -> str | None:
        """The server itself protects nobody."""
        return None if groups is None else ""

    def sign_in_problem(self, result: Result, server: str) -> tuple[Problem, bool]:
        return sign_in_problem(result, server)

    def after_sign_in(self, result: Result) -> Problem | None:
        """Who must change the password may do nothing else, and a search would fail without a reason."""
        must_change = ppolicy.policy_answer(result).error == ppolicy.PolicyError.CHANGE_AFTER_RESET
        return problem("operator-must-change") if must_change else None

    def own_change_problem(self, result: Result, server: str) -> Problem:
        return write_problem(result, server, _("change this password"))

    def write(self, writing: Writing, change: Change) -> Reply:
        return write(writing, change, hashes=self.hashes)

    # --- policies -------------------------------------------------------------------------------------

    def _checks(self) -> Ability:
        """As far as this session has seen."""
        seen = set(self._administers.values())
        if seen == {True}:
            return Ability(False, _("you administer passwords there: the desk checks length, nobody history"))
        if seen == {False}:
            return Ability(True)
        return Ability(None, _("not where you are a password administrator: there the desk checks length"))

    def _rights(self, link: Link, entry: Attributes, policy: Policy | None) -> dict[Action, bool | None]:
        """Of the others the server tells nothing; and where the old password is needed, only administrators
        can do without."""
        administers = self._is_administrator(link, entry)
        needs_old = policy is not None and policy.needs_old
        return {Action.RESET: True if administers else False if administers is False and needs_old else None}

    def _is_administrator(self, link: Link, entry: Attributes) -> bool | None:
        """Asked once for all that lies in one place. Of the own entry it would say nothing of others."""
        place = ",".join(dn_parts(entry.dn)[1:])
        if ASSERTION not in self.root.controls or dn_parts(entry.dn) == dn_parts(self.acts_as):
            return None
        if place not in self._administers:
            self._administers[place] = is_password_administrator(link, entry.dn, entry.text("entryUUID"))
        return self._administers[place]

    def _policy(self, link: Link, entry: Attributes, *, anew: bool) -> Policy | None:
        """The policy in force; None = unknown."""
        own = entry.text("pwdPolicySubentry", LONGEST_DN)
        if not own and not entry.is_empty("pwdPolicySubentry"):
            return None
        dn = own or self.default_policy
        if not dn:
            return None
        if anew or dn not in self._policies:
            self._policies[dn] = self._read(link, dn)
        return self._policies[dn]

    def _read(self, link: Link, dn: str) -> Policy | None:
        """An entry that is no policy is no policy at all: no lockout, no rule. One that does not exist is
        none either, but looks the same as one that may not be read: so that is unknown."""
        answer = link.read(dn, ATTRIBUTES)
        if not answer.result.done or not answer.entries:
            return None
        absent = frozenset(name for name in ATTRIBUTES if not answer.entries[0].values.get(name.lower()))
        if (dn, absent) not in self._empty:  # no search in pages, which would end one that is under way
            self._empty[dn, absent] = surely_empty(link, dn, absent)
        entry = Attributes(answer.entries[0], self._empty[dn, absent])
        classes = {name.lower() for name in entry.texts("objectClass")}
        if not classes:
            return None
        return policy_of(entry) if "pwdpolicy" in classes else NO_POLICY


def _latest(logged: Mapping[str, datetime | None], names: Sequence[str], written: datetime) -> datetime:
    """Of several attributes, the last change; never later than the entry's last write."""
    times = [logged[name] for name in names]
    known = [at for at in times if at is not None]
    return min(max(known), written) if len(known) == len(times) and known else written


def marks(entry: Attributes) -> Marks:
    """entryCSN changes with every write; binds write the entry too."""
    return Marks(None, entry.text("entryCSN") or None, entry.known_moment("pwdChangedTime"))
