"""One conversation with a mail server (RFC 5321), every reply bounded.

smtplib speaks; what it leaves open is closed here: replies without end, plain text that waits behind the
answer to STARTTLS (it would be taken for part of the encrypted conversation), passwords that are not ASCII.
"""

import base64
import re
import smtplib
import socket
import ssl

from helpdesk_tui.connection import Connection
from helpdesk_tui.delivery.connection import encrypt
from helpdesk_tui.delivery.outcomes import NotSentError
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

_MOST_BYTES = 65536  # all that a server may say in one conversation
_LINE_START_DOT = re.compile(rb"(?m)^\.")

# RFC 3463 §2: class.subject.detail at the start of a reply's text
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")

BROKEN = (OSError, smtplib.SMTPException)
"""What a conversation that breaks off raises."""


class _Replies:
    """Reads lines of a connection, as smtplib wants them; what came too early can be seen."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._left = _MOST_BYTES
        self.waiting = b""

    def readline(self, limit: int) -> bytes:
        """A whole line; less at the end of the connection, or when there is more than may be said."""
        while b"\n" not in self.waiting and len(self.waiting) < limit and self._left > 0:
            data = self._connection.recv(min(4096, self._left))
            if not data:
                break
            self._left -= len(data)
            self.waiting += data
        length = min(self.waiting.find(b"\n") + 1 or len(self.waiting), limit)
        line, self.waiting = self.waiting[:length], self.waiting[length:]
        return line if line.endswith(b"\n") else b""

    def close(self) -> None:
        self.waiting = b""


class Conversation(smtplib.SMTP):
    """Over a connection that stands."""

    def __init__(self, connection: Connection, hello_name: str) -> None:
        super().__init__(local_hostname=hello_name or _literal(connection.stream))
        self._connection = connection
        self._server = connection.host
        self._take_stream()

    def greet(self) -> None:
        """Hear the greeting and say hello. Raises `NotSentError` and `BROKEN`."""
        self._expect(220, self.getreply())
        self._hello()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """STARTTLS (RFC 3207), then hello again. Raises `NotSentError` and `BROKEN`."""
        if not self.has_extn("starttls"):
            raise NotSentError(problem("mail-no-starttls", server=self._server))
        self._expect(220, self.docmd("STARTTLS"))
        if self._replies.waiting:
            raise NotSentError(problem("mail-tampered", server=self._server))
        encrypt(self._connection, context)
        self._take_stream()
        self._hello()  # what was offered before counts no more

    def sign_in(self, login: str, password: Secret) -> None:
        """AUTH (RFC 4954) PLAIN, or LOGIN where it is all there is. Raises `NotSentError` and `BROKEN`."""
        mechanisms = self.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in mechanisms:
            reply = self.docmd("AUTH", "PLAIN " + _base64(f"\0{login}\0{password.reveal()}"))
        elif "LOGIN" in mechanisms:
            reply = self._auth_login(login, password)
        else:
            raise NotSentError(problem("mail-login-unknown", server=self._server))
        if reply[0] != 235:
            raise refusal(self._server, reply, "mail-login")

    def address(self, sender: str, to: str) -> None:
        """Sender and recipient. Raises `NotSentError` and `BROKEN`."""
        for reply, code in (
            (self.docmd("MAIL", f"FROM:<{sender}>"), "mail-sender"),
            (self.docmd("RCPT", f"TO:<{to}>"), "mail-recipient"),
        ):
            if reply[0] not in {250, 251}:
                raise refusal(self._server, reply, code)

    def announce(self) -> None:
        """DATA: after this the message itself is sent. Raises `NotSentError` and `BROKEN`."""
        reply = self.docmd("DATA")
        if reply[0] != 354:
            raise refusal(self._server, reply, "mail-rejected")

    def hand_over(self, message: bytes) -> tuple[int, bytes]:
        """The message, with CRLF at the end of each line, and the server's answer. Raises `BROKEN`."""
        self.send(_LINE_START_DOT.sub(b"..", message) + b".\r\n")
        return self.getreply()

    def leave(self, seconds: float) -> None:
        """Say goodbye; nothing hangs on it any more."""
        try:
            self._connection.stream.settimeout(seconds)
            self.docmd("QUIT")
        except BROKEN:
            pass

    def _take_stream(self) -> None:
        """Speak over the connection as it is now. What was said before encryption counts no more."""
        self.sock = self._connection.stream
        self._replies = _Replies(self.sock)
        self.file = self._replies

    def _hello(self) -> None:
        self._expect(250, self.ehlo())

    def _expect(self, wanted: int, reply: tuple[int, bytes]) -> None:
        if reply[0] != wanted:
            raise refusal(self._server, reply, "mail-closed")

    def _auth_login(self, login: str, password: Secret) -> tuple[int, bytes]:
        reply = self.docmd("AUTH", "LOGIN")
        for word in (login, password.reveal()):
            if reply[0] != 334:
                return reply
            reply = self.docmd(_base64(word))
        return reply


def refusal(server: str, reply: tuple[int, bytes], code: str) -> NotSentError:
    """A reply that is no consent, as a problem: `code`, or "later" for what passes (RFC 5321 §4.2.1)."""
    if 400 <= reply[0] <= 499:
        code = "delivery-later"
    elif not 500 <= reply[0] <= 599:
        code = "mail-garbled"
    return NotSentError(problem(code, server=server, detail=numbers(reply)), numbers(reply))


def numbers(reply: tuple[int, bytes]) -> str:
    """The codes of a reply, "550 5.1.1". Its text may repeat address, code or password: it is left out."""
    code, text = reply
    enhanced = _ENHANCED.match(text)
    return f"{code} {enhanced[0].decode('ascii')}" if enhanced else str(code)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _literal(connection: socket.socket) -> str:
    """This end's address (RFC 5321 §4.1.3): its name would be a question to the resolver."""
    address = str(connection.getsockname()[0]).partition("%")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
