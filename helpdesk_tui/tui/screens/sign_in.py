"""The way in: login and password of the operator, or the ticket that is here."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from helpdesk_tui.desk.operator import SignInBy
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _, of_class
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.keys import bind, key_named
from helpdesk_tui.tui.screens.base import Surroundings
from helpdesk_tui.tui.screens.opening import OpeningScreen, WayIn
from helpdesk_tui.tui.widgets.fields import Field, SecretField, labelled
from helpdesk_tui.tui.widgets.words import Words

if TYPE_CHECKING:
    from helpdesk_tui.console import DemoGuide
    from helpdesk_tui.desk.sign_in_ticket import TicketOffer


class SignInScreen(OpeningScreen):
    TITLE = of_class("Sign in")
    GIVEN_UP: ClassVar[str] = of_class("You are not signed in.")
    HELP = of_class(
        "Sign in with your own login and password of the directory. Your groups there decide what you may "
        "do here. The password is kept in memory until you sign out, and nowhere else.\n\n"
        "Where your directory takes Kerberos tickets and you have one here, Enter alone signs in. A ticket "
        "signs in once after each start: it does not say who sits here later."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("sign-in", "sign_in"),
        bind("sign-in.password", "take_password"),
        bind("next-field", "app.focus_next"),
    ]

    def __init__(
        self,
        around: Surroundings,
        way_in: WayIn,
        by: SignInBy,
        default_login: str,
        notices: tuple[str, ...],
    ) -> None:
        super().__init__(around)
        self._way_in = way_in
        self._takes_passwords = by is not SignInBy.TICKET
        self._default_login = default_login
        self._notices = notices
        self._by_ticket = by is not SignInBy.PASSWORD  # until it turns out that none is here

    def parts(self) -> ComposeResult:
        with Vertical(id="sign-in"):
            yield Words(Content.styled(_("Help desk"), "bold"), classes="title")
            yield Words(self.context.domain, id="target")
            help_text = _("Your login, DOMAIN\\login or user@domain.")
            login = Field(value=self._default_login, id="login", help_text=help_text)
            yield labelled(_("Login"), login, id="login-row")
            help_text = _("Your own password. It is shown as dots.")
            password = SecretField(id="password", help_text=help_text)
            yield labelled(_("Password"), password, id="password-row")
            yield Words(id="ticket")
            yield Words(id="state")
            if demo := self.around.demo:
                yield Words(_demo_words(demo, key_named(self.app, "help")), id="demo")
            for notice in self._notices:
                yield Words(_("Note: {notice}", notice=notice), classes="notice")

    def on_mount(self) -> None:
        if self._by_ticket:
            self._look_for_ticket()
        self._show_fields()

    def _show_fields(self) -> None:
        for row in self.query("#login-row, #password-row"):
            row.display = not self._by_ticket
        field = self.query_one("#password" if self._default_login else "#login")
        self.set_focus(None if self._by_ticket else field)
        self.refresh_bindings()

    def _look_for_ticket(self) -> None:
        self._busy = True
        self.query_one("#state", Words).show(_("Looking for a Kerberos ticket …"))
        self.ask_desk(
            "ticket",
            "look for a ticket",
            lambda: self._way_in().ticket_offer(self._default_login),
            self._offered,
        )

    def _offered(self, offer: "TicketOffer | Problem") -> None:
        self._busy = False
        why_not = offer if isinstance(offer, Problem) else offer.why_not
        holder = "" if isinstance(offer, Problem) else offer.holder
        offered = (
            _("Your Kerberos ticket: {holder}.\nEnter alone signs you in.", holder=holder) if holder else ""
        )
        self.query_one("#state", Words).show("")
        self.query_one("#ticket", Words).show(offered)
        if why_not:
            self.show_problem(why_not)
        if not holder:
            self._take_password()

    def _take_password(self) -> None:
        self._by_ticket = not self._takes_passwords
        self.query_one("#ticket", Words).show("")
        self._show_fields()

    def read_again(self) -> None:
        if self._by_ticket and not self._busy:
            self._look_for_ticket()

    def action_take_password(self) -> None:
        if not self._busy:
            self._take_password()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "take_password":
            return self._by_ticket and self._takes_passwords
        return super().check_action(action, parameters)

    def action_sign_in(self) -> None:
        login, password = self.query_one("#login", Field), self.query_one("#password", SecretField)
        if self._busy:
            return
        if self.focused is login and not password.value and not self._by_ticket:
            password.focus()
            return
        if self._by_ticket:
            self.open_by(_("Signing in …"), lambda: self._way_in().begin_with_ticket())
        else:
            typed = login.value, Secret(password.value)
            self.open_by(_("Signing in …"), lambda: self._way_in().begin(*typed))

    def refused(self, why: Problem) -> None:  # noqa: ARG002 - whatever it is
        if self._by_ticket:
            self._take_password()
        else:
            self.query_one("#password").focus()


def _demo_words(demo: "DemoGuide", help_key: str) -> Content:
    words = _(
        "This is a demo: the people are made up, nothing leaves this computer.\n\n"
        "Sign in as {login} with the password {password}.\n"
        "{help_key} lists the other operators, and people to try.",
        login=demo.login,
        password=demo.password,
        help_key=help_key,
    )
    said = Content(words)
    for each in (demo.login, demo.password):
        place = words.rfind(each)
        said = said.stylize("bold", place, place + len(each))
    return said
