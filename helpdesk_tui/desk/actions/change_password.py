"""Change the password with the old one: the person's own doing, at this terminal."""

from collections.abc import Iterator
from datetime import UTC, datetime

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions import typed_password
from helpdesk_tui.desk.actions.spec import AT_THE_DESK, ActionSpec, Case, ClearedBy, Past
from helpdesk_tui.desk.ports import MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_
from helpdesk_tui.local_time import minute


def _against(case: Case) -> Iterator[Problem]:
    """Of the account, and of the new password once it is typed: every rule that it breaks."""
    state = case.account.state
    if not case.rules.change_with_old:
        yield problem("own-change-off")
    if state.smart_card_required:
        yield problem("smart-card-required")
    if state.cannot_change_password:
        yield problem("why-may-not-change")
    if state.locked:
        yield problem("own-change-locked")
    if young := _young_until(case):
        yield problem("own-change-too-young", until=minute(young))
    yield from typed_password.against(case)


def _young_until(case: Case) -> datetime | None:
    """Until when the minimum age holds, as far as is known: it binds nobody who must change the password."""
    state, policy = case.account.state, case.account.policy
    if state.must_change is not False or policy is None or not isinstance(state.password_set, datetime):
        return None
    try:
        until = state.password_set + policy.min_age
    except OverflowError:  # times beyond the year 9999 occur in real directories
        until = datetime.max.replace(tzinfo=UTC)
    return until if case.now < until else None


def _asked_again(after: Account, _: tuple[Action, ...]) -> Problem | None:
    return problem("own-change-again") if after.state.must_change else None


CHANGE_PASSWORD = ActionSpec(
    action=Action.CHANGE_PASSWORD,
    words=N_("change the password with the old one"),
    key="o",
    title=N_("Change password"),
    purpose=N_("let the person change a password that is known, at this terminal"),
    roles=AT_THE_DESK,
    right=N_("change this password"),
    cleared_by=ClearedBy.OLD_PASSWORD,
    if_enabled=False,
    everyday=False,
    mends=False,
    sets_password=True,
    against=_against,
    beside=_asked_again,
    done=N_("Password changed by the person"),
    notice=MessageKind.PASSWORD_CHANGED,
    past=Past(N_("changed with the old password"), N_("not changed"), N_("change, outcome unknown")),
)
