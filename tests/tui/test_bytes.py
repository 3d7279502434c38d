"""Bytes at a real terminal: whatever comes, the console goes on; and when it ends, it ends in order."""

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.terminal import Terminal
from tui.bytes_of_terminals import chances, how_many, random_bytes
from tui.test_terminal import DEMO, environment, sign_in

BEGIN = """
import sys, threading, time
from helpdesk_tui import cli, faults
from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.performing import Actions
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.driver import TerminalDriver
from helpdesk_tui.tui.screens.search import SearchScreen
from textual.drivers import linux_driver
"""
END = "raise SystemExit(cli.main(['demo']))"
FAULT = "Something went wrong inside the program"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    with Terminal(DEMO, environment=environment(home)) as made:
        yield made


def changed(home: Path, change: str, **more: str) -> Terminal:
    """The demo with lines of Python run before it."""
    return Terminal([sys.executable, "-c", BEGIN + change + END], environment=environment(home, **more))


def log_of(home: Path) -> str:
    file = home / "state" / "helpdesk-tui" / "faults.log"
    return file.read_text() if file.exists() else ""


def assert_ended_in_words(terminal: Terminal, home: Path, kind: str) -> None:
    assert terminal.wait_exit(20) == 1
    terminal.wait_for_words(FAULT)
    assert b"Traceback" not in terminal.raw
    assert kind in log_of(home)


# --- bytes ------------------------------------------------------------------------------------------

LONGER_THAN_A_PASTE = 4.0
"""Seconds: one that never closes ends after two, from when a busy machine has read its beginning."""

BYTES = [
    b"J\xfcrgen",  # Latin-1
    b"Chlo\xe9 \n",
    b"\x1b[200~J\xc3\x1b[201~",  # a paste, cut inside a sign
    b"\x1b[200~never closed",
    b"\x1b[M \xe4\xfc",  # a mouse report of old
    b"\x1b[1114112;1u",
    b"\x1b[97:65;2u",
    b"\x1b[99999999999C",
    b"\x1b[48;24;80;0;0t\x1b[<0;10;10M",
    b"\x1b[55296u\xed\xa0\x80",
    b"\xff" * 300,
]


@pytest.mark.parametrize("sent", BYTES, ids=[repr(each[:12]) for each in BYTES])
def test_no_bytes_end_it_before_or_after_signing_in(terminal: Terminal, home: Path, sent: bytes) -> None:
    terminal.wait_for("Password", 20)
    terminal.wait_still()
    terminal.send(sent + b"\x1b[Z" + sent)
    time.sleep(LONGER_THAN_A_PASTE if b"never" in sent else 0.3)
    terminal.send(b"\x1b[Z\x15demo\t\x15demo\r")  # from the password back to the login
    terminal.wait_until(lambda: "Find" in terminal.text or "!" in terminal.text, "an answer", 20)
    if "Find" not in terminal.text:
        terminal.send(b"\t\x15demo\t\x15demo\r")
    terminal.wait_for("Find", 20)
    terminal.send(sent)
    time.sleep(LONGER_THAN_A_PASTE if b"never" in sent else 0.3)
    terminal.send(b"\x15ada.byron")
    terminal.wait_for("1 account.", 10)
    terminal.press("f10")
    assert terminal.wait_exit(10) == 0
    assert b"Traceback" not in terminal.raw
    assert log_of(home) == ""


def test_what_a_terminal_would_obey_is_pasted_into_no_field(terminal: Terminal) -> None:
    hostile = "\u202egro.live\u2066\u200b\u009b2J"
    terminal.wait_for("Password", 20)
    terminal.wait_still()
    terminal.send(f"\x1b[Z\x1b[200~{hostile}\x1b[201~{hostile}".encode())
    terminal.wait_for("gro.live", 10)
    terminal.send(b"\x15demo\tdemo\r")
    terminal.wait_for("Find", 20)
    terminal.send(f"\x1b[200~{hostile}\x1b[201~".encode())
    terminal.wait_for("gro.live", 10)
    terminal.send(b"\x10")  # the palette
    terminal.wait_still()
    terminal.send(f"\x1b[200~{hostile}\x1b[201~{hostile}".encode())
    terminal.wait_still()
    for sign in "\u202e\u2066\u200b\u009b":
        assert sign.encode() not in terminal.raw


def test_keys_are_not_torn_by_the_users_escdelay(home: Path) -> None:
    with Terminal(DEMO, environment=environment(home, ESCDELAY="25")) as terminal:
        sign_in(terminal)
        terminal.send(b"\x1b")
        time.sleep(0.15)
        terminal.send(b"[21~")
        assert terminal.wait_exit(10) == 0


def test_an_escdelay_that_is_no_number_is_no_matter(home: Path) -> None:
    with Terminal(DEMO, environment=environment(home, ESCDELAY="soon")) as terminal:
        sign_in(terminal)


STRINGS = """
async def nothing(self): pass
DeskApp.action_quit = nothing
"""


def test_strings_at_a_terminal(home: Path) -> None:
    """Wherever the keys among them lead; only quitting does nothing. It answers each time."""
    randomness = chances()
    with changed(home, STRINGS) as terminal:
        sign_in(terminal)
        for done in range(how_many(600)):
            terminal.send(random_bytes(randomness))
            if done % 50 == 49:
                assert_answers(terminal)
        assert terminal.exit_code is None
        assert b"Traceback" not in terminal.raw
    assert log_of(home) == ""


def assert_answers(terminal: Terminal) -> None:
    """F1 opens the help and closes it; Esc may have to leave the palette before."""
    terminal.send(b"\x1b[201~")
    for _ in range(8):
        terminal.press("esc")
        terminal.wait_still(0.2, 30)
        before = terminal.text
        terminal.press("f1")
        terminal.wait_still(0.2, 30)
        if terminal.text != before:
            terminal.press("f1")
            terminal.wait_still(0.2, 30)
            return
        time.sleep(0.4)  # a pause: what comes without one may be dropped with the rest
    raise AssertionError(f"no answer:\n{terminal.text}")


BUSY = """
def clear(self): time.sleep(2)
SearchScreen.action_clear = clear
"""


def test_signals_come_through_a_flood_of_keys(home: Path) -> None:
    """Both wake the program by the same pipe, which holds some 280 of them while the program is busy."""
    with changed(home, BUSY) as terminal:
        sign_in(terminal)
        terminal.press("esc")
        time.sleep(0.5)
        terminal.send(b"x" * 1000)
        time.sleep(0.5)
        terminal.signal(signal.SIGTERM)
        for columns in range(100, 400):  # as a window that is dragged
            terminal.resize(columns, 30)
        assert terminal.wait_exit(20) == 0
    assert log_of(home) == ""


# --- faults -----------------------------------------------------------------------------------------

FAULTS = {
    "the reader": """
import helpdesk_tui.tui.driver as driver
real = driver.TerminalInput.feed
def feed(self, data, now):
    if data.endswith(b"\\r"): raise ZeroDivisionError("Canary")
    return real(self, data, now)
driver.TerminalInput.feed = feed
""",
    "the writer": """
real = TerminalDriver.write
def write(self, data):
    real(self, data)
    if "Find" in data:
        real(self, 7 / 2)
        for _ in range(100): real(self, " ")  # more than the queue of its thread holds
TerminalDriver.write = write
""",
    "a worker": """
def search(self, *_): raise ZeroDivisionError("Canary")
from helpdesk_tui.desk.lookup import Lookup
Lookup.search = search
""",
    "another thread": """
def clear(self): threading.Thread(target=lambda: 1 / 0).start()
SearchScreen.action_clear = clear
""",
}


@pytest.mark.parametrize("where", FAULTS)
def test_a_fault_in_any_thread_ends_it_in_words_with_code_1_and_an_entry(home: Path, where: str) -> None:
    with changed(home, FAULTS[where]) as terminal:
        terminal.wait_for("Password", 20)
        terminal.type("demo\r")
        if where not in ("the reader", "the writer"):
            terminal.wait_for("Find", 20)
            terminal.type("ada" if where == "a worker" else "\x1b")
        kind = "TypeError" if where == "the writer" else "ZeroDivisionError"
        assert_ended_in_words(terminal, home, kind)
        assert b"Canary" not in terminal.raw
        assert "Canary" not in log_of(home)


IN_A_WRITE = """
real = Actions.perform
def perform(self, *order):
    threading.Thread(target=lambda: 1 / 0).start()
    time.sleep(1.5)
    done = real(self, *order)
    open("{place}", "w").write("the outcome was recorded")
    return done
Actions.perform = perform
"""


def to_act(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.type("ada.byron\r")
    terminal.wait_for("You may", 15)
    terminal.press("r")
    terminal.wait_for("Ticket", 10)
    terminal.press("enter")
    terminal.wait_for("caller says", 10)
    while time.time() % 30 > 25:  # a code that changes while it is read proves nothing
        time.sleep(0.5)
    found = re.search(r"says (\d{3}) ?(\d{3})", terminal.text)
    assert found
    terminal.type(f"{found[1]}{found[2]}\r")
    terminal.wait_for("Enter does this once", 10)
    terminal.wait_still()


def test_a_fault_while_something_is_written_ends_it_when_the_outcome_is_there(home: Path) -> None:
    place = home / "outcome"
    with changed(home, IN_A_WRITE.replace("{place}", str(place))) as terminal:
        to_act(terminal)
        terminal.press("enter")
        time.sleep(0.7)
        assert terminal.exit_code is None
        assert b"\x1b[?1049l" not in terminal.raw, "the terminal is not given back before"
        assert_ended_in_words(terminal, home, "ZeroDivisionError")
        assert place.exists()


# --- the end ----------------------------------------------------------------------------------------

THEN_WHAT_WAITS = (
    '"$@"; code=$?; stty -icanon -echo min 0 time 2; echo "waits:$(dd bs=64 count=1 2>/dev/null):$code"'
)


@pytest.mark.parametrize("key", ["f10", "fault"])
def test_what_was_typed_behind_the_end_does_not_reach_the_shell(home: Path, key: str) -> None:
    change = FAULTS["another thread"] if key == "fault" else ""
    slowly = "end = DeskApp.end_session\ndef slow(self): time.sleep(0.8); end(self)\n"
    slowly += "DeskApp.end_session = slow\n"
    program = [sys.executable, "-c", BEGIN + change + slowly + END]
    with Terminal(["sh", "-c", THEN_WHAT_WAITS, "sh", *program], environment=environment(home)) as terminal:
        sign_in(terminal)
        terminal.send(b"\x1b" if key == "fault" else b"\x1b[21~")
        time.sleep(0.05)
        terminal.send(b"rm -rf canary\r")
        time.sleep(0.5)
        terminal.send(b"reboot\r")
        terminal.wait_for(f"waits::{1 if key == 'fault' else 0}", 20)


@pytest.mark.parametrize("end", ["f10", "SIGTERM", "SIGQUIT", "fault"])
def test_nothing_that_was_shown_is_left_on_a_terminal_with_one_screen_only(home: Path, end: str) -> None:
    """The terminal of these tests has no alternate screen, as GNU screen by default."""
    with changed(home, FAULTS["another thread"]) as terminal:
        sign_in(terminal)
        terminal.type("ada.byron")
        terminal.wait_for("1 account.", 10)
        terminal.wait_still()
        before = len(terminal.raw)
        if end.startswith("SIG"):
            terminal.signal(getattr(signal, end))
        else:
            terminal.press("esc" if end == "fault" else end)
        assert terminal.wait_exit(10) == (1 if end == "fault" else 0)
        assert "ada" not in terminal.text.casefold()
        assert "Find" not in terminal.text
        assert b"\x1b[2J" not in terminal.raw[before:], "it would go into a scrollback"


def test_a_terminal_that_went_away_is_no_fault(home: Path) -> None:
    for _ in range(2):
        with Terminal(DEMO, environment=environment(home)) as terminal:
            sign_in(terminal)
            terminal.hangup()
            assert terminal.wait_exit(10) == 0
    assert log_of(home) == ""


def test_the_end_of_input_ends_it_in_words(home: Path) -> None:
    """As where SIGHUP is not sent: the line ends, and the screen is still there."""
    gone = "import os, signal; real = os.read\ndef read(fd, count):\n    data = real(fd, count)\n"
    gone += "    return b'' if fd == 0 and data.endswith(b'!') else data\nos.read = read\n"
    with changed(home, gone) as terminal:
        sign_in(terminal)
        terminal.type("!")
        assert terminal.wait_exit(10) == 0
        terminal.wait_for_words("its terminal went away")
    assert log_of(home) == ""


def test_who_was_stopped_by_force_goes_on_where_it_was(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.type("ada")
    terminal.wait_still()
    terminal.signal(signal.SIGSTOP)
    terminal.signal(signal.SIGCONT)
    terminal.wait_still()
    terminal.type(".byron")
    terminal.wait_for("1 account.", 10)
    terminal.press("f10")
    assert terminal.wait_exit(10) == 0


def test_no_thread_is_left_of_a_stop(terminal: Terminal) -> None:
    sign_in(terminal)
    threads = Path(f"/proc/{terminal.pid}/task")
    if not os.access(threads, os.R_OK):
        pytest.skip("needs /proc")
    for _ in range(3):
        terminal.signal(signal.SIGCONT)
        terminal.wait_still()
    assert len([*threads.iterdir()]) < 12
