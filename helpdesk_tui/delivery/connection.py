"""A connection to a server: bounded in time as a whole, and TLS with a verified certificate.

A timeout of a socket bounds one wait; a server that sends a byte now and then never meets it. So each
connection also has an end, at which it is cut, whatever it is doing.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from helpdesk_tui.delivery.outcomes import NotSentError
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.tls import Cause, cause_of, words_of

_Address = tuple[int, int, int, str, Any]
"""As `socket.getaddrinfo` gives them."""

_TLS_CODES = {
    Cause.EXPIRED: "delivery-expired",
    Cause.WRONG_NAME: "delivery-wrong-name",
    Cause.UNTRUSTED: "delivery-untrusted",
    Cause.OTHER: "delivery-tls-failed",
}


class Line:
    """An open connection that is cut after `seconds`, in whatever it waits for then."""

    def __init__(self, plain: socket.socket, seconds: float) -> None:
        plain.settimeout(seconds + 5)  # the cut comes first, always
        self.socket = plain
        self._handle = plain.dup()  # TLS takes the first handle over; this one stays ours
        self._was_cut = threading.Event()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    @property
    def was_cut(self) -> bool:
        """Whether its time is over: then what failed failed for that."""
        return self._was_cut.is_set()

    def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """TLS from here on, the certificate verified for `host`. Raises `NotSentError`."""
        try:
            self.socket = context.wrap_socket(self.socket, server_hostname=host)
        except (OSError, ValueError) as error:
            raise NotSentError(tls_problem(error, host)) from None

    def close(self) -> None:
        self._timer.cancel()
        self._handle.close()
        self.socket.close()

    def _cut(self) -> None:
        self._was_cut.set()
        with suppress(OSError):
            self._handle.shutdown(socket.SHUT_RDWR)


@contextmanager
def connected(host: str, port: int, connect_seconds: float, seconds: float) -> Iterator[Line]:
    """A connection that stands within `connect_seconds`, cut after `seconds` more, closed at the end.

    Raises `NotSentError` (delivery-no-host, delivery-unreachable).
    """
    with closing(Line(_reach(host, port, time.monotonic() + connect_seconds), seconds)) as line:
        yield line


def silence(line: Line, server: str) -> Problem:
    """Why a conversation ended before anything was handed over."""
    return problem("delivery-timeout" if line.was_cut else "delivery-broke-off", server=server)


def tls_problem(error: Exception, server: str) -> Problem:
    """The cause of a failed handshake."""
    return problem(_TLS_CODES[cause_of(error)], server=server, detail=words_of(error))


def _reach(host: str, port: int, end: float) -> socket.socket:
    """Its addresses in turn; each has its share of the time that is left."""
    last = ""
    addresses = _addresses(host, port, end)
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(max(0.01, (end - time.monotonic()) / (len(addresses) - tried)))
            connection.connect(address)
        except OSError as error:
            connection.close()
            last = words_of(error)
        else:
            return connection
    raise NotSentError(problem("delivery-unreachable", server=host, detail=last))


def _addresses(host: str, port: int, end: float) -> list[_Address]:
    """What the resolver says; in a thread of its own, since nothing bounds the resolver's time."""
    found: list[_Address] = []
    failed: list[str] = []

    def ask() -> None:
        try:
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(words_of(error))

    asking = threading.Thread(target=ask, name="resolver", daemon=True)
    asking.start()
    asking.join(max(0.0, end - time.monotonic()))
    if not found or asking.is_alive():
        detail = failed[0] if failed else "the name was not resolved in time"
        raise NotSentError(problem("delivery-no-host", server=host, detail=detail))
    return list(found)
