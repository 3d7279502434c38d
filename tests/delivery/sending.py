"""What the tests of delivery send, by what, and what must never be seen of it."""

import itertools
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from lab.certificates import Certificate

from helpdesk_tui.delivery import Deliveries
from helpdesk_tui.delivery.settings import AppriseSettings, GatewaySettings, MailSettings, TextSettings
from helpdesk_tui.delivery.texts import load
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, Message, MessageKind
from helpdesk_tui.secret import Secret

CODE = "83746512"
PASSWORD = "canary-Pässword-77"
ADDRESS = "ada.lovelace@example.com"
NUMBER = "+4915112345678"
PHRASE = "amber falcon"
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


class StillClock:
    def now(self) -> datetime:
        return NOW


class CountingChance:
    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def token(self, bytes_: int) -> str:
        return f"token{next(self._numbers)}"

    def base32(self, bytes_: int) -> str:
        raise NotImplementedError  # no delivery makes keys

    def below(self, limit: int) -> int:
        raise NotImplementedError  # no delivery draws lots


def by(
    mail: MailSettings | None = None,
    sms: GatewaySettings | AppriseSettings | None = None,
    texts: TextSettings | None = None,
) -> Deliveries:
    return Deliveries(mail, sms, load(texts or TextSettings()), StillClock(), CountingChance())


def code_message(channel: Channel = Channel.MAIL, to: str = "", language: str = "", **words: str) -> Message:
    """A code for Ada; `words` replace the usual ones."""
    usual = {
        "name": "Ada Lovelace",
        "operator": "Noor Haddad",
        "phrase": PHRASE,
        "minutes": "5",
        "desk": "the help desk",
        "link": "https://help.example.com",
    }
    to = to or (ADDRESS if channel is Channel.MAIL else NUMBER)
    return Message(channel, MessageKind.CODE, to, language, usual | words, Secret(CODE))


def sms_message(**words: str) -> Message:
    return code_message(Channel.SMS, **words)


def is_refused(delivered: Delivered, code: str) -> bool:
    """Surely not sent, and for this problem."""
    assert delivered.problem is not None
    assert (delivered.kind, delivered.problem.code) == (DeliveryKind.REFUSED, code), delivered
    return True


def is_unknown(delivered: Delivered, code: str = "delivery-unknown") -> bool:
    assert delivered.problem is not None
    assert (delivered.kind, delivered.problem.code) == (DeliveryKind.UNKNOWN, code), delivered
    return True


class Peer:
    """A server's end of one connection, in a test's hands."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.connection.settimeout(10)
        self._waiting = b""

    def say(self, *lines: str) -> None:
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def line(self) -> str:
        """The next line. Raises `ConnectionError` at the end, which ends the script."""
        while b"\n" not in self._waiting:
            data = self.connection.recv(4096)
            if not data:
                raise ConnectionError("the other end is gone")
            self._waiting += data
        line, _, self._waiting = self._waiting.partition(b"\n")
        return line.decode().rstrip("\r")

    def until(self, wanted: str) -> list[str]:
        """Lines up to one that begins with `wanted`."""
        lines = [self.line()]
        while not lines[-1].upper().startswith(wanted):
            lines.append(self.line())
        return lines

    def encrypt(self, certificate: Certificate) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        self.connection = context.wrap_socket(self.connection, server_side=True)

    def reset(self) -> None:
        """End with a reset instead of a goodbye."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def hang(self) -> None:
        """Say nothing until the other end goes."""
        with suppress(OSError):
            while self.connection.recv(4096):
                pass


@contextmanager
def played(script: Callable[[Peer], Any]) -> Iterator["Stage"]:
    """A server on a free port of localhost that does with each connection what `script` says."""
    stage = Stage(script)
    try:
        yield stage
    finally:
        stage.close()


class Stage:
    def __init__(self, script: Callable[[Peer], Any]) -> None:
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self.heard: list[str] = []  # what scripts choose to keep
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._play, args=(connection,), daemon=True).start()

    def _play(self, connection: socket.socket) -> None:
        peer = Peer(connection)
        with suppress(OSError):
            self._script(peer)
        with suppress(OSError):
            peer.connection.close()
