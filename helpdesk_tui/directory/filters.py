"""LDAP search filters (RFC 4515) from values that anybody may have typed.

Every byte of a value that is not an ASCII letter or digit is written as `\\xx`. That is more than the RFC
asks, but so no value can end its assertion, and edge spaces survive.
"""

from collections.abc import Sequence

from helpdesk_tui.spelling import spellings

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def escaped(value: str) -> str:
    """`value` as an assertion value; lone surrogates become "?"."""
    return "".join(
        chr(byte) if byte in _PLAIN else f"\\{byte:02x}" for byte in value.encode("utf-8", "replace")
    )


def equal(attribute: str, value: str) -> str:
    return f"({attribute}={escaped(value)})"


def starts(attribute: str, value: str) -> str:
    return f"({attribute}={escaped(value)}*)"


def any_equal(attribute: str, value: str) -> str:
    """`value` in any of its spellings."""
    return either(*(equal(attribute, each) for each in spellings(value)))


def any_starts(attribute: str, value: str) -> str:
    return either(*(starts(attribute, each) for each in spellings(value)))


def in_order(attribute: str, pieces: str) -> str:
    """The characters of `pieces` in this order, with anything between them."""
    return f"({attribute}=*{'*'.join(escaped(piece) for piece in pieces)}*)"


def in_chain(attribute: str, dn: str) -> str:
    """`dn` itself, or what leads there by that attribute (LDAP_MATCHING_RULE_TRANSITIVE_EVAL, MS-ADTS
    3.1.1.3.4.4.3)."""
    return f"({attribute}:1.2.840.113556.1.4.1941:={escaped(dn)})"


def either(*parts: str) -> str:
    return parts[0] if len(parts) == 1 else f"(|{''.join(parts)})"


def both(*parts: str) -> str:
    return parts[0] if len(parts) == 1 else f"(&{''.join(parts)})"


def contains(attribute: str, text: str) -> str:
    return f"({attribute}=*{escaped(text)}*)"


_LEAST_OF_A_WORD = 2
"""Letters from which a word of a name is looked for behind its beginning."""


def starts_a_word(names: Sequence[str], word: str) -> list[str]:
    """Filters, of which one holds where one of these attributes begins with it, or a word within does."""
    parts = [any_starts(name, word) for name in names]
    if len(word) >= _LEAST_OF_A_WORD:
        parts += [contains(name, f" {spelled}") for name in names for spelled in spellings(word)]
    return list(dict.fromkeys(parts))
