"""What does it mean? By one key from anywhere; and the page of a problem that is shown, in its help."""

import pytest
from textual import events
from tui.driving import Desk, on_screen, says, screen_text, settle, to_card, to_search, type_text, until

from helpdesk_tui.desk.problems import problem
from helpdesk_tui.tui.dialogs.explaining import ExplainDialog
from helpdesk_tui.tui.dialogs.help import HelpDialog
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen

EVENT = "Event ID 4625\r\nStatus:\t0xC000006D\r\nSub Status:\t0xC0000072\r\n"


async def test_a_code_is_explained_while_it_is_typed(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
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
        await on_screen(pilot, CardScreen)


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
        await until(pilot, lambda: "(" in screen_text(app))
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
