"""Reads the policy back in sentences, and counts whom it would leave without enough methods."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk_tui.desk import standing
from helpdesk_tui.desk.account import CensusEntry
from helpdesk_tui.desk.contacts import address_form, dialable, is_textable
from helpdesk_tui.desk.methods import EXCEPTIONAL_KINDS, FACTS, Factor, MethodKind
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy, Enabled, ProtectedRule, Scope, Tier
from helpdesk_tui.desk.policy_words import sentences
from helpdesk_tui.desk.ports import Channel
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.profiles import Judged, Profile, weaker
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.tiers import PROTECTED, raised, stronger
from helpdesk_tui.errors import NotPermitted

_PAGE = 100  # people between two reports of progress
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
        """Every enabled person in scope, by tier; and the accounts of each part that the scope names. The
        freshness of contact data and locks are left out: they pass."""
        self._demand()
        session, scope = self._session, self._session.policy.scope
        registered = session.stores.methods.registered(_known_since(session))
        people, enough, exceptional = Counter[str](), Counter[str](), Counter[str]()
        named = Counter[_Part]()
        seen = 0
        for entry in session.directory.census(scope.bases, _groups_asked(session.policy)):
            seen += 1
            if seen % _PAGE == 0:
                on_progress(seen)
            named.update(part for part in _parts(scope) if _is_in(entry, part, scope))
            if entry.enabled is False or not _is_served(entry, scope):
                continue
            tier = _tier_of(entry, session.policy, session.is_elevated())
            kinds = registered.get(entry.id, frozenset())
            people[tier.name] += 1
            factors = _factors(entry, kinds, tier, session)
            if len(factors) >= tier.gates:
                enough[tier.name] += 1
            elif tier.exception and len(factors | _exceptional(entry, tier, session)) >= tier.exception_gates:
                exceptional[tier.name] += 1
        on_progress(seen)
        tiers = tuple(
            TierCount(name, people[name], enough[name], exceptional[name])
            for name in _names_of_tiers(session.policy)
        )
        session.recorder.write(
            "policy.checked", people=sum(people.values()), too_few=sum(each.too_few for each in tiers)
        )
        return Counted(tiers, tuple(ScopeCount(*part, named[part]) for part in _parts(scope)))

    def against(self, profile: Profile) -> tuple[str, ...]:
        """Where the policy in force asks for less than `profile`, in sentences; empty = nowhere."""
        self._demand()
        session = self._session
        return weaker(profile, Judged(session.policy, session.directory.operator.policy))

    def _demand(self) -> None:
        standing.demand(self._session)
        if not self._session.operator.roles & _MAY:
            raise NotPermitted(problem("policy-not-for-you"))


def _known_since(session: Session) -> datetime:
    """What was registered later is new. Whether that is well proven the store tells."""
    return session.clock.now() - timedelta(hours=session.policy.registration.new_hours)


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


def _is_in(entry: CensusEntry, part: _Part, scope: Scope) -> bool:
    key, dn = part
    return is_within(entry.dn, dn) if dn else bool(entry.group_ids & getattr(scope, key))


# --- counting -----------------------------------------------------------------------------------------


def _groups_asked(policy: DeskPolicy) -> frozenset[str]:
    tiers = (tier.groups for tier in policy.verification.tiers)
    return frozenset().union(*tiers, policy.scope.protected_groups, policy.scope.enabled_groups)


def _is_served(entry: CensusEntry, scope: Scope) -> bool:
    if any(is_within(entry.dn, base) for base in scope.excluded):
        return False
    if scope.protected is ProtectedRule.REFUSE and _is_protected(entry, scope):
        return False
    if scope.enabled is Enabled.GROUPS:
        return bool(entry.group_ids & scope.enabled_groups)
    return scope.enabled is Enabled.EVERYBODY


def _tier_of(entry: CensusEntry, policy: DeskPolicy, elevated: bool) -> Tier:
    rules = policy.verification
    found = next(
        (
            tier
            for tier in rules.tiers
            if entry.group_ids & tier.groups or any(is_within(entry.dn, base) for base in tier.bases)
        ),
        rules.everybody,
    )
    if _is_protected(entry, policy.scope):
        found = stronger(found)
    return raised(found, rules) if elevated else found


def _is_protected(entry: CensusEntry, scope: Scope) -> bool:
    """As far as a census tells: adminCount stays when somebody leaves an administrators' group."""
    return entry.admin_count is True or bool(entry.group_ids & scope.protected_groups)


def _factors(
    entry: CensusEntry, kinds: frozenset[MethodKind], tier: Tier, session: Session
) -> frozenset[Factor]:
    """What can fill this person's gates, with no exception made."""
    has = set(kinds)
    if tier.prefilled:
        has |= _prefilled(entry, session.policy)
    has |= EXCEPTIONAL_KINDS & tier.allowed
    if not entry.has_manager:
        has.discard(MethodKind.MANAGER)
    if tier.approval:
        has.discard(MethodKind.SECOND_OPERATOR)
    return frozenset(
        FACTS[kind].factor
        for kind in has & tier.allowed
        if FACTS[kind].good_for_reset
        and FACTS[kind].grade >= tier.minimum_grade
        and _can_send(kind, session.delivery.channels)
    )


def _exceptional(entry: CensusEntry, tier: Tier, session: Session) -> frozenset[Factor]:
    return frozenset(
        FACTS[kind].factor
        for kind in tier.exception
        if (kind is not MethodKind.MANAGER or entry.has_manager)
        and not (kind is MethodKind.SECOND_OPERATOR and tier.approval)
        and _can_send(kind, session.delivery.channels)
    )


def _prefilled(entry: CensusEntry, policy: DeskPolicy) -> set[MethodKind]:
    found, region = set(), policy.phone_region
    if address_form(entry.mail):
        found.add(MethodKind.EMAIL)
    if entry.mobile and is_textable(entry.mobile, region, policy.verification.sending.countries):
        found.add(MethodKind.SMS)
    if any(number and dialable(number, region) for number in (entry.mobile, entry.office_phone)):
        found.add(MethodKind.CALL_BACK)
    return found


def _can_send(kind: MethodKind, channels: frozenset[Channel]) -> bool:
    if kind is MethodKind.SMS:
        return Channel.SMS in channels
    return kind not in (MethodKind.EMAIL, MethodKind.MANAGER) or Channel.MAIL in channels
