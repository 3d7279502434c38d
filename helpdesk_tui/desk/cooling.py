"""The cool-down: whoever changed how a person is proven does not reset that person soon after."""

from datetime import timedelta

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.clearance import Action
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session


def against(
    session: Session, account: AccountId, action: Action, by: AccountId | None = None
) -> Problem | None:
    """What speaks against this reset, if the person's methods changed a short while ago. `by`: whoever has a
    part in it beside the session's operator, as a second operator has."""
    rules, now = session.policy.registration, session.clock.now()
    longest = max(rules.own_hours, rules.any_hours)
    if action is not Action.RESET or longest == 0:
        return None
    for change in session.stores.methods.changes(account, now - timedelta(hours=longest)):
        own = change.operator == (by or session.operator.id)
        hours = max(rules.own_hours, rules.any_hours) if own else rules.any_hours
        until = change.at + timedelta(hours=hours)
        if now < until:
            code = "cooling-down-own" if own else "cooling-down"
            return problem(code, until=f"{until:%Y-%m-%d %H:%M} UTC")
    return None
