"""What a person typed into the search box, told apart by its form."""

import re
import uuid
from dataclasses import dataclass
from enum import StrEnum

from helpdesk_tui.phone_text import written
from helpdesk_tui.text import LONGEST_DN

LONGEST_TEXT = 1024
"""Characters of anything but a DN: as long as a UPN may be. What is longer finds nothing; it is not cut, for
its beginning may be the name of somebody else."""

_GUID = re.compile(r"\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.IGNORECASE)
_SID = re.compile(r"S-1-\d{1,15}(-\d{1,10}){1,15}", re.IGNORECASE)
_BY_KEY = re.compile(r"<(?:GUID|SID)=([^<>]+)>", re.IGNORECASE)
_DN = re.compile(r"(?:[a-z][a-z0-9-]*|\d+(?:\.\d+)+)\s*=.*,.*=.*", re.IGNORECASE | re.DOTALL)
_DOMAIN_LOGIN = re.compile(r"([\w.-]+)\\([^\\]*[^\\\s][^\\]*)")
_EMPLOYEE = re.compile(r"[^\W\d_]{0,4}[-_./ ]?\d{3,}", re.IGNORECASE)
_LEAST_PHONE_DIGITS = 4
_WHOLE_PHONE_DIGITS = 7  # with words beside it


class Kind(StrEnum):
    GUID = "guid"
    SID = "sid"
    DN = "dn"
    DOMAIN_LOGIN = "domain-login"
    ADDRESS = "address"  # UPN or mail
    NUMBER = "number"  # phone or employee number
    TEXT = "text"  # name or login


@dataclass(frozen=True)
class Query:
    kind: Kind
    text: str
    domain: str = ""  # of DOMAIN\login
    may_be_employee: bool = False  # has the look of an employee number


def parse(typed: str) -> Query | None:
    """None for nothing, or too much. The text is what was typed, without the spaces around it."""
    text = typed.replace("\0", "").strip() if len(typed) <= LONGEST_DN else ""
    if not text:
        return None
    found = _exact(text) or (_loose(text) if len(text) <= LONGEST_TEXT else None)
    short = len(text) <= LONGEST_TEXT or (found is not None and found.kind is Kind.DN)
    return found if short else None


def _exact(text: str) -> Query | None:
    if keyed := _BY_KEY.fullmatch(text):
        text = keyed[1].strip()
    if found := _GUID.fullmatch(text):
        return Query(Kind.GUID, str(uuid.UUID(found[1])))
    if _SID.fullmatch(text) and text.isascii():
        return Query(Kind.SID, text.upper())
    if _DN.fullmatch(text):
        return Query(Kind.DN, text)
    if found := _DOMAIN_LOGIN.fullmatch(text):
        return Query(Kind.DOMAIN_LOGIN, found[2].strip(), found[1])
    return None


def _loose(text: str) -> Query:
    if "@" in text.strip("@"):
        return Query(Kind.ADDRESS, text)
    number = written(text)
    digits = len(number.digits) if number else 0
    remarked = number is not None and bool(number.before or number.after)
    if digits >= (_WHOLE_PHONE_DIGITS if remarked else _LEAST_PHONE_DIGITS):
        return Query(Kind.NUMBER, text, may_be_employee=True)
    return Query(Kind.TEXT, text, may_be_employee=bool(_EMPLOYEE.fullmatch(text)))
