"""A part of a page: its name in the left column, its lines in the right one."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

Line = str | Content


class Section(Horizontal):
    """The lines are literal text, or content that was built without markup."""

    def __init__(self, name: str, lines: Iterable[Line] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._heading = name
        self._lines = tuple(lines)

    def compose(self) -> ComposeResult:
        yield Static(Content(self._heading), classes="section-name")
        yield Static(_joined(self._lines), classes="section-lines")

    def show(self, lines: Iterable[Line]) -> None:
        self._lines = tuple(lines)
        if self.is_mounted:
            self.query_one(".section-lines", Static).update(_joined(self._lines))


def _joined(lines: tuple[Line, ...]) -> Content:
    return Content("\n").join([Content(line) if isinstance(line, str) else line for line in lines])
