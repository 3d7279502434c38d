"""The course of a call: which screen comes after which."""

from collections.abc import Callable
from functools import partial

from helpdesk_tui.console import DemoGuide, LooksAround
from helpdesk_tui.desk.account import Account, AccountId, AccountSummary
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS, SPECS, WRITING
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.brake_agreement import Agreement
from helpdesk_tui.desk.clearance import Clearance, ClearanceId
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.lists import WantedList
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.revealing_devices import Wanted
from helpdesk_tui.language import _
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.dialogs.scrolled import LinesDialog
from helpdesk_tui.tui.registering.course import Registering
from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.approvals import ApprovalsScreen
from helpdesk_tui.tui.screens.base import Surroundings
from helpdesk_tui.tui.screens.brake import BrakeScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.device import DeviceReceiptScreen, DeviceScreen
from helpdesk_tui.tui.screens.doctor import DoctorScreen
from helpdesk_tui.tui.screens.listing import ListScreen
from helpdesk_tui.tui.screens.lists import ListsScreen
from helpdesk_tui.tui.screens.own_change import OwnChangeScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.report import ReportScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.stack import Stack
from helpdesk_tui.tui.visit import OngoingVisit
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.words.reports import RELEASE_OF_HELD, done_lines, next_lines

Cleared = Callable[[Clearance], None]


class Calls:
    """One signed-in operator's calls, one after the other."""

    def __init__(
        self,
        stack: Stack,
        desk: Desk,
        clock: Clock,
        demo: DemoGuide | None,
        doctor: LooksAround,
        *,
        copies_notes: bool,
    ) -> None:
        self._doctor = doctor
        self._stack = stack
        self._desk = desk
        policy = desk.policy
        context = Context.of(desk.operator, desk.info, demo is not None, policy.notices.help_link)
        self._around = Surroundings(
            context, clock, demo, policy.passwords.visible_seconds, copies_notes=copies_notes
        )
        visit = OngoingVisit(stack, clock, self._when_cleared)
        self.registering = Registering(stack, desk, self._around, visit)

    def end(self) -> None:
        """As `Stack.end`."""
        self._stack.end()

    @property
    def of_whom(self) -> AccountId | None:
        """Whose card is open."""
        card = self._stack.find(CardScreen)
        return card.account if card else None

    # --- finding and looking ------------------------------------------------------------------------

    def search_screen(self) -> SearchScreen:
        desk = self._desk
        offered = desk.checkup.is_offered
        return SearchScreen(self._around, desk.lookup, desk.approving, desk.between_calls, has_doctor=offered)

    def open_doctor(self) -> None:
        self._stack.push(DoctorScreen(self._around, self._desk.checkup, self._doctor))

    def open_approvals(self) -> None:
        desk = self._desk
        self._stack.push(ApprovalsScreen(self._around, desk.approving, desk.confirming_self))

    def open_lists(self) -> None:
        self._stack.push(ListsScreen(self._around))

    def open_list(self, kind: ListKind) -> None:
        self._stack.push(ListScreen(self._around, self._desk.lists, WantedList(kind)))

    def open_card(self, account: AccountId, listed: tuple[AccountSummary, ...]) -> None:
        """One of those listed; from the card of another one, in its place."""
        desk = self._desk
        card = CardScreen(
            self._around,
            lookup=desk.lookup,
            end_call=partial(desk.verifying.end_call, account),
            account=account,
            listed=listed,
            releases=Role.SUPERVISOR in desk.operator.roles,
        )
        if search := self._stack.find(SearchScreen):
            search.mark(account)
        if listed_in := self._stack.find(ListScreen):
            listed_in.mark(account)
        if self._stack.find(CardScreen):
            self._stack.replace(card)
        else:
            self._stack.push(card)

    def next_call(self) -> None:
        """Back to an empty search box."""
        if search := self._stack.back_to(SearchScreen):
            search.start_over()

    def back_to_card(self) -> None:
        if card := self._stack.back_to(CardScreen):
            card.read_again()

    def open_report(self, account: AccountId) -> None:
        """Somebody says that they did not call."""
        self._stack.push(ReportScreen(self._around, self._desk.reporting, account))

    def report(self, account: AccountId, reason: str, ticket: str) -> None:
        self._stack.write("report that it was not the person", self._report, account, reason, ticket)

    async def _report(self, account: AccountId, reason: str, ticket: str) -> None:
        answer = await ask(self._desk.reporting.report, account, reason, ticket)
        if isinstance(answer, Problem):
            if screen := self._stack.find(ReportScreen):
                screen.refused(answer)
            return
        self._stack.back_to(CardScreen)
        self._stack.read_again()
        self._stack.push(
            LinesDialog(_("It is reported"), *done_lines(answer), _("Next:"), *next_lines(answer))
        )

    def release(self, account: Account) -> None:
        """A supervisor ends a block, a colleague's hold, or the hold by a report."""
        card = self._stack.find(CardScreen)
        is_reported = card is not None and card.card is not None and card.card.reported is not None
        words = (f"{_(RELEASE_OF_HELD)}\n\n" if is_reported else "") + (
            _(
                "The failed proofs for {name} are forgotten, and an open verification ends, a "
                "colleague's too. Be sure why it was blocked: it is in the record under your name.",
                name=account.name or account.login,
            )
        )
        self._stack.confirm(
            ConfirmDialog(_("Release this account?"), words, _("Leave it"), _("Release it")),
            partial(self._stack.write, "release an account", self._release, account),
        )

    async def _release(self, account: Account) -> None:
        answer = await ask(self._desk.releasing.release_account, account.id)
        self._stack.read_again()
        card = self._stack.find(CardScreen)
        if answer is not None:
            self._stack.tell(answer)
        elif card is not None:
            card.say(_("Released: the caller can be verified now."))

    # --- the brake ----------------------------------------------------------------------------------

    def begin_brake(self, account: Account) -> None:
        """To the reason, unless something stands against it."""

        async def look() -> None:
            answer = await ask(self._desk.braking.begin, account.id)
            if isinstance(answer, Problem):
                self._stack.tell(answer)
            else:
                self._stack.push(BrakeScreen(self._around, answer))

        self._stack.look(look(), "ask for the brake")

    def brake(self, account: Account, agreement: Agreement) -> None:
        self._stack.write("use the brake", self._brake, account, agreement)

    async def _brake(self, account: Account, agreement: Agreement) -> None:
        answer = await ask(self._desk.braking.brake, agreement)
        self._stack.back_to(CardScreen)
        self._stack.read_again()
        if isinstance(answer, Problem):
            self._stack.tell(answer)
        else:
            self._stack.push(self._receipt(account, answer))

    # --- verify, then act ---------------------------------------------------------------------------

    def begin_action(self, card: Card, action: Action | None) -> None:
        """To the action; through the verification first, unless a clearance for it is in force."""
        wanted = (action,) if action else tuple(each.action for each in WRITING if card.may(each.action))
        self._when_cleared(card.account, wanted, CALL_ACTIONS, partial(self._act, card, action))

    def _when_cleared(
        self, account: Account, wanted: tuple[Action, ...], actions: frozenset[Action], then: Cleared
    ) -> None:
        """`then` with the clearance in force for one of `wanted`, or with that of a new verification."""

        async def look() -> None:
            for action in wanted:
                found = await ask(self._desk.verifying.clearance_for, account.id, action)
                if isinstance(found, Problem):
                    self._stack.tell(found)
                    return
                if found is not None:
                    then(found)
                    return
            self._verify(account, actions, then)

        self._stack.look(look(), "look for a clearance")

    def _verify(self, account: Account, actions: frozenset[Action], then: Cleared) -> None:
        desk = self._desk

        def ended(clearance: Clearance | None) -> None:
            if clearance is not None:
                if card := self._stack.find(CardScreen):
                    card.clearance = clearance
                then(clearance)
            elif screen.refusal is not None:
                self._stack.tell_later(screen.refusal)
            self._stack.read_again()

        screen = VerifyScreen(
            self._around,
            verifying=desk.verifying,
            account=account,
            actions=actions,
            policy=desk.policy.verification,
        )
        self._stack.push(screen, ended)

    def _act(self, card: Card, action: Action | None, clearance: Clearance) -> None:
        if action is not None and SPECS[action].reads:
            self._read(card.account, action, clearance)
            return
        permitted = tuple(
            each.action for each in WRITING if each.action in clearance.actions and card.may(each.action)
        )
        if not permitted:
            return
        chosen = action if action in permitted else permitted[0]
        desk = self._desk
        screen = ActScreen(
            self._around,
            actions=desk.actions,
            account=card.account,
            clearance=clearance,
            chosen=chosen,
            permitted=permitted,
            rules=desk.actions.rules(card.account),
        )
        self._stack.push(screen)

    # --- the person's own change --------------------------------------------------------------------

    def begin_own_change(self, card: Card) -> None:
        """The person takes the keyboard."""
        self._stack.look(self._begin_own_change(card.account), "begin a person's own change")

    async def _begin_own_change(self, account: Account) -> None:
        came = await ask(self._desk.changing_own.begin, account.id)
        if isinstance(came, Problem):
            self._stack.tell(came)
            return

        def ended(receipt: Receipt | None) -> None:
            self._stack.read_again()
            if receipt is not None:
                self._stack.push(self._receipt(account, receipt))

        self._stack.push(OwnChangeScreen(self._around, came), ended)

    def _receipt(self, account: Account, receipt: Receipt, due: str = "") -> ReceiptScreen:
        desk = self._desk
        return ReceiptScreen(self._around, desk.actions, desk.ticket_notes, account, receipt, due=due)

    # --- the secret of a computer -------------------------------------------------------------------

    def _read(self, account: Account, action: Action, clearance: Clearance) -> None:
        if action in clearance.actions:
            revealing = self._desk.revealing
            self._stack.push(
                DeviceScreen(
                    self._around, revealing=revealing, account=account, clearance=clearance, action=action
                )
            )

    def reveal(self, account: Account, clearance: ClearanceId, wanted: Wanted) -> None:
        self._stack.write("read a secret", self._reveal, account, clearance, wanted)

    async def _reveal(self, account: Account, clearance: ClearanceId, wanted: Wanted) -> None:
        answer = await ask(self._desk.revealing.reveal, clearance, wanted)
        screen = self._stack.find(DeviceScreen)
        if isinstance(answer, Problem):
            if screen:
                screen.refused(answer)
            self._stack.read_again()
            return
        self._stack.back_to(CardScreen)
        self._stack.read_again()
        self._stack.push(DeviceReceiptScreen(self._around, self._desk.ticket_notes, account, answer))

    # --- the write ----------------------------------------------------------------------------------

    def perform(self, account: Account, clearance: ClearanceId, order: Order) -> None:
        self._stack.write("perform an action", self._perform, account, clearance, order)

    async def _perform(self, account: Account, clearance: ClearanceId, order: Order) -> None:
        answer = await ask(self._desk.actions.perform, clearance, order)
        if isinstance(answer, Problem):
            if order.password:
                order.password.drop()
            if act := self._stack.find(ActScreen):
                act.refused(answer)
            self._stack.read_again()
            return
        status = await ask(self._desk.registering.status, account.id)
        due = "" if isinstance(status, Problem) else status.due
        self._stack.back_to(CardScreen)
        self._stack.read_again()
        self._stack.push(self._receipt(account, answer, due))

    def methods_after_receipt(self) -> None:
        """The receipt's last offer: register what is due, with the person still on the line."""
        card = self._stack.back_to(CardScreen)
        if card and card.card:
            self.registering.open_methods(card.card)
