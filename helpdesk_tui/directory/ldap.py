"""One LDAP connection to one server; the only module that knows ldap3.

Of ldap3 only the codec is used (requests to BER, BER to values); socket, TLS and the course of a request are
ours. So the traps of its `Connection` do not exist here: no unverified TLS, no referral is ever followed, no
schema is fetched, no password stays in an object, nothing is logged, no request is sent twice, and it is
known whether a request left this computer.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ldap3 import BASE, DEREF_NEVER, MODIFY_REPLACE, SIMPLE, SUBTREE
from ldap3.core.exceptions import LDAPExceptionError
from ldap3.operation.bind import bind_operation
from ldap3.operation.extended import extended_operation
from ldap3.operation.modify import modify_operation
from ldap3.operation.search import search_operation
from ldap3.operation.unbind import unbind_operation
from ldap3.protocol.controls import build_control
from ldap3.protocol.rfc2696 import paged_search_control
from ldap3.protocol.rfc4511 import LDAPMessage, MessageID, ProtocolOp
from ldap3.utils.asn1 import decode_message_fast, decode_sequence, encode

from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.messages import Answer, Control, Entry, message_size
from helpdesk_tui.directory.problems import Result
from helpdesk_tui.directory.settings import Endpoint
from helpdesk_tui.directory.tls import encrypt
from helpdesk_tui.errors import DirectoryUnreachable
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

START_TLS = "1.3.6.1.4.1.1466.20037"  # RFC 4511 §4.14
PAGED_RESULTS = "1.2.840.113556.1.4.319"  # RFC 2696

# protocolOp tags, RFC 4511 §4.2 ff.
_BIND, _ENTRY, _SEARCH_DONE, _MODIFY, _REFERENCE, _EXTENDED, _INTERMEDIATE = 1, 4, 5, 7, 19, 24, 25

# What a codec raises when it is fed with something else than LDAP.
_GARBLED = (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError,
            LDAPExceptionError)  # fmt: skip


class Link:
    """A connection that is opened once and never reopened. Its methods take turns.

    Every method raises `DirectoryUnreachable`, and then the connection is closed; a refusal by the server is
    no exception but a `Result`.
    """

    def __init__(
        self, endpoint: Endpoint, context: ssl.SSLContext, connect_timeout: int, receive_timeout: int
    ) -> None:
        self._endpoint = endpoint
        self._context = context
        self._connect_timeout = connect_timeout
        self._receive_timeout = receive_timeout
        self._socket: socket.socket | None = None
        self._buffer = bytearray()
        self._last_id = 0
        self._turn = threading.RLock()
        self.tls_version = ""
        self.request_left = False
        """Whether any byte of the newest request may have left this computer."""

    @property
    def server(self) -> str:
        return self._endpoint.host

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    # --- opening and closing ----------------------------------------------------------------------

    def open(self, address: Any = None) -> Any:
        """Connect and encrypt; the network address reached, by which another link finds the same server."""
        with self._turn:
            if self._endpoint.tls not in {"ldaps", "starttls"}:
                raise DirectoryUnreachable(problem("tls-required", server=self.server))
            self._socket, reached = self._dial(address)
            try:
                self._encrypt()
            except DirectoryUnreachable:
                self._drop()
                raise
            return reached

    def _dial(self, address: Any) -> tuple[socket.socket, Any]:
        for_server = {"server": self.server}
        try:
            candidates = (
                [address]
                if address
                else [
                    (family, kind, proto, where)
                    for family, kind, proto, _, where in socket.getaddrinfo(
                        self._endpoint.host, self._endpoint.port, type=socket.SOCK_STREAM
                    )
                ]
            )
        except (OSError, UnicodeError) as error:
            raise DirectoryUnreachable(
                problem("no-such-host", **for_server, detail=clean(str(error)))
            ) from error
        failure = ""
        for candidate in candidates:
            try:
                return self._connected(candidate), candidate
            except OSError as error:
                failure = clean(str(error))
        raise DirectoryUnreachable(problem("unreachable", **for_server, detail=failure))

    def _connected(self, candidate: Any) -> socket.socket:
        family, kind, proto, where = candidate
        plain = socket.socket(family, kind, proto)
        try:
            plain.settimeout(self._connect_timeout)
            plain.connect(where)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            plain.close()
            raise
        return plain

    def _encrypt(self) -> None:
        if self._endpoint.tls == "starttls":
            self._ask_for_tls()
        assert self._socket is not None  # noqa: S101 - for the type checker
        self._socket.settimeout(self._connect_timeout)
        encrypted = encrypt(self._socket, self._context, self.server)
        self._socket = encrypted
        self.tls_version = encrypted.version() or ""

    def _ask_for_tls(self) -> None:
        """RFC 4511 §4.14. Bytes behind the answer would be read as if they had come encrypted."""
        answer = self._ask(_EXTENDED, "extendedReq", extended_operation(START_TLS))
        if not answer.result.done or self._buffer:
            raise DirectoryUnreachable(problem("tls-failed", server=self.server, detail=answer.result.detail))

    def close(self) -> None:
        """Say good-bye and close. May be called twice."""
        with self._turn:
            if self._socket is not None:
                with contextlib.suppress(OSError, *_GARBLED):
                    self._socket.settimeout(1)
                    self._socket.sendall(self._message("unbindRequest", unbind_operation(), ()))
            self._drop()

    def _drop(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket = None
        self._buffer.clear()

    # --- requests -----------------------------------------------------------------------------------

    def bind(self, name: str, password: Secret) -> Result:
        """Simple bind. An empty password, which a server takes for an anonymous bind (RFC 4513 §5.1.2), or an
        unencrypted connection is a mistake of the caller: `ValueError`."""
        if not name or not password or not self.tls_version:
            raise ValueError("a bind needs a name, a password and TLS")
        with self._turn:
            # As bytes: ldap3 would prepare a text by SASLprep, and AD does not.
            request = bind_operation(3, SIMPLE, _sendable(name), password.reveal().encode("utf-8", "replace"))
            return self._ask(_BIND, "bindRequest", request).result

    def read(
        self,
        dn: str,
        attributes: Sequence[str],
        where: str = "(objectClass=*)",
        controls: Iterable[Control] = (),
    ) -> Answer:
        """The entry `dn` itself, if it matches the filter `where`."""
        return self._search(dn, BASE, where, attributes, [_control(control) for control in controls])

    def search(
        self,
        base: str,
        where: str,
        attributes: Sequence[str],
        page: int,
        cookie: bytes = b"",
        *,
        controls: Iterable[Control] = (),
    ) -> Answer:
        """One page of the subtree under `base`; page 0 with a cookie ends a search before its last page."""
        # A cookie goes in a critical control: without it the server would begin anew.
        paging = paged_search_control(bool(cookie), page, cookie)
        more = [_control(control) for control in controls]
        return self._search(base, SUBTREE, where, attributes, [paging, *more])

    def _search(
        self, base: str, scope: str, where: str, attributes: Sequence[str], controls: list[Any]
    ) -> Answer:
        with self._turn:
            request = search_operation(
                _sendable(base),
                where,
                scope,
                DEREF_NEVER,
                list(attributes),
                0,
                self._receive_timeout,
                False,
                False,
                False,
            )
            return self._ask(_SEARCH_DONE, "searchRequest", request, controls)

    def modify(self, dn: str, replacements: Mapping[str, bytes], controls: Iterable[Control] = ()) -> Result:
        """Replace each attribute by one value, all or none. Sent at most once."""
        with self._turn:
            self.request_left = False
            changes = {name: [(MODIFY_REPLACE, [value])] for name, value in replacements.items()}
            request = modify_operation(dn, changes, False)
            return self._ask(
                _MODIFY, "modifyRequest", request, [_control(control) for control in controls]
            ).result

    # --- the wire -----------------------------------------------------------------------------------

    def _ask(self, ends_with: int, kind: str, request: Any, controls: Sequence[Any] = ()) -> Answer:
        message = self._message(kind, request, controls)
        try:
            self._send(message)
            return self._answer(ends_with)
        except TimeoutError as error:
            self._drop()
            raise DirectoryUnreachable(problem("directory-timeout", server=self.server)) from error
        except OSError as error:
            self._drop()
            raise DirectoryUnreachable(
                problem("connection-lost", server=self.server, detail=clean(str(error)))
            ) from error
        except _GARBLED as error:
            self._drop()
            raise DirectoryUnreachable(
                problem("directory-garbled", server=self.server, detail=type(error).__name__)
            ) from None  # the codec's exceptions may quote what was sent

    def _message(self, kind: str, request: Any, controls: Sequence[Any]) -> bytes:
        self._last_id += 1
        message = LDAPMessage()
        message["messageID"] = MessageID(self._last_id)
        message["protocolOp"] = ProtocolOp().setComponentByName(kind, request)
        for position, control in enumerate(controls):
            message["controls"][position] = control
        encoded: bytes = encode(message)
        return encoded

    def _send(self, message: bytes) -> None:
        if self._socket is None:
            raise ConnectionResetError("the connection is closed")
        self._socket.settimeout(self._receive_timeout)
        self.request_left = True
        self._socket.sendall(message)

    def _answer(self, ends_with: int) -> Answer:
        entries = []
        while True:
            message = decode_message_fast(self._receive())
            tag, payload = message["protocolOp"], message["payload"]
            if message["messageID"] == 0:  # notice of disconnection, RFC 4511 §4.4.1
                raise ConnectionResetError(_result(payload).text)
            if message["messageID"] != self._last_id:
                raise ValueError("an answer to another request")
            if tag == _ENTRY and ends_with == _SEARCH_DONE:
                entries.append(_entry(payload))
            elif tag == ends_with:
                return Answer(tuple(entries), _result(payload), _cookie(message["controls"]))
            elif tag not in {_REFERENCE, _INTERMEDIATE}:  # references to other servers are not followed
                raise ValueError("an answer of another kind")

    def _receive(self) -> bytes:
        """One whole LDAP message, within the time for one; what follows stays in the buffer."""
        deadline = time.monotonic() + self._receive_timeout
        while (size := message_size(self._buffer)) is None or len(self._buffer) < size:
            left = deadline - time.monotonic()
            if left <= 0 or self._socket is None:
                raise TimeoutError
            self._socket.settimeout(left)
            received = self._socket.recv(65536)
            if not received:
                raise ConnectionResetError("the server closed the connection")
            self._buffer += received
        whole = bytes(self._buffer[:size])
        del self._buffer[:size]
        return whole


def _control(control: Control) -> Any:
    return build_control(control.oid, control.critical, control.value, encode_control_value=False)


def _sendable(text: str) -> str:
    """`text` without lone surrogates, which have no UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _text(raw: object) -> str:
    if not isinstance(raw, bytes):
        raise TypeError("text is an octet string")
    return raw.decode("utf-8", "replace")


def _entry(payload: Any) -> Entry:
    # each node of the fast decoder is (class, constructed, tag, value)
    values = {
        _text(attribute[3][0][3]).lower(): tuple(bytes(value[3]) for value in attribute[3][1][3])
        for attribute in payload[1][3]
    }
    return Entry(_text(payload[0][3]), MappingProxyType(values))


def _result(payload: Any) -> Result:
    code = payload[0][3]
    if not isinstance(code, int):
        raise TypeError("a result code is a number")
    referrals: tuple[str, ...] = ()
    if len(payload) > 3 and payload[3][2] == 3 and isinstance(payload[3][3], list):
        referrals = tuple(clean(_text(node[3])) for node in payload[3][3])
    return Result(code, clean(_text(payload[2][3]).rstrip("\0"), 1024), referrals)


def _cookie(controls: Any) -> bytes:
    for control in controls or ():
        oid, *rest = control[3]
        if _text(oid[3]) == PAGED_RESULTS:
            value = b"".join(node[3] for node in rest if node[2] == 4)
            return bytes(decode_sequence(value, 0, len(value))[0][3][1][3])
    return b""
