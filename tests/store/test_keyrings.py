"""The system's keyring: only from the list, no code of the environment's choice, no waiting, no prompt."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.store import KeySource, find_key, keyrings
from helpdesk_tui.store.rotation import rotate_key

SERVICE = Path(__file__).with_name("secret_service.py")
StartService = Callable[[str], Callable[[], list[str]]]

CHOOSE = """
import sys
from helpdesk_tui.store import keyrings
print(keyrings._first() is None, keyrings.system_keyring() is None)
print(sorted(name for name in sys.modules if "evil" in name or "keyrings.alt" in name))
"""


def _run(code: str, **environment: str) -> list[str]:
    base = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=base | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.fixture
def session_bus(tmp_path: Path) -> Iterator[str]:
    """A real D-Bus without a Secret Service."""
    if not shutil.which("dbus-daemon"):
        reason = "dbus-daemon is not installed: apt-get install dbus-daemon"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    address = f"unix:path={tmp_path}/bus"
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", f"--address={address}", "--nopidfile", "--nosyslog"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 10
        while not (tmp_path / "bus").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        yield address
    finally:
        daemon.terminate()
        daemon.wait(10)


@pytest.fixture
def secret_service(
    tmp_path: Path, session_bus: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StartService]:
    """`secret_service("open" or "locked")`: a Secret Service on that bus; what it is asked, so far."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session_bus)
    calls = tmp_path / "calls"
    calls.touch()
    with ExitStack() as running:

        def start(state: str) -> Callable[[], list[str]]:
            command = [sys.executable, str(SERVICE), state, str(calls)]
            service = running.enter_context(subprocess.Popen(command))
            running.callback(service.terminate)
            deadline = time.monotonic() + 20
            while not calls.read_text() and time.monotonic() < deadline:
                time.sleep(0.02)
            return lambda: calls.read_text().split()

        yield start


def test_a_key_is_kept_in_the_secret_service(fresh: Path, secret_service: StartService) -> None:
    calls = secret_service("open")
    made = find_key(fresh, SystemChance())
    assert made.source is KeySource.KEYRING
    assert made.notice == ""
    assert {"CreateItem", "GetSecret"} <= set(calls())
    assert find_key(fresh, SystemChance()).id == made.id
    assert find_key(fresh, SystemChance(), source=KeySource.KEYRING).id == made.id
    assert find_key(fresh.with_name("another.db"), SystemChance()).id != made.id
    assert list(fresh.parent.iterdir()) == []


def test_a_key_is_changed_in_the_secret_service(
    opened: Any, fresh: Path, secret_service: StartService, clock: Any
) -> None:
    calls = secret_service("open")
    made = find_key(fresh, SystemChance())
    opened(fresh, made).close()
    done = rotate_key(fresh, clock, SystemChance())
    assert (done.old_id, done.place) == (made.id, KeySource.KEYRING)
    assert "Delete" in calls()
    found = find_key(fresh, SystemChance())
    assert found.id == done.new_id
    opened(fresh, found).close()
    # Nothing of the old one is left, so that a second change finds the place as the first did.
    assert rotate_key(fresh, clock, SystemChance()).old_id == done.new_id


def test_a_locked_keyring_counts_as_absent_and_nobody_is_asked(
    fresh: Path, secret_service: StartService
) -> None:
    calls = secret_service("locked")
    assert find_key(fresh, SystemChance()).source is KeySource.FILE
    assert "Get" in calls()
    assert not {"Unlock", "Prompt", "CreateItem", "CreateCollection"} & set(calls())


def test_a_locked_keyring_is_not_reached_by_another_way(
    secret_service: StartService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """libsecret speaks with the same service, and unlocks it by asking."""

    class Keyring:
        __module__ = "keyring.backends.libsecret"
        priority = 4.8

    monkeypatch.setattr("keyring.backends.libsecret.Keyring", Keyring)
    secret_service("locked")
    assert keyrings.system_keyring() is None


def test_a_back_end_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyrings, "_ANSWER_SECONDS", 0.2)

    class Hanging:
        def get_password(self, service: str, username: str) -> str:
            time.sleep(10)
            return "late"

    began = time.monotonic()
    with pytest.raises(keyrings.RingFailed):
        keyrings._Guarded(Hanging()).get_password("a", "b")
    assert time.monotonic() - began < 5


def test_the_environment_cannot_bring_in_code(tmp_path: Path, session_bus: str) -> None:
    evil = "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n"
    (tmp_path / "evil.py").write_text(evil + "class Keyring: priority = 99\n")
    config = tmp_path / "config" / "python_keyring"
    config.mkdir(parents=True)
    (config / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=evil.Keyring\nkeyring-path={tmp_path}\n"
    )
    plugin = tmp_path / "evil-1.dist-info"
    plugin.mkdir()
    (plugin / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1\n")
    (plugin / "entry_points.txt").write_text("[keyring.backends]\nevil = evil\n")
    printed = _run(
        CHOOSE,
        PYTHONPATH=str(tmp_path),
        PYTHON_KEYRING_BACKEND="evil.Keyring",
        XDG_CONFIG_HOME=str(tmp_path / "config"),
        DBUS_SESSION_BUS_ADDRESS=session_bus,
    )
    assert printed == ["True True", "[]"]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["null", "fail", "chainer"])
def test_back_ends_that_keep_nothing_are_not_chosen(name: str, session_bus: str) -> None:
    chosen = f"keyring.backends.{name}." + ("ChainerBackend" if name == "chainer" else "Keyring")
    printed = _run(CHOOSE, PYTHON_KEYRING_BACKEND=chosen, DBUS_SESSION_BUS_ADDRESS=session_bus)
    assert printed[0] == "True True"


def test_without_a_bus_nothing_is_even_imported() -> None:
    code = "import sys\nfrom helpdesk_tui.store.keyrings import system_keyring\n"
    assert _run(code + "print(system_keyring(), 'keyring' in sys.modules)") == ["None False"]


@pytest.mark.parametrize(
    "address",
    ["", "unixexec:path=/bin/sh", "autolaunch:", "tcp:host=127.0.0.1,port=1", "unix:abstract=/tmp/x",
     "unix:path=/nonexistent", "unix:path=/dev/null", "unix:path=/tmp/a;unixexec:path=/bin/sh", "nonsense"],
)  # fmt: skip
def test_a_bus_that_is_no_socket_of_ours_is_not_used(address: str) -> None:
    assert not keyrings._has_own_bus({"DBUS_SESSION_BUS_ADDRESS": address})


def test_a_socket_of_another_user_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/bus,guid=0a"}
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{tmp_path}/bus")
        assert keyrings._has_own_bus(environ)
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
        assert not keyrings._has_own_bus(environ)


def test_a_bus_that_never_answers_does_not_hang_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{tmp_path}/bus")
        server.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/bus")
        monkeypatch.setattr(keyrings, "_ANSWER_SECONDS", 0.5)
        began = time.monotonic()
        assert keyrings.system_keyring() is None
        assert time.monotonic() - began < 5


def test_properties_of_the_environment_are_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends.SecretService import Keyring  # noqa: PLC0415 - slow to import

    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/evil")
    monkeypatch.setenv("KEYRING_PROPERTY_SCHEME", "KeePassXC")
    back_end = Keyring()
    assert back_end.scheme == "KeePassXC"
    keyrings._forget_environment(back_end)
    assert back_end.scheme == "default"
    assert not hasattr(back_end, "preferred_collection")


def test_an_error_of_a_back_end_carries_nothing_out() -> None:
    class Telling:
        def set_password(self, service: str, username: str, password: str) -> None:
            raise RuntimeError(f"could not store {password}")

    with pytest.raises(keyrings.RingFailed) as caught:
        keyrings._Guarded(Telling()).set_password("a", "b", "canary")
    assert "canary" not in repr(caught.value)
    assert caught.value.__context__ is None
