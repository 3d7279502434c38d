"""What one domain controller says of itself and its domain, read from the rootDSE (MS-ADTS 3.1.1.3.2)."""

from dataclasses import dataclass

from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.active_directory.problems import detail
from helpdesk_tui.directory.filters import both, equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.text import LONGEST_DN, clean

_READ_ONLY_DC = "1.2.840.113556.1.4.1920"  # supportedCapabilities, MS-ADTS 3.1.1.3.4.3
POLICY_HINTS = ("1.2.840.113556.1.4.2239", "1.2.840.113556.1.4.2066")  # the newer one first


@dataclass(frozen=True)
class Domain:
    """One domain as one server shows it."""

    dn: str  # "DC=example,DC=com"
    configuration_dn: str
    name: str  # "example.com"
    short_name: str  # "EXAMPLE"; "" = could not be read
    server: str  # what it calls itself: one name may lead to several servers, and marks hold on one only
    read_only: bool
    policy_hints: str | None  # OID of the control that makes a reset obey history; "" = none; None = unknown
    folds_accents: bool = True  # it takes é for e; Samba's do not

    def is_named(self, name: str) -> bool:
        """Whether `name` is this domain, short or long."""
        return name.casefold() in {self.name.casefold(), self.short_name.casefold()} - {""}


def read_domain(link: Link) -> Domain:
    """Works before a bind; the short name is read after it. Raises `DirectoryUnreachable`."""
    answer = link.read(
        "",
        [
            "dnsHostName",
            "defaultNamingContext",
            "configurationNamingContext",
            "supportedControl",
            "supportedCapabilities",
            "vendorName",
        ],
    )
    entry = answer.entries[0] if answer.entries else DirectoryEntry("", {})
    dn = _first(entry, "defaultnamingcontext")
    if not dn:
        raise DirectoryUnreachable(
            problem("directory-refused", detail=f"no defaultNamingContext; {detail(answer.result)}")
        )
    controls = {value.decode("ascii", "replace") for value in entry.values.get("supportedcontrol", ())}
    capabilities = entry.values.get("supportedcapabilities", ())
    hints = next((oid for oid in POLICY_HINTS if oid in controls), "") if controls else None
    return Domain(
        dn=dn,
        configuration_dn=_first(entry, "configurationnamingcontext"),
        name=dns_name(dn),
        short_name="",
        server=_first(entry, "dnshostname") or link.server,
        read_only=_READ_ONLY_DC.encode() in capabilities,
        policy_hints=hints,
        folds_accents=not _first(entry, "vendorname").startswith("Samba"),
    )


def read_short_name(link: Link, domain: Domain) -> str:
    """NetBIOS name, from the domain's cross-reference (MS-ADTS 6.1.1.2.1.1.4.1); "" = not readable."""
    where = both("(objectClass=crossRef)", equal("nCName", domain.dn), "(nETBIOSName=*)")
    answer = link.search(f"CN=Partitions,{domain.configuration_dn}", where, ["nETBIOSName"], 1)
    return _first(answer.entries[0], "netbiosname") if answer.entries else ""


def read_token(link: Link) -> tuple[str, ...]:
    """The SIDs of whoever is bound, well-known ones and nested groups among them, as the server sees them;
    the person's own comes first on servers known so far. () = the server does not tell.

    Raises `DirectoryUnreachable` (directory-garbled): half of a token would be taken for all of it.
    """
    answer = link.read("", ["tokenGroups"])
    found = answer.entries[0].values.get("tokengroups", ()) if answer.entries else ()
    try:
        return tuple(values.sid(raw) for raw in found)
    except ValueError as error:
        raise DirectoryUnreachable(
            problem("directory-garbled", server=link.server, detail=str(error))
        ) from None


def dns_name(dn: str) -> str:
    """ "example.com" for "DC=example,DC=com"."""
    labels = [part.strip()[3:] for part in dn.split(",") if part.strip().lower().startswith("dc=")]
    return ".".join(labels)


def _first(entry: DirectoryEntry, name: str) -> str:
    found = entry.values.get(name, ())
    return clean(found[0].decode("utf-8", "replace"), LONGEST_DN) if found else ""
