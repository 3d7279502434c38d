"""The record: gapless, chained, signed; what is done to it shows."""

import json
import os
import shutil
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import ChainHead, Record
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, OpenStores, StoreKey, chain, open_store
from helpdesk_tui.store.audit import SqlAuditLog
from helpdesk_tui.store.sealing import Sealer

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
INTENT = "action.intent"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _fill(stores: OpenStores, count: int) -> list[Record]:
    return [stores.audit.append("x", {"n": number, "account": f"a{number}"}, NOON) for number in range(count)]


def _fault(stores: OpenStores, expected: ChainHead | None = None) -> tuple[str, str]:
    found = stores.audit.verify(expected)
    assert isinstance(found, Problem)
    return found.code, found.cause


# --- writing and reading ---


def test_records_are_numbered_from_one_without_gaps(stores: OpenStores) -> None:
    assert [record.seq for record in _fill(stores, 5)] == [1, 2, 3, 4, 5]


def test_what_was_appended_is_what_is_read(opened: Any) -> None:
    facts = {"account": "a", "ok": True, "nothing": None, "n": -3, "x": 0.5, "list": ["é", {"k": "\x00"}]}
    with opened() as stores:
        record = stores.audit.append("e", facts, NOON)
    with opened() as stores:
        assert stores.audit.records() == (record,)
    assert (record.seq, record.at, record.event, record.facts) == (1, NOON, "e", facts)


def test_records_are_filtered_by_account_and_cut_to_the_newest(stores: OpenStores) -> None:
    for number in range(6):
        stores.audit.append("e", {"account": "ab"[number % 2]}, NOON)
    stores.audit.append("e", {}, NOON)
    read = stores.audit.records
    assert [record.seq for record in read(account=AccountId("a"))] == [1, 3, 5]
    assert [record.seq for record in read(account=AccountId("a"), last=2)] == [3, 5]
    assert [record.seq for record in read(last=3)] == [5, 6, 7]
    assert read(last=0) == ()
    assert read(account=AccountId("c")) == ()


def test_the_canonical_text_is_sorted_dense_and_in_utc(stores: OpenStores, query: Any) -> None:
    east = NOON.astimezone(timezone(timedelta(hours=9)))
    stores.audit.append("e", {"b": "ü", "a": [1, {"d": 1, "c": 2}]}, east)
    ((text,),) = query("SELECT record FROM audit")
    assert text == (
        '{"at":"2026-03-02T12:00:00.000000+00:00","event":"e","facts":{"a":[1,{"c":2,"d":1}],"b":"ü"},"seq":1}'
    )


@pytest.mark.parametrize(
    "value",
    [
        Secret("canary"),
        b"bytes",
        NOON,
        {1, 2},
        float("nan"),
        float("inf"),
        object(),
        {1: "x"},
        "\ud800",
        print,
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: {"deep": ({"er": v},)}])
def test_a_secret_or_anything_that_is_no_json_is_refused(stores: OpenStores, value: Any, wrap: Any) -> None:
    intent = stores.audit.append(INTENT, {}, NOON).seq
    for write in (
        lambda: stores.audit.append("e", {"x": wrap(value)}, NOON),
        lambda: stores.audit.finish(intent, {"x": wrap(value)}, NOON),
    ):
        with pytest.raises(TypeError) as caught:
            write()
        assert "canary" not in str(caught.value)
    assert len(stores.audit.records()) == 1


def test_a_secret_as_a_name_is_refused(stores: OpenStores) -> None:
    class Hashable(Secret):
        def __hash__(self) -> int:
            return 1

    with pytest.raises(TypeError):
        stores.audit.append("e", {"x": {Hashable("canary"): 1}}, NOON)


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=4))
def test_any_json_comes_back_and_has_one_canonical_text(facts: dict[str, Any]) -> None:
    text = chain.text(1, NOON, "e", facts)
    record = chain.record(text, "d")
    assert record.facts == facts
    assert chain.text(1, NOON, "e", dict(reversed(record.facts.items()))) == text
    assert json.loads(text)["facts"] == facts


def test_a_time_without_a_zone_is_refused(stores: OpenStores) -> None:
    with pytest.raises(ValueError, match="zone"):
        stores.audit.append("e", {}, NOON.replace(tzinfo=None))


# --- intents and outcomes ---


def test_an_intent_is_open_until_it_has_an_outcome(stores: OpenStores) -> None:
    first = stores.audit.append(INTENT, {"account": "a"}, NOON)
    stores.audit.append("something.else", {}, NOON)
    second = stores.audit.append(INTENT, {"account": "b"}, NOON)
    assert stores.audit.open_intents() == (first, second)
    outcome = stores.audit.finish(first.seq, {"account": "a", "outcome": "done"}, NOON)
    assert outcome is not None
    assert (outcome.event, outcome.seq, outcome.facts["intent"]) == ("action.outcome", 4, first.seq)
    assert stores.audit.open_intents() == (second,)


def test_an_intent_has_one_outcome(stores: OpenStores) -> None:
    intent = stores.audit.append(INTENT, {}, NOON).seq
    assert stores.audit.finish(intent, {"outcome": "done"}, NOON)
    assert stores.audit.finish(intent, {"outcome": "unknown"}, NOON) is None
    assert len(stores.audit.records()) == 2


def test_an_outcome_without_intent_is_a_mistake(stores: OpenStores) -> None:
    other = stores.audit.append("something.else", {}, NOON).seq
    for number in (other, 77):
        with pytest.raises(ValueError, match="intent"):
            stores.audit.finish(number, {}, NOON)
    assert len(stores.audit.records()) == 1


def test_an_intent_is_finished_once_in_ten_processes(opened: Any, at_once: Any) -> None:
    with opened() as stores:
        intent = stores.audit.append(INTENT, {}, NOON).seq
    answers = at_once(10, lambda n: opened().audit.finish(intent, {"by": n}, NOON) is not None)
    assert sorted(answers) == [False] * 9 + [True]
    with opened() as stores:
        assert len(stores.audit.records()) == 2


def test_the_tables_themselves_allow_one_outcome(stores: OpenStores, query: Any) -> None:
    intent = stores.audit.append(INTENT, {}, NOON).seq
    stores.audit.finish(intent, {}, NOON)
    with pytest.raises(sqlite3.IntegrityError):
        query("INSERT INTO audit VALUES (3, '{}', '', 'action.outcome', NULL, ?)", intent)


# --- the chain ---


def test_a_whole_chain_verifies_to_its_head(stores: OpenStores) -> None:
    assert stores.audit.verify() is None
    records = _fill(stores, 7)
    head = ChainHead(7, records[-1].digest)
    assert stores.audit.verify() == head
    assert stores.audit.verify(head) == head
    assert stores.audit.verify(ChainHead(4, records[3].digest)) == head


def test_processes_at_once_write_one_chain(opened: Any, at_once: Any) -> None:
    def write(number: int) -> list[int]:
        with opened(busy_seconds=60.0) as stores:
            return [stores.audit.append("e", {"by": number, "n": n}, NOON).seq for n in range(10)]

    numbers = at_once(8, write)
    assert sorted(seq for each in numbers for seq in each) == list(range(1, 81))
    with opened() as stores:
        head = stores.audit.verify()
        assert isinstance(head, ChainHead)
        assert head.seq == 80


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET record = replace(record, '\"n\":2', '\"n\":9') WHERE seq = 3",
        "UPDATE audit SET digest = replace(digest, substr(digest, 1, 1), 'g') WHERE seq = 3",
        "UPDATE audit SET digest = '' WHERE seq = 3",
        "UPDATE audit SET record = x'00' WHERE seq = 3",
        "UPDATE audit SET record = '' WHERE seq = 3",
        "UPDATE audit SET event = 'y' WHERE seq = 3",
        "UPDATE audit SET account = 'a9' WHERE seq = 3",
        "UPDATE audit SET account = NULL WHERE seq = 3",
        "UPDATE audit SET intent = 1 WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit SET seq = seq - 1 WHERE seq > 3 AND (SELECT 1)",
    ],
)
def test_a_changed_or_removed_record_is_found_where_it_is(
    stores: OpenStores, query: Any, statement: str
) -> None:
    _fill(stores, 6)
    if "seq - 1" in statement:
        query("DELETE FROM audit WHERE seq = 3")
    query(statement)
    code, cause = _fault(stores)
    assert code == "audit-broken"
    assert "number 3" in cause
    assert ("it is missing" in cause) == (statement.startswith("DELETE"))


def test_swapped_records_are_found(stores: OpenStores, query: Any) -> None:
    _fill(stores, 6)
    query("UPDATE audit SET seq = 100 WHERE seq = 3")
    query("UPDATE audit SET seq = 3 WHERE seq = 4")
    query("UPDATE audit SET seq = 4 WHERE seq = 100")
    assert _fault(stores)[0] == "audit-broken"


def test_an_inserted_record_is_found(stores: OpenStores, query: Any) -> None:
    _fill(stores, 3)
    query("INSERT INTO audit SELECT 4, record, digest, event, account, intent FROM audit WHERE seq = 3")
    assert "number 4" in _fault(stores)[1]


def test_a_record_of_another_past_is_found(stores: OpenStores, query: Any) -> None:
    """Signed with our key, for this very number: only the chain shows that it belongs elsewhere."""
    _fill(stores, 6)
    ((old,),) = query("SELECT record FROM audit WHERE seq = 4")
    ((digest,),) = query("SELECT digest FROM audit WHERE seq = 4")
    query("DELETE FROM audit WHERE seq > 2")
    for number in range(4):
        stores.audit.append("x", {"n": number, "account": "a3"}, NOON)
    assert _fault(stores)[0] == "store-untied"
    query("UPDATE audit SET record = ?, digest = ? WHERE seq = 4", old, digest)
    assert "number 4" in _fault(stores)[1]


def test_a_record_before_the_first_is_found(stores: OpenStores, query: Any) -> None:
    _fill(stores, 3)
    query("INSERT INTO audit SELECT 0, record, digest, event, account, intent FROM audit WHERE seq = 1")
    assert _fault(stores)[0] == "audit-broken"


def test_a_missing_beginning_is_found(stores: OpenStores, query: Any) -> None:
    _fill(stores, 3)
    query("DELETE FROM audit WHERE seq = 1")
    assert "number 1" in _fault(stores)[1]


def test_a_record_signed_with_another_key_is_found(stores: OpenStores) -> None:
    _fill(stores, 3)
    own = StoreKey(bytes(32), KeySource.FILE)
    forger = SqlAuditLog(stores.database, Sealer(own, SystemChance()), own)
    forger.append("forged", {}, NOON)
    assert "number 4" in _fault(stores)[1]
    found = forger.verify()
    assert isinstance(found, Problem)
    assert "number 1" in found.cause


def test_a_cut_end_shows_and_which_against_a_head_noted_elsewhere(stores: OpenStores, query: Any) -> None:
    records = _fill(stores, 6)
    noted = ChainHead(6, records[-1].digest)
    query("DELETE FROM audit WHERE seq > 4")
    assert _fault(stores)[0] == "store-untied"
    code, cause = _fault(stores, noted)
    assert code == "audit-truncated"
    assert "number 6" in cause
    query("DELETE FROM audit")
    assert _fault(stores, noted)[0] == "audit-truncated"


def test_an_end_that_was_cut_and_written_again_shows(stores: OpenStores, query: Any) -> None:
    noted = ChainHead(6, _fill(stores, 6)[-1].digest)
    query("DELETE FROM audit WHERE seq > 4")
    for _ in range(4):
        stores.audit.append("other", {}, NOON)
    assert _fault(stores)[0] == "store-untied"
    assert _fault(stores, noted)[0] == "audit-truncated"


def test_a_record_that_cannot_be_read_is_said(stores: OpenStores, query: Any) -> None:
    _fill(stores, 3)
    query("UPDATE audit SET record = '[]' WHERE seq = 2")
    with pytest.raises(StoreUnavailable) as caught:
        stores.audit.records()
    assert caught.value.problem.code == "audit-broken"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seq=st.integers(1, 8),
    column=st.sampled_from(["record", "digest", "event", "account"]),
    position=st.integers(0, 400),
    character=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
)
def test_any_changed_character_is_found(
    path: Path, key: StoreKey, seq: int, column: str, position: int, character: str
) -> None:
    with (
        open_store(path, key, SystemClock(), SystemChance()) as stores,
        closing(sqlite3.connect(path)) as shell,
    ):
        if not stores.audit.records():
            _fill(stores, 8)
        assert isinstance(stores.audit.verify(), ChainHead)
        ((before,),) = shell.execute(f"SELECT {column} FROM audit WHERE seq = ?", (seq,)).fetchall()  # noqa: S608 - ours
        place = position % len(before)
        after = before[:place] + character + before[place + 1 :]
        update = f"UPDATE audit SET {column} = ? WHERE seq = ?"  # noqa: S608 - a column of the list above
        shell.execute(update, (after, seq))
        shell.commit()
        found = stores.audit.verify()
        shell.execute(update, (before, seq))
        shell.commit()
        assert isinstance(found, ChainHead if after == before else Problem)


def _shuffled(count: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Any selection of the records, in any order, some twice."""
    return st.lists(st.integers(1, count), max_size=count + 2).map(tuple)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=_shuffled(5))
def test_only_the_whole_chain_verifies(
    path: Path, key: StoreKey, tmp_path: Path, order: tuple[int, ...]
) -> None:
    with open_store(path, key, SystemClock(), SystemChance()) as stores:
        if not stores.audit.records():
            _fill(stores, 5)
    copied = tmp_path / "copied"
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(path.parent, copied)
    with closing(sqlite3.connect(copied / path.name)) as shell, shell:
        rows = {row[0]: row[1:] for row in shell.execute("SELECT * FROM audit")}
        shell.execute("DELETE FROM audit")
        for seq, number in enumerate(order, start=1):
            shell.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", (seq, *rows[number]))
    with open_store(copied / path.name, key, SystemClock(), SystemChance()) as stores:
        found = stores.audit.verify()
    whole = order == tuple(range(1, len(rows) + 1))
    assert isinstance(found, Problem) != whole


# --- a process that dies ---


@pytest.mark.parametrize("moment", ["before the commit", "after the commit"])
def test_a_killed_process_leaves_a_chain_that_verifies(opened: Any, moment: str) -> None:
    with opened() as stores:
        _fill(stores, 3)
    child = os.fork()
    if child == 0:
        stores = opened()
        if moment == "before the commit":
            with stores.database.writing() as connection:
                stores.audit._append(connection, "killed", {}, NOON)
                os.kill(os.getpid(), signal.SIGKILL)
        stores.audit.append("killed", {}, NOON)
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    with opened() as stores:
        kept = 3 if moment == "before the commit" else 4
        head = stores.audit.verify()
        assert isinstance(head, ChainHead)
        assert head.seq == kept
        assert stores.audit.append("next", {}, NOON).seq == kept + 1
        assert isinstance(stores.audit.verify(), ChainHead)
