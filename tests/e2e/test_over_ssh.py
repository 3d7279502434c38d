"""sshd with the block of docs/deploy/sshd.conf as it stands: operators get the desk. And nothing else: that
is for `test_escapes`."""

import grp
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from e2e.conftest import Place
from e2e.terminal import Terminal
from lab import people
from lab.domain import NewPerson
from lab.sshd import Sshd

BLOCK = (Path(__file__).resolve().parents[2] / "docs" / "deploy" / "sshd.conf").read_text()


@dataclass
class Deployed:
    """A desk as docs/deploy.md sets it up."""

    place: Place
    server: Sshd

    def client(self, *options: str, line: str = "") -> list[str]:
        *command, destination = self.server.client(*options)
        return [*command, "--", destination, *([line] if line else [])]

    def terminal(self, line: str = "") -> Terminal:
        return Terminal(self.client(line=line), {"HOME": str(Path.home())})


@pytest.fixture
def deployed(place: Place, sshd: Callable[..., Sshd]) -> Deployed:
    file = place.home / "config.toml"
    place.private("config.toml", file.read_text().replace("[store]", f'[store]\npath = "{place.store}"'))
    block = BLOCK
    for ours, here in (
        ("Match Group helpdesk-tui", f"Match Group {grp.getgrgid(os.getegid()).gr_name}"),
        ("/etc/ssh/helpdesk-tui/%u", "{directory}/user.pub"),
        ("/opt/helpdesk-tui/bin/python", sys.executable),
        ("/etc/helpdesk-tui/config.toml", str(file)),
    ):
        assert ours in block
        block = block.replace(ours, here)
    return Deployed(place, sshd([], block=block))


def test_an_operator_finds_somebody_in_plain_and_reaches_the_screen(
    deployed: Deployed, person: NewPerson
) -> None:
    password = deployed.place.domain.password
    with deployed.terminal(f"lookup --operator {people.OPERATOR} '{person.login}'") as terminal:
        terminal.wait_for("Password of", 20)
        terminal.type(f"{password}\r")
        terminal.wait_for(person.login, 20)
        assert terminal.wait_exit(10) == 0
    with deployed.terminal(f"plain --operator {people.OPERATOR}") as terminal:
        terminal.wait_for("Password of", 20)
        terminal.type(f"{password}\r")
        terminal.wait_for("Find whom", 20)
        terminal.type(f"{person.login}\r")
        terminal.wait_for("What to do", 20)
        terminal.type("quit\r")
        assert terminal.wait_exit(10) == 0
    with deployed.terminal() as terminal:
        terminal.wait_for("Password", 20)
        terminal.wait_still()
        terminal.type(f"{people.OPERATOR}\t{password}\r")
        terminal.wait_for("Find", 20)
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
