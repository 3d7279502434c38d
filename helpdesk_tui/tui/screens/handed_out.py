"""A page for what is handed out once: hidden until asked for, hidden again by itself, gone with the page."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from helpdesk_tui.desk.account import Account
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.base import CleanUp
from helpdesk_tui.tui.screens.revealing import RevealingScreen
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.heading import Heading
from helpdesk_tui.tui.widgets.words import Words


class HandedOutScreen(RevealingScreen):
    """Subclasses say what it is (`about`) and how it is written (`page`)."""

    HELP = "It is shown for a while when you ask for it. Once this screen is closed nobody can show it again."
    BINDINGS: ClassVar[list[BindingType]] = [bind("codes.done", "done")]

    def __init__(
        self, context: Context, account: Account, secrets: tuple[Secret, ...], visible_seconds: int
    ) -> None:
        super().__init__(context, visible_seconds)
        self._account = account
        self._codes = secrets

    def about(self) -> str:
        raise NotImplementedError

    def page(self, *, shown: bool) -> Content:
        """What is handed out, or dots in its place."""
        raise NotImplementedError

    def parts(self) -> ComposeResult:
        yield Heading(self.TITLE or "", self._account)
        yield Words(self.about(), id="about")
        yield Words(id="codes")
        yield self.countdown

    def draw_secret(self, *, shown: bool) -> None:
        self.query_one("#codes", Words).show(self.page(shown=shown))

    def action_done(self) -> None:
        if self.may_close():
            self.finish()

    def leave(self) -> CleanUp | None:
        super().leave()
        for shown in self.query("#codes").results(Words):
            shown.show("")
        for code in self._codes:
            code.drop()
        return None
