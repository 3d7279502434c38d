"""`tests/run` where it is run: in the background of a shell, and beside another package manager."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

needs_apt = pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt-get is not installed")


def in_shell(script: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTEST_XDIST_WORKER": "", **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


# --- in the background --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tests",
    [
        "tests/plain/test_importing.py -k ctrl_c",
        "tests/plain/test_acting.py -k signals_wait",
        "tests/plain/test_terminal.py -k 'ctrl_c_on_the_page or (cancelled and password)'",
    ],
)
def test_ctrl_c_reaches_tests_and_their_programs_in_the_background_of_a_shell(tests: str) -> None:
    """Without job control a shell starts them with SIGINT and SIGQUIT ignored."""
    pytest_ = f"{sys.executable} -m pytest -q -p no:cacheprovider {tests}"
    ran = in_shell(f"{pytest_} & wait $!")
    assert ran.returncode == 0, ran.stdout[-3000:]
    assert "passed" in ran.stdout


def test_a_lost_line_reaches_what_tests_start_though_nohup_ignores_it() -> None:
    ran = in_shell(
        f"nohup {sys.executable} -m pytest -q -p no:cacheprovider tests/e2e/test_terminal.py -k lost"
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    assert "passed" in ran.stdout


def test_what_a_test_starts_is_interrupted_by_ctrl_c() -> None:
    with subprocess.Popen(["sleep", "60"]) as sleeping:
        sleeping.send_signal(signal.SIGINT)
        assert sleeping.wait(10) == -signal.SIGINT


# --- beside another package manager ---------------------------------------------------------------------


@contextmanager
def held(lock: Path, seconds: float) -> Iterator[None]:
    """Held by another process, as apt and dpkg hold it (fcntl), for so long."""
    code = (
        "import fcntl, sys, time\n"
        "file = open(sys.argv[1], 'w')\n"
        "fcntl.lockf(file, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\n"
        "time.sleep(float(sys.argv[2]))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(lock), str(seconds)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield
        finally:
            holder.kill()


@pytest.fixture
def apt(tmp_path: Path) -> str:
    """Options of apt-get by which it works, and locks, in a place of its own."""
    for folder in ("lists/partial", "dpkg", "cache/archives/partial"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "dpkg" / "status").touch()
    settings = {
        "Dir::State::lists": tmp_path / "lists",
        "Dir::State::status": tmp_path / "dpkg" / "status",
        "Dir::Cache": tmp_path / "cache",
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": "/dev/null",
    }
    return " ".join(f"-o {name}={value}" for name, value in settings.items())


WORK = [("update", "lists/lock"), ("check", "dpkg/lock-frontend")]


@needs_apt
@pytest.mark.parametrize(("work", "lock"), WORK)
def test_a_busy_package_manager_is_waited_for(apt: str, tmp_path: Path, work: str, lock: str) -> None:
    with held(tmp_path / lock, 3):
        ran = in_shell(f"source tests/run; apt_get {work} {apt}; echo done")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == ("── Another package manager is busy: waiting for it, at most 600 seconds\ndone\n")


@needs_apt
@pytest.mark.parametrize(("work", "lock"), WORK)
def test_it_is_not_waited_for_for_ever(apt: str, tmp_path: Path, work: str, lock: str) -> None:
    with held(tmp_path / lock, 60):
        ran = in_shell(f"source tests/run; apt_get {work} {apt}", APT_PATIENCE="2")
    assert ran.returncode == 1
    assert "another package manager was busy for 2 seconds" in ran.stderr


@needs_apt
def test_another_failure_is_told_at_once(apt: str) -> None:
    ran = in_shell(f"source tests/run; apt_get install --yes {apt} no-such-package")
    assert ran.returncode == 1
    assert "Unable to locate package no-such-package" in ran.stderr
    assert "apt-get install failed (code 100)" in ran.stderr
