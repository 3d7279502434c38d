"""What all tests share: the real servers.

A test that asks for `samba`, `two_dcs`, `openldap`, `ds389`, `sshd`, `freeradius` or `gssapi`, or is marked
`lab`, needs real servers. Where they are not installed it is skipped with the reason; with CI set, or
HELPDESK_TUI_LAB=require, it fails instead. To save the ten seconds of Samba's start while working,
HELPDESK_TUI_LAB may name the JSON of a domain that is up, as `tests/run --reuse` does.
"""

import itertools
import os
import signal
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC
from pathlib import Path

import pytest
from lab import ds389 as ds389_server
from lab import freeradius as radius_server
from lab import kerberos
from lab import machine as own_machine
from lab import openldap as openldap_server
from lab import samba as samba_server
from lab import sshd as ssh_server
from lab.domain import Domain
from lab.ds389 import Ds389, Ds389Server
from lab.freeradius import FreeRadius
from lab.openldap import OpenLdap, OpenLdapServer
from lab.samba import SambaDomain
from lab.second_dc import JoinedDc, TwoDcs
from lab.sshd import Sshd

from helpdesk_tui import faults, language, local_time

for _number, _usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGQUIT, signal.SIG_DFL),
    (signal.SIGHUP, signal.SIG_DFL),
):
    # A shell without job control starts what runs in the background with the first two ignored (POSIX, XCU
    # 2.11), nohup with the third, and each process hands that on: neither Ctrl+C nor a lost line would reach
    # a program that a test starts.
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)

os.environ["LC_MESSAGES"] = "C"  # whatever is spoken where the tests run
local_time._LOCAL = Path("/nowhere/localtime")


@pytest.fixture(autouse=True)
def _nobody_left_another_language() -> Iterator[None]:
    yield
    language.use(language.ENGLISH)
    local_time.use(UTC)


StartSshd = Callable[..., Sshd]
"""`sshd(command, environment)`: an sshd whose sessions run `command`; stopped at the end of the tests."""

LABS = 2
"""In a parallel run: so many processes have servers of their own, and share the tests that need one. Groups
are told by a suffix that pytest-xdist 3.8 writes where pytest 9.2 does not read it: until that is mended in
either, every process starts its own."""

_MISSING = {
    "samba": samba_server.missing,
    "two_dcs": samba_server.missing,
    "openldap": openldap_server.missing,
    "ds389": ds389_server.missing,
    "sshd": ssh_server.missing,
    "freeradius": radius_server.missing,
    "gssapi": kerberos.missing,
    "machine": own_machine.missing,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _servers(item):
            item.add_marker(pytest.mark.lab)
        if item.get_closest_marker("lab"):
            lab = zlib.crc32(item.nodeid.encode()) % LABS
            item.add_marker(pytest.mark.xdist_group(f"lab{lab}"))  # one process each: its servers start once


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("lab") is None:
        return
    for server in _servers(item) or ["samba"]:
        if reason := _MISSING[server]():
            if os.environ.get("CI") or os.environ.get("HELPDESK_TUI_LAB"):
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)


@pytest.fixture(autouse=True)
def _log_of_faults_where_it_is_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that was run in this process put it beside its own store."""
    monkeypatch.setattr(faults._Place, "directory", None)


@pytest.fixture(scope="session")
def samba(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Domain]:
    """A running Active Directory domain, one for all tests: who writes makes a `new_person` first."""
    running = os.environ.get("HELPDESK_TUI_LAB", "")
    if running not in {"", "require"}:
        yield Domain.from_json(Path(running).read_text())
        return
    with SambaDomain(tmp_path_factory.mktemp("samba")) as domain:
        yield domain


@pytest.fixture(scope="session")
def two_dcs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoDcs]:
    """Both up; who kills one revives it."""
    with ExitStack() as running:
        first_dc = SambaDomain(tmp_path_factory.mktemp("dc1"), can_be_joined=True)
        first = running.enter_context(first_dc)
        second_dc = JoinedDc(tmp_path_factory.mktemp("dc2"), first_dc, first)
        yield TwoDcs(first_dc, first, second_dc, running.enter_context(second_dc))


@pytest.fixture(scope="session")
def openldap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenLdapServer]:
    """A running slapd whose operators are password administrators, one for all tests: who writes makes a
    `new_person` first, and who needs another kind of server starts an `OpenLdap`."""
    with OpenLdap(tmp_path_factory.mktemp("openldap")) as server:
        yield server


@pytest.fixture(scope="session")
def ds389(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ds389Server]:
    """A running 389 Directory Server whose operators are password administrators: one for all tests, as
    `openldap` is."""
    with Ds389(tmp_path_factory.mktemp("ds389")) as server:
        yield server


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartSshd]:
    """Starts a real sshd: `sshd(["helpdesk-tui"], {"NAME": "value"}).client()` is the ssh command."""
    with ExitStack() as running:
        numbers = itertools.count(1)

        def start(
            command: Sequence[str],
            environment: Mapping[str, str] | None = None,
            domain: Domain | None = None,
            block: str = "",
        ) -> Sshd:
            directory = tmp_path_factory.mktemp(f"sshd{next(numbers)}")
            return running.enter_context(Sshd(directory, command, environment, domain, block))

        yield start


@pytest.fixture(scope="session")
def freeradius(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreeRadius]:
    """A running RADIUS server that knows `radius_server.PEOPLE`; who stops it starts it again."""
    with FreeRadius(tmp_path_factory.mktemp("freeradius"), radius_server.PEOPLE) as server:
        yield server


@pytest.fixture(scope="session")
def gssapi() -> None:
    """The library for Kerberos tickets is there."""


def _servers(item: pytest.Item) -> list[str]:
    return [name for name in _MISSING if name in getattr(item, "fixturenames", ())]
