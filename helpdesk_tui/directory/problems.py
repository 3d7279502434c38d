"""From what an LDAP server answered to a problem of the catalogue.

Looked at: the result code (RFC 4511 §4.1.9), the first eight hex digits of the text (a Win32 error, MS-ERREF)
and, for a bind, the `data` number (the status of the logon). Never at `DSID-…`, which changes with builds.
"""

import re
from dataclasses import dataclass

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.text import clean

SUCCESS = 0
OPERATIONS_ERROR = 1
TIME_LIMIT, SIZE_LIMIT, ADMIN_LIMIT = 3, 4, 11
STRONGER_AUTH, REFERRAL, NO_CONTROL, CONFIDENTIALITY, INAPPROPRIATE_AUTH = 8, 10, 12, 13, 48
NO_ATTRIBUTE, CONSTRAINT, NO_OBJECT, BAD_DN = 16, 19, 32, 34
BIND_IN_PROGRESS = 14
WRONG_CREDENTIALS, NO_RIGHTS, BUSY, UNAVAILABLE, UNWILLING = 49, 50, 51, 52, 53

LIMITS = frozenset({TIME_LIMIT, SIZE_LIMIT, ADMIN_LIMIT})

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

# A bind that was refused for what it is, whoever asks (RFC 4513 §5.2.2, §6.3.1).
_NO_SIMPLE_BIND = frozenset({7, STRONGER_AUTH, CONFIDENTIALITY, 14, INAPPROPRIATE_AUTH})

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

_BY_RESULT = {
    TIME_LIMIT: "directory-timeout",
    SIZE_LIMIT: "too-many",
    ADMIN_LIMIT: "admin-limit",
    STRONGER_AUTH: "tls-required",
    REFERRAL: "wrong-server",
    NO_CONTROL: "control-missing",
    NO_ATTRIBUTE: "changed-meanwhile",
    NO_OBJECT: "account-gone",
    NO_RIGHTS: "no-right",
    BUSY: "directory-busy",
    UNAVAILABLE: "directory-busy",
}


# What a refused bind means where it came with a ticket.
_TICKET_CODES = {
    "wrong-password": "ticket-refused",
    "sign-in-trouble": "ticket-refused",
    "channel-binding": "channel-binding-refused",
    "no-simple-bind": "no-ticket-bind",
}

_BIND_BY_RESULT = {
    TIME_LIMIT: "directory-timeout",
    REFERRAL: "sign-in-elsewhere",
    BUSY: "directory-busy",
    UNAVAILABLE: "directory-busy",
}


@dataclass(frozen=True)
class Result:
    """The end of one LDAP operation. `text` is the server's own words, cleaned."""

    code: int
    text: str = ""
    referrals: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return self.code == SUCCESS

    @property
    def is_unbound(self) -> bool:
        """The server has forgotten who we are (LDAP result 1, 000004DC)."""
        return self.code == OPERATIONS_ERROR and self.win32 == "000004DC"

    @property
    def win32(self) -> str:
        """The Win32 error in eight hex digits, or ""."""
        found = _HEX.match(self.text)
        return found[1].upper() if found else ""

    @property
    def data(self) -> str:
        """The `data` number of a refused bind in lower-case hex, or ""."""
        found = _DATA.search(self.text)
        return found[1].lower() if found else ""

    @property
    def short(self) -> str:
        """For the record: "53/0000052D", "49/52e", "0"."""
        first = self.data if self.code == WRONG_CREDENTIALS else self.win32
        return f"{self.code}/{first}" if first and not self.done else str(self.code)

    @property
    def detail(self) -> str:
        return clean(f"{self.short} {self.text}")


def is_persons_trouble(result: Result) -> bool:
    """Whether a refused bind speaks of the login or the password. A status that is not known does not: "no
    logon servers" (51f) comes with the same result as a wrong password."""
    return result.code == WRONG_CREDENTIALS and _credentials_code(result) in set(_SIGN_IN.values())


def sign_in_problem(result: Result, server: str) -> Problem:
    """Why a bind was refused."""
    if result.code == WRONG_CREDENTIALS:
        code = _credentials_code(result)
    elif result.code in _NO_SIMPLE_BIND:
        code = "no-simple-bind"
    else:
        code = _BIND_BY_RESULT.get(result.code, "sign-in-trouble")
    detail = clean(" ".join([result.detail, *result.referrals]))
    return problem(code, server=server, status=result.short, detail=detail)


def ticket_problem(result: Result, server: str) -> Problem:
    """Why a bind by a ticket was refused. A password was not asked for."""
    code = sign_in_problem(result, server).code
    code = _TICKET_CODES.get(code, code)
    return problem(code, server=server, status=result.short, detail=result.detail)


def _credentials_code(result: Result) -> str:
    if result.win32 == "80090346":
        return "channel-binding"
    return _SIGN_IN.get(result.data, "sign-in-trouble")


def read_problem(result: Result, server: str) -> Problem:
    """Why a search or a read was refused."""
    code = _BY_WIN32.get(result.win32) or _BY_RESULT.get(result.code, "directory-refused")
    if code in {"no-right", "bad-modify", "control-missing", "changed-meanwhile", "not-encrypted"}:
        code = "directory-refused"  # these speak of a change
    return problem(code, server=server, detail=result.detail)


def write_problem(result: Result, server: str, action: str, *, with_history: bool) -> Problem:
    """Why a modify was refused. `action` completes "you have no right to …"."""
    if result.win32 == "0000052D":
        code = "password-in-history" if with_history else "password-refused"
    else:
        code = _BY_WIN32.get(result.win32) or _BY_RESULT.get(result.code, "directory-refused")
    return problem(code, server=server, action=action, detail=result.detail)
