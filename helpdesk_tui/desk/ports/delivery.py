"""Mail and SMS."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.secret import Secret


class Channel(StrEnum):
    MAIL = "mail"
    SMS = "sms"


class MessageKind(StrEnum):
    """What a message says; each has a text in every language. The words it takes stand behind it."""

    CODE = "code"  # to the caller: name, operator, code, phrase, minutes
    MANAGER_CODE = "manager-code"  # to the manager: manager, name, operator, code, phrase, minutes
    CONFIRM = "confirm"  # to an address being registered: name, operator, code, phrase, minutes
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a word; name, operator, when
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a word; name, operator, when
    TEMPORARY_EXPIRED = "temporary-expired"  # name, operator, when
    FORCED_CHANGE = "forced-change"  # name, operator, when
    UNLOCKED = "unlocked"  # name, operator, when
    CHANGE_CLEARED = "change-cleared"  # name, operator, when
    ENABLED = "enabled"  # name, operator, when
    DISABLED = "disabled"  # name, operator, when
    DATES_SET = "dates-set"  # name, operator, when
    GROUPS_CHANGED = "groups-changed"  # name, operator, when
    LOCAL_PASSWORD_READ = "local-password-read"  # noqa: S105 - a word; name, operator, when, device
    RECOVERY_KEY_READ = "recovery-key-read"  # name, operator, when, device
    BRAKED = "braked"  # name, operator, when
    METHOD_ADDED = "method-added"  # name, operator, when, method
    METHOD_REMOVED = "method-removed"  # name, operator, when, method
    NEW_PASSWORD = "new-password"  # noqa: S105 - a word; to the person alone: name, operator, code
    PASSWORD_PART = "password-part"  # noqa: S105 - a word; one half of it: name, operator, code, part
    PROTECTED_ACTION = "protected-action"  # to administrators: name, operator, when, action
    REPORTED = "reported"  # to administrators: name, operator, when
    TEST = "test"  # to the operator who asks for it: name, operator
    BRAKE_USED = "brake-used"  # to administrators: name, operator, when, reason


@dataclass(frozen=True)
class Message:
    """Every text also takes `desk` and `link` (policy's help_desk and help_link)."""

    channel: Channel
    kind: MessageKind
    to: str  # mail address, or number in E.164 form
    language: str  # preferredLanguage of the reader (RFC 5646), "" = unknown
    words: Mapping[str, str]  # cleaned; never parsed as a template
    code: Secret | None = None  # the word `code`: a code, or a new password


class DeliveryKind(StrEnum):
    SENT = "sent"  # handed over: the next server answers for it
    REFUSED = "refused"  # surely not sent
    UNKNOWN = "unknown"  # broke off while being handed over: may arrive


@dataclass(frozen=True)
class Delivered:
    """`problem` is None only when sent. `code` is for the record: "250", "HTTP 502"."""

    kind: DeliveryKind
    problem: Problem | None = None
    code: str = ""


class Delivery(Protocol):
    """Mail and SMS. Safe to call from several threads."""

    @property
    def channels(self) -> frozenset[Channel]:
        """Those that are configured."""

    def send(self, message: Message) -> Delivered:
        """Hand over one message, never twice. Raises nothing."""
