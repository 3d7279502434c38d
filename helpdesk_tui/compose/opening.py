"""The store that the configuration names, opened with its key, and given another one."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui import origin
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.console import RotatedKey, RotateKey

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.store import OpenStores
    from helpdesk_tui.store.key_search import KeySetting


def open_configured(config: "Config", path: Path, environ: Mapping[str, str]) -> "OpenStores":
    """Raises `StoreUnavailable`."""
    from helpdesk_tui.store import find_key, open_store

    key = find_key(path, SystemChance(), **key_setting(config, environ))
    return open_store(path, key, SystemClock(), SystemChance())


def key_setting(config: "Config", environ: Mapping[str, str]) -> "KeySetting":
    """Where the key is looked for: what `[store] key` says."""
    from helpdesk_tui.store import KeySource

    kind, _, file = config.store.key.partition(":")
    if file:
        return {"source": KeySource.CREDENTIAL, "credential": Path(file), "environ": environ}
    return {"source": KeySource(kind), "environ": environ}


def rotate_key_of(config: "Config", path: Path, environ: Mapping[str, str]) -> RotateKey:
    """Changes the key of the store at `path`; nobody signs in. The record tells from where it was done, for
    by whom nobody can tell."""

    def rotate(new_credential: Path | None, accept_changes: bool) -> RotatedKey:
        from helpdesk_tui.store.rotation import rotate_key

        return rotate_key(
            path,
            SystemClock(),
            SystemChance(),
            new_credential=new_credential,
            facts=asdict(origin.source(environ)),
            accept_changes=accept_changes,
            **key_setting(config, environ),
        )

    return rotate
