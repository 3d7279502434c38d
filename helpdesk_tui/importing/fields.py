"""What all formats ask of a key, a serial number, a name. Each raises `Refused`; none repeats a value.

A key has 16 to 64 bytes: RFC 4226 §4 (R6) demands 128 bits, and nothing is won beyond the digest of SHA-512.
"""

import base64
import binascii
import re

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import LONGEST_DN, clean

SHORTEST_KEY, LONGEST_KEY = 16, 64  # bytes
PERIODS = (30, 60)  # seconds
DIGITS = (6, 7, 8)
MAX_COUNTER = 2**40
_BASE32 = re.compile(r"[A-Z2-7]+")
_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,63}", re.ASCII)
_FORMULA = re.compile(r"[=+@-].")  # a spreadsheet would run it
_LONGEST_LABEL = 40
_LONGEST_OWNER = 400  # of one that is no DN


def key_of_base32(text: str) -> Secret:
    """In any case and grouping, with padding or without."""
    squeezed = "".join(text.split()).replace("-", "").rstrip("=")
    letters = squeezed.upper() if squeezed.isascii() else ""
    if not _BASE32.fullmatch(letters):
        raise Refused(problem("import-key-form"))
    try:
        return key_of_bytes(base64.b32decode(letters + "=" * (-len(letters) % 8)))
    except binascii.Error:
        raise Refused(problem("import-key-form")) from None


def key_of_bytes(raw: bytes) -> Secret:
    """In base 32 without padding, as the store wants it."""
    if not SHORTEST_KEY <= len(raw) <= LONGEST_KEY:
        raise Refused(problem("import-key-length", shortest=SHORTEST_KEY, longest=LONGEST_KEY))
    return Secret(base64.b32encode(raw).decode("ascii").rstrip("="))


def serial_of(text: str, seen: set[str]) -> str:
    """The serial number, which is then among those `seen` in the file; upper and lower case are one."""
    if not _SERIAL.fullmatch(text):
        raise Refused(problem("import-serial-form"))
    if text.casefold() in seen:
        raise Refused(problem("import-serial-twice"))
    seen.add(text.casefold())
    return text


def owner_of(text: str) -> str:
    """Login, UPN, mail address or DN; "" = nobody."""
    cleaned = clean(text, LONGEST_DN + 1)
    if len(cleaned) > (LONGEST_DN if "=" in cleaned else _LONGEST_OWNER) or _FORMULA.match(cleaned):
        raise Refused(problem("import-owner-form"))
    return cleaned


def label_of(*parts: str, otherwise: str) -> str:
    """What the method is called: maker and model, or an app's issuer."""
    cleaned = [clean(part, _LONGEST_LABEL) for part in parts]
    if any(_FORMULA.match(part) for part in cleaned):
        raise Refused(problem("import-name-form"))
    return clean(" ".join(part for part in cleaned if part), _LONGEST_LABEL) or otherwise


def number_of(text: str, highest: int) -> int | None:
    """ASCII digits from 0 to `highest`; None for anything else."""
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(highest))
    return int(text) if digits and int(text) <= highest else None


def period_of(text: str) -> int:
    period = number_of(text, max(PERIODS))
    if period not in PERIODS:
        raise Refused(problem("import-interval"))
    return period


def digits_of(text: str) -> int:
    digits = number_of(text, max(DIGITS))
    if digits not in DIGITS:
        raise Refused(problem("import-digits"))
    return digits


def counter_of(text: str) -> int:
    counter = number_of(text, MAX_COUNTER)
    if counter is None:
        raise Refused(problem("import-counter"))
    return counter


def algorithm_of(text: str) -> str:
    """Of `OathSettings`, from any of its spellings: `SHA256`, `HMAC-SHA-256`, `HmacSHA256`."""
    name = re.sub("[-_ ]", "", text.upper()).removeprefix("HMAC")
    if name not in {"SHA1", "SHA256", "SHA512"}:
        raise Refused(problem("import-algorithm"))
    return name
