"""Where a session comes from; whether the process of an earlier one still runs."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpdesk_tui import origin

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")

HOST = origin.source({}).host


def process_of_child(child: subprocess.Popen) -> str:
    """The name that the child's own process gives itself."""
    assert child.stdout
    return child.stdout.readline().decode().strip()


CHILD = (
    "import sys; from helpdesk_tui import origin\n"
    "print(origin.source({}).process, flush=True); sys.stdin.read()"
)


@pytest.fixture
def child():
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        yield running
        running.kill()


def test_this_process_is_alive():
    assert origin.is_alive(HOST, origin.source({}).process) is True


def test_another_process_is_alive_until_it_ends_and_dead_as_a_zombie(child):
    process = process_of_child(child)
    assert process.startswith(f"{child.pid}:")
    assert origin.is_alive(HOST, process) is True
    child.kill()
    deadline = time.monotonic() + 10
    while origin.is_alive(HOST, process) and time.monotonic() < deadline:
        time.sleep(0.01)  # killed, but not waited for: a zombie
    assert origin.is_alive(HOST, process) is False
    child.wait()
    assert origin.is_alive(HOST, process) is False


def test_a_later_process_with_the_same_number_is_another_one():
    pid, start, boot, namespace = origin.source({}).process.split(":")
    assert origin.is_alive(HOST, f"{pid}:{int(start) - 1}:{boot}:{namespace}") is False


def test_a_process_from_before_a_reboot_is_dead():
    pid, start, _, namespace = origin.source({}).process.split(":")
    assert origin.is_alive(HOST, f"{pid}:{start}:00000000:{namespace}") is False
    assert origin.is_alive(HOST, f"{pid}:{start}:00000000:1") is False  # in whatever container it was


@pytest.mark.parametrize("change", ["host", "namespace", "garbled", "bare"])
def test_what_cannot_be_told_from_here_is_none(change):
    pid, start, boot, namespace = origin.source({}).process.split(":")
    host, process = {
        "host": (f"not-{HOST}", f"{pid}:{start}:{boot}:{namespace}"),
        "namespace": (HOST, f"{pid}:{start}:{boot}:1"),
        "garbled": (HOST, f"x{pid}:{start}:{boot}:{namespace}"),
        "bare": (HOST, pid),
    }[change]
    assert origin.is_alive(host, process) is None


def test_a_name_with_brackets_and_blanks_does_not_shift_the_fields(tmp_path):
    odd = tmp_path / "a) R 1 (b"
    odd.symlink_to("/bin/sleep")
    with subprocess.Popen([str(odd), "60"]) as running:
        stat = origin._stat(running.pid)
        running.kill()
    assert stat
    assert stat[1] == str(os.getpid())  # field 4 of proc(5): the parent


def test_the_ssh_client_is_address_and_port():
    assert origin.source({"SSH_CONNECTION": "192.0.2.7 50022 192.0.2.1 22"}).ssh_client == "192.0.2.7 50022"
    assert origin.source({"SSH_CONNECTION": "\x1b]0;x\x07 1 2"}).ssh_client == "]0;x 1"
    assert origin.source({}).ssh_client == ""


def test_the_terminal_is_found_though_all_streams_lead_elsewhere():
    code = (
        "import os, sys; from helpdesk_tui import origin\n"
        "os.write(9, f'{sys.argv[1]} {origin.source({}).terminal}'.encode())"
    )
    reader, writer = os.pipe()
    pid, master = os.forkpty()
    if pid == 0:
        os.dup2(writer, 9)
        real = os.ttyname(0)
        for stream in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        os.execv(sys.executable, [sys.executable, "-c", code, real])  # noqa: S606 - our own program
    os.close(writer)
    with os.fdopen(reader) as told:
        real, found = told.read().split()
    os.waitpid(pid, 0)
    os.close(master)
    assert found == real


def test_a_process_that_proc_hides_is_asked_of_the_kernel(child, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a /proc mounted with hidepid=2, where not even the directory is there."""
    process = process_of_child(child)
    monkeypatch.setattr(origin, "_stat", lambda _pid: None)
    assert origin.is_alive(HOST, process) is None, "hidden, but there: it cannot be told"
    child.kill()
    child.wait()
    assert origin.is_alive(HOST, process) is False
