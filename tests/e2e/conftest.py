"""A desk on the lab's domain, used through a real terminal as an operator uses it."""

import atexit
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from desk.asking import Asking
from e2e.terminal import Terminal
from lab import people
from lab.domain import Domain, NewPerson

from helpdesk_tui import compose, config
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.opening import open_configured
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.method import MethodKind, OathSettings
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, find_key, open_store

PROGRAM = [sys.executable, "-m", "helpdesk_tui"]

IN_FULL = {"HELPDESK_TUI_REPAINT": "1"}
"""The environment in which what is drawn stands in the stream as a whole, and so is found there or not."""

CONFIG = """\
[directory]
servers = ["ldaps://{host}:{port}"]
ca_file = "{ca_file}"
connect_timeout = {connect_timeout}
receive_timeout = {receive_timeout}
{directory}
[roles]
operator = ["Helpdesk Operators"]
registrar = ["Helpdesk Registrars"]
supervisor = ["Helpdesk Supervisors"]
auditor = ["Helpdesk Auditors"]
[scope]
bases = ["{people_dn}"]
[verification]
ticket = "{ticket}"
{verification}
[contacts]
fresh_days = {fresh_days}
[registration]
own_hours = {own_hours}
any_hours = {any_hours}
new_hours = {new_hours}
[store]
key = "file"
[search]
phone_region = "GB"
{more}
"""


@dataclass
class Place:
    """One desk: a configuration, a store, and the domain behind it."""

    domain: Domain
    home: Path
    program: list[str] = field(default_factory=lambda: list(PROGRAM))

    @property
    def environment(self) -> dict[str, str]:
        return {"HOME": str(self.home), "HELPDESK_TUI_CONFIG": str(self.home / "config.toml")}

    @property
    def store(self) -> Path:
        return self.home / ".local/state/helpdesk-tui/desk.db"

    def configure(self, *, more: str = "", **changes: object) -> None:
        """Write the configuration, with other values of the template where a test wants them."""
        domain = self.domain
        values = {
            "host": domain.host,
            "port": domain.port,
            "ca_file": domain.ca_file,
            "people_dn": domain.people_dn,
            "connect_timeout": 3,
            "receive_timeout": 5,
            "directory": "",
            "ticket": "off",
            "verification": "",
            "fresh_days": 0,  # everybody in the lab is new
            "own_hours": 0,  # one operator registers and resets
            "any_hours": 0,
            "new_hours": 0,  # every method of the lab is new
            "more": more,
        }
        self.private("config.toml", CONFIG.format(**(values | changes)))

    def private(self, name: str, text: str) -> Path:
        """A file that only the desk's user reads."""
        path = self.home / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    def console(
        self,
        environment: Mapping[str, str] | None = None,
        operator: str = people.OPERATOR,
        **size: int,
    ) -> Terminal:
        """The full screen, on a terminal of 80×24; the login stands in its field."""
        command = [*self.program, "--operator", operator]
        return Terminal(command, {**self.environment, **(environment or {})}, **size)

    def desk(self, operator: str = people.OPERATOR) -> Desk:
        """The desk itself, without a front end: this configuration, this store, the real adapters."""
        environ = {"XDG_STATE_HOME": str(self.home / ".local/state")}
        console = compose.for_config(config.load(self.home / "config.toml"), environ)
        return console.sign_in.sign_in(operator, Secret(self.domain.password))

    def plain(self, *arguments: str, operator: str = people.OPERATOR, rows: int = 60) -> Terminal:
        """A plain command, on a tall terminal so that all it says can be read."""
        return Terminal([*self.program, "--operator", operator, *arguments], self.environment, rows=rows)

    def run(self, *arguments: str, operator: str = people.OPERATOR) -> tuple[int, str]:
        """A plain command that asks for nothing but the password; its exit code and all it said."""
        with self.plain(*arguments, operator=operator) as terminal:
            terminal.wait_for("Password of", 15)
            terminal.type(f"{self.domain.password}\r")
            return terminal.wait_exit(30), terminal.text

    def json(self, *arguments: str, operator: str) -> object:
        """What a reading command writes to standard output; the password is asked on the terminal."""
        out = self.home / "out.json"
        words = shlex.join([*self.program, "--operator", operator, *arguments, "--json"])
        with Terminal(["/bin/sh", "-c", f"{words} > {shlex.quote(str(out))}"], self.environment) as terminal:
            terminal.wait_for("Password of", 15)
            terminal.type(f"{self.domain.password}\r")
            assert terminal.wait_exit(30) == 0, terminal.text
        return json.loads(out.read_text(encoding="utf-8"))

    def proven(self, desk: Desk, person: NewPerson) -> ClearanceId:
        """Whoever calls is that person, by an app of theirs."""
        key = self.has_app(person)
        begun = desk.verifying.begin(AccountId(person.id))
        app = next(each.method.id for each in begun.options if each.method.kind is MethodKind.TOTP)
        clearance = Asking(desk.verifying).prove(begun.id, app, Secret(code(key, steps=1))).clearance
        assert clearance is not None
        return clearance.id

    def has_app(self, person: NewPerson) -> str:
        """An app that the person registered an hour ago; its key in base 32."""
        randomness, hour_ago = SystemChance(), SystemClock().now() - timedelta(hours=1)
        seed = NewSeed(MethodKind.TOTP, "phone", Secret(randomness.base32(20)), OathSettings())
        loaded = config.load(self.home / "config.toml")
        stores = open_configured(loaded, self.store, {})
        try:
            method = stores.methods.add_seed(AccountId(person.id), seed, hour_ago)
            assert stores.methods.accept_step(method, 1, hour_ago, activate=True)
        finally:
            stores.close()
        return seed.secret.reveal()

    def register_app(self, person: NewPerson) -> str:
        """Register an app by plain commands, after a call-back; its key in base 32."""
        with self.plain("methods", person.login, "add", "totp") as terminal:
            terminal.wait_for("Password of", 15)
            terminal.type(f"{self.domain.password}\r")
            terminal.wait_for("Method, by its number", 15)
            terminal.type("1\r")
            terminal.wait_for("go shows it to you")
            terminal.type("go\r")
            terminal.wait_for("Outcome, by its number")
            terminal.type("2\r")
            terminal.wait_for("Type yes to go on")
            terminal.type("yes\r")
            terminal.wait_for("App code; two takes", 10)
            found = terminal.wait_for_match(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})")
            key = found[1].replace(" ", "")
            terminal.type(f"{code(key)}\r")
            assert terminal.wait_exit(15) == 0, terminal.text
        return key


def code(key: str, *, steps: int = 0) -> str:
    """What the caller's app shows now, or so many steps later, by an independent program."""
    when = f"now + {30 * steps} seconds"
    done = subprocess.run(
        ["oathtool", "--totp", "--base32", "--now", when, key], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def new_place(samba: Domain, tmp_path: Path) -> Place:
    """Where nobody has started the program yet: the first start makes its store."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    made = Place(samba, home)
    made.configure()
    return made


@pytest.fixture
def place(new_place: Place) -> Place:
    """With a store that is ready."""
    shutil.copytree(_new_store(), new_place.store.parent)
    return new_place


@cache
def _new_store() -> Path:
    """The directory of a store that was made once for all tests, with its key."""
    directory = Path(tempfile.mkdtemp(prefix="helpdesk-tui-test-")) / "store"
    atexit.register(shutil.rmtree, directory.parent)
    key = find_key(directory / "desk.db", SystemChance(), source=KeySource.FILE, environ={})
    open_store(directory / "desk.db", key, SystemClock(), SystemChance()).close()
    return directory


@pytest.fixture
def person(samba: Domain) -> NewPerson:
    """Somebody with a mobile number and nothing registered."""
    return samba.new_person(mobile="+44 7700 900200", telephoneNumber="020 7946 0200")
