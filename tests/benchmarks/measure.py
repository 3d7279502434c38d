"""Measures what the budgets speak of, as ratios in one run, and prints a table for the README.

    python tests/benchmarks/measure.py [LAB.json]

LAB.json describes a running lab (`python tests/lab > LAB.json &`); without it one is started.
"""

import sqlite3
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import ldap3
from benchmarks.same_requests import requests_of
from e2e.terminal import Terminal
from lab.domain import Domain
from lab.samba import SambaDomain

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.active_directory.account import ACCOUNT_ATTRIBUTES
from helpdesk_tui.directory.settings import Endpoint, Settings
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, find_key, open_store

HERE = Path(__file__).parent
DEMO = [sys.executable, "-m", "helpdesk_tui", "demo"]
ROUNDS = 9


@dataclass(frozen=True)
class Row:
    """One line of the table; times in milliseconds, `ratio` ours to theirs."""

    what: str
    ours: str
    theirs: str
    ratio: float | None


def main() -> None:
    with ExitStack() as lab, tempfile.TemporaryDirectory() as place:
        if len(sys.argv) > 1:
            domain = Domain.from_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
        else:
            domain = lab.enter_context(SambaDomain(Path(place) / "lab"))
        rows = [start_up(), memory(), *keystrokes(), *directory(domain), *store(Path(place))]
    print("| measured | helpdesk-tui | compared with | ratio |\n|---|---|---|---|")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        print(f"| {row.what} | {row.ours} | {row.theirs} | {ratio} |")


# --- the terminal ---------------------------------------------------------------------------------


def first_paint(command: list[str], text: str) -> float:
    """Milliseconds from the start of the process to `text` on the screen."""
    began = time.perf_counter()
    with Terminal(command) as terminal:
        terminal.wait_for(text, 20)
        return (time.perf_counter() - began) * 1000


def start_up() -> Row:
    ours, theirs = [], []
    for _ in range(ROUNDS):  # in turns, so that both see the same machine
        ours.append(first_paint(DEMO, "Password"))
        theirs.append(first_paint([sys.executable, str(HERE / "bare.py")], "Name 9"))
    mine, bare = statistics.median(ours), statistics.median(theirs)
    return Row(
        "start-up to the sign-in screen", f"{mine:.0f} ms", f"bare Textual app: {bare:.0f} ms", mine / bare
    )


def memory() -> Row:
    """Of one session of the demo that has searched. Run as root: the program lets nobody else look."""
    with Terminal([sys.executable, str(HERE / "bare.py")]) as bare, Terminal(DEMO) as ours:
        bare.wait_for("Name 9", 20)
        ours.wait_for("Password", 20)
        ours.type("demo\r")
        ours.wait_for("Find", 20)
        ours.type("ada.byron")
        ours.wait_for("1 account.", 20)
        mine, theirs = proportional_set(ours.pid), proportional_set(bare.pid)
    return Row("memory of one session", f"{mine:.0f} MB", f"bare Textual app: {theirs:.0f} MB", mine / theirs)


def proportional_set(pid: int) -> float:
    """MB that are the process's alone, and its part of what several share (proc_pid_smaps(5), Pss)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(rollup.partition("\nPss:")[2].split()[0]) / 1024


def bytes_for(terminal: Terminal, act: Callable[[], None]) -> int:
    terminal.wait_still()
    before = len(terminal.raw)
    act()
    terminal.wait_still(0.6)
    return len(terminal.raw) - before


def keystrokes() -> list[Row]:
    with Terminal([sys.executable, str(HERE / "bare.py")]) as bare:
        bare.wait_for("Name 9")
        theirs = statistics.mean(bytes_for(bare, lambda key=key: bare.type(key)) for key in "ada")
    with Terminal(DEMO) as ours:
        ours.wait_for("Password")
        ours.type("demo\r")
        ours.wait_for("Find", 20)
        typing = statistics.mean(bytes_for(ours, lambda key=key: ours.type(key)) for key in "zzz")
        idle = bytes_for(ours, lambda: time.sleep(2))
        ours.type("\x15")
        ours.press("down")
        arrow = bytes_for(ours, lambda: ours.press("down"))
        screens = [
            bytes_for(ours, lambda key=key: ours.press(key)) for key in ("enter", "f1", "f1", "esc", "f8")
        ]
    return [
        Row("bytes for a typed letter", f"{typing:.0f}", f"bare Textual app: {theirs:.0f}", typing / theirs),
        Row("bytes for an arrow in a list", f"{arrow}", "", None),
        Row("bytes for a new screen, at most", f"{max(screens)}", "", None),
        Row("bytes while nothing happens (2 s)", f"{idle}", "", None),
    ]


# --- the directory --------------------------------------------------------------------------------


def beside(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 60) -> tuple[float, float]:
    """Milliseconds of each, the medians of `rounds` calls in turn: what else this machine does meets both."""
    pairs = [(_milliseconds(ours), _milliseconds(theirs)) for _ in range(rounds)]
    mine, raw = zip(*pairs, strict=True)
    return statistics.median(mine), statistics.median(raw)


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def directory(domain: Domain) -> list[Row]:
    """The adapter against the same requests made with ldap3 itself, on an open connection each."""
    settings = Settings((Endpoint(domain.host, domain.port),), domain.ca_file)
    session = ActiveDirectory(settings, SystemClock()).sign_in("olga.operator", Secret(domain.password))
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(domain.ca_file))
    server = ldap3.Server(domain.host, domain.port, use_ssl=True, tls=tls, get_info=ldap3.NONE)
    plain = ldap3.Connection(
        server, "olga.operator@lab.example", domain.password, client_strategy=ldap3.SAFE_SYNC,
        auto_bind=ldap3.AUTO_BIND_NO_TLS, receive_timeout=10, auto_referrals=False,
    )  # fmt: skip
    ada = domain.id("ada.byron")
    assert session.search("ada", 50).rows
    (asked,) = requests_of(lambda: session.search("ada", 50))
    descriptor = [("1.2.840.113556.1.4.801", True, bytes.fromhex("3003020104"))]

    def search_plainly() -> object:
        return plain.search(**asked)

    def read_plainly() -> object:
        return plain.search(
            f"<GUID={ada}>",
            "(objectClass=*)",
            ldap3.BASE,
            attributes=list(ACCOUNT_ATTRIBUTES),
            controls=descriptor,
        )

    assert search_plainly()[2]
    assert read_plainly()[2]
    pairs = [
        ("a search (anr, at most 50)", lambda: session.search("ada", 50), search_plainly),
        ("a card (all that is read of an account)", lambda: session.read(AccountId(ada)), read_plainly),
    ]
    rows = []
    for what, ours, theirs in pairs:
        mine, raw = beside(ours, theirs)
        rows.append(Row(what, f"{mine:.1f} ms", f"ldap3, same request: {raw:.1f} ms", mine / raw))
    session.close()
    return rows


# --- the store ------------------------------------------------------------------------------------


def store(place: Path) -> list[Row]:
    """Durable appends against bare SQLite commits on the same disk."""
    path = place / "store" / "desk.db"
    clock = SystemClock()
    key = find_key(path, SystemChance(), source=KeySource.FILE, environ={})
    bare = sqlite3.connect(place / "bare.db", isolation_level=None)
    bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x TEXT);")
    with open_store(path, key, clock, SystemChance()) as stores:
        append, commit = beside(
            lambda: stores.audit.append("search", {"query": "ada"}, clock.now()),
            lambda: bare.execute("INSERT INTO t VALUES ('ada')"),
            200,
        )
        began = time.perf_counter()
        stores.audit.verify()
        per_second = 200 / (time.perf_counter() - began)
    return [
        Row("a durable entry", f"{append:.2f} ms", f"bare SQLite commit: {commit:.2f} ms", append / commit),
        Row("entries of the record verified", f"{per_second:,.0f} /s", "", None),
    ]


if __name__ == "__main__":
    main()
