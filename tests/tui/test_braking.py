"""The brake on the full screen: a key on the card, a reason, a second operator, a receipt."""

from dataclasses import replace

import pytest
from desk.braking import say
from textual.pilot import Pilot
from tui.driving import (
    Desk,
    on_screen,
    says,
    screen_text,
    settle,
    to_card,
    type_text,
    watched_demo,
)
from tui.test_type_ahead import burst

from helpdesk_tui.desk.brake_rules import CLOSE
from helpdesk_tui.desk.policy import BrakeRules, DeskPolicy
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.screens.brake import BrakeScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.widgets.fields import Field

REASON = "Wrong passwords from abroad"


def text_of(pilot: Pilot[None]) -> str:
    assert isinstance(pilot.app, DeskApp)
    return screen_text(pilot.app)


async def to_brake(pilot: Pilot[None]) -> BrakeScreen:
    await to_card(pilot)
    await says(pilot, "k disable at once, under attack")
    await pilot.press("k")
    return await on_screen(pilot, BrakeScreen)


async def test_two_operators_disable_at_once(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_brake(pilot)
        await says(pilot, "Only a supervisor enables it again")
        await says(pilot, "Demo: the login of a colleague, and the password too, is super")
        for words in (REASON, "super", "super"):
            await type_text(pilot, words)
            await pilot.press("down")
        assert "super" not in text_of(pilot).split("Password")[1].split("Disables")[0], "seen"
        await pilot.press("enter")
        await on_screen(pilot, ReceiptScreen)
        await says(pilot, "Account disabled")
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        await says(pilot, "The brake disabled this account")
        assert "k disable at once" not in text_of(pilot)
    assert desk.watch.writes == [CLOSE]


async def test_a_supervisor_types_the_reason_alone_and_enter_without_one_does_nothing() -> None:
    with watched_demo(default_login="super") as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_brake(pilot)
            await pilot.press("enter")
            await says(pilot, "Reason: nothing is typed yet.")
            assert "Login" not in text_of(pilot)
            await type_text(pilot, REASON)
            await pilot.press("enter")
            await on_screen(pilot, ReceiptScreen)
        assert desk.watch.writes == [CLOSE]


async def test_keys_typed_on_behind_the_brakes_key_are_not_taken_for_a_reason() -> None:
    """By a supervisor, of whom the reason alone is asked: taken for one, they would disable the account."""
    with watched_demo(default_login="super") as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await burst(pilot, "kx<enter>")
            screen = await on_screen(pilot, BrakeScreen)
            await settle(pilot, 0.5)
            assert pilot.app.screen is screen
            assert [field.value for field in screen.query(Field)] == [""]
        assert desk.watch.writes == []


@pytest.mark.parametrize(
    ("login", "password", "why"),
    [
        ("super", "wrong", "The directory did not accept this login and password."),
        ("demo", "demo", "A second operator must be somebody else."),
    ],
)
async def test_a_yes_that_does_not_count_is_said_and_the_reason_stands(
    desk: Desk, login: str, password: str, why: str
) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_brake(pilot)
        for words in (REASON, login, password):
            await type_text(pilot, words)
            await pilot.press("down")
        await pilot.press("enter")
        await says(pilot, why)
        assert REASON in text_of(pilot)
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
    assert desk.watch.writes == []


async def test_what_fails_before_the_write_is_said_on_the_card(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_brake(pilot)
        for words in (REASON, "super", "super"):
            await type_text(pilot, words)
            await pilot.press("down")
        other = desk.signed_in("super")
        agreement = other.braking.begin(screen.stands.account.id)
        say(agreement, reason=REASON)
        other.braking.brake(agreement)
        await pilot.press("enter")
        await says(pilot, "The account is disabled already.")
        await on_screen(pilot, CardScreen)
    assert desk.watch.writes == [CLOSE]


def off(policy: DeskPolicy) -> DeskPolicy:
    return replace(policy, brake=BrakeRules(frozenset()))


async def test_where_there_is_no_brake_the_key_says_so() -> None:
    with watched_demo(off) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            assert "under attack" not in text_of(pilot)
            await pilot.press("k")
            await says(pilot, "This desk has no brake.")


@pytest.mark.parametrize("size", [(80, 20), (120, 40)])
async def test_all_of_it_is_read_in_any_window(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.app().run_test(size=size) as pilot:
        await to_brake(pilot)
        await says(pilot, "Enter disables the account at once.")
