"""Whether the threat is elevated: by the configuration, or by a file that somebody puts there in a hurry."""

from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui.desk.ports import IsElevated

if TYPE_CHECKING:
    from helpdesk_tui.config import Config


def threat_of(config: "Config") -> IsElevated:
    """Asked at every step of a verification; the file is looked at each time."""
    file = config.threat.file
    if config.threat.elevated:
        return lambda: True
    return (lambda: False) if file is None else (lambda: _may_be_there(file))


def _may_be_there(file: Path) -> bool:
    """Whatever keeps it from being seen counts as if it were there."""
    try:
        file.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True
