"""The full screen on a real terminal: how it begins and ends. The call itself is in tests/e2e."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.terminal import Terminal

from helpdesk_tui.compose import for_demo
from helpdesk_tui.tui import run

CANARY = "Canary-7391-Finch"
DEMO = [sys.executable, "-m", "helpdesk_tui", "demo"]

CRASHING = f"""
import sys
from helpdesk_tui.compose import for_demo
from helpdesk_tui.tui import run
from helpdesk_tui.tui.screens.search import SearchScreen

def crash(self):
    secret_in_a_local = "{CANARY}"
    raise RuntimeError(secret_in_a_local)

SearchScreen.action_clear = crash
sys.exit(run(for_demo()))
"""


WITHOUT_A_PART = """
import sys
from helpdesk_tui.cli import main

sys.modules["helpdesk_tui.tui.calls"] = None  # importing it fails
sys.exit(main(["demo"]))
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    usual = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"], "HOME": str(home)}
    usual |= {name: value for name, value in os.environ.items() if name.startswith("PYTHON")}
    return {**usual, "XDG_STATE_HOME": str(home / "state"), **more}


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(DEMO, environment=environment(tmp_path)) as made:
        yield made


def sign_in(terminal: Terminal) -> None:
    terminal.wait_for("Password", 20)
    terminal.wait_still()
    terminal.type("demo\r")
    terminal.wait_for("Find", 20)


def test_f10_gives_the_terminal_back(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.press("f10")
    assert terminal.wait_exit(10) == 0
    assert b"\x1b[?1049l" in terminal.raw
    assert b"Traceback" not in terminal.raw


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly(terminal: Terminal, number: signal.Signals) -> None:
    sign_in(terminal)
    terminal.signal(number)
    assert terminal.wait_exit(10) == 0
    assert b"Traceback" not in terminal.raw


def test_a_lost_line_ends_it(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.hangup()
    assert terminal.wait_exit(10) is not None


def test_it_cannot_be_stopped_to_reach_the_shell_below(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.press("ctrl+z")
    terminal.signal(signal.SIGTSTP)
    terminal.wait_still()
    terminal.type("ada.byron")
    terminal.wait_for("1 account.", 10)


def test_a_fault_leaves_a_sentence_and_a_private_log_and_no_secret(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", CRASHING], environment=environment(tmp_path)) as terminal:
        sign_in(terminal)
        terminal.press("escape")
        assert terminal.wait_exit(10) == 1
        terminal.wait_for_words("Something went wrong inside the program")
        assert b"\x1b[?1049l" in terminal.raw
        for word in (CANARY.encode(), b"Traceback", b"secret_in_a_local"):
            assert word not in terminal.raw
    log = tmp_path / "state" / "helpdesk-tui" / "faults.log"
    assert "RuntimeError" in log.read_text()
    assert CANARY not in log.read_text()


def test_a_part_that_cannot_be_imported_later_is_a_fault_like_any_other(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", WITHOUT_A_PART], environment=environment(tmp_path)) as terminal:
        terminal.wait_for("Password", 20)
        terminal.wait_still(1.0)  # the background has met it, and said nothing
        terminal.type("demo\r")
        assert terminal.wait_exit(20) == 1
        terminal.wait_for_words("Something went wrong inside the program")
        assert b"Traceback" not in terminal.raw
    assert "ModuleNotFoundError" in (tmp_path / "state" / "helpdesk-tui" / "faults.log").read_text()


def test_what_is_typed_while_the_rest_is_imported_arrives_whole_and_in_order(terminal: Terminal) -> None:
    terminal.wait_for("Password", 20)
    terminal.press("shift+tab")
    typed = "".join(chr(ord("a") + place % 26) for place in range(50))
    for letter in typed:
        terminal.type(letter)
        time.sleep(0.02)
    terminal.wait_for(f"demo{typed}"[-40:], 10)


def test_textuals_own_settings_are_dropped_before_it_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TEXTUAL_LOG", "TEXTUAL", "TEXTUAL_DRIVER"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("TERM", "dumb")
    console = for_demo()
    try:
        assert run(console) == 2
    finally:
        console.close()
    assert not [name for name in os.environ if name.startswith("TEXTUAL")]


def test_an_idle_screen_sends_nothing(terminal: Terminal) -> None:
    sign_in(terminal)
    terminal.wait_still()
    before = len(terminal.raw)
    terminal.type("a")
    terminal.wait_still()
    assert len(terminal.raw) - before < 200, "one key, few bytes"
    assert b"]52;" not in terminal.raw


@pytest.mark.parametrize("settings", [{"NO_COLOR": "1"}, {"TERM": "linux"}, {"TERM": "xterm"}])
def test_fewer_colours_lose_no_word(tmp_path: Path, settings: dict[str, str]) -> None:
    with Terminal(DEMO, environment=environment(tmp_path, **settings)) as terminal:
        sign_in(terminal)
        terminal.type("grace.okafor\r")
        terminal.wait_for("You may", 15)
        terminal.wait_for("locked")
        terminal.wait_for("DEMO")
        if "NO_COLOR" in settings:
            coloured = re.findall(
                rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|38;[0-9;]+|48;[0-9;]+)m", terminal.raw
            )
            assert coloured == [], "else it may be black on black"


def test_another_locale_shows_look_alikes(tmp_path: Path) -> None:
    env = environment(tmp_path, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="ascii")
    with Terminal(DEMO, environment=env) as terminal:
        sign_in(terminal)
        assert b"\\u" not in terminal.raw
        assert b"\\xb7" not in terminal.raw
        terminal.wait_for("demo.example - dc1")


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_dumb_terminal_is_refused(tmp_path: Path, term: str) -> None:
    with Terminal(DEMO, environment=environment(tmp_path, TERM=term)) as terminal:
        assert terminal.wait_exit(15) == 2
        terminal.wait_for_words("helpdesk-tui plain")


def test_no_terminal_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        DEMO,
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert b"helpdesk-tui plain" in done.stderr
