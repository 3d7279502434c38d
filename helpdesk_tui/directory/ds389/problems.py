"""From what ns-slapd answered to a problem of the catalogue. Most of its reasons are words alone; where a
password was set by its own operation, it tells the kind of reason only."""

import re
from collections.abc import Mapping

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.ldapv3.ppolicy import PolicyError, policy_answer
from helpdesk_tui.directory.ldapv3.problems import bind_problem, detail_of, sent_on
from helpdesk_tui.directory.problems import (
    BY_RESULT,
    CONSTRAINT,
    NO_RIGHTS,
    REFERRAL,
    UNWILLING,
    WRONG_CREDENTIALS,
    Result,
)
from helpdesk_tui.language import N_, _

_WHY_NO_SIGN_IN = (
    ("TPR checking", "operator-temporary"),
    ("inactivity limit", "operator-expired"),
    ("inactivated", "operator-disabled"),
    ("retry limit", "operator-locked"),
    ("permanently locked", "operator-locked"),  # FreeIPA
    ("Too many failed logins", "operator-locked"),  # FreeIPA
)
"""What is in the server's words → problem, of a bind that was refused though the password may be right."""

_KINDS: Mapping[str, str] = {
    "digit": "digits",
    "alphabetic": "letters",
    "uppercase": N_("capital letters"),
    "lowercase": N_("small letters"),
    "special": "symbols",
    "8-bit": N_("characters beyond ASCII"),
}
_TOO_SHORT = re.compile(r"at least (\d{1,9}) characters long")
_TOO_FEW = re.compile(rf"at least (\d{{1,9}}) ({'|'.join(_KINDS)}) characters")
_TOO_FEW_KINDS = re.compile(r"at least (\d{1,9}) character categories")
_REPEATED = re.compile(r"repeated more than (\d{1,9}) times")
_BY_WORDS = (
    ("based off of user entry", "password-has-name"),
    ("palindrome", "password-pattern"),
    ("monotonic sequence", "password-pattern"),
    ("repeated identical sequences", "password-pattern"),
    ("same character class", "password-pattern"),
    ("error loading dictionary", "password-dictionary"),
    ("dictionary check", "password-common"),
    ("restricted word", "password-common"),
    ("password in history", "password-in-history"),
    ("Password reuse not permitted", "password-in-history"),  # FreeIPA
    ("Too soon to change password", "password-too-young"),  # FreeIPA
    ("too many consecutive characters", "password-pattern"),  # FreeIPA
    ("palindrone", "password-pattern"),  # FreeIPA, as it spells it
    ("dictionary word", "password-common"),  # FreeIPA
    ("contains username", "password-has-name"),  # FreeIPA
    ("within password minimum age", "password-too-young"),
    ("not allowed to change password", "password-not-changeable"),
)
_BY_ERROR: Mapping[int | None, str] = {
    PolicyError.MODIFICATION_NOT_ALLOWED: "password-not-changeable",
    PolicyError.TOO_YOUNG: "password-too-young",
    PolicyError.IN_HISTORY: "password-in-history",
}
_SINGLE_VALUED = 65  # a second value: since it was read, somebody has written one


def sign_in_problem(result: Result, server: str) -> tuple[Problem, bool]:
    """Why a bind was refused, and whether that is the person's own trouble."""
    code = _why_no_sign_in(result)
    return bind_problem(result, server, code), bool(code)


def _why_no_sign_in(result: Result) -> str:
    if result.code == WRONG_CREDENTIALS:
        expired = policy_answer(result).error == PolicyError.EXPIRED
        return "operator-password-expired" if expired else "wrong-password"
    if result.code in {CONSTRAINT, UNWILLING}:
        return next((code for words, code in _WHY_NO_SIGN_IN if words in result.text), "")
    return ""


def write_problem(result: Result, server: str, action: str, *, operation: bool = False) -> Problem:
    """Why a write was refused. `action` completes "you have no right to …"; `operation`: it was the one for
    passwords, which keeps its reasons to itself."""
    if result.code == REFERRAL:
        return sent_on(result, server)
    error, told = policy_answer(result).error, {"server": server, "action": action}
    if result.code == NO_RIGHTS or result.code not in {CONSTRAINT, UNWILLING, _SINGLE_VALUED}:
        code = BY_RESULT.get(result.code, "directory-refused")
    elif result.code == _SINGLE_VALUED:
        code = "changed-meanwhile"
    else:
        code, numbers = _why_no_password(result)
        told |= numbers
        code = code or _BY_ERROR.get(error, "")
        if not code and result.code == CONSTRAINT:
            # Of all refusals by policy, that for a used password alone comes without a kind.
            code = "password-in-history" if operation and error is None else "password-refused"
    return problem(code or "directory-refused", detail=detail_of(result), **told)


def _why_no_password(result: Result) -> tuple[str, dict[str, str]]:
    """By the server's words; "" = they say nothing known."""
    words = result.text
    if found := _TOO_SHORT.search(words):
        return "password-too-short", {"length": found[1]}
    if found := _TOO_FEW.search(words):
        return "password-lacks", {"count": found[1], "what": _(_KINDS[found[2]])}
    if found := _TOO_FEW_KINDS.search(words):
        return "password-lacks", {"count": found[1], "what": _("kinds of characters")}
    if found := _REPEATED.search(words):
        return "password-repeats", {"count": found[1]}
    return next((code for part, code in _BY_WORDS if part in words), ""), {}
