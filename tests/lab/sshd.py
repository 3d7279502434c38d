"""A real sshd on loopback, with throw-away keys, that runs one command for whoever signs in.

with Sshd(directory, ["helpdesk-tui"], {"HELPDESK_TUI_CONFIG": "…"}) as sshd:
    Terminal(sshd.client())
"""

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from lab import kerberos
from lab.domain import Domain, LabError
from lab.processes import end

PROGRAMS = ("sshd", "ssh", "ssh-keygen")

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

_CONFIGURATION = """\
ListenAddress 127.0.0.1:{port}
HostKey {directory}/host
AuthorizedKeysFile {directory}/user.pub
PidFile none
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM {pam}
PrintMotd no
PrintLastLog no
"""

_CARELESS = """\
AcceptEnv *
AllowTcpForwarding yes
GatewayPorts yes
PermitTunnel yes
PermitUserRC yes
Subsystem sftp internal-sftp
X11Forwarding yes
"""
"""What the rest of a configuration may allow while a block of its own says otherwise."""

_TICKETS = """\
PubkeyAuthentication no
GSSAPIAuthentication yes
GSSAPIStrictAcceptorCheck no
"""


def missing() -> str:
    """Why sshd cannot run here, as a sentence; "" when it can."""
    absent = [program for program in PROGRAMS if shutil.which(program, path=_PATH) is None]
    return f"sshd is not installed: no {', '.join(absent)}. tests/run installs it as root." if absent else ""


class Sshd:
    """Listens from entering to leaving; every session runs `command`, with `environment` set."""

    def __init__(
        self,
        directory: Path,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        domain: Domain | None = None,
        block: str = "",
    ) -> None:
        """With a `domain` its tickets sign in, whoever's, in place of the key. A `block` (Match, with its
        ForceCommand) holds in place of `command` and `environment`, in a configuration that allows all."""
        self._block = block
        self._domain = domain
        self._directory = directory
        self._command = command
        self._environment = environment or {}
        self._server: subprocess.Popen[bytes] | None = None
        self.port = 0

    def __enter__(self) -> Self:
        if reason := missing():
            raise LabError(reason)
        self._directory.mkdir(parents=True, exist_ok=True)
        for name in ("host", "user"):
            self._make_key(name)
        self.port = _free_port()
        host_key = (self._directory / "host.pub").read_text()
        (self._directory / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {host_key}")
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd wants it; at home systemd makes it
        self._configuration.write_text(
            _CONFIGURATION.format(
                port=self.port,
                directory=self._directory,
                pam="yes" if _password_is_locked() else "no",
            )
            + (_TICKETS if self._domain else "")
            + (
                _CARELESS + self._block.replace("{directory}", str(self._directory))
                if self._block
                else f"ForceCommand {self._forced()}\n"
            )
        )
        self._log = (self._directory / "sshd.log").open("wb")
        self._server = subprocess.Popen(
            [_program("sshd"), "-D", "-e", "-f", str(self._configuration)],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env={"PATH": _PATH, **self._keys()},
        )
        self._await()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def client(self, *options: str) -> list[str]:
        """The command that signs in with a terminal. It ends with the exit code of the forced command."""
        return [
            *(_program("ssh"), "-tt", "-F", "none", "-p", str(self.port)),
            *("-i", str(self._directory / "user"), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"),
            *("-o", f"UserKnownHostsFile={self._directory / 'known_hosts'}"),
            *("-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=ERROR", *options),
            f"{getpass.getuser()}@127.0.0.1",
        ]

    def client_with_ticket(self) -> list[str]:
        """The same by the ticket in the client's cache, which is passed on to the session."""
        options = ("GSSAPIAuthentication=yes", "GSSAPIDelegateCredentials=yes")
        only = ("PreferredAuthentications=gssapi-with-mic", f"HostKeyAlias=[127.0.0.1]:{self.port}")
        *command, _ = self.client(*(word for each in (*options, *only) for word in ("-o", each)))
        return [*command, f"{getpass.getuser()}@localhost"]

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            end(server)
            self._log.close()

    @property
    def _configuration(self) -> Path:
        return self._directory / "sshd_config"

    def _keys(self) -> dict[str, str]:
        """Those of this computer in the domain; whoever it knows is whoever we are here."""
        if self._domain is None:
            return {}
        keys = kerberos.keytab(self._domain, "host/localhost", self._directory / "keytab")
        rule = f"    auth_to_local = RULE:[1:{getpass.getuser()}]\n    kdc ="
        krb5_conf = self._directory / "krb5.conf"
        krb5_conf.write_text(self._domain.krb5_config.read_text().replace("    kdc =", rule))
        return {"KRB5_CONFIG": str(krb5_conf), "KRB5_KTNAME": f"FILE:{keys}"}

    def _forced(self) -> str:
        settings = [f"{name}={value}" for name, value in self._environment.items()]
        return shlex.join(["env", *settings, *self._command])

    def _make_key(self, name: str) -> None:
        file = self._directory / name
        if not file.exists():
            subprocess.run(
                [_program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", str(file)],
                check=True,
            )

    def _await(self, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._server is not None and self._server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        self.close()
        raise LabError(f"sshd does not start: {(self._directory / 'sshd.log').read_text().strip()}")


def _program(name: str) -> str:
    return shutil.which(name, path=_PATH) or name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _password_is_locked() -> bool:
    """Without PAM, sshd refuses an account whose password is locked ("!" in /etc/shadow)."""
    try:
        lines = Path("/etc/shadow").read_text().splitlines()
    except PermissionError:
        return True
    return any(line.startswith(f"{getpass.getuser()}:!") for line in lines)
