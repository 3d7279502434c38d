"""What an LDAP server answered (RFC 4511 §4.1.9), and what its result code alone says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.text import clean

SUCCESS = 0
OPERATIONS_ERROR = 1
TIME_LIMIT, SIZE_LIMIT, ADMIN_LIMIT = 3, 4, 11
STRONGER_AUTH, REFERRAL, NO_CONTROL, CONFIDENTIALITY, INAPPROPRIATE_AUTH = 8, 10, 12, 13, 48
NO_ATTRIBUTE, CONSTRAINT, NO_OBJECT, BAD_DN = 16, 19, 32, 34
BIND_IN_PROGRESS = 14
WRONG_CREDENTIALS, NO_RIGHTS, BUSY, UNAVAILABLE, UNWILLING = 49, 50, 51, 52, 53
NOT_AS_ASSERTED = 122  # RFC 4528 §3

LIMITS = frozenset({TIME_LIMIT, SIZE_LIMIT, ADMIN_LIMIT})

# A bind that was refused for what it is, whoever asks (RFC 4513 §5.2.2, §6.3.1).
NO_SIMPLE_BIND = frozenset({7, STRONGER_AUTH, CONFIDENTIALITY, 14, INAPPROPRIATE_AUTH})

BY_RESULT = {
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
    NOT_AS_ASSERTED: "changed-meanwhile",
}

MEMBERS_BY_RESULT = {
    NO_ATTRIBUTE: "not-member-itself",
    NO_OBJECT: "group-gone",
    20: "changed-meanwhile",  # attributeOrValueExists
    65: "group-needs-member",  # objectClassViolation
    68: "changed-meanwhile",  # entryAlreadyExists
}
"""Of a change of a group's members."""

BIND_BY_RESULT = {
    TIME_LIMIT: "directory-timeout",
    REFERRAL: "sign-in-elsewhere",
    BUSY: "directory-busy",
    UNAVAILABLE: "directory-busy",
}

_OF_CHANGES = frozenset({"no-right", "bad-modify", "control-missing", "changed-meanwhile", "not-encrypted"})
"""Codes whose words speak of a change."""


@dataclass(frozen=True)
class Result:
    """The end of one LDAP operation. `text` is the server's own words, cleaned; `controls`: what came along,
    by OID, not yet decoded."""

    code: int
    text: str = ""
    referrals: tuple[str, ...] = ()
    controls: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.code == SUCCESS

    @property
    def detail(self) -> str:
        return clean(f"{self.code} {self.text}")


def read_problem(result: Result, server: str, code: str = "", detail: str = "") -> Problem:
    """Why a search or a read was refused; `code`: what more than the result says."""
    code = code or BY_RESULT.get(result.code, "directory-refused")
    if code in _OF_CHANGES:
        code = "directory-refused"
    return problem(code, server=server, detail=detail or result.detail)
