"""Text from outside, made safe to show: invariant 6.

Directory values, certificates, callers' words and server messages pass `clean()` once, where they
enter. What comes out holds no control, format, surrogate, private-use or unassigned character and no
line break, so it can neither move the cursor nor write the clipboard nor reorder the line.
"""

import unicodedata

from helpdesk_tui.phone_text import written

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LEAST_OF_A_PHONE = 7  # digits of what is masked as a phone number
_SPACES = frozenset("\t\n\r\v\f\x85\u2028\u2029")

LONGEST_DN = 16 * 1024
"""Characters of a distinguished name that is read, looked up, compared or typed: the one limit for all of
them (RFC 4514 sets none). Where one is drawn it is cut to fit, and only there."""


def clean(value: str, limit: int = 256) -> str:
    """`value` without what a terminal would obey; at most `limit` characters, "…" where cut.

    Line breaks and tabs become a space; runs of spaces become one.
    """
    if len(value) <= limit and value.isascii() and value.isprintable():  # as nearly all is
        return " ".join(value.split()) if " " in value else value
    kept = []
    for character in unicodedata.normalize("NFC", value[: limit * 4]):
        if character in _SPACES:
            kept.append(" ")
        elif unicodedata.category(character) not in _DROPPED:
            kept.append(character)
    joined = " ".join("".join(kept).split())
    return joined if len(joined) <= limit else joined[: limit - 1] + "…"


def typed(value: str) -> str:
    """What somebody typed or pasted, without what a terminal would obey: nothing else is changed, for it may
    be a password. Line breaks are "\\n", a tab is a blank."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(each for each in value if each == "\n" or unicodedata.category(each) not in _DROPPED)


def searched(query: str) -> str:
    """What was searched for, as the record may have it: a number is masked there as everywhere."""
    found = written(query)
    if found is not None and not found.before and len(found.digits) >= _LEAST_OF_A_PHONE:
        return mask_phone(query)
    digits = sum(map(str.isdigit, query))  # two numbers are none, and no less private
    is_number = digits >= _LEAST_OF_A_PHONE and not any(map(str.isalpha, query))
    return mask_phone(query) if is_number else query


def mask_phone(number: str) -> str:
    """A phone number with all but the last two digits hidden: `•••• 11`; `••••` where it cannot be told which
    digits are the number. Neither an extension nor a remark is part of it."""
    found = written(number)
    return f"•••• {found.digits[-2:]}" if found is not None and len(found.digits) >= 4 else "••••"


def mask_mail(address: str) -> str:
    """A mail address with all but the first letter and the domain hidden: `a•••@example.com`."""
    local, at, domain = clean(address).rpartition("@")
    if not at or not domain:
        return "•••"
    return f"{local[:1] if len(local) > 2 else ''}•••@{domain}"
