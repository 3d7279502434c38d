"""What was drawn of a call goes with its screens."""

import gc

from textual._styles_cache import StylesCache
from textual.widget import Widget
from tui.driving import on_screen, settle
from tui.pictures import taken

from helpdesk_tui.tui.screens.search import SearchScreen


def living(kind: type) -> set[object]:
    gc.collect()
    return {each for each in gc.get_objects() if issubclass(type(each), kind)}


async def test_lines_are_kept_of_living_widgets_alone() -> None:
    async with taken("receipt-shown") as (_, pilot):
        await pilot.press("enter")
        await on_screen(pilot, SearchScreen)
        await settle(pilot, 0.3)
        assert living(StylesCache) <= {each._styles_cache for each in living(Widget)}
