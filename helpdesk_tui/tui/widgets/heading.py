"""What a screen is for, whose it is, and at the right what changes with time."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from helpdesk_tui.desk.account import Account
from helpdesk_tui.tui.widgets.columns import cut
from helpdesk_tui.words.accounts import known_login

_SHORTEST = 12  # columns of a name


class Heading(Widget):
    """One line. Title, login and `beside` are always whole: a long name gives way to them."""

    heading: reactive[str] = reactive("")
    beside: reactive[str] = reactive("")

    def __init__(self, title: str, account: Account, beside: str = "") -> None:
        super().__init__()
        self._account = account
        self.set_reactive(Heading.heading, title)
        self.set_reactive(Heading.beside, beside)

    def render(self) -> Content:
        login = f" ({known_login(self._account)})"
        taken = cell_len(self.heading) + 2 + cell_len(login) + (cell_len(self.beside) + 2)
        name = cut(self._account.name or self._account.login, max(self.size.width - taken, _SHORTEST))
        left = f"{self.heading}  {name}{login}"
        gap = " " * max(self.size.width - cell_len(left) - cell_len(self.beside), 2)
        return Content.assemble((self.heading, "bold"), f"  {name}{login}{gap}{self.beside}".rstrip())
