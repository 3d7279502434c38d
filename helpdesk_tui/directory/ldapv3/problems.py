"""What a server with a password policy said to a request, beside its result code."""

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.ldapv3.ppolicy import policy_answer
from helpdesk_tui.directory.problems import BIND_BY_RESULT, NO_SIMPLE_BIND, Result
from helpdesk_tui.directory.referrals import named_server
from helpdesk_tui.text import clean


def short(result: Result) -> str:
    """For the record: "19/6" is result 19 with the policy's error 6."""
    error = policy_answer(result).error
    return str(result.code) if error is None else f"{result.code}/{error}"


def detail_of(result: Result) -> str:
    """The same with the server's own words, and where it sends one to."""
    return clean(" ".join([short(result), result.text, *result.referrals]))


def sent_on(result: Result, server: str) -> Problem:
    """A write that a replica does not make, with the server that it names for it."""
    other = named_server(result.referrals)
    code = "write-elsewhere" if other else "read-only-directory"
    return problem(code, server=server, other=other, detail=detail_of(result))


def bind_problem(result: Result, server: str, code: str = "") -> Problem:
    """Why a bind was refused; `code`: what more than the result says."""
    if not code:
        code = "no-simple-bind" if result.code in NO_SIMPLE_BIND else BIND_BY_RESULT.get(result.code, "")
    return problem(code or "sign-in-trouble", server=server, status=short(result), detail=detail_of(result))
