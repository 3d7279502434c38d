"""Secrets of a person's computer on the full screen: named, previewed, read once, hidden, gone."""

import pytest
from tui.driving import (
    Desk,
    caller_says,
    everything_shown,
    on_screen,
    reads,
    says,
    screen_text,
    settle,
    to_card,
    type_text,
    until,
)

from helpdesk_tui.demo.computers import KEPT
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.device import DeviceReceiptScreen, DeviceScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen

LAPTOP = KEPT["ADA-LAPTOP$"]
CASES = {"p": ("", LAPTOP.password), "b": (LAPTOP.key_id[:8], LAPTOP.key)}

every = pytest.mark.parametrize(("key", "typed", "secret"), [(key, *case) for key, case in CASES.items()])


async def to_device(pilot, key: str) -> DeviceScreen:
    await to_card(pilot)
    await pilot.press(key)
    await on_screen(pilot, VerifyScreen)
    await says(pilot, "Proofs:")
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    screen = await on_screen(pilot, DeviceScreen)
    await says(pilot, "This person's: ADA-LAPTOP.")
    return screen


@every
async def test_it_is_hidden_until_asked_for_and_gone_when_the_receipt_closes(
    desk: Desk, key: str, typed: str, secret: str
) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_device(pilot, key)
        await type_text(pilot, typed)
        await says(pilot, "Enter reads it once")
        await pilot.press("enter")
        receipt = await on_screen(pilot, DeviceReceiptScreen)
        held = receipt._revealed.secret
        await says(pilot, "ADA-LAPTOP")
        assert secret not in everything_shown(app)
        await pilot.press("f2")
        await says(pilot, secret)
        await pilot.press("f2")
        await until(pilot, lambda: secret not in everything_shown(app))
        await pilot.press("enter")
        await on_screen(pilot, SearchScreen)
        await settle(pilot)
        assert secret not in everything_shown(app)
        assert held.dropped


@pytest.mark.parametrize(
    ("typed", "said"), [("C0FFEE07", "Nobody is named"), ("xyz", "no ID of a recovery key")]
)
async def test_what_stands_against_it_is_said_and_enter_reads_nothing(
    desk: Desk, typed: str, said: str
) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_device(pilot, "b")
        await type_text(pilot, typed)
        await says(pilot, said)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, DeviceScreen)
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)


async def test_what_nobody_saw_is_not_thrown_away_by_one_key(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 20)) as pilot:
        await to_device(pilot, "p")
        await says(pilot, "Enter reads it once")
        await pilot.press("enter")
        await on_screen(pilot, DeviceReceiptScreen)
        await pilot.press("escape")
        await reads(pilot, "What was read was not shown yet")
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)


async def test_enter_on_what_was_typed_a_moment_ago_waits_for_its_preview(desk: Desk) -> None:
    """Never for the name before."""
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_device(pilot, "p")
        await says(pilot, "Enter reads it once")
        await type_text(pilot, "X")
        await pilot.press("enter")
        await says(pilot, "No computer is called ADA-LAPTOPX")
        assert isinstance(pilot.app.screen, DeviceScreen)
        assert LAPTOP.password not in screen_text(pilot.app)
