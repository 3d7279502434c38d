"""Which secret of which computer is to be read, and what was read."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.ports import Device
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.revealing_devices import Revealed, RevealingDevices, RevealPreview, Wanted
from helpdesk_tui.desk.ticket_note import TicketNotes
from helpdesk_tui.language import N_, _, of_class, pgettext
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.call_messages import SecretWanted
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.base import Surroundings
from helpdesk_tui.tui.screens.previewing import PreviewingScreen
from helpdesk_tui.tui.screens.revealing import ReceiptPage
from helpdesk_tui.tui.widgets.body import Page
from helpdesk_tui.tui.widgets.fields import Field, labelled
from helpdesk_tui.tui.widgets.heading import Heading
from helpdesk_tui.tui.widgets.rail import Step
from helpdesk_tui.tui.widgets.section import Section
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.devices import about_lines
from helpdesk_tui.words.outcomes import UNRECORDED, notice_line
from helpdesk_tui.words.times import clock_time

DEBOUNCE = 0.3  # seconds; each preview asks the directory

_FIELDS = {
    Action.LAPS: (N_("Computer"), N_("Its whole name, as the person reads it on the computer.")),
    Action.BITLOCKER: (N_("Key ID"), N_("The first eight characters of the ID that the computer shows.")),
}


class DeviceScreen(PreviewingScreen[RevealPreview]):
    TITLE = of_class("Read a secret")
    STEP = Step.ACT
    HELP = of_class(
        "Nothing has been read yet. Type which one is meant; the lines under 'What will happen' follow. "
        "Enter reads it, once: that uses up the verification, and the person is told. Esc cancels; the "
        "verification stays good until its time is over."
    )
    DOES = "device.read"
    BARRED = of_class("This cannot be read as it stands. Esc cancels.")
    READY = of_class("Enter reads it once. Esc cancels.")
    UNTOLD = of_class("Esc cancels. {refresh} or another name looks again.")
    DOING = of_class("Reading … please wait for the result.")
    BINDINGS: ClassVar[list[BindingType]] = [bind("device.read", "do_it")]

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

    def parts(self) -> ComposeResult:
        until = clock_time(self._clearance.expires_at, self.clock.now())
        yield Heading(
            SPECS[self._action].title, self._account, _("Verification good until {until}", until=until)
        )
        label, help_text = map(_, _FIELDS[self._action])
        yield labelled(label, Field(id="device", help_text=help_text, max_length=128))
        yield Words("", id="owned")
        yield from self.preview_parts()

    def on_mount(self) -> None:
        self.set_focus(self._field)
        self._say_what_to_type()
        self.ask_desk(
            "owned", "list the computers", partial(self._revealing.owned, self._account.id), self._listed
        )

    @property
    def _field(self) -> Field:
        return self.query_one("#device", Field)

    def _listed(self, answer: Sequence[Device] | Problem) -> None:
        """The person's own, where the directory names any: one alone is proposed."""
        names = [] if isinstance(answer, Problem) else [each.name for each in answer]
        words = (
            _("This person's: {names}.", names=", ".join(names))
            if names
            else _("No computer names this person as its manager.")
        )
        self.query_one("#owned", Words).show(words)
        if self._action is Action.LAPS and len(names) == 1 and not self._field.value:
            self._field.value = names[0]

    # --- preview ------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.changed(DEBOUNCE)

    @property
    def _wanted(self) -> Wanted:
        return Wanted(self._action, self._field.value.strip())

    def changed(self, wait: float) -> None:
        if self._wanted.named:
            super().changed(wait)
        else:
            self.forget_preview()
            self._say_what_to_type()

    def _say_what_to_type(self) -> None:
        self.draw((), (), ())
        self.say_next(_(_FIELDS[self._action][1]))

    async def ask_preview(self) -> RevealPreview | Problem:
        return await ask(self._revealing.preview, self._account.id, self._wanted)

    # --- doing it -----------------------------------------------------------------------------------

    def do_it(self, preview: RevealPreview) -> None:
        self._field.disabled = True
        self.post_message(SecretWanted(self._account, self._clearance.id, preview.wanted))

    def refused(self, why: Problem) -> None:
        self._field.disabled = False
        self.set_focus(self._field)
        super().refused(why)


class DeviceReceiptScreen(ReceiptPage):
    TITLE = of_class("Receipt")
    UNSEEN = of_class(
        "What was read was not shown yet, and is gone after this. {key} shows it. The same key again closes."
    )
    HELP = of_class(
        "The secret was read, and the person is told of it. It is shown when you ask for it, and hides by "
        "itself. Once this screen is closed nobody can show it: it takes a new verification to read it again."
    )

    def __init__(
        self, around: Surroundings, notes: TicketNotes, account: Account, revealed: Revealed
    ) -> None:
        super().__init__(around, revealed.secret, notes, account, revealed.number)
        self._revealed = revealed

    def parts(self) -> ComposeResult:
        revealed = self._revealed
        yield Heading(_("Receipt"), self._account)
        with Page(id="page"):
            yield Words("\n".join(about_lines(revealed, self.clock.now())), id="steps")
            yield from self.secret_parts(_section(revealed.place.action))
            if revealed.notices:
                yield Section(_("Told"), [notice_line(each) for each in revealed.notices], id="told")
            lines = [
                _("Number {number}, read from {server}.", number=revealed.number, server=revealed.server)
            ]
            if not revealed.recorded:
                lines.append(_(UNRECORDED))
            yield Section(_("Record"), lines, id="record")


def _section(action: Action) -> str:
    """Its name, which is short."""
    return _("Password") if action is Action.LAPS else pgettext("left column", "Recovery key")
