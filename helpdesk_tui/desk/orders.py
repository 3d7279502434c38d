"""The order: which action an operator asks for, what stands against it, and what it will do, in words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk_tui.desk import passwords
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import Action
from helpdesk_tui.desk.policy import HistoryRule, PasswordRules
from helpdesk_tui.desk.ports import Change, DirectoryInfo
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.secret import Secret


class Step(StrEnum):
    """What one directory modify can do; an action is one or more of them."""

    RESET = "reset"
    FORCE_CHANGE = "force-change"
    UNLOCK = "unlock"


STEP_WORDS = {
    Step.RESET: "Temporary password set",
    Step.FORCE_CHANGE: "Must change at next sign-in",
    Step.UNLOCK: "Account unlocked",
}


@dataclass(frozen=True)
class Order:
    """One action with its options. `password` None = the desk makes a temporary one."""

    action: Action
    password: Secret | None = None
    must_change: bool = True  # of a reset
    unlock: bool = True  # of a reset

    @property
    def steps(self) -> tuple[Step, ...]:
        if self.action is Action.RESET:
            asked = [(Step.RESET, True), (Step.FORCE_CHANGE, self.must_change), (Step.UNLOCK, self.unlock)]
            return tuple(step for step, wanted in asked if wanted)
        single = {Action.FORCE_CHANGE: Step.FORCE_CHANGE, Action.UNLOCK: Step.UNLOCK}
        return (single[self.action],) if self.action in single else ()


@dataclass(frozen=True)
class Preview:
    """What will happen, before it happens."""

    account: Account
    order: Order
    sentences: tuple[str, ...]  # what the modify will do
    warnings: tuple[Problem, ...]  # it may go on, but the operator should know
    refusals: tuple[Problem, ...]  # it cannot go on


def preview(
    account: Account, order: Order, rules: PasswordRules, info: DirectoryInfo, now: datetime
) -> Preview:
    """Words for `order` on `account`, and what stands against it. Pure."""
    return Preview(
        account,
        order,
        tuple(_sentences(account, order, now)),
        tuple(_warnings(account, order, rules, info)),
        tuple(_refusals(account, order, rules, info)),
    )


def change_for(order: Order, password: Secret | None, rules: PasswordRules, info: DirectoryInfo) -> Change:
    """The one modify that does `order`."""
    steps = order.steps
    reset = Step.RESET in steps
    return Change(
        new_password=password if reset else None,
        must_change=True if Step.FORCE_CHANGE in steps else None,
        unlock=Step.UNLOCK in steps,
        obey_history=_asks_history(order, rules) and info.history_on_reset is True,
    )


def _asks_history(order: Order, rules: PasswordRules) -> bool:
    """A generated password is in nobody's history, and a person who changed the password this morning may
    have forgotten it by noon: so the minimum age binds a generated one only where that is demanded."""
    if Step.RESET not in order.steps or rules.history_on_reset is HistoryRule.NEVER:
        return False
    return order.password is not None or rules.history_on_reset is HistoryRule.REQUIRED


def _sentences(account: Account, order: Order, now: datetime) -> list[str]:
    steps, said = order.steps, []
    if Step.RESET in steps:
        kind = "the password that you typed" if order.password else "a new temporary password"
        said.append(f"Sets {kind}; the old one stops working.")
    if Step.FORCE_CHANGE in steps:
        said.append("The person must change it at the next sign-in.")
    elif Step.RESET in steps:
        said.append("The person keeps this password; no change is forced.")
        said += _minimum_age(account, now)
    if Step.UNLOCK in steps:
        said.append(
            "Unlocks the account." if account.state.locked is not False else "Clears the lockout counter."
        )
    return said


def _minimum_age(account: Account, now: datetime) -> list[str]:
    if account.policy is None or not account.policy.min_age:
        return []
    return [f"It cannot be changed before {now + account.policy.min_age:%Y-%m-%d %H:%M} UTC: minimum age."]


def _warnings(account: Account, order: Order, rules: PasswordRules, info: DirectoryInfo) -> list[Problem]:
    found, state = [], account.state
    if state.enabled is False:
        found.append(problem("still-disabled"))
    if account.admin_count:
        found.append(problem("was-protected"))
    right = {
        Step.RESET: account.rights.reset,
        Step.FORCE_CHANGE: account.rights.force_change,
        Step.UNLOCK: account.rights.unlock,
    }
    found += [
        problem("right-unlikely", action=STEP_WORDS[step].lower())
        for step in order.steps
        if right[step] is False
    ]
    if Step.RESET in order.steps:
        if account.policy is None:
            found.append(problem("policy-unknown"))
        if _asks_history(order, rules) and info.history_on_reset is False:
            found.append(problem("history-unchecked", server=info.server))
    return found


def _refusals(account: Account, order: Order, rules: PasswordRules, info: DirectoryInfo) -> list[Problem]:
    steps, found = order.steps, []
    if not steps:
        found.append(problem("nothing-to-do"))
    if info.read_only:
        found.append(problem("read-only-directory", server=info.server))
    if order.action is Action.UNLOCK and account.state.locked is False:
        found.append(problem("not-locked"))
    if Step.FORCE_CHANGE in steps:
        found += _against_forced_change(account)
    if Step.RESET in steps:
        found += _against_reset(account, order, rules, info)
    return found


def _against_forced_change(account: Account) -> list[Problem]:
    state = account.state
    if state.smart_card_required:
        return [problem("must-change-ineffective", reason="a smart card is required")]
    if state.password_never_expires:
        return [problem("must-change-ineffective", reason="the password is set to never expire")]
    if state.cannot_change_password:
        return [problem("must-change-trap")]
    return []


def _against_reset(
    account: Account, order: Order, rules: PasswordRules, info: DirectoryInfo
) -> list[Problem]:
    found = []
    if not order.must_change and rules.always_force_change:
        found.append(problem("change-must-be-forced"))
    if rules.history_on_reset is HistoryRule.REQUIRED and info.history_on_reset is not True:
        found.append(problem("control-missing", server=info.server))
    if order.password is not None:
        if not rules.typed:
            found.append(problem("typed-password-off"))
        found += passwords.check(order.password, account.policy, account.login, account.name)
    return found
