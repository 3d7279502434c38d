"""A page for what is handed out once: hidden until asked for, hidden again by itself, gone with the page."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer

from helpdesk_tui.desk.account import Account
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen
from helpdesk_tui.tui.widgets.columns import fit
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.words import Words


class HandedOutScreen(DeskScreen[None]):
    """Subclasses say what it is (`about`) and how it is written (`page`)."""

    ALLOW_SELECT = False
    HELP = "F2 shows it for a while. Once this screen is closed nobody can show it again."
    takes_typed_ahead = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("codes.show", "show_codes"),
        bind("receipt.show-too", "show_codes", show=False),
        bind("codes.done", "done"),
    ]

    def __init__(
        self, context: Context, account: Account, secrets: tuple[Secret, ...], visible_seconds: int
    ) -> None:
        super().__init__(context)
        self._account = account
        self._codes = secrets
        self._visible_seconds = visible_seconds
        self._shown = False
        self._seen = False
        self._warned = False
        self._hiding: Timer | None = None

    def about(self) -> str:
        raise NotImplementedError

    def page(self, *, shown: bool) -> Content:
        """What is handed out, or dots in its place."""
        raise NotImplementedError

    def parts(self) -> ComposeResult:
        name = fit(self._account.name or self._account.login, 40).rstrip()
        title = Content.assemble((self.TITLE or "", "bold"), f"  {name} ({self._account.login})")
        yield Words(title, classes="title")
        yield Words(self.about(), id="about")
        yield Words(id="codes")

    def on_mount(self) -> None:
        self._draw()

    def action_show_codes(self) -> None:
        self._stop_timer()
        self._shown = not self._shown
        if self._shown:
            self._seen = True
            self.say("")
            self._hiding = self.set_timer(self._visible_seconds, self._hide)
        self._draw()

    def _hide(self) -> None:
        self._shown = False
        self._draw()

    def action_done(self) -> None:
        if self._seen or self._warned:
            self.finish()
            return
        self._warned = True
        self.warn("Nothing was shown yet, and it is gone after this. F2 shows it. Enter again closes.")

    def leave(self) -> CleanUp | None:
        self._stop_timer()
        for shown in self.query("#codes").results(Words):
            shown.show("")
        for code in self._codes:
            code.drop()
        return None

    def _stop_timer(self) -> None:
        if self._hiding is not None:
            self._hiding.stop()
            self._hiding = None

    def _draw(self) -> None:
        hint = (
            f"\n\nHidden again after {self._visible_seconds} s."
            if self._shown
            else f"\n\nF2 shows it for {self._visible_seconds} s."
        )
        self.query_one("#codes", Words).show(Content.assemble(self.page(shown=self._shown), hint))
