"""The full screen at a real terminal of 80×24: until it is there, what a key sends, what a session holds."""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure
from e2e.terminal import Terminal

GROUP = "The terminal"
_BARE = [sys.executable, str(Path(__file__).parent / "bare.py")]
_DEMO = [sys.executable, "-m", "helpdesk_tui", "demo"]
_ROUNDS = 10
APP = "a bare Textual app"
_CALL = (
    ("search: the marked one's card", "enter"),
    ("card: verify", "v"),
    ("help", "f1"),
    ("help closed", "esc"),
    ("back to the card", "esc"),
    ("back to the search", "esc"),
    ("the lists", "f8"),
)
"""Screens one after the other, each by a key."""


def figures() -> Iterator[Figure]:
    yield _start()
    yield from _bytes()


def sessions(*counts: int) -> Iterator[Figure]:
    """Memory of so many demos at once: what is theirs alone, and their part of what several share."""
    for count in counts:
        with ExitStack() as open_ones:
            ours = _held(open_ones, _DEMO, count, _searched)
        each = "one demo" if count == 1 else f"each of {count} demos"
        yield Figure(GROUP, f"memory of {each}", ours, "MB", APP, memory_of_bare())


def memory_of_bare() -> float:
    with ExitStack() as open_ones:
        return _held(open_ones, _BARE, 1, lambda terminal: terminal.wait_for("Name 9", 30))


def _start() -> Figure:
    ours, theirs = [], []
    for _ in range(_ROUNDS):  # in turns, so that both see the same machine
        ours.append(_first_paint(_DEMO, "Password"))
        theirs.append(_first_paint(_BARE, "Name 9"))
    return Figure(
        GROUP,
        "start to the sign-in screen",
        statistics.median(ours),
        "ms",
        APP,
        statistics.median(theirs),
        1.2,
    )


def _first_paint(command: list[str], text: str) -> float:
    began = time.perf_counter()
    with Terminal(command) as terminal:
        terminal.wait_for(text, 20)
        return (time.perf_counter() - began) * 1000


def _bytes() -> Iterator[Figure]:
    with Terminal(_BARE) as bare:
        bare.wait_for("Name 9")
        theirs = statistics.median(_sent(bare, partial(bare.type, key)) for key in "adalovelace")
    with Terminal(_DEMO) as ours:
        ours.wait_for("Password")
        into = _sent(ours, partial(ours.type, "demo\r"))
        ours.wait_for("Find", 20)
        letters = [_sent(ours, partial(ours.type, key)) for key in "zzzzzzzzzz"]
        idle = _sent(ours, partial(time.sleep, 2))
        ours.type("\x15")
        hits = [_sent(ours, partial(ours.type, key)) for key in "lin"]
        ours.press("down")
        arrows = [_sent(ours, partial(ours.press, "down")) for _ in range(10)]
        screens = [(what, _sent(ours, partial(ours.press, key))) for what, key in _CALL]
    yield Figure(GROUP, "a letter", statistics.median(letters), "bytes", APP, theirs)
    yield Figure(GROUP, "a letter, at most", max(letters), "bytes", goal=200)
    yield Figure(GROUP, "a letter that changes the hits, at most", max(hits), "bytes")
    yield Figure(GROUP, "an arrow in a list, at most", max(arrows), "bytes", goal=300)
    yield Figure(GROUP, "from the sign-in to the search", into, "bytes", goal=4000)
    yield Figure(GROUP, "a new screen, at most", max(sent for _, sent in screens), "bytes", goal=4000)
    yield Figure(GROUP, "nothing happens for 2 s", idle, "bytes", goal=0)


def _sent(terminal: Terminal, act: Callable[[], object]) -> int:
    terminal.wait_still()
    before = len(terminal.raw)
    act()
    terminal.wait_still(0.6)
    return len(terminal.raw) - before


def _held(open_ones: ExitStack, command: list[str], count: int, ready: Callable[[Terminal], object]) -> float:
    """MB of each of `count` (proc_pid_smaps(5), Pss). Run as root: the program lets nobody else look."""
    terminals = []
    for _ in range(count):  # one after the other: all at once would only wait for each other
        terminal = open_ones.enter_context(Terminal(command))
        ready(terminal)
        terminals.append(terminal)
    return statistics.mean(proportional_set(each.pid) for each in terminals)


def _searched(terminal: Terminal) -> None:
    terminal.wait_for("Password", 30)
    terminal.type("demo\r")
    terminal.wait_for("Find", 30)
    terminal.type("ada.byron")
    terminal.wait_for("1 account.", 30)


def proportional_set(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(rollup.partition("\nPss:")[2].split()[0]) / 1024
