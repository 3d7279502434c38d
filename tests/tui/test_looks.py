"""What is seen on terminals of other colours and another locale: the cursor, the QR code, the signs."""

import ast
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.terminal import Terminal
from tui.test_terminal import DEMO, environment, sign_in

import helpdesk_tui
from helpdesk_tui.compose import for_demo
from helpdesk_tui.desk.codes import provisioning_uri
from helpdesk_tui.desk.method import OathSettings
from helpdesk_tui.secret import Secret
from helpdesk_tui.signs import replace_signs
from helpdesk_tui.tui.widgets.qr import QUIET, matrix

GROUNDS = {"dark": ("white", "black"), "light": ("black", "white")}
"""Ink and paper of the terminal's own."""
COLOURS = [{"TERM": "xterm-256color"}, {"TERM": "linux"}, {"NO_COLOR": "1"}]

Cell = tuple[str, str, str]
"""Sign, ink, paper."""


def drawn(terminal: Terminal, column: int, row: int, ground: str, *, colours: bool = True) -> Cell:
    """What the eye sees there; `colours` = the terminal has any."""
    ink, paper = GROUNDS[ground]
    cell = terminal.cell(column, row)
    fg = ink if cell.fg == "default" or not colours else cell.fg
    bg = paper if cell.bg == "default" or not colours else cell.bg
    return (cell.data, bg, fg) if cell.reverse else (cell.data, fg, bg)


# --- the cursor -------------------------------------------------------------------------------------


def assert_cursor_behind(terminal: Terminal, typed: str) -> None:
    """It stands behind what was typed, is seen, and no caret is drawn under it that it would undo."""
    terminal.wait_for(typed)
    terminal.wait_still()
    row = next(place for place, line in enumerate(terminal.screen) if typed in line)
    column = terminal.screen[row].index(typed) + len(typed)
    assert terminal.cursor == (column, row), terminal.text
    assert terminal.shows_cursor
    assert not terminal.cell(column, row).reverse


def assert_cursor_at(terminal: Terminal, words: str) -> None:
    """It stands on the first sign of a row."""

    def stands() -> bool:
        column, row = terminal.cursor
        return terminal.screen[row][column:].startswith(words)

    terminal.wait_until(stands, f"the cursor on “{words}”")
    assert terminal.shows_cursor


@pytest.mark.parametrize("settings", COLOURS[:2], ids=str)
def test_the_cursor_of_the_terminal_stands_where_one_types_or_on_the_mark(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    with Terminal(DEMO, environment=environment(tmp_path, **settings)) as terminal:
        terminal.wait_for("Password", 20)
        terminal.wait_still()
        at_password = terminal.screen.index(next(each for each in terminal.screen if "Password" in each))
        assert terminal.cursor[1] == at_password, "before anything is typed"
        terminal.press("backtab")
        terminal.type("xx")
        assert_cursor_behind(terminal, "demoxx")
        terminal.press("backspace", "backspace", "tab")
        terminal.type("demo")
        assert_cursor_behind(terminal, "••••")
        terminal.press("enter")
        terminal.wait_for("Find", 20)
        terminal.type("ada")
        terminal.wait_for("accounts")
        assert_cursor_behind(terminal, "ada")
        terminal.press("left")
        assert_cursor_at(terminal, "a")
        terminal.press("down")
        assert_cursor_at(terminal, "▸ Ada Byron")
        terminal.press("down")
        assert_cursor_at(terminal, "▸ Ada Lindqvist")
        terminal.press("ctrl+p")
        terminal.wait_still()
        terminal.type("Quit")
        assert_cursor_behind(terminal, "│ Quit")
        terminal.press("esc", "esc")
        terminal.type("ada.byron")
        terminal.wait_for("1 account")
        terminal.press("enter")
        terminal.wait_for("You may")
        assert_cursor_at(terminal, "Ada Byron")
        terminal.press("r")
        terminal.wait_for("caller says")
        terminal.press("tab")
        terminal.type("INC 4")
        assert_cursor_behind(terminal, "INC 4")
        terminal.press("ctrl+u", "tab")
        terminal.type("123")
        assert_cursor_behind(terminal, "123")
        terminal.signal(signal.SIGSTOP)
        terminal.signal(signal.SIGCONT)
        assert_cursor_behind(terminal, "123")
        terminal.press("f10")
        assert terminal.wait_exit() == 0
        assert terminal.shows_cursor


# --- the QR code ------------------------------------------------------------------------------------


def to_code(terminal: Terminal) -> None:
    """The screen with the QR code of a new app."""
    sign_in(terminal)
    terminal.type("ada.byron\r")
    terminal.wait_for("You may")
    terminal.type("ma\r")
    terminal.wait_for("Ticket")
    terminal.press("enter")
    terminal.wait_for("caller says")
    while time.time() % 30 > 25:  # a code that changes while it is read proves nothing
        time.sleep(0.5)
    terminal.wait_still()
    found = re.search(r"says (\d{3}) ?(\d{3})", terminal.text)
    assert found
    terminal.type(f"{found[1]}{found[2]}\r")
    terminal.wait_for("Name the app")
    terminal.press("enter")
    terminal.wait_for("6 digits, 30 s")
    terminal.wait_still()


def modules(terminal: Terminal, ground: str, *, colours: bool = True) -> list[list[bool]]:
    """Two a cell, as a camera would take them: True = dark."""
    rows: list[list[bool]] = []
    for row in range(len(terminal.screen)):
        cells = [drawn(terminal, column, row, ground, colours=colours) for column in range(60)]
        rows.append([(ink if sign in "▀█" else paper) == "black" for sign, ink, paper in cells])
        rows.append([(ink if sign in "▄█" else paper) == "black" for sign, ink, paper in cells])
    return rows


@pytest.fixture(params=COLOURS, ids=str)
def with_code(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(DEMO, environment=environment(tmp_path, **request.param)) as terminal:
        to_code(terminal)
        yield terminal


def test_the_code_is_dark_on_light_with_its_quiet_zone(with_code: Terminal) -> None:
    issuer = for_demo().sign_in.policy.registration.issuer
    key = "".join(re.findall(r"(?:[A-Z2-7]{4} ){3}[A-Z2-7]{4}", with_code.text)).replace(" ", "")
    code = matrix(provisioning_uri(Secret(key), OathSettings(6, 30, "SHA1"), issuer, "ada.byron"))
    wide = len(code) + 2 * QUIET
    for ground, colours in (("dark", True), ("light", True), ("dark", False)):
        seen = [row[:wide] for row in modules(with_code, ground, colours=colours)]
        top = next(place for place, row in enumerate(seen) if any(row))
        assert top >= 1
        found = [row[QUIET:-QUIET] for row in seen[top : top + len(code)]]
        assert found == [list(row) for row in code], (ground, colours)
        zone = [seen[top - 1], seen[top + len(code)], *(row[:QUIET] + row[-QUIET:] for row in seen[:-2])]
        assert not any(map(any, zone)), (ground, colours)


# --- signs ------------------------------------------------------------------------------------------


def test_every_sign_that_is_drawn_has_a_look_alike() -> None:
    root = Path(helpdesk_tui.__file__).parent
    files = [file for room in ("tui", "words", "plain") for file in (root / room).rglob("*.py")]
    signs = {sign for file in files for text in strings(ast.parse(file.read_text())) for sign in text}
    lacking = {sign for sign in signs if not sign.isascii() and look_alike(sign) == "?"}
    assert len(files) > 50
    assert lacking == set()


def strings(tree: ast.AST) -> Iterator[str]:
    """Without the docstrings."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            is_text = isinstance(child, ast.Constant) and isinstance(child.value, str)
            if is_text and not isinstance(node, ast.Expr):
                yield str(child.value)


def look_alike(sign: str) -> str:
    return replace_signs(UnicodeEncodeError("ascii", sign, 0, 1, ""))[0]


_COLOURED = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")


@pytest.mark.parametrize(
    "settings", [{"LANG": "C", "NO_COLOR": "1"}, {"LANG": "", "LC_ALL": "C"}, {"LANG": ""}], ids=str
)
def test_no_byte_above_127_reaches_a_terminal_in_the_c_locale(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    """A walk through a call and a registration, with help, dialogs and the palette; without colours, where
    they are not wanted."""
    env = environment(tmp_path, **settings)
    with Terminal(DEMO, environment=env) as terminal:
        terminal.wait_for("Password", 20)
        terminal.press("f1", "esc")
        sign_in(terminal)
        terminal.type("ro")
        terminal.wait_for("accounts")
        terminal.press("ctrl+p")
        terminal.wait_still()
        terminal.press("esc", "esc")
        to_enrolling(terminal)
        terminal.press("esc")
        terminal.wait_for("Methods  Ada Byron")
        to_proving(terminal)
        terminal.press("f10")
        assert terminal.wait_exit() == 0
        assert terminal.raw.isascii()
        assert (_COLOURED.search(terminal.raw) is None) is ("NO_COLOR" in settings)


def to_enrolling(terminal: Terminal) -> None:
    terminal.type("ada.byron\r")
    terminal.wait_for("You may")
    terminal.type("ma\r")
    terminal.wait_for("Ticket")
    terminal.press("enter")
    prove(terminal)
    terminal.wait_for("Name the app")
    terminal.press("enter")
    terminal.wait_for("type the key")


def prove(terminal: Terminal) -> None:
    terminal.wait_for("caller says")
    while time.time() % 30 > 25:
        time.sleep(0.5)
    terminal.wait_still()
    found = re.search(r"says (\d{3}) ?(\d{3})", terminal.text)
    assert found
    terminal.type(f"{found[1]}{found[2]}\r")


def to_proving(terminal: Terminal) -> None:
    """The methods of a verification, one of them marked, and the help."""
    terminal.press("esc")
    terminal.wait_for("You may")
    terminal.press("r")
    terminal.wait_for("Ticket")
    terminal.press("enter")
    terminal.wait_for("Proofs:")
    terminal.press("down", "f1", "esc", "enter")
    terminal.wait_still()


@pytest.mark.parametrize(
    "command", [["lookup", "ro"], ["show", "ada.byron"], ["methods", "ada.byron", "list"]], ids=" ".join
)
def test_plain_commands_keep_to_ascii_in_the_c_locale(tmp_path: Path, command: list[str]) -> None:
    env = environment(tmp_path, LANG="C")
    with Terminal([*DEMO, *command], environment=env, rows=200) as terminal:
        assert terminal.wait_exit(20) == 0
        assert terminal.raw.isascii()
        assert "\ufffd" not in terminal.text
