"""A server of LDAPv3 of which nothing more is known: no policy, no lockout, no forced change. What it lacks
is said; what cannot be read is unknown, never "no"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import AccountId, ContactTimes, Marks, SignInState
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.ports import Abilities, Ability, Capability, Change, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.filters import both, equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.controls import ASSERTION, assertion
from helpdesk_tui.directory.ldapv3.dialect import (
    ENDS_NO_SESSION,
    PROTECTS_NOBODY,
    Facts,
    Writing,
    by_last_write,
)
from helpdesk_tui.directory.ldapv3.identity import entry_uuid
from helpdesk_tui.directory.ldapv3.password_modify import NO_OPERATION, PASSWORD_MODIFY, request_for
from helpdesk_tui.directory.ldapv3.problems import bind_problem, sent_on
from helpdesk_tui.directory.listing import Sought
from helpdesk_tui.directory.messages import Control, Modification
from helpdesk_tui.directory.problems import (
    BY_RESULT,
    CONSTRAINT,
    REFERRAL,
    UNWILLING,
    WRONG_CREDENTIALS,
    Result,
)
from helpdesk_tui.directory.root_dse import RootDse
from helpdesk_tui.directory.scope import LockedBy
from helpdesk_tui.language import N_, _

_NO_POLICY = N_("this kind of server is not known: what keeps people from signing in cannot be read")
_NO_FORCE = N_("this kind of server is not known, nor how it would ask for a new password")
_NO_DISABLE = N_("this kind of server is not known, nor how it disables accounts")
_NO_LOCK = N_("this kind of server is not known, nor how it locks accounts")
_NO_WAY = N_(
    "it has no operation for passwords (RFC 3062), and whether it would hash what is written is not said: "
    "[ldap] hashes_passwords"
)

_UNKNOWN = SignInState(
    enabled=None,
    locked=None,
    locked_until=None,
    account_expires=None,
    password_set=None,
    password_expires=None,
    password_expired=None,
    must_change=None,
    password_never_expires=False,
    smart_card_required=False,
    cannot_change_password=None,
    password_not_required=None,
    outside_hours=None,
    last_sign_in=None,
    change_can_be_forced=False,
    begins=None,
    idle=None,
)


@dataclass
class PlainServer:
    """`hashes`: it hashes a password that is written by modify."""

    root: RootDse
    hashes: bool = False
    acts_as: str = ""
    name: str = "LDAP"
    desk_changes_expired: bool = False
    locked: LockedBy | None = None
    signs_in_by: str = ""
    state_attributes: tuple[str, ...] = ("modifyTimestamp", "entryCSN")
    census_attributes: tuple[str, ...] = ("modifyTimestamp",)

    def sought(self, link: Link, kind: ListKind, now: datetime, until: datetime) -> Sought | str:  # noqa: ARG002 - nobody can tell
        return _NO_POLICY

    def identity(self, entry: Attributes) -> AccountId | None:
        return entry_uuid(entry)

    def by_id(self, account: AccountId) -> str:
        return equal("entryUUID", account)

    def is_enabled(self, entry: Attributes) -> bool | None:  # noqa: ARG002 - nobody can tell
        return None

    def facts(self, link: Link, entry: Attributes, now: datetime) -> Facts:  # noqa: ARG002 - as `Dialect` has it
        marks = Marks(None, entry.text("entryCSN") or None)
        return Facts(_UNKNOWN, policy=None, marks=marks, rights={}, contact_times=self.contact_times(entry))

    def state(self, link: Link, entry: Attributes, now: datetime) -> SignInState:  # noqa: ARG002 - as above
        return _UNKNOWN

    def contact_times(self, entry: Attributes) -> ContactTimes:
        return by_last_write(entry)

    def abilities(self) -> Abilities:
        no, is_bound = Ability(False, _(_NO_POLICY)), ASSERTION in self.root.controls
        return {
            Capability.CHECKED_RESET: Ability(None, _("whether it has a password policy is not known")),
            Capability.HISTORY_ON_RESET: Ability(False, _("whether it has a password policy is not known")),
            Capability.PASSWORD_POLICY: no,
            Capability.SIGN_IN_STATE: no,
            Capability.CONDITIONAL_WRITE: Ability(is_bound, "" if is_bound else _("RFC 4528 is not there")),
            Capability.PROOF_OF_WRITE: Ability(
                True, _("the desk signs in with the new password once, to see it work")
            ),
            Capability.CONTACT_TIMES: Ability(None, _("the whole entry's last write stands in")),
            Capability.FIND_GROUPS: Ability(True),
            Capability.FIRST_DAY: no,
            Capability.END_SESSIONS: ENDS_NO_SESSION,
            Capability.PROTECTION: PROTECTS_NOBODY,
        }

    def cannot(self) -> Mapping[Action, str]:
        has_a_way = PASSWORD_MODIFY in self.root.extensions or self.hashes
        reasons = {
            Action.CHANGE_PASSWORD: "" if PASSWORD_MODIFY in self.root.extensions else NO_OPERATION,
            Action.RESET: "" if has_a_way else _NO_WAY,
            Action.FORCE_CHANGE: _NO_FORCE,
            Action.UNLOCK: _NO_LOCK,
            Action.CLEAR_CHANGE: _NO_FORCE,
            Action.ENABLE: _NO_DISABLE,
            Action.DISABLE: _NO_DISABLE,
            Action.SET_DATES: _("this kind of server is not known, nor what dates it keeps"),
        }
        return {action: why for action, why in reasons.items() if why}

    def protected_by(self, groups: frozenset[str] | None) -> str | None:
        return None if groups is None else ""

    def sign_in_problem(self, result: Result, server: str) -> tuple[Problem, bool]:
        if result.code == WRONG_CREDENTIALS:
            return bind_problem(result, server, "wrong-password"), True
        return bind_problem(result, server), False

    def after_sign_in(self, result: Result) -> Problem | None:  # noqa: ARG002 - it says nothing more
        return None

    def own_change_problem(self, result: Result, server: str) -> Problem:
        return _write_problem(result, server, _("change this password"))

    def write(self, writing: Writing, change: Change) -> Reply:
        """The operation for passwords, where there is one: the server hashes what comes by it."""
        if change.new_password is None:
            return Reply(ReplyKind.NOT_SENT, problem("nothing-to-do"))
        password = change.new_password.reveal().encode()
        if PASSWORD_MODIFY in self.root.extensions:
            result = writing.link.extended(PASSWORD_MODIFY, request_for(writing.dn, password))
        else:
            conditions = [self._as_seen(writing)] if ASSERTION in self.root.controls else []
            replaced = [Modification("replace", "userPassword", (password,))]
            result = writing.link.modify(writing.dn, replaced, conditions)
        if not result.done:
            return Reply(ReplyKind.REFUSED, _write_problem(result, writing.link.server), str(result.code))
        return Reply(ReplyKind.ACCEPTED, code="0", proven=writing.signs_in(change.new_password) is True)

    def _as_seen(self, writing: Writing) -> Control:
        seen = writing.seen
        same = [equal("entryCSN", seen.marks.entry)] if seen.marks.entry else []
        return assertion(both(equal("entryUUID", seen.id), *same))


def _write_problem(result: Result, server: str, action: str = N_("reset this password")) -> Problem:
    if result.code == REFERRAL:
        return sent_on(result, server)
    refused = result.code in {CONSTRAINT, UNWILLING}
    code = "password-refused" if refused else BY_RESULT.get(result.code, "directory-refused")
    return problem(code, server=server, action=action, detail=result.detail)
