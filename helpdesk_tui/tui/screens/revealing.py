"""A page with something secret on it: hidden until asked for, hidden again by itself, gone with the page."""

from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.content import Content
from textual.timer import Timer

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.ticket_note import TicketNote, TicketNotes
from helpdesk_tui.language import _, of_class
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.call_messages import CallEnded, ReceiptClosed
from helpdesk_tui.tui.dialogs.ticket_note import TicketNoteDialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen, Result, Surroundings
from helpdesk_tui.tui.widgets.rail import Step
from helpdesk_tui.tui.widgets.section import Section
from helpdesk_tui.tui.widgets.shows import aloud
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.ticket_note import note_text

_HIDDEN = "••••••••••••••"
STEP = 15  # seconds between looks at the countdown: few bytes


class RevealingScreen(DeskScreen[Result]):
    """Subclasses draw it (`draw_secret`), say where there is none (`has_secret`), and place `countdown`."""

    takes_typed_ahead = False
    UNSEEN: ClassVar[str] = of_class(
        "What is handed out was not shown yet, and is gone after this. {key} shows it. "
        "The same key again closes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("secret.show", "reveal"),
        bind("secret.show-too", "reveal", show=False),
    ]

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._shown = False
        self._was_shown = False
        self._hiding: Timer | None = None
        self.countdown = Words(id="countdown")

    @property
    def has_secret(self) -> bool:
        return True

    def draw_secret(self, *, shown: bool) -> None:
        """What is handed out, or dots in its place."""
        raise NotImplementedError  # each screen has its own: Textual knows no abstract ones

    def on_mount(self) -> None:
        self._draw()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The key says what it does now."""
        found = super().active_bindings
        return {key: _renamed(each) for key, each in found.items()} if self._shown else found

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.has_secret if action == "reveal" else super().check_action(action, parameters)

    def action_reveal(self) -> None:
        self._stop_timer()
        self._shown = not self._shown
        if self._shown:
            self._was_shown = True
            self.say("")
        self._draw()
        self.refresh_bindings()

    def may_close(self) -> bool:
        """One key does not throw away what nobody saw: it may have been meant for before."""
        if not self.has_secret or self._was_shown:
            return True
        key = self.key_of("secret.show")
        return self.is_warned(self.UNSEEN.format(key=key))

    def leave(self) -> CleanUp | None:
        self._stop_timer()
        self._shown = False
        self.countdown.show("")
        return None

    def _draw(self) -> None:
        if not self.has_secret:
            return
        self.draw_secret(shown=self._shown)
        if self._shown:
            self._count_down(self.around.visible_seconds)
        else:
            key = self.key_of("secret.show")
            self.countdown.show(
                _("{key} shows it for {count} s.", key=key, count=self.around.visible_seconds)
            )

    def _count_down(self, left: int) -> None:
        if left > 0:
            self.countdown.show(_("Hidden again in {left} s.", left=left))
            self._hiding = self.set_timer(min(STEP, left), partial(self._count_down, left - STEP))
        else:
            self.action_reveal()

    def _stop_timer(self) -> None:
        if self._hiding is not None:
            self._hiding.stop()
            self._hiding = None


class ReceiptPage(RevealingScreen[None]):
    """At the end of a call, with a secret or without one, that is dropped with the page."""

    STEP = Step.RECEIPT
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("receipt.note", "note"),
        bind("receipt.next", "next_call"),
        bind("receipt.card", "to_card"),
        bind("up", "scroll(-1)", show=False),
        bind("down", "scroll(1)", show=False),
    ]

    def __init__(
        self, around: Surroundings, secret: Secret | None, notes: TicketNotes, account: Account, number: int
    ) -> None:
        """`number` = that of the call's intent in the record."""
        super().__init__(around)
        self._secret = secret
        self._notes = notes
        self._account = account
        self._number = number

    def secret_parts(self, label: str) -> ComposeResult:
        yield Section(label, id="temporary")
        yield Section("", [], id="spelled")
        yield self.countdown

    @property
    def has_secret(self) -> bool:
        return self._secret is not None and not self._secret.dropped

    def draw_secret(self, *, shown: bool) -> None:
        if self._secret is None:
            return
        text = self._secret.reveal() if shown else _HIDDEN
        self.query_one("#temporary", Section).show([Content.styled(text, "bold")])
        spelled = self.query_one("#spelled", Section)
        spelled.display = shown
        spelled.show([aloud(self._secret)] if shown else [])

    def action_note(self) -> None:
        note = partial(self._notes.of, self._account, self._number)
        self.ask_desk("note", "write a note for the ticket", note, self._show_note)

    def _show_note(self, answer: TicketNote | Problem) -> None:
        if isinstance(answer, Problem):
            self.show_problem(answer)
        elif self.app.screen is self:
            self.app.push_screen(TicketNoteDialog(note_text(answer), may_be_copied=self.around.copies_notes))

    def action_next_call(self) -> None:
        if self.may_close():
            self.post_message(CallEnded())

    def action_to_card(self) -> None:
        if self.may_close():
            self.post_message(ReceiptClosed())

    def leave(self) -> CleanUp | None:
        super().leave()
        if self._secret is not None:
            self._secret.drop()
            for each in self.query("#temporary, #spelled").results(Section):
                each.show([])
        return None


def _renamed(active: ActiveBinding) -> ActiveBinding:
    name = _("Hide") if active.binding.action == "reveal" else active.binding.description
    return active._replace(binding=replace(active.binding, description=name))
