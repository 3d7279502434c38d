"""The problem when the directory's connection cannot be brought into verified TLS."""

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.tls import Cause, cause_of, words_of

_CODES = {
    Cause.EXPIRED: "tls-expired",
    Cause.WRONG_NAME: "tls-wrong-name",
    Cause.UNTRUSTED: "tls-untrusted",
    Cause.OTHER: "tls-failed",
}


def tls_problem(error: Exception, server: str) -> Problem:
    """The cause of a failed handshake."""
    return problem(_CODES[cause_of(error)], server=server, detail=words_of(error))
