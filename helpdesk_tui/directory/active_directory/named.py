"""Whether what the configuration names is there, and what comes nearest to it."""

from collections.abc import Sequence

from helpdesk_tui.directory import query
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.problems import read_problem
from helpdesk_tui.directory.filters import both, either, equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.named import Named, entries_of, the_only

GROUPS = "(objectClass=group)"
_HOLDERS = (
    "(|(objectClass=organizationalUnit)(objectClass=container)(objectClass=builtinDomain)(objectClass=group))"
)


def named_in(domain: Domain) -> Named:
    return Named(domain.dn, _HOLDERS, GROUPS, ("sAMAccountName", "cn"), read_problem)


def groups(link: Link, domain: Domain, name: str, attributes: Sequence[str]) -> tuple[DirectoryEntry, ...]:
    """The group with that SID, DN or login name; else the only one with that common name.
    Raises `Refused`."""
    wanted = query.parse(name)
    if wanted is None:
        return ()
    attributes = [*attributes, "sAMAccountName"]
    if wanted.kind in {query.Kind.SID, query.Kind.DN, query.Kind.GUID}:
        dn = wanted.text if wanted.kind is query.Kind.DN else f"<{wanted.kind.upper()}={wanted.text}>"
        return entries_of(link.read(dn, attributes, GROUPS), link.server, read_problem)
    if wanted.domain and not domain.is_named(wanted.domain):
        return ()
    where = both(GROUPS, either(equal("sAMAccountName", wanted.text), equal("cn", wanted.text)))
    answer = link.search(domain.dn, where, attributes, 20)
    by_login = tuple(
        entry
        for entry in entries_of(answer, link.server, read_problem)
        if Attributes(entry).text("sAMAccountName").casefold() == wanted.text.casefold()
    )
    return by_login or the_only(answer, link.server, read_problem)
