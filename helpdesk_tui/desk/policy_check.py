"""Reads the policy back in sentences, and counts whom it would leave without enough methods."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from helpdesk_tui.desk import guard, standing
from helpdesk_tui.desk.account import CensusEntry
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.planning import plan_for
from helpdesk_tui.desk.policy import DeskPolicy, ProtectedRule, Scope
from helpdesk_tui.desk.policy_words import sentences
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.profiles import Judged, Profile, weaker
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.tiers import PROTECTED

_PAGE = 100  # people between two reports of progress, whose methods are read at once
_MAY = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.REGISTRAR})


@dataclass(frozen=True)
class TierCount:
    """People of one tier: how many fill its gates with what they have, and how many only by exception."""

    tier: str
    people: int
    enough: int
    by_exception: int

    @property
    def too_few(self) -> int:
        return self.people - self.enough - self.by_exception


@dataclass(frozen=True)
class ScopeCount:
    """Accounts in a part of the directory that [scope] names: none, and its name is likely wrong."""

    key: str  # of [scope]: "bases", "excluded", "enabled_groups", "protected_groups"
    name: str  # a DN; "" = all groups of that key together
    accounts: int


@dataclass(frozen=True)
class Counted:
    """Each tier and each part by name, in the order of the policy, those without anybody too."""

    tiers: tuple[TierCount, ...]
    scopes: tuple[ScopeCount, ...]


_Part = tuple[str, str]  # key of [scope], and DN


class PolicyCheck:
    """For supervisors, auditors and registrars. Raises `NotPermitted`, `DirectoryUnreachable`, `Refused`,
    `StoreUnavailable`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def sentences(self) -> tuple[str, ...]:
        """What the policy in force says, a sentence for each rule."""
        self._demand()
        session = self._session
        return tuple(sentences(session.policy, session.delivery.channels, session.is_elevated()))

    def count(self, on_progress: Callable[[int], None] = lambda _: None) -> Counted:
        """Every enabled person in scope, by tier, as a verification would find them now; and the accounts of
        each part that the scope names. Blocks after failed proofs are left out: they pass."""
        self._demand()
        session = self._session
        people, enough, by_exception = Counter[str](), Counter[str](), Counter[str]()
        named = Counter[_Part]()
        seen = 0
        for page in _pages(self._census()):
            registered = session.stores.methods.methods_of([entry.id for entry in page])
            for entry in page:
                named.update(part for part in _parts(session.policy.scope) if _is_in(entry, part, session))
                if entry.enabled is not False and guard.is_served(entry, Action.RESET, session.policy.scope):
                    plan = plan_for(session, entry, CALL_ACTIONS, registered.get(entry.id, ()))
                    name = session.tier(entry).name
                    people[name] += 1
                    if plan.lacking is None:
                        (by_exception if plan.exceptional else enough)[name] += 1
            seen += len(page)
            on_progress(seen)
        tiers = tuple(
            TierCount(name, people[name], enough[name], by_exception[name])
            for name in _names_of_tiers(session.policy)
        )
        too_few = sum(each.too_few for each in tiers)
        session.recorder.write("policy.checked", people=people.total(), too_few=too_few)
        parts = tuple(ScopeCount(*part, named[part]) for part in _parts(session.policy.scope))
        return Counted(tiers, parts)

    def _census(self) -> Iterator[CensusEntry]:
        """Everybody, with all groups that decide something."""
        session, scope = self._session, self._session.policy.scope
        groups = scope.protected_groups | scope.enabled_groups
        groups = groups.union(*(tier.groups for tier in session.policy.verification.tiers))
        return session.directory.census(scope.bases, groups)

    def against(self, profile: Profile) -> tuple[str, ...]:
        """Where the policy in force asks for less than `profile`, in sentences; empty = nowhere."""
        self._demand()
        session = self._session
        return weaker(profile, Judged(session.policy, session.directory.operator.policy))

    def _demand(self) -> None:
        standing.demand(self._session)
        if not self._session.operator.roles & _MAY:
            raise NotPermitted(problem("policy-not-for-you"))


def _names_of_tiers(policy: DeskPolicy) -> list[str]:
    rules = policy.verification
    names = [tier.name for tier in (*rules.tiers, rules.everybody)]
    return names if policy.scope.protected is ProtectedRule.REFUSE else [*names, PROTECTED]


def _parts(scope: Scope) -> list[_Part]:
    groups = (("enabled_groups", scope.enabled_groups), ("protected_groups", scope.protected_groups))
    return [
        *(("bases", dn) for dn in scope.bases),
        *(("excluded", dn) for dn in scope.excluded),
        *((key, "") for key, ids in groups if ids),
    ]


def _is_in(entry: CensusEntry, part: _Part, session: Session) -> bool:
    key, dn = part
    return is_within(entry.dn, dn) if dn else bool(entry.group_ids & getattr(session.policy.scope, key))


def _pages(entries: Iterator[CensusEntry]) -> Iterator[list[CensusEntry]]:
    while page := list(islice(entries, _PAGE)):
        yield page
