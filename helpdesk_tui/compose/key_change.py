"""Changing the store's key, from the configuration alone: nobody signs in."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui import origin
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.console import RotatedKey, RotateKey

if TYPE_CHECKING:
    from helpdesk_tui.config import Config


def rotate_key_of(config: "Config", path: Path, environ: Mapping[str, str]) -> RotateKey:
    """For the store at `path`. The record tells from where it was done; by whom nobody can tell."""

    def rotate(new_credential: Path | None, accept_changes: bool) -> RotatedKey:
        from helpdesk_tui.store import KeySource  # noqa: PLC0415 - imports SQLAlchemy
        from helpdesk_tui.store.rotation import rotate_key  # noqa: PLC0415 - heavy: only when it is needed

        kind, _, file = config.store.key.partition(":")
        source = origin.source(environ)
        done = rotate_key(
            path,
            SystemClock(),
            SystemChance(),
            source=KeySource.CREDENTIAL if file else KeySource(kind),
            credential=Path(file) if file else None,
            new_credential=new_credential,
            facts={
                "host": source.host,
                "process": source.process,
                "terminal": source.terminal,
                "ssh_client": source.ssh_client,
            },
            environ=environ,
            accept_changes=accept_changes,
        )
        return RotatedKey(
            old_id=done.old_id,
            new_id=done.new_id,
            place=done.source.value,
            resealed=done.resealed,
            damaged=done.damaged,
            record=done.record,
            notice=done.notice,
        )

    return rotate
