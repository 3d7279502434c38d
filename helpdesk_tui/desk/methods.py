"""Kinds of verification method, and one registered method."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType

from helpdesk_tui.desk.account import AccountId

MethodId = NewType("MethodId", str)


class MethodKind(StrEnum):
    TOTP = "totp"
    CALL_BACK = "call-back"
    RECOVERY_CODE = "recovery-code"


class Grade(IntEnum):
    """How strong a proof is. An attested one is the operator's word for what happened."""

    ATTESTED = 1
    CODE = 2
    DEVICE = 3


class Origin(StrEnum):
    REGISTERED = "registered"  # confirmed in the desk's own store
    PREFILLED = "prefilled"  # read from the directory, confirmed by nobody


class MethodStatus(StrEnum):
    PENDING = "pending"  # waits for its first code
    ACTIVE = "active"


@dataclass(frozen=True)
class KindFacts:
    label: str
    grade: Grade
    good_for_reset: bool
    good_for_mfa: bool


FACTS: dict[MethodKind, KindFacts] = {
    MethodKind.TOTP: KindFacts("Authenticator app", Grade.DEVICE, True, True),
    MethodKind.RECOVERY_CODE: KindFacts("Recovery code", Grade.CODE, True, True),
    MethodKind.CALL_BACK: KindFacts("Call-back", Grade.ATTESTED, True, True),
}


@dataclass(frozen=True)
class Method:
    """One way to prove one caller. `detail` is safe to show (masked number, codes left)."""

    id: MethodId
    account: AccountId
    kind: MethodKind
    label: str  # the person's name for it: "phone", "work tablet"
    origin: Origin
    status: MethodStatus
    detail: str
    since: datetime | None
    last_used: datetime | None

    @property
    def grade(self) -> Grade:
        return FACTS[self.kind].grade


@dataclass(frozen=True)
class TotpSettings:
    """RFC 6238 parameters of one authenticator app."""

    digits: int = 6
    period: int = 30  # seconds
    algorithm: str = "SHA1"


MAX_APPS = 5  # authenticator apps and tokens of one person
