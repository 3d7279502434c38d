"""Few bytes at a real terminal, and what they leave on it is the screen: drawn again, no cell changes."""

import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from e2e.terminal import Terminal
from textual.geometry import Size
from tui.test_terminal import DEMO, environment, sign_in

from helpdesk_tui.compose import for_demo
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.driver import REPAINT, TerminalDriver

LETTER, ARROW, SCREEN = 200, 300, 4000
"""Bytes at most, from 80×24 to 120×40: a line of 9,600 baud carries 960 a second."""

ANSWERED = 900
"""A letter that brings another list."""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(DEMO, environment=environment(tmp_path)) as made:
        yield made


def sent_for(terminal: Terminal, act: Callable[[], object]) -> int:
    terminal.wait_still(0.4)
    before = len(terminal.raw)
    act()
    terminal.wait_still(0.6)
    return len(terminal.raw) - before


def looks(terminal: Terminal) -> list[object]:
    cells = [terminal.cell(column, row) for row in range(24) for column in range(80)]
    return [(cell.data, cell.bg) if cell.data == " " and not cell.reverse else cell for cell in cells]


def assert_drawn_again_alike(terminal: Terminal) -> None:
    terminal.wait_still(0.4)
    terminal.wait_gone("Reading", 20)  # a card or a list
    terminal.wait_still(0.4)
    before, cursor = looks(terminal), terminal.cursor
    assert sent_for(terminal, lambda: terminal.press("ctrl+l")) > 300, "everything is drawn"
    assert looks(terminal) == before
    assert terminal.cursor == cursor


def test_keys_and_screens_cost_few_bytes_and_are_drawn_right(terminal: Terminal) -> None:
    terminal.wait_for("Password", 20)
    terminal.wait_still(0.4)
    assert len(terminal.raw) < SCREEN
    assert_drawn_again_alike(terminal)
    assert sent_for(terminal, lambda: (terminal.type("demo\r"), terminal.wait_for("Find", 20))) < SCREEN
    assert sent_for(terminal, lambda: terminal.type("a")) < LETTER
    assert sent_for(terminal, lambda: terminal.type("d")) < ANSWERED
    assert_drawn_again_alike(terminal)
    for letter in ".lind":
        assert sent_for(terminal, lambda each=letter: terminal.type(each)) < ANSWERED
    assert sent_for(terminal, lambda: terminal.type("q")) < ANSWERED
    terminal.wait_still(1.0)
    assert sent_for(terminal, lambda: terminal.type("qq")) < LETTER
    assert_drawn_again_alike(terminal)
    terminal.send(b"\x15")
    terminal.wait_for("Locked out now", 20)
    terminal.wait_still(1.0)
    assert sent_for(terminal, lambda: terminal.press("down")) <= ARROW
    assert sent_for(terminal, lambda: terminal.press("down")) <= ARROW
    assert_drawn_again_alike(terminal)
    for key in ("enter", "f1", "f1", "ctrl+p", "esc", "esc", "f8", "enter"):
        assert sent_for(terminal, lambda each=key: terminal.press(each)) < SCREEN, key
        assert_drawn_again_alike(terminal)
    assert sent_for(terminal, lambda: terminal.press("down")) <= ARROW
    assert sent_for(terminal, lambda: None) == 0


def test_a_wide_window_costs_no_more(tmp_path: Path) -> None:
    """With the account that is marked beside the list, and the history beside the card."""
    with Terminal(DEMO, environment=environment(tmp_path), columns=120, rows=40) as terminal:
        terminal.wait_for("Password", 20)
        assert sent_for(terminal, lambda: (terminal.type("demo\r"), terminal.wait_for("Find", 20))) < SCREEN
        assert sent_for(terminal, lambda: terminal.type("a")) < LETTER
        terminal.type("da")
        terminal.wait_for("5 accounts.", 10)
        terminal.press("down")
        terminal.wait_for("CN=Ada Byron", 10)
        for name in ("Ada Lindqvist", "Adaeze Okonkwo"):
            at = partial(terminal.wait_for, f"CN={name}", 10)
            assert sent_for(terminal, lambda at=at: (terminal.press("down"), at())) <= ARROW, name
        for key, comes in (("enter", "You may"), ("f1", "Esc closes"), ("f1", "You may"), ("r", "Proofs:")):
            at = partial(terminal.wait_for, comes, 10)
            assert sent_for(terminal, lambda key=key, at=at: (terminal.press(key), at())) < SCREEN, key


@pytest.mark.parametrize("keys", [["ctrl+l"], ["f1", "f1"]], ids=["by a key", "with a new screen"])
def test_what_a_message_to_all_disturbed_is_drawn_again(terminal: Terminal, keys: list[str]) -> None:
    sign_in(terminal)
    terminal.wait_still()
    before = looks(terminal)
    with Path(f"/proc/{terminal.pid}/fd/2").open("w") as line:
        line.write("\x1b[5;1H\x1b[31mBroadcast message: reboot\x1b[2;1H\x1b[K")
    terminal.wait_for("Broadcast message")
    for key in keys:
        terminal.press(key)
        terminal.wait_still()
    assert looks(terminal) == before


@pytest.mark.parametrize("what", ["resized", "stopped"])
def test_nothing_is_taken_for_shown_behind_a_resize_and_a_stop(terminal: Terminal, what: str) -> None:
    sign_in(terminal)
    terminal.wait_still()
    if what == "resized":
        for columns, rows in [(60, 22), (100, 30), (80, 24)]:
            terminal.resize(columns, rows)
            terminal.wait_still(0.4)
    else:
        terminal.signal(signal.SIGSTOP)
        with Path(f"/proc/{terminal.pid}/fd/2").open("w") as line:
            line.write("\x1b[H\x1b[2Jshell$ ")
        terminal.signal(signal.SIGCONT)
    terminal.wait_for("Find")
    terminal.wait_still()
    assert_drawn_again_alike(terminal)


def test_one_can_go_without(tmp_path: Path) -> None:
    with Terminal(DEMO, environment=environment(tmp_path, **{REPAINT: "1"})) as terminal:
        sign_in(terminal)
        assert sent_for(terminal, lambda: terminal.type("z")) > LETTER
        assert sent_for(terminal, lambda: terminal.press("ctrl+l")) > 2000


BROKEN = """
import sys
from helpdesk_tui import cli
from helpdesk_tui.tui.wire import picture
def fail(text): raise ZeroDivisionError
picture.read_paint = fail
sys.exit(cli.main(["demo"]))
"""


def test_a_fault_in_it_is_no_fault_of_the_screen(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", BROKEN], environment=environment(tmp_path)) as terminal:
        sign_in(terminal)
        terminal.type("ada.byron")
        terminal.wait_for("1 account.", 10)
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0


@pytest.mark.parametrize("in_full", [False, True])
async def test_a_desk_can_be_set_to_go_without(in_full: bool) -> None:
    """Over SSH no variable reaches it."""
    console = for_demo()
    try:
        driver = TerminalDriver(DeskApp(replace(console, repaints=in_full)))
        driver.forget_picture(Size(80, 24))
        assert (driver._picture is None) is in_full
    finally:
        console.close()
