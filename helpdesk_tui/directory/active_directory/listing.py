"""Lists of people in one domain. What a filter cannot compare the server computes of each entry: lockouts by
the policy in force, the end of a password by fine-grained policies, whoever may read those."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk_tui.desk.account import AccountKind
from helpdesk_tui.desk.listing import ListedAccount, ListKind, belongs, moment_of
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.directory.active_directory import policy, state, values
from helpdesk_tui.directory.active_directory.account import SUMMARY_ATTRIBUTES, summary_of
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.problems import read_problem
from helpdesk_tui.directory.active_directory.reading import DACL_ONLY
from helpdesk_tui.directory.active_directory.search import PERSONS
from helpdesk_tui.directory.filters import both
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.listing import SLACK, Lister, Sought
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.problems import Result

_BIT = "1.2.840.113556.1.4.803"  # LDAP_MATCHING_RULE_BIT_AND, MS-ADTS 3.1.1.3.4.4.1
_ENDS = ("msDS-UserPasswordExpiryTimeComputed",)
_FORCED = "(|(pwdLastSet=0)(!(pwdLastSet=*)))"
_NEVER = Sought(
    (both(*(f"(!({name}>=1))" for name in state.SIGN_INS)),),
    state.SIGN_INS,
    # Whether it is absent or may not be read, the descriptor tells.
    attributes=(*state.SIGN_INS, "nTSecurityDescriptor"),
    controls=(DACL_ONLY,),
)


@dataclass(frozen=True)
class DomainLister(Lister):
    """`token`: the SIDs of whoever reads."""

    domain: Domain
    token: frozenset[str]

    persons = PERSONS

    def attributes(self) -> Sequence[str]:
        return SUMMARY_ATTRIBUTES

    def problem(self, result: Result, server: str) -> Problem:
        return read_problem(result, server)

    def sought(self, link: Link, kind: ListKind, now: datetime, until: datetime) -> Sought | str:
        if kind is ListKind.PASSWORD_EXPIRED:
            return self._by_age(link, None, now + SLACK)
        if kind is ListKind.PASSWORD_EXPIRING:
            return self._by_age(link, now - SLACK, until + SLACK)
        began, ends = _filetime(now), _filetime(until)
        found = {
            ListKind.LOCKED: Sought(("(lockoutTime>=1)",), ("lockoutTime",)),
            ListKind.DISABLED: Sought((_bit(values.DISABLED),), ("userAccountControl",)),
            ListKind.EXPIRED: _ending(1, began),
            ListKind.ENDING: _ending(began, ends),
            ListKind.MUST_CHANGE: Sought((_FORCED,), ("pwdLastSet", "userAccountControl")),
            ListKind.NEVER_SIGNED_IN: _NEVER,
        }
        return found[kind]

    def _by_age(self, link: Link, begins: datetime | None, ends: datetime) -> Sought:
        """Those whose password ends within that time by the policy of the domain come first; then all others,
        who may have a fine-grained one that no filter compares."""
        every = f"(&(pwdLastSet>=1)(!{_bit(values.PASSWORD_NEVER_EXPIRES)}))"
        needs = ("pwdLastSet", "userAccountControl")
        head = link.read(self.domain.dn, policy.DOMAIN_ATTRIBUTES).entries
        known = policy.domain_policy(Attributes(head[0])) if head else None
        if known is None or known.max_age is None:
            return Sought((every,), needs, attributes=_ENDS)
        set_until = f"(pwdLastSet<={_filetime(ends - known.max_age)})"
        likely = set_until
        if begins is not None:
            likely = both(set_until, f"(pwdLastSet>={_filetime(begins - known.max_age)})")
        return Sought((both(every, likely), both(every, f"(!{likely})")), needs, attributes=_ENDS)

    def row(
        self,
        link: Link,  # noqa: ARG002 - the server computes all of a row
        entry: DirectoryEntry,
        kind: ListKind,
        now: datetime,
        until: datetime,
    ) -> ListedAccount | None:
        shown = Attributes(entry, self.token)
        found = summary_of(shown, now)
        if found is None or found.kind is not AccountKind.PERSON:
            return None
        known = state.sign_in_state(shown, None, now)
        is_on = belongs(kind, known, now, until)
        if is_on is False:
            return None
        if not self.domain.is_home:
            found = replace(found, elsewhere=self.domain.short_name or self.domain.name)
        return ListedAccount(found, moment_of(kind, known), unsure=is_on is None)


def _ending(begins: int, ends: int) -> Sought:
    name = "accountExpires"
    return Sought((f"(&({name}>={begins})({name}<={ends}))",), (name,))


def _bit(bit: int) -> str:
    return f"(userAccountControl:{_BIT}:={bit})"


def _filetime(when: datetime) -> int:
    """Never 0, which means something else."""
    return max(1, values.to_filetime(when))
