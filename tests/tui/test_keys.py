"""Keys: chosen ones work and are shown, lists take those of vim, a row its digit, a click is a key."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations

import pytest
from rich.cells import cell_len
from textual.binding import Binding
from textual.command import CommandList
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import Screen
from tui.driving import (
    Desk,
    caller_says,
    in_one_go,
    on_screen,
    reads,
    says,
    screen_text,
    settle,
    to_act,
    to_card,
    to_search,
    to_verify,
    type_text,
    until,
)
from tui.test_frame import ours

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.between_calls import LastCall
from helpdesk_tui.keys.remapping import meet, remappable
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.dialogs.help import HelpDialog, keys_of
from helpdesk_tui.tui.dialogs.kinds import KindDialog
from helpdesk_tui.tui.dialogs.tour import TourDialog
from helpdesk_tui.tui.jumping import JumpScreen, Target, targets
from helpdesk_tui.tui.keys import working
from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.listing import ListScreen
from helpdesk_tui.tui.screens.lists import ListsScreen
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.widgets.choices import Choice, Tick
from helpdesk_tui.tui.widgets.fields import CodeField
from helpdesk_tui.tui.widgets.key_line import KeyLine
from helpdesk_tui.tui.widgets.method_list import MethodList
from helpdesk_tui.tui.widgets.results import Results
from helpdesk_tui.tui.widgets.row_list import RowList

SIZE = (80, 24)


def with_keys(desk: Desk, **chosen: str) -> DeskApp:
    """`card_reset` stands for card.reset."""
    return desk.app(**{each.replace("_", ".", 1): key for each, key in chosen.items()})


# --- chosen keys ------------------------------------------------------------------------------------


def ids_of(kind: type[DOMNode]) -> set[str]:
    """With those of the classes above it and of the app, as a screen has them."""
    found = {
        each.id
        for base in (*kind.__mro__, DeskApp)
        for each in vars(base).get("BINDINGS", [])
        if isinstance(each, Binding) and each.id
    }
    return found & set(remappable())


@pytest.mark.parametrize(
    "kind", [each for each in ours() if issubclass(each, Screen)], ids=lambda each: each.__name__
)
def test_what_works_on_one_screen_is_kept_apart(kind: type[DOMNode]) -> None:
    apart = [pair for pair in combinations(sorted(ids_of(kind)), 2) if not meet(*pair)]
    assert apart == [], "say in `_TOGETHER` that they meet"


async def test_a_chosen_key_works_in_place_of_the_usual_one_and_is_shown(desk: Desk) -> None:
    app = with_keys(desk, card_reset="j", help="ctrl+b")
    async with app.run_test(size=SIZE) as pilot:
        await to_card(pilot)
        await says(pilot, "j Reset")
        await says(pilot, "Ctrl+B Help")
        await pilot.press("r", "f1")
        await pilot.pause()
        assert isinstance(app.screen, CardScreen)
        await pilot.press("ctrl+b")
        await on_screen(pilot, HelpDialog)
        await says(pilot, "Ctrl+B")
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        await pilot.press("j")
        await on_screen(pilot, VerifyScreen)


async def test_two_keys_may_change_places(desk: Desk) -> None:
    app = with_keys(desk, card_reset="v", card_verify="r")
    async with app.run_test(size=SIZE) as pilot:
        await to_card(pilot)
        await says(pilot, "v Reset")
        await says(pilot, "r Verify")


async def test_what_shared_a_key_with_a_chosen_one_keeps_it(desk: Desk) -> None:
    """F6 is "Confirm here" and "Another one", on the same screens."""
    app = with_keys(desk, verify_here="f11")
    async with app.run_test(size=SIZE) as pilot:
        await to_verify(pilot)
        found = {binding.id: key for _, bindings in app.screen._binding_chain for key, binding in bindings}
        assert (found["verify.here"], found["prompt.other"]) == ("f11", "f6")


async def test_sentences_name_the_chosen_keys(desk: Desk) -> None:
    app = with_keys(desk, card_brake="y", quit="f11", verify_pair="f2", help="f4")
    async with app.run_test(size=SIZE) as pilot:
        await on_screen(pilot, SignInScreen)
        await says(pilot, "F4 lists the other operators")
        await to_card(pilot)
        await says(pilot, "y disable at once")
        await pilot.press("ctrl+c")
        await says(pilot, "F11 quits.")
        await pilot.press("r")
        await on_screen(pilot, VerifyScreen)
        await says(pilot, "F2 Two codes")
        assert "F4 Two codes" not in screen_text(app)


async def test_the_chosen_key_to_quit_quits_whatever_comes(desk: Desk) -> None:
    app = with_keys(desk, quit="f11")
    assert {"f11", "ctrl+q"} <= app.quitting_keys
    assert "f10" not in app.quitting_keys
    async with app.run_test(size=SIZE) as pilot:
        await to_search(pilot)
        await pilot.resize_terminal(20, 5)
        await reads(pilot, "20×5")
        await pilot.press("f10")
        assert app.is_running
        await pilot.press("f11")
        await pilot.pause()
        assert not app.is_running


async def test_letters_stay_letters_in_a_field(desk: Desk) -> None:
    async with with_keys(desk, card_reset="a").run_test(size=SIZE) as pilot:
        search = await to_search(pilot)
        await type_text(pilot, "ada")
        await pilot.pause()
        assert search._query == "ada"


# --- lists ------------------------------------------------------------------------------------------


async def to_lists(pilot: Pilot[None]) -> ListsScreen:
    await to_search(pilot)
    await pilot.press("f8")
    return await on_screen(pilot, ListsScreen)


async def test_lists_take_the_keys_of_vim(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        rows = (await to_lists(pilot)).query_one(RowList)
        for key, marked in {"j": 1, "k": 0, "G": rows.count - 1, "g": 0, "ctrl+d": 10, "ctrl+u": 0}.items():
            await pilot.press(key)
            assert rows.marked == min(marked, rows.count - 1), key


async def test_a_digit_takes_the_row_that_has_it(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        lists = await to_lists(pilot)
        await says(pilot, "2  Disabled")
        await pilot.press("2")
        listed = await on_screen(pilot, ListScreen)
        assert listed._wanted.kind is lists._kinds[1]
        await pilot.press("9")  # in a list of people it is none
        assert isinstance(pilot.app.screen, ListScreen)


async def test_a_digit_beyond_the_rows_takes_none(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_card(pilot)
        await pilot.press("m")
        await on_screen(pilot, MethodsScreen)
        await pilot.press("a")
        await on_screen(pilot, KindDialog)
        await pilot.press("9")
        await on_screen(pilot, KindDialog)
        await pilot.press("1")
        await on_screen(pilot, VerifyScreen)


async def test_in_the_search_box_and_its_list_letters_and_digits_are_typed(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        search = await to_search(pilot)
        await type_text(pilot, "james.wilson")
        await says(pilot, "2 accounts")
        await pilot.press("down", "2")
        assert search._query == "james.wilson2"


# --- the mouse --------------------------------------------------------------------------------------


async def click_at(pilot: Pilot[None], words: str, times: int = 1) -> None:
    """Where the words stand."""
    lines = screen_text(pilot.app).splitlines()
    y, line = next((place, line) for place, line in enumerate(lines) if words in line)
    await pilot.click(offset=(cell_len(line[: line.index(words)]) + 1, y), times=times)


async def test_a_click_on_a_key_presses_it(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_card(pilot)
        await click_at(pilot, "F1 Help")
        await on_screen(pilot, HelpDialog)
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        await click_at(pilot, "r Reset")
        await on_screen(pilot, VerifyScreen)


async def test_a_click_waits_as_a_key_does(desk: Desk) -> None:
    """A second one was meant for the first screen: the act takes no key from before it was drawn."""
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_verify(pilot)
        await type_text(pilot, caller_says(pilot))
        await click_at(pilot, "Enter Go on", times=2)
        await on_screen(pilot, ActScreen)
        await settle(pilot)
        assert desk.watch.writes == []
        await reads(pilot, "Enter does this once")
        await click_at(pilot, "Enter Do it")
        await on_screen(pilot, ReceiptScreen)
    assert len(desk.watch.writes) == 1


async def test_a_click_on_a_row_takes_it_once(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        lists = await to_lists(pilot)
        await click_at(pilot, "Locked out", times=2)
        listed = await on_screen(pilot, ListScreen)
        assert listed._wanted.kind is lists._kinds[lists.query_one(RowList).marked]
        assert [each for each in pilot.app.screen_stack if isinstance(each, ListScreen)] == [listed]
        await says(pilot, "grace.okafor")
        await click_at(pilot, "grace.okafor")
        await on_screen(pilot, CardScreen)
        await says(pilot, "Grace Okafor")


async def test_a_click_on_a_method_chooses_it_and_no_more(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        screen = await to_verify(pilot)
        rows = screen.query_one(MethodList)
        other = next(place for place in rows.in_sight if rows.options[place].usable and place != rows.marked)
        await pilot.click(rows, offset=(5, rows.in_sight.index(other)))
        await settle(pilot)
        assert screen._proving.method is rows.options[other].method
        assert isinstance(pilot.app.screen, VerifyScreen)


async def test_a_click_on_a_last_call_opens_its_card(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_card(pilot)
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
        await pilot.press("escape")
        await says(pilot, "Your last calls")
        await click_at(pilot, "ada.byron")
        await on_screen(pilot, CardScreen)
        await says(pilot, "Ada Byron")


async def test_a_click_chooses_an_option_and_ticks(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        act = await to_act(pilot)
        choice = act.query(Choice).first()
        options = [words for _, words in choice._options]
        await click_at(pilot, options[-1])
        assert choice.index == len(options) - 1
        choice.focus()
        await pilot.press("1")
        assert choice.index == 0
        tick = act.query(Tick).first()
        before = tick.ticked
        await pilot.click(tick)
        assert tick.ticked is not before


# --- going to what is seen ----------------------------------------------------------------------------


async def letter_at(pilot: Pilot[None], holds: Callable[[Target], bool]) -> str:
    screen = await on_screen(pilot, JumpScreen)
    return next(letter for letter, target in screen._found.items() if holds(target))


async def test_a_letter_goes_to_a_field(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        screen = await to_verify(pilot)
        assert screen._proving.ticket.field.has_focus is False
        await pilot.press("ctrl+o")
        letter = await letter_at(pilot, lambda target: target.widget is screen._proving.ticket.field)
        await pilot.press(letter)
        await on_screen(pilot, VerifyScreen)
        assert screen._proving.ticket.field.has_focus


async def test_a_letter_goes_to_a_row(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        lists = await to_lists(pilot)
        await pilot.press("ctrl+o")
        jump = await on_screen(pilot, JumpScreen)
        assert len(jump._found) == len(lists._kinds)
        await pilot.press("s")
        listed = await on_screen(pilot, ListScreen)
        assert listed._wanted.kind is lists._kinds[1]


@pytest.mark.parametrize("key", ["escape", "1", "f5"])
async def test_any_other_key_changes_nothing(desk: Desk, key: str) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        search = await to_search(pilot)
        await pilot.press("ctrl+o")
        await on_screen(pilot, JumpScreen)
        await pilot.press(key, "escape")
        await on_screen(pilot, SearchScreen)
        assert search._query == ""


async def test_results_have_letters_and_what_is_not_seen_has_none(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        search = await to_search(pilot)
        await type_text(pilot, "james.wilson")
        await says(pilot, "2 accounts")
        found = targets(search)
        assert [each.at.y for each in found] == sorted(each.at.y for each in found)
        assert sum(each.widget is search.query_one(Results) for each in found) == 2
        assert all(search.region.contains_point(each.at) for each in found)
        await pilot.press("ctrl+o")
        letter = await letter_at(pilot, lambda target: target.at == found[-1].at)
        await pilot.press(letter)
        await on_screen(pilot, CardScreen)


async def test_where_there_is_nothing_to_go_to_it_is_said(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_card(pilot)
        await pilot.press("ctrl+o")
        await says(pilot, "There is nothing to go to here.")


async def test_a_letter_that_was_typed_before_the_letters_were_seen_goes_nowhere(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_lists(pilot)
        in_one_go(pilot, "ctrl+o", "s")
        await on_screen(pilot, JumpScreen)
        await settle(pilot)
        assert isinstance(pilot.app.screen, JumpScreen)


async def test_a_letter_does_not_lead_to_a_field_that_is_gone(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        screen = await to_verify(pilot)
        field = screen.query_one(CodeField)
        await pilot.press("ctrl+o")
        letter = await letter_at(pilot, lambda target: target.widget is field)
        await field.remove()
        await pilot.press(letter)
        await on_screen(pilot, VerifyScreen)
        assert screen.focused is not field


async def test_the_letters_go_when_the_window_changes(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_lists(pilot)
        await pilot.press("ctrl+o")
        await on_screen(pilot, JumpScreen)
        await pilot.resize_terminal(100, 30)
        await on_screen(pilot, ListsScreen)


# --- the palette, and the tour ------------------------------------------------------------------------


async def test_the_palette_has_keys_and_the_people_of_the_last_calls(desk: Desk) -> None:
    async with with_keys(desk, card_unlock="y").run_test(size=(80, 60)) as pilot:
        await to_card(pilot)
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
        await pilot.press("ctrl+p")
        await says(pilot, "Lists  F8")
        await says(pilot, "Your last call: looked at, nothing changed")
        await type_text(pilot, "ada")
        await settle(pilot)
        await pilot.press("enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "You may")
        await pilot.press("ctrl+p")
        await says(pilot, "Unlock  y")


async def test_the_palette_shows_which_row_enter_takes(desk: Desk) -> None:
    async with desk.app().run_test() as pilot:
        await to_card(pilot)
        await pilot.press("ctrl+p")
        await says(pilot, "Verify  v")
        rows = pilot.app.screen.query_one(CommandList)

        def marked() -> list[str]:
            strips = [rows.render_line(y) for y in range(6)]
            return [each.text for each in strips if all(part.style and part.style.reverse for part in each)]

        for keys, name in (("", "Verify"), ("down", "Reset"), ("up", "Verify")):
            await pilot.press(*filter(None, [keys]))
            await until(pilot, lambda name=name: marked() and name in marked()[0])
            assert len(marked()) == 2, "its name, and what it does"


async def test_nobody_is_named_where_no_card_opens(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 60)) as pilot:
        await to_verify(pilot)
        await pilot.press("ctrl+p")
        await says(pilot, "Go on  Enter")
        await settle(pilot)
        assert "Your last call" not in screen_text(pilot.app)


async def test_a_hostile_login_is_shown_as_it_stands(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    login = "[@click=app.quit]x[/] [/b]"
    hostile = LastCall(AccountId("none"), login, datetime(2026, 1, 1, tzinfo=UTC), f"renamed {login}")
    monkeypatch.setattr(DeskApp, "last_calls", lambda _: (hostile,))
    async with desk.app().run_test(size=(80, 60)) as pilot:
        await to_search(pilot)
        await pilot.press("ctrl+p")
        await says(pilot, f"renamed {login}")
        await type_text(pilot, "click")
        await settle(pilot)
        await says(pilot, login)
        await pilot.press("enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "The account could not be read")


async def test_who_has_proven_a_caller_is_warned_before_another_card_opens(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 60)) as pilot:
        await to_act(pilot)
        await pilot.press("escape")
        card = await on_screen(pilot, CardScreen)
        await until(pilot, lambda: card.clearance)
        await pilot.press("ctrl+p")
        await type_text(pilot, "ada.byron")
        await says(pilot, "Your last call")
        await pilot.press("enter")
        await says(pilot, "The same key again ends that.")
        assert pilot.app.screen is card


async def test_the_tour_is_offered_to_who_had_no_call_yet_and_one_key_ends_it(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_search(pilot)
        await says(pilot, "Ctrl+G")
        await pilot.press("ctrl+g")
        tour = await on_screen(pilot, TourDialog)
        await says(pilot, "1 of 4")
        await pilot.press("enter", "right", "left", "enter", "enter")
        await says(pilot, "F12 says what an error means")
        await pilot.press("escape")
        search = await on_screen(pilot, SearchScreen)
        await pilot.press("ctrl+g", "enter", "enter", "enter", "enter")
        assert await on_screen(pilot, SearchScreen) is search
        assert tour not in pilot.app.screen_stack


async def test_help_begins_with_what_is_wanted_now_and_ends_with_what_cannot_be_done(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        card = await to_card(pilot)
        lines = [key for key, _ in keys_of(card, app)]
        shown = [key for key, _ in card.query_one(KeyLine).keys]
        assert lines[: len(shown) - 2] == [each for each in shown if each not in ("F1", "F10")]
        assert lines.index("F1") > lines.index("Esc")
        assert [key for key, words in keys_of(card, app) if "Not now" in words] == lines[
            -len(not_now(card)) :
        ]


def not_now(card: CardScreen) -> set[str]:
    return {each for each in working(card) if not card.offers(each)}
