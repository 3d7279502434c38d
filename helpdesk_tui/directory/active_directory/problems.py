"""From what a domain controller answered to a problem of the catalogue.

Looked at: the result code (RFC 4511 §4.1.9), the first eight hex digits of the text (a Win32 error, MS-ERREF)
and, for a bind, the `data` number (the status of the logon). Never at `DSID-…`, which changes with builds.
"""

import re

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory import problems
from helpdesk_tui.directory.problems import (
    BIND_BY_RESULT,
    BY_RESULT,
    NO_SIMPLE_BIND,
    OPERATIONS_ERROR,
    UNWILLING,
    WRONG_CREDENTIALS,
    Result,
)
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

_HEX = re.compile(r"([0-9A-Fa-f]{8}):")
_DATA = re.compile(r"\bdata ([0-9A-Fa-f]{1,8})\b")

_SIGN_IN = {
    "": "wrong-password",  # no more than invalidCredentials (RFC 4511 §4.1.9)
    "525": "wrong-password",
    "52e": "wrong-password",
    "52f": "operator-restricted",
    "530": "operator-hours",
    "531": "operator-workstation",
    "532": "operator-password-expired",
    "533": "operator-disabled",
    "568": "operator-restricted",
    "569": "operator-restricted",
    "701": "operator-expired",
    "773": "operator-must-change",
    "775": "operator-locked",
    "80090346": "channel-binding",
}

# What a refused bind means where it came with a ticket.
_OF_TICKETS = {
    "wrong-password": "ticket-refused",
    "sign-in-trouble": "ticket-refused",
    "channel-binding": "channel-binding-refused",
    "no-simple-bind": "no-ticket-bind",
}

_BY_WIN32 = {
    "00000005": "no-right",
    "00002098": "no-right",
    "0000001F": "not-encrypted",
    "00000057": "bad-modify",
    "00002077": "bad-modify",
    "00002085": "changed-meanwhile",
    "0000208D": "account-gone",
    "0000202B": "wrong-server",
    "00002028": "tls-required",
    "000004DC": "connection-lost",
}


_OF_OWN_CHANGES = {
    "00000056": "old-password-wrong",
    "0000052D": "own-change-refused",
    "00000775": "own-change-locked",
    "00000005": "why-may-not-change",
    "00002098": "why-may-not-change",
}


def win32(result: Result) -> str:
    """The Win32 error in eight hex digits, or ""."""
    found = _HEX.match(result.text)
    return found[1].upper() if found else ""


def data(result: Result) -> str:
    """The `data` number of a refused bind in lower-case hex, or ""."""
    found = _DATA.search(result.text)
    return found[1].lower() if found else ""


def is_unbound(result: Result) -> bool:
    """The server has forgotten who we are (LDAP result 1, 000004DC)."""
    return result.code == OPERATIONS_ERROR and win32(result) == "000004DC"


def short(result: Result) -> str:
    """For the record: "53/0000052D", "49/52e", "0"."""
    first = data(result) if result.code == WRONG_CREDENTIALS else win32(result)
    return f"{result.code}/{first}" if first and not result.done else str(result.code)


def detail(result: Result) -> str:
    """The same with the server's own words."""
    return clean(f"{short(result)} {result.text}")


def is_persons_trouble(result: Result) -> bool:
    """Whether a refused bind speaks of the login or the password. A status that is not known does not: "no
    logon servers" (51f) comes with the same result as a wrong password."""
    return result.code == WRONG_CREDENTIALS and _credentials_code(result) in set(_SIGN_IN.values())


def sign_in_problem(result: Result, server: str) -> Problem:
    """Why a bind was refused."""
    if result.code == WRONG_CREDENTIALS:
        code = _credentials_code(result)
    elif result.code in NO_SIMPLE_BIND:
        code = "no-simple-bind"
    else:
        code = BIND_BY_RESULT.get(result.code, "sign-in-trouble")
    told = clean(" ".join([detail(result), *result.referrals]))
    return problem(code, server=server, status=short(result), detail=told)


def ticket_problem(result: Result, server: str) -> Problem:
    """Why a bind by a ticket was refused. A password was not asked for."""
    code = sign_in_problem(result, server).code
    code = _OF_TICKETS.get(code, code)
    return problem(code, server=server, status=short(result), detail=detail(result))


def _credentials_code(result: Result) -> str:
    if win32(result) == "80090346":
        return "channel-binding"
    return _SIGN_IN.get(data(result), "sign-in-trouble")


def read_problem(result: Result, server: str) -> Problem:
    """Why a search or a read was refused."""
    return problems.read_problem(result, server, _BY_WIN32.get(win32(result), ""), detail(result))


_MEMBERS_BY_WIN32 = {
    "00000561": "not-member-itself",  # ERROR_MEMBER_NOT_IN_GROUP
    "00000562": "changed-meanwhile",  # ERROR_MEMBER_IN_GROUP
    "0000055E": "not-member-itself",  # ERROR_MEMBERS_PRIMARY_GROUP
    "00002030": "group-gone",  # ERROR_DS_NO_SUCH_OBJECT
}


def membership_problem(result: Result, server: str, action: str, *, removes: bool) -> Problem:
    """Why a change of a group's members was refused. Samba says no more of who is no member."""
    if removes and result.code == UNWILLING and not win32(result):
        return problem("not-member-itself", detail=detail(result))
    code = _MEMBERS_BY_WIN32.get(win32(result)) or problems.MEMBERS_BY_RESULT.get(result.code)
    if code:
        return problem(code, detail=detail(result))
    return write_problem(result, server, action, with_history=False)


def write_problem(result: Result, server: str, action: str, *, with_history: bool) -> Problem:
    """Why a modify was refused. `action` completes "you have no right to …"."""
    if win32(result) == "0000052D":
        code = "password-in-history" if with_history else "password-refused"
    else:
        code = _BY_WIN32.get(win32(result)) or BY_RESULT.get(result.code, "directory-refused")
    return problem(code, server=server, action=action, detail=detail(result))


def own_change_problem(result: Result, server: str) -> Problem:
    """Why a change with the old password was refused."""
    code = _OF_OWN_CHANGES.get(win32(result), "")
    if not code:
        return write_problem(result, server, _("change this password"), with_history=False)
    return problem(code, server=server, detail=detail(result))
