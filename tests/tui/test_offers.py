"""What a card offers, and what leads nowhere: told before anybody is asked for a proof."""

import re
from dataclasses import replace

import pytest
from tui.driving import (
    Desk,
    on_screen,
    says,
    screen_text,
    settle,
    to_act,
    to_card,
    type_text,
    until,
    watched_demo,
)

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.widgets.choices import Tick
from helpdesk_tui.tui.widgets.key_line import KeyLine
from helpdesk_tui.tui.widgets.problem_line import ProblemLine


def words(app) -> str:
    """Without the breaks of lines."""
    return re.sub(r"\s+", " ", screen_text(app))


def keys_named(app) -> list[str]:
    """The labels in the line of keys."""
    return [label for _, label in app.screen.query_one(KeyLine).keys]


def keeping(policy: DeskPolicy) -> DeskPolicy:
    return replace(policy, passwords=replace(policy.passwords, keep_never_expiring=True))


@pytest.mark.parametrize(
    ("login", "reason"),
    [
        ("lena.fischer", "A reset must force a change, which does not work here"),
        ("omar.haddad", "A smart card is required: no password lets this person sign in."),
        ("lobby.screen", "which does not work here: the person may not change the password."),
        ("agnes.thorne", "This account is protected"),
    ],
)
async def test_what_leads_nowhere_is_not_offered_and_its_key_says_why(
    desk: Desk, login: str, reason: str
) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot, login)
        assert reason in words(app)
        assert "Reset the password" not in words(app)
        assert not {"Reset", "Verify", "Unlock"} & set(keys_named(app))
        await pilot.press("r")
        await settle(pilot)
        assert isinstance(app.screen, CardScreen)
        assert app.screen.query_one(ProblemLine).problem is not None
    assert "verification.begun" not in desk.events()


async def test_a_password_that_never_expires_is_kept_where_policy_says_so() -> None:
    with watched_demo(keeping) as desk:
        app = desk.app()
        async with app.run_test(size=(80, 24)) as pilot:
            act = await to_act(pilot, "r", "lena.fischer")
            ticks = {each.id: each.ticked for each in act.query(Tick)}
            assert ticks == {"force-change": False, "unlock": True}
            assert "The person keeps this password" in words(app)
            await pilot.press("enter")
            await on_screen(pilot, ReceiptScreen)
            await says(pilot, "Account is not locked")
            assert "NOT DONE" not in screen_text(app)
        assert [each.steps for each in desk.watch.writes] == [{Action.RESET, Action.UNLOCK}]


async def test_the_forced_change_that_has_no_effect_is_refused_when_it_is_ticked_all_the_same() -> None:
    with watched_demo(keeping) as desk:
        app = desk.app()
        async with app.run_test(size=(80, 24)) as pilot:
            act = await to_act(pilot, "r", "lena.fischer")
            act.query_one("#force-change", Tick).action_toggle_tick()
            await says(pilot, "Forcing a new password has no effect here")
            await pilot.press("enter")
            await settle(pilot)
        assert desk.watch.writes == []


async def test_what_can_be_done_is_in_the_line_of_keys_and_nothing_else(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot, "ada.byron")
        assert {"Verify", "Reset", "Force change", "Methods"} <= set(keys_named(pilot.app))
        assert "Unlock" not in keys_named(pilot.app)
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
        await pilot.press("ctrl+u")
        await type_text(pilot, "grace.okafor")
        await says(pilot, "1 account.")
        await pilot.press("enter")
        await says(pilot, "The account is locked")
        assert "Unlock" in keys_named(pilot.app)


async def test_enter_is_not_offered_for_a_change_that_cannot_be(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_act(pilot)
        assert "Do it" in keys_named(pilot.app)
        await pilot.press("tab", "space")
        await says(pilot, "This cannot be done as it stands.")
        await until(pilot, lambda: "Do it" not in keys_named(pilot.app))
        await type_text(pilot, "Long-Enough-Words-7")
        await says(pilot, "Enter does this once")
        assert "Do it" in keys_named(pilot.app)


async def test_who_is_blocked_is_offered_nothing(desk: Desk) -> None:
    app = desk.app()
    limits = desk.console.sign_in.policy.verification.limits
    account = desk.signed_in("demo").lookup.resolve("grace.okafor")
    clock, attempts = desk.console.sign_in.clock, desk.console.sign_in.stores.attempts
    for number in range(limits.account.failures):
        attempts.begin(account, f"m{number}", "op", limits, clock.now())
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot, "grace.okafor")
        assert "Nothing: Too many failed proofs for this account." in words(app)
        assert "Reset the password" not in words(app)
