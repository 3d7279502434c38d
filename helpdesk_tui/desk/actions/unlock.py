"""Unlock: end a lockout after wrong passwords."""

from collections.abc import Iterator

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import AT_THE_DESK, ActionSpec, Case, Past
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.policy import Scope
from helpdesk_tui.desk.ports import MessageKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _


def _says(case: Case) -> Iterator[str]:
    yield (
        _("Unlocks the account.")
        if case.account.state.locked is not False
        else _("Clears the lockout counter.")
    )


def _against(case: Case) -> Iterator[Problem]:
    if case.order.action is Action.UNLOCK and case.account.state.locked is False:
        yield problem("not-locked")


def _shows(account: Account, _: Asked) -> bool | None:
    return None if account.state.locked is None else not account.state.locked


def _switched_off(scope: Scope) -> Problem | None:
    return None if scope.unlock_alone else problem("unlock-alone-off")


UNLOCK = ActionSpec(
    action=Action.UNLOCK,
    words=N_("unlock"),
    key="u",
    title=N_("Unlock"),
    purpose=N_("unlock an account, after verification"),
    roles=AT_THE_DESK,
    hands_over=False,
    right=N_("unlock this account"),
    switched_off=_switched_off,
    says=_says,
    against=_against,
    shows=_shows,
    done=N_("Account unlocked"),
    was_so=N_("Account is not locked"),
    notice=MessageKind.UNLOCKED,
    past=Past(N_("unlocked"), N_("not unlocked"), N_("unlock, outcome unknown")),
    along=N_("Unlock the account too"),
    along_help=N_("Also clears the lockout counter."),
    left_out=N_("leave a lockout as it is"),
)
