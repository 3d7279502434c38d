"""What a code, a pasted line or some words mean: found while one types. No server is asked."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from helpdesk_tui.desk.pages import explain
from helpdesk_tui.desk.pages.pasted import LONGEST
from helpdesk_tui.tui.dialogs.scrolled import ScrolledDialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.widgets.fields import Field, labelled
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.pages import page_lines

_WHAT_TO_TYPE = (
    "Type or paste what the caller reads out, or what stands in a log: data 775, 0xC000006A, KDC_ERR_…, "
    "AADSTS50126, event 4625, a whole line; or some words: smart card, minimum age."
)
_NOTHING = "Nothing is known of this. Try the code as it stands there, or two or three words."


class PasteField(Field):
    """All lines of what is pasted, in one."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(" ".join(event.text.split()))


class ExplainDialog(ScrolledDialog):
    HELP = (
        "What codes and sentences of other programs mean, and of this one: what happened, and what to do. "
        "Nothing that is typed here is searched in the directory, or recorded. ↑↓ scrolls, Esc closes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("up", "scroll(-1)", show=False),
        bind("down", "scroll(1)", show=False),
        bind("page-up", "scroll(-10)", show=False),
        bind("page-down", "scroll(10)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__("What does it mean?", "↑↓ scrolls, Ctrl+U empties the field, Esc closes.")

    def parts(self) -> ComposeResult:
        yield labelled("Text", PasteField(id="asked", max_length=LONGEST, help_text=self.HELP))
        with VerticalScroll(classes="help", can_focus=False):
            yield Words(_WHAT_TO_TYPE, id="told", classes="words")

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#asked"))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#told", Words).show(_told(event.value.strip()))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def _told(asked: str) -> str | Content:
    if not asked:
        return _WHAT_TO_TYPE
    pages = []
    for page in explain(asked):
        means, *rest = page_lines(page)
        pages.append(Content("\n").join([Content.styled(means, "bold"), *map(Content, rest)]))
    return Content("\n\n").join(pages) if pages else _NOTHING
