"""Enable a disabled account."""

from collections.abc import Iterator

from helpdesk_tui.desk.account import is_past
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import SUPERVISORS, ActionSpec, Case, Past
from helpdesk_tui.desk.ports import MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _


def _says(_case: Case) -> Iterator[str]:
    yield _("Enables the account: its owner can sign in again, with the password as it is.")


def _warns(case: Case) -> Iterator[Problem]:
    if is_past(case.account.state.account_expires, case.now):
        yield problem("still-expired")


def _against(case: Case) -> Iterator[Problem]:
    if case.account.state.enabled:
        yield problem("not-disabled")


ENABLE = ActionSpec(
    action=Action.ENABLE,
    words=N_("enable the account"),
    key="e",
    title=N_("Enable"),
    purpose=N_("enable a disabled account, after verification"),
    roles=SUPERVISORS,
    everyday=False,
    right=N_("enable this account"),
    decides_enabled=True,
    says=_says,
    warns=_warns,
    against=_against,
    shows=lambda account, _: account.state.enabled,
    done=N_("Account enabled"),
    notice=MessageKind.ENABLED,
    past=Past(N_("enabled"), N_("not enabled"), N_("enabling, outcome unknown")),
)
