"""The card: a call that was verified is not ended by one key, and its history is a line a call."""

import re
from datetime import UTC, datetime, timedelta

from tui.driving import (
    Desk,
    on_screen,
    reads,
    says,
    screen_text,
    settle,
    to_act,
    to_card,
    to_receipt,
    to_search,
    type_text,
    until,
)

from helpdesk_tui.desk.ports import AccountAtServer, AccountAtServers
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.tui.dialogs.help import HelpDialog
from helpdesk_tui.tui.dialogs.scrolled import LinesDialog
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.widgets.results import Results

ASKED = "The same key again ends that."


async def verified(pilot) -> CardScreen:
    """Back at the card, with a proof that was not used."""
    await to_act(pilot)
    await pilot.press("escape")
    card = await on_screen(pilot, CardScreen)
    await says(pilot, "The caller is verified until")
    return card


async def test_going_back_with_an_unused_proof_asks_once(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await verified(pilot)
        await pilot.press("escape")
        await reads(pilot, ASKED)
        await on_screen(pilot, CardScreen)
        assert "clearance.ended" not in desk.events()
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
        await until(pilot, lambda: "clearance.ended" in desk.events())


async def test_who_stays_keeps_the_proof(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await verified(pilot)
        await pilot.press("escape")
        await reads(pilot, ASKED)
        await pilot.press("f")
        await says(pilot, "Enter does this once")
        await pilot.press("enter")
        await says(pilot, "DONE")
    assert len(desk.watch.writes) == 1


async def test_who_did_something_else_since_is_asked_again(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await verified(pilot)
        await pilot.press("escape")
        await reads(pilot, ASKED)
        await pilot.press("u")
        await says(pilot, "The account is not locked.")
        await pilot.press("escape")
        await reads(pilot, ASKED)
        await on_screen(pilot, CardScreen)


async def test_why_a_method_is_not_usable_is_read_whole_and_names_give_way(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot, "agnes.thorne")
        assert screen_text(pilot.app).count("too weak for this policy") == 4


async def test_quitting_with_an_unused_proof_asks_once_too(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await verified(pilot)
        await pilot.press("f10")
        await reads(pilot, ASKED)
        assert not app._exit
        await pilot.press("f10")
        await until(pilot, lambda: app._exit)


async def test_a_proof_that_was_used_or_is_over_asks_nothing(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_receipt(pilot)
        await pilot.press("f2", "escape")
        await on_screen(pilot, CardScreen)
        await settle(pilot)
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)


async def test_a_proof_whose_time_is_over_asks_nothing(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await verified(pilot)
        desk.watch.ahead = timedelta(hours=1)
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)


async def test_the_history_of_a_reset_is_one_line_in_plain_words(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await to_receipt(pilot)
        await pilot.press("f2", "escape")
        await on_screen(pilot, CardScreen)
        await says(pilot, "demo  reset · authenticator app · told by mail, SMS")
        lines = screen_text(app).splitlines()
        start = next(place for place, line in enumerate(lines) if "History" in line)
        assert "told by mail, SMS" in lines[start]
        assert not lines[start + 1].strip(), "one call, one line"


async def test_help_names_each_key_once_and_as_it_is_now(desk: Desk) -> None:
    """A key that was given to another letter is not described by the old one."""
    app = desk.app(**{"card.reset": "p"})
    async with app.run_test(size=(80, 40)) as pilot:
        await to_card(pilot)
        await pilot.press("f1")
        await on_screen(pilot, HelpDialog)
        words = screen_text(app)
        assert "r, f and u" not in words
        assert words.count("Set a temporary password") == 1


async def test_where_the_window_is_wide_methods_are_read_whole(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot, "ada.byron")
        await pilot.resize_terminal(120, 40)
        await says(pilot, "Methods")
        assert "…" not in screen_text(app)


async def to_namesake(pilot) -> CardScreen:
    """The first of two with one name."""
    await to_search(pilot)
    await type_text(pilot, "james wilson")
    await says(pilot, "2 accounts.")
    await pilot.press("down", "enter")
    card = await on_screen(pilot, CardScreen)
    await says(pilot, "You may")
    return card


async def test_from_110_columns_the_list_stands_beside_the_card_and_opens_another(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(110, 30)) as pilot:
        first = await to_namesake(pilot)
        text = screen_text(app)
        assert "▸ James Wilson  james.wilson " in text
        assert "  James Wilson  james.wilson2" in text
        await pilot.press("right")
        await until(
            pilot, lambda: app.screen is not first and "▸ James Wilson  james.wilson2" in screen_text(app)
        )
        await says(pilot, "You may")
        assert first not in app.screen_stack
        await pilot.press("right", "escape")  # nobody comes after the last
        search = await on_screen(pilot, SearchScreen)
        await settle(pilot)
        assert search.query_one(Results).cursor_row == 1, "the mark is on who was open last"


async def test_in_a_narrower_window_there_is_no_list_and_arrows_open_nobody(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(109, 30)) as pilot:
        first = await to_namesake(pilot)
        assert "james.wilson2" not in screen_text(app)
        await pilot.press("right")
        await settle(pilot)
        assert app.screen is first


async def test_one_key_shows_where_the_wrong_passwords_came_in(desk: Desk) -> None:
    away = problem("unreachable", server="dc9.demo.example")
    desk.watch.at_every_server = AccountAtServers(
        (
            AccountAtServer("dc1.demo.example", 5, "never", "never", "never"),
            AccountAtServer("dc9.demo.example", problem=away),
        ),
        4,
    )
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot, "grace.okafor")
        await pilot.press("w")
        await on_screen(pilot, LinesDialog)
        await says(pilot, "4 more servers")
        shown = re.findall(r"│(.*?)│", screen_text(pilot.app))
        text = " ".join(" ".join(shown).split())
        assert "dc1.demo.example: 5 wrong passwords; last sign-in there: never" in text
        assert "dc9.demo.example: not known. dc9.demo.example does not answer." in text
        assert "4 more servers were not asked." in text
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
    assert desk.events().count("account.servers") == 1


async def test_what_the_servers_show_together_is_told_behind_them(desk: Desk) -> None:
    since = datetime(2025, 6, 2, 9, tzinfo=UTC)
    desk.watch.at_every_server = AccountAtServers(
        (
            AccountAtServer("dc1.demo.example", 0, "never", "never", "never"),
            AccountAtServer("dc9.demo.example", 5, "never", since, "never"),
        )
    )
    async with desk.app().run_test(size=(80, 40)) as pilot:
        await to_card(pilot)
        await pilot.press("w")
        await on_screen(pilot, LinesDialog)
        await says(pilot, "The account is locked at dc9.demo.example.")
        text = " ".join(" ".join(re.findall(r"│(.*?)│", screen_text(pilot.app))).split())
        assert "Since 2025-06-02 09:00 UTC" in text
        assert "Reset the password with an unlock" in text


async def test_of_many_servers_the_first_is_seen_and_the_last_is_reached(desk: Desk) -> None:
    away = problem("unreachable", server="dc.demo.example")
    rows = [AccountAtServer(f"dc{number}.demo.example", problem=away) for number in range(16)]
    desk.watch.at_every_server = AccountAtServers(tuple(rows), 3)
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot, "grace.okafor")
        await pilot.press("w")
        await says(pilot, "dc0.demo.example")
        await pilot.press("end")
        await says(pilot, "3 more servers were not asked.")


async def test_where_the_servers_cannot_be_asked_the_card_says_why(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot, "grace.okafor")
        desk.watch.unreachable = True
        await pilot.press("w")
        await says(pilot, "does not answer")
        await on_screen(pilot, CardScreen)
