"""An operator at the full screen: the steps of a call, by keys."""

import re

from e2e.conftest import Place, code
from e2e.terminal import Terminal
from lab.domain import NewPerson

CLEARED = "Enter does this once"  # on the screen that follows the last proof


def sign_in(terminal: Terminal, place: Place) -> None:
    terminal.wait_for("Password", 20)
    terminal.wait_still()
    terminal.type(f"{place.domain.password}\r")
    terminal.wait_for("Find", 20)


def find(terminal: Terminal, person: NewPerson, seconds: float = 10) -> None:
    """From the search box to the card, each within so many seconds."""
    terminal.type(person.login)
    terminal.wait_for("1 account.", seconds)
    terminal.press("enter")
    terminal.wait_for("You may", seconds)


def read_until_gone(terminal: Terminal, words: str) -> None:
    """Read the card again, until what somebody else ends meanwhile is no longer on it."""
    for _ in range(20):
        terminal.press("f5")
        terminal.wait_still()
        if words not in terminal.text:
            return
    raise AssertionError(f"“{words}” stays:\n{terminal.text}")


def verify(terminal: Terminal, place: Place, person: NewPerson) -> None:
    """Sign in, find, and open the verification for a reset."""
    sign_in(terminal, place)
    find(terminal, person)
    terminal.press("r")
    terminal.wait_for("Proofs:", 10)
    terminal.wait_still()


def choose(terminal: Terminal, label: str) -> None:
    """Move the mark to the method of that name."""
    terminal.wait_for("▸")  # the words around a list may be drawn before its rows
    for _ in range(12):
        text = terminal.text
        if re.search(rf"▸.*{re.escape(label)}", text):
            return
        terminal.press("up" if label in text.partition("▸")[0] else "down")
        terminal.wait_still()
    raise AssertionError(f"{label} cannot be chosen:\n{terminal.text}")


def phrase(terminal: Terminal) -> str:
    """The two words that the operator says."""
    terminal.wait_for("message carries the words", 20)
    found = terminal.wait_for_match(r"carries the words\s+([A-Z]+ [A-Z]+)")
    return found[1].lower()


def call_back(terminal: Terminal, number: str) -> None:
    """The chosen call-back: the number is shown, and the person answered and confirmed."""
    terminal.press("enter")
    terminal.wait_for(number, 10)
    terminal.wait_still()
    terminal.press("right")
    terminal.press("right")
    terminal.press("enter")


def enter(terminal: Terminal, text: str) -> None:
    terminal.wait_still()
    terminal.type(text)
    terminal.press("enter")


def prove_by_app_code(terminal: Terminal, key: str) -> None:
    """From an opened verification to what is done behind the last proof; `key`: of the person's app."""
    terminal.wait_for("App code", 10)
    terminal.type(code(key))
    terminal.press("enter")
    terminal.wait_for(CLEARED, 10)


def reset_by_app_code(terminal: Terminal, key: str) -> None:
    """From a locked account's reset to what was done of it; `key`: of the person's app."""
    prove_by_app_code(terminal, key)
    terminal.press("enter")
    terminal.wait_for("Record", 15)
    for done in ("Temporary password set", "Must change at next sign-in", "Account unlocked"):
        terminal.wait_for(done)
