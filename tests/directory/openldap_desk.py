"""The console at one of the lab's OpenLDAP servers, and what its own log and clients say of what was done."""

from functools import partial

from directory import ldap_desk
from lab import ldap_people, people
from lab.openldap import OpenLdapServer

from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.directory.openldap import OpenLdap as Dialect
from helpdesk_tui.secret import Secret


def port(
    server: OpenLdapServer, *, hashes: bool = True, default_policy: str | None = None, **options: object
) -> LdapDirectory:
    """`options` are those of `ldap_desk.port`."""
    policy = server.default_policy if default_policy is None else default_policy
    return ldap_desk.port(server, partial(Dialect, default_policy=policy, hashes=hashes), **options)


def signed_in(server: OpenLdapServer, operator: str = people.OPERATOR, **options: object) -> LdapSession:
    return port(server, **options).sign_in(operator, Secret(server.password))


def written_passwords(server: OpenLdapServer, dn: str) -> int:
    """How often the server wrote this password for the operator, by its own log of writes."""
    query = f"(&(objectClass=auditModify)(reqDN={dn})(reqAuthzID={ldap_people.dn(people.OPERATOR)}))"
    who = server.administrator, server.administrator_password
    entries = server.search_as(*who, "cn=accesslog", query, "reqMod")
    return sum(any(change.startswith("userPassword:") for change in entry["reqMod"]) for entry in entries)
