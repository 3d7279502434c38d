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

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        return 1 if self._is_one_line(width) else 2

    def render(self) -> Content:
        width, beside = self.size.width, self.beside
        if self._is_one_line(width):
            left = self._left(width - cell_len(beside) - 2)
            end = " " * (width - cell_len(self.heading + left) - cell_len(beside)) + beside
        else:
            left = self._left(width)
            end = "\n" + " " * (width - cell_len(beside)) + beside
        return Content.assemble((self.heading, "bold"), left, end.rstrip() if beside else "")

    def _is_one_line(self, width: int) -> bool:
        name = min(cell_len(self._whose), _SHORTEST)
        return not self.beside or width - cell_len(self.beside) - 2 - cell_len(self._around_name) >= name

    def _left(self, width: int) -> str:
        """Name and login behind the title, in so many columns with it."""
        name = cut(self._whose, max(width - cell_len(self._around_name), 1))
        return f"  {name} ({known_login(self._account)})"

    @property
    def _whose(self) -> str:
        return self._account.name or self._account.login

    @property
    def _around_name(self) -> str:
        return f"{self.heading}   ({known_login(self._account)})"
