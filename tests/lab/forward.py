"""A port on localhost that leads to a server on another loopback address, and that can be cut.

The lab's servers each have an address of their own (127.0.0.N), so that they collide with nothing. A client
that verifies TLS asks for a name, and the one name every machine resolves is `localhost`: this is the way.
"""

import contextlib
import itertools
import socket
import threading
from types import TracebackType
from typing import Self


class Forward:
    """Listens on 127.0.0.1:`port` (free, chosen by the system) from construction until `close()`."""

    def __init__(self, address: str, port: int) -> None:
        self._target = (address, port)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._lock = threading.Lock()
        self._is_cut = False
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name=f"forward to {address}:{port}", daemon=True).start()

    def cut(self) -> None:
        """Drop every connection; drop new ones at once, until `mend()`."""
        with self._lock:
            self._is_cut = True
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            _drop(*pair)

    def mend(self) -> None:
        """Let new connections through again."""
        self._is_cut = False

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread
        self._listener.close()
        self.cut()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # closed
                return
            try:
                server = socket.create_connection(self._next(), timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._join(client, server)

    def _next(self) -> tuple[str, int]:
        """Where the next connection leads."""
        return self._target

    def _join(self, client: socket.socket, server: socket.socket) -> None:
        pair = (client, server)
        with self._lock:
            if self._is_cut:
                _drop(*pair)
                return
            self._pairs.add(pair)
        for source, target in (pair, pair[::-1]):
            threading.Thread(target=self._pump, args=(source, target, pair), daemon=True).start()

    def _pump(
        self, source: socket.socket, target: socket.socket, pair: tuple[socket.socket, socket.socket]
    ) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with self._lock:
            self._pairs.discard(pair)
        _drop(*pair)


class Balancer(Forward):
    """One port before several servers: each connection leads to the next of `targets`, which may change."""

    def __init__(self, *targets: tuple[str, int]) -> None:
        self.targets = list(targets)
        self._turn = itertools.count()
        super().__init__(*targets[0])

    def _next(self) -> tuple[str, int]:
        return self.targets[next(self._turn) % len(self.targets)]


def _drop(*ends: socket.socket) -> None:
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
