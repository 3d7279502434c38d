"""What was done, step by step, and the temporary password: to read out, or how it went to the person."""

from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult
from helpdesk_tui.desk.handing_over import Handed
from helpdesk_tui.desk.performing import Actions, Receipt
from helpdesk_tui.desk.ports import DeliveryKind
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.ticket_note import TicketNotes
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.call_messages import RegistrationDue
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.base import CleanUp, Surroundings
from helpdesk_tui.tui.screens.revealing import ReceiptPage
from helpdesk_tui.tui.widgets.body import Page
from helpdesk_tui.tui.widgets.heading import Heading
from helpdesk_tui.tui.widgets.section import Line, Section
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.outcomes import (
    OUTCOME_WORDS,
    UNRECORDED,
    end_of_temporary,
    handed_lines,
    notice_line,
    steps_in_words,
)

_STYLES = {Outcome.DONE: "bold", Outcome.REFUSED: "bold reverse", Outcome.UNKNOWN: "bold reverse"}
_LABEL = 13  # columns, as for every label


class ReceiptScreen(ReceiptPage):
    TITLE = of_class("Receipt")
    UNSEEN = of_class(
        "The password was not shown yet, and is gone after this. {key} shows it. The same key again closes."
    )
    HELP = of_class(
        "DONE was read back from the directory. UNKNOWN means that the answer was lost: do not tell the "
        "caller that it is done. The password is shown when you ask for it, hides by itself, and is gone "
        "once this screen is closed. One that was sent to the person you do not see; until then it can be "
        "sent again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("receipt.again", "send_again"),
        bind("receipt.methods", "register"),
    ]

    def __init__(
        self,
        around: Surroundings,
        actions: Actions,
        notes: TicketNotes,
        account: Account,
        receipt: Receipt,
        *,
        due: str = "",
    ) -> None:
        """`account` as it was before: after a broken connection the receipt has none. `due` = why the person
        must register; "" = need not."""
        super().__init__(around, receipt.password, notes, account, receipt.number)
        self._actions = actions
        self._handed = receipt.handed
        self._sending = False
        self._receipt = receipt
        self._steps = steps_in_words(receipt)
        self._problems = tuple(dict.fromkeys(step.problem for step, _ in self._steps if step.problem))
        self._detailed = False
        self._due = due

    def parts(self) -> ComposeResult:
        yield Heading(_("Receipt"), self._account)
        with Page(id="page"):
            yield Words(Content("\n").join([_step(*each) for each in self._steps]), id="steps")
            if self._problems:
                yield Section(_("Why"), self._why(), id="why")
            if self.has_secret:
                yield from self.secret_parts(_("Password"))
                if words := end_of_temporary(self._receipt):
                    yield Section("", [words], id="until")
            if self._handed is not None and (self._handed.parts or self._handed.why_not):
                yield Section(_("Password"), id="handed")
            if self._receipt.notices:
                yield Section(_("Told"), [notice_line(each) for each in self._receipt.notices], id="told")
            if self._due:
                yield Section(_("Next"), id="due")
            yield Section(_("Record"), self._record(), id="record")

    def on_mount(self) -> None:
        for handed in self.query("#handed").results(Section):
            handed.show(self._says_handed())
        for due in self.query("#due").results(Section):
            due.show(self._next())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "register":
            return bool(self._due)
        if action == "send_again":
            return self._handed is not None and self._handed.left > 0
        if action == "detail":
            return any(each.detail for each in self._problems)
        return super().check_action(action, parameters)

    def action_detail(self) -> None:
        self._detailed = not self._detailed
        self.query_one("#why", Section).show(self._why())

    # --- the password that nobody here sees ----------------------------------------------------------

    @property
    def is_waiting(self) -> bool:
        return self._sending

    def action_send_again(self) -> None:
        if self._sending:
            return
        self._sending = True
        self.say(_("Sending …"))
        send = partial(self._actions.send_again, self._receipt.number)
        self.ask_desk("send", "send a new password again", send, self._sent_again)

    def _sent_again(self, answer: Handed | Problem) -> None:
        self._sending = False
        if isinstance(answer, Problem):
            self.show_problem(answer)
            if answer.code == "password-gone":
                self._handed = Handed(why_not=answer)
        else:
            self._handed = answer
            self.say(_("Sent again.") if answer.is_sent else _("It could not be sent: see Password."))
        self.query_one("#handed", Section).show(self._says_handed())
        self.refresh_bindings()

    def _says_handed(self) -> list[Line]:
        if self._handed is None:
            return []
        lines = [
            Content.styled(f"{line[:1].upper()}{line[1:]}", "bold") for line in handed_lines(self._handed)
        ]
        for number, part in enumerate(self._handed.parts):
            if part.outcome is DeliveryKind.SENT:
                lines[number] = Content(lines[number].plain)
        if self._handed.is_sent:
            return [*lines, _("Nobody here has seen it.")]
        again = _("{key} sends it again, while this page is open.", key=self.key_of("receipt.again"))
        return [*lines, again] if self._handed.left else [*lines]

    # --- closing ------------------------------------------------------------------------------------

    def action_register(self) -> None:
        if self.may_close():
            self.post_message(RegistrationDue())

    def may_close(self) -> bool:
        """Nor what nobody has got yet."""
        if self._sending:
            return False
        handed = self._handed
        if handed is not None and handed.left and not handed.is_sent:
            key = self.key_of("receipt.again")
            words = _(
                "The password was not sent, and is gone after this. {key} sends it again. "
                "The same key again closes.",
                key=key,
            )
            return self.is_warned(words)
        return super().may_close()

    def leave(self) -> CleanUp | None:
        self._actions.close_receipt(self._receipt.number)
        return super().leave()

    # --- words --------------------------------------------------------------------------------------

    def _why(self) -> list[Line]:
        """Each problem once, whichever steps it stopped."""
        lines: list[Line] = []
        for each in self._problems:
            lines.append(str(each))
            if self._detailed and each.detail:
                lines.append(each.detail)
        return lines

    def _next(self) -> list[Line]:
        """The best moment is now, with the person on the line."""
        key = self.key_of("receipt.methods")
        words = _("{key} opens the methods, while the person is on the line.", key=key)
        return [Content.styled(self._due, "bold"), words]

    def _record(self) -> list[Line]:
        receipt = self._receipt
        if receipt.account:
            said = _(
                "Number {number}, read back from {server}.", number=receipt.number, server=receipt.server
            )
        else:
            said = _(
                "Number {number}, not read back from {server}.", number=receipt.number, server=receipt.server
            )
        lines: list[Line] = [said]
        if not receipt.recorded:
            lines.append(_(UNRECORDED))
        return lines


def _step(result: StepResult, words: str) -> Content:
    word = OUTCOME_WORDS[result.outcome]
    gap = " " * (_LABEL - cell_len(word))
    return Content.assemble((word, _STYLES[result.outcome]), gap, words)
