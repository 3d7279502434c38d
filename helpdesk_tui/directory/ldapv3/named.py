"""Whether what the configuration names is there, and what comes nearest to it."""

from helpdesk_tui.directory import query
from helpdesk_tui.directory.filters import any_equal, both, either
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.groups import GROUPS, group_key
from helpdesk_tui.directory.named import Named, the_only
from helpdesk_tui.directory.problems import read_problem

_HOLDERS = either(
    "(objectClass=organizationalUnit)", "(objectClass=container)", "(objectClass=nsContainer)", GROUPS
)


def named_in(root: str) -> Named:
    return Named(root, _HOLDERS, GROUPS, ("cn",), read_problem)


def group_id(link: Link, root: str, name: str) -> str | None:
    """The key of that group."""
    found = find_group(link, root, name)
    return None if found is None else group_key(found)


def group_with_key(link: Link, root: str, key: str) -> str | None:
    """The DN, as the server writes it, of the group whose `group_key` is this, and no other's."""
    found = find_group(link, root, key)
    return found if found is not None and group_key(found) == key else None


def find_group(link: Link, root: str, name: str) -> str | None:
    """The DN of the group with that DN, or the only one with that common name. Raises `Refused`."""
    wanted = query.parse(name)
    if wanted is None or wanted.kind in {query.Kind.SID, query.Kind.GUID}:
        return None
    if wanted.kind is query.Kind.DN:
        answer = link.read(wanted.text, ["1.1"], GROUPS)
    else:
        answer = link.search(root, both(GROUPS, any_equal("cn", wanted.text)), ["1.1"], 2)
    entries = the_only(answer, link.server, read_problem)
    return entries[0].dn if entries else None
