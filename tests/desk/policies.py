"""Policies to try the desk's rules with."""

from datetime import timedelta

from helpdesk_tui.desk.account import PasswordPolicy
from helpdesk_tui.desk.policy import DeskPolicy, RegistrationRules, Tier, VerificationPolicy

DOMAIN_POLICY = PasswordPolicy(
    source="domain policy",
    min_length=10,
    complexity=True,
    history=24,
    min_age=timedelta(days=1),
    max_age=timedelta(days=90),
    lockout_threshold=5,
    lockout_duration=timedelta(minutes=30),
    lockout_window=timedelta(minutes=30),
)


def lenient(**settings: object) -> DeskPolicy:
    """The usual policy without the times of waiting, so that one operator can play both parts at once."""
    rules = RegistrationRules(own_hours=0, any_hours=0, new_hours=0)
    return DeskPolicy(**({"phone_region": "GB", "registration": rules} | settings))


def proving(**settings: object) -> DeskPolicy:
    """A policy with these settings: of the tier for everybody, or of the verification as a whole."""
    of_tier = {name: value for name, value in settings.items() if name in Tier.__dataclass_fields__}
    rest = {name: value for name, value in settings.items() if name not in of_tier}
    rules = VerificationPolicy(everybody=Tier(**of_tier), **rest)
    return lenient(verification=rules)
