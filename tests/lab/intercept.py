"""A server in front of a directory that loses answers: every byte passes, until a write is seen.

It ends TLS with a certificate of its own authority and speaks TLS to the server behind it. Requests are
told apart by the tag of their operation (RFC 4511 §4.2).
"""

import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from lab.certificates import Authority
from lab.domain import Domain
from lab.ldap_server import LdapServer

MODIFY_REQUEST, EXTENDED_REQUEST = 0x66, 0x77  # [APPLICATION 6] and 23, constructed


class Mode(StrEnum):
    PASS = "pass"
    LOSE_ANSWER = "lose the answer"  # the server gets the write, the client never hears of it
    DIE = "lose the answer, and every connection until the mode is another"
    DIE_AFTER = "hand the answer on, then lose every connection until the mode is another"
    LOSE_REQUEST = "lose the request"  # the server never gets it


DEADLY = frozenset({Mode.DIE, Mode.DIE_AFTER})


class Intercept:
    """Listens on localhost:`port`; `ca_file` is what its client must trust. Counts all writes, and in
    `modifies` those that it lost in some way; lets the first `let_pass` of all through. `before_write` is
    called with the number of each before it goes on."""

    def __init__(self, domain: Domain | LdapServer, directory: Path) -> None:
        authority = Authority(directory, "Authority of the interceptor")
        certificate = authority.issue("localhost")
        self.ca_file = authority.ca_file
        self.mode = Mode.PASS
        self.modifies = 0
        self.writes = 0
        self.let_pass = 0
        self.before_write: Callable[[int], None] = lambda _: None
        self._dead = threading.Event()
        self._open: list[ssl.SSLSocket] = []
        self._inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._inside.load_cert_chain(certificate.certificate, certificate.key)
        self._outside = ssl.create_default_context(cafile=str(domain.ca_file))
        self._target = (domain.host, domain.port)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="intercept", daemon=True).start()

    def die(self) -> None:
        """In a deadly mode: nobody gets through any more."""
        self._dead.set()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self._is_dead():
                plain.close()
                return
            client = self._inside.wrap_socket(plain, server_side=True)
            self._open.append(client)
            with client:  # closed, too, where nobody is behind it
                onward = socket.create_connection(self._target, timeout=10)
                with self._outside.wrap_socket(onward, server_hostname=self._target[0]) as server:
                    self._converse(client, server)

    def _converse(self, client: ssl.SSLSocket, server: ssl.SSLSocket) -> None:
        """One thread for both directions: a TLS connection is not to be used by two at once."""
        while True:
            ready = [each for each in (server, client) if each.pending()]
            ready = ready or select.select([server, client], [], [], 60)[0]
            if server in ready and not _hand_on(server, client):
                return
            if client in ready and not self._take(_message(client), client, server):
                return

    def _take(self, request: bytes, client: ssl.SSLSocket, server: ssl.SSLSocket) -> bool:
        """Pass a request on, or lose it; False when the conversation is over."""
        if not request:
            return False
        if _operation(request) not in {MODIFY_REQUEST, EXTENDED_REQUEST}:
            server.sendall(request)
            return True
        self.writes += 1
        self.before_write(self.writes)
        mode = self.mode  # who loses the connection may set another at once
        if mode is Mode.PASS or self.writes <= self.let_pass:
            server.sendall(request)
            return True
        self.modifies += 1
        if mode is not Mode.LOSE_REQUEST:
            server.sendall(request)
        if mode is not Mode.LOSE_REQUEST:
            answer = _message(server)  # it is done there
            if mode is Mode.DIE_AFTER:
                client.sendall(answer)
        if mode in DEADLY:
            self.die()
        for each in self._open if mode in DEADLY else [client]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        return False

    def _is_dead(self) -> bool:
        if self.mode not in DEADLY:
            self._dead.clear()
        return self._dead.is_set()


@contextmanager
def intercepting(domain: Domain | LdapServer, directory: Path) -> Iterator[Intercept]:
    made = Intercept(domain, directory)
    try:
        yield made
    finally:
        made.close()


def _hand_on(source: ssl.SSLSocket, sink: ssl.SSLSocket) -> bool:
    data = source.recv(65536)
    sink.sendall(data)
    return bool(data)


def _message(source: ssl.SSLSocket) -> bytes:
    """One whole LDAP message; b"" at the end."""
    head = _exactly(source, 2)
    if len(head) < 2:
        return b""
    if head[1] < 0x80:
        return head + _exactly(source, head[1])
    octets = _exactly(source, head[1] & 0x7F)
    return head + octets + _exactly(source, int.from_bytes(octets, "big"))


def _exactly(source: ssl.SSLSocket, count: int) -> bytes:
    data = b""
    with contextlib.suppress(OSError):
        while len(data) < count and (more := source.recv(count - len(data))):
            data += more
    return data


def _operation(message: bytes) -> int:
    """The tag after the message's header and its id."""
    start = 2 if message[1] < 0x80 else 2 + (message[1] & 0x7F)
    return message[start + 2 + message[start + 1]]
