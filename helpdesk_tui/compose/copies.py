"""Copies of the configured store, for the system account that owns it and its key."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui import origin
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.opening import key_setting
from helpdesk_tui.compose.owner import account_of_process, is_borrowed
from helpdesk_tui.console import CopiedStore, FoundCopy, RestoredStore
from helpdesk_tui.desk.errors import ConfigError, NotPermitted
from helpdesk_tui.desk.problems import problem

if TYPE_CHECKING:
    from helpdesk_tui.config import Config


class SystemCopies:
    """`console.StoreCopies`. Who has that account by sudo or remotely alone is refused: with an old copy its
    limits, blocks and removed methods would come back."""

    def __init__(self, config: "Config", path: Path, environ: Mapping[str, str]) -> None:
        self._config = config
        self._path = path
        self._environ = environ

    def make(self, to: Path | None, keep: int | None) -> CopiedStore:
        from helpdesk_tui.store.copies import copy_store
        from helpdesk_tui.store.place import prepare_directory

        facts = self._facts()
        place = to or self._config.store.backups
        if place is None:
            raise ConfigError(problem("copy-nowhere"))
        if to is None:
            prepare_directory(place)
        if keep is not None and not place.is_dir():
            raise ConfigError(problem("copy-keep"))
        setting = key_setting(self._config, self._environ)
        return copy_store(self._path, place, SystemClock(), SystemChance(), keep=keep, facts=facts, **setting)

    def look(self, copy: Path) -> FoundCopy:
        from helpdesk_tui.store.restoring import look_at_copy

        self._facts()
        setting = key_setting(self._config, self._environ)
        return look_at_copy(self._path, copy, SystemClock(), SystemChance(), **setting)

    def restore(self, copy: Path, *, roll_back: bool) -> RestoredStore:
        from helpdesk_tui.store.restoring import restore_store

        setting = key_setting(self._config, self._environ)
        return restore_store(
            self._path,
            copy,
            SystemClock(),
            SystemChance(),
            roll_back=roll_back,
            facts=self._facts(),
            **setting,
        )

    def _facts(self) -> dict[str, object]:
        """Who does it. Raises `NotPermitted`."""
        if is_borrowed(self._environ):
            raise NotPermitted(problem("not-the-owner"))
        account = account_of_process()
        return {
            "operator_login": f"system account {account}",
            "system_account": account,
            **asdict(origin.source(self._environ)),
        }
