"""Lists on the full screen: rows as they come, whole or loudly not, and what is at hand between two calls."""

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from tui.driving import (
    Desk,
    WatchedSession,
    on_screen,
    says,
    screen_text,
    settle,
    to_search,
    type_text,
    until,
)
from tui.test_type_ahead import burst

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.listing import ListedAccount, ListKind, ListPage
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.tui.screens import listing
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.listing import ListScreen
from helpdesk_tui.tui.screens.lists import ListsScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.widgets.long_list import LongList

PLACES = {kind: place for place, kind in enumerate(ListKind)}


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> "Stream":
    made = Stream()
    told = WatchedSession.listing

    def pages(self, kind, bases, until):
        if kind is not ListKind.DISABLED:
            yield from told(self, kind, bases, until)
            return
        (model, *_) = (row for page in told(self, kind, bases, until) for row in page.rows)
        yield from made.pages(model)

    monkeypatch.setattr(WatchedSession, "listing", pages)
    return made


class Stream:
    """What the list of the disabled is made of: so many rows, and what happens behind them."""

    def __init__(self) -> None:
        self.rows = 5
        self.at_once = 1000
        self.held: threading.Event | None = None
        self.pause = 0.0  # seconds behind each page
        self.error: Exception | None = None
        self.sent = 0

    def pages(self, model: ListedAccount) -> Iterator[ListPage]:
        for start in range(0, self.rows, self.at_once):
            numbers = range(start, min(start + self.at_once, self.rows))
            rows = tuple(
                replace(
                    model,
                    account=replace(
                        model.account,
                        id=AccountId(f"row {number}"),
                        login=f"login{number:06}",
                        name=f"Name {self.rows - number:06}",
                    ),
                )
                for number in numbers
            )
            self.sent += len(rows)
            yield ListPage(rows, len(rows))
            time.sleep(self.pause)
            if self.held:
                self.held.wait(10)
        if self.error:
            raise self.error


async def to_list(pilot: Pilot[None], kind: ListKind) -> ListScreen:
    await to_search(pilot)
    await pilot.press("f8")
    await on_screen(pilot, ListsScreen)
    await pilot.press(*["down"] * PLACES[kind], "enter")
    return await on_screen(pilot, ListScreen)


def text(pilot: Pilot[None]) -> str:
    return screen_text(pilot.app)


async def test_enter_opens_a_card_and_back_comes_to_the_same_row(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_list(pilot, ListKind.LOCKED)
        await says(pilot, "4 accounts.")
        await settle(pilot, 0.4)
        await pilot.press("down", "enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "Grace Okafor")
        await pilot.press("escape")
        assert await on_screen(pilot, ListScreen) is screen
        assert screen.query_one(LongList).marked == 1
        assert "▸ Grace Okafor" in text(pilot)
        await pilot.press("escape")
        await on_screen(pilot, ListsScreen)
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)


async def test_who_cannot_be_told_is_shown_and_said(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_list(pilot, ListKind.LOCKED)
        await says(pilot, "1 more is shown of whom the directory does not tell enough")
        assert "perhaps, unknown" in text(pilot)


async def test_rows_are_there_before_the_list_is_through_and_escape_stops_it(
    desk: Desk, stream: Stream
) -> None:
    stream.rows, stream.at_once, stream.held = 100, 10, threading.Event()
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_list(pilot, ListKind.DISABLED)
        await says(pilot, "10 accounts so far")
        assert "Esc Stop" in text(pilot)
        await settle(pilot, 0.4)
        await pilot.press("escape")
        await says(pilot, "Stopped: 10 accounts among the first 10")
        assert "INCOMPLETE: it was stopped." in text(pilot)
        stream.held.set()
        await settle(pilot, 0.5)
        assert "login000009" in text(pilot)
        assert stream.sent <= 20, "it went on behind the back of whoever stopped it"
        ended = desk.console.sign_in.stores.audit.records(event="list.ended")
        assert [each.facts["complete"] for each in ended if each.facts["list"] == "disabled"] == [False]
        await pilot.press("escape")
        await on_screen(pilot, ListsScreen)


async def test_a_list_that_breaks_off_keeps_its_rows_and_says_so(desk: Desk, stream: Stream) -> None:
    stream.error = DirectoryUnreachable(problem("connection-lost", server="dc1"))
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_list(pilot, ListKind.DISABLED)
        await says(pilot, "INCOMPLETE: ")
        assert "login000004" in text(pilot)
        stream.error = None
        await settle(pilot, 0.4)
        await pilot.press("f5")
        await says(pilot, "5 accounts.")
        assert "INCOMPLETE" not in text(pilot)


async def test_of_very_many_the_first_are_held_and_all_are_counted(
    desk: Desk, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_HELD", 2500)
    stream.rows = 10_000
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_list(pilot, ListKind.DISABLED)
        await says(pilot, "10,000 accounts.")
        assert "The first 2,500 are shown, all are counted" in text(pilot)
        assert screen.query_one(LongList).count == 2500
        await settle(pilot, 0.4)
        await pilot.press("end")
        await says(pilot, "login002499")


async def test_any_column_puts_them_in_order_and_the_mark_stays_on_its_row(
    desk: Desk, stream: Stream
) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_list(pilot, ListKind.DISABLED)
        await says(pilot, "5 accounts.")
        await settle(pilot, 0.4)
        await pilot.press("s")
        await says(pilot, "Name ↓")
        assert "▸ Name 000005" in text(pilot)
        assert screen.query_one(LongList).marked == 4
        await pilot.press("r")
        await says(pilot, "Name ↑")
        assert screen.query_one(LongList).marked == 0
        await pilot.press("s")
        await says(pilot, "Login ↓")
        assert "▸ Name 000005" in text(pilot)


async def test_days_and_methods_read_another_list(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_list(pilot, ListKind.PASSWORD_EXPIRING)
        await says(pilot, "within 14 days")
        await settle(pilot, 0.4)
        await pilot.press("d")
        await says(pilot, "within 30 days")
        await pilot.press("escape")
        await settle(pilot, 0.4)


async def test_what_is_typed_before_a_row_was_read_opens_nobody(desk: Desk, stream: Stream) -> None:
    stream.held = threading.Event()
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await pilot.press("f8")
        await on_screen(pilot, ListsScreen)
        await burst(pilot, "<down><enter><enter>")
        await on_screen(pilot, ListScreen)
        await says(pilot, "5 accounts so far")
        stream.held.set()
        await settle(pilot, 0.5)
        assert isinstance(pilot.app.screen, ListScreen)


async def test_the_program_ends_while_a_list_is_read(desk: Desk, stream: Stream) -> None:
    stream.rows, stream.at_once, stream.pause = 10_000, 10, 0.05
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_list(pilot, ListKind.DISABLED)
        await says(pilot, "accounts so far")
        await pilot.press("f10")
        await until(pilot, lambda: not pilot.app.is_running or pilot.app.return_code is not None)
    pilot.app.end_session()
    sent = stream.sent
    await asyncio.sleep(0.5)
    assert stream.sent - sent <= 10, "it went on though nobody was there any more"
    ended = desk.console.sign_in.stores.audit.records(event="list.ended")
    assert [each.facts["complete"] for each in ended if each.facts["list"] == "disabled"] == [False]


# --- between two calls ------------------------------------------------------------------------------------


async def test_the_empty_box_shows_the_last_calls_and_who_is_locked(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await says(pilot, "Locked out now")
        assert "Type one of these" in text(pilot)
        await type_text(pilot, "ada.byron")
        await pilot.press("enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "You may")
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
        assert "Your last calls" not in text(pilot)
        await pilot.press("escape")
        await says(pilot, "Your last calls")
        assert "Type one of these" not in text(pilot)
        await pilot.press("down", "enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "Ada Byron")


async def test_what_is_at_hand_goes_as_one_types(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_search(pilot)
        await says(pilot, "Locked out now")
        await pilot.press("down")
        await type_text(pilot, "grace")
        await says(pilot, "1 account.")
        assert "Locked out now" not in text(pilot)
        assert screen.query_one("#query").value == "grace"


async def test_a_directory_that_does_not_answer_delays_no_typing(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        desk.watch.unreachable = True
        await type_text(pilot, "a")
        await pilot.press("escape")
        desk.watch.unreachable = False
        await until(pilot, lambda: "Type one of these" in text(pilot))
