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


# --- what it does when -----------------------------------------------------------------------------------

SAID_ONLY = """
source tests/run
make_environment() { echo environment; }
install_servers() { echo servers; }
keep_lab() { echo domain; }
step() { echo "$@"; }
run_tests() { echo tests "$@"; }
"""
CHECKS = ["ruff format", "ruff check", "mypy", "import contracts"]


def what_it_does(arguments: str) -> list[str]:
    """Its steps, in their order, none of them done."""
    ran = in_shell(f"{SAID_ONLY}main {arguments}")
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.splitlines()


def checks(lines: list[str]) -> list[str]:
    return [check for check in CHECKS for line in lines if line.startswith(check)]


def test_all_of_it_is_checks_servers_and_every_test() -> None:
    done = what_it_does("")
    assert done[:2] == ["environment", "servers"]
    assert checks(done) == CHECKS
    assert done[-2].startswith("tests run_tests --numprocesses")
    assert " -m " not in done[-2]
    assert done[-1] == "Everything passed."


def test_the_fast_way_needs_no_server_and_takes_no_rule_out() -> None:
    done = what_it_does("--fast")
    assert "servers" not in done
    assert checks(done) == CHECKS
    assert done[-2].endswith("-m not lab and not invariants")


def test_named_tests_run_at_once_and_alone() -> None:
    named = "tests/desk/test_guard.py -k 'own_account or scope'"
    assert what_it_does(named) == ["environment", "tests tests/desk/test_guard.py -k own_account or scope"]


def test_the_domain_stays_up_when_that_is_asked_for() -> None:
    assert what_it_does("--reuse tests/lab") == ["environment", "servers", "domain", "tests tests/lab"]


def test_one_test_runs_by_itself() -> None:
    """In seconds: no linter, no server, no process beside it."""
    ran = in_shell("tests/run tests/desk/test_guard.py -k own_account")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "passed" in ran.stdout
    assert not any(word in ran.stdout for word in ("mypy", "ruff", "import contracts", "workers"))


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
