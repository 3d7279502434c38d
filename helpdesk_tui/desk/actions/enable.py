"""Enable a disabled account."""

from collections.abc import Iterator

from helpdesk_tui.desk.account import is_past
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import SUPERVISORS, ActionSpec, Case, Past
from helpdesk_tui.desk.ports import MessageKind
from helpdesk_tui.desk.problems import Problem, problem


def _says(_: Case) -> Iterator[str]:
    yield "Enables the account: its owner can sign in again, with the password as it is."


def _warns(case: Case) -> Iterator[Problem]:
    if is_past(case.account.state.account_expires, case.now):
        yield problem("still-expired")


def _against(case: Case) -> Iterator[Problem]:
    if case.account.state.enabled:
        yield problem("not-disabled")


ENABLE = ActionSpec(
    action=Action.ENABLE,
    words="enable the account",
    key="e",
    purpose="enable a disabled account, after verification",
    roles=SUPERVISORS,
    everyday=False,
    right="enable this account",
    decides_enabled=True,
    says=_says,
    warns=_warns,
    against=_against,
    shows=lambda account, _: account.state.enabled,
    done="Account enabled",
    notice=MessageKind.ENABLED,
    past=Past("enabled", "not enabled", "enabling, outcome unknown"),
)
