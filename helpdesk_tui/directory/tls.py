"""The directory's connection inside verified TLS, and the problem when that fails."""

import socket
import ssl

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.errors import DirectoryUnreachable
from helpdesk_tui.tls import Cause, cause_of, words_of

_CODES = {
    Cause.EXPIRED: "tls-expired",
    Cause.WRONG_NAME: "tls-wrong-name",
    Cause.UNTRUSTED: "tls-untrusted",
    Cause.OTHER: "tls-failed",
}


def encrypt(plain: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
    """`plain` inside TLS, its certificate verified for `host`. Raises `DirectoryUnreachable` (tls-…)."""
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except (OSError, ValueError) as error:
        raise DirectoryUnreachable(tls_problem(error, host)) from error


def tls_problem(error: Exception, server: str) -> Problem:
    """The cause of a failed handshake."""
    return problem(_CODES[cause_of(error)], server=server, detail=words_of(error))
