"""sshd with the block of docs/deploy/sshd.conf as it stands: operators get the desk, and nothing else."""

import grp
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from e2e.conftest import Place
from e2e.terminal import Terminal
from lab import people
from lab.domain import NewPerson
from lab.sshd import Sshd

BLOCK = (Path(__file__).resolve().parents[2] / "docs" / "deploy" / "sshd.conf").read_text()

SPY = """\
#!/bin/sh
/usr/bin/env >> {seen}  # every variable that is sent holds "/evil/"
exec {python} "$@"
"""

SECRET = "a file of this computer"


@dataclass
class Deployed:
    """A desk as docs/deploy.md sets it up."""

    place: Place
    server: Sshd
    canary: Path
    """What appears as soon as anything runs that an operator asks for."""
    secret: Path
    seen: Path

    def ssh(
        self, *options: str, line: str = "", begin: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """A session without a terminal, and what came of it."""
        command = [*begin, *(word for word in self.client(*options, line=line) if word != "-tt")]
        environ = {"HOME": str(self.place.home), "PATH": os.environ["PATH"], "DISPLAY": "127.0.0.1:99"}
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=30,
            check=False,
            stdin=subprocess.DEVNULL,
            env=environ | {name: f"/evil/{self.canary}" for name in SENT},
        )

    def client(self, *options: str, line: str = "") -> list[str]:
        *command, destination = self.server.client(*options)
        return [*command, "--", destination, *([line] if line else [])]

    def terminal(self, line: str = "") -> Terminal:
        return Terminal(self.client(line=line), {"HOME": str(Path.home())})

    def require_whole(self) -> None:
        assert not self.canary.exists()
        assert "/evil/" not in self.seen.read_text()


_SENT = """
LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT PYTHONPATH PYTHONSTARTUP PYTHONHOME PYTHONINSPECT PYTHON_KEYRING_BACKEND
TEXTUAL TEXTUAL_LOG TEXTUAL_DRIVER EDITOR VISUAL PAGER BROWSER LANG LANGUAGE LC_ALL
XDG_CONFIG_HOME XDG_STATE_HOME XDG_DATA_HOME COLUMNS
LINES HELPDESK_TUI_CONFIG CREDENTIALS_DIRECTORY SSL_CERT_FILE
OPENSSL_CONF KRB5_CONFIG
GCONV_PATH TERMINFO BASH_ENV ENV IFS TMPDIR TZ https_proxy SHELLOPTS PS4
"""
SENT = _SENT.split()
"""Variables that the client sends, each with a value of its own."""


@pytest.fixture
def deployed(place: Place, sshd: Callable[..., Sshd], tmp_path: Path) -> Deployed:
    seen, python = tmp_path / "seen", tmp_path / "python"
    python.write_text(SPY.format(seen=seen, python=sys.executable))
    python.chmod(0o700)
    file = place.home / "config.toml"
    place.private("config.toml", file.read_text().replace("[store]", f'[store]\npath = "{place.store}"'))
    secret = place.private("secret", f"{SECRET}\n")
    block = BLOCK
    for ours, here in (
        ("Match Group helpdesk-tui", f"Match Group {grp.getgrgid(os.getegid()).gr_name}"),
        ("/etc/ssh/helpdesk-tui/%u", "{directory}/user.pub"),
        ("/opt/helpdesk-tui/bin/python", str(python)),
        ("/etc/helpdesk-tui/config.toml", str(file)),
    ):
        assert ours in block
        block = block.replace(ours, here)
    return Deployed(place, sshd([], block=block), tmp_path / "canary", secret, seen)


def test_an_operator_finds_somebody_in_plain_and_reaches_the_screen(
    deployed: Deployed, person: NewPerson
) -> None:
    password = deployed.place.domain.password
    with deployed.terminal(f"lookup --operator {people.OPERATOR} '{person.login}'") as terminal:
        terminal.wait_for("Password of", 20)
        terminal.type(f"{password}\r")
        terminal.wait_for(person.login, 20)
        assert terminal.wait_exit(10) == 0
    with deployed.terminal() as terminal:
        terminal.wait_for("Password", 20)
        terminal.wait_still()
        terminal.type(f"{people.OPERATOR}\t{password}\r")
        terminal.wait_for("Find", 20)
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
    deployed.require_whole()


COMMANDS = [
    *r"""
sh
exec bash -i
/bin/sh -c '{touch}'
env
scp -f {secret}
scp -t {canary}
/usr/lib/openssh/sftp-server
internal-sftp
rsync --server . {canary}
cat {secret}
; {touch}
explain x; {touch}
explain x | {touch}
explain x && {touch}
explain x || {touch}
explain x & {touch}
explain `{touch}`
explain $({touch})
explain ${{X:-`{touch}`}}
explain x >> {canary}
explain < {secret}
explain <(cat {secret})
explain "x
explain "$({touch})"
explain '`{touch}`'
explain \\; {touch}
'; {touch} #'
"; {touch} #"
-c {touch}
--init-file {secret}
--config={secret}
explain x --config {secret}
--config=
--keyring explain x
demo explain x
import {secret}
import --key-file {secret} {secret}
key rotate --new-credential {secret} --yes
operators enrol --yes
backup {canary}
restore {secret} --yes
install --check
expire-temporary --system
audit export
audit list --system
over-ssh --config {secret}
explain @{secret}
explain {secret}
--help | {touch}
list locked --columns={secret}
""".strip().splitlines(),
    "explain x\n{touch}",
    "explain x\r{touch}",
    "\t{touch}",
    "\x1b]0;x\x07",
    "explain " + "A" * 5000,
]

CHANNELS = [
    ["-W", "127.0.0.1:{port}"],
    ["-o", "RemoteForward=127.0.0.1:0 127.0.0.1:1"],
    ["-o", "RemoteForward={canary} 127.0.0.1:1"],
    ["-o", "Tunnel=point-to-point"],
    ["-o", "Tunnel=ethernet"],
]


@pytest.fixture
def shared_connection() -> Iterator[str]:
    """Where the socket of a shared connection lies: a short path, as sockets need one."""
    with tempfile.TemporaryDirectory(prefix="ssh") as folder:
        yield f"{folder}/%C"


def test_no_command_gets_a_shell_a_file_or_a_variable(deployed: Deployed, shared_connection: str) -> None:
    words = {"touch": f"touch {deployed.canary}", "canary": deployed.canary, "secret": deployed.secret}
    shared = {"ControlPath": shared_connection, "ControlMaster": "auto", "ControlPersist": "5"}
    options = [f"-o{name}={value}" for name, value in {**shared, "SendEnv": " ".join(SENT)}.items()]
    lines = [each.format(**words) for each in COMMANDS]
    deployed.ssh(*options, line="--version")  # the connection that the others share
    with ThreadPoolExecutor(2) as at_once:
        sessions = list(at_once.map(lambda line: deployed.ssh(*options, line=line), lines))
    for line, ended in zip(lines, sessions, strict=True):
        said = ended.stdout + ended.stderr
        assert ended.returncode in (1, 2), (line, said)
        assert SECRET not in said, line
        assert "Traceback" not in said, line
    deployed.require_whole()


def test_no_channel_leads_anywhere_else(deployed: Deployed) -> None:
    """Forwarded ports and sockets, tunnels, files, an agent, a display."""
    assert deployed.ssh(line="--version").returncode == 0
    for each in CHANNELS:
        options = [word.format(port=deployed.server.port, canary=deployed.canary) for word in each]
        line = "" if "-W" in each else "--version"
        ended = deployed.ssh("-oExitOnForwardFailure=yes", *options, line=line)
        assert (ended.returncode, ended.stdout) == (255, ""), (each, ended.stderr)
    for subsystem in ("sftp", "sh"):
        assert deployed.ssh("-s", line=subsystem).returncode != 0
    assert deployed.ssh("-A", "-Y", line="--version", begin=["ssh-agent"]).returncode == 0
    assert not any(name in deployed.seen.read_text() for name in ("SSH_AUTH_SOCK", "DISPLAY"))
    deployed.require_whole()


@pytest.mark.parametrize(
    "keys", ["\x1a", "\x1c", "\x03", "\x04", "\x1a\x1a\x1c", "\x11\x13\x1a", "~C", "\x1d"]
)
def test_no_key_at_a_question_leads_to_a_shell(deployed: Deployed, keys: str) -> None:
    with deployed.terminal(f"--operator {people.OPERATOR} lookup ada") as terminal:
        terminal.wait_for("Password of", 20)
        terminal.type(keys)
        terminal.wait_still()
        if terminal.exit_code is None:
            terminal.type(f"\r!touch {deployed.canary}\rtouch {deployed.canary}\r\x03")
        assert terminal.wait_exit(20) != 0
        assert "$ " not in terminal.text
    deployed.require_whole()


def test_no_key_on_the_full_screen_leads_to_a_shell(deployed: Deployed) -> None:
    before = {file for file in deployed.place.home.rglob("*") if file.is_file()}
    with deployed.terminal() as terminal:
        terminal.wait_for("Password", 20)
        for keys in (
            "ctrl+z",
            "ctrl+\\",
            "ctrl+c",
            "ctrl+s",
            "ctrl+o",
            "ctrl+g",
            "ctrl+x",
            "f1",
            "esc",
            "f12",
        ):
            terminal.press(keys)
        terminal.wait_still()
        terminal.press("esc", "ctrl+p")
        terminal.type("screenshot")
        terminal.wait_for("No matches found")
        terminal.press("enter", "esc", "esc")
        terminal.wait_still()
        terminal.type(f"!touch {deployed.canary}\r:!touch {deployed.canary}\r")
        for columns, rows in ((1, 1), (400, 150), (80, 24)):
            terminal.resize(columns, rows)
            terminal.wait_still()
        terminal.wait_for("Password", 20)
        terminal.press("f10")
        assert terminal.wait_exit(20) == 0
    assert {file for file in deployed.place.home.rglob("*") if file.is_file()} <= before | {
        deployed.place.store.with_name(f"desk.db{end}") for end in ("", "-wal", "-shm", ".lock")
    }
    deployed.require_whole()


def test_a_lost_line_ends_the_session_and_leaves_nothing(deployed: Deployed) -> None:
    with deployed.terminal() as terminal:
        terminal.wait_for("Password", 20)
        assert _running(deployed.place)
        terminal.hangup()
        for _ in range(100):
            if not _running(deployed.place):
                break
            subprocess.run(["sleep", "0.1"], check=True)
    assert not _running(deployed.place)
    deployed.require_whole()


def _running(place: Place) -> list[str]:
    """Processes of the forced command."""
    config = str(place.home / "config.toml")
    lines = [_line(each) for each in Path("/proc").iterdir() if each.name.isdigit()]
    return [line for line in lines if config in line and "helpdesk_tui" in line]


def _line(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
