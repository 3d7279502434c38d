"""Single values of the configuration: what each must look like. Each raises `ValueError` in words."""

import re
from collections.abc import Callable, Collection
from pathlib import Path

import phonenumbers

from helpdesk_tui import local_time
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.banned import LONGEST_TERM, SHORTEST_TERM
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.password_words import WORD_LISTS
from helpdesk_tui.desk.policy import Tier
from helpdesk_tui.desk.services import is_template
from helpdesk_tui.desk.tiers import PROTECTED
from helpdesk_tui.language import available
from helpdesk_tui.text import clean

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")  # RFC 5646
_RELATIVE_NAME = re.compile(r"[a-z][a-z0-9-]*=.+|[0-9.]+=.+", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LONGEST_NAME = 64
_TAKEN = frozenset({Tier.name, PROTECTED})


def good_for(parse: Callable[[str], object]) -> Callable[[str], str]:
    """What `parse` takes, as it was written."""

    def check(value: str) -> str:
        parse(value)
        return value

    return check


def optional(check: Callable[[str], object]) -> Callable[[str], str]:
    """ "" or what `check` takes, as it was written."""
    return good_for(lambda value: value and check(value))


def banned_term(value: str) -> str:
    if not SHORTEST_TERM <= len(value) <= LONGEST_TERM or any(map(str.isspace, value)):
        raise ValueError(f"must be a word of {SHORTEST_TERM} to {LONGEST_TERM} characters")
    return value


def word_list(value: str) -> str:
    """A language of which there is a list, or an absolute path."""
    if value not in WORD_LISTS and not value.startswith("/"):
        raise ValueError(f"must be one of {', '.join(sorted(WORD_LISTS))}, or the absolute path of a list")
    return value


def dn(value: str) -> str:
    if not value.strip() or not all(_RELATIVE_NAME.fullmatch(part) for part in dn_parts(value)):
        raise ValueError("must be a distinguished name, like OU=Staff,DC=example,DC=com")
    return value


_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")  # RFC 4512 §1.4 (keystring)


def attribute(value: str) -> str:
    if not _ATTRIBUTE.fullmatch(value):
        raise ValueError('must be the name of an attribute, like "telephoneNumber"')
    return value


def not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def printable(longest: int) -> Callable[[str], str]:
    """A few words that are shown as they are."""

    def check(value: str) -> str:
        if not value.strip() or len(value) > longest or clean(value) != value:
            raise ValueError(f"must be 1 to {longest} printable characters")
        return value

    return check


name = printable(_LONGEST_NAME)


def login_template(value: str) -> str:
    """How a service outside knows people."""
    if clean(value) != value or len(value) > _LONGEST_NAME or not is_template(value):
        raise ValueError('must hold {login} or {upn}, like "{login}"; {domain} may stand beside')
    return value


def tier_name(value: str) -> str:
    if value.casefold() in _TAKEN:
        raise ValueError("is the name of a tier that is always there: choose another")
    return value


def acting_role(role: Role) -> Role:
    if role is Role.AUDITOR:
        raise ValueError("must be one that changes something: auditors only read")
    return role


def braking_role(role: Role) -> Role:
    if role not in (Role.OPERATOR, Role.SUPERVISOR):
        raise ValueError("must be operator, who needs a second one's yes, or supervisor")
    return role


def call_action(action: Action) -> Action:
    if action not in CALL_ACTIONS:
        known = ", ".join(each for each in Action if each in CALL_ACTIONS)
        raise ValueError(f"must be one of those that a call leads to: {known}")
    return action


def kind_of(kinds: Collection[MethodKind], which: str) -> Callable[[MethodKind], MethodKind]:
    """One of `kinds`: those `which` …, in words."""

    def check(kind: MethodKind) -> MethodKind:
        if kind not in kinds:
            known = ", ".join(each for each in MethodKind if each in kinds)
            raise ValueError(f"must be one of those that {which}: {known}")
        return kind

    return check


def distinct(value: tuple[str, ...]) -> tuple[str, ...]:
    """No text twice, however it is written."""
    seen: set[str] = set()
    for each in value:
        if each.casefold() in seen:
            raise ValueError(f"has this twice: {each}")
        seen.add(each.casefold())
    return value


def one_of(*numbers: int) -> Callable[[int], int]:
    def check(value: int) -> int:
        if value not in numbers:
            raise ValueError(f"must be {' or '.join(map(str, numbers))}")
        return value

    return check


def first_and_last(value: tuple[int, ...]) -> tuple[int, ...]:
    if len(value) != 2 or value[0] > value[1]:
        raise ValueError("must be two numbers: the first and the last of a range")
    return value


def language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise ValueError("must be a language, like en or pt-BR")
    return value


def spoken_language(value: str) -> str:
    """One that the program speaks."""
    there = available()
    if value not in there:
        raise ValueError(f"must be one of {', '.join(there)}")
    return value


def time_zone(value: str) -> str:
    """A name of the IANA database."""
    try:
        local_time.named(value)
    except ValueError:
        raise ValueError("must be a time zone, like Europe/Stockholm or UTC") from None
    return value


def optional_path(value: object) -> Path | None:
    """An absolute path; "" is none."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError("must be text: the absolute path of a file")  # noqa: TRY004 - pydantic's protocol
    if not value.startswith("/") or "\0" in value:
        raise ValueError("must be an absolute path: begin with /")
    return Path(value)


def password_source(value: str) -> str:
    """Never repeats what it was given: it may be the password itself."""
    if value in ("", "keyring") or _is_credential(value) or _is_file(value):
        return value
    raise ValueError("must be keyring, credential:NAME or file:/ABSOLUTE/PATH; never the password itself")


def key_source(value: str) -> str:
    if value in ("auto", "keyring", "credential", "file") or _is_file(value):
        return value
    raise ValueError("must be auto, keyring, credential, file, or file:/ABSOLUTE/PATH")


def pattern(value: str) -> str:
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"is no regular expression: {clean(str(error))}") from None
    return value


def issuer(value: str) -> str:
    """Part of the label in an `otpauth://` address, where a colon separates."""
    if not value.strip() or len(value) > 64 or ":" in value or clean(value) != value:
        raise ValueError("must be 1 to 64 printable characters without a colon")
    return value


def region(value: str) -> str:
    if value not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError("must be a country in two capitals, like US, GB or DE")
    return value


def _is_credential(value: str) -> bool:
    kind, _, name = value.partition(":")
    return kind == "credential" and _NAME.fullmatch(name) is not None


def _is_file(value: str) -> bool:
    kind, _, path = value.partition(":")
    return kind == "file" and path.startswith("/") and "\0" not in path
