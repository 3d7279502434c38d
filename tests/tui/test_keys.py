"""Keys: chosen ones work and are shown, lists take those of vim, a row its digit, a click is a key."""

from dataclasses import replace
from itertools import combinations

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from tui.driving import Desk, on_screen, reads, says, screen_text, to_card, to_search, to_verify, type_text
from tui.test_frame import ours

from helpdesk_tui.keys.remapping import meet, remappable
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.dialogs.help import HelpDialog
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen

SIZE = (80, 24)


def with_keys(desk: Desk, **chosen: str) -> DeskApp:
    """`card_reset` stands for card.reset."""
    return DeskApp(
        replace(desk.console, keys={each.replace("_", ".", 1): key for each, key in chosen.items()})
    )


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
    assert app.quitting_keys == {"f11", "ctrl+q"}
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
