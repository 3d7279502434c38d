"""A part of a page: its name in the left column, its lines in the right one."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from helpdesk_tui.tui.widgets.words import Words

Line = str | Content


class Section(Horizontal):
    """The lines are literal text, or content that was built without markup."""

    def __init__(self, name: str, lines: Iterable[Line] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._heading = name
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        yield Words(self._heading, classes="section-name")
        yield Words(_joined(self._lines), classes="section-lines")

    def call(self, name: str) -> None:
        """Another name."""
        self._heading = name
        for words in self.query(".section-name").results(Words):
            words.show(name)

    def show(self, lines: Iterable[Line]) -> None:
        self._lines = tuple(lines)
        for words in self.query(".section-lines").results(Words):
            words.show(_joined(self._lines))


def _joined(lines: tuple[Line, ...]) -> Content:
    return Content("\n").join([Content(line) if isinstance(line, str) else line for line in lines])
