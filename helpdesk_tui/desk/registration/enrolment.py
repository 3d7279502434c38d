"""What a registration hands out while it is under way."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.methods import MethodId, MethodKind, OathSettings
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class SentTo:
    """A code is on its way to an address that is being registered."""

    masked: str
    phrase: str  # two words, in the message too
    expires_at: datetime
    doubt: Problem | None  # why it may not arrive


@dataclass(frozen=True)
class Enrolment:
    """A method that waits to be confirmed: `activate` by a code, `attest` after a call."""

    method: MethodId
    account: Account
    kind: MethodKind
    label: str
    uri: Secret | None = None  # a new app: otpauth://…, for the QR code
    key: Secret | None = None  # a new app: base 32, to type by hand
    settings: OathSettings | None = None  # an app or token
    sent: SentTo | None = None  # an address: where its code went
    detail: str = ""  # a contact: masked; a token: its serial number


@dataclass(frozen=True)
class Pass:
    """An access pass as given to the person; shown once."""

    code: Secret
    expires_at: datetime
    once: bool
