"""What all screens share: the context bar, the line of keys, help, palette, small windows, idling."""

import inspect
import pkgutil
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import DataTable, Input
from tui.driving import (
    Desk,
    administrator,
    left_alone,
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
    watched_demo,
)

import helpdesk_tui.tui
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.keys.registry import KEYS, REGISTERED, keys_of_actions
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.commands import DeskCommands, Palette, RecentPeople
from helpdesk_tui.tui.dialogs.help import HelpDialog
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.widgets.context_bar import Context, context_line
from helpdesk_tui.tui.widgets.key_line import MOST_KEYS, KeyLine
from helpdesk_tui.tui.widgets.too_small import TooSmall

STEPS = [to_search, to_card, to_verify, to_act, to_receipt]


def ours() -> list[type]:
    """Every class of the full screen."""
    found = []
    for module in pkgutil.walk_packages(helpdesk_tui.tui.__path__, "helpdesk_tui.tui."):
        members = vars(import_module(module.name)).values()
        found += [each for each in members if inspect.isclass(each) and each.__module__ == module.name]
    return found


def test_every_binding_comes_from_the_registry_with_id_and_tooltip() -> None:
    editing = {id(each) for each in [*Input.BINDINGS, *DataTable.BINDINGS]}  # which ours keep
    for kind in ours():
        for each in vars(kind).get("BINDINGS", []):
            if id(each) not in editing:
                assert isinstance(each, Binding), kind
                assert each.id in REGISTERED, kind
                assert each.tooltip, kind


def test_every_registered_key_is_used() -> None:
    used = {
        each.id for kind in ours() for each in vars(kind).get("BINDINGS", []) if isinstance(each, Binding)
    }
    assert {*KEYS, *keys_of_actions()} <= used


def test_every_screen_explains_itself() -> None:
    screens = [each for each in ours() if issubclass(each, Screen) and not each.__subclasses__()]
    assert len(screens) > 10
    for screen in screens:
        assert screen.HELP, screen


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
async def test_at_most_seven_keys_in_one_line_of_eighty_columns(desk: Desk, step) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await step(pilot)
        await settle(pilot)
        keys = app.screen.query_one(KeyLine).keys
        line = screen_text(app).splitlines()[-1]
        assert 0 < len(keys) <= MOST_KEYS == 7
        assert all(f"{key} {label}" in line for key, label in keys)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
async def test_the_context_is_always_there(desk: Desk, step) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await step(pilot)
        first = screen_text(app).splitlines()[0]
        for word in ("demo (operator", "demo.example", "dc1", "no TLS", "as you", "DEMO"):
            assert word in first


@given(
    width=st.integers(20, 200),
    operator=st.text(min_size=1, max_size=40),
    domain=st.text(max_size=60),
    demo=st.booleans(),
)
def test_the_context_takes_one_line_whatever_is_in_it(width, operator, domain, demo) -> None:
    context = Context(
        operator, (Role.OPERATOR, Role.SUPERVISOR), domain, f"dc1.{domain}", "TLSv1.3", "svc", demo
    )
    line = context_line(context, width)
    assert cell_len(line) == width
    assert line.endswith(" DEMO ") is demo


def test_who_acts_is_kept_longer_than_the_long_names() -> None:
    context = Context(
        "ann", (Role.OPERATOR,), "corp.example.com", "dc1.corp.example.com", "TLSv1.3", "svc-desk"
    )
    line = context_line(context, 80)
    assert "acts as svc-desk" in line
    assert "TLSv1.3" in line


async def test_a_key_and_its_name_stay_in_one_line(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
        line = pilot.app.screen.query_one(KeyLine)
        named = [f"{key} {label}" for key, label in line.keys]
        line.styles.height = "auto"
        for width in range(20, 80):
            line.styles.width = width
            await pilot.pause()
            rows = str(line.render()).splitlines()
            assert max(map(cell_len, rows)) <= width
            assert all(any(each in row for row in rows) for each in named), rows


async def test_a_question_says_how_it_is_answered(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
        await pilot.press("m")
        await says(pilot, "F8 Must register again")
        await pilot.press("f8")
        await says(pilot, "Leave it")
        await says(pilot, "←→ chooses, Enter takes it, Esc closes.")


async def test_help_explains_what_has_the_focus_and_its_keys(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
        await pilot.press("f1")
        await on_screen(pilot, HelpDialog)
        await says(pilot, "Reset")
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        await pilot.press("r")
        await settle(pilot)
        await says(pilot, "Proofs:")
        await pilot.press("tab", "f1")
        await says(pilot, "The number of the ticket")
        await pilot.press("escape", "tab", "down", "f1")
        await says(pilot, "Prove that the caller")


async def test_the_palette_opens_again_before_the_one_that_closed_is_gone(desk: Desk) -> None:
    """Esc and Ctrl+P in one packet: two of the same id, and Textual would end the program."""
    async with desk.app().run_test() as pilot:
        await to_search(pilot)
        pilot.app.action_command_palette()
        await settle(pilot)
        closing = pilot.app.pop_screen()
        pilot.app.action_command_palette()
        await closing
        assert isinstance(pilot.app.screen, Palette)


async def test_the_palette_lists_our_commands_only(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await says(pilot, "Force change")
        text = screen_text(app)
        for theirs in ("Screenshot", "Theme", "Maximize", "Keys", "save an SVG"):
            assert theirs not in text
        await type_text(pilot, "refresh")
        await settle(pilot)
        await pilot.press("enter")
        await on_screen(pilot, CardScreen)
    assert {DeskCommands, RecentPeople} == DeskApp.COMMANDS


async def test_a_small_window_says_so_takes_no_key_and_loses_nothing(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await to_act(pilot)
        await pilot.resize_terminal(40, 10)
        await says(pilot, "40×10")
        assert screen.query_one(TooSmall).display
        assert "Change" not in screen_text(app)
        await pilot.press("enter", "escape")
        await settle(pilot)
        assert desk.watch.writes == []
        await pilot.resize_terminal(80, 24)
        await says(pilot, "Enter does this once")
        await pilot.press("enter")
        await says(pilot, "DONE")


async def test_a_small_window_covers_dialogs_too(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
        await pilot.press("f1")
        await on_screen(pilot, HelpDialog)
        await pilot.resize_terminal(60, 12)
        await says(pilot, "60×12")


async def test_ctrl_c_and_ctrl_z_end_nothing(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await pilot.press("ctrl+c")
        await says(pilot, "F10 quits")
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert app.is_running


async def test_an_idle_console_signs_out() -> None:
    with watched_demo(idle_seconds=3600) as desk:
        app = desk.app()
        async with app.run_test(size=(80, 24)) as pilot:
            await to_receipt(pilot)
            left_alone(pilot)
            await on_screen(pilot, SignInScreen)
            await says(pilot, "You were signed out")
            await until(pilot, lambda: desk.watch.signed_out == 1)
            assert len(app.screen_stack) == 2


async def test_somebody_else_can_sign_in_after_f9(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await pilot.press("f9")
        await on_screen(pilot, SignInScreen)
        await until(pilot, lambda: desk.watch.signed_out == 1)
        await type_text(pilot, "demo")
        await pilot.press("enter")
        await on_screen(pilot, SearchScreen)
        await pilot.press("f10")
        await until(pilot, lambda: app._exit)
    app.end_session()
    assert desk.watch.signed_out == 2


async def test_a_refused_sign_in_says_why_and_empties_the_password(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await on_screen(pilot, SignInScreen)
        await type_text(pilot, "wrong-password")
        await pilot.press("enter")
        await says(pilot, "did not accept")
        assert screen.query_one("#password").value == ""
        assert app.focused is screen.query_one("#password")


async def test_a_fallen_operator_is_signed_out_in_words_from_any_screen(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_act(pilot)
        administrator(desk).alter("demo", enabled=False)
        await pilot.press("enter")  # the write
        await on_screen(pilot, SignInScreen)
        await says(pilot, "You were signed out. Your own account is disabled.")
        await until(pilot, lambda: desk.watch.signed_out == 1)
        assert desk.watch.writes == []
        assert len(app.screen_stack) == 2
