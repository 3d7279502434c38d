"""Actions beside reset, forced change and unlock, by a supervisor's keys alone."""

import pytest
from tui.driving import (
    Desk,
    on_screen,
    says,
    screen_text,
    settle,
    to_act,
    to_options,
    watched_demo,
)

from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen


@pytest.fixture
def desk():
    with watched_demo(default_login="super") as made:
        yield made


async def test_a_date_is_typed_letter_by_letter_and_done(desk: Desk) -> None:
    """Until it is whole it is no date, and that is said."""
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_options(pilot, "t")
        for letter in "2031-12-3":
            await pilot.press(letter)
            await settle(pilot, 0.02)
        await says(pilot, "That is no date: 2031-12-3.")
        assert "Enter Do it" not in screen_text(pilot.app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ActScreen)
        await pilot.press("1")
        await says(pilot, "The account ends at 2032-01-01 00:00 UTC")
        await says(pilot, "Enter Do it")
        await pilot.press("enter")
        await on_screen(pilot, ReceiptScreen)
        await says(pilot, "Dates set")


async def test_a_group_is_chosen_among_those_that_policy_names(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_options(pilot, "g")
        await says(pilot, "Adds the account to Contractors.")
        await pilot.press("right")
        await says(pilot, "Adds the account to Executives.")
        await pilot.press("enter")
        await on_screen(pilot, ReceiptScreen)
        await says(pilot, "Added to the group")


async def test_a_disabled_account_is_enabled_and_its_card_says_so(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_act(pilot, "e", "ivan.petrov")
        await says(pilot, "Enables the account")
        await pilot.press("enter")
        await on_screen(pilot, ReceiptScreen)
        await says(pilot, "Account enabled")
        await pilot.press("escape")
        await says(pilot, "disable the account")
        assert "The account is disabled" not in screen_text(pilot.app)
