"""The course of a call: which screen comes after which, and the writes, which no screen can cancel."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.actions import Receipt
from helpdesk_tui.desk.clearance import Action, Clearance, ClearanceId
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.methods import Method, MethodId
from helpdesk_tui.desk.orders import Order
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.verifying import CALL_ACTIONS
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.base import DeskScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.enrol import EnrolScreen
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.recovery_codes import RecoveryCodesScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.widgets.context_bar import Context

if TYPE_CHECKING:
    from helpdesk_tui.tui.app import DeskApp

_S = TypeVar("_S", bound=Screen[Any])
Cleared = Callable[[Clearance], None]
_METHODS = frozenset({Action.CHANGE_METHODS})
_ORDER = (Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK)


class Calls:
    """One signed-in operator's calls, one after the other."""

    def __init__(self, app: "DeskApp", desk: Desk, clock: Clock, demo: DemoGuide | None) -> None:
        self._app = app
        self._desk = desk
        self._clock = clock
        self._demo = demo
        self._context = Context.of(desk.operator, desk.info, demo is not None)

    # --- finding and looking ------------------------------------------------------------------------

    def search_screen(self) -> SearchScreen:
        first_steps = self._demo.first_steps if self._demo else ""
        return SearchScreen(self._context, self._desk.lookup, self._desk.policy.search_limit, first_steps)

    def open_card(self, account: AccountId) -> None:
        desk = self._desk
        card = CardScreen(
            self._context,
            lookup=desk.lookup,
            actions=desk.actions,
            end_call=lambda: desk.verifying.end_call(account),
            account=account,
            clock=self._clock,
        )
        self._app.push_screen(card)

    def next_call(self) -> None:
        """Back to an empty search box."""
        search = self._back_to(SearchScreen)
        if search:
            search.start_over()

    def back_to_card(self) -> None:
        card = self._back_to(CardScreen)
        if card:
            card.read_again()

    # --- verify, then act ---------------------------------------------------------------------------

    def begin_action(self, card: Card, action: Action | None) -> None:
        """To the action; through the verification first, unless a clearance for it is in force."""

        def act(clearance: Clearance) -> None:
            self._act(card, clearance, action)

        wanted = tuple(each for each in _ORDER if card.may(each)) if action is None else (action,)
        self._when_cleared(card.account, wanted, CALL_ACTIONS, act)

    def _when_cleared(
        self, account: Account, wanted: tuple[Action, ...], actions: frozenset[Action], then: Cleared
    ) -> None:
        """`then` with the clearance in force for one of `wanted`, or with that of a new verification."""

        async def look() -> None:
            for action in wanted:
                found = await ask(self._desk.verifying.clearance_for, account.id, action)
                if isinstance(found, Problem):
                    self._tell(found)
                    return
                if found is not None:
                    then(found)
                    return
            self._verify(account, actions, then)

        self._app.run_worker(
            look(), group="look", description="look for a clearance", exit_on_error=False, exclusive=True
        )

    def _verify(self, account: Account, actions: frozenset[Action], then: Cleared) -> None:
        desk = self._desk

        def ended(clearance: Clearance | None) -> None:
            if clearance is not None:
                then(clearance)
            elif screen.refusal is not None:
                self._app.call_later(self._tell, screen.refusal)
            self._refresh_below()

        screen = VerifyScreen(
            self._context,
            verifying=desk.verifying,
            account=account,
            actions=actions,
            policy=desk.policy.verification,
            clock=self._clock,
            demo=self._demo,
        )
        self._app.push_screen(screen, ended)

    def _act(self, card: Card, clearance: Clearance, action: Action | None) -> None:
        permitted = tuple(each for each in _ORDER if each in clearance.actions and card.may(each))
        if not permitted:
            return
        chosen = action if action in permitted else permitted[0]
        desk = self._desk
        screen = ActScreen(
            self._context,
            actions=desk.actions,
            account=card.account,
            clearance=clearance,
            chosen=chosen,
            permitted=permitted,
            rules=desk.policy.passwords,
            clock=self._clock,
        )
        self._app.push_screen(screen)

    # --- the write ----------------------------------------------------------------------------------

    def perform(self, account: Account, clearance: ClearanceId, order: Order) -> None:
        self._write("perform an action", self._perform, account, clearance, order)

    async def _perform(self, account: Account, clearance: ClearanceId, order: Order) -> None:
        answer = await ask(self._desk.actions.perform, clearance, order)
        if isinstance(answer, Problem):
            if order.password:
                order.password.drop()
            act = self._find(ActScreen)
            if act:
                act.refused(answer)
            self._refresh_below()
            return
        self._show_receipt(account, answer)

    def _show_receipt(self, account: Account, receipt: Receipt) -> None:
        self._back_to(CardScreen)
        self._refresh_below()
        visible = self._desk.policy.passwords.visible_seconds
        self._app.push_screen(ReceiptScreen(self._context, account, receipt, visible))

    # --- methods ------------------------------------------------------------------------------------

    def open_methods(self, card: Card) -> None:
        self._app.push_screen(
            MethodsScreen(self._context, self._desk.lookup, card), lambda _: self._refresh_below()
        )

    def add_app(self, account: Account) -> None:
        def enrol(clearance: Clearance) -> None:
            screen = EnrolScreen(self._context, self._desk.registration, account, clearance)
            self._app.push_screen(screen, self._enrolled)

        self._when_cleared(account, tuple(_METHODS), _METHODS, enrol)

    def _enrolled(self, method: Method | None) -> None:
        self._refresh_below()
        methods = self._find(MethodsScreen)
        if methods and method:
            methods.say("The app is registered: it counts from now on.")

    def begin_app(self, clearance: ClearanceId, label: str) -> None:
        self._write("register an app", self._begin_app, clearance, label)

    async def _begin_app(self, clearance: ClearanceId, label: str) -> None:
        answer = await ask(self._desk.registration.begin_totp, clearance, label)
        screen = self._find(EnrolScreen)
        if screen:
            screen.begun(answer)
        elif not isinstance(answer, Problem):
            await ask(self._desk.registration.abandon, answer)

    def issue_codes(self, account: Account) -> None:
        def issue(clearance: Clearance) -> None:
            self._write("issue recovery codes", self._issue_codes, account, clearance.id)

        self._when_cleared(account, tuple(_METHODS), _METHODS, issue)

    async def _issue_codes(self, account: Account, clearance: ClearanceId) -> None:
        answer = await ask(self._desk.registration.issue_recovery_codes, clearance)
        if isinstance(answer, Problem):
            self._tell(answer)
            return
        visible = self._desk.policy.passwords.visible_seconds
        screen = RecoveryCodesScreen(self._context, account, answer, visible)
        self._app.push_screen(screen, lambda _: self._refresh_below())

    def remove_method(self, account: Account, method: MethodId, words: str) -> None:
        def confirm(clearance: Clearance) -> None:
            def confirmed(yes: bool | None) -> None:
                if yes:
                    self._write("remove a method", self._remove, clearance.id, method)

            question = f"{words} of {account.name or account.login} will no longer prove this person."
            self._app.push_screen(
                ConfirmDialog("Remove this method?", question, "Keep it", "Remove it"), confirmed
            )

        self._when_cleared(account, tuple(_METHODS), _METHODS, confirm)

    async def _remove(self, clearance: ClearanceId, method: MethodId) -> None:
        answer = await ask(self._desk.registration.remove, clearance, method)
        self._refresh_below()
        if isinstance(answer, Problem):
            self._tell(answer)
        else:
            methods = self._find(MethodsScreen)
            if methods:
                methods.say("The method is removed.")

    # --- what all of it needs -----------------------------------------------------------------------

    def _write(self, description: str, write: Callable[..., Awaitable[None]], *facts: object) -> None:
        """Runs on the app, so that no screen's end cancels it; the program ends only after it."""

        async def run() -> None:
            with self._app.writing():
                await write(*facts)

        self._app.run_worker(run(), group="write", description=description, exit_on_error=False)

    def _back_to(self, kind: type[_S]) -> _S | None:
        """Close every screen above the last one of this kind."""
        target = self._find(kind)
        if target is None:
            return None
        self._app.close_screens_above(target)
        return target

    def _find(self, kind: type[_S]) -> _S | None:
        return next((each for each in reversed(self._app.screen_stack) if isinstance(each, kind)), None)

    def _refresh_below(self) -> None:
        """Card and methods show what is true now when they come to light."""
        for screen in self._app.screen_stack:
            if isinstance(screen, CardScreen | MethodsScreen):
                screen.read_again()

    def _tell(self, problem: Problem) -> None:
        screen = self._app.screen
        if isinstance(screen, DeskScreen):
            screen.show_problem(problem)
        else:
            self._app.say(str(problem))
