"""What a server says of itself before anybody signs in (RFC 4512 §5.1), and what kind of server it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.values import generalized_time
from helpdesk_tui.text import LONGEST_DN, clean


class ServerKind(StrEnum):
    ACTIVE_DIRECTORY = "active-directory"
    OPENLDAP = "openldap"
    DS389 = "389-ds"
    FREEIPA = "freeipa"
    PLAIN = "ldap"


_ATTRIBUTES = (
    "objectClass", "namingContexts", "defaultNamingContext", "supportedControl", "supportedExtension",
    "supportedCapabilities", "supportedSASLMechanisms", "vendorName", "vendorVersion", "dnsHostName",
    "netscapemdsuffix",
)  # fmt: skip
_FREEIPA = "2.16.840.1.113730.3.8.10."  # its own extended operations: keytabs, enrolment, …
_MOST_TEXTS = 200
_ACTIVE_DIRECTORY = "1.2.840.113556.1.4.800"  # supportedCapabilities, MS-ADTS 3.1.1.3.4.3
_ITSELF = "netscapemdsuffix"  # of 389 Directory Server: the name and the port that it has for itself
_NAME_AND_PORT = re.compile(r"cn=ldap://(dc=[\w-]+(?:,dc=[\w-]+)*):(\d{1,5})", re.ASCII | re.IGNORECASE)
_USUAL_PORT = "389"
_TIME = "currentTime"  # MS-ADTS 3.1.1.3.2.5


@dataclass(frozen=True)
class RootDse:
    """All text is cleaned. What the server does not show is empty."""

    contexts: tuple[str, ...]  # DNs of the trees that it holds
    default_context: str
    controls: frozenset[str]  # OIDs
    extensions: frozenset[str]
    capabilities: frozenset[str]
    vendor: str  # "389 Project"
    version: str
    classes: frozenset[str]  # in lower case
    itself: str = ""  # "ds1.example.com", its own name, by which it is told from others at one address

    @property
    def kind(self) -> ServerKind:
        """By marks that servers of other kinds do not bear; else a plain server."""
        if _ACTIVE_DIRECTORY in self.capabilities:
            return ServerKind.ACTIVE_DIRECTORY
        if "openldaprootdse" in self.classes:
            return ServerKind.OPENLDAP
        if any(name.startswith(_FREEIPA) for name in self.extensions):
            return ServerKind.FREEIPA
        if "389" in self.vendor or self.version.startswith(("389-Directory", "Red Hat-Directory")):
            return ServerKind.DS389
        return ServerKind.PLAIN


def read_root(link: Link) -> RootDse:
    """Works before a bind. Raises `DirectoryUnreachable`."""
    values = _values(link, _ATTRIBUTES)

    def texts(name: str) -> tuple[str, ...]:
        found = values.get(name.lower(), ())[:_MOST_TEXTS]
        return tuple(clean(raw.decode("utf-8", "replace"), LONGEST_DN) for raw in found)

    def first(name: str) -> str:
        return next(iter(texts(name)), "")

    return RootDse(
        contexts=texts("namingContexts"),
        default_context=first("defaultNamingContext"),
        controls=frozenset(texts("supportedControl")),
        extensions=frozenset(texts("supportedExtension")),
        capabilities=frozenset(texts("supportedCapabilities")),
        vendor=first("vendorName"),
        version=first("vendorVersion"),
        classes=frozenset(text.lower() for text in texts("objectClass")),
        itself=_name(values),
    )


def leads_to(root: RootDse, link: Link) -> bool:
    """Whether this connection is to that server, too: where it says which one it is. Works before a bind.
    Raises `DirectoryUnreachable`."""
    return not root.itself or _name(_values(link, [_ITSELF])) == root.itself


def server_time(link: Link) -> datetime | None:
    """What its clock shows; None where it does not tell, as Active Directory alone does. Works before a bind.
    Raises `DirectoryUnreachable`."""
    told = _values(link, [_TIME]).get(_TIME.lower(), ())
    try:
        return generalized_time(told[0]) if told else None
    except ValueError:
        return None


def _values(link: Link, names: Sequence[str]) -> Mapping[str, Sequence[bytes]]:
    answer = link.read("", [*names])
    return answer.entries[0].values if answer.entries else {}


def _name(values: Mapping[str, Sequence[bytes]]) -> str:
    """ "" = it does not say. Nor does "localhost", as many are called."""
    told = b"\n".join(values.get(_ITSELF, ())).decode("utf-8", "replace")
    found = _NAME_AND_PORT.fullmatch(told)
    if found is None:
        return ""
    labels, port = found[1].lower().replace("dc=", ""), found[2]
    name = labels.replace(",", ".")
    if name.partition(".")[0] == "localhost":
        return ""
    return name if port == _USUAL_PORT else f"{name}:{port}"
