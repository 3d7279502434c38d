"""What was done, step by step, and the temporary password to read out."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.performing import Receipt
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult
from helpdesk_tui.desk.passwords import spell
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import CallEnded, ReceiptClosed, RegistrationDue
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen
from helpdesk_tui.tui.widgets.columns import fit
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.section import Line, Section
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.outcomes import OUTCOME_WORDS, notice_line

_STYLES = {Outcome.DONE: "bold $success", Outcome.REFUSED: "bold $error", Outcome.UNKNOWN: "bold $warning"}
_LABEL = 13  # columns, as for every label
_HIDDEN = "••••••••••••••"


class ReceiptScreen(DeskScreen[None]):
    TITLE = "Receipt"
    ALLOW_SELECT = False
    HELP = (
        "Each step with its outcome, as read back from the directory. DONE was seen there; UNKNOWN means "
        "that the answer was lost: do not tell the caller that it is done. F2 or Space shows the password "
        "and hides it again; it also hides by itself. Once this screen is closed nobody can show it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("receipt.show", "show_password"),
        bind("receipt.show-too", "show_password", show=False),
        bind("receipt.next", "next_call"),
        bind("receipt.methods", "register"),
        bind("receipt.card", "to_card"),
        bind("up", "scroll(-1)", show=False),
        bind("down", "scroll(1)", show=False),
    ]

    def __init__(
        self, context: Context, account: Account, receipt: Receipt, visible_seconds: int, due: str
    ) -> None:
        """`account` as it was before: after a broken connection the receipt has none. `due` = why the person
        must register; "" = need not."""
        super().__init__(context)
        self._account = account
        self._receipt = receipt
        self._problems = tuple(dict.fromkeys(step.problem for step in receipt.steps if step.problem))
        self._detailed = False
        self._password = receipt.password
        self._visible_seconds = visible_seconds
        self._due = due
        self._shown = False
        self._was_shown = False
        self._warned = False
        self._hiding: Timer | None = None

    def parts(self) -> ComposeResult:
        yield Words(self._heading(), classes="title")
        with VerticalScroll(id="page", can_focus=False):
            yield Words(self._steps(), id="steps")
            if self._problems:
                yield Section("Why", self._why(), id="why")
            if self._password:
                yield Words(id="temporary")
                yield Words(id="spelled")
            if self._receipt.notices:
                yield Section("Told", [notice_line(each) for each in self._receipt.notices], id="told")
            if self._due:
                yield Section("Next", [*self._next()], id="due")
            yield Section("Record", self._record(), id="record")

    def on_mount(self) -> None:
        self._draw_password()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "show_password":
            return self._password is not None
        if action == "register":
            return bool(self._due)
        if action == "detail":
            return any(each.detail for each in self._problems)
        return super().check_action(action, parameters)

    def action_detail(self) -> None:
        self._detailed = not self._detailed
        self.query_one("#why", Section).show(self._why())

    # --- the password -------------------------------------------------------------------------------

    def action_show_password(self) -> None:
        self._stop_timer()
        self._shown = not self._shown
        if self._shown:
            self._was_shown = True
            self.say("")
            self._hiding = self.set_timer(self._visible_seconds, self._hide)
        self._draw_password()

    def _hide(self) -> None:
        self._shown = False
        self._draw_password()

    def _stop_timer(self) -> None:
        if self._hiding is not None:
            self._hiding.stop()
            self._hiding = None

    def _draw_password(self) -> None:
        if self._password is None or self._password.dropped:
            return
        visible = self._shown
        text = self._password.reveal() if visible else _HIDDEN
        label = fit("Password", _LABEL)
        self.query_one("#temporary", Words).show(Content.assemble((label, "$secondary"), (text, "bold")))
        words = (
            _spelled(self._password)
            if visible
            else Content(f"{'':{_LABEL}}F2 shows it, spelled to read aloud, for {self._visible_seconds} s.")
        )
        self.query_one("#spelled", Words).show(words)

    # --- closing ------------------------------------------------------------------------------------

    def action_next_call(self) -> None:
        if self.may_close():
            self.post_message(CallEnded())

    def action_register(self) -> None:
        if self.may_close():
            self.post_message(RegistrationDue())

    def action_to_card(self) -> None:
        if self.may_close():
            self.post_message(ReceiptClosed())

    def may_close(self) -> bool:
        """One key does not throw away a password that nobody saw: it may have been meant for before."""
        if self._password is None or self._was_shown or self._warned:
            return True
        self._warned = True
        self.say(
            "The password was not shown yet, and is gone after this. F2 shows it. The same key again closes."
        )
        return False

    def leave(self) -> CleanUp | None:
        self._stop_timer()
        self._shown = False
        if self._password is not None:
            self._password.drop()
            for name in ("#temporary", "#spelled"):
                for each in self.query(name).results(Words):
                    each.show("")
        return None

    # --- words --------------------------------------------------------------------------------------

    def _heading(self) -> Content:
        name = fit(self._account.name or self._account.login, 40).rstrip()
        return Content.assemble(("Receipt", "bold"), f"  {name} ({self._account.login})")

    def _steps(self) -> Content:
        return Content("\n").join([_step(result) for result in self._receipt.steps])

    def _why(self) -> list[Line]:
        """Each problem once, whichever steps it stopped."""
        lines: list[Line] = []
        for each in self._problems:
            lines.append(str(each))
            if self._detailed and each.detail:
                lines.append(Content.styled(each.detail, "dim"))
        return lines

    def _next(self) -> list[Line]:
        """The best moment is now, with the person on the line."""
        return [Content.styled(self._due, "bold"), "m opens the methods, while the person is on the line."]

    def _record(self) -> list[Line]:
        receipt = self._receipt
        how = "read back from" if receipt.account else "not read back from"
        lines: list[Line] = [f"Number {receipt.number}, {how} {receipt.server}."]
        if not receipt.recorded:
            lines.append("The outcome could not be recorded; the desk does so at the next start.")
        return lines


def _step(result: StepResult) -> Content:
    word = (fit(OUTCOME_WORDS[result.outcome], _LABEL), _STYLES[result.outcome])
    return Content.assemble(word, result.words)


def _spelled(password: Secret) -> Content:
    """Three columns, read downwards: `K  capital kilo`."""
    letters = spell(password)
    columns = 2 if len(letters) <= 20 else 3
    depth = -(-len(letters) // columns)
    lines: list[Content] = []
    for line in range(depth):
        parts: list[tuple[str, str] | str] = [" " * _LABEL]
        for place in range(line, len(letters), depth):
            character, words = letters[place]
            parts += [(fit(character, 3), "bold"), fit(words, 60 // columns - 3)]
        lines.append(Content.assemble(*parts))
    return Content("\n").join(lines)
