"""A connection to one server, for the directory and for deliveries: bounded in time as a whole.

A timeout of a socket bounds one wait: a server that sends a byte now and then never meets it, and nothing
bounds the resolver. So what is done with a connection is done `within` so many seconds, after which it is
cut, whatever it waits for; and who quits cuts it from another thread.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from helpdesk_tui.deadlines import DEADLINES

T = TypeVar("T")

Address = tuple[int, int, int, Any]
"""Family, kind, protocol and place, as `socket.getaddrinfo` gives them."""

_LEAST_SHARE = 1.0
"""Seconds that each of several addresses gets at least, while there are any."""

_LATE = "the name was not resolved in time"


class NoSuchHostError(OSError):
    """The resolver knows no address, or does not answer in time."""


def ask_resolver(
    host: str, port: int, kind: socket.SocketKind, tell: Callable[[list[Address] | OSError], None]
) -> None:
    """Have the resolver look for `host`, in a thread of its own, which may hang for as long as it likes."""

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=kind)
        except (OSError, UnicodeError) as error:
            tell(NoSuchHostError(getattr(error, "strerror", None) or str(error)))
        else:
            tell([(family, found, protocol, place) for family, found, protocol, _, place in answers])

    threading.Thread(target=ask, name="resolver", daemon=True).start()


def resolved(host: str, port: int, kind: socket.SocketKind, seconds: float) -> list[Address]:
    """The addresses of `host`, within so many seconds. Raises `NoSuchHostError`."""
    told: queue.SimpleQueue[list[Address] | OSError] = queue.SimpleQueue()
    ask_resolver(host, port, kind, told.put)
    try:
        said = told.get(timeout=max(0.0, seconds))
    except queue.Empty:
        said = NoSuchHostError(_LATE)
    if isinstance(said, OSError):
        raise said
    return said


class Connection:
    """To `host`; one thread at a time uses it, any may `cut` it. Its methods raise `OSError`."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._changed = threading.Condition()  # guards what follows
        self._socket: socket.socket | None = None
        self._handle: socket.socket | None = None  # TLS takes the first one over; this one stays ours
        self._ends = 0.0
        self.is_cut = False
        self.out_of_time = False
        """Whether it was cut for that: what failed then failed for that."""

    @property
    def stream(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionResetError("the connection is closed")
        return self._socket

    # --- ending -------------------------------------------------------------------------------------

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut the connection in so many seconds, unless this is left before."""
        self._ends = time.monotonic() + seconds
        if self._socket is not None:
            self._socket.settimeout(seconds + 5)  # the cut comes first, always
        try:
            with DEADLINES.within(seconds, self._time_is_over):
                yield
        finally:
            if self.is_cut:
                self.close()

    def _time_is_over(self) -> None:
        with self._changed:
            self.out_of_time = self.out_of_time or not self.is_cut
        self.cut()

    def cut(self) -> None:
        """At once, from any thread: whatever waits on it ends, and nothing can be begun any more."""
        with self._changed:
            self.is_cut = True
            if self._handle is not None:
                with suppress(OSError):
                    self._handle.shutdown(socket.SHUT_RDWR)
            self._changed.notify_all()

    def close(self) -> None:
        """By the thread that uses it. May be called twice."""
        with self._changed:
            self.is_cut = True
            for each in (self._handle, self._socket):
                if each is not None:
                    each.close()
            self._handle = self._socket = None

    # --- opening ------------------------------------------------------------------------------------

    def dial(self, addresses: Sequence[Address] = ()) -> Address:
        """Connect, within the time that runs; the address reached. Each of several has its share of it.

        Raises `NoSuchHostError`; else what the last one failed with.
        """
        addresses = addresses or self._resolved()
        failure: OSError = NoSuchHostError("the name has no address")
        for tried, address in enumerate(addresses):
            left = self._ends - time.monotonic()
            share = max(_LEAST_SHARE, left / (len(addresses) - tried))
            try:
                self._connect(address, min(left, share))
            except OSError as error:
                failure = error
            else:
                return address
            if self.is_cut:
                break
        raise failure

    def _resolved(self) -> list[Address]:
        """What the resolver says, within the time that runs."""
        told: list[list[Address] | OSError] = []

        def tell(said: list[Address] | OSError) -> None:
            with self._changed:
                told.append(said)
                self._changed.notify_all()

        ask_resolver(self.host, self.port, socket.SOCK_STREAM, tell)
        with self._changed:
            self._changed.wait_for(lambda: told or self.is_cut)
            said = told[0] if told and not self.is_cut else NoSuchHostError(_LATE)
        if isinstance(said, OSError):
            raise said
        return said

    def _connect(self, address: Address, seconds: float) -> None:
        family, kind, protocol, place = address
        plain = socket.socket(family, kind, protocol)
        try:
            self._take(plain)
            plain.settimeout(max(0.01, seconds))
            plain.connect(place)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.settimeout(max(0.0, self._ends - time.monotonic()) + 5)  # as in `within`
        except OSError:
            plain.close()
            raise

    def _take(self, plain: socket.socket) -> None:
        """From here on a cut reaches it."""
        with self._changed:
            if self.is_cut:
                raise ConnectionAbortedError("it was cut")
            if self._handle is not None:
                self._handle.close()
            self._socket, self._handle = plain, plain.dup()

    def encrypt(self, context: ssl.SSLContext) -> str:
        """TLS from here on, the certificate verified for `host`; its version. Raises `ValueError` too."""
        encrypted = context.wrap_socket(self.stream, server_hostname=self.host)
        self._socket = encrypted
        return encrypted.version() or ""

    @property
    def certificate(self) -> bytes:
        """The server's, as DER. Raises `ConnectionError` where nothing is encrypted."""
        shown = self.stream.getpeercert(binary_form=True) if isinstance(self.stream, ssl.SSLSocket) else None
        if not shown:
            raise ConnectionAbortedError("there is no certificate")
        return shown

    @property
    def certificate_ends(self) -> datetime:
        """When that is valid no more. Raises as `certificate`."""
        shown = self.stream.getpeercert() if isinstance(self.stream, ssl.SSLSocket) else None
        if not shown:
            raise ConnectionAbortedError("there is no certificate")
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)

    # --- using --------------------------------------------------------------------------------------

    def receive(self, most: int = 65536) -> bytes:
        """Some bytes, at least one. Raises `ConnectionResetError` at the end."""
        received = self.stream.recv(most)
        if not received:
            raise ConnectionResetError("the server closed the connection")
        return received

    def wait_for(self, work: Callable[[], T]) -> T:
        """What `work` gives or raises: it waits for something else than this server, in a thread of its own,
        which may hang for as long as it likes. Raises `ConnectionAbortedError` where this ends first."""
        made: list[T] = []
        failed: list[BaseException] = []

        def run() -> None:
            try:
                made.append(work())
            except BaseException as error:  # noqa: BLE001 - raised where it is waited for
                failed.append(error)
            with self._changed:
                self._changed.notify_all()

        threading.Thread(target=run, name="beside a connection", daemon=True).start()
        with self._changed:
            self._changed.wait_for(lambda: made or failed or self.is_cut)
            if self.is_cut:
                raise ConnectionAbortedError("it was cut")
        if failed:
            raise failed[0]
        return made[0]
