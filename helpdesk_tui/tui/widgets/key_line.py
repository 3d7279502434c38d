"""The bottom line: the keys of this moment, at most seven, in wide windows as many as it holds. One widget,
drawn only when its words change."""

from collections.abc import Mapping
from types import MappingProxyType

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from helpdesk_tui.keys.registry import REGISTERED
from helpdesk_tui.language import _
from helpdesk_tui.tui.keys import working
from helpdesk_tui.tui.pressing import as_key, press
from helpdesk_tui.tui.widgets.too_small import WIDE

MOST_KEYS = 7
_STAY = 3  # back, help, quit

Shown = tuple[tuple[str, str], ...]


class KeyLine(Widget):
    """Follows the screen's active bindings, those with `show`, in the order of the registry."""

    keys: reactive[Shown] = reactive[Shown](())
    _pressed: Mapping[str, str] = MappingProxyType({})  # by what is shown

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        if screen is not self.screen or not screen.is_mounted:
            return
        label_of = getattr(screen, "key_label", lambda _id: "")
        offers = getattr(screen, "offers", lambda _id: True)
        found = {
            key: each.binding for key, each in working(screen).items() if each.binding.show and offers(key)
        }
        shown = {
            key: (self.app.get_key_display(binding), label_of(key) or _(binding.description))
            for key, binding in found.items()
        }
        self._pressed = {shown[key][0]: binding.key for key, binding in found.items()}
        keys = tuple(shown[key] for key in REGISTERED if key in shown)
        self.keys = keys if self.app.size.width >= WIDE else most(keys)

    def on_resize(self) -> None:
        self._follow(self.screen)

    def on_click(self, event: Click) -> None:
        press(self, event)

    def render(self) -> Content:
        """In a narrow place over several lines; a key and its label stay together."""
        width = self.size.width
        keys = self.keys if self.styles.is_auto_height else fitting(self.keys, width)
        gap = " " * _gap(keys, width)
        lines, used = [Content("")], 0
        for key, label in keys:
            needed = 1 + cell_len(f"{key} {label}")
            if used and used + needed > width:
                lines.append(Content(""))
                used = 0
            lead = gap if used else " "
            lines[-1] = Content.assemble(lines[-1], lead, as_key(key, label, self._pressed.get(key, "")))
            used += len(lead) + needed - 1
        return Content("\n").join(lines)


def most(keys: Shown) -> Shown:
    """As many as one takes in at a glance. Quitting goes first; back and help stay."""
    if len(keys) <= MOST_KEYS:
        return keys
    first, others, last = _parted(keys[:-1], _STAY - 1)
    return (*first, *others[: MOST_KEYS - len(first) - len(last)], *last)


def fitting(keys: Shown, width: int) -> Shown:
    """Those that one line names. The ways on, back and out stay, and help, which lists the others."""
    first, others, last = _parted(keys)
    while others and _needed(kept := (*first, *others, *last)) + len(kept) - 1 > width:
        others = others[:-1]
    return (*first, *others, *last)


def _parted(keys: Shown, staying: int = _STAY) -> tuple[Shown, Shown, Shown]:
    """The first, those that may be left out, and the last ones."""
    return keys[:1], keys[1:-staying], keys[max(1, len(keys) - staying) :]


def _needed(keys: Shown) -> int:
    """Columns, without what is between them."""
    return 1 + sum(cell_len(key) + 1 + cell_len(label) for key, label in keys)


def _gap(keys: Shown, width: int) -> int:
    """Three blanks between keys, fewer where the line would be too long."""
    between = max(len(keys) - 1, 1)
    return max(1, min(3, (width - _needed(keys)) // between))
