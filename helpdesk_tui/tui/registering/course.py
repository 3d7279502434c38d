"""The course of registering: which screen comes after which."""

from collections.abc import Callable
from functools import partial

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.methods import CONTACT_KINDS, FACTS, Method, MethodKind, MethodStatus
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.dialogs.kinds import KindDialog
from helpdesk_tui.tui.messages import ChangeAsked, MethodsWish, Wish
from helpdesk_tui.tui.registering.changing import Changing
from helpdesk_tui.tui.registering.handing_out import HandingOut
from helpdesk_tui.tui.registering.telling import Telling
from helpdesk_tui.tui.screens.contact import ContactScreen
from helpdesk_tui.tui.screens.enrol import EnrolScreen
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.questions import QuestionsScreen
from helpdesk_tui.tui.screens.registration import RegistrationScreen, Sitting
from helpdesk_tui.tui.screens.token import TokenScreen
from helpdesk_tui.tui.stack import Stack
from helpdesk_tui.tui.visit import Visit
from helpdesk_tui.tui.widgets.context_bar import Context


class Registering:
    """The changes of methods that one operator makes."""

    def __init__(
        self,
        stack: Stack,
        desk: Desk,
        context: Context,
        *,
        visit: Visit,
        clock: Clock,
        demo: DemoGuide | None,
    ) -> None:
        self._stack = stack
        self._desk = desk
        self._context = context
        self._visit = visit
        self._clock = clock
        self._demo = demo
        self._telling = Telling(stack, desk)
        self._handing_out = HandingOut(stack, desk, context, visit=visit, clock=clock, telling=self._telling)
        self._changing = Changing(stack, desk, visit, self._telling)

    def open_methods(self, card: Card) -> None:
        until = partial(self._visit.until, card.account.id)
        screen = MethodsScreen(self._context, self._desk.lookup, card, self._clock, until)
        self._stack.push(screen, lambda _: self._stack.read_again())

    def fulfil(self, event: MethodsWish) -> None:
        card, method = event.card, event.method
        at_once: dict[Wish, Callable[[Card], None]] = {
            Wish.ADD: self._choose_kind,
            Wish.CODES: self._handing_out.issue_codes,
            Wish.PASS: self._handing_out.issue_pass,
            Wish.RECONFIRM: self._changing.reconfirm,
            Wish.REQUIRE: self._changing.require,
        }
        of_one: dict[Wish, Callable[[Card, Method], None]] = {
            Wish.CONFIRM: self._confirm,
            Wish.REPLACE: self._replace,
            Wish.RENAME: self._changing.rename,
            Wish.DEFAULT: self._changing.set_default,
            Wish.REMOVE: self._changing.remove,
        }
        if event.wish in at_once:
            at_once[event.wish](card)
        elif method is not None:
            of_one[event.wish](card, method)

    # --- what a screen asks for ---------------------------------------------------------------------

    def ask(self, event: ChangeAsked) -> None:
        self._stack.write(event.description, self._asked, event)

    async def _asked(self, event: ChangeAsked) -> None:
        answer = await ask(event.use_case)
        self._visit.heed(answer)
        if self._stack.holds(event.screen):
            event.screen.post_message(event.answered(answer))
        elif event.too_late is not None and not isinstance(answer, Problem):
            await ask(event.too_late, answer)

    # --- adding -------------------------------------------------------------------------------------

    def _choose_kind(self, card: Card) -> None:
        async def look() -> None:
            kinds = await ask(self._desk.registration.kinds, card.account.id)
            if isinstance(kinds, Problem):
                self._stack.tell(kinds)
                return
            self._stack.push(KindDialog(kinds), chosen)

        def chosen(kind: MethodKind | None) -> None:
            if kind is not None:
                self._add(card, kind)

        self._stack.look(look(), "look what may be registered")

    def _add(self, card: Card, kind: MethodKind) -> None:
        if kind is MethodKind.RECOVERY_CODE:
            self._handing_out.issue_codes(card)
        elif kind is MethodKind.ACCESS_PASS:
            self._handing_out.issue_pass(card)
        elif kind is MethodKind.QUESTIONS:
            self._open(card.account, QuestionsScreen)
        elif kind is MethodKind.OATH_TOKEN:
            self._open(card.account, lambda context, sitting: TokenScreen(context, sitting, _imported(card)))
        elif kind in CONTACT_KINDS:
            self._open(card.account, lambda context, sitting: ContactScreen(context, sitting, kind))
        else:
            self._open(card.account, EnrolScreen)

    def _confirm(self, card: Card, method: Method) -> None:
        self._open(card.account, lambda context, sitting: TokenScreen(context, sitting, (method,), method))

    def _replace(self, card: Card, method: Method) -> None:
        def screen(context: Context, sitting: Sitting) -> ContactScreen:
            return ContactScreen(context, sitting, method.kind, replaces=method)

        self._open(card.account, screen)

    def _open(self, account: Account, make: Callable[[Context, Sitting], RegistrationScreen]) -> None:
        def ended(method: Method | None) -> None:
            if method is None:
                self._stack.read_again()
            else:
                self._telling.done(account.id, f"Registered: {FACTS[method.kind].label}, {method.label}.")

        def cleared(clearance: Clearance) -> None:
            desk = self._desk
            sitting = Sitting(desk.registration, account, clearance.id, desk.policy, self._clock, self._demo)
            self._stack.push(make(self._context, sitting), ended)

        self._visit.enter(account, cleared)


def _imported(card: Card) -> tuple[Method, ...]:
    """Tokens that came with a file for this person and wait for their first code."""
    methods = (option.method for option in card.methods)
    return tuple(
        each
        for each in methods
        if each.kind is MethodKind.OATH_TOKEN and each.status is MethodStatus.IMPORTED
    )
