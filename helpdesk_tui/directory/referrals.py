"""Where a server sends its client on to (RFC 4511 §4.1.10). It is told, and never followed: a password would
go along, to whomever the answer names.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from helpdesk_tui.text import clean


def named_server(referrals: Iterable[str]) -> str:
    """The first server that is named in them; "" = none that can be read."""
    return next((host for host in map(_host, referrals) if host), "")


def _host(uri: str) -> str:
    try:
        return clean(urlsplit(uri).hostname or "", 255)
    except ValueError:
        return ""
