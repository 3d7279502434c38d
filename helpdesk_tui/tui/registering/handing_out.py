"""What is handed out once: recovery codes and a temporary access pass."""

from functools import partial

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import Clearance, ClearanceId
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.methods import MethodKind
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.registration import Pass
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.dialogs.access_pass import PassDialog, PassTerms
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.registering.telling import Telling, name
from helpdesk_tui.tui.screens.access_pass import PassScreen
from helpdesk_tui.tui.screens.recovery_codes import RecoveryCodesScreen
from helpdesk_tui.tui.stack import Stack
from helpdesk_tui.tui.visit import Visit
from helpdesk_tui.tui.widgets.context_bar import Context


class HandingOut:
    def __init__(
        self, stack: Stack, desk: Desk, context: Context, *, visit: Visit, clock: Clock, telling: Telling
    ) -> None:
        self._stack = stack
        self._desk = desk
        self._context = context
        self._visit = visit
        self._clock = clock
        self._telling = telling

    def issue_codes(self, card: Card) -> None:
        account = card.account

        def issue(clearance: ClearanceId) -> None:
            self._stack.write("issue recovery codes", self._hand_out_codes, account, clearance)

        def cleared(clearance: Clearance) -> None:
            if not any(option.method.kind is MethodKind.RECOVERY_CODE for option in card.methods):
                issue(clearance.id)
                return
            words = f"{name(account)} has recovery codes. With new ones the earlier ones stop working."
            self._stack.confirm(
                ConfirmDialog("Make new recovery codes?", words, "Keep them", "Make new ones"),
                partial(issue, clearance.id),
            )

        self._visit.enter(account, cleared)

    async def _hand_out_codes(self, account: Account, clearance: ClearanceId) -> None:
        answer = await ask(self._desk.registration.issue_recovery_codes, clearance)
        self._visit.heed(answer)
        if isinstance(answer, Problem):
            self._stack.tell(answer)
            return
        self._show_codes(account, answer)

    def _show_codes(self, account: Account, codes: tuple[Secret, ...]) -> None:
        visible = self._desk.policy.passwords.visible_seconds
        screen = RecoveryCodesScreen(self._context, account, codes, visible)
        self._stack.push(screen, lambda _: self._telling.done(account.id, "Registered: new recovery codes."))

    def issue_pass(self, card: Card) -> None:
        account, rules = card.account, self._desk.policy.registration

        def cleared(clearance: Clearance) -> None:
            def given(terms: PassTerms | None) -> None:
                if terms is not None:
                    self._stack.write(
                        "issue an access pass", self._hand_out_pass, account, clearance.id, terms
                    )

            self._stack.push(PassDialog(rules.pass_minutes, rules.pass_once), given)

        self._visit.enter(account, cleared)

    async def _hand_out_pass(self, account: Account, clearance: ClearanceId, terms: PassTerms) -> None:
        answer = await ask(self._desk.registration.issue_pass, clearance, terms.minutes, terms.once)
        self._visit.heed(answer)
        if isinstance(answer, Problem):
            self._stack.tell(answer)
            return
        self._show_pass(account, answer)

    def _show_pass(self, account: Account, made: Pass) -> None:
        visible = self._desk.policy.passwords.visible_seconds
        screen = PassScreen(self._context, account, made, visible, self._clock)
        self._stack.push(screen, lambda _: self._telling.done(account.id, "Registered: an access pass."))
