"""Ends what the lab starts, and waits for it to answer."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterable

from lab.domain import LabError


def end(process: "subprocess.Popen[bytes]") -> None:
    """Asks it to go, and after five seconds makes it."""
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def own_address(number: int) -> str:
    """On loopback, for a server at a fixed port; no other process of the tests has it. `number`: 1…9."""
    high, low = divmod(os.getpid() % 65_536, 256)
    return f"127.{100 + number}.{high}.{low}"


def free_ports(count: int) -> list[int]:
    """On 127.0.0.1, of those that no system gives to a client: nobody takes one before the server does, but
    for another lab, which begins to look elsewhere. Raises LabError."""
    found: list[int] = []
    start = os.getpid() * 16 % 12_000
    for step in range(12_000):
        port = 20_000 + (start + step) % 12_000
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise LabError("No port is free for a server.")


def await_ports(
    server: "subprocess.Popen[bytes]",
    address: str,
    ports: Iterable[int],
    last_words: Callable[[], str],
    seconds: float = 30,
) -> None:
    """Until it takes connections at every port. Raises LabError with its last words."""
    deadline = time.monotonic() + seconds
    for port in ports:
        while not _answers(address, port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise LabError(f"{server.args[0]} does not answer at {address}:{port}: {last_words()}")
            time.sleep(0.02)


def _answers(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False
    return True
