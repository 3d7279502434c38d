"""What is to come in a while comes, however busy the computer is."""

import ast
import inspect
from pathlib import Path

import pytest
from textual.message_pump import MessagePump
from tui.busy import all_late
from tui.driving import Desk, to_search, until
from tui.test_frame import ours

from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.commands import Palette
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.timers import SureTimers
from helpdesk_tui.tui.widgets.preview import Preview


def sets_timers(kind: type) -> bool:
    calls = ast.walk(ast.parse(Path(inspect.getfile(kind)).read_text(encoding="utf-8")))
    return any(isinstance(each, ast.Attribute) and each.attr == "set_timer" for each in calls)


def test_whoever_sets_a_timer_sets_one_that_comes() -> None:
    setting = {each for each in ours() if issubclass(each, MessagePump) and sets_timers(each)}
    assert {Palette, Preview, SearchScreen} <= setting
    whole = {DeskApp if issubclass(DeskApp, each) else each for each in setting}
    assert {each for each in whole if not issubclass(each, SureTimers)} == set()


@pytest.mark.parametrize("of", ["the app", "a screen", "a widget"])
async def test_one_whose_time_is_over_before_it_has_begun_comes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    app, came = desk.app(), []
    async with app.run_test() as pilot:
        await to_search(pilot)
        all_late(monkeypatch)
        setting = {"the app": app, "a screen": app.screen, "a widget": app.screen.query_one(Preview)}[of]
        setting.set_timer(0.05, lambda: came.append(of))
        await until(pilot, lambda: bool(came))
