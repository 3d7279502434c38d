"""What an order would do to an account, in words, what stands against it, and the one write that does it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions import reset
from helpdesk_tui.desk.actions.registry import SPECS, steps_of
from helpdesk_tui.desk.actions.spec import Case, Order
from helpdesk_tui.desk.asked import NOTHING
from helpdesk_tui.desk.policy import OfferedGroup, PasswordRules
from helpdesk_tui.desk.ports import Capability, Change, DirectoryInfo
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import _
from helpdesk_tui.secret import Secret

Groups = tuple[OfferedGroup, ...]


@dataclass(frozen=True)
class Preview:
    """What will happen, before it happens."""

    account: Account
    order: Order
    sentences: tuple[str, ...]  # what the modify will do
    warnings: tuple[Problem, ...]  # it may go on, but the operator should know
    refusals: tuple[Problem, ...]  # it cannot go on


def preview(
    account: Account,
    order: Order,
    rules: PasswordRules,
    info: DirectoryInfo,
    now: datetime,
    *,
    groups: Groups = (),
    weighed_for: Account | None = None,
) -> Preview:
    """Words for `order` on `account`, and what stands against it; `groups`: those that policy names;
    `weighed_for`: see `Case`. Pure."""
    case = Case(order, steps_of(order), account, rules, info, now, groups, weighed_for)
    specs = [SPECS[step] for step in case.steps]
    return Preview(
        account,
        order,
        tuple(sentence for spec in specs for sentence in spec.says(case)),
        (*_warnings(case), *(each for spec in specs for each in spec.warns(case))),
        (*_refusals(case), *(each for spec in specs for each in spec.against(case))),
    )


def usual(
    account: Account,
    action: Action,
    rules: PasswordRules,
    info: DirectoryInfo,
    now: datetime,
    *,
    groups: Groups = (),
) -> Order:
    """The order for `action` with all that may go along, less what is impossible for this account."""
    orders = list(_orders(Case(Order(action), (), account, rules, info, now, groups)))
    possible = (
        each for each in orders if not preview(account, each, rules, info, now, groups=groups).refusals
    )
    found = next(possible, orders[0])
    return replace(found, asked=NOTHING)  # what is asked for, nobody but a person says


def impossible(
    account: Account,
    action: Action,
    rules: PasswordRules,
    info: DirectoryInfo,
    now: datetime,
    *,
    groups: Groups = (),
) -> tuple[Problem, ...]:
    """Why no order for `action` can go on, whatever goes along with it; empty = one can (invariant 13)."""
    if not SPECS[action].writes:
        return ()
    against: tuple[Problem, ...] = ()
    for order in _orders(Case(Order(action), (), account, rules, info, now, groups)):
        against = preview(account, order, rules, info, now, groups=groups).refusals
        if not against:
            return ()
    return against  # of the order that asks for least


def change_for(order: Order, password: Secret | None, rules: PasswordRules, info: DirectoryInfo) -> Change:
    """The one write that does `order`."""
    sets = SPECS[order.action].sets_password
    history = sets and reset.asks_history(order, rules) and info.able(Capability.HISTORY_ON_RESET) is True
    steps, asked = frozenset(steps_of(order)), order.asked
    return Change(steps, password if sets else None, obey_history=history, asked=asked)


def _orders(case: Case) -> Iterator[Order]:
    """With all that may go along, then with ever less of it."""
    action = case.order.action
    spec = SPECS[action]
    for asked in spec.samples(case):
        for count in range(len(spec.also), -1, -1):
            for some in combinations(spec.also, count):
                yield Order(action, frozenset(some), asked=asked)


def _warnings(case: Case) -> Iterator[Problem]:
    if case.account.state.enabled is False and not any(SPECS[step].decides_enabled for step in case.steps):
        yield problem("still-disabled")
    if case.account.was_protected:
        yield problem("was-protected")
    for step in case.steps:
        if case.account.rights.get(step) is False:
            yield problem("right-unlikely", action=SPECS[step].done.lower())


def _refusals(case: Case) -> Iterator[Problem]:
    if not case.steps:
        yield problem("nothing-to-do")
    if case.info.read_only:
        yield problem("read-only-directory", server=case.info.server)
    for step in case.steps:
        if why := case.info.cannot.get(step):
            yield problem("not-on-this-server", server=case.info.server, action=SPECS[step].words, why=_(why))
