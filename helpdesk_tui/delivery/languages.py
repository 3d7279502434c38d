"""Which language a reader gets: lookup of RFC 4647 §3.4 on what the directory says the person prefers."""

import re
from collections.abc import Collection

_RANGE = re.compile(r"[a-z]{1,8}(?:-[a-z0-9]{1,8})*", re.ASCII)
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_WEIGHT = re.compile(r"q=(0(?:\.[0-9]{1,3})?|1(?:\.0{1,3})?)", re.ASCII)
_MOST = 200  # characters of a preference that are looked at


def is_tag(name: str) -> bool:
    """A language tag (RFC 5646), such as "de" or "pt-BR"."""
    return _TAG.fullmatch(name) is not None


def chain(preferred: str, available: Collection[str], default: str) -> tuple[str, ...]:
    """Those of `available` (tags in lower case) that suit, best first: "pt-BR" → pt-br, pt, then `default`,
    then English.

    `preferred` is one tag, or a list with weights as browsers send it ("de-DE,de;q=0.9").
    """
    found: dict[str, None] = {}  # in order, once each
    for wanted in (*_ranges(preferred), default.lower(), "en"):
        for each in _shorter(wanted):
            if each in available:
                found.setdefault(each)
    return tuple(found)


def _ranges(preferred: str) -> list[str]:
    """Language ranges in lower case, the most wanted first; what is malformed is left out."""
    weighted = []
    for entry in preferred[:_MOST].lower().replace("_", "-").split(","):
        name, semicolon, parameter = (part.strip() for part in entry.partition(";"))
        weight = _WEIGHT.fullmatch(parameter)
        if _RANGE.fullmatch(name) and (weight or not semicolon):
            weighted.append((float(weight[1]) if weight else 1.0, name))
    wanted = [(weight, name) for weight, name in weighted if weight > 0]
    return [name for _, name in sorted(wanted, key=lambda pair: -pair[0])]


def _shorter(wanted: str) -> list[str]:
    """The range, and without its last subtag, and so on; a single letter goes with what follows it."""
    subtags = wanted.split("-")
    found = []
    while subtags:
        found.append("-".join(subtags))
        subtags.pop()
        if subtags and len(subtags[-1]) == 1:
            subtags.pop()
    return found
