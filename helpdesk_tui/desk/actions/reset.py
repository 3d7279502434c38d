"""Reset the password: a temporary one, as a rule with a forced change, and unlocked."""

from collections.abc import Iterable, Iterator

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions import force_change, typed_password
from helpdesk_tui.desk.actions.spec import AT_THE_DESK, ActionSpec, Case, Order, Past
from helpdesk_tui.desk.policy import HistoryRule, PasswordRules
from helpdesk_tui.desk.ports import Capability, MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _
from helpdesk_tui.local_time import minute


def asks_history(order: Order, rules: PasswordRules) -> bool:
    """A generated password is in nobody's history, and a person who changed the password this morning may
    have forgotten it by noon: so the minimum age binds a generated one only where that is demanded."""
    if rules.history_on_reset is HistoryRule.NEVER:
        return False
    return order.password is not None or rules.history_on_reset is HistoryRule.REQUIRED


def _says(case: Case) -> Iterator[str]:
    sets = (
        _("Sets the password that you typed; the old one stops working.")
        if case.order.password
        else _("Sets a new temporary password; the old one stops working.")
    )
    yield " ".join(filter(None, (sets, _(case.info.after_reset))))
    if Action.FORCE_CHANGE not in case.steps:
        yield _("The person keeps this password; no change is forced.")
        policy = case.account.policy
        if policy is not None and policy.min_age:
            yield _(
                "It cannot be changed before {until}: minimum age.", until=minute(case.now + policy.min_age)
            )


def _warns(case: Case) -> Iterator[Problem]:
    yield from typed_password.warns(case)
    if case.account.runs_services:
        yield problem("runs-services")
    if case.account.policy is None:
        yield problem("policy-unknown")
    if asks_history(case.order, case.rules) and case.info.able(Capability.HISTORY_ON_RESET) is False:
        yield problem("history-unchecked", server=case.info.server)


def _against(case: Case) -> Iterator[Problem]:
    rules, account = case.rules, case.account
    if account.state.reset_enables:
        yield problem("reset-would-enable")
    if account.state.smart_card_required:
        yield problem("smart-card-required")
    elif Action.FORCE_CHANGE not in case.steps:
        yield from _against_keeping(case)
    if (
        rules.history_on_reset is HistoryRule.REQUIRED
        and case.info.able(Capability.HISTORY_ON_RESET) is not True
    ):
        yield problem("control-missing", server=case.info.server)
    if case.order.password is not None:
        if not rules.may_be_typed:
            yield problem("typed-password-off")
        yield from typed_password.against(case)


def _against_keeping(case: Case) -> Iterable[Problem]:
    """The person keeps the temporary password, which the operator knows: only where policy says so."""
    rules, state = case.rules, case.account.state
    if not rules.always_force_change or (rules.keep_never_expiring and state.password_never_expires):
        return ()
    unforceable = force_change.obstacle(case.account)
    return [
        problem("reset-not-forced", reason=unforceable) if unforceable else problem("change-must-be-forced")
    ]


def _forced_anyway(after: Account, steps: tuple[Action, ...]) -> Problem | None:
    forced = Action.FORCE_CHANGE not in steps and after.state.must_change
    return problem("change-forced-anyway") if forced else None


RESET = ActionSpec(
    action=Action.RESET,
    words=N_("reset the password"),
    key="r",
    title=N_("Reset"),
    purpose=N_("set a temporary password, after verification"),
    roles=AT_THE_DESK,
    right=N_("reset this password"),
    cools_down=True,
    also=(Action.FORCE_CHANGE, Action.UNLOCK),
    sets_password=True,
    says=_says,
    warns=_warns,
    against=_against,
    beside=_forced_anyway,
    done=N_("Temporary password set"),
    notice=MessageKind.PASSWORD_RESET,
    past=Past(N_("reset"), N_("not reset"), N_("reset, outcome unknown")),
)
