"""What one domain controller says of itself and its domain, read from the rootDSE (MS-ADTS 3.1.1.3.2)."""

from dataclasses import dataclass, replace

from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.active_directory.ldap_ping import Pong, ping_filter, read_netlogon
from helpdesk_tui.directory.active_directory.problems import detail, read_problem
from helpdesk_tui.directory.filters import both
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.text import LONGEST_DN, clean

_READ_ONLY_DC = "1.2.840.113556.1.4.1920"  # supportedCapabilities, MS-ADTS 3.1.1.3.4.3
_SERVICE = "dsServiceName"  # MS-ADTS 3.1.1.3.2.5
_MOST_DOMAINS = 500  # of one forest
POLICY_HINTS = ("1.2.840.113556.1.4.2239", "1.2.840.113556.1.4.2066")  # the newer one first


@dataclass(frozen=True)
class Sibling:
    """Another domain of the same forest, by its cross-reference."""

    dn: str  # "DC=north,DC=example,DC=com"
    name: str  # "north.example.com"
    short_name: str  # "NORTH"

    def is_named(self, name: str) -> bool:
        """Whether `name` is this domain, short or long."""
        return name.casefold() in {self.name.casefold(), self.short_name.casefold()}


@dataclass(frozen=True)
class Domain:
    """One domain as one server shows it."""

    dn: str  # "DC=example,DC=com"
    configuration_dn: str
    name: str  # "example.com"
    short_name: str  # "EXAMPLE"; "" = could not be read
    server: str  # what it calls itself: one name may lead to several servers, and marks hold on one only
    read_only: bool
    service: str  # DN of that server's own settings, the same by whatever name it is reached; "" = not told
    policy_hints: str | None  # OID of the control that makes a reset obey history; "" = none; None = unknown
    siblings: tuple[Sibling, ...] = ()  # the forest's other domains, as far as they are known
    is_home: bool = True  # the operator's own
    folds_accents: bool = True  # it takes é for e; Samba's do not

    def is_named(self, name: str) -> bool:
        """Whether `name` is this domain, short or long."""
        return name.casefold() in {self.name.casefold(), self.short_name.casefold()} - {""}


def read_domain(link: Link) -> Domain:
    """Works before a bind. Raises `DirectoryUnreachable`."""
    answer = link.read(
        "",
        [
            "dnsHostName",
            _SERVICE,
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
    name = dns_name(dn)
    pong = _pong(link, name)
    hints = next((oid for oid in POLICY_HINTS if oid in controls), "") if controls else None
    return Domain(
        dn=dn,
        configuration_dn=_first(entry, "configurationnamingcontext"),
        name=name,
        short_name=clean(pong.short_domain) if pong else "",
        server=_first(entry, "dnshostname") or link.server,
        # Samba's say it in answer to a ping alone.
        read_only=_READ_ONLY_DC.encode() in capabilities or (pong is not None and not pong.is_writable),
        service=_first(entry, _SERVICE.lower()),
        policy_hints=hints,
        folds_accents=not _first(entry, "vendorname").startswith("Samba"),
    )


def read_domain_named(name: str, link: Link) -> Domain:
    """The domain of the server, which must be `name` where that is not "". Raises `DirectoryUnreachable`."""
    domain = read_domain(link)
    if name and domain.name.casefold() != name.casefold():
        raise DirectoryUnreachable(
            problem("server-of-another-domain", server=link.server, found=domain.name, domain=name)
        )
    return domain


def read_service(link: Link) -> str:
    """Which server it is, as `Domain.service`. Works before a bind."""
    answer = link.read("", [_SERVICE])
    return _first(answer.entries[0], _SERVICE.lower()) if answer.entries else ""


def _pong(link: Link, domain: str) -> Pong | None:
    """What it answers to an LDAP ping over this connection (MS-ADTS 6.3.3); None = nothing readable."""
    found = link.read("", ["Netlogon"], ping_filter(domain)).entries
    try:
        return read_netlogon(found[0].values["netlogon"][0]) if found else None
    except (ValueError, LookupError):
        return None


def with_names(link: Link, domain: Domain, *, needed: bool) -> Domain:
    """`domain` with its short name and the other domains of its forest, from the cross-references (MS-ADTS
    6.1.1.2.1.1.4.1), as far as whoever is bound may read them. Raises `DirectoryUnreachable` where the server
    refuses what is `needed`."""
    where = both("(objectClass=crossRef)", "(nETBIOSName=*)")
    attributes = ["nCName", "nETBIOSName", "dnsRoot"]
    answer = link.search(f"CN=Partitions,{domain.configuration_dn}", where, attributes, _MOST_DOMAINS)
    if needed and not answer.result.done:
        raise DirectoryUnreachable(read_problem(answer.result, link.server))
    found = answer.entries
    short_name, siblings = domain.short_name, []
    for entry in found[:_MOST_DOMAINS]:
        dn, short, name = (_first(entry, each) for each in ("ncname", "netbiosname", "dnsroot"))
        if dn.casefold() == domain.dn.casefold():
            short_name = short or short_name
        elif dn and dns_name(dn).casefold() == name.casefold():
            siblings.append(Sibling(dn, name, short))
    return replace(domain, short_name=short_name, siblings=tuple(siblings))


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


def domain_parts(dn: str) -> tuple[str, ...]:
    """The last parts of a DN, as far as they name a domain."""
    parts = dn_parts(dn)
    own = next((place for place in range(len(parts)) if all(p.startswith("dc=") for p in parts[place:])), 0)
    return parts[own:]


def _first(entry: DirectoryEntry, name: str) -> str:
    found = entry.values.get(name, ())
    return clean(found[0][: 4 * LONGEST_DN].decode("utf-8", "replace"), LONGEST_DN) if found else ""
