"""The sentence over a window that is too small; everything comes back when it grows."""

from textual.content import Content
from textual.widget import Widget

from helpdesk_tui.desk.problems import problem

COLUMNS, ROWS = 80, 24


class TooSmall(Widget):
    """Covers the screen while that has fewer than 80×24 characters."""

    ALLOW_SELECT = False

    def on_mount(self) -> None:
        self.fit()

    def fit(self) -> None:
        """Shown or not, for the window as it is. (Breakpoint classes would repaint every new screen.)"""
        self.display = self.app.size.width < COLUMNS or self.app.size.height < ROWS
        if self.display:
            self.refresh()

    def render(self) -> Content:
        size = self.app.size
        return Content(str(problem("terminal-too-small", columns=size.width, rows=size.height)))
