"""Help for what has the focus: its words, and every key that works now."""

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen

from helpdesk_tui.keys.registry import REGISTERED
from helpdesk_tui.tui.dialogs.scrolled import ScrolledDialog
from helpdesk_tui.tui.keys import working
from helpdesk_tui.tui.widgets.section import Section
from helpdesk_tui.tui.widgets.words import Words

HelpLine = tuple[str, str]


def keys_of(screen: Screen[object], app: App[None]) -> tuple[HelpLine, ...]:
    """Key and tooltip of each binding of ours that works on the screen now."""
    found = working(screen)
    bindings = [found[key].binding for key in REGISTERED if key in found]
    return tuple((app.get_key_display(each), each.tooltip) for each in bindings)


class HelpDialog(ScrolledDialog):
    HELP = "Esc closes the help. Arrow keys scroll."

    def __init__(self, title: str, words: str, keys: tuple[HelpLine, ...], more: str) -> None:
        super().__init__(title, "Esc closes this.")
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
