"""FreeIPA as a dialect of LDAPv3."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar

from helpdesk_tui.desk.account import Marks, PasswordPolicy, SignInState
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.ports import YES, Abilities, Ability, Capability, Change, Reply
from helpdesk_tui.directory.ds389 import Ds389
from helpdesk_tui.directory.ds389.change import entry_mark
from helpdesk_tui.directory.freeipa import change, lists, state
from helpdesk_tui.directory.freeipa.policy import global_policy_dn, read_policy
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.dialect import Facts, Writing
from helpdesk_tui.directory.ldapv3.groups import group_key
from helpdesk_tui.directory.listing import Sought
from helpdesk_tui.directory.scope import LockedBy
from helpdesk_tui.language import N_, _
from helpdesk_tui.text import LONGEST_DN

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_LOCKED = LockedBy("krbLoginFailedCount", "(&(krbLoginFailedCount=*)(!(krbLoginFailedCount=0)))")
_PROTECTED = {
    "admins": N_("a member of FreeIPA's admins"),
    "trust admins": N_("a member of FreeIPA's trust admins"),
}
_NO_POLICY = N_(
    "FreeIPA shows its password policies to few: give the desk the privilege 'Password Policy Readers'"
)
_UNCHECKED = N_(
    "FreeIPA weighs no password that somebody else sets: the desk weighs it by the policy it reads"
)


@dataclass
class FreeIpa(Ds389):
    """People are below cn=users,cn=accounts and groups below cn=groups,cn=accounts; those whom somebody
    keeps after their leave (cn=deleted users) are disabled."""

    name: str = "FreeIPA"
    desk_changes_expired: bool = False  # it would expire what anybody else sends
    state_attributes: tuple[str, ...] = state.ATTRIBUTES
    locked: LockedBy | None = _LOCKED
    signs_in_by: str = lists.SIGNS_IN_BY
    needed: ClassVar[Mapping[Action, tuple[str, ...]]] = change.way(_LONG_AGO).needs
    _global_dn: str = ""
    _read: dict[str, PasswordPolicy | None] = field(default_factory=dict)

    def sought(self, link: Link, kind: ListKind, now: datetime, until: datetime) -> Sought | str:  # noqa: ARG002 - as `Dialect` has it
        return lists.sought(kind, now, until)

    def facts(self, link: Link, entry: Attributes, now: datetime) -> Facts:
        policy = self._krb_policy(link, entry, anew=True)
        return Facts(
            state=state.sign_in_state(entry, policy, now),
            policy=policy,
            marks=self._marks(entry),
            rights=self._rights(link, entry),
            contact_times=self.contact_times(entry),
            security_id=entry.text("ipaNTSecurityIdentifier"),
        )

    def state(self, link: Link, entry: Attributes, now: datetime) -> SignInState:
        return state.sign_in_state(entry, self._krb_policy(link, entry, anew=False), now)

    def abilities(self) -> Abilities:
        known = YES if any(self._read.values()) else Ability(None, _(_NO_POLICY))
        return {
            **super().abilities(),
            Capability.CHECKED_RESET: Ability(False, _(_UNCHECKED)),
            Capability.HISTORY_ON_RESET: Ability(
                None, _("FreeIPA decides by itself whether it weighs a reset by history")
            ),
            Capability.PASSWORD_POLICY: known,
            Capability.SIGN_IN_STATE: known,
            Capability.FIRST_DAY: Ability(False, _("FreeIPA keeps the end of an account alone")),
            Capability.PROTECTION: YES,
        }

    def cannot(self) -> dict[Action, str]:
        ours = {
            Action.CLEAR_CHANGE: _(
                "FreeIPA keeps a forced change as the end of the password: reset it instead"
            )
        }
        return ours | {
            action: why for action, why in super().cannot().items() if action is not Action.SET_DATES
        }

    def protected_by(self, groups: frozenset[str] | None) -> str | None:
        """FreeIPA itself lets no help desk set the password of an administrator."""
        if groups is None:
            return None
        for suffix in self._suffixes():
            for name, words in _PROTECTED.items():
                if group_key(f"cn={name},cn=groups,cn=accounts,{suffix}") in groups:
                    return words
        return ""

    def write(self, writing: Writing, change_: Change) -> Reply:
        return change.write(writing, change_)

    # --- parts -----------------------------------------------------------------------------------------

    def _marks(self, entry: Attributes) -> Marks:
        self._counts = self._counts or entry.raw("entryUSN") is not None
        return Marks(None, entry_mark(entry), entry.known_moment("krbLastPwdChange"))

    def _suffixes(self) -> list[str]:
        return [tree for tree in self.root.contexts if dn_parts(tree)[:1] and tree.lower().startswith("dc=")]

    def _krb_policy(self, link: Link, entry: Attributes, *, anew: bool) -> PasswordPolicy | None:
        """The policy in force; None = unknown."""
        own = entry.text("krbPwdPolicyReference", LONGEST_DN)
        if not own and not entry.is_empty("krbPwdPolicyReference"):
            return None
        dn = own or self._everybodys(link)
        if not dn:
            return None
        if anew or dn not in self._read:
            self._read[dn] = read_policy(link, dn)
        return self._read[dn]

    def _everybodys(self, link: Link) -> str:
        for suffix in self._suffixes():
            self._global_dn = self._global_dn or global_policy_dn(link, suffix)
        return self._global_dn
