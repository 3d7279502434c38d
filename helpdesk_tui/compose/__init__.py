"""Where adapters meet the desk; no other package knows both.

All of it is slow to import (the desk 0.2 s, SQL 0.4 s, LDAP 0.1 s): each is imported when it is called, and
the adapters when they are first used, see `late`.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.console import Console

__all__ = ["default_store", "for_config", "for_demo"]


def for_demo(environ: Mapping[str, str] = os.environ) -> "Console":
    """As `embedded.for_demo`."""
    from helpdesk_tui.compose import embedded

    return embedded.for_demo(environ)


def for_config(config: "Config", environ: Mapping[str, str] = os.environ) -> "Console":
    """As `real.for_config`."""
    from helpdesk_tui.compose import real

    return real.for_config(config, environ)


def default_store(environ: Mapping[str, str]) -> Path:
    """As `greeting.default_store`."""
    from helpdesk_tui.compose import greeting

    return greeting.default_store(environ)
