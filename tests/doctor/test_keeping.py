"""The store and its key: looked at, never made, never brought up."""

import sqlite3
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from doctor.conftest import Configured, levels, looked, trouble
from doctor.planted import Stopped

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.doctor.backups import look_at_backups
from helpdesk_tui.compose.doctor.here import Computer
from helpdesk_tui.compose.doctor.keeping import look_at_store
from helpdesk_tui.desk.diagnosis import Finding
from helpdesk_tui.store import KeySource, find_key, open_store


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """One that is ready, with some entries in its record and its key in a file."""
    path = tmp_path / "state" / "desk.db"
    key = find_key(path, SystemChance(), source=KeySource.FILE)
    with open_store(path, key, SystemClock(), SystemChance()) as stores:
        for number in range(3):
            stores.audit.append("sign-in.done", {"number": number}, SystemClock().now())
    return path


def said(configured: Configured, path: Path, key: str = "file") -> list[Finding]:
    return looked(partial(look_at_store, configured(f'[store]\nkey = "{key}"'), path, {}, Computer()))


@pytest.mark.parametrize(("age", "level"), [(0, "warning"), (47, "warning"), (49, "failed")])
def test_a_copy_that_is_not_due_yet_is_missed_by_a_warning(tmp_path: Path, store: Path, age: int, level: str):
    folder = tmp_path / "copies"
    folder.mkdir(mode=0o700)
    clock = Stopped(SystemClock().now() + timedelta(hours=age))
    (found,) = looked(partial(look_at_backups, folder, store, clock))
    assert (found.level, bool(found.remedy)) == (level, True)


def test_of_no_store_no_copy_is_due(tmp_path: Path):
    folder = tmp_path / "copies"
    folder.mkdir(mode=0o700)
    (found,) = looked(partial(look_at_backups, folder, tmp_path / "desk.db", SystemClock()))
    assert found.level == "warning"


def statement(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(sql)


def test_a_good_store_is_fine(configured: Configured, store: Path):
    found = said(configured, store)
    assert levels(found) == ["ok", "ok", "ok"]
    assert "entry 3" in found[2].said


def test_none_is_made_by_looking(configured: Configured, tmp_path: Path):
    path = tmp_path / "nowhere" / "desk.db"
    assert trouble(said(configured, path)).level == "warning"
    assert not path.parent.exists()


def test_a_key_that_is_gone_fails_and_none_is_made(configured: Configured, store: Path):
    key = store.with_name("desk.db.key")
    key.unlink()
    assert trouble(said(configured, store)).level == "failed"
    assert not key.exists()


def test_a_key_of_another_store_fails(configured: Configured, store: Path):
    store.with_name("desk.db.key").write_text("ab" * 32)
    found = said(configured, store)
    assert (trouble(found).level, "ab" * 32 in str(found)) == ("failed", False)


def test_an_older_one_is_told_and_left_as_it_is(configured: Configured, store: Path):
    statement(store, "UPDATE alembic_version SET version_num = '0001'")
    assert trouble(said(configured, store)).level == "warning"
    with sqlite3.connect(store) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
