"""What a code, a pasted line or some words mean: found while one types, or leafed through by topic. No server
is asked."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from helpdesk_tui.desk.pages import Page, by_topic, explain
from helpdesk_tui.desk.pages.pasted import LONGEST
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, _, ngettext, of_class
from helpdesk_tui.tui.dialogs.scrolled import ScrolledDialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.rows import TakesRows
from helpdesk_tui.tui.widgets.fields import Field, labelled
from helpdesk_tui.tui.widgets.row_list import RowList
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.pages import page_lines, problem_lines

_WHAT_TO_TYPE = N_(
    "Type or paste what the caller reads out, or a line of a log: data 775, 0xC000006A, AADSTS50126, event "
    "4625; or some words: minimum age. Or open a topic:"
)
_NOTHING = N_("Nothing is known of this. Try the code as it stands there, or two or three words.")
_TOPICS = N_("↑↓ moves the mark, Enter opens it, Esc closes.")
_LISTED = N_("↑↓ moves the mark, Enter opens it, Esc goes back.")
_READ = N_("↑↓ scrolls, Esc goes back.")
_TYPED = N_("↑↓ scrolls, Ctrl+U empties the field, Esc closes.")
_OF_PROBLEMS = N_("↑↓ scrolls, Enter lists all pages, Esc closes.")


class PasteField(Field):
    """All lines of what is pasted, in one."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(" ".join(event.text.split()))


class ExplainDialog(TakesRows, ScrolledDialog):
    HELP = of_class(
        "What codes and sentences of other programs mean, and of this one: what happened, and what to do. "
        "Type what you look for; or leaf through all pages, topic by topic: ↑↓ moves the mark, Enter opens, "
        "Esc goes back. Nothing that is typed here is searched in the directory, or recorded."
    )
    BESIDE = 9  # there is a field, too
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("dialog.take", "take"),
        bind("up", "go(-1)", show=False),
        bind("down", "go(1)", show=False),
        bind("page-up", "go(-10)", show=False),
        bind("page-down", "go(10)", show=False),
    ]

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        """`problems` are shown where it was opened: their pages come first."""
        super().__init__(_("What does it mean?"), _(_OF_PROBLEMS) if problems else _(_TOPICS))
        self._problems = tuple(problems)
        self._topics = by_topic()
        self._topic = ""  # whose pages are listed; "" = the topics are
        self._page: Page | None = None  # that is read
        self._marked = 0  # of the topics, to come back to

    def parts(self) -> ComposeResult:
        yield labelled(_("Text"), PasteField(id="asked", max_length=LONGEST, help_text=self.HELP))
        with VerticalScroll(classes="help", can_focus=False):
            yield Words(_(_WHAT_TO_TYPE), id="told", classes="words")
        yield RowList()

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#asked"))
        self._list("")

    def on_resize(self) -> None:
        for rows in self.query(RowList):
            rows.styles.max_height = max(self.app.size.height - 12, 3)

    # --- what is shown ------------------------------------------------------------------------------

    @property
    def _asked(self) -> str:
        return self.query_one("#asked", Field).value.strip()

    @property
    def _lists(self) -> bool:
        return not (self._asked or self._problems or self._page)

    @property
    def _listed(self) -> str:
        return _LISTED if self._topic else _TOPICS

    def _draw(self) -> None:
        rows, told = self.query_one(RowList), self.query_one("#told", Words)
        rows.display = self._lists
        if self._asked:
            told.show(_told(explain(self._asked)))
            foot = _TYPED
        elif self._problems:
            told.show(Content("\n\n").join([_read(list(problem_lines(each))) for each in self._problems]))
            foot = _OF_PROBLEMS
        elif self._page:
            told.show(_read(list(page_lines(self._page))))
            foot = _READ
        else:
            told.show(_(self._topic or _WHAT_TO_TYPE))
            foot = self._listed
        self._say_keys(foot)
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _say_keys(self, keys: str) -> None:
        """With the place in the list, which may be longer than the window."""
        rows = self.query_one(RowList)
        place = (
            _("{marked} of {count}.", marked=rows.marked + 1, count=rows.count) + " " if self._lists else ""
        )
        self.query_one(".foot", Words).show(f"{place}{_(keys)}")

    def _list(self, topic: str, marked: int = 0) -> None:
        self._topic, self._page = topic, None
        rows = self.query_one(RowList)
        if topic:
            rows.show(tuple((page.code, (page.means,)) for page in self._topics[topic]))
        else:
            rows.show(
                tuple(
                    (name, (_(name), ngettext("1 page", "{count} pages", len(pages))))
                    for name, pages in self._topics.items()
                )
            )
        rows.marked = marked
        self._draw()

    # --- keys ---------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._draw()

    def action_go(self, by: int) -> None:
        """Through the list, or through what is read."""
        if self._lists:
            self.query_one(RowList).move(by)
            self._say_keys(self._listed)
        else:
            self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def take_row(self, steps: int) -> None:
        self.action_go(steps)
        self.action_take()

    def action_take(self) -> None:
        if self._asked:
            return
        if self._problems:
            self._problems = ()
            self._list("")
        elif not self._page:
            self._open(self.query_one(RowList).marked)

    def _open(self, marked: int) -> None:
        if self._topic:
            self._page = self._topics[self._topic][marked]
            self._draw()
        else:
            self._marked = marked
            self._list(list(self._topics)[marked])

    def action_close(self) -> None:
        """One step back; from the topics, and from what was typed, out."""
        if self._asked or self._problems or not self._topic:
            self.dismiss(None)
        elif self._page:
            self._page = None
            self._draw()
        else:
            self._list("", self._marked)


def _told(pages: Sequence[Page]) -> str | Content:
    return Content("\n\n").join([_read(list(page_lines(page))) for page in pages]) if pages else _(_NOTHING)


def _read(lines: list[str]) -> Content:
    """A page: what it means stands out."""
    means, *rest = lines
    return Content("\n").join([Content.styled(means, "bold"), *map(Content, rest)])
