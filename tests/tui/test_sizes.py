"""Every screen from 80×20: nothing that is needed is out of sight, no word is cut that has room, and none
touches a scroll bar."""

import pytest
from tui import layout
from tui.driving import Desk, screen_text, settle, to_card, to_search, until
from tui.pictures import taken

from helpdesk_tui.tui.widgets.too_small import COLUMNS, ROWS, TooSmall

SIZES = [(80, 24), (80, 20), (120, 40)]
SCREENS = [
    "sign-in-refused", "search-empty", "search-many", "search-waiting", "card", "card-held", "help",
    "ticket-wrong", "ticket-proven", "verify-sent-wrong", "verify-person", "verify-questions",
    "verify-recovery", "verify-second-here", "call-back", "approvals", "approve", "act-typed",
    "receipt-shown", "receipt-refused", "receipt-not-sent", "receipt-words", "act-sent",
    "methods-many", "add-menu",
    "enrol-wrong", "add-sms-wrong", "add-token-two", "add-questions-wrong", "recovery-codes", "pass-terms",
    "pass-shown", "remove", "second-factor-wrong", "second-factor-lost", "second-factor-here",
    "second-factor-new", "second-factor-code",
]  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
async def test_what_is_needed_is_seen_at_every_size(name: str) -> None:
    async with taken(name) as (app, pilot):
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settle(pilot, 0.1)
            screen, said = app.screen, f"at {size}:\n{screen_text(app)}"
            assert layout.out_of_reach(screen) == [], said
            assert layout.out_of_sight(screen) == [], said
            assert layout.at_scroll_bars(screen) == [], said
            assert layout.cut_in_vain(screen) == [], said
            assert layout.labels_that_touch(screen) == [], said


async def test_eighty_by_twenty_is_enough_and_less_is_refused_in_words(desk: Desk) -> None:
    assert (COLUMNS, ROWS) == (80, 20)
    app = desk.app()
    async with app.run_test(size=(80, 20)) as pilot:
        screen = await to_search(pilot)
        cover = screen.query_one(TooSmall)
        assert not cover.display
        for size in ((80, 19), (79, 20)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: cover.display)
            assert f"{size[0]}×{size[1]} characters; 80×20 are needed" in screen_text(app)
        await pilot.resize_terminal(80, 20)
        await until(pilot, lambda: not cover.display)


async def test_page_down_reaches_the_end_of_a_long_card(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 20)) as pilot:
        await to_card(pilot)
        assert "DC=demo" not in screen_text(app)
        await pilot.press("pagedown", "pagedown", "pagedown")
        await until(pilot, lambda: "DC=demo" in screen_text(app))
