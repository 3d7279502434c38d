"""Single values of the configuration: what each must look like. Each raises `ValueError` in words."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import phonenumbers

from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.text import clean

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_RELATIVE_NAME = re.compile(r"[a-z][a-z0-9-]*=.+|[0-9.]+=.+", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PORTS: dict[Literal["ldaps", "ldap"], int] = {"ldaps": 636, "ldap": 389}


@dataclass(frozen=True)
class Address:
    """One server, as its URL says."""

    scheme: Literal["ldaps", "ldap"]
    host: str
    port: int


def server(url: str) -> str:
    address(url)
    return url


def address(url: str) -> Address:
    """`ldaps://host`, `ldap://host:389`, `ldaps://[2001:db8::1]:636`."""
    parts = urlsplit(url.strip())
    scheme: Literal["ldaps", "ldap"]
    if parts.scheme == "ldaps":
        scheme = "ldaps"
    elif parts.scheme == "ldap":
        scheme = "ldap"
    else:
        raise ValueError("must begin with ldaps://")
    if parts.username is not None or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("must be a server alone, like ldaps://dc1.example.com")
    host = parts.hostname or ""
    if not _HOST.fullmatch(host):
        raise ValueError("must name a server, like ldaps://dc1.example.com")
    port = parts.port  # raises ValueError in words of its own where it is no port
    return Address(scheme, host, _PORTS[scheme] if port is None else port)


def dn(value: str) -> str:
    if not value.strip() or not all(_RELATIVE_NAME.fullmatch(part) for part in dn_parts(value)):
        raise ValueError("must be a distinguished name, like OU=Staff,DC=example,DC=com")
    return value


def optional_dn(value: str) -> str:
    return dn(value) if value else value


def not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def optional_path(value: object) -> Path | None:
    """An absolute path; "" is none."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError("must be text: the absolute path of a file")  # noqa: TRY004 - pydantic's protocol
    return _absolute(value)


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


def example(value: str, expression: str) -> str:
    if value and expression and not re.fullmatch(expression, value):
        raise ValueError("does not match ticket_pattern")
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


def _absolute(value: str) -> Path:
    if not value.startswith("/") or "\0" in value:
        raise ValueError("must be an absolute path: begin with /")
    return Path(value)


def _is_credential(value: str) -> bool:
    kind, _, name = value.partition(":")
    return kind == "credential" and _NAME.fullmatch(name) is not None


def _is_file(value: str) -> bool:
    kind, _, path = value.partition(":")
    return kind == "file" and path.startswith("/") and "\0" not in path
