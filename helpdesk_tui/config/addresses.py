"""Addresses in the configuration: of servers, people and pages. Each raises `ValueError` in words.

None of them repeats what it was given: a password may stand in it.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from helpdesk_tui.text import clean

# Of domain controllers; some have an underscore in their name.
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_ATOM = r"[A-Za-z0-9#$&'*+/=?^_{}~-]+"  # without what old mail servers read as a route or a command
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_INTERNET_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*|[0-9A-Fa-f:.]{{2,45}}")
_DOMAIN = re.compile(rf"(?=.{{3,180}}$){_LABEL}(?:\.{_LABEL})+")
_MAIL = re.compile(rf"(?=.{{1,254}}$)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_LONGEST = 2048


@dataclass(frozen=True)
class Address:
    """One server, as its URL says. `ldaps` and `smtps` are encrypted from the start, `ldap` and `smtp` are
    by STARTTLS."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True)
class HttpsBase:
    """Where an HTTPS interface lives; `path` has no slash at its end."""

    host: str
    port: int
    path: str


def directory_server(url: str) -> Address:
    """`ldaps://host`, `ldap://host:389`, `ldaps://[2001:db8::1]:636`."""
    parts, ports = _parts(url), {"ldaps": 636, "ldap": 389}
    if parts.scheme not in ports:
        raise ValueError("must begin with ldaps://")
    return Address(parts.scheme, *_alone(parts, ports[parts.scheme], "ldaps://dc1.example.com", _HOST))


def domain(name: str) -> str:
    """`example.com`, as DNS knows it: below it, names are asked for."""
    if not _DOMAIN.fullmatch(name):
        raise ValueError("must be the DNS name of a domain, like example.com")
    return name


def is_name(host: str) -> bool:
    """Not an IP address."""
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def mail_server(url: str) -> Address:
    """`smtp://mail.example.com:587`, `smtps://mail.example.com:465`; these ports may be left out."""
    parts, ports = _parts(url), {"smtp": 587, "smtps": 465}
    if parts.scheme not in ports:
        raise ValueError("must begin with smtp:// or smtps://; both are encrypted")
    port = ports[parts.scheme]
    return Address(parts.scheme, *_alone(parts, port, f"{parts.scheme}://mail.example.com:{port}"))


def mail_address(value: str) -> str:
    """One mailbox, without a name, quotes or comments, in ASCII (RFC 5321 §4.1.2)."""
    if not _MAIL.fullmatch(value):
        raise ValueError("must be a mail address, like helpdesk@example.com")
    return value


def host(value: str) -> str:
    if not _INTERNET_HOST.fullmatch(value):
        raise ValueError("must be the name of a computer, like desk.example.com")
    return value


def https(value: str) -> SplitResult:
    """`https://gateway.example.com/send?x=y`."""
    parts = _parts(value)
    if parts.scheme != "https":
        raise ValueError("must begin with https://")
    if parts.fragment:
        raise ValueError("must end before the #")
    _page(parts, value)
    return parts


def https_base(url: str) -> HttpsBase:
    """`https://pi.example.com`, `https://login.example.com:8443/pi`."""
    parts = https(url)
    if parts.query:
        raise ValueError("must end before the ?")
    return HttpsBase(parts.hostname or "", _port(parts) or 443, parts.path.rstrip("/"))


def radius_endpoint(value: str) -> tuple[str, int]:
    """`radius1.example.com`, `radius1.example.com:1645`, `[2001:db8::1]:1812`: host and port."""
    if "/" in value:
        raise ValueError("must be a server alone, like radius1.example.com")
    return _alone(_parts(f"//{value}"), 1812, "radius1.example.com")


def link(value: str) -> None:
    """A page, or a mail address."""
    if "://" not in value:
        mail_address(value)
        return
    parts = _parts(value)
    if parts.scheme not in ("https", "http"):
        raise ValueError("must be a page (https://…) or a mail address")
    _page(parts, value)


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url.strip())
    except ValueError:  # brackets that are no address: the words would repeat it
        raise ValueError("must name a server") from None


def _alone(
    parts: SplitResult, usual_port: int, like: str, names: re.Pattern[str] = _INTERNET_HOST
) -> tuple[str, int]:
    if parts.username is not None or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"must be a server alone, like {like}")
    return _host(parts, like, names), _port(parts) or usual_port


def _page(parts: SplitResult, value: str) -> None:
    if parts.username is not None:
        raise ValueError("must not hold a login or password")
    if len(value) > _LONGEST or " " in value or not value.isascii() or clean(value, _LONGEST) != value:
        raise ValueError("must be an address of ASCII characters without spaces")
    _host(parts, "https://www.example.com")
    _port(parts)


def _host(parts: SplitResult, like: str, names: re.Pattern[str] = _INTERNET_HOST) -> str:
    host = parts.hostname or ""
    if not names.fullmatch(host):
        raise ValueError(f"must name a server, like {like}")
    return host


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        raise ValueError("must have a port from 1 to 65535") from None
    if port == 0:
        raise ValueError("must have a port from 1 to 65535")
    return port
