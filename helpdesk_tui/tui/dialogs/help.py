"""Help for what has the focus: its words, and every key that works now."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen

from helpdesk_tui.tui.keys import KEYS, bind
from helpdesk_tui.tui.type_ahead import TakesTypedAhead
from helpdesk_tui.tui.widgets.section import Section
from helpdesk_tui.tui.widgets.too_small import TooSmall
from helpdesk_tui.tui.widgets.words import Words

HelpLine = tuple[str, str]


def keys_of(screen: Screen[object], app: App[None]) -> tuple[HelpLine, ...]:
    """Key and tooltip of each binding of ours that works on the screen now."""
    lines: dict[str, HelpLine] = {}
    for _, binding, enabled, _ in screen.active_bindings.values():
        if enabled and binding.id in KEYS and binding.tooltip:
            lines.setdefault(binding.id, (app.get_key_display(binding), binding.tooltip))
    return tuple(lines[key] for key in KEYS if key in lines)


class HelpDialog(TakesTypedAhead, ModalScreen[None]):
    HELP = "Esc closes the help. Arrow keys scroll."
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [bind("close", "close")]

    def __init__(self, title: str, words: str, keys: tuple[HelpLine, ...], more: str = "") -> None:
        super().__init__()
        self._title = title
        self._words = words
        self._keys = keys
        self._more = more

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Words(self._title, classes="title")
            with VerticalScroll(classes="help"):
                yield Words(self._words, classes="words")
                for key, words in self._keys:
                    yield Section(key, [words])
                if self._more:
                    yield Words(self._more, classes="words")
            yield Words(Content.styled("Esc closes this.", "dim"))
        yield TooSmall()

    def on_resize(self) -> None:
        """All the height there is, but for border, title and last line. A size may come before the
        dialog is drawn, and while it goes."""
        for words in self.query(".help"):
            words.styles.max_height = max(self.app.size.height - 7, 3)

    def action_close(self) -> None:
        self.dismiss(None)
