""" "This was not me" on the full screen: read, typed, done once, said on the card, released."""

from tui.driving import (
    Desk,
    on_screen,
    says,
    screen_text,
    settle,
    to_act,
    to_card,
    to_search,
    type_text,
    until,
    watched_demo,
)

from helpdesk_tui.tui.dialogs.feedback import FeedbackDialog
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.report import ReportScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen


async def test_a_report_is_made_once_and_the_card_says_it(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_act(pilot)
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        await pilot.press("n")
        await on_screen(pilot, ReportScreen)
        await says(pilot, "caller verified, nothing changed")
        await says(pilot, "Enter reports it")
        await type_text(pilot, "never called")
        await pilot.press("enter", "enter", "enter")
        await says(pilot, "It is reported")
        await says(pilot, "A verification that could still have been used has ended.")
        await pilot.press("escape")
        await says(pilot, "Held: the person said 'this was not me'")
        await until(pilot, lambda: "The caller is verified until" not in screen_text(app))
    assert desk.events().count("report.made") == 1


async def test_without_a_reason_nothing_ends_and_escape_leaves_all_as_it_was(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
        await pilot.press("n")
        await says(pilot, "Enter reports it")
        await pilot.press("enter")
        await says(pilot, "A report needs a reason.")
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
    assert "report.made" not in desk.events()


async def test_a_supervisor_is_told_at_the_sign_in_and_releases() -> None:
    with watched_demo(default_login="super") as desk:
        other = desk.signed_in("operator")
        other.reporting.report(other.lookup.resolve("ada.byron"), "never called")
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await on_screen(pilot, SignInScreen)
            await type_text(pilot, "super")
            await pilot.press("enter")
            await says(pilot, "Held: 'this was not me'")
            await says(pilot, "ada.byron")
            await pilot.press("enter")
            await to_the_card(pilot)
            await says(pilot, "Held: the person said")
            await pilot.press("l")
            await says(pilot, "The hold ends")
            await pilot.press("right", "enter")
            await says(pilot, "Released")
            await until(pilot, lambda: "Held:" not in screen_text(pilot.app))


async def to_the_card(pilot) -> None:
    await on_screen(pilot, SearchScreen)
    await type_text(pilot, "ada.byron")
    await settle(pilot, 0.5)
    await pilot.press("enter")
    await on_screen(pilot, CardScreen)


async def test_a_wish_is_kept_from_anywhere_by_one_key(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await on_screen(pilot, SignInScreen)
        await pilot.press("ctrl+t")
        await says(pilot, "Once you are signed in")
        await pilot.press("escape")
        await to_search(pilot)
        await pilot.press("ctrl+t")
        await on_screen(pilot, FeedbackDialog)
        await pilot.press("enter")
        await says(pilot, "Nothing is written yet.")
        await type_text(pilot, "more colours")
        await pilot.press("enter")
        await says(pilot, "Kept as note 1.")
        await pilot.press("enter")
        await settle(pilot)
        assert not isinstance(app.screen, FeedbackDialog)
    assert desk.events().count("feedback.kept") == 1
