"""The cool-down: nobody resets a person soon after it was changed how that person is proven, and whoever
changed it, later still."""

from datetime import datetime, timedelta

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import _
from helpdesk_tui.local_time import minute


def against(
    session: Session, account: AccountId, action: Action, by: AccountId | None = None
) -> Problem | None:
    """What speaks against this reset, if the person's methods changed a short while ago. `by`: whoever has a
    part in it beside the session's operator, as a second operator has."""
    rules, now = session.policy.registration, session.clock.now()
    longest = max(rules.own_hours, rules.any_hours)
    if not SPECS[action].cools_down or longest == 0:
        return None
    changes = session.stores.methods.changes(account, now - timedelta(hours=longest))
    own = [change.at for change in changes if change.operator == (by or session.operator.id)]
    others = max((change.at for change in changes), default=None)
    anybody = _end(others, rules.any_hours)
    until = _end(max(own, default=None), max(rules.own_hours, rules.any_hours))
    if until is not None and now < until:
        colleagues = _("from {when}", when=minute(anybody)) if anybody and anybody > now else _("now")
        latest = max(until, anybody) if anybody else until
        return problem("cooling-down-own", colleagues=colleagues, until=minute(latest))
    if anybody is not None and now < anybody:
        return problem("cooling-down", until=minute(anybody))
    return None


def _end(last: datetime | None, hours: int) -> datetime | None:
    return None if last is None else last + timedelta(hours=hours)
