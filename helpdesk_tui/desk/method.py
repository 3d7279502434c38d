"""Kinds of verification method, and one method of one person."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType

from helpdesk_tui.desk.account import AccountId, When
from helpdesk_tui.language import ENGLISH, N_, _, read_in, spoken

MethodId = NewType("MethodId", str)

LABEL_LIMIT = 40  # characters


class MethodKind(StrEnum):
    RADIUS = "radius"
    PRIVACYIDEA = "privacyidea"
    TOTP = "totp"
    OATH_TOKEN = "oath-token"  # noqa: S105 - a word, as the two below
    RECOVERY_CODE = "recovery-code"
    ACCESS_PASS = "access-pass"  # noqa: S105 - a name, no secret
    IN_PERSON = "in-person"
    MANAGER = "manager"
    SECOND_OPERATOR = "second-operator"
    CALL_BACK = "call-back"
    SMS = "sms"
    EMAIL = "email"
    QUESTIONS = "questions"


class Grade(IntEnum):
    """How strong a proof is."""

    KNOWLEDGE = 1  # what others may find out
    CONTACT = 2  # an address or number was reached: "restricted" in NIST SP 800-63B §5.1.3.3, or less
    VOUCHED = 3  # a human other than the caller answers for it
    CODE = 4  # a secret that was handed out
    DEVICE = 5  # a key in a device


GRADES = {
    Grade.KNOWLEDGE: N_("knowledge"),
    Grade.CONTACT: N_("contact"),
    Grade.VOUCHED: N_("vouched"),
    Grade.CODE: N_("code"),
    Grade.DEVICE: N_("device"),
}


class Factor(StrEnum):
    """What a proof rests on. Two proofs of one factor fill one gate: who has the phone has both."""

    APP = "app"
    TOKEN = "token"  # noqa: S105 - a name, no secret
    CODE_LIST = "code-list"
    PASS = "pass"  # noqa: S105 - a name, no secret
    DOCUMENT = "document"
    MANAGER = "manager"
    COLLEAGUE = "colleague"
    PHONE = "phone"
    MAIL = "mail"
    KNOWLEDGE = "knowledge"


class Origin(StrEnum):
    REGISTERED = "registered"  # confirmed in the desk's own store
    PREFILLED = "prefilled"  # read from the directory, confirmed by nobody
    IMPORTED = "imported"  # came with a file; confirmed when active
    DESK = "desk"  # registered nowhere here: the desk's own way, or a service's that checks codes


class MethodStatus(StrEnum):
    PENDING = "pending"  # waits for its first code; swept away after a while
    IMPORTED = "imported"  # waits for its owner's first code
    ACTIVE = "active"


@spoken("label")
@dataclass(frozen=True)
class KindFacts:
    label: str
    grade: Grade
    factor: Factor
    good_for_reset: bool
    good_for_mfa: bool


FACTS: dict[MethodKind, KindFacts] = {  # strongest first; within a grade too
    MethodKind.OATH_TOKEN: KindFacts(N_("Hardware token"), Grade.DEVICE, Factor.TOKEN, True, True),
    MethodKind.TOTP: KindFacts(N_("Authenticator app"), Grade.DEVICE, Factor.APP, True, True),
    MethodKind.RADIUS: KindFacts(N_("RADIUS code"), Grade.DEVICE, Factor.TOKEN, True, True),
    MethodKind.PRIVACYIDEA: KindFacts(N_("privacyIDEA code"), Grade.DEVICE, Factor.TOKEN, True, True),
    MethodKind.RECOVERY_CODE: KindFacts(N_("Recovery code"), Grade.CODE, Factor.CODE_LIST, True, True),
    MethodKind.ACCESS_PASS: KindFacts(N_("Access pass"), Grade.CODE, Factor.PASS, False, True),
    MethodKind.IN_PERSON: KindFacts(N_("In person"), Grade.VOUCHED, Factor.DOCUMENT, True, False),
    MethodKind.MANAGER: KindFacts(N_("Manager's approval"), Grade.VOUCHED, Factor.MANAGER, True, False),
    MethodKind.SECOND_OPERATOR: KindFacts(
        N_("Second operator"), Grade.VOUCHED, Factor.COLLEAGUE, True, False
    ),
    MethodKind.CALL_BACK: KindFacts(N_("Call-back"), Grade.CONTACT, Factor.PHONE, True, True),
    MethodKind.SMS: KindFacts(N_("SMS code"), Grade.CONTACT, Factor.PHONE, True, True),
    MethodKind.EMAIL: KindFacts(N_("E-mail code"), Grade.CONTACT, Factor.MAIL, True, False),
    MethodKind.QUESTIONS: KindFacts(N_("Security questions"), Grade.KNOWLEDGE, Factor.KNOWLEDGE, True, False),
}
_RANK = {kind: rank for rank, kind in enumerate(FACTS)}

OATH_KINDS = frozenset({MethodKind.TOTP, MethodKind.OATH_TOKEN})
KEPT_HERE = frozenset({Origin.REGISTERED, Origin.IMPORTED})
"""In the desk's own store."""
CONTACT_KINDS = frozenset({MethodKind.CALL_BACK, MethodKind.SMS, MethodKind.EMAIL})
EXCEPTIONAL_KINDS = frozenset({MethodKind.IN_PERSON, MethodKind.MANAGER, MethodKind.SECOND_OPERATOR})
"""Nothing need be registered for these."""
OUTSIDE_KINDS = frozenset({MethodKind.RADIUS, MethodKind.PRIVACYIDEA})
"""A service outside checks the code: `ports.Verifier`."""


@dataclass(frozen=True)
class Method:
    """One way to prove one caller. `detail` is safe to show (masked number, codes left, serial)."""

    id: MethodId
    account: AccountId
    kind: MethodKind
    label: str  # the person's name for it: "phone", "work tablet"
    origin: Origin
    status: MethodStatus
    detail: str
    since: datetime | None
    last_used: datetime | None
    is_default: bool = False  # the person's own choice
    changed: When = "never"  # a prefilled one: when the directory's datum was last written
    expires_at: datetime | None = None  # an access pass
    well_proven: bool = (
        False  # its registration rested on a strong method that counted before: `desk.newness`
    )

    @property
    def grade(self) -> Grade:
        return FACTS[self.kind].grade

    @property
    def own_name(self) -> str:
        """The person's name for it; "" = it has none beside its kind's."""
        return "" if self.label == label_in_store(self.kind) else _(self.label)

    @property
    def strength(self) -> tuple[int, bool, str]:
        """To sort by: strongest first, then the person's default, then the name."""
        return (_RANK[self.kind], not self.is_default, self.label)


@dataclass(frozen=True)
class OathSettings:
    """Parameters of an app or token: RFC 6238, and RFC 4226 where `period` is None (HOTP)."""

    digits: int = 6
    period: int | None = 30  # seconds
    algorithm: str = "SHA1"  # or SHA256, SHA512


def label_in_store(kind: MethodKind) -> str:
    """What one is called that nobody gave a name: the same whatever language was spoken."""
    with read_in(ENGLISH):
        return FACTS[kind].label


MAX_APPS = 5  # authenticator apps and tokens of one person
MAX_CONTACTS = 5  # registered addresses, or numbers, of one kind
