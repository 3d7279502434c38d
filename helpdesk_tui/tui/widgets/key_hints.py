"""Keys that work now, said where they matter, beside those in the bottom line."""

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from helpdesk_tui.language import _
from helpdesk_tui.tui.keys import working
from helpdesk_tui.tui.pressing import as_key, press
from helpdesk_tui.tui.widgets.columns import in_lines
from helpdesk_tui.tui.widgets.key_line import Shown


class KeyHints(Widget):
    """Those of `ids` that work now, each with its label; in the order given."""

    keys: reactive[Shown] = reactive[Shown]((), layout=True)

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__()
        self._ids = ids
        self._pressed: list[str] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is not self.screen or not screen.is_mounted:
            return
        found = working(screen)
        bindings = [found[key].binding for key in self._ids if key in found]
        self._pressed = [each.key for each in bindings]
        self.keys = tuple((self.app.get_key_display(each), _(each.description)) for each in bindings)

    def on_click(self, event: Click) -> None:
        press(self, event)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(len(self._lines(width)), 1)

    def render(self) -> Content:
        lines = self._lines(self.size.width)
        return Content("\n").join([Content.assemble(*map(self._hint, line)) for line in lines])

    def _lines(self, width: int) -> list[list[int]]:
        """Places of the keys, line by line."""
        return in_lines([self._hint(place).cell_length for place in range(len(self.keys))], width)

    def _hint(self, place: int) -> Content:
        key, label = self.keys[place]
        return Content.assemble(as_key(key, label, self._pressed[place]), "   ")
