"""The sentence over a window that is too small; everything comes back when it grows."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from helpdesk_tui.desk.problems import problem

COLUMNS, ROWS = 80, 24


class TooSmall(Widget):
    """Covers the screen while that has fewer than 80×24 characters."""

    ALLOW_SELECT = False

    def on_mount(self) -> None:
        self.fit(self.app.size)

    def fit(self, window: Size) -> None:
        """Shown or not. (Breakpoint classes would repaint every new screen.)"""
        self.display = window.width < COLUMNS or window.height < ROWS
        if self.display:
            self.refresh()

    def render(self) -> Content:
        size = self.app.size
        return Content(str(problem("terminal-too-small", columns=size.width, rows=size.height)))
