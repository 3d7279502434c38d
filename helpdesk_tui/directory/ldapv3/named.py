"""Whether what the configuration names is there, and what comes nearest to it."""

from helpdesk_tui.desk import names
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.directory import query
from helpdesk_tui.directory.filters import any_equal, both, either, starts
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.groups import GROUPS, group_key
from helpdesk_tui.directory.problems import BAD_DN, NO_OBJECT, REFERRAL, read_problem
from helpdesk_tui.text import LONGEST_DN, clean

_HOLDERS = either(
    "(objectClass=organizationalUnit)", "(objectClass=container)", "(objectClass=nsContainer)", GROUPS
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


def group_id(link: Link, root: str, name: str) -> str | None:
    """The key of that group."""
    found = find_group(link, root, name)
    return None if found is None else group_key(found)


def find_group(link: Link, root: str, name: str) -> str | None:
    """The DN of the group with that DN, or the only one with that common name."""
    wanted = query.parse(name)
    if wanted is None or wanted.kind in {query.Kind.SID, query.Kind.GUID}:
        return None
    if wanted.kind is query.Kind.DN:
        found = link.read(wanted.text, ["1.1"], GROUPS).entries
    else:
        found = link.search(root, both(GROUPS, any_equal("cn", wanted.text)), ["1.1"], 2).entries
    return found[0].dn if len(found) == 1 else None


def nearest(link: Link, root: str, name: str) -> str:
    """What comes nearest to a DN or a group's name; "" = nothing does."""
    wanted = query.parse(name)
    if wanted is None or wanted.kind in {query.Kind.SID, query.Kind.GUID}:
        return ""
    if "=" in name:
        found = link.search(_deepest(link, root, name), _HOLDERS, ["1.1"], _MOST).entries
        return names.nearest(name, [clean(entry.dn, LONGEST_DN) for entry in found])
    answer = link.search(root, both(GROUPS, starts("cn", name[:1])), ["cn"], _MOST)
    return names.nearest(name, [Attributes(entry).text("cn") for entry in answer.entries])


def _deepest(link: Link, root: str, dn: str) -> str:
    """The nearest entry above `dn` that is there."""
    for length in range(1, len(names.dn_parts(dn))):
        # As it is written. An escaped comma makes a wrong one: then nothing is there, and the next is tried.
        above = ",".join(dn.split(",")[length:])
        if above and (found := entry_dn(link, above)):
            return found
    return root
