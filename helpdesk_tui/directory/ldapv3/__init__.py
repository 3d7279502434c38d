"""What directories of LDAPv3 have in common; each kind of server adds its dialect."""

from helpdesk_tui.directory.ldapv3.port import LdapDirectory

__all__ = ["LdapDirectory"]
