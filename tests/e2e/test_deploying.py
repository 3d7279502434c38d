"""docs/deploy.md as it stands: from a bare computer to the first verified call, on Samba and on OpenLDAP.

The page runs as it stands, on a computer that is mounted for it (`lab.machine`). What is put in whose place
stands in `SUBSTITUTED`, and the names of the lab in `_named`.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from e2e.terminal import Terminal
from lab import people
from lab.domain import Domain, NewPerson
from lab.ldap_server import Bind, LdapServer
from lab.machine import Machine
from lab.processes import await_ports, end, free_ports

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "deploy.md").read_text()
CONTAINERFILE = (ROOT / "docs" / "deploy" / "Containerfile").read_text()

SUBSTITUTED = {
    # Built once for all tests, by this same script. No index of packages is asked: what it needs is there.
    "docs/deploy/debian/build /tmp\n": "",
    "apt-get install /tmp/helpdesk-tui_*.deb": "dpkg --install --force-unsafe-io /tmp/helpdesk-tui_*.deb",
    "apt-get purge helpdesk-tui": "dpkg --purge --force-unsafe-io helpdesk-tui",
    # There is no console to ask at.
    "systemd-ask-password -n": "cat /root/typed",
}
pytestmark = pytest.mark.timeout(300)  # a package is built, unpacked and installed

TYPED_IN_A_MINUTE = 200
"""Characters: forty words."""

TEMPORARY = r"[A-Za-z0-9]{4}[-.+=][A-Za-z0-9]{4}[-.+=][A-Za-z0-9]{5}"


@cache
def section(title: str) -> str:
    """A part of the page, by the beginning of its title."""
    return re.split(r"^## ", PAGE.partition(f"\n## {title}")[2], flags=re.MULTILINE)[0]


def lines(title: str) -> str:
    """What is to be typed there into a shell of the computer."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", section(title), re.MULTILINE | re.DOTALL)
    return "".join(block for block in blocks if not block.startswith("ssh "))


def configuration(number: int) -> str:
    return re.findall(r"^```toml\n(.*?)^```$", section("2. "), re.MULTILINE | re.DOTALL)[number]


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return text


def typed(title: str) -> str:
    text = lines(title)
    assert text, title
    return replaced(text, *((before, after) for before, after in SUBSTITUTED.items() if before in text))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Debian package of this tree, of what the tests run with."""
    version = ["/usr/bin/python3", "-c", "import sys; print(*sys.version_info[:2])"]
    system = subprocess.run(version, capture_output=True, text=True, check=True)
    if system.stdout.split() != [str(part) for part in sys.version_info[:2]]:
        pytest.skip("the tests run with another Python than the system's")
    out = tmp_path_factory.mktemp("package")
    environ = {"ENVIRONMENT": sys.prefix, "DPKG_DEB_COMPRESSOR_TYPE": "none", "PATH": "/usr/bin:/bin"}
    build = [ROOT / "docs" / "deploy" / "debian" / "build", out]
    done = subprocess.run(build, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def bare() -> Iterator[Machine]:
    """A Debian computer with nothing of the desk."""
    with Machine() as made:
        made.run("! getent passwd helpdesk-tui; ! test -e /opt/helpdesk-tui")
        yield made


@pytest.fixture(scope="module")
def machine(bare: Machine, package: Path) -> Machine:
    """Behind the first step of the page."""
    bare.bring(package, f"/tmp/{package.name}")  # noqa: S108 - of that computer, and as the page says
    bare.run(typed("1. "))
    return bare


def test_the_package_holds_what_the_page_says(package: Path) -> None:
    listed = subprocess.run(["dpkg-deb", "-c", package], capture_output=True, text=True, check=True).stdout
    found = [line.split(maxsplit=5) for line in listed.splitlines()]
    names = {each[5].removeprefix(".").split(" -> ")[0]: each for each in found}
    assert {owner for _, owner, *_ in found} == {"root/root"}
    assert not [name for name, each in names.items() if each[0][8] == "w" and each[0][0] != "l"]
    for unit in (ROOT / "docs" / "deploy").glob("helpdesk-tui-*"):
        assert f"/usr/lib/systemd/system/{unit.name}" in names
    for name in (
        "/etc/ssh/sshd_config.d/helpdesk-tui.conf",
        "/usr/bin/helpdesk-tui",
        "/usr/lib/sysusers.d/helpdesk-tui.conf",
        "/usr/lib/tmpfiles.d/helpdesk-tui.conf",
        "/usr/share/bash-completion/completions/helpdesk-tui",
        "/usr/share/doc/helpdesk-tui/config.example.toml",
        "/usr/share/fish/vendor_completions.d/helpdesk-tui.fish",
        "/usr/share/man/man1/helpdesk-tui.1.gz",
        "/usr/share/zsh/vendor-completions/_helpdesk-tui",
    ):
        assert name in names
    ours = {name for name in names if "/site-packages/helpdesk_tui/" in name and not name.endswith("/")}
    assert len([name for name in ours if name.endswith(".py")]) == len(
        [each for each in (ROOT / "helpdesk_tui").rglob("*.py")]
    )
    assert [name for name in ours if name.endswith(".pyc")]  # nobody may write them later


def demo(machine: Machine) -> None:
    """As the desk's account, which writes nothing anywhere."""
    command = machine.command("runuser", "-u", "helpdesk-tui", "--", "helpdesk-tui", "demo")
    with Terminal([*command, "lookup", "ada.byron"]) as terminal:
        assert terminal.wait_exit(60) == 0
        assert "Ada Byron" in terminal.text
    with Terminal(command) as terminal:
        terminal.wait_for("Password", 30)
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0


def test_what_the_package_installs_runs_the_demo(machine: Machine) -> None:
    demo(machine)
    said = machine.run(
        "helpdesk-tui --version; stat -c '%U:%G %a %n' /var/lib/helpdesk-tui /etc/helpdesk-tui"
    ).stdout
    assert "helpdesk-tui:helpdesk-tui 700 /var/lib/helpdesk-tui\nroot:root 755 /etc/helpdesk-tui\n" in said
    man = machine.run("man -l /usr/share/man/man1/helpdesk-tui.1.gz | head -n 3", check=False)
    assert man.returncode or "HELPDESK-TUI" in man.stdout


def test_the_recipe_for_a_container_makes_one_that_runs_the_demo(package: Path) -> None:
    """Its second stage, line by line, with this computer's system for the base; the first is `package`."""
    first, second = re.split(r"^FROM ", CONTAINERFILE, flags=re.MULTILINE)[1:]
    assert "RUN /src/docs/deploy/debian/build /out" in first
    steps = [line.split(" ", 1) for line in second.splitlines()[1:] if line]
    with Machine() as container:
        for kind, rest in steps:
            if kind == "COPY":
                assert rest == "--from=build /out /tmp/package"
                container.bring(package, f"/tmp/package/{package.name}")  # noqa: S108 - as above
            elif kind == "RUN":
                container.run(re.sub(r"^apt-get .*?(\S+\.deb)", r"dpkg --install --force-unsafe-io \1", rest))
            else:
                assert kind in {"EXPOSE", "VOLUME", "CMD"}
        demo(container)
        container.run(
            "mkdir -p /etc/ssh/host-keys && ssh-keygen -q -t ed25519 -N '' -f $_/ssh_host_ed25519_key"
        )
        settings = container.run("sshd -T -C user=helpdesk-tui,host=localhost,addr=127.0.0.1").stdout
        assert "\nforcecommand exec /opt/helpdesk-tui/bin/python -I -m helpdesk_tui over-ssh" in settings


@pytest.mark.parametrize("number", [0, 1], ids=["active-directory", "openldap"])
def test_it_takes_less_than_ten_minutes_of_typing(number: int) -> None:
    steps = [lines(f"{step}. ") for step in range(1, 7)]
    assert all(steps)
    minutes = len("".join(steps) + configuration(number)) / TYPED_IN_A_MINUTE
    assert minutes < 10, minutes


class Walk:
    """One walk through the page."""

    def __init__(self, machine: Machine, keys: Path, server: Domain | LdapServer) -> None:
        self.machine = machine
        self.keys = keys
        self.server = server
        (self.port,) = free_ports(1)

    def configure(self) -> None:
        self.machine.put(
            "/etc/helpdesk-tui/config.toml", self._named() + "[contacts]\nfresh_days = 0 # all are new\n"
        )
        self.machine.bring(Path(self.server.ca_file), "/root/example-ca.pem")
        self.machine.run(typed("2. "))
        self.machine.put("/root/typed", self.server.password)
        self.machine.run(typed("3. ") + typed("4. "))

    def _named(self) -> str:
        server = f"{self.server.host}:{self.server.port}"
        if isinstance(self.server, LdapServer):
            return replaced(
                configuration(1),
                ("ldap1.example.com", server),
                (
                    "uid=helpdesk-service,ou=Services,dc=example,dc=com",
                    self.server.dn(people.SECOND_OPERATOR),
                ),
                ("cn=default,ou=Policies,dc=example,dc=com", self.server.default_policy),
                ("ou=People,dc=example,dc=com", self.server.people_dn),
            )
        return replaced(
            configuration(0),
            ("dc1.example.com", server),
            ("helpdesk-service@example.com", people.SECOND_OPERATOR),
            ("OU=People,DC=example,DC=com", self.server.people_dn),
        )

    def let_in(self) -> "subprocess.Popen[bytes]":
        """The operator's key, and sshd with what stands in its own files."""
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.keys / "olga")]
        subprocess.run(make, check=True)
        public = (self.keys / "olga.pub").read_text().strip()
        self.machine.run("ssh-keygen -A; " + replaced(typed("5. "), ("ssh-ed25519 AAAA… olga", public)))
        more = ["-o", "ListenAddress=127.0.0.1", "-o", f"Port={self.port}"]
        server = subprocess.Popen(
            self.machine.command("/usr/sbin/sshd", "-D", "-e", *more), stderr=(self.keys / "log").open("wb")
        )
        await_ports(server, "127.0.0.1", [self.port], (self.keys / "log").read_text)
        return server

    def look(self) -> None:
        check, doctor = typed("6. ").splitlines()
        assert self.machine.run(check).returncode == 0
        said = self.machine.run(doctor, check=False).stdout
        bad = re.findall(r"^(?:warning|failed) +(.*?):", said, re.MULTILINE)
        assert bad == ["store", "backups"], said  # neither is there yet

    def call(self, person: NewPerson) -> str:
        """The first verified one; the temporary password."""
        (line,) = re.findall(r"^(ssh -t \S+ reset .*?)  ", section("6. "), re.MULTILINE)
        line = replaced(line, ("olga", people.OPERATOR), ("ada.byron", person.login))
        words = line.replace("helpdesk-tui@desk.example.com", "helpdesk-tui@127.0.0.1").split()[1:]
        known = f"-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile={self.keys}/known"
        options = f"-F none -i {self.keys}/olga -p {self.port} -o BatchMode=yes {known}"
        ssh = [shutil.which("ssh") or "ssh", *options.split()]
        with Terminal([*ssh, "-t", *words], {"HOME": str(self.keys)}, rows=60) as terminal:
            terminal.wait_for("Password of", 30)
            terminal.type(f"{self.server.password}\r")
            terminal.wait_for("Method, by its number", 30)
            number = terminal.wait_for_match(r"(\d+)\W+Call-back")[1]
            terminal.type(f"{number}\r")
            terminal.wait_for("go shows it to you")
            terminal.type("go\r")
            terminal.wait_for("Outcome, by its number")
            terminal.type("2\r")
            terminal.wait_for("Type yes to go on", 20)
            terminal.type("yes\r")
            found = terminal.wait_for_match(TEMPORARY, 30)
            terminal.type("\r")
            assert terminal.wait_exit(20) == 0, terminal.text
        return found[0]


@pytest.fixture
def walk(request: pytest.FixtureRequest, machine: Machine, tmp_path: Path) -> Iterator[Walk]:
    with Machine(machine) as one:
        yield Walk(one, tmp_path, request.getfixturevalue(request.param))


@pytest.mark.lab
@pytest.mark.parametrize("walk", ["samba", "openldap"], indirect=True)
def test_the_page_leads_from_a_bare_computer_to_the_first_verified_call(walk: Walk, package: Path) -> None:
    person = walk.server.new_person(mobile="+44 7700 900200")
    walk.configure()
    sshd = walk.let_in()
    try:
        walk.look()
        temporary = walk.call(person)
    finally:
        end(sshd)
    if isinstance(walk.server, LdapServer):
        assert walk.server.bind(person.login, person.password) is Bind.WRONG
        assert walk.server.bind(person.login, temporary) is Bind.MUST_CHANGE
        return
    assert walk.server.ldap_bind(person.login, temporary) == "773"
    walk.machine.bring(package, f"/tmp/{package.name}")  # noqa: S108 - of that computer: the next version
    _look_after(walk.machine)


def _look_after(machine: Machine) -> None:
    """Backup and back, upgrade, uninstall: the lines of the page."""
    copy, restore = re.findall(r"^```sh\n(.*?)^```$", section("Backup"), re.MULTILINE | re.DOTALL)
    listed = machine.run(copy).stdout
    (made,) = re.findall(r"^desk-\d{8}T\d{6}Z\.db$", listed, re.MULTILINE)
    restore = replaced(restore, ("desk-20260302T023000Z.db", made), ("restore /", "restore --yes /"))
    assert "The copy is the store now." in machine.run(restore).stdout
    assert "store.restored" in _record(machine)
    assert "The record is whole, up to number" in machine.run(typed("Upgrade")).stdout
    machine.run(typed("Uninstall"))
    left = machine.run(
        "! test -e /opt/helpdesk-tui; ! test -e /etc/helpdesk-tui; ls /var/lib/helpdesk-tui"
    ).stdout
    assert "desk.db\n" in left


def _record(machine: Machine) -> str:
    words = "helpdesk-tui audit list --system --json --config /etc/helpdesk-tui/config.toml"
    return machine.run(f"runuser -u helpdesk-tui -- {words}").stdout
