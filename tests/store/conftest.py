"""A store of one's own for each test, copied from one that was made once; processes that start at once."""

import multiprocessing
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.store import OpenStores, StoreKey, open_store
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.keys import KeySource

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PERSON = AccountId("5b0e1a3e-0000-4000-8000-000000000001")
OPERATOR = AccountId("5b0e1a3e-0000-4000-8000-0000000000aa")

OpenStore = Callable[..., OpenStores]
AtOnce = Callable[[int, Callable[[int], Any]], list[Any]]
Query = Callable[..., list[Any]]


class SetClock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time

    def advance(self, **amount: float) -> datetime:
        self.time += timedelta(**amount)
        return self.time


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def person() -> AccountId:
    return PERSON


@pytest.fixture
def operator() -> AccountId:
    return OPERATOR


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="session")
def key() -> StoreKey:
    return StoreKey(bytes(range(32)), KeySource.CREDENTIAL)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, key: StoreKey) -> Path:
    path = tmp_path_factory.mktemp("template") / "store" / "desk.db"
    open_store(path, key, SetClock(), SystemChance()).close()
    return path


@pytest.fixture
def path(tmp_path: Path, template: Path) -> Path:
    """A store that is ready, in a private directory."""
    copied = tmp_path / "store" / "desk.db"
    shutil.copytree(template.parent, copied.parent)
    return copied


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Where a store may be made."""
    return tmp_path / "state" / "desk.db"


@pytest.fixture
def opened(path: Path, key: StoreKey, clock: SetClock) -> OpenStore:
    def open_(where: Path = path, with_key: StoreKey = key, busy_seconds: float = 10.0) -> OpenStores:
        return open_store(where, with_key, clock, SystemChance(), busy_seconds=busy_seconds)

    return open_


@pytest.fixture
def stores(opened: OpenStore) -> Iterator[OpenStores]:
    with opened() as stores:
        yield stores


@pytest.fixture
def query(path: Path) -> Query:
    """Somebody with a plain SQLite shell on the file, who knows no key."""

    def run(statement: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(path)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    return run


@pytest.fixture
def query_with_key(query: Query, path: Path, key: StoreKey, clock: SetClock) -> Query:
    """The same by somebody who can seal anew: what lies below the seals must hold by itself."""

    def run(statement: str, *values: object) -> list[Any]:
        found = query(statement, *values)
        database = Database(path)
        database.bring_up(key, clock, SystemChance())
        with database.writing() as connection:
            database.seals.seal_all(connection)
        return found

    return run


@pytest.fixture
def at_once() -> AtOnce:
    """Run `work(number)` in so many processes, which all begin at the same moment; their results."""

    def run(count: int, work: Callable[[int], Any]) -> list[Any]:
        context = multiprocessing.get_context("fork")
        barrier = context.Barrier(count)
        results = context.SimpleQueue()

        def process(number: int) -> None:
            barrier.wait(60)
            try:
                results.put(work(number))
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shall see it
                results.put(error)

        processes = [context.Process(target=process, args=(number,)) for number in range(count)]
        for each in processes:
            each.start()
        gathered = [results.get() for _ in processes]
        for each in processes:
            each.join(60)
        return gathered

    return run
