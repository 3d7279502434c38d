"""What a screen is for, whose it is, and at the right what changes with time."""

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from helpdesk_tui.desk.account import Account
from helpdesk_tui.tui.widgets.columns import cut
from helpdesk_tui.words.accounts import known_login

_SHORTEST = 12  # columns of a name


class Heading(Widget):
    """Title, login and `beside` are always whole. A long name gives way to them, and where that is not enough
    `beside` has a line of its own."""

    heading: reactive[str] = reactive("")
    beside: reactive[str] = reactive("", layout=True)

    def __init__(self, title: str, account: Account, beside: str = "") -> None:
        super().__init__()
        self._account = account
        self.set_reactive(Heading.heading, title)
        self.set_reactive(Heading.beside, beside)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        """The title comes first in any case."""
        title, *others = "\n".join(self._lines(self.size.width)).partition(self.heading)[1:]
        return Content.assemble((title, "bold"), *others)

    def _lines(self, width: int) -> list[str]:
        """As few as hold all of it."""
        whose = self._account.name or self._account.login
        login = f" ({known_login(self._account)})"
        shortest = min(cell_len(whose), _SHORTEST) + cell_len(login)
        title, beside = f"{self.heading}  ", self.beside

        def named(room: int) -> str:
            return f"{cut(whose, max(room - cell_len(login), 1))}{login}"

        if cell_len(title) + shortest > width:
            first = [self.heading, named(width)]
        elif not beside or cell_len(title) + shortest + 2 + cell_len(beside) > width:
            first = [title + named(width - cell_len(title))]
        else:
            left = title + named(width - cell_len(title) - 2 - cell_len(beside))
            return [left + " " * (width - cell_len(left) - cell_len(beside)) + beside]
        return [*first, *([" " * max(width - cell_len(beside), 0) + beside] if beside else [])]
