"""What was done, step by step, and the temporary password to read out."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import CallEnded, ReceiptClosed, RegistrationDue
from helpdesk_tui.tui.screens.base import CleanUp, Surroundings
from helpdesk_tui.tui.screens.revealing import RevealingScreen
from helpdesk_tui.tui.widgets.body import Page
from helpdesk_tui.tui.widgets.columns import fit
from helpdesk_tui.tui.widgets.heading import Heading
from helpdesk_tui.tui.widgets.section import Line, Section
from helpdesk_tui.tui.widgets.shows import aloud
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.outcomes import OUTCOME_WORDS, notice_line, steps_in_words

_STYLES = {Outcome.DONE: "bold $success", Outcome.REFUSED: "bold $error", Outcome.UNKNOWN: "bold $warning"}
_LABEL = 13  # columns, as for every label
_HIDDEN = "••••••••••••••"


class ReceiptScreen(RevealingScreen[None]):
    TITLE = "Receipt"
    WHAT = "The password"
    HELP = (
        "Each step with its outcome, as read back from the directory. DONE was seen there; UNKNOWN means "
        "that the answer was lost: do not tell the caller that it is done. The password is shown when you "
        "ask for it, and hides by itself. Once this screen is closed nobody can show it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("receipt.next", "next_call"),
        bind("receipt.methods", "register"),
        bind("receipt.card", "to_card"),
        bind("up", "scroll(-1)", show=False),
        bind("down", "scroll(1)", show=False),
    ]

    def __init__(self, around: Surroundings, account: Account, receipt: Receipt, due: str) -> None:
        """`account` as it was before: after a broken connection the receipt has none. `due` = why the person
        must register; "" = need not."""
        super().__init__(around)
        self._account = account
        self._receipt = receipt
        self._steps = steps_in_words(receipt)
        self._problems = tuple(dict.fromkeys(step.problem for step, _ in self._steps if step.problem))
        self._detailed = False
        self._password = receipt.password
        self._due = due

    def parts(self) -> ComposeResult:
        yield Heading("Receipt", self._account)
        with Page(id="page"):
            yield Words(Content("\n").join([_step(*each) for each in self._steps]), id="steps")
            if self._problems:
                yield Section("Why", self._why(), id="why")
            if self._password:
                yield Section("Password", id="temporary")
                yield Section("", [], id="spelled")
                yield self.countdown
            if self._receipt.notices:
                yield Section("Told", [notice_line(each) for each in self._receipt.notices], id="told")
            if self._due:
                yield Section("Next", id="due")
            yield Section("Record", self._record(), id="record")

    def on_mount(self) -> None:
        for due in self.query("#due").results(Section):
            due.show(self._next())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "register":
            return bool(self._due)
        if action == "detail":
            return any(each.detail for each in self._problems)
        return super().check_action(action, parameters)

    def action_detail(self) -> None:
        self._detailed = not self._detailed
        self.query_one("#why", Section).show(self._why())

    # --- the password -------------------------------------------------------------------------------

    @property
    def has_secret(self) -> bool:
        return self._password is not None and not self._password.dropped

    def draw_secret(self, *, shown: bool) -> None:
        if self._password is None:
            return
        text = self._password.reveal() if shown else _HIDDEN
        self.query_one("#temporary", Section).show([Content.styled(text, "bold")])
        spelled = self.query_one("#spelled", Section)
        spelled.display = shown
        spelled.show([aloud(self._password)] if shown else [])

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

    def leave(self) -> CleanUp | None:
        super().leave()
        if self._password is not None:
            self._password.drop()
            for each in self.query("#temporary, #spelled").results(Section):
                each.show([])
        return None

    # --- words --------------------------------------------------------------------------------------

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
        key = self.key_of("receipt.methods")
        words = f"{key} opens the methods, while the person is on the line."
        return [Content.styled(self._due, "bold"), words]

    def _record(self) -> list[Line]:
        receipt = self._receipt
        how = "read back from" if receipt.account else "not read back from"
        lines: list[Line] = [f"Number {receipt.number}, {how} {receipt.server}."]
        if not receipt.recorded:
            lines.append("The outcome could not be recorded; the desk does so at the next start.")
        return lines


def _step(result: StepResult, words: str) -> Content:
    word = (fit(OUTCOME_WORDS[result.outcome], _LABEL), _STYLES[result.outcome])
    return Content.assemble(word, words)
