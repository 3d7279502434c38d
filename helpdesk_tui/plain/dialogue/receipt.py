"""What was done, and what is left to do of it: the password, a note for the ticket, what is due."""

from collections.abc import Callable, Iterator, Mapping

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.handing_over import Handed
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.acting import say_receipt
from helpdesk_tui.plain.dialogue.spoken import Place, ToMenu
from helpdesk_tui.plain.dialogue.talking import SAME, Dialogue, Item
from helpdesk_tui.plain.spelling import aloud
from helpdesk_tui.secret import Secret
from helpdesk_tui.words.outcomes import handed_lines
from helpdesk_tui.words.ticket_note import note_text

_HELP = (
    N_(
        "Each step with its outcome, as it was read back from the directory. UNKNOWN means that the answer "
        "was lost: do not tell the caller that it is done."
    ),
    N_(
        "What is handed out is shown when you ask for it, and goes by itself. Once you leave here nobody can "
        "show it."
    ),
)


_UNSEEN: Mapping[Action | None, str] = {
    None: N_("The temporary password was not shown yet, and is gone after this. show shows it."),
    Action.LAPS: N_("The local password was not shown yet, and is gone after this. show shows it."),
    Action.BITLOCKER: N_("The recovery key was not shown yet, and is gone after this. show shows it."),
}
_SHOW: Mapping[Action | None, str] = {
    None: N_("Show the temporary password for a while"),
    Action.LAPS: N_("Show the local password for a while"),
    Action.BITLOCKER: N_("Show the recovery key for a while"),
}
_NAMES: Mapping[Action | None, str] = {
    None: N_("The temporary password"),
    Action.LAPS: N_("The local password"),
    Action.BITLOCKER: N_("The recovery key"),
}
"""By what was read; None = it was made."""


class SecretPlace:
    """The end of a call, with a secret or without one, that is dropped with it."""

    def __init__(
        self, talk: Dialogue, account: Account, number: int, of: Action | None, secret: Secret | None
    ) -> None:
        """`number` = that of the call's intent in the record."""
        self.talk = talk
        self._account = account
        self._number = number
        self._of = of
        self._secret = secret
        self._was_shown = False
        self._told = False

    def begin(self) -> None:
        """What was done is said, whatever comes next."""
        self._told = True
        self.say()

    def stay(self) -> None:
        """Enter alone is the next call; back, the card."""
        try:
            self.talk.stay_at(
                Place(_("Receipt"), _HELP, self.lost),
                tell=self._tell,
                items=lambda: list(self.items()),
                question=_("What next, number or word; Enter alone for the next call, back for the card"),
                enter=self._next_call,
            )
        finally:
            self.close()

    def close(self) -> None:
        if self._secret is not None:
            self._secret.drop()

    def say(self) -> None:
        """What was done."""
        raise NotImplementedError  # each place has its own words

    def items(self) -> Iterator[Item]:
        if self._secret is not None and not self._secret.dropped:
            yield Item("show", _(_SHOW[self._of]), self._show)
        yield Item("note", _("Note for the ticket; no secret is in it"), self._note)

    def lost(self) -> str:
        if self._secret is None or self._secret.dropped or self._was_shown:
            return ""
        return _(_UNSEEN[self._of])

    def _tell(self) -> None:
        if not self._told:
            self.begin()
        self.talk.tell_items(list(self.items()))

    def _next_call(self) -> None:
        if self.talk.terminal.may_leave():
            raise ToMenu

    def _show(self) -> object:
        if self._secret is None:
            return None
        seconds = self.talk.desk.policy.passwords.visible_seconds
        with self.talk.terminal.page():
            self.talk.terminal.say(
                f"{_(_NAMES[self._of])}: {self._secret.reveal()}", *aloud(self._secret), ""
            )
            self._was_shown = True
            self.talk.terminal.wait(
                _("Enter clears this; it goes by itself after {count} seconds", count=seconds), seconds
            )
        return SAME

    def _note(self) -> object:
        note = self.talk.desk.ticket_notes.of(self._account, self._number)
        self.talk.tell(_("Note for the ticket:"), *note_text(note).splitlines())
        return SAME


class ReceiptPlace(SecretPlace):
    """Of an action."""

    def __init__(
        self,
        talk: Dialogue,
        account: Account,
        receipt: Receipt,
        open_methods: Callable[[], None],
        *,
        typed: bool = False,
    ) -> None:
        """`typed`: the operator knows the password. `open_methods`: to register while the person is there."""
        super().__init__(talk, account, receipt.number, None, None if typed else receipt.password)
        self._receipt = receipt
        self._handed = receipt.handed
        self._open_methods = open_methods
        self._due = ""

    def close(self) -> None:
        super().close()
        if self._receipt.password is not None:
            self._receipt.password.drop()
        self.talk.desk.actions.close_receipt(self._receipt.number)

    def say(self) -> None:
        say_receipt(self.talk, self._receipt)
        try:
            self._due = self.talk.desk.registering.status(self._account.id).due
        except HelpdeskError:  # a store that cannot tell now hides nothing that was done
            self._due = ""
        if self._due:
            self.talk.tell(self._due)

    def items(self) -> Iterator[Item]:
        yield from super().items()
        if self._handed is not None and self._handed.left:
            yield Item("again", _("Send the new password to the person again"), self._send_again)
        if self._due:
            yield Item(
                "methods", _("Methods: register what is due, with the person on the line"), self._open_methods
            )

    def lost(self) -> str:
        handed = self._handed
        if handed is not None and handed.left and not handed.is_sent:
            return _("The new password was not sent, and is gone after this. again sends it again.")
        return super().lost()

    def _send_again(self) -> None:
        try:
            self._handed = self.talk.desk.actions.send_again(self._number)
        except HelpdeskError as error:
            if error.problem.code == "password-gone":
                self._handed = Handed(why_not=error.problem)
            raise
        self.talk.tell(*(_("New password: {line}", line=line) for line in handed_lines(self._handed)))
