"""A size may come before a screen is drawn, and while it goes: neither ends the program."""

import pytest
from tui.driving import Desk, on_screen, to_card, to_search

from helpdesk_tui.tui.dialogs.help import HelpDialog
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.search import SearchScreen


async def test_before_and_after_the_help_is_there(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await pilot.press("f1")
        dialog = await on_screen(pilot, HelpDialog)
        dialog.on_resize()
        await dialog.remove_children()
        dialog.on_resize()
        assert pilot.app.is_running


@pytest.mark.parametrize(("to", "kind"), [(to_search, SearchScreen), (to_card, CardScreen)])
async def test_while_a_screen_goes(desk: Desk, to, kind) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to(pilot)
        screen = await on_screen(pilot, kind)
        parts = [each for each in screen.walk_children() if hasattr(each, "on_resize")]
        for each in parts:
            await each.remove_children()
        for each in (*parts, screen):
            each.on_resize()
        await screen.remove_children()
        screen.on_resize()
        assert not screen.is_drawn
