"""A real RADIUS server on loopback: FreeRADIUS, which checks the codes of tokens (its module totp).

    with FreeRadius(directory, PEOPLE) as server:
        server.port, SECRET, server.code("ada.byron")

Its answers bear a Message-Authenticator at `port`; at `unsigned_port` they bear none, as those of many an old
server. Nothing outside the directory is written.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from lab.domain import LabError
from lab.processes import end

SECRET = "canary-shared-secret-of-the-lab"
ASKS = "Now the word of the day"
"""What it says to somebody who has one."""

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_STEP = 30  # seconds of a code
_PROGRAMS = ("freeradius", "radclient", "oathtool")

_CONFIGURATION = """\
prefix = /usr
libdir = /usr/lib/freeradius
logdir = {directory}
run_dir = {directory}
pidfile = {directory}/radiusd.pid
max_request_time = 30
cleanup_delay = 5
max_requests = 1024
hostname_lookups = no
log {{
    destination = files
    file = {directory}/radius.log
    auth = yes
}}
security {{
    allow_core_dumps = no
    max_attributes = 200
    reject_delay = 0
    status_server = yes
}}
proxy_requests = yes
client desk {{
    ipaddr = 127.0.0.1
    secret = {secret}
    require_message_authenticator = yes
}}
thread pool {{
    start_servers = 2
    max_servers = 4
    min_spare_servers = 1
    max_spare_servers = 4
}}
modules {{
    totp {{
    }}
    files {{
        usersfile = {directory}/users
    }}
    always reject {{
        rcode = reject
    }}
    always ok {{
        rcode = ok
    }}
    always handled {{
        rcode = handled
    }}
}}
{servers}
"""

_SERVER = """\
server {name} {{
    listen {{
        type = auth
        ipaddr = 127.0.0.1
        port = {port}
    }}
    authorize {{
        files
        if (!&control:TOTP-Secret) {{
            update reply {{
                Reply-Message := "Nobody of that name"
            }}
            reject
        }}
        update control {{
            Auth-Type := Token
        }}
        if (&State) {{
            update control {{
                Auth-Type := Word
            }}
        }}
    }}
    authenticate {{
        Auth-Type Token {{
            update request {{
                TOTP-Password := "%{{User-Password}}"
            }}
            totp.authenticate {{
                fail = 1
                reject = 1
            }}
            if (!ok) {{
                update reply {{
                    Reply-Message := "This is not the code"
                }}
                reject
            }}
            if (&control:Tmp-String-0) {{
                update session-state {{
                    Tmp-String-1 := "%{{control:Tmp-String-0}}"
                }}
                update control {{
                    Response-Packet-Type := Access-Challenge
                }}
                update reply {{
                    Reply-Message := "{asks}"
                }}
                handled
            }}
            ok
        }}
        Auth-Type Word {{
            if (&session-state:Tmp-String-1 && ("%{{User-Password}}" == "%{{session-state:Tmp-String-1}}")) {{
                ok
            }}
            else {{
                reject
            }}
        }}
    }}
    post-auth {{
        {signs}
        Post-Auth-Type REJECT {{
            {signs}
        }}
        Post-Auth-Type Challenge {{
            {signs}
        }}
    }}
}}
"""

_SIGNS = "update reply {\n            Message-Authenticator := 0x00\n        }"


@dataclass(frozen=True)
class Person:
    """Somebody whom the server knows: the seed of the token in base 32, and the word that is asked for after
    its code, if any."""

    seed: str
    word: str = ""


def missing() -> str:
    """Why it cannot run here, as a sentence; "" when it can."""
    absent = [program for program in _PROGRAMS if shutil.which(program, path=_PATH) is None]
    return (
        f"FreeRADIUS is not installed: no {', '.join(absent)}. tests/run installs it as root."
        if absent
        else ""
    )


PEOPLE = {
    "ada.byron": Person("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
    "two.steps": Person("KRUGS4ZANFZSAYJAORSXG5BAONSWK5BA", "rosebud"),
    "zoë.ångström": Person("MFXG65DIMVZCA5DFON2CA43FMVSCA4DM"),
}


class FreeRadius:
    """Answers from entering to leaving; `stop` takes it away, `start` brings it back at the same port."""

    def __init__(self, directory: Path, people: Mapping[str, Person]) -> None:
        self._directory = directory
        self._people = people
        self._server: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.unsigned_port = 0

    def __enter__(self) -> Self:
        if reason := missing():
            raise LabError(reason)
        self.port, self.unsigned_port = _free_ports(2)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._write()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        with (self._directory / "start.log").open("wb") as log:
            self._server = subprocess.Popen(
                [_program("freeradius"), "-f", "-d", str(self._directory)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"PATH": _PATH},
            )
        self._await()

    def stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            end(server)

    def code(self, name: str) -> str:
        """What this person's token shows now, for some seconds yet, by a program of somebody else's."""
        while time.time() % _STEP > _STEP - 3:
            time.sleep(0.1)
        shown = subprocess.run(
            ["oathtool", "--totp", "--base32", self._people[name].seed],
            capture_output=True,
            text=True,
            check=True,
        )
        return shown.stdout.strip()

    def log(self) -> str:
        """What it says of itself, of each code that it checked too."""
        file = self._directory / "radius.log"
        return file.read_text() if file.exists() else ""

    def _write(self) -> None:
        servers = "\n".join(
            _SERVER.format(name=name, port=port, signs=signs, asks=ASKS)
            for name, port, signs in (("signed", self.port, _SIGNS), ("unsigned", self.unsigned_port, ""))
        )
        text = _CONFIGURATION.format(directory=self._directory, secret=SECRET, servers=servers)
        _private(self._directory / "radiusd.conf", text)
        _private(self._directory / "users", "".join(map(_entry, self._people, self._people.values())))
        _private(self._directory / "dictionary", "$INCLUDE /usr/share/freeradius/dictionary\n")

    def _await(self, seconds: float = 10) -> None:
        """Until it answers who asks how it is (RFC 5997): with a client of somebody else's."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._server is not None and self._server.poll() is None:
            asked = subprocess.run(
                [_program("radclient"), "-r", "1", "-t", "1", f"127.0.0.1:{self.port}", "status", SECRET],
                input=b"Message-Authenticator = 0x00\n",
                capture_output=True,
                check=False,
                env={"PATH": _PATH},
            )
            if asked.returncode == 0:
                return
            time.sleep(0.05)
        self.stop()
        raise LabError(
            f"FreeRADIUS does not start: {(self._directory / 'start.log').read_text()}\n{self.log()}".strip()
        )


def _entry(name: str, person: Person) -> str:
    word = f', Tmp-String-0 := "{person.word}"' if person.word else ""
    return f'"{name}" TOTP-Secret := "{person.seed}"{word}\n'


def _private(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text)


def _program(name: str) -> str:
    return shutil.which(name, path=_PATH) or name


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
