"""Whether being in a group gives power over people: then the desk adds nobody to it and removes nobody."""

from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import GroupPower
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import N_, _


def against_group(session: Session, group: str) -> Problem | None:
    """What speaks against it now."""
    why = power(session.directory.group_power(group), session.policy)
    return problem("group-gives-power", why=why) if why else None


def power(found: GroupPower, policy: DeskPolicy) -> str:
    """What its members may or are spared, in words; "" = nothing that is known. Groups of which the policy
    itself speaks decide who is proven how, and who is protected."""
    if found.ids is None or found.protects is None:
        return _("what its members may cannot be read")
    if found.protects:
        return _("its members are protected ({protects})", protects=found.protects)
    scope = policy.scope
    named = {
        N_("its members work at this desk"): scope.desk_groups,
        N_("policy protects its members"): scope.protected_groups,
        N_("policy enables the desk for its members"): scope.enabled_groups,
        N_("a tier of the policy is made of its members"): frozenset().union(
            *(tier.groups for tier in policy.verification.tiers)
        ),
    }
    return next((_(why) for why, ids in named.items() if ids & found.ids), "")
