"""Addresses that a message may be sent to: one mailbox or one number, in plain form, or none at all.

Strict on purpose. What a mail server could read as a second recipient, a route, a command or a header is no
address here, and neither is what two programs could read differently: quoted and non-ASCII local parts,
comments, address literals.
"""

import re

_ATOM = r"[A-Za-z0-9#$&'*+/=?^_{}~-]+"  # RFC 5321 §4.1.2 without ! % (old routes), | and `
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAILBOX = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})*)", re.ASCII)
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?|[0-9a-fA-F:.]{{2,45}}", re.ASCII)

_MOST_LOCAL, _MOST_ADDRESS = 64, 254  # RFC 5321 §4.5.3.1.1, §4.5.3.1.3


def is_mailbox(address: str) -> bool:
    """One mail address of ASCII characters; international domains in their "xn--" form."""
    found = _MAILBOX.fullmatch(address)
    return found is not None and len(found[1]) <= _MOST_LOCAL and len(address) <= _MOST_ADDRESS


def is_number(number: str) -> bool:
    """E.164 form: "+" and seven to fifteen digits."""
    return _NUMBER.fullmatch(number) is not None


def is_host(name: str) -> bool:
    """A DNS name or an IP address."""
    return _HOST.fullmatch(name) is not None
