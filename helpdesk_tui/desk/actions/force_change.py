"""Force a change: the person must choose a new password at the next sign-in."""

from collections.abc import Iterator

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import AT_THE_DESK, ActionSpec, Case, Past
from helpdesk_tui.desk.ports import MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _

_TRAP = N_("the person may not change the password")


def obstacle(account: Account) -> str:
    """Why a forced change would do nothing here, or lock the person out; "" = nothing known."""
    state = account.state
    reasons = {
        N_("a smart card is required"): state.smart_card_required,
        N_("the password is set to never expire"): state.password_never_expires,
        N_("the password policy in force asks nobody to"): state.change_can_be_forced is False,
        _TRAP: state.cannot_change_password,
    }
    return next((_(words) for words, holds in reasons.items() if holds), "")


def _against(case: Case) -> Iterator[Problem]:
    if reason := obstacle(case.account):
        trapped = reason == _(_TRAP)
        yield problem("must-change-trap") if trapped else problem("must-change-ineffective", reason=reason)


def _warns(case: Case) -> Iterator[Problem]:
    if case.rules.synchronised:
        yield problem("change-not-carried")
    if case.account.state.change_can_be_forced is None:
        yield problem("must-change-unknown")


FORCE_CHANGE = ActionSpec(
    action=Action.FORCE_CHANGE,
    words=N_("force a change"),
    key="f",
    title=N_("Force change"),
    purpose=N_("force a change at the next sign-in, after verification"),
    roles=AT_THE_DESK,
    hands_over=False,
    right=N_("force a change of this password"),
    says=lambda _case: [_("The person must change it at the next sign-in.")],
    warns=_warns,
    against=_against,
    shows=lambda account, _: account.state.must_change,
    done=N_("Must change at next sign-in"),
    notice=MessageKind.FORCED_CHANGE,
    past=Past(N_("change forced"), N_("change not forced"), N_("forced change, outcome unknown")),
    along=N_("Must change it at the next sign-in"),
    along_help=N_("The usual choice."),
    left_out=N_("let the person keep the password, where policy allows"),
)
