"""What wide windows add: who is marked beside the list, the history beside the card, the steps of a call."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from textual.pilot import Pilot
from tui.driving import (
    Desk,
    on_screen,
    says,
    screen_text,
    settle,
    to_act,
    to_card,
    to_receipt,
    to_search,
    to_verify,
    type_text,
    until,
)
from tui.test_card import to_namesake

from helpdesk_tui.desk.account import AccountId, AccountKind, AccountSummary
from helpdesk_tui.desk.history import Entry
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.widgets.history import History, history_width
from helpdesk_tui.tui.widgets.preview import Preview, preview_width
from helpdesk_tui.tui.widgets.rail import Rail, Step
from helpdesk_tui.words.found import found_lines

ADA = AccountSummary(
    id=AccountId("1"),
    login="ada.byron",
    name="Ada Byron",
    mail="ada.byron@demo.example",
    department="Engineering",
    dn="CN=Byron\\, Ada,OU=People,DC=demo,DC=example",
    kind=AccountKind.PERSON,
    enabled=True,
    locked=False,
    must_change=False,
    password_expired=False,
    account_expired=False,
)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)

# --- who is marked ----------------------------------------------------------------------------------


async def at_the_list(pilot: Pilot[None], query: str, answer: str) -> SearchScreen:
    screen = await to_search(pilot)
    await type_text(pilot, query)
    await says(pilot, answer)
    await pilot.press("down")
    await until(pilot, lambda: pilot.app.focused is screen.query_one("#results"))
    return screen


def beside(screen: SearchScreen) -> str:
    return str(screen.query_one(Preview).render())


async def test_who_is_marked_stands_beside_the_list_and_nothing_is_read_for_it(desk: Desk) -> None:
    async with desk.app().run_test(size=(120, 40)) as pilot:
        screen = await at_the_list(pilot, "james wilson", "2 accounts.")
        await until(pilot, lambda: "james.wilson@demo.example" in beside(screen))
        before, searches = desk.events(), list(desk.watch.searches)
        await pilot.press("down")
        await until(pilot, lambda: "james.wilson2" in beside(screen))
        await pilot.press("up", "down", "up")
        await until(pilot, lambda: "james.wilson@demo.example" in beside(screen))
        assert screen_text(pilot.app).splitlines()[6].endswith("│  James Wilson")
        assert desk.events() == before, "what the hit list shows was looked at already"
        assert desk.watch.searches == searches


async def test_of_several_nobody_is_shown_by_chance_and_one_alone_is(desk: Desk) -> None:
    async with desk.app().run_test(size=(120, 40)) as pilot:
        screen = await to_search(pilot)
        await type_text(pilot, "james wilson")
        await says(pilot, "2 accounts.")
        await until(pilot, lambda: "Who is marked there is shown here." in beside(screen))
        await type_text(pilot, "2")
        await pilot.press("ctrl+u")
        await type_text(pilot, "ada.byron")
        await until(pilot, lambda: "ada.byron@demo.example" in beside(screen))


async def test_a_held_arrow_draws_the_list_alone(desk: Desk) -> None:
    drawn = []
    async with desk.app().run_test(size=(120, 40)) as pilot:
        screen = await at_the_list(pilot, "an", "10 accounts.")
        await until(pilot, lambda: "anais" in beside(screen))
        preview, show = screen.query_one(Preview), screen.query_one(Preview).show
        preview.show = lambda words: (drawn.append(str(words)), show(words))
        await pilot.press(*["down"] * 5)
        await until(pilot, lambda: "nguyen" in beside(screen) or "goran" in beside(screen))
        await settle(pilot, 0.3)
    assert len(drawn) < 5


@pytest.mark.parametrize(("columns", "width"), [(80, 0), (109, 0), (110, 36), (120, 40), (200, 60)])
async def test_below_110_columns_the_list_has_all_the_room(columns: int, width: int) -> None:
    assert preview_width(columns) == width


def test_what_the_search_brought_is_said_and_what_it_did_not_is_unknown() -> None:
    assert list(found_lines(ADA)) == [
        "ada.byron",
        "Engineering",
        "ada.byron@demo.example",
        "",
        "active",
        "",
        "CN=Byron\\, Ada,\nOU=People,\nDC=demo,\nDC=example",
    ]
    untold = replace(ADA, enabled=False, locked=None, password_expired=None, mail="", department="")
    assert list(found_lines(untold))[:4] == [
        "ada.byron",
        "no mail address",
        "",
        "disabled; unknown whether locked, password expired",
    ]
    nothing = replace(ADA, enabled=None)
    assert "unknown whether disabled" in list(found_lines(nothing))
    assert "computer or service" in list(found_lines(replace(nothing, kind=AccountKind.MACHINE)))


# --- the history ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "beside", "width"),
    [(80, 0, 0), (109, 0, 0), (110, 0, 34), (120, 0, 40), (200, 0, 66), (120, 42, 0), (160, 42, 39)],
)
def test_the_card_keeps_its_room(window: int, beside: int, width: int) -> None:
    assert history_width(window, beside) == width


async def test_the_history_stands_beside_the_card(desk: Desk) -> None:
    async with desk.app().run_test(size=(120, 40)) as pilot:
        card = await to_card(pilot)
        assert not card.query_one(History).display, "nothing was done here yet"
        assert "Nothing at this desk yet." in screen_text(pilot.app)
        await pilot.press("r")
        await until(pilot, lambda: "Proofs:" in screen_text(pilot.app))
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        await until(pilot, lambda: card.query_one(History).display)
        await says(pilot, "History, UTC")
        assert "verif" in str(card.query_one(History).render())
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: not card.query_one(History).display)
        assert card.query_one("#history").display


async def test_list_card_and_history_stand_side_by_side_where_all_have_room(desk: Desk) -> None:
    async with desk.app().run_test(size=(160, 40)) as pilot:
        card = await to_namesake(pilot)
        await pilot.press("r")
        await until(pilot, lambda: "Proofs:" in screen_text(pilot.app))
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        await until(pilot, lambda: card.query_one(History).display)
        assert card.query_one("#listed").display


async def test_of_a_long_history_the_newest_are_seen_and_the_rest_is_counted(desk: Desk) -> None:
    entries = [
        Entry(
            each,
            NOW - timedelta(hours=each),
            "ann",
            f"call {each}: reset the password, told by mail and by SMS",
        )
        for each in range(20)
    ]
    async with desk.app().run_test(size=(120, 30)) as pilot:
        card = await to_card(pilot)
        history = card.query_one(History)
        history.display = True
        history.styles.width = 40
        history.show(entries, NOW)
        await pilot.pause()
        text = screen_text(pilot.app)
        seen = [each for each in range(20) if f"call {each}:" in text]
        assert seen == list(range(len(seen)))
        assert 3 < len(seen) < 20
        assert f"{20 - len(seen)} older not shown." in text
        history.show(entries[:3], NOW)
        await pilot.pause()
        assert "not shown" not in screen_text(pilot.app)


# --- the steps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "to"),
    list(zip(Step, [to_search, to_card, to_verify, to_act, to_receipt], strict=True)),
    ids=lambda each: getattr(each, "name", ""),
)
async def test_the_rail_says_which_step_it_is_where_there_is_room(desk: Desk, step: Step, to) -> None:
    async with desk.app().run_test(size=(120, 40)) as pilot:
        screen = await to(pilot)
        line = screen_text(pilot.app).splitlines()[1]
        assert [each.strip() for each in line.split("·")] == [
            f"▸ {each.value}" if each is step else each.value for each in Step
        ]
        for size in ((109, 40), (120, 23)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: not screen.query_one(Rail).display)
