"""Active Directory, on Windows and on Samba, behind `DirectoryPort`."""

from helpdesk_tui.directory.active_directory.port import ActiveDirectory

__all__ = ["ActiveDirectory"]
