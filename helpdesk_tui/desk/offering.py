"""What speaks against an action on an account: before it is offered, and before anybody is asked to prove."""

from helpdesk_tui.desk import devices, guard, password_ways, recent, tiers
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions import weighing
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.second_factor import against_unproven
from helpdesk_tui.desk.session import Session


def against(session: Session, account: Account, action: Action) -> tuple[Problem, ...]:
    """Everything; empty = it is offered."""
    return (*forbidden(session, account, action), *impossible(session, account, action))


def forbidden(session: Session, account: Account, action: Action) -> tuple[Problem, ...]:
    """Who may act on whom, and what was done lately."""
    return (
        *permitted(session, account, action),
        *([unproven] if (unproven := against_unproven(session, account, frozenset({action}))) else []),
        *recent.against(session, account.id, action),
    )


def permitted(session: Session, account: Account, action: Action) -> tuple[Problem, ...]:
    """What the guard and the person's tier say against it."""
    found = guard.refusals(session.operator, account, action, session.policy.scope)
    not_for = tiers.against(session.tier(account), action)
    return (*found, not_for) if not_for else found


def impossible(session: Session, account: Account, action: Action) -> tuple[Problem, ...]:
    """What no choice of options can make possible as the account is now (invariant 13)."""
    if SPECS[action].reads:
        return devices.impossible(session, account, action)
    policy, info = session.policy, session.directory.info_of(account.id)
    now, groups = session.clock.now(), policy.scope.groups
    rules = session.password_rules(account)
    found = weighing.impossible(account, action, rules, info, now, groups=groups)
    return (*found, *password_ways.plan(session, account, action).refusals)
