"""What is done here, for whom, and how much time is left for it."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from helpdesk_tui.desk.account import Account
from helpdesk_tui.tui.widgets.columns import fit
from helpdesk_tui.tui.widgets.words import Words

_BESIDE_NAME = 21  # columns: the time left, what stands between
_SHORTEST_NAME = 12


class Heading(Horizontal):
    """The login is always whole; a long name gives way to it and to the time left."""

    def __init__(self, title: str, account: Account) -> None:
        super().__init__(id="heading")
        self._title = title
        self._account = account

    def compose(self) -> ComposeResult:
        yield Words(self._who(), classes="title")
        yield Words(id="left")

    def say_left(self, words: str) -> None:
        self.query_one("#left", Words).show(words)

    def _who(self) -> Content:
        login = self._account.login
        beside = cell_len(self._title) + cell_len(login) + _BESIDE_NAME
        room = max(self.app.size.width - beside, _SHORTEST_NAME)
        name = fit(self._account.name or login, room).rstrip()
        return Content.assemble((self._title, "bold"), f"  {name} ({login})")
