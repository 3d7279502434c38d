"""A tree that stands for a computer which is laid out as docs/deploy.md says."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from helpdesk_tui.compose.installed import installed
from helpdesk_tui.compose.installed.computer import Account, Computer
from helpdesk_tui.compose.installed.units import SWITCHED_ON
from helpdesk_tui.desk.diagnosis import Finding

DEPLOY = Path(__file__).resolve().parents[2] / "docs" / "deploy"
NAME = "helpdesk-tui"
CONFIG = """
[directory]
servers = ["ldaps://dc1.example.com"]
act_as = "service"
service_login = "helpdesk-service@example.com"
service_password = "file:/run/helpdesk-tui/helpdesk-tui-directory"
[roles]
operator = ["Helpdesk Operators"]
[store]
path = "/var/lib/helpdesk-tui/desk.db"
backups = "/var/lib/helpdesk-tui-backups"
key = "file:/run/helpdesk-tui/helpdesk-tui-key"
"""
SSHD = "".join(
    f"{name.lower()} {value}\n"
    for line in (DEPLOY / "sshd.conf").read_text().splitlines()
    if line.startswith(" ") and not line.strip().startswith("#")
    for name, value in [line.strip().split(" ", 1)]
) + (
    "permituserenvironment no\nstrictmodes yes\nchrootdirectory none\nauthorizedkeyscommand none\n"
    "authorizedprincipalscommand none\ntrustedusercakeys none\n"
)


def _account() -> Account:
    """Ours: who runs the tests cannot make files of another one."""
    home = Path("/var/lib/helpdesk-tui")
    return Account(os.getuid() or 999, os.getgid(), home, "/bin/sh", (), (), "*")


@dataclass
class Tree:
    """What a test puts a fault into."""

    root: Path
    account: Account = field(default_factory=_account)
    said: dict[str, str | None] = field(default_factory=lambda: {"sshd": SSHD, "sudo": ""})

    def at(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def make(self, path: str, mode: int, text: str = "", *, own: bool = False) -> None:
        """A file, or a directory where the path ends with a slash; `own`: the desk's account's."""
        place = self.at(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("/"):
            place.mkdir(exist_ok=True)
        else:
            place.write_text(text)
        place.chmod(mode)
        if own and os.getuid() == 0:
            os.chown(place, self.account.uid, self.account.gid)

    def findings(self) -> list[Finding]:
        computer = Computer(
            name=NAME,
            config=Path("/etc/helpdesk-tui/config.toml"),
            program=Path("/opt/helpdesk-tui"),
            root=self.root,
            root_uid=os.getuid(),
            account_of=lambda _name: self.account,
            said_by=lambda command: self.said[command[0]],
        )
        return list(installed(computer))


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    before = os.umask(0o022)
    made = Tree(tmp_path)
    tmp_path.chmod(0o755)
    made.make("/opt/helpdesk-tui/bin/python", 0o755)
    made.make("/opt/helpdesk-tui/lib/one.py", 0o644)
    made.make("/etc/helpdesk-tui/config.toml", 0o640, CONFIG)
    made.make("/etc/ssh/helpdesk-tui/helpdesk-tui", 0o644, "ssh-ed25519 AAAA\n")
    made.make("/etc/credstore.encrypted/helpdesk-tui-key", 0o600)
    for directory in ("/run/helpdesk-tui/", "/var/lib/helpdesk-tui/", "/var/lib/helpdesk-tui-backups/"):
        made.make(directory, 0o700, own=True)
    for file in ("run/helpdesk-tui/helpdesk-tui-directory", "run/helpdesk-tui/helpdesk-tui-key"):
        made.make(file, 0o400, own=True)
    made.make("/var/lib/helpdesk-tui/desk.db", 0o600, own=True)
    for unit in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        made.make(f"/etc/systemd/system/{unit.name}", 0o644, unit.read_text())
    for name in SWITCHED_ON:
        made.make(f"/etc/systemd/system/timers.target.wants/{name}", 0o644)
    os.umask(before)
    return made
