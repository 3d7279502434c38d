"""One LDAP connection to one server: the course of its requests.

Each request has one deadline and one budget; it is sent once, and it is known whether it left this computer.
"""

import contextlib
import ssl
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from helpdesk_tui.connection import Address, Connection, NoSuchHostError
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory import codec
from helpdesk_tui.directory.ber import message_size
from helpdesk_tui.directory.budget import Budget, TooMuchError, before_tls
from helpdesk_tui.directory.codec import Message
from helpdesk_tui.directory.messages import Answer, Control, Modification
from helpdesk_tui.directory.negotiation import Negotiate, Negotiation
from helpdesk_tui.directory.problems import BIND_IN_PROGRESS, Result
from helpdesk_tui.directory.settings import Endpoint
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean
from helpdesk_tui.tls import Cause, cause_of, words_of

_TLS_CODES = {
    Cause.EXPIRED: "tls-expired",
    Cause.WRONG_NAME: "tls-wrong-name",
    Cause.UNTRUSTED: "tls-untrusted",
    Cause.OTHER: "tls-failed",
}

_PASSED_OVER = frozenset({codec.REFERENCE, codec.INTERMEDIATE})
"""References to other servers are not followed."""


_MOST_ROUNDS = 5
"""Of one negotiation; those that there are take one or two."""


class Link:
    """A connection that is opened once and never reopened. Its methods take turns; `close` waits for none.

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
        self._connection = Connection(endpoint.host, endpoint.port)
        self._is_ready = False
        self._buffer = bytearray()
        self._last_id = 0
        self._turn = threading.RLock()
        self.tls_version = ""
        self.write_left = False
        """Whether any byte of a write may have left this computer."""

    @property
    def server(self) -> str:
        return self._endpoint.host

    @property
    def is_open(self) -> bool:
        return self._is_ready and not self._connection.is_cut

    @property
    def certificate_ends(self) -> datetime:
        """When the server's certificate is valid no more. Raises `DirectoryUnreachable`."""
        try:
            return self._connection.certificate_ends
        except OSError as error:
            raise DirectoryUnreachable(self._trouble(error)) from None

    # --- opening and closing ----------------------------------------------------------------------

    def open(self, address: Address | None = None) -> Address:
        """Connect and encrypt, all within `connect_timeout`; the network address reached, by which another
        link finds the same server."""
        with self._turn:
            if self._endpoint.tls not in {"ldaps", "starttls"}:
                raise DirectoryUnreachable(problem("tls-required", server=self.server))
            try:
                with self._connection.within(self._connect_timeout):
                    reached = self._dial(address)
                    self._encrypt()
            except BaseException:
                self._drop()
                raise
            self._is_ready = True
            return reached

    def _dial(self, address: Address | None) -> Address:
        try:
            return self._connection.dial([address] if address else [])
        except OSError as error:
            code = "no-such-host" if isinstance(error, NoSuchHostError) else "unreachable"
            raise DirectoryUnreachable(problem(code, server=self.server, detail=clean(str(error)))) from error

    def _encrypt(self) -> None:
        if self._endpoint.tls == "starttls":
            self._ask_for_tls()
        try:
            self.tls_version = self._connection.encrypt(self._context)
        except (OSError, ValueError) as error:
            why = TimeoutError("it took too long") if self._connection.out_of_time else error
            code = _TLS_CODES[cause_of(why)]
            raise DirectoryUnreachable(problem(code, server=self.server, detail=words_of(why))) from error

    def _ask_for_tls(self) -> None:
        """RFC 4511 §4.14. Bytes behind the answer would be read as if they had come encrypted."""
        answer = self._answer_to(codec.start_tls(), codec.EXTENDED, before_tls())
        if not answer.result.done or self._buffer:
            raise DirectoryUnreachable(problem("tls-failed", server=self.server, detail=answer.result.detail))

    def close(self) -> None:
        """Close at once, from any thread: what waits for an answer ends. May be called twice."""
        if not self._turn.acquire(blocking=False):
            self._connection.cut()  # whoever has the turn closes it
            return
        try:
            if self.is_open:
                self._say_good_bye()
            self._drop()
        finally:
            self._turn.release()

    def _say_good_bye(self) -> None:
        """As far as the server takes it without a wait."""
        with contextlib.suppress(OSError, ValueError):
            self._connection.stream.settimeout(0)
            self._connection.stream.send(self._encoded(codec.unbind()))

    def _drop(self) -> None:
        self._connection.close()
        self._buffer.clear()

    # --- requests -----------------------------------------------------------------------------------

    def bind(self, name: str, password: Secret, controls: Iterable[Control] = ()) -> Result:
        """Simple bind. An empty password, which a server takes for an anonymous bind (RFC 4513 §5.1.2), or an
        unencrypted connection is a mistake of the caller: `ValueError`."""
        if not name or not password or not self.tls_version:
            raise ValueError("a bind needs a name, a password and TLS")
        request = codec.bind(name, password.reveal().encode("utf-8", "replace"))
        return self._ask(request, codec.BOUND, codec.controls_of(controls)).result

    def negotiate(self, begin: Negotiate) -> Result:
        """Bind by SASL, all within `receive_timeout`. Raises also what `begin` and its steps raise, and
        `ValueError` on an unencrypted connection."""
        if not self.tls_version:
            raise ValueError("a bind needs TLS")
        with self._turn:
            try:
                with self._connection.within(self._receive_timeout):
                    return self._negotiated(begin(self.server, self._connection.certificate))
            except BaseException:
                self._drop()
                raise

    def _negotiated(self, negotiation: Negotiation) -> Result:
        received, budget = b"", Budget()
        for _ in range(_MOST_ROUNDS):
            token = self._stepped(negotiation, received)
            answer = self._answer_to(codec.bind_by(negotiation.mechanism, token), codec.BOUND, budget)
            received = answer.credentials
            if answer.result.code != BIND_IN_PROGRESS:
                break
        if answer.result.done:
            if received:
                self._stepped(negotiation, received)
            if not negotiation.is_complete:
                raise DirectoryUnreachable(problem("server-unproven", server=self.server))
        return answer.result

    def _stepped(self, negotiation: Negotiation, received: bytes) -> bytes:
        try:
            return self._connection.wait_for(partial(negotiation.step, received))
        except OSError:
            raise DirectoryUnreachable(problem("no-kdc")) from None

    def read(
        self,
        dn: str,
        attributes: Sequence[str],
        where: str = "(objectClass=*)",
        controls: Iterable[Control] = (),
    ) -> Answer:
        """The entry `dn` itself, if it matches the filter `where`."""
        request = codec.search(dn, where, attributes, self._receive_timeout, below=False)
        return self._ask(request, codec.SEARCH_DONE, codec.controls_of(controls))

    def search(
        self,
        base: str,
        where: str,
        attributes: Sequence[str],
        page: int,
        cookie: bytes = b"",
        *,
        controls: Iterable[Control] = (),
        budget: Budget | None = None,
    ) -> Answer:
        """One page of the subtree under `base`; page 0 with a cookie ends a search before its last page.
        With a `budget`, all pages that are given it share it."""
        request = codec.search(base, where, attributes, self._receive_timeout, below=True)
        more = codec.controls_of(controls)
        return self._ask(request, codec.SEARCH_DONE, [codec.page_control(page, cookie), *more], budget)

    def modify(
        self, dn: str, modifications: Sequence[Modification], controls: Iterable[Control] = ()
    ) -> Result:
        """All of them or none. Sent at most once."""
        request, more = codec.modify(dn, modifications), codec.controls_of(controls)
        return self._ask(request, codec.MODIFIED, more, is_write=True).result

    def ask_whether(
        self, dn: str, modifications: Sequence[Modification], controls: Iterable[Control]
    ) -> Result:
        """What the server says to a modify that it must refuse. No write: it is not counted as one."""
        request = codec.modify(dn, modifications)
        return self._ask(request, codec.MODIFIED, codec.controls_of(controls)).result

    def extended(self, name: str, value: bytes, controls: Iterable[Control] = ()) -> Result:
        """An extended operation (RFC 4511 §4.12). Sent at most once."""
        request, more = codec.extended(name, value), codec.controls_of(controls)
        return self._ask(request, codec.EXTENDED, more, is_write=True).result

    # --- the course of one --------------------------------------------------------------------------

    def _ask(
        self,
        request: Any,
        ends_with: int,
        controls: Sequence[Any] = (),
        budget: Budget | None = None,
        *,
        is_write: bool = False,
    ) -> Answer:
        """One request and its whole answer, within `receive_timeout`."""
        budget = budget or Budget()
        with self._turn, self._connection.within(budget.seconds(self._receive_timeout)):
            return self._answer_to(request, ends_with, budget, controls, is_write=is_write)

    def _answer_to(
        self,
        request: Any,
        ends_with: int,
        budget: Budget,
        controls: Sequence[Any] = (),
        *,
        is_write: bool = False,
    ) -> Answer:
        message = self._encoded(request, controls)
        try:
            self._send(message, is_write=is_write)
            return self._answer(ends_with, budget)
        except (OSError, ValueError) as error:
            self._drop()
            raise DirectoryUnreachable(self._trouble(error)) from None  # some quote what was sent
        except BaseException:  # Ctrl+C: what still comes must not be taken for the next one's answer
            self._drop()
            raise

    def _trouble(self, error: Exception) -> Problem:
        if self._connection.out_of_time or isinstance(error, TimeoutError):
            return problem("directory-timeout", server=self.server)
        if isinstance(error, TooMuchError):
            return problem("answer-too-large", server=self.server, detail=str(error))
        if isinstance(error, OSError):
            return problem("connection-lost", server=self.server, detail=clean(str(error)))
        return problem("directory-garbled", server=self.server, detail=str(error))

    def _encoded(self, request: Any, controls: Sequence[Any] = ()) -> bytes:
        self._last_id += 1
        return codec.encoded(self._last_id, request, controls)

    def _send(self, message: bytes, *, is_write: bool) -> None:
        stream = self._connection.stream  # a connection that is closed raises here: nothing left
        self.write_left = self.write_left or is_write
        stream.sendall(message)

    def _answer(self, ends_with: int, budget: Budget) -> Answer:
        entries = []
        while True:
            message = self._received(budget)
            if message.number == 0:
                _heed_notice(message)
            elif message.number != self._last_id:
                raise ValueError("an answer to another request")
            elif message.entry is not None and ends_with == codec.SEARCH_DONE:
                entries.append(message.entry)
            elif message.result is not None and message.operation == ends_with:
                return Answer(tuple(entries), message.result, message.cookie, message.credentials)
            elif message.operation not in _PASSED_OVER:
                raise ValueError("an answer of another kind")

    def _received(self, budget: Budget) -> Message:
        """The next message, looked at before it is decoded; what follows it stays in the buffer."""
        budget.begin_message()
        while (size := message_size(self._buffer)) is None or len(self._buffer) < size:
            budget.allow(size or 0)
            self._buffer += self._connection.receive()
        budget.allow(size)
        whole = bytes(self._buffer[:size])
        del self._buffer[:size]
        message, elements = codec.received(whole, budget.elements)
        budget.spend(size, elements)
        return message


def _heed_notice(message: Message) -> None:
    """What answers no request: the end of the connection (RFC 4511 §4.4.1); other notices are passed over."""
    if message.result is None:
        raise ValueError("an answer to no request")
    if message.name in {"", codec.NOTICE_OF_DISCONNECTION}:
        raise ConnectionResetError(message.result.text)
