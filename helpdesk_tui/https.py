"""One request and its answer, over a connection that stands and is verified: for gateways and verifiers.

It uses http.client and not a library above it: that reads no proxies, authorities or logins from the
environment or from files, follows no redirect, repeats nothing, logs nothing, and takes a connection that is
already verified and bounded in time.
"""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from helpdesk_tui.connection import Connection

MOST_BYTES = 65536
"""Of an answer's body."""


@dataclass(frozen=True, repr=False)
class Request:
    """As it goes out; it may hold codes and secrets, so it shows none of itself."""

    method: str
    path: str
    body: bytes | None
    headers: Mapping[str, str]


@dataclass(frozen=True, repr=False)
class Answer:
    status: int
    body: bytes | None  # None: it was too large, or broke off


class NoAnswerError(Exception):
    """None came, or one that is no HTTP; the request may have arrived."""


def exchange(
    connection: Connection, context: ssl.SSLContext, request: Request, *, wants_body: bool = True
) -> Answer:
    """Send once; without `wants_body` the answer's is not waited for. Raises `NoAnswerError`."""
    client = http.client.HTTPSConnection(connection.host, connection.port, context=context)
    client.sock = connection.stream
    try:
        client.request(request.method, request.path, request.body, dict(request.headers))
        answer = client.getresponse()
    except (OSError, http.client.HTTPException, ValueError):
        raise NoAnswerError from None
    with answer:
        return Answer(answer.status, _body(answer, connection) if wants_body else b"")


def _body(answer: http.client.HTTPResponse, connection: Connection) -> bytes | None:
    try:
        body = answer.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    cut_short = connection.out_of_time or answer.length not in {None, 0}  # fewer bytes than were announced
    return None if cut_short or len(body) > MOST_BYTES else body
