"""What a call costs the store: transactions of each step, an entry of the record beside a bare commit of such
a row, an import of a hundred tokens. Prints a table.

    python tests/benchmarks/steps.py
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

import pyotp
from benchmarks.measure import Row, beside
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

TOKENS, ENTRIES = 100, 300


def main() -> None:
    rows = [*call(), *entry()]
    print("| measured | helpdesk-tui | compared with | ratio |\n|---|---|---|---|")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        print(f"| {row.what} | {row.ours} | {row.theirs} | {ratio} |")


@contextmanager
def _durable_demo() -> Iterator[tuple[Desk, Callable[[MethodKind], str]]]:
    """The demo, with a store that reaches the disk, and what its first caller says."""

    def open_durable(*arguments: object, durable: bool = True) -> store.OpenStores:
        return opened(*arguments)  # type: ignore[arg-type]

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


def call() -> Iterator[Row]:
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
            began, busy = time.perf_counter(), time.process_time()
            report = desk.importing.run(lines, all_or_nothing=whole, on_progress=lambda _: None)
            took, busy = time.perf_counter() - began, time.process_time() - busy
            assert report.stored == TOKENS
            yield Row(
                f"{TOKENS} tokens imported{', all or none' if whole else ''}",
                f"{took:.2f} s, {busy:.2f} s of them busy",
                "1 s",
                took,
            )


def _step(what: str, seen: Transactions) -> Row:
    written, read = seen.taken()
    return Row(f"{what}: transactions", f"{written} written, {read} read", "", None)


def _tokens(prefix: str) -> Iterator[ImportedSeed]:
    for number in range(TOKENS):
        secret = Secret(pyotp.random_base32())
        serial = f"{prefix}{number}"
        kind, origin = MethodKind.OATH_TOKEN, Origin.IMPORTED
        yield ImportedSeed(number, "", NewSeed(kind, "Acme", secret, OathSettings(), origin, serial))


def entry() -> Iterator[Row]:
    clock = SystemClock()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:  # a disk, where /tmp may be memory
        path = Path(place) / "store" / "desk.db"
        key = store.find_key(path, SystemChance(), source=store.KeySource.FILE, environ={})
        bare = sqlite3.connect(Path(place) / "bare.db", isolation_level=None)
        bare.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x TEXT, y TEXT)"
        )
        with store.open_store(path, key, clock, SystemChance()) as stores:
            stores.audit.append("search", {"query": "ada"}, clock.now())
            with stores.database.reading() as connection:
                (text,) = connection.exec_driver_sql("SELECT record FROM audit").one()
            mine, theirs = beside(
                lambda: stores.audit.append("search", {"query": "ada"}, clock.now()),
                lambda: bare.execute("INSERT INTO t VALUES (?, ?)", (text, "0" * 64)),
                ENTRIES,
            )
    yield Row("a durable entry", f"{mine:.2f} ms", f"bare SQLite commit: {theirs:.2f} ms", mine / theirs)


if __name__ == "__main__":
    main()
