"""New recovery codes, given out once."""

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


class RecoveryCodesScreen(DeskScreen[None]):
    TITLE = "Recovery codes"
    ALLOW_SELECT = False
    HELP = (
        "Ten codes for the person, each good for one proof. Earlier ones do not work any more. They are "
        "shown here only: once this screen is closed nobody can show them again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("codes.show", "show_codes"),
        bind("receipt.show-too", "show_codes", show=False),
        bind("codes.done", "done"),
    ]

    def __init__(
        self, context: Context, account: Account, codes: tuple[Secret, ...], visible_seconds: int
    ) -> None:
        super().__init__(context)
        self._account = account
        self._codes = codes
        self._visible_seconds = visible_seconds
        self._shown = False
        self._seen = False
        self._warned = False
        self._hiding: Timer | None = None

    def parts(self) -> ComposeResult:
        name = fit(self._account.name or self._account.login, 40).rstrip()
        yield Words(Content.assemble(("Recovery codes", "bold"), f"  {name}"), classes="title")
        yield Words(
            Content("Each works once. Earlier codes of this person do not work any more."), id="about"
        )
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
        self.say("The codes were not shown yet, and are gone after this. F2 shows them. Enter again closes.")

    def leave(self) -> CleanUp | None:
        self._stop_timer()
        self.query_one("#codes", Words).show("")
        for code in self._codes:
            code.drop()
        return None

    def _stop_timer(self) -> None:
        if self._hiding is not None:
            self._hiding.stop()
            self._hiding = None

    def _draw(self) -> None:
        half = (len(self._codes) + 1) // 2
        texts = [code.reveal() if self._shown else "••-••••-••••" for code in self._codes]
        rows = [f"{left:<20}{right}" for left, right in zip(texts[:half], [*texts[half:], ""], strict=False)]
        hint = "" if self._shown else f"\n\nF2 shows them for {self._visible_seconds} s."
        self.query_one("#codes", Words).show(Content.assemble(("\n".join(rows), "bold"), hint))
