"""The desk's own policy: what proves a caller, for how long, and how often one may fail."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from helpdesk_tui.desk.methods import Grade, MethodKind
from helpdesk_tui.desk.ports import Limit, Limits

HOUR, DAY = 3600, 86400

USUAL_LIMITS = Limits(account=Limit(5, DAY, DAY), method=Limit(5, HOUR), operator=Limit(20, HOUR))


class TicketRule(StrEnum):
    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class HistoryRule(StrEnum):
    """Whether a reset asks the server to apply password history and minimum age."""

    REQUIRED = "required"  # every reset; refuse where the server cannot
    WHEN_POSSIBLE = "when-possible"  # typed passwords; a generated one is in nobody's history
    NEVER = "never"


@dataclass(frozen=True)
class VerificationPolicy:
    gates: int = 1  # required proofs, each of another kind
    allowed: frozenset[MethodKind] = frozenset(MethodKind)
    minimum_grade: Grade = Grade.ATTESTED
    verification_lifetime: timedelta = timedelta(minutes=15)
    clearance_lifetime: timedelta = timedelta(minutes=10)
    totp_window: int = 1  # time steps accepted before and after the present one
    limits: Limits = USUAL_LIMITS
    ticket: TicketRule = TicketRule.OPTIONAL
    ticket_pattern: str = ""  # full-match regular expression; "" = anything
    ticket_example: str = ""


@dataclass(frozen=True)
class Scope:
    """Whom the desk serves. Empty `bases` = the whole directory."""

    bases: tuple[str, ...] = ()  # DNs
    excluded: tuple[str, ...] = ()  # DNs
    protected_groups: frozenset[str] = frozenset()  # group ids, beside the built-in ones
    desk_groups: frozenset[str] = frozenset()  # group ids of every role: its members are peers


@dataclass(frozen=True)
class PasswordRules:
    """How temporary passwords are made and what may be asked of the directory."""

    length: int = 14
    typed: bool = True  # operators may type a password instead
    visible_seconds: int = 60
    history_on_reset: HistoryRule = HistoryRule.WHEN_POSSIBLE
    always_force_change: bool = True  # a reset password must be changed at the next sign-in


@dataclass(frozen=True)
class DeskPolicy:
    verification: VerificationPolicy = field(default_factory=VerificationPolicy)
    scope: Scope = field(default_factory=Scope)
    passwords: PasswordRules = field(default_factory=PasswordRules)
    search_limit: int = 50
    phone_region: str = "US"  # for numbers written without a country code
    issuer: str = "Help desk"  # shown in the authenticator app

    @property
    def version(self) -> str:
        """Twelve hex digits that change with every setting; bound into each clearance."""
        return hashlib.sha256(_canonical(self).encode()).hexdigest()[:12]


def _canonical(value: object) -> str:
    """A text that is the same in every process: sets in order, fields by name."""
    if isinstance(value, frozenset):
        return "{" + ",".join(sorted(map(_canonical, value))) + "}"
    if isinstance(value, tuple):
        return "(" + ",".join(map(_canonical, value)) + ")"
    if hasattr(value, "__dataclass_fields__"):
        return (
            "("
            + ",".join(f"{name}={_canonical(getattr(value, name))}" for name in value.__dataclass_fields__)
            + ")"
        )
    return repr(value)
