"""A mail server with TLS on localhost: it takes mail and keeps it, or refuses as it is told.

with smtp.serve(tmp_path) as server:
    …                              # server.port, server.ca_file
    message = server.wait_for("ada@example.com")
    message["Subject"], message.get_content()
"""

import email
import logging
import socket
import ssl
import threading
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from lab.certificates import Authority, Certificate

HOST = "localhost"

logging.getLogger("mail.log").disabled = True  # aiosmtpd's own, with all that it is sent


@dataclass(frozen=True)
class Mail:
    """One message as it came."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    login: str | None  # who signed in

    @property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.content, policy=SMTP_POLICY)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class Server:
    """Listens on `localhost:port` with a certificate that `ca_file` vouches for."""

    port: int
    ca_file: Path
    received: list[Mail] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    """What is answered instead of yes, by verb: {"RCPT": "550 5.1.1 no such user"}; to DATA, at its end."""
    _came: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, address: str, number: int = 1, seconds: float = 10) -> EmailMessage:
        """The `number`th message to `address`. Raises `TimeoutError`."""
        with self._came:
            if not self._came.wait_for(lambda: len(self.to(address)) >= number, seconds):
                raise TimeoutError(
                    f"no mail {number} to {address}: {[mail.recipients for mail in self.received]}"
                )
            return self.to(address)[number - 1].message

    def to(self, address: str) -> list[Mail]:
        """What has come for `address`, oldest first."""
        return [mail for mail in self.received if address in mail.recipients]

    def take(self, mail: Mail) -> None:
        with self._came:
            self.received.append(mail)
            self._came.notify_all()


@contextmanager
def serve(
    directory: Path,
    *,
    security: str = "starttls",
    login: tuple[str, str] | None = None,
    authority: Authority | None = None,
    certificate: Certificate | None = None,
    refuse: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server until the end of the block. `security` is "starttls" or "tls"; with `login` (name, password)
    mail is taken from nobody else; `certificate` is another than the good one for localhost."""
    authority = authority or Authority(directory / "mail-authority")
    certificate = certificate or authority.issue(HOST)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    server = Server(0, authority.ca_file, refuse=dict(refuse or {}))
    controller = _Listener(_Handler(server), context, security, login)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        with suppress(AssertionError):  # never started
            controller.stop()


class _Listener(Controller):
    """On a free port of 127.0.0.1."""

    def __init__(
        self, handler: "_Handler", context: ssl.SSLContext, security: str, login: tuple[str, str] | None
    ) -> None:
        inside = security == "tls"
        self._socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(
            handler,
            "127.0.0.1",
            self._socket.getsockname()[1],
            ssl_context=context if inside else None,
            tls_context=None if inside else context,
            require_starttls=not inside,
            authenticator=_authenticator(login),
            auth_required=login is not None,
            auth_require_tls=not inside,  # it does not know of TLS that was there from the start
        )

    def _create_server(self) -> Awaitable[Any]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket, ssl=self.ssl_context)


class _Handler:
    def __init__(self, server: Server) -> None:
        self._server = server

    async def handle_MAIL(
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self._server.refuse.get("MAIL"):
            return refusal
        envelope.mail_from = address
        return "250 2.1.0 fine"

    async def handle_RCPT(
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self._server.refuse.get("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, smtp: SMTP, session: Session, envelope: Envelope) -> str:
        if refusal := self._server.refuse.get("DATA"):
            return refusal
        login = session.auth_data.login.decode() if session.authenticated else None
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self._server.take(Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), content, login))
        return "250 2.0.0 taken"


def _authenticator(login: tuple[str, str] | None) -> Any:
    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        good = login is not None and (data.login.decode(), data.password.decode()) == login
        return AuthResult(success=good, handled=False, auth_data=data)

    return check if login is not None else None
