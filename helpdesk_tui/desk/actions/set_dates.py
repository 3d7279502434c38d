"""Set from when until when an account may be used."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from helpdesk_tui.desk.account import Account, When, is_past
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import SUPERVISORS, ActionSpec, Case, Past
from helpdesk_tui.desk.asked import NOTHING, Asked
from helpdesk_tui.desk.ports import Capability, MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _
from helpdesk_tui.local_time import minute

_A_DAY = timedelta(days=1)


def _samples(case: Case) -> tuple[Asked, ...]:
    return (Asked(ends=case.now + _A_DAY), Asked(ends="never"))


def _says(case: Case) -> Iterator[str]:
    begins, ends = case.order.asked.begins, case.order.asked.ends
    if isinstance(begins, datetime):
        yield _("The account can be used from {begins} on, and not before.", begins=minute(begins))
    elif begins:
        yield _("The account can be used from now on.")
    if isinstance(ends, datetime):
        yield _("The account ends at {ends}: nobody can sign in with it from then on.", ends=minute(ends))
    elif ends:
        yield _("The account has no end any more.")


def _against(case: Case) -> Iterator[Problem]:
    asked, state = case.order.asked, case.account.state
    begins = asked.begins if asked.begins is not None else state.begins
    ends = asked.ends if asked.ends is not None else state.account_expires
    if asked == NOTHING:
        yield problem("dates-missing")
    elif is_past(asked.ends, case.now):
        yield problem("dates-past")
    elif isinstance(begins, datetime) and isinstance(ends, datetime) and begins >= ends:
        yield problem("dates-crossed")
    elif _shows(case.account, asked):
        yield problem("dates-same")
    if asked.begins is not None and not case.info.able(Capability.FIRST_DAY):
        yield problem("first-day-unable", server=case.info.server)


def _shows(account: Account, asked: Asked) -> bool | None:
    pairs = ((asked.begins, account.state.begins), (asked.ends, account.state.account_expires))
    shown = [_is(wanted, found) for wanted, found in pairs if wanted is not None]
    if False in shown:
        return False
    return None if None in shown else True


def _is(wanted: When, found: When) -> bool | None:
    return None if found is None else wanted == found


SET_DATES = ActionSpec(
    action=Action.SET_DATES,
    words=N_("set the account's dates"),
    key="t",
    title=N_("Set dates"),
    purpose=N_("set until when an account may be used, after verification"),
    roles=SUPERVISORS,
    everyday=False,
    mends=False,
    right=N_("set the dates of this account"),
    asks_dates=True,
    samples=_samples,
    says=_says,
    against=_against,
    shows=_shows,
    done=N_("Dates set"),
    notice=MessageKind.DATES_SET,
    past=Past(N_("dates set"), N_("dates not set"), N_("setting dates, outcome unknown")),
)
