"""Help for what has the focus: its words, and every key that works now."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen

from helpdesk_tui.keys.registry import REGISTERED
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.dialogs.scrolled import ScrolledDialog
from helpdesk_tui.tui.keys import LIST_BINDINGS, working
from helpdesk_tui.tui.widgets.section import Section
from helpdesk_tui.tui.widgets.words import Words

HelpLine = tuple[str, str]


def keys_of(screen: Screen[object], app: App[None]) -> tuple[HelpLine, ...]:
    """Key and tooltip of each binding of ours that works on the screen: what is wanted now first, and last
    what only says why it cannot be done."""
    found = working(screen)
    offers = getattr(screen, "offers", lambda _id: True)

    def rank(key_id: str) -> int:
        each = found[key_id]
        if not offers(key_id):
            return 3
        return 2 if each.node is app else int(not each.binding.show)

    def line(key_id: str) -> HelpLine:
        binding = found[key_id].binding
        words = _(binding.tooltip)
        if not offers(key_id):
            words = _("{does} Not now: it says why.", does=words)
        return app.get_key_display(binding), words

    return tuple(map(line, sorted((key_id for key_id in REGISTERED if key_id in found), key=rank)))


class HelpDialog(ScrolledDialog):
    HELP = of_class("Esc closes the help. Arrow keys scroll.")
    BINDINGS: ClassVar[list[BindingType]] = [*LIST_BINDINGS]

    def __init__(self, title: str, words: str, keys: tuple[HelpLine, ...], more: str) -> None:
        super().__init__(title, _("Esc closes this. ↑↓ scrolls."))
        self._words = words
        self._keys = keys
        self._more = more

    def parts(self) -> ComposeResult:
        with VerticalScroll(classes="help"):
            yield Words(self._words, classes="words")
            for key, words in self._keys:
                yield Section(key, [words])
            if self._more:
                yield Words(self._more, classes="words")
