"""Whether what the configuration names is there, and what comes nearest to it."""

from collections.abc import Sequence

from helpdesk_tui.desk import names
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.directory import query
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.problems import read_problem
from helpdesk_tui.directory.filters import both, either, equal, starts
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.problems import BAD_DN, NO_OBJECT, REFERRAL
from helpdesk_tui.text import LONGEST_DN, clean

_HOLDERS = (
    "(|(objectClass=organizationalUnit)(objectClass=container)(objectClass=builtinDomain)(objectClass=group))"
)
_MOST = 500
"""Entries among which the nearest is looked for."""


def entry_dn(link: Link, dn: str) -> str | None:
    """The DN as the server writes it; None = nothing is there, or nothing that may be seen."""
    answer = link.read(dn, ["1.1"])
    if answer.result.code in {NO_OBJECT, BAD_DN, REFERRAL}:
        return None
    if not answer.result.done:
        raise Refused(read_problem(answer.result, link.server))
    return clean(answer.entries[0].dn, LONGEST_DN) if answer.entries else None


def groups(link: Link, domain: Domain, name: str, attributes: Sequence[str]) -> tuple[DirectoryEntry, ...]:
    """The group with that SID, DN or login name; else the only one with that common name."""
    wanted = query.parse(name)
    if wanted is None:
        return ()
    attributes, is_group = [*attributes, "sAMAccountName"], "(objectClass=group)"
    if wanted.kind in {query.Kind.SID, query.Kind.DN, query.Kind.GUID}:
        dn = wanted.text if wanted.kind is query.Kind.DN else f"<{wanted.kind.upper()}={wanted.text}>"
        return link.read(dn, attributes, is_group).entries
    if wanted.domain and not domain.is_named(wanted.domain):
        return ()
    where = both(is_group, either(equal("sAMAccountName", wanted.text), equal("cn", wanted.text)))
    found = link.search(domain.dn, where, attributes, 20).entries
    by_login = tuple(
        entry
        for entry in found
        if Attributes(entry).text("sAMAccountName").casefold() == wanted.text.casefold()
    )
    return by_login or (found if len(found) == 1 else ())


def nearest(link: Link, domain: Domain, name: str) -> str:
    """What comes nearest to a DN or a group's name; "" = nothing does."""
    wanted = query.parse(name)
    if wanted is None or wanted.kind in {query.Kind.SID, query.Kind.GUID}:
        return ""
    if "=" in name:
        found = link.search(_deepest(link, domain, name), _HOLDERS, ["1.1"], _MOST).entries
        return names.nearest(name, [clean(entry.dn, LONGEST_DN) for entry in found])
    group = name.rpartition("\\")[2]
    begins = either(starts("sAMAccountName", group[:1]), starts("cn", group[:1]))
    answer = link.search(domain.dn, both("(objectClass=group)", begins), ["sAMAccountName"], _MOST)
    return names.nearest(group, [Attributes(entry).text("sAMAccountName") for entry in answer.entries])


def _deepest(link: Link, domain: Domain, dn: str) -> str:
    """The nearest entry above `dn` that is there."""
    parts = names.dn_parts(dn)
    for length in range(1, len(parts)):
        # As it is written. An escaped comma makes a wrong one: then nothing is there, and the next is tried.
        above = ",".join(dn.split(",")[length:])
        if above and (found := entry_dn(link, above)):
            return found
    return domain.dn
