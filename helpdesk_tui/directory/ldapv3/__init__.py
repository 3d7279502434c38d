"""What directories of LDAPv3 have in common; each kind of server adds its dialect."""

from helpdesk_tui.directory.ldapv3.plain import PlainServer
from helpdesk_tui.directory.ldapv3.port import LdapDirectory
from helpdesk_tui.directory.ldapv3.schema import Schema

__all__ = ["LdapDirectory", "PlainServer", "Schema"]
