"""What a call costs the store: transactions of each step, an entry of the record beside a bare commit of such
a row, an import of a hundred tokens."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import pyotp
from benchmarks.figures import Figure
from benchmarks.timing import beside
from transactions import Transactions, transactions

from helpdesk_tui import store
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.embedded import for_demo
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.imports import ImportedSeed
from helpdesk_tui.desk.method import MethodKind, OathSettings, Origin
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.secret import Secret

GROUP = "The record"
TOKENS, ENTRIES = 100, 300


def figures(place: Path) -> Iterator[Figure]:
    yield from _entries(place)
    yield from _call()


@contextmanager
def _durable_demo() -> Iterator[tuple[Desk, Callable[[MethodKind], str]]]:
    """The demo, with a store that reaches the disk, and what its first caller says."""

    def open_durable(*arguments: object, durable: bool = True) -> store.OpenStores:
        return opened(*arguments)

    opened = store.open_store
    with patch.object(store, "open_store", open_durable):
        console = for_demo()
        signing_in = console.sign_in.begin("demo", Secret("demo"))
        assert signing_in.opened is not None
        desk = signing_in.opened

        def says(kind: MethodKind) -> str:
            (row,) = desk.lookup.search("ada.byron").rows
            said = console.demo.caller_says(row.id, kind) if console.demo else None
            assert said is not None
            return said

        try:
            yield desk, says
        finally:
            console.close()


def _call() -> Iterator[Figure]:
    """A whole call, and an import, on the demo."""
    with transactions() as seen, _durable_demo() as (desk, says):
        code = says(MethodKind.TOTP)
        seen.taken()
        (found,) = desk.lookup.search("ada.byron").rows
        yield _step("to find", seen)
        desk.lookup.card(found.id)
        yield _step("the card", seen)
        begun = desk.verifying.begin(found.id)
        yield _step("to begin a verification", seen)
        totp = next(each.method.id for each in begun.options if each.method.kind is MethodKind.TOTP)
        with suppress(NotPermitted):
            desk.verifying.answer(begun.id, totp, Answer("code", {"code": Secret("000000")}))
        yield _step("a wrong code", seen)
        clearance = desk.verifying.answer(begun.id, totp, Answer("code", {"code": Secret(code)})).clearance
        yield _step("a right one, and the clearance", seen)
        assert clearance is not None
        receipt = desk.actions.perform(clearance.id, desk.actions.usual(begun.account, Action.RESET))
        yield _step(f"to reset, {len(receipt.notices)} notices", seen)
        desk.verifying.end_call(found.id)
        yield _step("to end the call", seen)
        for whole in (False, True):
            lines = list(_tokens(prefix=f"{whole}"))
            began = time.perf_counter()
            report = desk.importing.run(lines, all_or_nothing=whole, on_progress=lambda _done: None)
            took = time.perf_counter() - began
            assert report.stored == TOKENS
            yield Figure(
                GROUP, f"{TOKENS} tokens imported{', all or none' if whole else ''}", took, "s", goal=1
            )


def _step(what: str, seen: Transactions) -> Figure:
    written, _read = seen.taken()
    return Figure(
        GROUP, f"{what}: written", written, "transactions", goal=4 if what.startswith("to reset") else 1
    )


def _tokens(prefix: str) -> Iterator[ImportedSeed]:
    for number in range(TOKENS):
        secret = Secret(pyotp.random_base32())
        serial = f"{prefix}{number}"
        kind, origin = MethodKind.OATH_TOKEN, Origin.IMPORTED
        yield ImportedSeed(number, "", NewSeed(kind, "Acme", secret, OathSettings(), origin, serial))


def _entries(place: Path) -> Iterator[Figure]:
    """Beside a commit of a row as long as an entry is, on the same disk."""
    path, clock = place / "store" / "desk.db", SystemClock()
    key = store.find_key(path, SystemChance(), source=store.KeySource.FILE, environ={})
    bare = sqlite3.connect(place / "bare.db", isolation_level=None)
    bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x TEXT, y TEXT)")
    with store.open_store(path, key, clock, SystemChance()) as stores:
        stores.audit.append("search", {"query": "ada"}, clock.now())
        with stores.database.reading() as connection:
            (text,) = connection.exec_driver_sql("SELECT record FROM audit").one()
        mine, theirs = beside(
            lambda: stores.audit.append("search", {"query": "ada"}, clock.now()),
            lambda: bare.execute("INSERT INTO t VALUES (?, ?)", (text, "0" * 64)),
            ENTRIES,
        )
        began = time.perf_counter()
        stores.audit.verify()
        took = time.perf_counter() - began
    yield Figure(GROUP, "a durable entry", mine, "ms", "a bare SQLite commit", theirs, 2)
    yield Figure(GROUP, "entries verified", ENTRIES / took, "/s")
