"""Whether this server knows what was done at another one: they tell each other, and that takes its time."""

from datetime import datetime, timedelta

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Before, Outcome, kept, was_taken_on
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.ports import Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import _
from helpdesk_tui.local_time import hour

_WITHIN = timedelta(hours=24)
"""What is not known everywhere after that is no matter of waiting any more."""


def not_known_here(session: Session, account: Account) -> Problem | None:
    """What this desk last did to the account at another server, where `account` does not show it. None = it
    shows, it was done here, or it cannot be told."""
    lately = session.stores.audit.done(account.id, session.clock.now() - _WITHIN)
    for each in reversed(lately):
        if each.outcome == Outcome.DONE and not was_taken_on(each.intent):
            return _not_shown(account, each.intent)
    return None


def _not_shown(account: Account, intent: Record) -> Problem | None:
    found = kept(intent)
    if found is None or found[0].server == account.server:
        return None
    before, steps = found
    lacking = [step for step in steps if _lacks(account, step, before)]
    if not lacking:
        return None
    what = ", ".join(_(past.done) for step in lacking if (past := SPECS[step].past))
    at = hour(intent.at)
    return problem("not-known-here", server=account.server, other=before.server, at=at, what=what)


def _lacks(account: Account, step: Action, before: Before) -> bool:
    """Moments of passwords are the same at every server; marks are not. Whoever has a new password since has
    done what was forced."""
    shows, now = SPECS[step].shows, account.state.password_set
    is_old = isinstance(now, datetime) and now.isoformat() == before.password_set
    return is_old and (shows is None or shows(account, Asked.of(before.asked)) is False)
