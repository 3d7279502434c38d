"""A RADIUS server that answers as it is told, on loopback; its packets are made by hand, not by pyrad."""

import hashlib
import hmac
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

SECRET = b"canary-shared-secret"
ACCEPT, REJECT, CHALLENGE = 2, 3, 11
MESSAGE, STATE, PROXY_STATE, SIGNATURE = 18, 24, 33, 80

Attribute = tuple[int, bytes]


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def packed(attributes: Sequence[Attribute]) -> bytes:
    return b"".join(struct.pack("!BB", key, len(value) + 2) + value for key, value in attributes)


def unpacked(packet: bytes) -> list[Attribute]:
    found, place = [], 20
    while place < len(packet):
        key, length = packet[place], packet[place + 1]
        found.append((key, packet[place + 2 : place + length]))
        place += length
    return found


def signature(secret: bytes, packet: bytes, authenticator: bytes) -> bytes:
    """RFC 2869 §5.14, over the packet with zeros in the place of the signature."""
    return hmac.new(secret, packet[:4] + authenticator + packet[20:], hashlib.md5).digest()


def answer(
    request: bytes,
    code: int = ACCEPT,
    attributes: Sequence[Attribute] = (),
    *,
    secret: bytes = SECRET,
    signed_with: bytes | None = None,
    signed: bool = True,
    identifier: int | None = None,
    asked_as: bytes | None = None,
    tail: bytes = b"",
) -> bytes:
    """A reply as RFC 2865 §3 and RFC 2869 §5.14 have it, or wrong in the way that is asked for. `tail`: bytes
    behind the attributes, within the packet."""
    authenticator = request[4:20] if asked_as is None else asked_as
    number = request[1] if identifier is None else identifier
    body = (packed([(SIGNATURE, bytes(16))]) if signed else b"") + packed(attributes) + tail
    head = struct.pack("!BBH", code, number, 20 + len(body))
    if signed:
        found = signature(signed_with or secret, head + bytes(16) + body, authenticator)
        body = body[:2] + found + body[18:]
    digest = _md5(head + authenticator + body + secret)
    return head + digest + body


def password(request: bytes, secret: bytes = SECRET) -> bytes:
    """The User-Password of a request, in clear (RFC 2865 §5.2)."""
    hidden, last, clear = dict(unpacked(request))[2], request[4:20], b""
    for place in range(0, len(hidden), 16):
        block = hidden[place : place + 16]
        pad = _md5(secret + last)
        clear += bytes(one ^ other for one, other in zip(block, pad, strict=True))
        last = block
    return clear.rstrip(b"\0")


class Peer:
    """Keeps each request, and hands it to `script`, which answers with `say`."""

    def __init__(self, script: Callable[["Peer", bytes], object]) -> None:
        self._script = script
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._from: tuple[str, int] = ("", 0)
        self.port: int = self._socket.getsockname()[1]
        self.requests: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def say(self, *datagrams: bytes) -> None:
        for each in datagrams:
            self._socket.sendto(each, self._from)

    def say_from_elsewhere(self, datagram: bytes) -> None:
        """As somebody would who knows where the client is, and even the secret."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(datagram, self._from)

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                request, self._from = self._socket.recvfrom(8192)
                self.requests.append(request)
                self._script(self, request)


@contextmanager
def peer(script: Callable[[Peer, bytes], object]) -> Iterator[Peer]:
    made = Peer(script)
    try:
        yield made
    finally:
        made.close()
