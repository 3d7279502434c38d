"""The store that the configuration names, with its key."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui.clock import SystemChance, SystemClock

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.store import OpenStores
    from helpdesk_tui.store.key_search import KeySetting


def open_configured(config: "Config", path: Path, environ: Mapping[str, str]) -> "OpenStores":
    """Raises `StoreUnavailable`."""
    from helpdesk_tui.store import find_key, open_store  # noqa: PLC0415 - imports SQLAlchemy

    key = find_key(path, SystemChance(), **key_setting(config, environ))
    return open_store(path, key, SystemClock(), SystemChance())


def key_setting(config: "Config", environ: Mapping[str, str]) -> "KeySetting":
    """Where the key is looked for: what `[store] key` says."""
    from helpdesk_tui.store import KeySource  # noqa: PLC0415 - imports SQLAlchemy

    kind, _, file = config.store.key.partition(":")
    if file:
        return {"source": KeySource.CREDENTIAL, "credential": Path(file), "environ": environ}
    return {"source": KeySource(kind), "environ": environ}
