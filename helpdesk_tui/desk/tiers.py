"""Which tier of the policy an account's caller is proven by."""

from dataclasses import replace

from helpdesk_tui.desk import guard
from helpdesk_tui.desk.account import Person
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.method import Grade, MethodKind
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.policy import DeskPolicy, Tier, VerificationPolicy
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_

PROTECTED = N_("protected people")


def against(tier: Tier, action: Action) -> Problem | None:
    """That this is not done to the people of the tier."""
    if action not in tier.refused:
        return None
    return problem("action-not-in-tier", tier=tier.name, action=SPECS[action].words)


def tier_of(person: Person, policy: DeskPolicy, elevated: bool) -> Tier:
    """The fixed tier for protected people, or the first that fits; weak methods go and gates come while
    the threat is elevated."""
    rules = policy.verification
    found = next((tier for tier in rules.tiers if _fits(person, tier)), rules.everybody)
    if guard.protecting_group(person, policy.scope):
        found = stronger(found)
    return raised(found, rules) if elevated else found


def _fits(person: Person, tier: Tier) -> bool:
    if person.group_ids is not None and person.group_ids & tier.groups:
        return True
    return any(is_within(person.dn, base) for base in tier.bases)


def stronger(tier: Tier) -> Tier:
    """Fixed, whatever the ordinary policy says: no setting makes it weaker."""
    return replace(
        tier,
        name=PROTECTED,
        gates=max(tier.gates, 2),
        allowed=tier.allowed - {MethodKind.QUESTIONS},
        minimum_grade=max(tier.minimum_grade, Grade.CODE),
        prefilled=False,
        approval=True,
        exception=frozenset(),
    )


def raised(tier: Tier, rules: VerificationPolicy) -> Tier:
    """The exception path keeps its kinds: they are recorded and need two people."""
    return replace(
        tier,
        minimum_grade=max(tier.minimum_grade, rules.threat_grade),
        gates=max(tier.gates, rules.threat_gates),
        exception_gates=max(tier.exception_gates, rules.threat_gates),
    )
