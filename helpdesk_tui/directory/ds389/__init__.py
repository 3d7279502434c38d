"""389 Directory Server: what ns-slapd keeps of passwords by its password policy."""

from helpdesk_tui.directory.ds389.dialect import Ds389

__all__ = ["Ds389"]
