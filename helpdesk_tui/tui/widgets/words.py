"""Literal text that can change; drawn again only when it does."""

from textual.content import Content
from textual.widgets import Static


class Words(Static):
    """Never markup: text goes in as it stands, or as content that was built without markup."""

    def __init__(
        self, words: str | Content = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        self._shown = _content(words)
        super().__init__(self._shown, id=id, classes=classes)

    def show(self, words: str | Content) -> None:
        content = _content(words)
        if content.plain != self._shown.plain or content.spans != self._shown.spans:
            self._shown = content
            self.update(content)

    def show_if_any(self, words: str | Content) -> None:
        """They take no line where there are none."""
        self.show(words)
        self.display = bool(self._shown.plain)


def _content(words: str | Content) -> Content:
    return Content(words) if isinstance(words, str) else words
