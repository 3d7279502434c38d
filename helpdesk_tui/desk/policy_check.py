"""Reads the policy back in sentences, and counts whom it would leave without enough methods."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

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
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.tiers import raised, stronger
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

    def count(self, on_progress: Callable[[int], None] = lambda _: None) -> tuple[TierCount, ...]:
        """Every enabled person in scope, by tier. Freshness and locks are left out: they pass."""
        self._demand()
        session, scope = self._session, self._session.policy.scope
        registered = session.stores.methods.registered()
        people, enough, exceptional = Counter[str](), Counter[str](), Counter[str]()
        seen = 0
        for entry in session.directory.census(scope.bases, _groups_asked(session.policy)):
            seen += 1
            if seen % _PAGE == 0:
                on_progress(seen)
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
        counts = tuple(
            TierCount(name, people[name], enough[name], exceptional[name]) for name in sorted(people)
        )
        session.recorder.write(
            "policy.checked", people=sum(people.values()), too_few=sum(each.too_few for each in counts)
        )
        return counts

    def _demand(self) -> None:
        standing.demand(self._session)
        if not self._session.operator.roles & _MAY:
            raise NotPermitted(problem("policy-not-for-you"))


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
        has |= _prefilled(entry, session.policy.phone_region)
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


def _prefilled(entry: CensusEntry, region: str) -> set[MethodKind]:
    found = set()
    if address_form(entry.mail):
        found.add(MethodKind.EMAIL)
    if entry.mobile and is_textable(entry.mobile, region):
        found.add(MethodKind.SMS)
    if any(number and dialable(number, region) for number in (entry.mobile, entry.office_phone)):
        found.add(MethodKind.CALL_BACK)
    return found


def _can_send(kind: MethodKind, channels: frozenset[Channel]) -> bool:
    if kind is MethodKind.SMS:
        return Channel.SMS in channels
    return kind not in (MethodKind.EMAIL, MethodKind.MANAGER) or Channel.MAIL in channels
