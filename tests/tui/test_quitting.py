"""Quitting waits for no server: on a real terminal, with a directory that never answers."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from directory.fake_server import OPERATOR, OPERATOR_ID, OPERATOR_SID, Exchange, FakeServer, sid_bytes
from e2e.terminal import Terminal
from lab.certificates import Authority, Certificate

PROGRAM = [sys.executable, "-m", "helpdesk_tui", "--operator", "olga"]
DESK = sid_bytes("S-1-5-21-1-2-3-1700")
AT_ONCE = 6.0  # seconds to stop, with all that a process has to end; the directory would be given 60
CONFIG = """\
[directory]
servers = ["ldaps://localhost:{port}"]
ca_file = "{ca_file}"
connect_timeout = 60
receive_timeout = 60
[roles]
operator = ["Desk"]
[verification]
ticket = "off"
[store]
key = "file"
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def good(authority: Authority) -> Certificate:
    return authority.issue("localhost")


def answer(exchange: Exchange) -> None:
    """As the server usually does; Olga is of the desk's group."""
    target, asked = exchange.request.target, b"".join(part for _, part in exchange.request.parts)
    if target in {f"<SID={OPERATOR_SID}>", f"<GUID={OPERATOR_ID}>"}:
        exchange.entry("CN=Olga,DC=fake,DC=example", OPERATOR | {"tokenGroups": [DESK]})
        exchange.result(0)
    elif target == "DC=fake,DC=example" and b"group" in asked:
        exchange.entry("CN=Desk,DC=fake,DC=example", {"objectSid": [DESK], "sAMAccountName": [b"Desk"]})
        exchange.result(0)
    else:
        exchange.server.answer_search(exchange)


OVER = threading.Event()


def never(exchange: Exchange) -> None:
    OVER.wait(60)


def never_finds(exchange: Exchange) -> None:
    """All but people."""
    asked = b"".join(part for _, part in exchange.request.parts)
    if exchange.request.target == "DC=fake,DC=example" and b"group" not in asked:
        never(exchange)
    answer(exchange)


@pytest.fixture
def start(tmp_path: Path, authority: Authority, good: Certificate) -> Iterator[Callable[..., Terminal]]:
    """`start(bind=…, search=…)`: the program, and a directory with these handlers."""
    opened: list[FakeServer | Terminal] = []
    OVER.clear()

    def make(*arguments: str, **handlers: Callable[[Exchange], None]) -> Terminal:
        server = FakeServer(good, handlers={"search": answer, **handlers})
        opened.append(server.__enter__())
        path = tmp_path / "config.toml"
        path.touch(mode=0o600)
        path.write_text(CONFIG.format(port=server.port, ca_file=authority.ca_file), encoding="utf-8")
        environment = {"HOME": str(tmp_path), "HELPDESK_TUI_CONFIG": str(path)}
        opened.append(Terminal([*PROGRAM, *arguments], environment).__enter__())
        return opened[-1]

    yield make
    OVER.set()
    for each in reversed(opened):
        each.__exit__(None, None, None)


def quit_by(terminal: Terminal, how: str) -> int:
    """The exit code, which came at once."""
    began = time.monotonic()
    if how == "F10":
        terminal.press("f10")
    else:
        terminal.signal(signal.Signals[how])
    code = terminal.wait_exit(AT_ONCE + 20)
    assert time.monotonic() - began < AT_ONCE
    assert b"Traceback" not in terminal.raw
    return code


@pytest.mark.parametrize("how", ["F10", "SIGTERM", "SIGHUP"])
def test_a_sign_in_that_is_never_answered(start: Callable[..., Terminal], how: str) -> None:
    terminal = start(bind=never)
    terminal.wait_for("Password", 20)
    terminal.wait_still()
    terminal.type("Canary-Pass-42\r")
    terminal.wait_for("Signing in", 10)
    time.sleep(0.5)
    assert quit_by(terminal, how) == 0


@pytest.mark.parametrize("how", ["F10", "SIGTERM"])
def test_a_search_that_is_never_answered(start: Callable[..., Terminal], how: str) -> None:
    terminal = start(search=never_finds)
    terminal.wait_for("Password", 20)
    terminal.wait_still()
    terminal.type("Canary-Pass-42\r")
    terminal.wait_for("Find", 20)
    terminal.type("ada.byron")
    time.sleep(1)
    assert quit_by(terminal, how) == 0


@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_plain_command_that_is_never_answered(start: Callable[..., Terminal], how: str) -> None:
    terminal = start("lookup", "ada", search=never_finds)
    terminal.wait_for("Password of", 20)
    terminal.type("Canary-Pass-42\r")
    time.sleep(2)
    assert quit_by(terminal, how) != 0
