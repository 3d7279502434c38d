"""Where a session comes from, and whether the process behind an earlier one still runs.

A process is `pid:start:boot:namespace`: its start time in clock ticks (proc(5), field 22 of
/proc/PID/stat) tells it from a later one with the same number, the first eight hex digits of the boot's
id from one before a reboot, and the inode of its PID namespace from one in another container.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from helpdesk_tui.desk.operator import Source
from helpdesk_tui.text import clean

_PROC = Path("/proc")
_STATE, _TERMINAL, _START = 0, 4, 19  # after the name, which may hold anything
_DEAD = frozenset("ZXx")
_PTS_MAJORS = range(136, 144)  # Linux Documentation/admin-guide/devices.txt


def source(environ: Mapping[str, str]) -> Source:
    """This process, its controlling terminal and, if there is one, the SSH client (ssh(1))."""
    return Source(
        host=clean(os.uname().nodename, 64),
        process=_process(os.getpid()) or str(os.getpid()),
        terminal=_terminal(),
        ssh_client=_ssh_client(environ.get("SSH_CONNECTION", "")),
    )


def is_alive(host: str, process: str) -> bool | None:
    """`ports.IsAlive`: None where it cannot be told, as on another host or in another container."""
    if host != clean(os.uname().nodename, 64):
        return None
    pid, _, marks = process.partition(":")
    if not pid.isascii() or not pid.isdigit() or not marks:
        return None
    _, boot, namespace = (*marks.split(":"), "", "")[:3]
    if boot != _boot():
        return False
    if not namespace or namespace != _namespace():
        return None
    found = _stat(int(pid))
    if found is None:
        return None if _exists(int(pid)) else False
    return found[_STATE] not in _DEAD and _process(int(pid)) == process


def _exists(pid: int) -> bool:
    """Asked of the kernel: /proc may hide processes that are not ours, and ours that are not dumpable."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _process(pid: int) -> str | None:
    found = _stat(pid)
    return f"{pid}:{found[_START]}:{_boot()}:{_namespace()}" if found else None


def _stat(pid: int) -> list[str] | None:
    """The fields after the process's name; None if there is no such process, or it is hidden from us."""
    try:
        return (_PROC / str(pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return None


def _boot() -> str:
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()[:8]
    except OSError:
        return ""


def _namespace() -> str:
    try:
        return (_PROC / "self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        return ""


def _terminal() -> str:
    """The terminal's device: of an open stream, or as the kernel knows it; "" = none."""
    for stream in (0, 1, 2):
        try:
            return clean(os.ttyname(stream), 64)
        except OSError:
            continue
    found = _stat(os.getpid())
    device = int(found[_TERMINAL]) if found else 0
    if os.major(device) in _PTS_MAJORS:
        return f"/dev/pts/{(os.major(device) - 136) * 256 + os.minor(device)}"
    return ""


def _ssh_client(connection: str) -> str:
    """Address and port of the client: the first two words of SSH_CONNECTION."""
    return clean(" ".join(connection.split()[:2]), 64)
