"""The bottom line: the keys of this moment, at most seven. One widget, drawn only when its words change."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from helpdesk_tui.tui.keys import KEYS

MOST_KEYS = 7

Shown = tuple[tuple[str, str], ...]


class KeyLine(Widget):
    """Follows the screen's active bindings, those with `show`, in the order of the registry."""

    ALLOW_SELECT = False
    keys: reactive[Shown] = reactive[Shown](())

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is not self.screen or not screen.is_mounted:
            return
        label_of = getattr(screen, "key_label", lambda _: "")
        shown = {
            binding.id: (self.app.get_key_display(binding), label_of(binding.id) or binding.description)
            for _, binding, enabled, _ in screen.active_bindings.values()
            if binding.show and enabled
        }
        self.keys = tuple(shown[key] for key in KEYS if key in shown)[:MOST_KEYS]

    def render(self) -> Content:
        gap = _gap(self.keys, self.size.width)
        parts: list[tuple[str, str] | str] = [" "]
        for key, label in self.keys:
            parts += [(key, "bold"), f" {label}{gap}"]
        return Content.assemble(*parts)


def _gap(keys: Shown, width: int) -> str:
    """Three blanks between keys, fewer where the line would be too long."""
    needed = 1 + sum(cell_len(key) + 1 + cell_len(label) for key, label in keys)
    between = max(len(keys) - 1, 1)
    return " " * max(1, min(3, (width - needed) // between))
