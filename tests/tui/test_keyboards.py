"""The program's keys as each terminal sends them: cut rightly, however they come; a call made with them."""

from pathlib import Path

import pytest
from e2e.terminal import Terminal
from textual.pilot import Pilot
from tui.driving import Desk, caller_says, on_screen, reads, says, screen_text, settle
from tui.keyboards import KEYBOARDS, Keyboard
from tui.test_key_sequences import shown
from tui.test_terminal import DEMO, environment

from helpdesk_tui.keys.remapping import ids, key_of
from helpdesk_tui.tui.dialogs.help import HelpDialog
from helpdesk_tui.tui.key_sequences import PATIENCE
from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.lists import ListsScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.terminal_input import TerminalInput
from helpdesk_tui.tui.widgets.fields import Field

USED = {key for each in ids() for key in key_of(each).key.split(",")} | {
    "shift+tab", "backspace", "delete", "home", "end", "ctrl+u", "ctrl+a", "ctrl+e", "ctrl+k",
}  # fmt: skip
SLOW = PATIENCE * 0.9  # seconds between two bytes: not yet too long


@pytest.mark.parametrize("name", KEYBOARDS)
def test_every_key_of_the_program_is_known_from_every_terminal(name: str) -> None:
    keyboard = KEYBOARDS[name]
    missing = {each for each in USED if len(each) > 1} - keyboard.keys.keys() - {"ctrl+c"}
    assert missing == set()
    whole = {key: cut(keyboard, [sent.encode()]) for key, sent in keyboard.keys.items()}
    assert {key: found for key, found in whole.items() if found != [key]} == {}


@pytest.mark.parametrize("apart", [0.0, SLOW])
@pytest.mark.parametrize("name", KEYBOARDS)
def test_they_are_known_when_they_come_byte_by_byte(name: str, apart: float) -> None:
    keyboard = KEYBOARDS[name]
    torn = {}
    for key, sent in keyboard.keys.items():
        if apart and sent == "\x1b\t":
            continue  # Esc and Tab, by hand
        found = cut(keyboard, [bytes((byte,)) for byte in sent.encode()], apart)
        torn |= {} if found in ([key], ["escape", "tab"]) else {key: found}
    assert torn == {}


@pytest.mark.parametrize("name", KEYBOARDS)
def test_what_follows_a_key_in_the_same_packet_counts(name: str) -> None:
    keyboard = KEYBOARDS[name]
    sent = {key: each for key, each in keyboard.keys.items() if key != "escape"}
    found = {key: cut(keyboard, [f"{each}x{each}\r".encode()]) for key, each in sent.items()}
    assert {key: got for key, got in found.items() if got != [key, "x", key, "enter"]} == {}


@pytest.mark.parametrize("name", KEYBOARDS)
def test_esc_alone_is_esc_after_a_moment_and_no_key_before(name: str) -> None:
    read = TerminalInput(KEYBOARDS[name].term)
    assert read.feed(b"\x1b", 10.0) == []
    assert read.look(10.0 + SLOW) == []
    assert shown(read.look(10.0 + PATIENCE)) == ["escape"]
    assert shown(read.feed(KEYBOARDS[name].sends("f10"), 11.0)) == ["f10"]


def cut(keyboard: Keyboard, chunks: list[bytes], apart: float = 0.0) -> list[str]:
    read, now, found = TerminalInput(keyboard.term), 10.0, []
    for chunk in chunks:
        found += read.feed(chunk, now) + read.look(now)
        now += apart
    return shown([*found, *read.look(now + PATIENCE)])


# --- a call -----------------------------------------------------------------------------------------


class Hand:
    """Sends what the keyboard would."""

    def __init__(self, pilot: Pilot[None], keyboard: Keyboard) -> None:
        self._pilot = pilot
        self._keyboard = keyboard
        self._read = TerminalInput(keyboard.term)
        self._now = 10.0

    async def press(self, *keys: str) -> None:
        app = self._pilot.app
        for key in keys:
            self._now += 1
            found = self._read.feed(self._keyboard.sends(key), self._now)
            for event in [*found, *self._read.look(self._now + PATIENCE)]:
                event.set_sender(app)
                app.post_message(event)
        await self._pilot.pause()


DISTINCT = (
    "xterm", "PuTTY, ESC[n~", "PuTTY, VT100+", "PuTTY, SCO", "the Linux console", "tmux", "rxvt",
)  # fmt: skip
"""The others differ from one of these in no key of the call."""


@pytest.mark.parametrize("name", DISTINCT)
async def test_a_call_is_made_with_its_keys(desk: Desk, name: str) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(pilot, KEYBOARDS[name])
        await on_screen(pilot, SignInScreen)
        await hand.press("shift+tab", "end", *"xx", "backspace", "backspace", "tab", *"demo", "f1")
        await on_screen(pilot, HelpDialog)
        await hand.press("pagedown", "pageup", "escape")
        await on_screen(pilot, SignInScreen)
        await hand.press("enter")
        search = await on_screen(pilot, SearchScreen)
        await hand.press("f8")
        await on_screen(pilot, ListsScreen)
        await hand.press("down", "down", "up", "escape")
        await on_screen(pilot, SearchScreen)
        await hand.press(
            *"xdda", "home", "delete", "right", "left", "delete", "a", "end", *".byronn", "backspace"
        )
        await says(pilot, "1 account.")
        assert search.query_one("#query", Field).value == "ada.byron"
        await hand.press("enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "You may")
        await hand.press("pagedown", "down", "f5", "f12")
        await says(pilot, "What does it mean?")
        await hand.press("escape")
        await on_screen(pilot, CardScreen)
        await hand.press("r")
        await on_screen(pilot, VerifyScreen)
        await says(pilot, "Proofs:")
        await hand.press(*caller_says(pilot), "enter")
        await on_screen(pilot, ActScreen)
        await reads(pilot, "Enter does this once")
        await hand.press("enter")
        await on_screen(pilot, ReceiptScreen)
        await reads(pilot, "DONE")
        await hand.press("f2")
        await says(pilot, desk.watch.passwords[0])
        await hand.press("f6")
        await says(pilot, "Note for the ticket")
        await hand.press("escape")
        await on_screen(pilot, ReceiptScreen)
        await settle(pilot)
        await hand.press("enter")
        await on_screen(pilot, SearchScreen)
        await hand.press("f9")
        await on_screen(pilot, SignInScreen)
        await says(pilot, "You are signed out.")
        await hand.press("f10")
        await settle(pilot)
        assert not app.is_running, screen_text(app)
    assert len(desk.watch.writes) == 1


# --- at a real terminal -----------------------------------------------------------------------------


def test_a_terminal_of_sco_reads_quits_and_clicks(tmp_path: Path) -> None:
    """The type comes from the environment; a mouse that reports as terminals do today works beside it."""
    keyboard = KEYBOARDS["PuTTY, SCO"]
    with Terminal(DEMO, environment={**environment(tmp_path), "TERM": keyboard.term}) as terminal:
        terminal.wait_for("Password", 20)
        terminal.send(keyboard.sends("f1"))
        terminal.wait_for("Esc closes this.")
        terminal.send(b"\x1b")
        terminal.wait_gone("Esc closes this.")
        row = next(place for place, line in enumerate(terminal.screen, 1) if "F1 Help" in line)
        column = terminal.screen[row - 1].index("F1 Help") + 2
        terminal.send(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m".encode())
        terminal.wait_for("Esc closes this.")
        terminal.send(keyboard.sends("f10"))
        assert terminal.wait_exit() == 0
