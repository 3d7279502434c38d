"""Clear a forced change: the person keeps the password."""

from collections.abc import Iterator

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import SUPERVISORS, ActionSpec, Case, Past
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.ports import MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _


def _says(_case: Case) -> Iterator[str]:
    yield _("The person keeps the password; no change is asked for at the next sign-in.")


def _against(case: Case) -> Iterator[Problem]:
    if case.account.state.must_change is False:
        yield problem("no-change-forced")


def _shows(account: Account, _: Asked) -> bool | None:
    return None if account.state.must_change is None else not account.state.must_change


CLEAR_CHANGE = ActionSpec(
    action=Action.CLEAR_CHANGE,
    words=N_("clear a forced change"),
    key="c",
    title=N_("Clear change"),
    purpose=N_("let the person keep the password, after verification"),
    roles=SUPERVISORS,
    everyday=False,
    right=N_("clear a forced change of this password"),
    keeps_password=True,
    says=_says,
    against=_against,
    shows=_shows,
    done=N_("No change is forced"),
    notice=MessageKind.CHANGE_CLEARED,
    past=Past(
        N_("forced change cleared"),
        N_("forced change not cleared"),
        N_("clearing a forced change, outcome unknown"),
    ),
)
