"""Which secret of which computer is to be read, and what was read."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.ports import Device
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.revealing_devices import Revealed, RevealingDevices, RevealPreview, Wanted
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import CallEnded, DeskAnswered, ReceiptClosed, SecretWanted
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen, Surroundings
from helpdesk_tui.tui.screens.revealing import RevealingScreen
from helpdesk_tui.tui.widgets.body import Page
from helpdesk_tui.tui.widgets.fields import Field, labelled
from helpdesk_tui.tui.widgets.heading import Heading
from helpdesk_tui.tui.widgets.section import Line, Section
from helpdesk_tui.tui.widgets.shows import aloud
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.devices import UNRECORDED, about_lines, record_line
from helpdesk_tui.words.outcomes import notice_line
from helpdesk_tui.words.times import clock_time

DEBOUNCE = 0.3  # seconds; each preview asks the directory

_FIELDS = {
    Action.LAPS: ("Computer", "Its whole name, as the person reads it on the computer."),
    Action.BITLOCKER: ("Key ID", "The first eight characters of the ID that the computer shows."),
}
_SECTIONS = {Action.LAPS: "Password", Action.BITLOCKER: "Recovery key"}
_HIDDEN = "••••••••••••••"


class DeviceScreen(DeskScreen[None]):
    TITLE = "Read a secret"
    HELP = (
        "Nothing has been read yet. Type which one is meant; the lines under 'What will happen' follow. "
        "Enter reads it, once: that uses up the verification, and the person is told. Esc cancels; the "
        "verification stays good until its time is over."
    )
    takes_typed_ahead = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("device.read", "read"),
        bind("cancel", "cancel"),
        bind("refresh", "look_again", show=False),
    ]

    def __init__(
        self,
        around: Surroundings,
        *,
        revealing: RevealingDevices,
        account: Account,
        clearance: Clearance,
        action: Action,
    ) -> None:
        """`action`: one that reads, which clearance and guard allow."""
        super().__init__(around)
        self._revealing = revealing
        self._account = account
        self._clearance = clearance
        self._action = action
        self._request = 0
        self._preview: RevealPreview | None = None  # of what is typed now
        self._barred = False
        self._reading = False

    def parts(self) -> ComposeResult:
        until = clock_time(self._clearance.expires_at, self.clock.now())
        yield Heading(SPECS[self._action].title, self._account, f"Verification good until {until}")
        label, help_text = _FIELDS[self._action]
        yield labelled(label, Field(id="device", help_text=help_text, max_length=128))
        yield Words("", id="owned")
        with Page(id="preview"):
            yield Words("", id="will-heading")
            yield Section("", id="will")
            yield Section("", id="refusals")
        yield Words(id="ready")

    def on_mount(self) -> None:
        self.set_focus(self._field)
        self._draw([], [])
        self._say_next(_FIELDS[self._action][1])
        self.ask_desk(
            "owned", "list the computers", partial(self._revealing.owned, self._account.id), self._listed
        )

    @property
    def _field(self) -> Field:
        return self.query_one("#device", Field)

    @property
    def is_waiting(self) -> bool:
        return self._reading

    def offers(self, key_id: str) -> bool:
        return key_id != "device.read" or not self._barred

    def _listed(self, answer: Sequence[Device] | Problem) -> None:
        """The person's own, where the directory names any: one alone is proposed."""
        names = [] if isinstance(answer, Problem) else [each.name for each in answer]
        words = (
            f"This person's: {', '.join(names)}."
            if names
            else "No computer names this person as its manager."
        )
        self.query_one("#owned", Words).show(words)
        if self._action is Action.LAPS and len(names) == 1 and not self._field.value:
            self._field.value = names[0]

    # --- preview ------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed(DEBOUNCE)

    @property
    def _wanted(self) -> Wanted:
        return Wanted(self._action, self._field.value.strip())

    def _changed(self, wait: float) -> None:
        """What is shown no longer fits what is typed: Enter waits for the next preview."""
        self._request += 1
        self._preview, self._barred = None, False
        if self._wanted.named:
            self._look(self._request, wait)
        else:
            self._draw([], [])
            self._say_next(_FIELDS[self._action][1])

    @work(group="preview", description="preview a reading", exit_on_error=False, exclusive=True)
    async def _look(self, request: int, wait: float) -> None:
        await asyncio.sleep(wait)
        answer = await ask(self._revealing.preview, self._account.id, self._wanted)
        self.post_message(DeskAnswered(partial(self._looked, request), answer))

    def _looked(self, request: int, answer: RevealPreview | Problem) -> None:
        """`request` tells which one: late answers are dropped."""
        if request != self._request or self._reading:
            return
        if isinstance(answer, Problem):
            self._draw([], [answer])
            self._say_next("Esc cancels. F5 or another name looks again.")
            return
        self._preview = answer
        self._barred = bool(answer.refusals)
        self.refresh_bindings()
        self._draw(answer.sentences, answer.refusals)
        self._say_next(
            "This cannot be read as it stands. Esc cancels."
            if self._barred
            else "Enter reads it once. Esc cancels."
        )

    def _draw(self, sentences: Sequence[str], refusals: Sequence[Problem]) -> None:
        shown: dict[str, Sequence[Line]] = {
            "will": sentences,
            "refusals": [Content.styled(str(each), "bold") for each in refusals],
        }
        for name, lines in shown.items():
            section = self.query_one(f"#{name}", Section)
            section.show(lines)
            section.display = bool(lines)
        heading = "What stands against it" if refusals else "What will happen" if sentences else ""
        self.query_one("#will-heading", Words).show(heading)

    def _say_next(self, words: str) -> None:
        self.query_one("#ready", Words).show(words)

    # --- doing it -----------------------------------------------------------------------------------

    def action_read(self) -> None:
        """Once: from here to the answer every key but those of the app does nothing."""
        if self._reading:
            return
        if self._preview is None:
            self._changed(0)
            return
        if self._preview.refusals:
            return
        self._reading = True
        self._field.disabled = True
        self.show_problem(None)
        self._say_next("Reading … please wait for the result.")
        self.post_message(SecretWanted(self._account, self._clearance.id, self._preview.wanted))

    def refused(self, why: Problem) -> None:
        """Nothing was shown; what was typed is still there."""
        self._reading = False
        self._field.disabled = False
        self.set_focus(self._field)
        self.show_problem(why)
        self._changed(0)

    def action_look_again(self) -> None:
        if not self._reading:
            self._changed(0)

    def action_cancel(self) -> None:
        if not self._reading:
            self.finish(None)


class DeviceReceiptScreen(RevealingScreen[None]):
    TITLE = "Receipt"
    WHAT = "What was read"
    HELP = (
        "The secret was read, and the person is told of it. It is shown when you ask for it, and hides by "
        "itself. Once this screen is closed nobody can show it: it takes a new verification to read it again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("receipt.next", "next_call"),
        bind("receipt.card", "to_card"),
        bind("up", "scroll(-1)", show=False),
        bind("down", "scroll(1)", show=False),
    ]

    def __init__(self, around: Surroundings, account: Account, revealed: Revealed) -> None:
        super().__init__(around)
        self._account = account
        self._revealed = revealed

    def parts(self) -> ComposeResult:
        revealed = self._revealed
        yield Heading("Receipt", self._account)
        with Page(id="page"):
            yield Words("\n".join(about_lines(revealed, self.clock.now())), id="steps")
            yield Section(_SECTIONS[revealed.place.action], id="temporary")
            yield Section("", [], id="spelled")
            yield self.countdown
            if revealed.notices:
                yield Section("Told", [notice_line(each) for each in revealed.notices], id="told")
            lines = [record_line(revealed), *([] if revealed.recorded else [UNRECORDED])]
            yield Section("Record", lines, id="record")

    @property
    def has_secret(self) -> bool:
        return not self._revealed.secret.dropped

    def draw_secret(self, *, shown: bool) -> None:
        secret = self._revealed.secret
        text = secret.reveal() if shown else _HIDDEN
        self.query_one("#temporary", Section).show([Content.styled(text, "bold")])
        spelled = self.query_one("#spelled", Section)
        spelled.display = shown
        spelled.show([aloud(secret)] if shown else [])

    def action_next_call(self) -> None:
        if self.may_close():
            self.post_message(CallEnded())

    def action_to_card(self) -> None:
        if self.may_close():
            self.post_message(ReceiptClosed())

    def leave(self) -> CleanUp | None:
        super().leave()
        self._revealed.secret.drop()
        for each in self.query("#temporary, #spelled").results(Section):
            each.show([])
        return None
