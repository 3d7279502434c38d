"""Changing the store's key, from the configuration alone: nobody signs in."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui import origin
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.opening import key_setting
from helpdesk_tui.console import RotatedKey, RotateKey

if TYPE_CHECKING:
    from helpdesk_tui.config import Config


def rotate_key_of(config: "Config", path: Path, environ: Mapping[str, str]) -> RotateKey:
    """For the store at `path`. The record tells from where it was done; by whom nobody can tell."""

    def rotate(new_credential: Path | None, accept_changes: bool) -> RotatedKey:
        from helpdesk_tui.store.rotation import rotate_key  # noqa: PLC0415 - imports SQLAlchemy

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
