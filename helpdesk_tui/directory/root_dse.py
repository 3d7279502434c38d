"""What a server says of itself before anybody signs in (RFC 4512 §5.1), and what kind of server it is."""

from dataclasses import dataclass
from enum import StrEnum

from helpdesk_tui.directory.ldap import Link
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
)  # fmt: skip
_FREEIPA = "2.16.840.1.113730.3.8.10."  # its own extended operations: keytabs, enrolment, …
_MOST_TEXTS = 200
_ACTIVE_DIRECTORY = "1.2.840.113556.1.4.800"  # supportedCapabilities, MS-ADTS 3.1.1.3.4.3


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
    answer = link.read("", [*_ATTRIBUTES])
    values = answer.entries[0].values if answer.entries else {}

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
    )
