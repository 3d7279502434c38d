"""The console at one of the lab's 389 Directory Servers, and what the server keeps of what was done."""

from directory import ldap_desk
from lab import people
from lab.ds389 import Ds389Server

from helpdesk_tui.directory.ds389 import Ds389 as Dialect
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.secret import Secret


def signed_in(server: Ds389Server, operator: str = people.OPERATOR, **options: object) -> LdapSession:
    """`options` are those of `ldap_desk.port`."""
    return ldap_desk.port(server, Dialect, **options).sign_in(operator, Secret(server.password))


def written_passwords(server: Ds389Server, dn: str) -> int:
    """How often somebody new got another password, by the old ones that are kept: three at most."""
    return len(server.attributes(dn, "passwordHistory").get("passwordHistory", []))
