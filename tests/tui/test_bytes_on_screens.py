"""On every screen: strings as terminals may send them, read by the driver's reader, end nothing.

A string that leads elsewhere is followed; from time to time the screen is opened anew. That the app answers
afterwards is seen at its help. Only quitting is taken out: it would end the program rightly.
"""

import contextlib
from collections.abc import Awaitable, Callable

import pytest
from textual import events
from textual.message import Message
from textual.pilot import Pilot
from tui.bytes_of_terminals import chances, how_many, random_bytes
from tui.driving import (
    Desk,
    on_screen,
    to_act,
    to_card,
    to_receipt,
    to_search,
    to_verify,
    type_text,
    until,
    watched_demo,
)

from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.call_messages import ApprovalsAsked
from helpdesk_tui.tui.dialogs.help import HelpDialog
from helpdesk_tui.tui.screens.approvals import ApprovalsScreen
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.terminal_input import TerminalInput
from helpdesk_tui.tui.widgets.fields import Field

To = Callable[[Pilot[None]], Awaitable[object]]
AT_ONCE = 20  # strings between two looks at the app
AFRESH = 500  # strings until the screen is opened anew


async def to_sign_in(pilot: Pilot[None]) -> None:
    await on_screen(pilot, SignInScreen)


async def to_help(pilot: Pilot[None]) -> None:
    await to_card(pilot)
    await pilot.press("f1")
    await on_screen(pilot, HelpDialog)


async def to_palette(pilot: Pilot[None]) -> None:
    await to_search(pilot)
    await pilot.press("ctrl+p")
    await pilot.pause()


async def to_methods(pilot: Pilot[None]) -> None:
    await to_card(pilot)
    await pilot.press("m")
    await on_screen(pilot, MethodsScreen)


async def to_adding(pilot: Pilot[None]) -> None:
    await to_methods(pilot)
    await type_text(pilot, "a")
    await pilot.pause(0.2)


async def to_approvals(pilot: Pilot[None]) -> None:
    screen = await on_screen(pilot, SignInScreen)
    screen.query_one("#login", Field).value = "super"
    await to_search(pilot)
    pilot.app.post_message(ApprovalsAsked())  # F7 asks only where something waits
    await on_screen(pilot, ApprovalsScreen)


SCREENS: dict[str, To] = {
    "sign-in": to_sign_in,
    "search": to_search,
    "card": to_card,
    "verify": to_verify,
    "act": to_act,
    "receipt": to_receipt,
    "help": to_help,
    "palette": to_palette,
    "methods": to_methods,
    "adding a method": to_adding,
    "approvals": to_approvals,
}


@pytest.fixture(autouse=True)
def nothing_quits(monkeypatch: pytest.MonkeyPatch) -> None:
    async def quits(app: DeskApp) -> None:
        """Does nothing."""

    monkeypatch.setattr(DeskApp, "action_quit", quits)


@pytest.mark.parametrize("screen", SCREENS)
async def test_no_strings_end_it_on_a_screen(screen: str) -> None:
    randomness, left = chances([*SCREENS].index(screen)), how_many(120)
    while left > 0:
        with watched_demo() as desk:
            await send(desk, SCREENS[screen], [random_bytes(randomness) for _ in range(min(left, AFRESH))])
        left -= AFRESH


async def send(desk: Desk, to: To, strings: list[bytes]) -> None:
    app, read, now = desk.app(), TerminalInput(), 0.0
    async with app.run_test(size=(80, 24)) as pilot:
        await to(pilot)
        for done, sent in enumerate(strings):
            now += 0.3
            post(app, read.feed(sent, now))
            if done % AT_ONCE == 0:
                await at_rest(pilot)
        post(app, read.look(now + 3))
        post(app, read.look(now + 6))
        await at_rest(pilot)
        assert app.is_running
        await answers(pilot)


def post(app: DeskApp, found: list[Message]) -> None:
    for event in found:
        event.set_sender(app)
        app.post_message(event)


async def at_rest(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, DeskApp)
    await until(pilot, lambda: app._exception or (app._under_way is None and not app._typed_ahead), 60)
    assert app._exception is None


async def answers(pilot: Pilot[None]) -> None:
    """F1 opens the help; where it is open, it closes."""

    def has_help() -> bool:
        return isinstance(pilot.app.screen, HelpDialog)

    for _ in range(10):
        before = has_help()
        pilot.app.post_message(events.Key("f1", None))
        with contextlib.suppress(AssertionError):
            await until(pilot, lambda was=before: has_help() != was, 2)
            return
        pilot.app.post_message(events.Key("escape", "\x1b"))  # the palette lies over it
        await at_rest(pilot)
    raise AssertionError("no answer")
