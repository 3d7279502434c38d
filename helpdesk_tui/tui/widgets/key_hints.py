"""Keys that work now, said where they matter, beside those in the bottom line."""

from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from helpdesk_tui.tui.widgets.key_line import Shown


class KeyHints(Widget):
    """Those of `ids` that work now, each with its label; in the order given."""

    ALLOW_SELECT = False
    keys: reactive[Shown] = reactive[Shown](())

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

    def render(self) -> Content:
        parts: list[tuple[str, str] | str] = []
        for key, label in self.keys:
            parts += [(key, "bold"), f" {label}   "]
        return Content.assemble(*parts)
