"""From the desk that docs/deploy.md sets up nobody gets to a shell, to a file, or to the program's insides.

What is tried stands in `escapes`, with what it does where nothing stands in the way: the control.
"""

import contextlib
import grp
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from e2e import escapes
from e2e.terminal import Terminal
from lab.sshd import Sshd

from helpdesk_tui import over_ssh
from helpdesk_tui.arguments import parser

BLOCK = (Path(__file__).resolve().parents[2] / "docs" / "deploy" / "sshd.conf").read_text()

SPY = """\
#!/bin/sh
/usr/bin/env >> {seen}  # every variable that is sent holds "/evil/"
exec {python} "$@"
"""

CONFIG = """\
[directory]
servers = ["ldaps://127.0.0.1:1"]
base_dn = "dc=example,dc=com"
connect_timeout = 1
[roles]
operator = ["Desk"]
[store]
path = "{store}"
key = "file"
"""

SHELL = "# Nothing stands in the way: whoever signs in has a shell.\n"


@dataclass(frozen=True)
class Place:
    """One computer with an sshd, and what is looked at there."""

    server: Sshd
    home: Path
    seen: Path
    canary: Path
    """What appears as soon as anything runs that an operator asks for."""

    @property
    def secret(self) -> Path:
        return self.home / "secret"

    def filled(self, text: str) -> str:
        touch, script = f"touch {self.canary}", self.home / "script"
        values = {"touch": touch, "canary": self.canary, "secret": self.secret, "script": script}
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text.replace("{{", "{").replace("}}", "}")

    @property
    def environ(self) -> dict[str, str]:
        return {"HOME": str(self.home), "PATH": os.environ["PATH"]}

    def client(self, *options: str, line: str = "") -> list[str]:
        *command, destination = self.server.client(*options)
        return [*command, "--", destination, *([line] if line else [])]

    def ssh(
        self, *options: str, line: str = "", begin: Sequence[str] = (), **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """A session without a terminal, into which a command for a shell is typed."""
        client = [word for word in self.client(*options, line=line) if word != "-tt"]
        return run([*begin, *client], self.filled("{touch}\n"), self.environ | environ)

    def terminal(self, line: str = "", **environ: str) -> Terminal:
        return Terminal(self.client(line=line), {"HOME": str(self.home), **environ})

    def is_touched(self) -> bool:
        """Whether the canary is there; it is taken away."""
        there = os.path.lexists(self.canary)
        if there:
            self.canary.unlink()
        return there

    def files(self) -> dict[Path, int]:
        """All beside the store, with their modes."""
        found = [each for each in self.home.rglob("*") if each.is_file()]
        return {each: each.stat().st_mode & 0o777 for each in found if not each.name.startswith("desk.db")}


def run(command: Sequence[str], typed: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        input=typed,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60,
        check=False,
        env=environ,
        cwd=environ["HOME"],
    )


StartSshd = Callable[..., Sshd]


@pytest.fixture(scope="module")
def deployed(sshd: StartSshd, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A desk as docs/deploy.md sets it up; its directory does not answer."""
    home = tmp_path_factory.mktemp("desk")
    seen, python, config = home / "seen", home / "python", home / "config.toml"
    python.write_text(SPY.format(seen=seen, python=sys.executable))
    config.write_text(CONFIG.format(store=home / "desk.db"))
    (home / "secret").write_text(f"{escapes.SECRET}\n")
    canary = home / "canary"
    (home / "script").write_text(f"#!/bin/sh\ntouch {canary}\n")
    for file, mode in (("python", 0o700), ("script", 0o700), ("secret", 0o600), ("config.toml", 0o600)):
        (home / file).chmod(mode)
    home.chmod(0o700)
    block = BLOCK
    for ours, here in (
        ("Match Group helpdesk-tui", f"Match Group {grp.getgrgid(os.getegid()).gr_name}"),
        ("/etc/ssh/helpdesk-tui/%u", "{directory}/user.pub"),
        ("/opt/helpdesk-tui/bin/python", str(python)),
        ("/etc/helpdesk-tui/config.toml", str(config)),
    ):
        assert ours in block
        block = block.replace(ours, here)
    return Place(sshd([], block=block), home, seen, canary)


@pytest.fixture(scope="module")
def careless(sshd: StartSshd, deployed: Place) -> Place:
    """The control: the same computer, where whoever signs in has a shell."""
    return replace(deployed, server=sshd([], block=SHELL))


@pytest.fixture
def shared(deployed: Place) -> Iterator[list[str]]:
    """Options of a connection that many sessions share: its socket needs a short path."""
    with tempfile.TemporaryDirectory(prefix="ssh") as folder:
        options = [f"-oControlPath={folder}/%C", "-oControlMaster=auto", "-oControlPersist=5"]
        assert deployed.ssh(*options, line="--version").returncode == 0
        yield options


def said_to(deployed: Place, shared: list[str], lines: Sequence[str]) -> list[tuple[str, int, str]]:
    """Each line, the exit code of its session, and what that said. None of them may do harm."""
    filled = [deployed.filled(line) for line in lines]
    with ThreadPoolExecutor(2) as at_once:
        sessions = list(at_once.map(lambda line: deployed.ssh(*shared, line=line), filled))
    assert not deployed.is_touched()
    said = [each.stdout + each.stderr for each in sessions]
    for line, words in zip(filled, said, strict=True):
        assert escapes.SECRET not in words, line
        assert "Traceback" not in words, line
    return [(line, each.returncode, words) for line, each, words in zip(filled, sessions, said, strict=True)]


# --- words ------------------------------------------------------------------------------------------------


def is_obeyed_by_a_shell(line: str, place: Place) -> bool:
    ended = run(["/bin/sh", "-c", place.filled(line)], place.filled("{touch}\n"), place.environ)
    return place.is_touched() or escapes.SECRET in ended.stdout


def test_no_word_of_a_shell_is_obeyed(deployed: Place, shared: list[str]) -> None:
    control = [line for line in escapes.OF_A_SHELL if not is_obeyed_by_a_shell(line, deployed)]
    assert control == [], "these do no harm anywhere"
    for line, code, said in said_to(deployed, shared, escapes.OF_A_SHELL):
        assert code in (1, 2), (line, said)


def test_no_word_for_the_owner_of_the_computer_is_obeyed(deployed: Place, shared: list[str]) -> None:
    for line in escapes.OF_THE_PROGRAM:
        assert parser().parse_args(over_ssh.words_of(deployed.filled(line))), "the control"
    before = deployed.files()
    for line, code, said in said_to(deployed, shared, escapes.OF_THE_PROGRAM):
        assert code == 2, (line, said)
        assert re.search("over SSH here|Over SSH there is no", said), (line, said)
    assert deployed.files().keys() == before.keys()


def test_no_other_word_is_obeyed(deployed: Place, shared: list[str]) -> None:
    for line, code, said in said_to(deployed, shared, escapes.OF_NOBODY):
        assert code in (1, 2), (line, said)


# --- variables --------------------------------------------------------------------------------------------

OF_THE_SERVER = frozenset({"HOME", "SHELL", "SSH_AUTH_SOCK", "SSH_ORIGINAL_COMMAND"})
OF_ITS_SHELL = frozenset({"BASHOPTS", "IFS", "PROMPT_COMMAND", "PS4", "SHELLOPTS"})
"""That sshd and the shell behind it set anew, or take from nobody."""


def sent(place: Place) -> tuple[list[str], dict[str, str]]:
    return (
        [f"-oSendEnv={' '.join(escapes.VARIABLES)}"],
        {each: f"/evil/{place.canary}" for each in escapes.VARIABLES},
    )


def test_no_variable_gets_through(deployed: Place, careless: Place) -> None:
    options, environ = sent(deployed)
    deployed.seen.write_text("")
    ended = deployed.ssh(*options, line="--version", begin=["env", *map("=".join, environ.items())])
    assert ended.returncode == 0, ended.stderr
    assert "PATH=" in deployed.seen.read_text(), "it was looked at"
    assert "/evil/" not in deployed.seen.read_text()
    control = careless.ssh(*options, line="/usr/bin/env", begin=["env", *map("=".join, environ.items())])
    taken = set(re.findall(r"^(\w+)=/evil/", control.stdout, re.MULTILINE))
    assert taken >= set(escapes.VARIABLES) - OF_THE_SERVER - OF_ITS_SHELL


@pytest.mark.parametrize("name", ["/evil/x", "../../evil", "xterm;id", "$(id)", "x" * 60, "-evil"])
def test_a_terminal_that_is_named_by_a_path_is_none(deployed: Place, name: str) -> None:
    with deployed.terminal(TERM=name) as terminal:
        assert terminal.wait_exit(30) == 2
        assert "This terminal cannot show a full screen" in terminal.words
        assert "evil" not in terminal.text


# --- channels ---------------------------------------------------------------------------------------------

CHANNELS = {
    "a port, from here": ["-W", "127.0.0.1:{port}"],
    "a port, from there": ["-oRemoteForward=127.0.0.1:0 127.0.0.1:1"],
    "a port of theirs, open to all": ["-g", "-oRemoteForward=0.0.0.0:0 127.0.0.1:1"],
    "a proxy, from there": ["-oRemoteForward=0"],
    "a socket, from there": ["-oRemoteForward={canary} 127.0.0.1:1"],
    "a tunnel": ["-oTunnel=point-to-point"],
    "a bridge": ["-oTunnel=ethernet"],
}
NOT_EVERYWHERE = frozenset({"a tunnel", "a bridge"})
"""They need a device that a container has not: for these the control is what sshd says that it allows."""


def through(place: Place, what: str) -> subprocess.CompletedProcess[str]:
    options = [place.filled(each.replace("{port}", str(place.server.port))) for each in CHANNELS[what]]
    line = "" if "-W" in options else "--version" if "over-ssh" in place.server._block else "true"
    return place.ssh("-oExitOnForwardFailure=yes", *options, line=line)


@pytest.mark.parametrize("what", CHANNELS)
def test_no_channel_leads_anywhere_else(deployed: Place, careless: Place, what: str) -> None:
    ended = through(deployed, what)
    assert (ended.returncode, ended.stdout) == (255, ""), ended.stderr
    assert not deployed.is_touched()
    if what not in NOT_EVERYWHERE:
        control = through(careless, what)
        assert control.returncode == 0 or "SSH-2.0" in control.stdout, control.stderr
        careless.is_touched()


def test_neither_an_agent_nor_a_display_is_handed_on(deployed: Place, careless: Place) -> None:
    deployed.seen.write_text("")
    ended = deployed.ssh("-A", "-Y", line="--version", begin=["ssh-agent"], DISPLAY="127.0.0.1:99")
    assert ended.returncode == 0
    assert not re.search("SSH_AUTH_SOCK|DISPLAY", deployed.seen.read_text())
    control = careless.ssh("-A", line="/usr/bin/env", begin=["ssh-agent"])
    assert "SSH_AUTH_SOCK" in control.stdout


def copies(place: Place, to: Path) -> dict[str, list[str]]:
    """Commands that bring the secret here."""
    _, *options, destination = place.server.client()
    port = options.index("-p")
    rest = [word for word in [*options[:port], *options[port + 2 :]] if word != "-tt"]
    options = [*rest, "-o", f"Port={place.server.port}"]
    return {
        "sftp": ["sftp", *options, "-q", f"{destination}:{place.secret}", str(to)],
        "scp": ["scp", *options, "-q", f"{destination}:{place.secret}", str(to)],
        "scp of old": ["scp", "-O", *options, "-q", f"{destination}:{place.secret}", str(to)],
        "a subsystem": ["ssh", *options, "-s", destination, "sftp"],
        "a subsystem that there is not": ["ssh", *options, "-s", destination, "sh"],
    }


def test_no_file_is_copied(deployed: Place, careless: Place, tmp_path: Path) -> None:
    for what, command in copies(deployed, tmp_path / "stolen").items():
        ended = run(command, deployed.filled("{touch}\n"), deployed.environ)
        assert ended.returncode != 0, what
        assert escapes.SECRET not in ended.stdout, what
        assert not (tmp_path / "stolen").exists(), what
    assert not deployed.is_touched()
    for what in ("sftp", "scp", "scp of old"):
        control = tmp_path / f"control-{len(what)}"
        run(copies(careless, control)[what], "", careless.environ)
        assert control.read_text().strip() == escapes.SECRET, what


def test_what_sshd_says_of_the_block_allows_nothing_else(deployed: Place, careless: Place) -> None:
    """No ~/.ssh/rc, no ~/.ssh/environment, whatever the rest of the configuration allows."""
    here, there = in_force(deployed), in_force(careless)
    for setting in (
        "permituserrc no", "permituserenvironment no", "disableforwarding yes", "allowtcpforwarding no",
        "allowagentforwarding no", "allowstreamlocalforwarding no", "x11forwarding no", "permittunnel no",
        "gatewayports no", "permitlisten none", "permitopen none", "acceptenv none", "maxsessions 2",
    ):  # fmt: skip
        assert setting in here
    assert any(each.startswith("forcecommand exec ") for each in here)
    assert {"permituserrc yes", "permittunnel yes", "x11forwarding yes"} <= there, "the control"


def in_force(place: Place) -> set[str]:
    who = f"user={os.environ.get('USER') or 'root'},host=localhost,addr=127.0.0.1"
    sshd = next(each for each in ("/usr/sbin/sshd", "/usr/bin/sshd") if Path(each).exists())
    ended = subprocess.run(
        [sshd, "-T", "-f", str(place.server._configuration), "-C", who],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return set(ended.stdout.lower().splitlines())


# --- keys -------------------------------------------------------------------------------------------------


def test_control_a_shell_obeys_keys(careless: Place) -> None:
    with careless.terminal() as terminal:
        terminal.wait_still()
        terminal.type(careless.filled("{touch}; umask 022; touch made\r"))
        terminal.wait_until(careless.canary.exists, "the canary", 20)
        terminal.type("exit\r")
        terminal.wait_exit(20)
    assert careless.is_touched()


@pytest.mark.parametrize("keys", escapes.AT_A_QUESTION)
def test_no_key_at_a_question_leads_to_a_shell(deployed: Place, keys: str) -> None:
    with deployed.terminal("--operator eve lookup ada") as terminal:
        terminal.wait_for("Password of", 30)
        terminal.type(deployed.filled(keys))
        terminal.wait_still()
        if terminal.exit_code is None:
            terminal.type(deployed.filled("\r{touch}\r\x03"))
        assert terminal.wait_exit(30) != 0
        assert "$ " not in terminal.text
    assert not deployed.is_touched()


@pytest.mark.parametrize("keys", ["\x1a{touch}\r", "\x1c{touch}\r", "\x03\x03{touch}\r"])
def test_no_key_leads_anywhere_before_the_program_is_there(deployed: Place, keys: str) -> None:
    """The terminal still turns keys into signals then."""
    with deployed.terminal("--version") as terminal:
        terminal.type(deployed.filled(keys))
        terminal.wait_exit(30)
    assert not deployed.is_touched()


def test_no_key_on_the_full_screen_leads_anywhere(deployed: Place) -> None:
    before = deployed.files()
    with deployed.terminal() as terminal:
        terminal.wait_for("Password", 30)
        terminal.wait_still()
        for what, keys in escapes.ON_SCREEN.items():
            terminal.send(deployed.filled(keys).encode(errors="surrogateescape"))
            time.sleep(0.15)
            assert terminal.exit_code is None, what
            assert not deployed.is_touched(), what
        assert_shut_in(running(deployed))
        terminal.wait_still()
        for columns in range(1, 400, 9):
            terminal.resize(columns, 1 + columns % 60)
        terminal.resize(80, 24)
        terminal.wait_still(0.5)
        terminal.press("esc", "esc", "esc", "ctrl+l")  # a size that came back is told to nobody
        terminal.wait_for("Password", 30)
        assert not re.search(r"[$#] $", terminal.text, re.MULTILINE)
        terminal.press("f10")
        assert terminal.wait_exit(30) == 0, terminal.text
    made = {each.name for each in deployed.files().keys() - before.keys()} - {"seen"}
    assert made == set(), "nor a file that tells of a fault"
    assert all(not mode & 0o077 for file, mode in stores(deployed).items()), stores(deployed)
    assert not deployed.is_touched()


def stores(place: Place) -> dict[Path, int]:
    return {each: each.stat().st_mode & 0o777 for each in place.home.glob("desk.db*")}


def assert_shut_in(processes: list[Path]) -> None:
    """No core is dumped, and what it makes is its own."""
    assert processes
    for each in processes:
        assert re.search(r"^Max core file size +0 +0 ", (each / "limits").read_text(), re.MULTILINE)
        assert re.search(r"^Umask:\s+0077$", (each / "status").read_text(), re.MULTILINE)
        assert not list(Path(f"/proc/{each.name}/task/{each.name}").glob("children/*"))


@pytest.mark.parametrize("how", ["the window is closed", "the client dies", "the line breaks"])
def test_a_terminal_that_is_gone_leaves_nothing_behind(deployed: Place, how: str) -> None:
    with deployed.terminal() as terminal:
        terminal.wait_for("Password", 30)
        assert running(deployed)
        if how == "the window is closed":
            terminal.hangup()
        elif how == "the client dies":
            terminal.signal(signal.SIGKILL)
        else:
            for each in sessions(deployed):
                os.kill(each, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while running(deployed) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not running(deployed)
    assert not deployed.is_touched()


def running(place: Place) -> list[Path]:
    """Processes of the forced command."""
    config = str(place.home / "config.toml").encode()
    return [each for each in _processes() if config in (line := _line(each)) and b"helpdesk_tui" in line]


def sessions(place: Place) -> list[int]:
    """Processes of sshd above them."""
    found = []
    for each in running(place):
        with contextlib.suppress(OSError):
            parent = re.search(r"^PPid:\s+(\d+)$", (each / "status").read_text(), re.MULTILINE)
            found.append(int(parent[1]) if parent else 0)
    return [each for each in found if b"sshd" in _line(Path(f"/proc/{each}"))]


def _processes() -> Iterator[Path]:
    return (each for each in Path("/proc").iterdir() if each.name.isdigit())


def _line(process: Path) -> bytes:
    with contextlib.suppress(OSError):
        return (process / "cmdline").read_bytes()
    return b""
