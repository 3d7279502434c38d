"""The policy of the demo: everything can be tried, and one group is stricter than the rest."""

from helpdesk_tui.demo.groups import CONTRACTORS, EXECUTIVES, FINANCE
from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, OUTSIDE_KINDS, MethodKind
from helpdesk_tui.desk.policy import (
    DeskPolicy,
    NoticeRules,
    OfferedGroup,
    RegistrationRules,
    Scope,
    Tier,
    VerificationPolicy,
)
from helpdesk_tui.language import N_

_ORDINARY = frozenset(MethodKind) - EXCEPTIONAL_KINDS - OUTSIDE_KINDS


def demo_policy(region: str) -> DeskPolicy:
    """Groups by name. One operator may register and reset, so that one person can try both."""
    everybody = Tier(allowed=_ORDINARY, exception=EXCEPTIONAL_KINDS)
    finance = Tier(
        name="finance",
        groups=frozenset({FINANCE}),
        gates=2,
        allowed=_ORDINARY - {MethodKind.QUESTIONS},
        exception=EXCEPTIONAL_KINDS,
    )
    offered = tuple(OfferedGroup("", name) for name in (CONTRACTORS, EXECUTIVES))
    return DeskPolicy(
        scope=Scope(groups=offered),
        verification=VerificationPolicy(everybody=everybody, tiers=(finance,)),
        registration=RegistrationRules(
            issuer="Help desk demo", own_hours=0, any_hours=0, new_hours=0, required=True
        ),
        notices=NoticeRules(help_desk=N_("the demo's help desk")),
        phone_region=region,
    )
