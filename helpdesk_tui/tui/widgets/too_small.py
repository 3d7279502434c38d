"""The sentence over a window that is too small; everything comes back when it grows."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from helpdesk_tui.desk.problems import problem

COLUMNS, ROWS = 80, 20
WIDE, ROOMY = 110, 150  # columns
_AMPLE = 24  # rows from which there is room for blank lines


class TooSmall(Widget):
    """Covers the screen while that has fewer than 80×20 characters. Below 24 rows the screen has the class
    `-low`, by which blank lines give way; from 110 columns `-wide`, from 150 `-roomy`: more stands side by
    side."""

    def on_mount(self) -> None:
        self.fit(self.app.size)

    def fit(self, window: Size) -> None:
        """Shown or not. (Breakpoint classes would repaint every new screen.)"""
        self.screen.set_class(window.height < _AMPLE, "-low")
        self.screen.set_class(window.width >= WIDE, "-wide")
        self.screen.set_class(window.width >= ROOMY, "-roomy")
        self.display = window.width < COLUMNS or window.height < ROWS
        if self.display:
            self.refresh()

    def render(self) -> Content:
        size = self.app.size
        return Content(str(problem("terminal-too-small", columns=size.width, rows=size.height)))
