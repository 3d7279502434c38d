"""Where adapters meet the desk; no other package knows both.

The adapters are slow to import (SQL 0.4 s, LDAP 0.1 s): see `late`.
"""

from helpdesk_tui.compose.embedded import for_demo
from helpdesk_tui.compose.real import default_store, for_config

__all__ = ["default_store", "for_config", "for_demo"]
