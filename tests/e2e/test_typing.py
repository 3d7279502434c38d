"""Fast typists and password managers: what is typed ahead stays in its order."""

import time

import pytest
from e2e.conftest import IN_FULL, PROGRAM
from e2e.terminal import Terminal

SHIFT_TAB, CLEAR = b"\x1b[Z", b"\x15"


@pytest.fixture
def demo():
    with Terminal([*PROGRAM, "demo"], IN_FULL) as terminal:
        terminal.wait_for("Password", 20)
        yield terminal


def test_login_tab_password_enter_in_one_go_signs_in(demo: Terminal) -> None:
    demo.send(SHIFT_TAB + CLEAR + b"demo\tdemo\r")
    demo.wait_for("Find", 15)


def test_a_password_typed_behind_a_tab_is_never_readable(demo: Terminal) -> None:
    demo.send(SHIFT_TAB + CLEAR + b"someone\tcanary-4711\r")
    demo.wait_for("did not accept", 15)
    assert b"canary" not in demo.raw


def test_a_name_and_enter_at_once_open_the_card(demo: Terminal) -> None:
    demo.send(b"demo\r")
    demo.wait_for("Find", 15)
    demo.send(b"ada.byron\r")
    demo.wait_for("You may", 10)


def test_a_code_and_enter_at_once_are_checked_whole(demo: Terminal) -> None:
    demo.send(b"demo\r")
    demo.wait_for("Find", 15)
    demo.send(b"ada.byron\r")
    demo.wait_for("You may", 10)
    demo.press("r")
    demo.wait_for("Ticket", 10)
    demo.press("enter")
    demo.wait_for("caller says", 10)
    while time.time() % 30 > 25:  # a code that changes while it is read proves nothing
        time.sleep(0.5)
    found = demo.wait_for_match(r"says (\d{3}) ?(\d{3})")
    demo.send(f"{found[1]} {found[2]}\r".encode())
    demo.wait_for("Enter does this once", 10)
    demo.send(b"\r\r\r")
    demo.wait_for("Record", 10)


# --- ahead of the screens ---------------------------------------------------------------------------

PACES = {"one burst": 0.0, "a slow line": 0.02}
DROPPED = "typed ahead is dropped"


def send(terminal: Terminal, data: bytes, pace: str) -> None:
    """In one go, or byte after byte."""
    if not PACES[pace]:
        terminal.send(data)
        return
    for byte in data:
        terminal.send(bytes([byte]))
        time.sleep(PACES[pace])


@pytest.mark.parametrize("pace", PACES)
def test_a_call_is_typed_before_its_screens_are_there(demo: Terminal, pace: str) -> None:
    send(demo, b"demo\rada.byron\rr\r", pace)
    demo.wait_for("caller says", 20)
    while time.time() % 30 > 25:
        time.sleep(0.5)
    demo.wait_still()
    found = demo.wait_for_match(r"says (\d{3}) ?(\d{3})")
    send(demo, f"{found[1]}{found[2]}\r".encode(), pace)
    demo.wait_for("Enter does this once", 10)
    assert DROPPED not in demo.text
    demo.send(b"\r")
    demo.wait_for("Record", 10)
    send(demo, b"\x1bOQ\rnora.lind\rr\r", pace)  # seen, and on to the next call
    demo.wait_for("Verify the caller  Nora Lind", 10)
    demo.wait_for("Proofs:", 10)


@pytest.mark.parametrize("name", [b"ada.byron", b"james wilson", b"nobody.at.all", b"agnes.thorne"])
def test_a_password_behind_what_went_wrong_is_shown_nowhere(demo: Terminal, name: bytes) -> None:
    """A wrong code, two people, nobody, somebody who is protected."""
    demo.send(b"demo\r" + name + b"\rr\r000000\rcanary-4711\r\r")
    demo.wait_until(lambda: DROPPED in " ".join(demo.text.split()), DROPPED, 20)
    demo.wait_still()
    assert b"canary" not in demo.raw
    demo.press("f10")
    assert demo.wait_exit(10) == 0
