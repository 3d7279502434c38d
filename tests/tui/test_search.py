"""The search box: results while typing, late answers dropped, never the wrong person by haste."""

import threading
from dataclasses import replace
from functools import partial

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable
from tui.driving import (
    Desk,
    administrator,
    on_screen,
    says,
    screen_text,
    settle,
    to_search,
    type_text,
    until,
    watched_demo,
)

from helpdesk_tui.desk.ports import Found, SearchedBy
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.results import columns_for


async def searched(pilot: Pilot[None], query: str, answer: str) -> SearchScreen:
    """Signed in, typed, and answered."""
    screen = await to_search(pilot)
    await type_text(pilot, query)
    await says(pilot, answer)
    return screen


async def test_results_come_while_typing_and_not_for_every_letter(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await searched(pilot, "ada.byron", "1 account.")
        assert desk.watch.searches == ["ada.byron"]


async def test_a_late_answer_is_dropped(desk: Desk) -> None:
    held = desk.watch.slow_searches["grace"] = threading.Event()
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await type_text(pilot, "grace")
        await until(pilot, lambda: desk.watch.searches == ["grace"])
        await pilot.press("ctrl+u")
        await type_text(pilot, "ada.byron")
        await says(pilot, "Ada Byron")
        held.set()
        await settle(pilot, 0.5)
        assert "Ada Byron" in screen_text(app)
        assert "Grace" not in screen_text(app)


async def test_an_answer_to_an_older_request_is_dropped_even_if_it_is_delivered(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await searched(pilot, "ada.byron", "1 account.")
        other = desk.console.sign_in.directory.sign_in("demo", Secret("demo")).search("grace", 5)
        screen.post_message(DeskAnswered(partial(screen.found, 0), other))
        await settle(pilot)
        assert "Ada Byron" in screen_text(app)


async def test_enter_opens_the_only_one_even_before_its_answer_came(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await type_text(pilot, "ada.byron")
        await pilot.press("enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "Ada Byron")


async def test_of_two_with_one_name_none_is_opened_by_enter_alone(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await to_search(pilot)
        await type_text(pilot, "james wilson")
        await pilot.press("enter")
        await says(pilot, "2 accounts.")
        await until(pilot, lambda: app.focused is screen.query_one(DataTable))
        assert isinstance(app.screen, SearchScreen)
        await settle(pilot, 0.4)  # it is read: what comes sooner was typed for something else
        await pilot.press("down", "enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "james.wilson2")


async def test_the_list_is_entered_only_when_it_fits_what_is_typed(desk: Desk) -> None:
    held = desk.watch.slow_searches["james"] = threading.Event()
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await searched(pilot, "ja", "James Wilson")
        await type_text(pilot, "mes")
        await pilot.press("down")
        await settle(pilot)
        assert app.focused is screen.query_one("#query"), "the rows are about to change"
        held.set()
        await until(pilot, lambda: app.focused is screen.query_one(DataTable))


async def test_one_letter_is_searched_for_on_enter_only(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await type_text(pilot, "z")
        await settle(pilot, 0.5)
        assert "Type one of these" in screen_text(pilot.app)
        assert desk.watch.searches == []
        await pilot.press("enter")
        await until(pilot, lambda: desk.watch.searches == ["z"])


async def test_typing_on_in_the_list_goes_on_in_the_box(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await searched(pilot, "james", "james.wilson2")
        await pilot.press("down")
        await until(pilot, lambda: app.focused is screen.query_one(DataTable))
        await type_text(pilot, " w")
        assert screen.query_one("#query", Field).value == "james w"
        await pilot.press("down", "up")
        assert app.focused is screen.query_one("#query")


async def test_more_than_can_be_shown_is_said() -> None:
    with watched_demo(lambda policy: replace(policy, search_limit=3)) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await searched(pilot, "an", "More than 3: narrow it.")


async def with_the_list(pilot: Pilot[None], query: str, answer: str) -> SearchScreen:
    """Searched, and the mark in the list."""
    screen = await searched(pilot, query, answer)
    await pilot.press("down")
    await until(pilot, lambda: pilot.app.focused is screen.query_one(DataTable))
    return screen


def shown(screen: SearchScreen) -> list[str]:
    return [row.login for row in screen._rows]


@pytest.mark.parametrize("key", ["f6", "down"])
async def test_the_next_ones_come_behind_those_that_are_shown_and_the_mark_stays(key: str) -> None:
    with watched_demo(lambda policy: replace(policy, search_limit=3)) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            screen = await with_the_list(pilot, "an", "More than 3: narrow it.")
            assert "F6 More" in screen_text(pilot.app)
            first, table = shown(screen), screen.query_one(DataTable)
            await pilot.press("down", "down")
            await until(pilot, lambda: table.cursor_row == 2)
            await settle(pilot)
            assert desk.watch.searches == ["an"], "the last one is only reached"
            await pilot.press(key)
            await says(pilot, "More than 6: narrow it. The first 6 are shown.")
            assert shown(screen)[:3] == first
            assert (len(set(shown(screen))), table.cursor_row) == (6, 2)
            assert pilot.app.focused is table


async def test_where_all_are_shown_there_is_no_more(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await with_the_list(pilot, "james wilson", "2 accounts.")
        assert "F6 More" not in screen_text(pilot.app)
        await pilot.press("down", "down", "f6", "down")
        await settle(pilot)
        assert desk.watch.searches == ["james wilson"]
        assert len(shown(screen)) == 2


async def test_more_than_can_be_asked_for_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk_tui.tui.screens.search.MOST_ROWS", 6)
    with watched_demo(lambda policy: replace(policy, search_limit=3)) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await searched(pilot, "an", "More than 3")
            await pilot.press("f6")
            await says(pilot, "More than 6: narrow it.")
            assert "F6 More" not in screen_text(pilot.app)
            await pilot.press("f6")
            await settle(pilot)
            assert desk.watch.searches == ["an", "an"]


async def test_what_is_typed_while_more_is_awaited_takes_its_place() -> None:
    with watched_demo(lambda policy: replace(policy, search_limit=3)) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            screen = await searched(pilot, "an", "More than 3")
            held = desk.watch.slow_searches["an"] = threading.Event()
            await pilot.press("f6")
            await until(pilot, lambda: len(desk.watch.searches) == 2)
            await type_text(pilot, "a kowal")
            await says(pilot, "Nobody found.")
            held.set()
            await settle(pilot, 0.5)
            assert shown(screen) == []


async def test_back_from_the_card_of_one_of_the_next_ones_the_mark_is_on_it() -> None:
    with watched_demo(lambda policy: replace(policy, search_limit=3)) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            screen = await with_the_list(pilot, "an", "More than 3")
            await pilot.press("f6")
            await says(pilot, "More than 6")
            before = shown(screen)
            await pilot.press("down", "down", "down", "down", "enter")
            await on_screen(pilot, CardScreen)
            await says(pilot, "You may")
            await pilot.press("escape")
            await on_screen(pilot, SearchScreen)
            await until(pilot, lambda: len(desk.watch.searches) == 3)
            await until(pilot, lambda: screen._answered == screen._request)
            assert (shown(screen), screen.query_one(DataTable).cursor_row) == (before, 4)


async def test_a_filter_alone_finds_whoever_it_leaves(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await searched(pilot, "locked:", "Grace Okafor")
        assert "Ada Byron" not in screen_text(pilot.app)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ada dept:", "Type on behind dept: for instance dept:finance."),
        ("ou:", 'Type on behind ou: for instance ou:legal or ou:"Head Office".'),
        ("ou:nowhere", "No organisational unit or container is called 'nowhere' there."),
    ],
)
async def test_a_filter_that_does_not_work_says_why(desk: Desk, typed: str, said: str) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await searched(pilot, typed, said)


async def test_while_the_directory_takes_its_time_nothing_older_is_said(desk: Desk) -> None:
    held = desk.watch.slow_searches["ada"] = threading.Event()
    async with desk.app().run_test() as pilot:
        await to_search(pilot)
        await type_text(pilot, "a")
        await says(pilot, "Type one letter more")
        await type_text(pilot, "da")
        await says(pilot, "The directory is searched …")
        assert "Type one letter more" not in screen_text(pilot.app)
        held.set()
        await says(pilot, "accounts.")
        assert "is searched" not in screen_text(pilot.app)


async def test_what_was_slow_is_said_until_the_box_is_emptied(desk: Desk) -> None:
    slow = frozenset({SearchedBy.NUMBER})
    words = "It was slow: the directory may have no index of telephone and employee numbers."
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await searched(pilot, "james wilson", "2 accounts.")
        screen.found(screen._request, replace(screen._found, slow=slow))
        await until(pilot, lambda: words in " ".join(screen_text(pilot.app).split()))
        await type_text(pilot, "2")
        await settle(pilot, 0.5)
        assert "It was slow" in screen_text(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        assert "It was slow" not in screen_text(pilot.app)


async def test_nobody_found_is_said(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await searched(pilot, "zzzz", "Nobody found.")


async def test_a_directory_that_is_gone_leaves_the_words_and_enter_asks_again(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        desk.watch.unreachable = True
        await type_text(pilot, "ada.byron")
        await says(pilot, "does not answer")
        assert "ada.byron" in screen_text(app)
        desk.watch.unreachable = False
        await pilot.press("enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "Ada Byron")


async def test_esc_empties_the_box_and_the_help_comes_back(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await searched(pilot, "grace", "Grace Okafor")
        await pilot.press("escape")
        await says(pilot, "Type one of these")


async def back_from_card(pilot: Pilot[None], query: str = "ada.byron") -> SearchScreen:
    """A search, the only one found, and back at the list."""
    screen = await to_search(pilot)
    await type_text(pilot, query)
    await says(pilot, "1 account.")
    await pilot.press("enter")
    await on_screen(pilot, CardScreen)
    await says(pilot, "You may")
    await pilot.press("escape")
    await on_screen(pilot, SearchScreen)
    return screen


async def test_back_at_the_list_typing_replaces_the_old_query(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await back_from_card(pilot)
        assert screen.query_one("#query", Field).value == "ada.byron"
        await type_text(pilot, "grace")
        assert screen.query_one("#query", Field).value == "grace"
        await says(pilot, "Grace Okafor")


async def test_back_at_the_list_the_rows_are_read_again(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await searched(pilot, "ada.byron", "1 account.")
        await pilot.press("enter")
        await on_screen(pilot, CardScreen)
        administrator(desk).alter("ada.byron", enabled=False)
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
        await says(pilot, "disabled")
        assert desk.watch.searches == ["ada.byron", "ada.byron"]
        assert app.focused is screen.query_one("#query")


async def test_back_at_the_list_the_mark_stays_on_who_was_opened(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await searched(pilot, "james wilson", "2 accounts.")
        await pilot.press("down", "down", "enter")
        await on_screen(pilot, CardScreen)
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
        await until(pilot, lambda: len(desk.watch.searches) == 2)
        await settle(pilot)
        table = screen.query_one(DataTable)
        assert (app.focused, table.cursor_row) == (table, 1)
        await type_text(pilot, "g")
        assert screen.query_one("#query", Field).value == "g", "typing on in the list replaces it too"


async def test_who_is_gone_from_the_list_leaves_the_mark_on_nobody_else(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await searched(pilot, "james wilson", "2 accounts.")
        await pilot.press("down", "down", "enter")
        await on_screen(pilot, CardScreen)
        first = screen._rows[:1]
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
        await until(pilot, lambda: screen._answered == screen._request)
        screen.post_message(DeskAnswered(partial(screen.found, screen._request), Found(first, more=False)))
        await says(pilot, "1 account.")
        assert app.focused is screen.query_one("#query")


async def test_help_over_the_list_reads_nothing_again(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await searched(pilot, "ada.byron", "1 account.")
        await pilot.press("f1", "escape")
        await on_screen(pilot, SearchScreen)
        await settle(pilot)
        assert desk.watch.searches == ["ada.byron"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("z", "Type one letter more, or press Enter to search for this one."),
        ("*", "* stands for itself here: the beginning of a name is enough."),
    ],
)
async def test_one_letter_and_a_star_say_what_to_do(desk: Desk, typed: str, said: str) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await type_text(pilot, typed)
        await says(pilot, said)


async def test_enter_on_nothing_says_what_to_type(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await pilot.press("enter")
        await says(pilot, "Type first: a name")
        await type_text(pilot, "ada")
        await until(pilot, lambda: "Type first" not in screen_text(app))


async def test_a_star_behind_a_name_finds_nobody_and_says_why(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await searched(pilot, "byr*", "Nobody found. * stands for itself here")


@pytest.mark.parametrize("columns", [80, 81, 109, 119, 120, 200])
def test_the_list_cuts_nothing_that_has_room_and_ends_before_the_scroll_bar(columns: int) -> None:
    wide = columns >= 120
    cells = [("Ada Byron", "ada.byron", "IT", "disabled, locked, must change", "ada@demo.example")]
    cells = [each if wide else each[:4] for each in cells]
    laid = columns_for(cells, columns)
    assert sum(width + 2 for _, width in laid) == columns - 1
    assert all(len(cell) <= width for cell, (_, width) in zip(cells[0], laid, strict=True))


def test_the_usual_columns_stay_where_they_are_enough() -> None:
    short = [("Ada Byron", "ada.byron", "IT", "active")]
    assert columns_for(short, 80) == columns_for([], 80)
