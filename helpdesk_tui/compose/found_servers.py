"""The servers that DNS names for a domain, for a first configuration."""

from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.directory.srv import look_up

_SECONDS = 5.0
_MOST = 8


def found_servers(domain: str) -> tuple[str, ...] | None:
    """Hosts that speak LDAP, by what DNS says; () where they are domain controllers, which each sign-in finds
    anew; None where it names none."""
    try:
        look_up("_ldap._tcp.dc._msdcs", domain, _SECONDS)
    except DirectoryUnreachable:
        pass
    else:
        return ()
    try:
        found = look_up("_ldap._tcp", domain, _SECONDS)
    except DirectoryUnreachable:
        return None
    ordered = sorted(found, key=lambda each: (each.priority, -each.weight, each.host))
    return tuple(dict.fromkeys(each.host for each in ordered))[:_MOST]
