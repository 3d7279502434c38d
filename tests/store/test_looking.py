"""A look at a store and its key: whatever is found, nothing is made, moved, ended or written down."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from store.test_keys import FakeRing

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import ChainHead
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.store import KeySource, StoreKey, find_key, key_files, open_store
from helpdesk_tui.store.key_places import FilePlace, RingPlace
from helpdesk_tui.store.looking import FoundKey, found_key, verified_at
from helpdesk_tui.store.rotation import rotate

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEXT = bytes(range(32))


def made(path: Path, ring: FakeRing | None = None) -> StoreKey:
    """A store with an entry in its record; its key in a file, or in `ring`."""
    source = KeySource.FILE if ring is None else KeySource.KEYRING
    key = find_key(path, SystemChance(), source=source, environ={}, open_keyring=lambda: ring)
    with open_store(path, key, SystemClock(), SystemChance(), durable=False) as stores:
        stores.audit.append("first", {}, AT)
    return key


def files(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


def looked(path: Path, ring: FakeRing | None = None) -> FoundKey:
    """What a look finds, while every file and every entry stays as it is."""
    before, entries = files(path), dict(ring.entries) if ring else {}
    source = KeySource.FILE if ring is None else KeySource.KEYRING
    found = found_key(path, SystemChance(), source=source, environ={}, open_keyring=lambda: ring)
    assert files(path) == before
    assert ring is None or ring.entries == entries
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store" / "desk.db"


@pytest.mark.parametrize("by_ring", [False, True])
@pytest.mark.parametrize("is_through", [False, True], ids=["before the store changed", "after it"])
def test_a_change_of_the_key_that_broke_off_is_told_and_left_to_a_sign_in(path, by_ring, is_through):
    ring = FakeRing() if by_ring else None
    old = made(path, ring)
    place = RingPlace(ring, path) if ring else FilePlace(key_files.beside(path), SystemChance())
    new = StoreKey(NEXT, old.source)
    place.change(NEXT)
    if is_through:
        rotate(path, old, new, SystemClock(), SystemChance())
    found = looked(path, ring)
    assert (found.key.id, found.is_unsettled) == ((new if is_through else old).id, True)
    assert isinstance(verified_at(path, found.key, SystemChance()), ChainHead)
    assert place.former() is not None


def test_a_key_among_the_passwords_is_found_there_and_not_moved(path):
    ring = FakeRing()
    key = made(path, ring)
    ring.entries = {("helpdesk-tui", name): text for (_, name), text in ring.entries.items()}
    found = looked(path, ring)
    assert (found.key.id, found.is_unsettled) == (key.id, False)


def test_a_draft_of_a_key_is_not_cleared_away(path):
    made(path)
    draft = path.with_name("desk.db.key.draft-abc")
    draft.write_text("x")
    assert not looked(path).is_unsettled
    assert draft.exists()


def test_a_store_without_its_key_is_refused_and_none_is_made(path):
    made(path)
    key_files.beside(path).unlink()
    with pytest.raises(StoreUnavailable) as caught:
        looked(path)
    assert caught.value.problem.code == "key-missing"
    assert not key_files.beside(path).exists()


def test_what_another_hand_changed_is_told_and_not_recorded(path):
    key = made(path)
    with open_store(path, key, SystemClock(), SystemChance(), durable=False) as stores:
        stores.methods.require("5b0e1a3e-0000-4000-8000-000000000001", AT)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM registrations")
    before = files(path)
    found = verified_at(path, key, SystemChance())
    assert isinstance(found, Problem)
    assert files(path) == before


def test_a_store_that_is_not_ready_is_not_made_ready(path):
    key = made(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM store")
    before = files(path)
    with pytest.raises(StoreUnavailable) as caught:
        verified_at(path, key, SystemChance())
    assert caught.value.problem.code == "store-damaged"
    assert files(path) == before
