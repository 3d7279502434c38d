"""The password policy in force: the domain's, or a fine-grained one (MS-ADTS 3.1.1.4.5.36)."""

from collections.abc import Mapping
from datetime import timedelta

from helpdesk_tui.desk.account import PasswordPolicy
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.values import boolean

_COMPLEX = 0x1  # DOMAIN_PASSWORD_COMPLEX in pwdProperties

_DOMAIN: Mapping[str, str] = {
    "min_length": "minPwdLength",
    "history": "pwdHistoryLength",
    "min_age": "minPwdAge",
    "max_age": "maxPwdAge",
    "threshold": "lockoutThreshold",
    "duration": "lockoutDuration",
    "window": "lockOutObservationWindow",
}
_FINE_GRAINED: Mapping[str, str] = {
    "min_length": "msDS-MinimumPasswordLength",
    "history": "msDS-PasswordHistoryLength",
    "min_age": "msDS-MinimumPasswordAge",
    "max_age": "msDS-MaximumPasswordAge",
    "threshold": "msDS-LockoutThreshold",
    "duration": "msDS-LockoutDuration",
    "window": "msDS-LockoutObservationWindow",
}

DOMAIN_ATTRIBUTES = (*_DOMAIN.values(), "pwdProperties")
FINE_GRAINED_ATTRIBUTES = (*_FINE_GRAINED.values(), "msDS-PasswordComplexityEnabled", "name")


def domain_policy(head: Attributes) -> PasswordPolicy | None:
    """From the domain's head entry; None when any part is unreadable."""
    properties = head.integer("pwdProperties")
    complexity = None if properties is None else bool(properties & _COMPLEX)
    return _policy(head, "domain policy", complexity, _DOMAIN)


def fine_grained_policy(entry: Attributes) -> PasswordPolicy | None:
    """From a password settings object; None when any part is unreadable."""
    complexity = entry.decoded("msDS-PasswordComplexityEnabled", boolean)
    return _policy(entry, entry.text("name"), complexity, _FINE_GRAINED)


def _policy(
    entry: Attributes, source: str, complexity: bool | None, names: Mapping[str, str]
) -> PasswordPolicy | None:
    numbers = {part: entry.integer(name) for part, name in names.items()}
    known = {part: number for part, number in numbers.items() if number is not None}
    if complexity is None or len(known) < len(names):
        return None
    try:
        return PasswordPolicy(
            source=source,
            min_length=known["min_length"],
            complexity=complexity,
            history=known["history"],
            min_age=_length(known["min_age"]),
            max_age=values.interval(known["max_age"]) or None,  # 0 = they never expire
            lockout_threshold=known["threshold"],
            lockout_duration=values.interval(known["duration"]) or None,  # 0 = until somebody unlocks
            lockout_window=_length(known["window"]),
        )
    except ValueError:
        return None


def _length(number: int) -> timedelta:
    length = values.interval(number)
    return values.FAR_INTERVAL if length is None else length
