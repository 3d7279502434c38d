"""Disable an account: nobody signs in with it until it is enabled."""

from collections.abc import Iterator

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import SUPERVISORS, ActionSpec, Case, Past
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.ports import Capability, MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _


def _says(case: Case) -> Iterator[str]:
    yield _("Disables the account: nobody can sign in with it until it is enabled again.")
    why = _(case.info.why(Capability.END_SESSIONS) or N_("what is open already may go on: end it by hand"))
    yield f"{why[:1].upper()}{why[1:]}."


def _against(case: Case) -> Iterator[Problem]:
    if case.account.state.enabled is False:
        yield problem("already-disabled")
    elif case.account.state.can_be_disabled is False:
        yield problem("cannot-be-disabled")


def _shows(account: Account, _: Asked) -> bool | None:
    return None if account.state.enabled is None else not account.state.enabled


DISABLE = ActionSpec(
    action=Action.DISABLE,
    words=N_("disable the account"),
    key="d",
    title=N_("Disable"),
    purpose=N_("disable an account, after verification"),
    roles=SUPERVISORS,
    hands_over=False,
    everyday=False,
    mends=False,
    right=N_("disable this account"),
    decides_enabled=True,
    says=_says,
    against=_against,
    shows=_shows,
    done=N_("Account disabled"),
    notice=MessageKind.DISABLED,
    past=Past(N_("disabled"), N_("not disabled"), N_("disabling, outcome unknown")),
)
