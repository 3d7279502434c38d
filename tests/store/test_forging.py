"""Somebody with a SQLite shell on the store who tries at random: whichever sealed row of a person is changed,
in whichever way, nothing about that person is answered any more, and others are served as before."""

# ruff: noqa: S608 - the statements are the test's own
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import IN_STOCK
from helpdesk_tui.secret import Secret

from .conftest import NOON, OPERATOR, PERSON
from .test_seals import CODE, LATER, LIMITS, TABLES, challenge, everything_asked_of_it, full

__all__ = ["full"]

OTHER = AccountId("5b0e1a3e-0000-4000-8000-000000000002")
COLLEAGUE = AccountId("5b0e1a3e-0000-4000-8000-0000000000bb")
ABOUT_A_PERSON = ("methods", "cool-down", "standing", "held", "open", "find", "tries", "try")
BY_AN_ID = ("clearance", "consume", "verification", "proof", "seed", "sent")
REFUSED = {"store-altered", "store-untied"}
ODD = (
    None, 0, 1, -1, 2**62, 1.5, "", "x", "active", "totp", "second-operator", "reset", b"", b"\0", "a\0b",
    "2020-01-01 00:00:00.000000", "2031-01-01 00:00:00.000000", OPERATOR, COLLEAGUE, "nobody",
)  # fmt: skip


@dataclass(frozen=True)
class Forgery:
    """What is done to which row and column (numbers that wrap around), and with what."""

    how: str
    table: str
    row: int = 0
    column: int = 0
    value: object = None


class Shell:
    """The store's file, as it was filled, and somebody who changes rows in it, none of them the other's."""

    def __init__(self, path: Path, earlier: Path, others: set[object]) -> None:
        self._path, self._earlier, self._others = path, earlier, others
        self._filled = path.with_name("filled")
        shutil.copyfile(path, self._filled)

    def reset(self) -> None:
        for name in ("-wal", "-shm"):
            self._path.with_name(self._path.name + name).unlink(missing_ok=True)
        shutil.copyfile(self._filled, self._path)

    def forge(self, act: Forgery) -> set[str]:
        """Whose rows are other ones now: accounts, the operator, "" = the stock."""
        with closing(sqlite3.connect(self._path)) as shell, shell:
            before = self._rows(shell, act.table)
            with suppress(sqlite3.IntegrityError):  # what cannot be, is not
                getattr(self, f"_{act.how}")(shell, act, before)
            after = self._rows(shell, act.table)
        changed = _told(before) ^ _told(after)
        owners = {
            owner: changed & _told(row for row in (*before, *after) if row.get("account", PERSON) == owner)
            for owner in (PERSON, IN_STOCK)
        }
        if act.table == "attempts":
            owners[OPERATOR] = _told(before, "forgiven") ^ _told(after, "forgiven")
        return {owner for owner, rows in owners.items() if rows}

    def _rows(self, shell: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
        shell.row_factory = sqlite3.Row
        found = shell.execute(f"SELECT rowid AS _, * FROM {table} ORDER BY rowid").fetchall()
        return [dict(row) for row in found if not self._others & set(row)]

    def _set(self, shell: sqlite3.Connection, act: Forgery, rows: list[dict[str, Any]]) -> None:
        row = rows[act.row % len(rows)]
        column = [*row][1:][act.column % (len(row) - 1)]
        shell.execute(f"UPDATE {act.table} SET {column} = ? WHERE rowid = ?", (act.value, row["_"]))

    def _delete(self, shell: sqlite3.Connection, act: Forgery, rows: list[dict[str, Any]]) -> None:
        shell.execute(f"DELETE FROM {act.table} WHERE rowid = ?", (rows[act.row % len(rows)]["_"],))

    def _copy(self, shell: sqlite3.Connection, act: Forgery, rows: list[dict[str, Any]]) -> None:
        """The same again, as far as it need not be unique."""
        row = rows[act.row % len(rows)]
        unique = {"row": 900, "number": 900, "id": "again", "turn": "again", "serial_key": None}
        if act.table == "clearances":
            unique["verification"] = "another"
        _insert(shell, act.table, row | {name: each for name, each in unique.items() if name in row})

    def _back(self, shell: sqlite3.Connection, act: Forgery, _: list[dict[str, Any]]) -> None:
        """A row as it was earlier, in place of what became of it."""
        with closing(sqlite3.connect(self._earlier)) as earlier:
            old = self._rows(earlier, act.table)
        _insert(shell, act.table, old[act.row % len(old)])

    def _swap(self, shell: sqlite3.Connection, act: Forgery, rows: list[dict[str, Any]]) -> None:
        """What one row says of a column the other one says, and the other way round."""
        one, two = rows[act.row % len(rows)], rows[(act.row + 1) % len(rows)]
        column = [*one][1:][act.column % (len(one) - 1)]
        for row, value in ((one, two[column]), (two, one[column])):
            shell.execute(f"UPDATE {act.table} SET {column} = ? WHERE rowid = ?", (value, row["_"]))


def _told(rows: Iterable[dict[str, Any]], but: str = "operator_forgiven") -> set[str]:
    """All that they say of a person; `but` is another's. Where they lie is no part of it."""
    return {repr([(name, value) for name, value in row.items() if name not in {"_", but}]) for row in rows}


def _insert(shell: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    values = [value for name, value in row.items() if name != "_"]
    shell.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(values))})", values)


@pytest.fixture
def shell(stores: Any, full: Any, path: Path, tmp_path: Path) -> Shell:
    """On a store that was filled, then changed, so that there are earlier rows to put back."""
    app, codes = full
    earlier = tmp_path / "earlier.db"
    other = stores.methods.add_recovery_codes(OTHER, [CODE], NOON)
    stores.methods.confirmed(OTHER, NOON)
    stores.methods.note_change(OTHER, COLLEAGUE, NOON)
    stores.attempts.begin(OTHER, other, COLLEAGUE, LIMITS, NOON)
    stores.database.fold_log()
    shutil.copyfile(path, earlier)
    stores.methods.use_recovery_code(codes, 2, Secret("0815"), LATER)
    stores.methods.rename(app, "renamed")
    stores.methods.require(PERSON, LATER)
    stores.methods.note_change(PERSON, OPERATOR, LATER)
    stores.challenges.void(challenge("c1", codes).id)
    stores.challenges.draw("another turn", codes, [2], LATER)
    stores.attempts.begin(PERSON, app, OPERATOR, LIMITS, LATER)
    stores.clearances.void(PERSON, LATER)
    stores.database.fold_log()
    return Shell(path, earlier, {OTHER, other})


def answer(call: Any) -> object:
    try:
        return call()
    except StoreUnavailable as error:
        return error.problem.code


def about_the_other(stores: Any) -> dict[str, object]:
    return {
        "methods": answer(lambda: stores.methods.methods(OTHER)),
        "standing": answer(lambda: stores.methods.standing(OTHER)),
        "cool-down": answer(lambda: stores.methods.changes(OTHER, NOON - timedelta(days=1))),
        "tries": answer(lambda: stores.attempts.state(OTHER, COLLEAGUE, LIMITS, LATER)),
        "find": answer(lambda: stores.clearances.held(OTHER, LATER)),
    }


@given(
    act=st.builds(
        Forgery,
        st.sampled_from(["set", "set", "set", "delete", "copy", "back", "swap"]),
        st.sampled_from(TABLES),
        st.integers(0, 5),
        st.integers(0, 25),
        st.sampled_from(ODD),
    )
)
@example(act=Forgery("back", "known_secrets", 1))
@example(act=Forgery("back", "registrations"))
@example(act=Forgery("delete", "methods", 2))
@example(act=Forgery("copy", "methods", 2))
@example(act=Forgery("copy", "clearances"))
@example(act=Forgery("copy", "proofs"))
@example(act=Forgery("swap", "known_secrets", 0, 2))
@example(act=Forgery("set", "verifications", 0, 2, ""))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whichever_row_is_changed_its_owner_is_asked_about_in_vain(
    stores: Any, full: Any, shell: Shell, act: Forgery
) -> None:
    stores.close()  # a file is not put in the place of one that is open
    shell.reset()
    others, in_stock = about_the_other(stores), stores.methods.in_stock("T-1")
    owners = shell.forge(act)
    questions = everything_asked_of_it(stores, full)
    if PERSON in owners:
        said = {name: answer(questions[name]) for name in ABOUT_A_PERSON}
        assert set(said.values()) <= REFUSED, said
        by_id = {name: answer(questions[name]) for name in BY_AN_ID}
        assert all(each in REFUSED or not each for each in by_id.values()), by_id
    if OPERATOR in owners:
        assert {answer(questions[name]) for name in ("tries", "try")} <= REFUSED
    if IN_STOCK in owners and act.table == "methods":  # in the others nothing is nobody's
        # a copy bears no serial number, by which alone the stock is looked through
        whole = {in_stock} if act.how == "copy" else {None}
        assert answer(lambda: stores.methods.in_stock("T-1")) in REFUSED | whole
    assert about_the_other(stores) == others
    assert not set(map(str, others.values())) & REFUSED
