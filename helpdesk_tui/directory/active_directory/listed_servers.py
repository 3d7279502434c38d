"""The domain controllers of a forest, as one of them lists them in the configuration partition (MS-ADTS
6.1.1.2.2.1). It says whom to ask; who a server is, its certificate says, and then the server itself."""

import time
from dataclasses import dataclass

from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.other_servers import SETTINGS, NamedServer
from helpdesk_tui.directory.active_directory.problems import read_problem
from helpdesk_tui.directory.filters import either
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.pages import Course
from helpdesk_tui.text import LONGEST_DN, clean

_PAGE, _MOST = 500, 10_000  # objects of servers, of one forest
_SECONDS = 10.0  # for all of them
_HOLDS = ("hasMasterNCs", "msDS-HasDomainNCs", "msDS-hasFullReplicaNCs")  # the last of one that is read only
_IS_CATALOGUE = 1  # NTDSDSA_OPT_IS_GC, MS-ADTS 6.1.1.2.2.1.2.1.1


@dataclass(frozen=True)
class ListedServer:
    host: str  # DNS name; "" = it cannot be read
    service: str  # DN of its settings, as `Domain.service`
    holds: frozenset[tuple[str, ...]]  # parts of the DNs of the trees that it holds whole
    is_catalogue: bool

    @property
    def named(self) -> NamedServer:
        return NamedServer(self.host, self.service)

    def is_near(self, service: str) -> bool:
        """Whether it is of the same site as that one."""
        return dn_parts(self.service)[3:] == dn_parts(service)[3:]


def listed_servers(link: Link, configuration_dn: str) -> list[ListedServer]:
    """By name; whose name cannot be read have none. All of them, or `Refused`, `DirectoryUnreachable`."""
    where = either("(objectClass=nTDSDSA)", "(objectClass=nTDSDSARO)", "(objectClass=server)")
    attributes = ["dNSHostName", "options", *_HOLDS]
    course = Course(link, _PAGE, read_problem, _MOST, time.monotonic() + _SECONDS)
    entries = tuple(course.pages(f"CN=Sites,{configuration_dn}", where, attributes))
    hosts = {dn_parts(each.dn): _only_text(each, "dnshostname") for each in entries}
    found = (
        ListedServer(
            host=hosts.get(dn_parts(each.dn)[1:], ""),
            service=clean(each.dn, LONGEST_DN),
            holds=_held_by(each),
            is_catalogue=bool((Attributes(each).integer("options") or 0) & _IS_CATALOGUE),
        )
        for each in entries
        if dn_parts(each.dn)[:1] == (SETTINGS,)
    )
    return sorted(found, key=lambda each: each.host.casefold())


def servers_of(link: Link, domain: Domain) -> list[NamedServer]:
    """The domain controllers of `domain`, by name. Raises `Refused`."""
    found = listed_servers(link, domain.configuration_dn)
    return [each.named for each in found if dn_parts(domain.dn) in each.holds]


def _held_by(entry: DirectoryEntry) -> frozenset[tuple[str, ...]]:
    held = (raw.decode("utf-8", "replace") for name in _HOLDS for raw in entry.values.get(name.lower(), ()))
    return frozenset(dn_parts(clean(each, LONGEST_DN)) for each in held)


def _only_text(entry: DirectoryEntry, name: str) -> str:
    found = entry.values.get(name, ())
    return found[0].decode("utf-8", "replace") if len(found) == 1 else ""
