"""Who is to be proven, and how much time is left for it."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from helpdesk_tui.desk.account import Account
from helpdesk_tui.tui.widgets.columns import fit
from helpdesk_tui.tui.widgets.words import Words

_TITLE = "Verify the caller"
_BESIDE_NAME = 38  # columns: the title, the time left, what stands between
_SHORTEST_NAME = 12


class Heading(Horizontal):
    """The login is always whole; a long name gives way to it and to the time left."""

    def __init__(self, account: Account) -> None:
        super().__init__(id="heading")
        self._account = account

    def compose(self) -> ComposeResult:
        yield Words(self._who(), classes="title")
        yield Words(id="left")

    def say_left(self, words: str) -> None:
        self.query_one("#left", Words).show(words)

    def _who(self) -> Content:
        login = self._account.login
        room = max(self.app.size.width - cell_len(login) - _BESIDE_NAME, _SHORTEST_NAME)
        name = fit(self._account.name or login, room).rstrip()
        return Content.assemble((_TITLE, "bold"), f"  {name} ({login})")
