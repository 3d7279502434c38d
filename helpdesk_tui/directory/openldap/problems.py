"""From what slapd answered to a problem of the catalogue."""

from collections.abc import Mapping

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.ldapv3.ppolicy import PolicyError, policy_answer
from helpdesk_tui.directory.ldapv3.problems import bind_problem, detail_of, sent_on
from helpdesk_tui.directory.problems import (
    BY_RESULT,
    CONSTRAINT,
    NO_CONTROL,
    NO_RIGHTS,
    REFERRAL,
    UNWILLING,
    WRONG_CREDENTIALS,
    Result,
)
from helpdesk_tui.language import N_, _

_SIGN_IN: Mapping[int | None, str] = {
    None: "wrong-password",  # an account that is not there, too
    PolicyError.EXPIRED: "operator-password-expired",
    PolicyError.LOCKED: "operator-locked",
}

NOT_BOUND = N_("the server does not take a write that is bound to what was seen (RFC 4528, RFC 4527)")

_CHANGE: Mapping[int, str] = {
    PolicyError.MODIFICATION_NOT_ALLOWED: "password-not-changeable",
    PolicyError.OLD_PASSWORD_NEEDED: "old-password-needed",
    PolicyError.QUALITY: "password-refused",
    PolicyError.TOO_SHORT: "password-refused",
    PolicyError.TOO_YOUNG: "password-too-young",
    PolicyError.IN_HISTORY: "password-in-history",
    PolicyError.TOO_LONG: "password-refused",
}


def sign_in_problem(result: Result, server: str) -> tuple[Problem, bool]:
    """Why a bind was refused, and whether that is the person's own trouble."""
    if result.code != WRONG_CREDENTIALS:
        return bind_problem(result, server), False
    code = _SIGN_IN.get(policy_answer(result).error, "")
    return bind_problem(result, server, code), bool(code)


def write_problem(result: Result, server: str, action: str) -> Problem:
    """Why a write was refused. `action` completes "you have no right to …"."""
    error = policy_answer(result).error
    if result.code == NO_CONTROL:
        return problem("not-on-this-server", server=server, action=action, why=_(NOT_BOUND))
    if result.code == REFERRAL:
        return sent_on(result, server)
    code = ""
    if result.code in {CONSTRAINT, NO_RIGHTS, UNWILLING} and error is not None:
        code = _CHANGE.get(error, "")
    if result.code == CONSTRAINT:
        code = code or "password-refused"
    code = code or BY_RESULT.get(result.code, "directory-refused")
    return problem(code, server=server, action=action, detail=detail_of(result))
