"""Keys that work now, said where they matter, beside those in the bottom line."""

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from helpdesk_tui.tui.widgets.key_line import Shown


class KeyHints(Widget):
    """Those of `ids` that work now, each with its label; in the order given."""

    ALLOW_SELECT = False
    keys: reactive[Shown] = reactive[Shown]((), layout=True)

    def __init__(self, ids: tuple[str, ...], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ids = ids

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is not self.screen or not screen.is_mounted:
            return
        shown = {
            binding.id: (self.app.get_key_display(binding), binding.description)
            for _, binding, enabled, _ in screen.active_bindings.values()
            if enabled
        }
        self.keys = tuple(shown[key] for key in self._ids if key in shown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        return max(len(self._lines(width)), 1)

    def render(self) -> Content:
        lines = self._lines(self.size.width)
        return Content("\n").join([Content.assemble(*map(_hint, each)) for each in lines])

    def _lines(self, width: int) -> list[list[tuple[str, str]]]:
        """Keys with their labels, as many to a line as fit whole."""
        lines: list[list[tuple[str, str]]] = [[]]
        used = 0
        for each in self.keys:
            needed = cell_len(_hint(each).plain)
            if lines[-1] and used + needed > width:
                lines.append([])
                used = 0
            lines[-1].append(each)
            used += needed
        return lines


def _hint(key: tuple[str, str]) -> Content:
    return Content.assemble((key[0], "bold"), f" {key[1]}   ")
