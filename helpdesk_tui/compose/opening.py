"""The store that the configuration names, with its key."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui.clock import SystemChance, SystemClock

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.store import OpenStores, StoreKey


def open_configured(config: "Config", path: Path, environ: Mapping[str, str]) -> "OpenStores":
    """Raises `StoreUnavailable`."""
    from helpdesk_tui.store import open_store  # noqa: PLC0415 - imports SQLAlchemy

    return open_store(path, key_of(config.store.key, path, environ), SystemClock(), SystemChance())


def key_of(setting: str, path: Path, environ: Mapping[str, str]) -> "StoreKey":
    """The key that `[store] key` points to. Raises `StoreUnavailable`."""
    from helpdesk_tui.store import KeySource, find_key  # noqa: PLC0415 - imports SQLAlchemy

    kind, _, file = setting.partition(":")
    if file:
        return find_key(
            path, SystemChance(), source=KeySource.CREDENTIAL, credential=Path(file), environ=environ
        )
    return find_key(path, SystemChance(), source=KeySource(kind), environ=environ)
