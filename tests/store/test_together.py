"""Several stores in one transaction, on a connection that is kept."""

import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from transactions import transactions

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.method import MethodId
from helpdesk_tui.desk.ports import Admitted, ChainHead, Limit, Limits

MANY = Limits(*[Limit(500, 600)] * 3)


def begin(stores: Any, person: AccountId, noon: Any) -> Admitted:
    admitted = stores.attempts.begin(person, MethodId(f"of {person}"), AccountId("operator"), MANY, noon)
    assert isinstance(admitted, Admitted)
    return admitted


def events(stores: Any) -> list[str]:
    return [each.event for each in stores.audit.records()]


def test_what_is_written_together_is_one_transaction(opened: Any, person: AccountId, noon: Any) -> None:
    with transactions() as seen, opened() as stores:
        seen.taken()
        with stores.together():
            stores.audit.append("one", {}, noon)
            stores.attempts.succeed(begin(stores, person, noon).attempt)
            with stores.together():  # is the same one
                stores.audit.append("two", {}, noon)
        assert seen.taken() == (1, 0)
        assert events(stores) == ["one", "two"]


def test_it_is_seen_from_within_and_by_others_at_its_end(opened: Any, noon: Any) -> None:
    with opened() as stores, opened() as others:
        with stores.together():
            stores.audit.append("one", {}, noon)
            assert events(stores) == ["one"]
            assert events(others) == []
            stores.commit()
            assert events(others) == ["one"]
            stores.audit.append("two", {}, noon)
            assert events(others) == ["one"]
        assert events(others) == ["one", "two"]


@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt()])
def test_whatever_ends_it_what_was_written_stays(stores: Any, noon: Any, error: BaseException) -> None:
    def step() -> None:
        with stores.together():
            stores.audit.append("one", {}, noon)
            raise error

    with pytest.raises(type(error)):
        step()
    assert events(stores) == ["one"]


def test_a_part_that_is_refused_leaves_nothing_and_the_others_stay(
    stores: Any, person: AccountId, noon: Any, query: Any
) -> None:
    """`changing` looks at the seal first; the try of a person whose rows were changed is none."""
    begin(stores, person, noon)
    query("UPDATE attempts SET failed = 0")
    with stores.together():
        stores.audit.append("one", {}, noon)
        with pytest.raises(StoreUnavailable) as refused:
            begin(stores, person, noon)
        assert refused.value.problem.code == "store-altered"
        stores.audit.append("two", {}, noon)
    assert events(stores) == ["one", "store.altered", "two"]
    assert query("SELECT count(*) FROM attempts") == [(1,)]
    assert isinstance(stores.audit.verify(), type(refused.value.problem))  # the altered row is said


def test_where_the_database_fails_nothing_of_it_is_there_whoever_hides_that(stores: Any, noon: Any) -> None:
    def step() -> None:
        with stores.together():
            stores.audit.append("one", {}, noon)
            with stores.database.reading() as connection:
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
                connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
            with suppress(StoreUnavailable):
                stores.audit.append("two", {"filling": "x" * 100_000}, noon)
            with suppress(StoreUnavailable):
                stores.audit.append("three", {}, noon)

    with pytest.raises(StoreUnavailable) as refused:
        step()
    assert refused.value.problem.code == "store-full"
    assert events(stores) == []
    stores.close()
    with stores.together():
        stores.audit.append("after", {}, noon)
    assert events(stores) == ["after"]
    assert isinstance(stores.audit.verify(), ChainHead)


def test_another_thread_is_no_part_of_it(opened: Any, noon: Any) -> None:
    with opened(busy_seconds=0.05) as stores:
        said: list[str] = []

        def other() -> None:
            try:
                stores.audit.append("other", {}, noon)
            except StoreUnavailable as error:
                said.append(error.problem.code)

        with stores.together():
            stores.audit.append("one", {}, noon)
            thread = threading.Thread(target=other)
            thread.start()
            thread.join(60)
        assert said == ["store-locked"]
        assert events(stores) == ["one"]


def test_a_store_that_another_process_holds_is_busy_for_the_whole(
    opened: Any, path: Path, noon: Any, person: AccountId
) -> None:
    def step(stores: Any) -> None:
        with stores.together():
            begin(stores, person, noon)

    with opened(busy_seconds=0.05) as stores, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable) as refused:
            step(stores)
        assert refused.value.problem.code == "store-locked"
        other.execute("ROLLBACK")
        step(stores)
        assert other.execute("SELECT count(*) FROM attempts").fetchall() == [(1,)]


def test_where_it_could_not_begin_nothing_of_it_is_there_whoever_hides_that(
    opened: Any, path: Path, noon: Any
) -> None:
    """Nor does each part of it wait anew."""

    def step(stores: Any) -> None:
        with stores.together():
            with suppress(StoreUnavailable):
                stores.audit.append("one", {}, noon)
            other.execute("ROLLBACK")
            with suppress(StoreUnavailable):
                stores.audit.append("two", {}, noon)

    with opened(busy_seconds=0.05) as stores, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable) as refused:
            step(stores)
        assert refused.value.problem.code == "store-locked"
        assert events(stores) == []
        stores.audit.append("after", {}, noon)
        assert events(stores) == ["after"]


def test_processes_that_write_together_make_one_chain(stores: Any, noon: Any, at_once: Any) -> None:
    """What one of them wrote stands side by side."""

    def work(number: int) -> None:
        for _ in range(5):
            with stores.together():
                stores.audit.append("first", {"by": number}, noon)
                begin(stores, AccountId(f"person {number}"), noon)
                stores.audit.append("second", {"by": number}, noon)

    assert at_once(4, work) == [None] * 4
    assert isinstance(stores.audit.verify(), ChainHead)
    told = [(each.event, each.facts["by"]) for each in stores.audit.records()]
    pairs = list(zip(told[::2], told[1::2], strict=True))
    assert len(pairs) == 20
    assert all(one == ("first", by) for one, (event, by) in pairs if event == "second")


# --- the connection that is kept ---


def test_one_connection_is_kept(opened: Any, noon: Any) -> None:
    with transactions() as seen, opened() as stores:
        for _ in range(3):
            stores.audit.append("e", {}, noon)
            stores.audit.records()
        assert seen.opened == 1


def test_what_is_put_in_the_place_of_the_file_is_what_is_written(
    opened: Any, path: Path, template: Path, noon: Any
) -> None:
    """A copy that somebody put back under a running desk: never a file that has no name any more."""
    with opened() as stores:
        stores.audit.append("lost", {}, noon)
        fresh = path.with_name("fresh")
        fresh.write_bytes(template.read_bytes())
        fresh.chmod(0o600)
        for each in ("-wal", "-shm"):
            path.with_name(path.name + each).unlink()
        fresh.replace(path)
        assert stores.audit.append("kept", {}, noon).seq == 1
    with opened() as stores:
        assert events(stores) == ["kept"]


def test_a_log_that_was_removed_is_not_written_to(opened: Any, path: Path, noon: Any) -> None:
    with opened() as stores:
        stores.audit.append("lost", {}, noon)
        path.with_name(path.name + "-wal").unlink()
        try:
            stores.audit.append("more", {}, noon)
        except StoreUnavailable:
            return
        with closing(sqlite3.connect(path)) as others:  # or it is there for everybody
            assert others.execute("SELECT event FROM audit").fetchall()[-1] == ("more",)


def test_a_trigger_that_was_there_for_a_moment_is_in_force_no_longer(
    opened: Any, path: Path, person: AccountId, noon: Any
) -> None:
    """Put in and taken out behind SQLite's back, so that no open connection hears of it
    (sqlite.org/pragma.html#pragma_writable_schema)."""

    def shell(statement: str, *values: str) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("PRAGMA writable_schema=ON")
            connection.execute(statement, values)

    trigger = "CREATE TRIGGER t AFTER INSERT ON attempts BEGIN UPDATE attempts SET failed = 0; END"
    shell("INSERT INTO sqlite_schema VALUES ('trigger', 't', 'attempts', 0, ?)", trigger)
    with opened() as stores:
        with pytest.raises(StoreUnavailable):
            begin(stores, person, noon)
        shell("DELETE FROM sqlite_schema WHERE type = 'trigger'")
        with suppress(StoreUnavailable):
            begin(stores, person, noon)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM attempts WHERE NOT failed").fetchall() == [(0,)]
