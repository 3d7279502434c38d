"""The store: durable entries against bare commits on the same disk."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.timing import beside

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.store import KeySource, find_key, open_store

GROUP = "The record"
_ROUNDS = 200


def figures(place: Path) -> Iterator[Figure]:
    path = place / "store" / "desk.db"
    clock = SystemClock()
    key = find_key(path, SystemChance(), source=KeySource.FILE, environ={})
    bare = sqlite3.connect(place / "bare.db", isolation_level=None)
    bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x TEXT);")
    with open_store(path, key, clock, SystemChance()) as stores:
        append, commit = beside(
            lambda: stores.audit.append("search", {"query": "ada"}, clock.now()),
            lambda: bare.execute("INSERT INTO t VALUES ('ada')"),
            _ROUNDS,
        )
        began = time.perf_counter()
        stores.audit.verify()
        took = time.perf_counter() - began
    yield Figure(GROUP, "a durable entry", append, "ms", "a bare SQLite commit", commit, 2)
    yield Figure(GROUP, "entries verified", _ROUNDS / took, "/s")
