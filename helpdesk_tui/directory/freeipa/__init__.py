"""FreeIPA's rules on top of 389 Directory Server: passwords are Kerberos' too, and its policies decide."""

from helpdesk_tui.directory.freeipa.dialect import FreeIpa

__all__ = ["FreeIpa"]
