"""A desk at which all is well, of real files and servers on loopback; a fault changes one thing of it."""

import atexit
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from directory.fake_server import FakeServer
from doctor.running import found_with
from lab import gateway, privacyidea, smtp
from lab.certificates import Authority, Certificate
from plain.driving import PlainDesk
from verifiers.radius_peer import REJECT, SECRET, Peer, answer, peer

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.doctor import Doctor
from helpdesk_tui.compose.doctor.here import Computer
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.diagnosis import Finding
from helpdesk_tui.store import KeySource, find_key, key_files, open_store
from helpdesk_tui.store.keyrings import Ring

MAIL_PASSWORD = "canary-mail-password"
RIGHTS = {each: True for each in Action}


@dataclass(frozen=True)
class Stopped:
    """A clock."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Neighbours:
    """What the desk needs of others: started once, and never changed."""

    authority: Authority
    good: Certificate
    at: datetime  # when they were started, which is what the directory tells for the time
    directory: tuple[int, int]  # ports
    mail: int
    sms: str
    privacyidea: str
    radius: int


@contextmanager
def neighbours(authority: Authority, good: Certificate, place: Path) -> Iterator[Neighbours]:
    at = datetime.now(UTC)
    with ExitStack() as stack:
        enter = stack.enter_context
        here: dict[str, Any] = {"authority": authority, "certificate": good}
        yield Neighbours(
            authority,
            good,
            at,
            (enter(directory(good, at)).port, enter(directory(good, at)).port),
            enter(smtp.serve(place, login=("desk", MAIL_PASSWORD), **here)).port,
            enter(gateway.serve(place, **here)).url,
            f"https://localhost:{enter(privacyidea.serve(place, **here)).port}/pi",
            enter(radius()).port,
        )


def directory(certificate: Certificate, at: datetime, ahead: timedelta = timedelta()) -> FakeServer:
    told = f"{at + ahead:%Y%m%d%H%M%S}.0Z".encode()
    return FakeServer(certificate=certificate, root={"currentTime": [told]})


def radius(code: int = REJECT, attributes: Any = (), secret: bytes = SECRET) -> AbstractContextManager[Peer]:
    return peer(lambda server, request: server.say(answer(request, code, attributes, secret=secret)))


@dataclass
class Planted:
    """The desk; `sections` are those of its configuration, values as TOML has them."""

    place: Path
    around: Neighbours
    desk: PlainDesk  # where operators sign in
    stack: ExitStack
    sections: dict[str, dict[str, str]] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=lambda: {"TERM": "xterm-256color"})
    computer: Computer = field(default_factory=Computer)
    shown: dict[str, object] = field(default_factory=dict)  # of the sample account, otherwise than it is
    words: list[str] = field(default_factory=lambda: ["--operator", "operator", "--account", "ada.byron"])

    def __post_init__(self) -> None:
        def no_ring() -> Ring | None:
            return None

        self.computer = Computer(lambda: (80, 24), "utf-8", no_ring, Stopped(self.around.at))
        self.shown = {"rights": RIGHTS}
        shutil.copytree(_store(), self.state)
        self.backups.mkdir(mode=0o700)
        self.write(self.backups / "desk-20260302T023000Z.db", "a copy")
        texts = self.place / "texts"
        texts.mkdir()
        self.write(texts / "de.toml", '[test]\nsms = "Test von $desk: $operator, $link"\n')
        ca = f'"{self.around.authority.ca_file}"'
        first, second = self.around.directory
        patient = {
            "ca_file": ca,
            "connect_seconds": "10",
            "timeout_seconds": "20",
        }  # the computer may be busy
        self.sections = {
            "directory": {
                "servers": f'["ldaps://localhost:{first}", "ldaps://localhost:{second}"]',
                "ca_file": ca,
                "connect_timeout": "10",
                "receive_timeout": "10",
            },
            "roles": {"operator": '["Helpdesk Operators"]'},
            "store": {"path": f'"{self.store}"', "key": '"file"', "backups": f'"{self.backups}"'},
            "mail": {
                "server": f'"smtp://localhost:{self.around.mail}"',
                "sender": '"desk@example.com"',
                "login": '"desk"',
                "password": self.secret(MAIL_PASSWORD, "mail-password"),
                **patient,
            },
            "sms": {
                "gateway": '"https"',
                "url": f'"{self.around.sms}"',
                "fields": '{ to = "$to", text = "$text" }',
                **patient,
            },
            "radius": {
                "servers": f'["127.0.0.1:{self.around.radius}"]',
                "secret": self.secret(SECRET.decode(), "radius-secret"),
                "server_seconds": "10",
                "timeout_seconds": "10",
            },
            "privacyidea": {"url": f'"{self.around.privacyidea}"', "ca_file": ca, "connect_seconds": "10"},
            "texts": {"folder": f'"{texts}"'},
            "passwords": {"breached_file": f'"{self.write(self.place / "breached", _BREACHED)}"'},
            "verification": {"methods": '["totp", "radius", "privacyidea"]'},
            "notices": {"help_link": '"https://help.example.com"'},
        }

    @property
    def state(self) -> Path:
        return self.place / "state"

    @property
    def store(self) -> Path:
        return self.state / "desk.db"

    @property
    def key(self) -> Path:
        return key_files.beside(self.store)

    @property
    def backups(self) -> Path:
        return self.place / "backups"

    @property
    def config(self) -> Path:
        return self.place / "config.toml"

    def write(self, path: Path, text: str) -> Path:
        path.write_text(text)
        path.chmod(0o600)
        return path

    def secret(self, text: str, name: str) -> str:
        return f'"file:{self.write(self.place / name, text)}"'

    def set(self, section: str, **values: str) -> None:
        self.sections.setdefault(section, {}).update(values)

    def in_store(self, sql: str) -> None:
        with closing(sqlite3.connect(self.store)) as connection, connection:
            connection.execute(sql)

    def older(self, path: Path, **age: float) -> None:
        then = time.time() - timedelta(**age).total_seconds()
        os.utime(path, (then, then))

    def serve(self, server: AbstractContextManager[Any]) -> Any:
        """Until the test ends."""
        return self.stack.enter_context(server)

    def second_server(self, certificate: Certificate, ahead: timedelta = timedelta()) -> None:
        """In the place of the second domain controller."""
        port = self.serve(directory(certificate, self.around.at, ahead)).port
        self.name_second(port)

    def name_second(self, port: int) -> None:
        first = self.around.directory[0]
        self.set("directory", servers=f'["ldaps://localhost:{first}", "ldaps://localhost:{port}"]')

    def write_configuration(self) -> Path:
        parts = (
            "\n".join([f"[{name}]", *(f"{key} = {value}" for key, value in section.items())])
            for name, section in self.sections.items()
        )
        return self.write(self.config, "\n".join(parts))

    def found(self) -> list[Finding]:
        """What the doctor says."""
        if not self.config.exists():
            self.write_configuration()
        doctor = replace(Doctor.of(str(self.config), self.environ), computer=self.computer)
        directory = Shown(self.desk.console.sign_in.directory, self.shown)
        console = self.desk.changed(directory=directory).console if doctor.config else None
        return found_with(doctor, console, *self.words)


class Shown:
    """A directory whose sessions show accounts otherwise than they are."""

    def __init__(self, inner: Any, otherwise: Mapping[str, object]) -> None:
        self._inner = inner
        self._otherwise = otherwise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def sign_in(self, *given: Any) -> "Shown":
        return Shown(self._inner.sign_in(*given), self._otherwise)

    def read(self, account: str) -> Account:
        return replace(self._inner.read(account), **self._otherwise)


@cache
def _store() -> Path:
    """The directory of one that is ready, with some entries in its record, and its key in a file."""
    place = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, place)
    path = place / "state" / "desk.db"
    key = find_key(path, SystemChance(), source=KeySource.FILE, environ={})
    with open_store(path, key, SystemClock(), SystemChance(), durable=False) as stores:
        for number in range(3):
            stores.audit.append("sign-in.done", {"number": number}, SystemClock().now() - timedelta(days=30))
        stores.methods.require("5b0e1a3e-0000-4000-8000-000000000001", SystemClock().now())
    return place / "state"


_BREACHED = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9\n"  # of "password"
