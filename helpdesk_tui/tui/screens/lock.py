"""What covers a locked desk: who may unlock it, and how; nothing of a caller."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from helpdesk_tui.desk.effect import Effect
from helpdesk_tui.desk.operator import Operator
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.unlocking import UnlockBy, Unlocking
from helpdesk_tui.language import N_, _, of_class
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import UnlockingOver
from helpdesk_tui.tui.screens.base import Surroundings
from helpdesk_tui.tui.screens.opening import OpeningScreen
from helpdesk_tui.tui.widgets.fields import SecretField, labelled
from helpdesk_tui.tui.widgets.words import Words

if TYPE_CHECKING:
    from helpdesk_tui.desk.account import AccountId

_CALL_ENDED = N_(
    "What was typed and shown is gone, and the call has ended: whoever is on the line proves it anew."
)
_BY_TICKET = N_(
    "No password is taken here, and a ticket alone does not say who sits here. Enter looks at your ticket "
    "and asks for your second factor. Who has none signs out, and starts the desk again."
)


class LockScreen(OpeningScreen):
    TITLE = of_class("Locked")
    HELP = of_class(
        "The desk is locked: by a key, or because none was pressed for a while. Who is signed in unlocks "
        "it with the password and, where it is asked for, the second factor, as at the sign-in. Wrong ones "
        "count as they do there, and after a few the desk is signed out.\n\nAnybody may sign out: somebody "
        "else can sign in then."
    )
    GIVEN_UP: ClassVar[str] = of_class("The desk is still locked.")
    is_of_sign_in = True
    covers = True
    takes_typed_ahead = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("unlock", "unlock"),
        bind("sign-out", "app.sign_out"),
    ]

    def __init__(
        self, around: Surroundings, operator: Operator, why: str, back_to: "AccountId | None"
    ) -> None:
        """`why` = what locked it, in a sentence; `back_to` = whose card opens again."""
        super().__init__(around)
        self._operator = operator
        self._why = why
        self.back_to = back_to
        self._unlocking: Unlocking | None = None  # None = what was open is being closed

    def parts(self) -> ComposeResult:
        operator = self._operator
        who = f"{operator.name} ({operator.login})" if operator.name else operator.login
        with Vertical(id="sign-in"):
            yield Words(Content.styled(_("Locked"), "bold"), classes="title")
            yield Words(self._why, id="why")
            yield Words(_("Signed in: {who}", who=who), id="target")
            password = SecretField(id="password", help_text=_("Your own password. It is shown as dots."))
            yield labelled(_("Password"), password, id="password-row")
            yield Words(id="ticket")
            yield Words(id="state")
            yield Words(_(_CALL_ENDED), id="ended")

    def on_mount(self) -> None:
        self.query_one("#state", Words).show(_("Closing what was open …"))
        self.query_one("#password").focus()

    def closed(self, unlocking: Unlocking) -> None:
        """The desk is locked, and may be unlocked."""
        self._unlocking = unlocking
        self.query_one("#state", Words).show("")
        if unlocking.by is UnlockBy.TICKET:
            self.query_one("#password-row").display = False
            self.query_one("#ticket", Words).show(_(_BY_TICKET))

    def action_unlock(self) -> None:
        unlocking, field = self._unlocking, self.query_one("#password", SecretField)
        if self._busy or unlocking is None:
            return
        if unlocking.by is UnlockBy.TICKET:
            self.open_by(_("Unlocking …"), lambda: unlocking.begin(None))
        elif not field.value:
            self.warn(_("Type your password."))
        else:
            password = Secret(field.value)
            self.open_by(_("Unlocking …"), lambda: unlocking.begin(password))

    def refused(self, why: Problem) -> None:
        if why.effect is Effect.OVER:
            self.post_message(UnlockingOver(why))
        self.query_one("#password").focus()
