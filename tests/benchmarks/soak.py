"""Many sessions over sshd at once, call after call: is every record true, does memory stay flat?

    PYTHONPATH=tests:. python -m benchmarks.soak [--minutes 10] [--sessions 20] [--callers 4]

Each session is an ssh client on a terminal, each call a caller who is proven by an app and reset; from the
third call of a person on a change is forced. Ends with 1 where the record is not what they saw, or memory
grew.
"""

import argparse
import itertools
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from e2e.calls import CLEARED, find, sign_in
from e2e.conftest import Place, code
from e2e.terminal import Terminal
from lab import people
from lab.domain import Domain, NewPerson
from lab.samba import SambaDomain
from lab.sshd import Sshd

from helpdesk_tui.store.database import BUSY_SECONDS

_RESTS = 31.0  # seconds until an app shows a code that was not used
_BUSY, _TRIES = "store is busy", 5
_GROWS = 1.1  # by this much at most, from the first quarter to the end


@dataclass
class Caller:
    person: NewPerson
    key: str
    calls: int = 0
    rested: float = 0.0
    told_busy: int = 0


@dataclass
class Tally:
    """What the sessions saw with their own eyes."""

    done: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    told_busy: int = 0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--sessions", type=int, default=20)
    asked.add_argument("--callers", type=int, default=4, help="of each session, in turns")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, SambaDomain(Path(folder) / "lab") as domain:
        return _soak(domain, Path(folder), chosen)


def _soak(domain: Domain, folder: Path, chosen: argparse.Namespace) -> int:
    sessions, seconds = chosen.sessions, chosen.minutes * 60
    home = folder / "desk"
    home.mkdir(mode=0o700)
    place = Place(domain, home)
    place.configure(connect_timeout=60, receive_timeout=120)
    callers = [Caller(person, place.has_app(person)) for person in _people(domain, sessions * chosen.callers)]
    tally, until = Tally(), time.monotonic() + seconds
    with Sshd(folder / "sshd", place.program, place.environment) as server:
        threads = [
            threading.Thread(target=_session, args=(place, server, callers[number::sessions], until, tally))
            for number in range(sessions)
        ]
        for each in threads:
            each.start()
            time.sleep(0.5)
        while time.monotonic() < until:  # from then on they end, one after the other
            time.sleep(5)
            tally.memory.append(_memory())
        for each in threads:
            each.join()
    tally.told_busy = sum(each.told_busy for each in callers)
    return _judge(place, tally, seconds)


def _people(domain: Domain, count: int) -> Iterator[NewPerson]:
    return (domain.new_person() for _ in range(count))


def _session(place: Place, server: Sshd, callers: list[Caller], until: float, tally: Tally) -> None:
    try:
        with Terminal(server.client(), {"HOME": str(Path.home())}) as terminal:
            terminal.wait_for("Password", 120)
            terminal.wait_still()
            terminal.type(f"{people.OPERATOR}\t")
            sign_in(terminal, place)
            for caller in itertools.cycle(callers):
                if time.monotonic() > until:
                    break
                time.sleep(max(0.0, caller.rested - time.monotonic()))
                tally.done[call(terminal, caller)] += 1
            terminal.press("f10")
            terminal.wait_exit(60)
    except Exception as error:  # noqa: BLE001 - told at the end
        tally.failed.append(str(error))


def call(terminal: Terminal, caller: Caller) -> str:
    """What the receipt says was done."""
    caller.calls += 1
    action = ("r", "reset") if caller.calls <= 2 else ("f", "force-change")
    find(terminal, caller.person, 60)
    terminal.press(action[0])
    terminal.wait_for("App code", 60)
    _prove(terminal, caller)
    _enter(terminal, caller, "Record")
    assert "DONE" in terminal.text
    if action[1] == "reset":
        terminal.press("f2")
        terminal.wait_gone("F2 shows it")
    terminal.press("enter")
    terminal.wait_for("Find", 60)
    return action[1]


def _prove(terminal: Terminal, caller: Caller) -> None:
    terminal.type(code(caller.key))
    caller.rested = time.monotonic() + _RESTS
    _enter(terminal, caller, CLEARED, lambda: terminal.type(f"\x15{code(caller.key)}"))


def _enter(terminal: Terminal, caller: Caller, words: str, again: Callable[[], None] = lambda: None) -> None:
    """Where the store is busy, as it says: nothing was changed, and it is tried again."""
    terminal.press("enter")
    terminal.wait_until(lambda: words in terminal.text or _BUSY in terminal.text, words, 60)
    while words not in terminal.text and caller.told_busy < _TRIES:
        caller.told_busy += 1
        time.sleep(1)  # it is read
        again()
        terminal.press("enter")
        terminal.wait_still(BUSY_SECONDS + 1, 60)
    terminal.wait_for(words, 60)


def _judge(place: Place, tally: Tally, seconds: float) -> int:
    """The record says what the sessions saw, no more and no less, and every chain holds."""
    code_of, said = place.run("audit", "verify", operator=people.AUDITOR)
    entries = place.json("audit", "list", operator=people.AUDITOR)
    assert isinstance(entries, list)
    events = Counter(each["event"] for each in entries)
    calls, intents, outcomes = sum(tally.done.values()), events["action.intent"], events["action.outcome"]
    begun, ended = _mean(tally.memory[len(tally.memory) // 4 :][:6]), _mean(tally.memory[-6:])
    print(
        f"{calls} calls in {seconds / 60:.1f} minutes: {dict(tally.done)}; "
        f"failed: {len(tally.failed)}; told that the store is busy: {tally.told_busy}"
    )
    print(f"record: {intents} intents, {outcomes} outcomes; {said.strip().splitlines()[-1]}")
    print(f"memory of all: {begun:.0f} MB after a quarter of the time, {ended:.0f} MB at its end")
    for each in tally.failed[:3]:
        print(each)
    is_true, is_flat = intents == outcomes == calls and code_of == 0, ended < begun * _GROWS
    return 0 if is_true and is_flat and not tally.failed else 1


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def _memory() -> float:
    """MB of all sessions' programs (proc_pid_smaps(5), Pss)."""
    found = 0.0
    for each in Path("/proc").iterdir():
        try:
            if each.name.isdigit() and b"helpdesk_tui" in (each / "cmdline").read_bytes():
                rollup = (each / "smaps_rollup").read_text(encoding="ascii")
                found += int(rollup.partition("\nPss:")[2].split()[0]) / 1024
        except (OSError, IndexError, ValueError):
            continue  # it has ended meanwhile
    return found


if __name__ == "__main__":
    sys.exit(main())
