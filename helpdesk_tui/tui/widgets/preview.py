"""Who is marked in a list, beside it: what the search brought of that account. Nothing is read for it, so
nothing is looked at that the record does not hold."""

from textual.content import Content
from textual.timer import Timer

from helpdesk_tui.desk.account import AccountSummary
from helpdesk_tui.language import _
from helpdesk_tui.tui.timers import SureTimers
from helpdesk_tui.tui.widgets.too_small import WIDE
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.found import found_lines

_QUIET = 0.1  # seconds without a key: a held arrow draws the list alone

_SHARE, _LEAST, _MOST = 3, 36, 60  # a third of the window, within these columns


def preview_width(window: int) -> int:
    """Columns, in a window of so many; 0 = there is none."""
    return max(_LEAST, min(window // _SHARE, _MOST)) if window >= WIDE else 0


class Preview(SureTimers, Words):
    """Of one account, or what to do to see one."""

    def __init__(self) -> None:
        super().__init__(id="preview-of")
        self._due: Timer | None = None

    def fit(self, window: int) -> None:
        """To a window of so many columns."""
        width = preview_width(window)
        self.display = bool(width)
        self.styles.width = width

    def show_soon(self, row: AccountSummary | None, otherwise: str) -> None:
        """In a moment, unless another comes; `otherwise` = what is said where there is none."""
        if self._due is not None:
            self._due.stop()
        said = _drawn(row) if row else Content(otherwise)
        self._due = self.set_timer(_QUIET, lambda: self.show(said))


def _drawn(row: AccountSummary) -> Content:
    name = Content.styled(row.name or _("(no name)"), "bold")
    return Content("\n").join([name, *map(Content, found_lines(row))])
