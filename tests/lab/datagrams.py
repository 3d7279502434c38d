"""A server of one answer for each datagram, on loopback."""

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

_LARGEST = 4096


class DatagramServer:
    """Listens on `address`:`port` (0 = a free one) from construction until `close()`. `answer` gives None
    where nothing is to be said."""

    def __init__(self, answer: Callable[[bytes], bytes | None], address: str, port: int = 0) -> None:
        self._answer = answer
        self._is_closed = False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, port))
        self.address = address
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name=f"datagrams at {address}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """The address is free again then."""
        self._is_closed = True
        self._socket.sendto(b"", (self.address, self.port))  # wakes the serving thread
        self._thread.join(5)
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _serve(self) -> None:
        while not self._is_closed:
            datagram, client = self._socket.recvfrom(_LARGEST)
            answer = self._answer(datagram) if datagram else None
            if answer is not None:
                with contextlib.suppress(OSError):
                    self._socket.sendto(answer, client)
