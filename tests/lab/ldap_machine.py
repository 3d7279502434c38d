"""An LDAP server of the lab from its start to its end, whatever happens; its dying and its coming back."""

import shutil
import signal
import socket
import subprocess
from abc import ABC, abstractmethod
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from lab import people
from lab.certificates import Authority, Certificate
from lab.domain import LabError
from lab.ldap_server import LdapServer
from lab.processes import await_ports, end, free_ports

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

Server = TypeVar("Server", bound=LdapServer)


class LdapMachine(ABC, Generic[Server]):
    """Starts on entering, stops on leaving, also when the start fails half way."""

    locked: tuple[str, ...] = ()
    """Who is locked, by wrong passwords, as soon as it runs."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        self._server: Server | None = None

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> Server:
        """Populate and start: about a second. After `stop` or `kill` with what it had, at the same ports.
        Raises LabError with the server's own words."""
        if reason := self._missing():
            raise LabError(reason)
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """May be called twice."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGCONT)
            end(process)

    def kill(self) -> None:
        """As when the machine loses its power: nothing is said to anybody."""
        self._signal(signal.SIGKILL)
        self.stop()

    def freeze(self) -> None:
        """It answers nothing, and keeps every connection, until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def revive(self) -> None:
        """Whatever became of it, it serves again."""
        self.thaw()
        if self._process is None:
            self.start()

    @abstractmethod
    def _missing(self) -> str:
        """Why it cannot run here, as a sentence; "" when it can."""

    @abstractmethod
    def _prepare(self) -> Server:
        """Configure and populate it, in the directory."""

    @abstractmethod
    def _command(self, server: Server) -> list[str]:
        """Which runs it in front."""

    def _begin(self, server: Server) -> None:
        """What only a running server can be told, once."""
        for login in self.locked:
            server.lock(login)

    def _start(self) -> Server:
        known = self._server
        if known is None:
            self._directory.mkdir(parents=True, exist_ok=True)
        server = known or self._prepare()
        self._process = self._run(server)
        await_ports(self._process, server.address, (server.port, server.plain_port), self._last_words)
        if known is None:
            self._begin(server)
        self._server = server
        return server

    def _run(self, server: Server) -> "subprocess.Popen[bytes]":
        with self._output.open("ab") as output:
            return subprocess.Popen(
                # It ends with this process, also when that is killed.
                [program("setpriv"), "--pdeathsig", "KILL", *self._command(server)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={"PATH": PATH},
            )

    @property
    def _output(self) -> Path:
        return self._directory / "log" / "output"

    def _last_words(self) -> str:
        return self._output.read_text(errors="replace")[-3000:].strip()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)


class LdapMachines(ABC):
    """Several as one: they start on entering, and stop on leaving, also when the start fails half way."""

    def __init__(self) -> None:
        self._running = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._running.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    @abstractmethod
    def _start(self) -> None:
        """Enter each in `_running`."""


def describe(directory: Path) -> dict[str, Any]:
    """Of a server to be, what all have in common: where it will be, and what is known of it."""
    port, plain_port = free_ports(2)
    return {
        "host": "localhost",
        "address": "127.0.0.1",
        "port": port,
        "plain_port": plain_port,
        "ca_file": directory / "tls" / "ca.pem",
        "authority": directory / "tls",
        "password": people.PASSWORD,
        "logs": directory / "log",
    }


def certificate(server: LdapServer) -> Certificate:
    """Of an authority of its own, with every name by which a client may know the server."""
    # OpenLDAP's clients take "localhost" for this computer's name.
    names = (server.host, server.address, socket.gethostname(), socket.getfqdn())
    return Authority(server.authority).issue(*dict.fromkeys(names))


def program(name: str) -> str:
    return shutil.which(name, path=PATH) or name
