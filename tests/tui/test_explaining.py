"""What does it mean? By one key from anywhere; and the page of a problem that is shown, in its help."""

import pytest
from textual import events
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
)

from helpdesk_tui.desk.pages import by_topic
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.tui.dialogs.explaining import ExplainDialog
from helpdesk_tui.tui.dialogs.help import HelpDialog
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.widgets.fields import Field

EVENT = "Event ID 4625\r\nStatus:\t0xC000006D\r\nSub Status:\t0xC0000072\r\n"


async def test_a_code_is_explained_while_it_is_typed(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await pilot.press("f12")
        await on_screen(pilot, ExplainDialog)
        await says(pilot, "Type or paste")
        await type_text(pilot, "data 775")
        await says(pilot, "The account is locked after wrong passwords.")
        await pilot.press("ctrl+u")
        await says(pilot, "Type or paste")
        await type_text(pilot, "zzzz")
        await says(pilot, "Nothing is known of this.")
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)


async def test_nobody_need_be_signed_in(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await on_screen(pilot, SignInScreen)
        await pilot.press("f12")
        await type_text(pilot, "KDC_ERR_CLIENT_REVOKED")
        await says(pilot, "disabled, expired or locked")


async def test_all_lines_of_a_pasted_event_are_looked_at(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await pilot.press("f12")
        await on_screen(pilot, ExplainDialog)
        app.post_message(events.Paste(EVENT))
        await says(pilot, "The account is disabled.")
        assert "Event ID 4625 Status:" in screen_text(app)


async def test_what_is_asked_goes_neither_to_the_directory_nor_into_the_record(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        before = desk.events()
        await pilot.press("f12")
        await type_text(pilot, "smart card")
        await says(pilot, "A smart card is required.")
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
        assert desk.watch.searches == []
        assert desk.events() == before


async def test_what_is_longer_than_the_screen_scrolls(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await pilot.press("f12")
        await type_text(pilot, "password")
        await until(pilot, lambda: app.screen.query_one("#asked", Field).value == "password")
        await settle(pilot)
        before = screen_text(app)
        await pilot.press("pagedown")
        await until(pilot, lambda: screen_text(app) != before)
        await pilot.press("pageup", "up")
        await until(pilot, lambda: screen_text(app) == before)


@pytest.mark.parametrize(
    ("detail", "means"),
    [
        ("49/80090308 data 775", ""),
        (
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 533",
            "The account is disabled.",
        ),
        ("", ""),
    ],
)
async def test_one_key_leads_from_a_problem_to_its_page(desk: Desk, detail: str, means: str) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await to_card(pilot)
        assert isinstance(app.screen, CardScreen)
        app.screen.show_problem(problem("no-right", action="reset the password", detail=detail))
        await settle(pilot)
        await pilot.press("f1")
        await on_screen(pilot, HelpDialog)
        await says(pilot, "(no-right)")
        text = " ".join(screen_text(app).split())
        assert (f"Detail: {detail[:20]}" in text) is bool(detail)
        if means:
            assert means in text


async def test_without_a_problem_help_is_of_the_screen_alone(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
        await pilot.press("f1")
        await on_screen(pilot, HelpDialog)
        assert "Detail:" not in screen_text(app)


@pytest.mark.parametrize("size", [(80, 20), (80, 24), (120, 40)])
async def test_all_pages_can_be_leafed_through_topic_by_topic(desk: Desk, size: tuple[int, int]) -> None:
    app = desk.app()
    async with app.run_test(size=size) as pilot:
        await to_search(pilot)
        await pilot.press("f12")
        await says(pilot, "▸ What other programs say")
        await says(pilot, f"1 of {len(by_topic())}. ↑↓ moves the mark")
        await pilot.press("down", "down", "enter")
        await says(pilot, "Proving the caller")
        await says(pilot, "▸ There is no usable way to prove this caller.")
        await pilot.press("down", "enter")
        await says(pilot, "(too-few-methods)")
        await pilot.press("escape")
        await says(pilot, "▸ Policy asks for … proofs")
        await pilot.press("escape")
        await says(pilot, "▸ Proving the caller")
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)


async def test_the_last_page_of_a_long_topic_is_reached_and_what_is_typed_goes_before(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 20)) as pilot:
        await to_search(pilot)
        await pilot.press("f12", "enter", *["pagedown"] * 8, "enter")
        await says(pilot, "(never-expires)")
        await type_text(pilot, "data 775")
        await says(pilot, "The account is locked after wrong passwords.")
        await pilot.press("enter", "ctrl+u")
        await says(pilot, "(never-expires)")


async def test_one_key_leads_from_what_is_refused_on_the_screen_to_its_pages(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot)  # it says under "You may" that no unlock is needed
        await pilot.press("f12")
        await says(pilot, "(not-locked)")
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        app.screen.show_problem(problem("code-used", left=3))
        await settle(pilot, 0.35)  # it is read
        await pilot.press("f1")
        await on_screen(pilot, HelpDialog)
        await pilot.press("f12")  # over a dialog, too
        await on_screen(pilot, ExplainDialog)
        await says(pilot, "(code-used)")
        assert "(not-locked)" not in screen_text(app)
        await pilot.press("enter")
        await says(pilot, "▸ What other programs say")


async def test_what_stands_against_the_options_has_its_pages_too(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_act(pilot)
        await pilot.press("tab", "right")
        await says(pilot, "What stands against it")
        await pilot.press("f12")
        await says(pilot, "(password-")
