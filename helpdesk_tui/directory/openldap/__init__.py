"""OpenLDAP: what its slapd keeps of passwords by the ppolicy overlay (slapo-ppolicy(5))."""

from helpdesk_tui.directory.openldap.dialect import OpenLdap

__all__ = ["OpenLdap"]
