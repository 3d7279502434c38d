"""A delivery's connection: bounded in time as a whole, inside verified TLS; else nothing was sent."""

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager

from helpdesk_tui.connection import Connection, NoSuchHostError
from helpdesk_tui.delivery.outcomes import NotSentError
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.tls import Cause, cause_of, words_of

_TLS_CODES = {
    Cause.EXPIRED: "delivery-expired",
    Cause.WRONG_NAME: "delivery-wrong-name",
    Cause.UNTRUSTED: "delivery-untrusted",
    Cause.OTHER: "delivery-tls-failed",
}


@contextmanager
def connected(host: str, port: int, connect_seconds: float, seconds: float) -> Iterator[Connection]:
    """A connection that stands within `connect_seconds`, cut after `seconds` more, closed at the end.

    Raises `NotSentError` (delivery-no-host, delivery-unreachable).
    """
    with closing(Connection(host, port)) as connection:
        with connection.within(connect_seconds):
            _dial(connection)
        with connection.within(seconds):
            yield connection


def _dial(connection: Connection) -> None:
    try:
        connection.dial()
    except OSError as error:
        code = "delivery-no-host" if isinstance(error, NoSuchHostError) else "delivery-unreachable"
        raise NotSentError(problem(code, server=connection.host, detail=words_of(error))) from None


def encrypt(connection: Connection, context: ssl.SSLContext) -> None:
    """TLS from here on, the certificate verified for the host. Raises `NotSentError`."""
    try:
        connection.encrypt(context)
    except (OSError, ValueError) as error:
        if connection.out_of_time:  # a handshake that is cut looks like one that failed
            raise NotSentError(silence(connection)) from None
        raise NotSentError(tls_problem(error, connection.host)) from None


def silence(connection: Connection) -> Problem:
    """Why a conversation ended before anything was handed over."""
    code = "delivery-timeout" if connection.out_of_time else "delivery-broke-off"
    return problem(code, server=connection.host)


def tls_problem(error: Exception, server: str) -> Problem:
    """The cause of a failed handshake."""
    return problem(_TLS_CODES[cause_of(error)], server=server, detail=words_of(error))
