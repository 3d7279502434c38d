"""Screens that go while they come, as where the desk locks in the moment that one opens."""

import asyncio

import pytest
from textual.screen import Screen
from tui.driving import Desk, on_screen, to_search
from tui.test_frame import ours

from helpdesk_tui.tui.going import GoesAnyTime
from helpdesk_tui.tui.screens.search import SearchScreen

TURNS = 60  # of the event loop: the screens here are there after 14 to 28


@pytest.mark.parametrize(
    "opening", ["command_palette", "help", "explain", "feedback", "tour", "screen.lists"]
)
async def test_in_no_moment_does_it_end_the_program(desk: Desk, opening: str) -> None:
    app, opened = desk.app(), 0
    async with app.run_test() as pilot:
        await to_search(pilot)
        for turns in range(TURNS):
            below = len(app.screen_stack)
            await app.run_action(opening)
            for _ in range(turns):
                await asyncio.sleep(0)
            opened += len(app.screen_stack) > below
            while len(app.screen_stack) > below:
                await app.pop_screen()
        await on_screen(pilot, SearchScreen)
        assert app.return_code is None
        assert opened > TURNS / 2


async def test_the_program_may_end_while_the_palette_comes(desk: Desk) -> None:
    for turns in range(16, 40):  # while its commands come
        app = desk.app()
        async with app.run_test() as pilot:
            await to_search(pilot)
            app.action_command_palette()
            for _ in range(turns):
                await asyncio.sleep(0)
        assert not app.return_code


def test_every_screen_of_ours_may_go_at_any_time() -> None:
    screens = {each for each in ours() if issubclass(each, Screen)}
    assert {each for each in screens if not issubclass(each, GoesAnyTime)} == set()
