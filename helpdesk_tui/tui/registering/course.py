"""The course of registering: which screen comes after which."""

from collections.abc import Callable
from functools import partial

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.method import Method, MethodId, MethodKind
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.registering import Registered
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.call_messages import ChangeAsked, MethodsWish, Wish
from helpdesk_tui.tui.dialogs.kinds import KindDialog
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.registering.changing import Changing
from helpdesk_tui.tui.registering.telling import Telling
from helpdesk_tui.tui.screens.base import Surroundings
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.register import RegisterScreen
from helpdesk_tui.tui.stack import Stack
from helpdesk_tui.tui.visit import OngoingVisit


class Registering:
    """The changes of methods that one operator makes."""

    def __init__(self, stack: Stack, desk: Desk, around: Surroundings, visit: OngoingVisit) -> None:
        self._stack = stack
        self._desk = desk
        self._around = around
        self._visit = visit
        self._telling = Telling(stack, desk)
        self._changing = Changing(stack, desk, visit, self._telling)

    def open_methods(self, card: Card) -> None:
        until = partial(self._visit.until, card.account.id)
        screen = MethodsScreen(self._around, self._desk.lookup, card, until)
        self._stack.push(screen, lambda _closed: self._stack.read_again())

    def fulfil(self, event: MethodsWish) -> None:
        card, method = event.card, event.method
        at_once: dict[Wish, Callable[[Card], None]] = {
            Wish.ADD: self._choose_kind,
            Wish.CODES: lambda card: self._begin(card.account, MethodKind.RECOVERY_CODE),
            Wish.PASS: lambda card: self._begin(card.account, MethodKind.ACCESS_PASS),
            Wish.RECONFIRM: self._changing.reconfirm,
            Wish.REQUIRE: self._changing.require,
        }
        of_one: dict[Wish, Callable[[Card, Method], None]] = {
            Wish.CONFIRM: self._go_on_with,
            Wish.REPLACE: self._go_on_with,
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
        came = await ask(event.use_case)
        self._visit.heed(came)
        if self._stack.holds(event.screen):
            event.screen.post_message(DeskAnswered(event.take, came))
        else:
            event.too_late()

    # --- adding -------------------------------------------------------------------------------------

    def _choose_kind(self, card: Card) -> None:
        async def look() -> None:
            kinds = await ask(self._desk.registering.addable, card.account.id)
            if isinstance(kinds, Problem):
                self._stack.tell(kinds)
                return
            self._stack.push(KindDialog(kinds), chosen)

        def chosen(kind: MethodKind | None) -> None:
            if kind is not None:
                self._begin(card.account, kind)

        self._stack.look(look(), "look what may be registered")

    def _go_on_with(self, card: Card, method: Method) -> None:
        self._begin(card.account, method.kind, method.id)

    def _begin(self, account: Account, kind: MethodKind, method: MethodId | None = None) -> None:
        def cleared(clearance: Clearance) -> None:
            self._stack.write("begin a registration", self._begun, clearance, kind, method)

        self._visit.enter(account, cleared)

    async def _begun(self, clearance: Clearance, kind: MethodKind, method: MethodId | None) -> None:
        came = await ask(self._desk.registering.begin, clearance.id, kind, method)
        self._visit.heed(came)
        if isinstance(came, Problem):
            self._stack.read_again()
            self._stack.tell(came)
            return
        self._stack.push(RegisterScreen(self._around, self._desk.registering, came), self._ended)

    def _ended(self, stands: Registered | None) -> None:
        if stands is None:
            self._stack.read_again()
        else:
            self._telling.done(stands.account.id, stands.done)
