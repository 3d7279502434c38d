"""Distinguished names, as far as the desk must compare them (RFC 4514)."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from helpdesk_tui.keeping import kept_if_short
from helpdesk_tui.text import LONGEST_DN, clean

_SPECIAL = re.compile(r'[\\,+"<>;]|^#')
_BACKSLASHED = r"\\\g<0>"
_ESCAPED = re.compile(rb"\\(?:([0-9a-fA-F]{2})|(.))", re.DOTALL)


@kept_if_short(1024, 512)  # a search compares each one that it finds with the same few
def dn_parts(dn: str) -> tuple[str, ...]:
    """The relative names of `dn`, leaf first, in a form fit for comparison.

    Case, the way of escaping, the spaces around separators and the order within a multi-valued relative name
    do not matter. What separates is escaped within a value, so that parts that are joined are a DN again, and
    that of no other entry.
    """
    if not dn.strip():
        return ()
    if "\\" in dn or '"' in dn:
        return tuple(_comparable(part) for part in _split(dn, ","))
    leaf, comma, above = dn.partition(",")
    if not comma:
        return (_comparable(leaf),)
    return (_comparable(leaf), *_parts_above(above))


@kept_if_short(1024, 512)  # of thousands of names nearly all lie in the same few
def _parts_above(dn: str) -> tuple[str, ...]:
    return tuple(map(_comparable, dn.split(",")))


def is_within(dn: str, base: str) -> bool:
    """Whether `dn` is `base` or below it. An empty base holds nothing."""
    inner, outer = dn_parts(dn), dn_parts(base)
    return bool(outer) and inner[-len(outer) :] == outer


def hidden_characters(dn: str) -> str:
    """What of `dn` is not seen, and makes no difference to `dn_parts`. Spaces of all kinds are spaces, to
    servers too."""
    if dn.isprintable() and "\\" not in dn:
        return ""
    return "".join(
        each for each in _unescape(dn) if not each.isprintable() and unicodedata.category(each) != "Zs"
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """Which of those that are known comes nearest to `name`, whatever its case; "" = none does."""
    by_folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(name.casefold(), list(by_folded), n=1, cutoff=0.6)
    return by_folded[close[0]] if close else ""


def _split(text: str, separator: str) -> Iterator[str]:
    """Split at `separator` where it is neither escaped nor quoted."""
    if "\\" not in text and '"' not in text:
        yield from text.split(separator)
        return
    part: list[str] = []
    escaped = quoted = False
    for character in text:
        if character == separator and not escaped and not quoted:
            yield "".join(part)
            part = []
            continue
        if character == '"' and not escaped:
            quoted = not quoted
        escaped = character == "\\" and not escaped
        part.append(character)
    yield "".join(part)


def _comparable(part: str) -> str:
    return "+".join(sorted(map(_pair, _split(part, "+")))) if "+" in part else _pair(part)


def _pair(part: str) -> str:
    kind, _, value = part.partition("=")
    # Accounts' names come cleaned (invariant 6), bases as configured: so both are cleaned here.
    plain = clean(_unescape(_strip(value)), LONGEST_DN).casefold()
    escaped = _SPECIAL.sub(_BACKSLASHED, plain)
    return f"{clean(kind).casefold()}={escaped}"


def _strip(value: str) -> str:
    """Without outer spaces that are not escaped, and without quotes around the whole."""
    stripped = value.strip(" ")
    if stripped.endswith("\\") and not stripped.endswith("\\\\") and value.rstrip(" ") != value:
        stripped += " "
    if len(stripped) >= 2 and stripped[0] == stripped[-1] == '"':
        return stripped[1:-1]
    return stripped


def _unescape(value: str) -> str:
    """By two hexadecimal digits a byte of UTF-8 is escaped, else the character itself."""
    if "\\" not in value and value.isascii():
        return value
    out = _ESCAPED.sub(
        lambda found: bytes.fromhex(found[1].decode()) if found[1] else found[2],
        value.encode("utf-8", "surrogatepass"),
    )
    return out.decode("utf-8", "replace")
