"""The password policy in force (slapo-ppolicy(5), draft-behera-ldap-password-policy-10 §5.2)."""

from dataclasses import dataclass
from datetime import timedelta

from helpdesk_tui.desk.account import PasswordPolicy
from helpdesk_tui.directory.attributes import Attributes
from helpdesk_tui.directory.values import boolean, integer

_FLAGS = ("pwdLockout", "pwdMustChange", "pwdAllowUserChange", "pwdSafeModify")
_OF_POLICY = (
    *_FLAGS, "pwdMinLength", "pwdMaxLength", "pwdCheckQuality", "pwdInHistory", "pwdMinAge",
    "pwdMaxAge", "pwdMaxFailure", "pwdFailureCountInterval", "pwdLockoutDuration", "pwdGraceAuthNLimit",
    "pwdMaxIdle",
)  # fmt: skip
ATTRIBUTES = ("objectClass", "cn", *_OF_POLICY)
_NEWER = frozenset({"pwdMaxLength", "pwdMaxIdle"})  # since OpenLDAP 2.5
_NUMBERS = range(2**31)  # as far as slapd counts
_LONGEST = 256  # characters of a password where the policy says nothing


@dataclass(frozen=True)
class Policy:
    """All durations in seconds; 0 = without limit, as in the policy itself."""

    desk: PasswordPolicy
    must_change: bool  # a password that somebody else has set must be changed
    may_change: bool  # the person may change it
    needs_old: bool  # nobody may set it without the old one
    lockout: bool
    lockout_seconds: int
    max_age: int
    max_idle: int | None  # None = unknown
    grace: int  # sign-ins with an expired password


NO_POLICY = Policy(
    PasswordPolicy(
        source="",
        min_length=0,
        complexity=False,
        history=0,
        min_age=timedelta(),
        max_age=None,
        lockout_threshold=0,
        lockout_duration=None,
        lockout_window=timedelta(),
        counts_bytes=True,
    ),
    must_change=False,
    may_change=True,
    needs_old=False,
    lockout=False,
    lockout_seconds=0,
    max_age=0,
    max_idle=0,
    grace=0,
)
"""What is in force where a policy is named that does not exist: no lockout, no rule, no error."""


def policy_of(entry: Attributes) -> Policy | None:
    """From an entry of class pwdPolicy; None when any part cannot be read, or not as what it should be."""
    if "pwdpolicy" not in {name.lower() for name in entry.texts("objectClass")}:
        return None
    if any(_is_unknown(entry, name) for name in _OF_POLICY):
        return None

    def number(name: str) -> int:
        return entry.integer(name) or 0

    def flag(name: str, default: bool) -> bool:
        found = entry.decoded(name, boolean)
        return default if found is None else found

    checked = number("pwdCheckQuality") > 0
    lockout = flag("pwdLockout", default=False)
    duration = number("pwdLockoutDuration")
    return Policy(
        PasswordPolicy(
            source=entry.text("cn") or entry.dn,
            min_length=number("pwdMinLength") if checked else 0,
            complexity=False,
            history=number("pwdInHistory"),
            min_age=timedelta(seconds=number("pwdMinAge")),
            max_age=timedelta(seconds=number("pwdMaxAge")) or None,
            lockout_threshold=number("pwdMaxFailure") if lockout else 0,
            lockout_duration=timedelta(seconds=duration) or None,
            lockout_window=timedelta(seconds=number("pwdFailureCountInterval")),
            max_length=number("pwdMaxLength") or _LONGEST,
            counts_bytes=True,
        ),
        must_change=flag("pwdMustChange", default=False),
        may_change=flag("pwdAllowUserChange", default=True),
        needs_old=flag("pwdSafeModify", default=False),
        lockout=lockout,
        lockout_seconds=duration,
        max_age=number("pwdMaxAge"),
        max_idle=entry.integer("pwdMaxIdle", if_empty=0),
        grace=number("pwdGraceAuthNLimit"),
    )


def _is_unknown(entry: Attributes, name: str) -> bool:
    """Whether it may be there and cannot be read, or not as what it should be."""
    if entry.raw(name) is None:
        return name not in _NEWER and not entry.is_empty(name)
    if name in _FLAGS:
        return entry.decoded(name, boolean) is None
    number = entry.decoded(name, integer)
    return number is None or number not in _NUMBERS
