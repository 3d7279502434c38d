"""One account: who it is, why it cannot sign in, what can be done about it."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.actions.action import Action
from helpdesk_tui.desk.actions.registry import WRITING, in_words
from helpdesk_tui.desk.lookup import Card, Lookup
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.text import mask_phone
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import ActionChosen, MethodsAsked, ReleaseWanted
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen
from helpdesk_tui.tui.widgets.columns import fit, row
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.section import Line, Section
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.accounts import account_state, ending_lines, locked_line, password_lines, permissions
from helpdesk_tui.words.methods import method_row
from helpdesk_tui.words.proofs import EXCEPTIONAL
from helpdesk_tui.words.times import clock_time

_DN_WIDTH = 480  # columns over several lines; the whole DN stays what is compared
_HISTORY = 5  # lines


class CardRead(Message):
    """The account was read."""

    def __init__(self, answer: Card | Problem) -> None:
        super().__init__()
        self.answer = answer


class CardScreen(DeskScreen[None]):
    TITLE = "Account"
    HELP = (
        "One account as the directory shows it now. r, f and u lead to the verification of the caller first, "
        "if that was not done yet, and then on to the action. What is unknown could not be read: it does not "
        "mean 'no'. Arrow keys scroll."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("card.verify", "verify"),
        *(bind(f"card.{each.action}", f"choose('{each.action}')") for each in WRITING),
        bind("card.release", "release"),
        bind("card.methods", "methods"),
        bind("back", "back"),
        bind("refresh", "refresh_card", show=False),
        bind("up", "scroll(-1)", show=False),
        bind("down", "scroll(1)", show=False),
        bind("page-up", "scroll(-10)", show=False),
        bind("page-down", "scroll(10)", show=False),
    ]

    def __init__(
        self,
        context: Context,
        *,
        lookup: Lookup,
        end_call: CleanUp,
        account: AccountId,
        clock: Clock,
        releases: bool,
    ) -> None:
        """`releases` = the operator may end blocks and other operators' holds."""
        super().__init__(context)
        self._end_call = end_call
        self._lookup = lookup
        self._account = account
        self._clock = clock
        self._releases = releases
        self.card: Card | None = None

    def parts(self) -> ComposeResult:
        yield Words("Reading the account …", id="who", classes="title")
        with VerticalScroll(id="page", can_focus=False):
            yield Section("Sign-in", id="why")
            yield Section("You may", id="may")
            yield Section("Password", id="password")
            yield Section("Methods", id="methods")
            yield Section("History", id="history")
            yield Section("Contact", id="contact")

    def leave(self) -> CleanUp | None:
        """The next caller who gives this name starts from nothing."""
        return self._end_call

    def on_mount(self) -> None:
        self.query_one("#page").display = False
        self.read_again()

    def read_again(self) -> None:
        """Read the account now; what is shown stays until the answer is there."""
        self._read()

    @work(group="card", description="read the card", exit_on_error=False, exclusive=True)
    async def _read(self) -> None:
        self.post_message(CardRead(await ask(self._lookup.card, self._account)))

    def on_card_read(self, event: CardRead) -> None:
        event.stop()
        if isinstance(event.answer, Problem):
            if self.card is None:
                self.query_one("#who", Words).show("The account could not be read")
            self.show_problem(event.answer)
            return
        self.card = event.answer
        with self.app.batch_update():
            self._draw(event.answer)
        self.refresh_bindings()

    # --- what can be done ---------------------------------------------------------------------------

    def action_verify(self) -> None:
        self._go(None)

    def action_choose(self, action: str) -> None:
        wanted, card = Action(action), self.card
        if card is None:
            return
        if card.may(wanted):
            self._go(wanted)
        else:
            self.show_problem(card.refusals[wanted][0])

    def _go(self, action: Action | None) -> None:
        if self.card is not None:
            self.show_problem(None)
            self.post_message(ActionChosen(self.card, action))

    def action_methods(self) -> None:
        if self.card is not None:
            self.show_problem(None)
            self.post_message(MethodsAsked(self.card))

    def action_release(self) -> None:
        if self.card is not None:
            self.show_problem(None)
            self.post_message(ReleaseWanted(self.card.account))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "release":
            return self._releases and self.card is not None and self.card.releasable
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        self.finish()

    def action_refresh_card(self) -> None:
        self.show_problem(None)
        self.read_again()

    # --- drawing ------------------------------------------------------------------------------------

    def _draw(self, card: Card) -> None:
        account, now = card.account, self._clock.now()
        self.query_one("#who", Words).show(
            _heading(account, account_state(account.state, now), self.app.size.width - 2)
        )
        self._section(
            "why", [*_why(card, locked_line(account.state, now)), *ending_lines(account.state, now)]
        )
        self._section("password", password_lines(account, now))
        self._section("methods", _methods(card))
        self._section("may", [*permissions(card), *self._verified(card)])
        self._section("contact", _contact(account))
        self._section("history", self._history(card))
        self.query_one("#page").display = True

    def _section(self, name: str, lines: Sequence[Line]) -> None:
        self.query_one(f"#{name}", Section).show(lines)

    def _verified(self, card: Card) -> list[str]:
        if card.clearance is None:
            return []
        words = in_words(card.clearance.actions)
        until = clock_time(card.clearance.expires_at, self._clock.now())
        return [f"The caller is verified until {until}, once, to {words}."]

    def _history(self, card: Card) -> list[str]:
        shown = [each for each in card.history if each.sentence != "looked at"][:_HISTORY]
        if not shown:
            return ["Nothing at this desk yet."]
        return [
            row([(f"{each.at:%m-%d %H:%M} UTC", 15), (each.operator, 10), (each.sentence, 34)])
            for each in shown
        ]


def _heading(account: Account, state: str, width: int) -> Content:
    name = account.name or account.login
    login = f"{account.domain}\\{account.login}" if account.domain else account.login
    about = " · ".join(part for part in (login, account.title, account.department) if part)
    tag = (state, "") if state == "active" else (f" {state} ", "bold reverse")
    return Content.assemble((fit(name, 50).rstrip(), "bold"), "   ", tag, "\n", fit(about, width).rstrip())


def _why(card: Card, lockout: str) -> list[Line]:
    if not card.reasons:
        return ["Nothing that the directory shows is in the way of signing in."]
    lines: list[Line] = [Content.styled(reason, "bold") for reason in card.reasons]
    return [*lines, lockout] if lockout else lines


def _methods(card: Card) -> list[Line]:
    lines: list[Line] = []
    if card.registration.due:
        lines.append(Content.styled(card.registration.due, "bold"))
    for option in card.methods:
        kind, name, status = method_row(option)
        text = row([(kind, 17), (name, 16), (status, 28)])
        lines.append(Content.styled(text, "" if option.usable else "dim"))
    if card.exceptional and not card.unprovable:
        lines.append(EXCEPTIONAL)
    return [*lines, f"Tier {card.tier}."]


def _contact(account: Account) -> list[str]:
    mobile, office = _phone(account.mobile), _phone(account.office_phone)
    lines = [f"{account.mail or 'no mail address'} · mobile {mobile} · office {office}"]
    more = [
        ("manager", account.manager),
        ("office", account.office),
        ("employee number", account.employee_number),
    ]
    said = " · ".join(f"{name} {value}" for name, value in more if value)
    return [*lines, *([said] if said else []), fit(account.dn, _DN_WIDTH).rstrip()]


def _phone(number: str | None) -> str:
    """Masked: the number is shown only for a call-back, and then it is in the record."""
    if number is None:
        return "unknown"
    return mask_phone(number) if number else "-"
