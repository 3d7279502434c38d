"""An LDAP server that misbehaves as told: what no real server does on demand.

It speaks just enough BER to read a request and to send an answer, with no LDAP library, so that it shares no
mistake with the code under test. It notes every request and every byte that came before TLS.
"""

import contextlib
import socket
import ssl
import struct
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from lab.certificates import Certificate

BIND, UNBIND, SEARCH, MODIFY, ABANDON, EXTENDED = 0x60, 0x42, 0x63, 0x66, 0x50, 0x77
NAMES = {BIND: "bind", UNBIND: "unbind", SEARCH: "search", MODIFY: "modify", ABANDON: "abandon",
         EXTENDED: "extended"}  # fmt: skip
_RESPONSES = {BIND: 0x61, SEARCH: 0x65, MODIFY: 0x67, EXTENDED: 0x78}

OPERATOR_SID = "S-1-5-21-1-2-3-1105"
OPERATOR_ID = "11111111-2222-3333-4444-555555555555"
PERSON_SID = "S-1-5-21-1-2-3-1200"
PERSON_ID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"

Values = Mapping[str, list[bytes]]


@dataclass(frozen=True)
class Request:
    """One request as it came over the wire."""

    number: int
    tag: int
    parts: list[tuple[int, bytes]]  # of the operation: tag and content
    controls: bytes
    encrypted: bool

    @property
    def name(self) -> str:
        """ "which" is the question which server it is, on every connection but the first."""
        if self.tag == SEARCH and self.target == "" and self.parts[7][1] == tlv(0x04, b"dsServiceName"):
            return "which"
        return NAMES.get(self.tag, hex(self.tag))

    @property
    def target(self) -> str:
        """The base of a search, the DN of a modify, the name of a bind."""
        return self.parts[1 if self.tag == BIND else 0][1].decode()

    @property
    def password(self) -> bytes:
        return self.parts[2][1]

    @property
    def changes(self) -> dict[str, tuple[int, list[bytes]]]:
        """Of a modify: attribute → operation (2 = replace) and values."""
        return {name: (operation, values) for operation, name, values in self.modifications}

    @property
    def modifications(self) -> list[tuple[int, str, list[bytes]]]:
        """Of a modify: operation (0 = add, 1 = delete), attribute and values, in their order."""
        found = []
        for _, change in elements(self.parts[1][1]):
            (_, operation), (_, attribute) = elements(change)
            (_, name), (_, values) = elements(attribute)
            found.append((operation[0], name.decode(), [value for _, value in elements(values)]))
        return found


class Exchange:
    """A request in the server's hands; a handler answers with its methods, or not at all."""

    def __init__(self, server: "FakeServer", connection: socket.socket, request: Request) -> None:
        self.server = server
        self.request = request
        self._connection = connection

    def result(self, code: int, text: str = "", referrals: tuple[str, ...] = ()) -> None:
        """End the operation with this result code."""
        body = tlv(0x0A, bytes([code])) + tlv(0x04, b"") + tlv(0x04, text.encode())
        if referrals:
            body += tlv(0xA3, b"".join(tlv(0x04, uri.encode()) for uri in referrals))
        self.message(tlv(_RESPONSES[self.request.tag], body))

    def entry(self, dn: str, values: Values) -> None:
        attributes = b"".join(
            tlv(0x30, tlv(0x04, name.encode()) + tlv(0x31, b"".join(tlv(0x04, value) for value in of_it)))
            for name, of_it in values.items()
        )
        self.message(tlv(0x64, tlv(0x04, dn.encode()) + tlv(0x30, attributes)))

    def message(self, operation: bytes, number: int | None = None) -> None:
        self.raw(tlv(0x30, integer(self.request.number if number is None else number) + operation))

    def raw(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._connection.sendall(data)

    def close(self) -> None:
        """Drop the connection without a word."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()


Handler = Callable[[Exchange], None]


@dataclass
class FakeServer:
    """Listens at `address`, and at any port where none is given. `handlers` by the name of the request take
    over from the defaults."""

    certificate: Certificate | None = None  # None = no encryption at all
    starttls: bool = False
    handlers: dict[str, Handler] = field(default_factory=dict)
    root: dict[str, list[bytes]] = field(default_factory=dict)  # over the default rootDSE
    person: dict[str, list[bytes]] = field(default_factory=dict)  # over the default account
    address: str = "127.0.0.1"
    port: int = 0

    def __post_init__(self) -> None:
        self.requests: list[Request] = []
        self.plain_bytes = b""
        self.connections = 0
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server((self.address, self.port))
        self.port = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._listener, *self._sockets):
            with contextlib.suppress(OSError):
                # Not SSLSocket's own: after that a reading thread would be given undecrypted bytes.
                socket.socket.shutdown(one, socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5)

    def seen(self, name: str) -> list[Request]:
        return [request for request in self.requests if request.name == name]

    # --- connections --------------------------------------------------------------------------------

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._sockets.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self.certificate is not None and not self.starttls:
                connection = self._encrypted(connection)
            encrypted = isinstance(connection, ssl.SSLSocket)
            while True:
                message = self._message(connection, encrypted=encrypted)
                request = parse(message, encrypted=encrypted)
                self.requests.append(request)
                if request.tag == UNBIND:
                    return
                if request.tag == EXTENDED and self.starttls:
                    handler = self.handlers.get("extended")
                    exchange = Exchange(self, connection, request)
                    handler(exchange) if handler else exchange.result(0)
                    connection, encrypted = self._encrypted(connection), True
                    continue
                handler = self.handlers.get(request.name) or getattr(self, f"_{request.name}")
                handler(Exchange(self, connection, request))

    def _encrypted(self, connection: socket.socket) -> ssl.SSLSocket:
        assert self.certificate is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate.certificate, self.certificate.key)
        encrypted = context.wrap_socket(connection, server_side=True)
        self._sockets.append(encrypted)
        return encrypted

    def _message(self, connection: socket.socket, *, encrypted: bool) -> bytes:
        data = b""
        while len(data) < 2 or len(data) < whole(data):
            received = connection.recv(1 if len(data) < 6 else whole(data) - len(data))
            if not received:
                raise ValueError("closed")
            data += received
            if not encrypted:
                self.plain_bytes += received
        return data

    # --- what a domain controller would say ---------------------------------------------------------

    def _bind(self, exchange: Exchange) -> None:
        exchange.result(0)

    def _modify(self, exchange: Exchange) -> None:
        exchange.result(0)

    def _search(self, exchange: Exchange) -> None:
        self.answer_search(exchange)

    def _which(self, exchange: Exchange) -> None:
        exchange.entry("", {"dsServiceName": (ROOT | self.root)["dsServiceName"]})
        exchange.result(0)

    def answer_search(self, exchange: Exchange) -> None:
        """The default: a rootDSE, the operator by SID, any GUID as the person, nothing else."""
        target = exchange.request.target
        if target == "":
            exchange.entry("", ROOT | self.root)
        elif target in {f"<SID={OPERATOR_SID}>", f"<GUID={OPERATOR_ID}>"}:
            exchange.entry("CN=Olga,DC=fake,DC=example", OPERATOR)
        elif target.startswith("<GUID="):
            exchange.entry("CN=Pat Person,DC=fake,DC=example", PERSON | self.person)
        exchange.result(0)


# --- BER --------------------------------------------------------------------------------------------


def tlv(tag: int, content: bytes) -> bytes:
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 + len(length)]) + length + content


def integer(number: int) -> bytes:
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def whole(data: bytes) -> int:
    """Bytes of the element that `data` begins with; one more than there are when that cannot be told yet."""
    if data[1] < 0x80:
        return 2 + data[1]
    octets = data[1] - 0x80
    if len(data) < 2 + octets:
        return len(data) + 1
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    while data:
        size = whole(data)
        head = 2 if data[1] < 0x80 else 2 + data[1] - 0x80
        yield data[0], data[head:size]
        data = data[size:]


def parse(message: bytes, *, encrypted: bool) -> Request:
    (_, content), *_ = elements(message)
    (_, number), (tag, operation), *rest = elements(content)
    parts = [] if tag in {UNBIND, ABANDON} else list(elements(operation))
    controls = rest[0][1] if rest else b""
    return Request(int.from_bytes(number, "big"), tag, parts, controls, encrypted)


def sid_bytes(text: str) -> bytes:
    _, _, authority, *subs = text.split("-")
    return (
        bytes([1, len(subs)])
        + int(authority).to_bytes(6, "big")
        + struct.pack(f"<{len(subs)}I", *map(int, subs))
    )


def _account(identity: str, sid: str, login: str) -> dict[str, list[bytes]]:
    return {
        "objectGUID": [uuid.UUID(identity).bytes_le],
        "objectSid": [sid_bytes(sid)],
        "objectClass": [b"top", b"person", b"user"],
        "sAMAccountName": [login.encode()],
        "sAMAccountType": [b"805306368"],
        "userAccountControl": [b"512"],
    }


OPERATOR = _account(OPERATOR_ID, OPERATOR_SID, "olga")
PERSON = _account(PERSON_ID, PERSON_SID, "pat")
ROOT: dict[str, list[bytes]] = {
    "defaultNamingContext": [b"DC=fake,DC=example"],
    "configurationNamingContext": [b"CN=Configuration,DC=fake,DC=example"],
    "supportedControl": [b"1.2.840.113556.1.4.319", b"1.2.840.113556.1.4.2239"],
    "supportedCapabilities": [b"1.2.840.113556.1.4.800"],
    "dsServiceName": [
        b"CN=NTDS Settings,CN=FAKE,CN=Servers,CN=Here,CN=Sites,CN=Configuration,DC=fake,DC=example"
    ],
    "tokenGroups": [sid_bytes(OPERATOR_SID), sid_bytes("S-1-5-11")],
}
