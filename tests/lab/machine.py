"""A computer that is this one until something is written there: an overlay in a mount namespace of its own.

with Machine() as machine:
    machine.run("useradd …")            # on that computer alone
    with Machine(machine) as another:   # which begins as the first one is now

It has this computer's programs, processes and network; systemd does not run there, so `systemctl` does what
the desk's units do at once (`lab/systemctl`). Needs root and the right to mount.
"""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from lab.domain import LabError
from lab.processes import end

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_MOUNT = """\
set -e
mount --make-rprivate /
cd "$1"
mkdir -p merged
if [ -n "$2" ]; then lower="$2:/"; else lower=/; fi
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$1/upper,workdir=$1/work" merged
mount --rbind /proc merged/proc
mount --rbind /sys merged/sys
mount --rbind /dev merged/dev
mount -t tmpfs -o mode=755 none merged/run
mount -t tmpfs none merged/tmp
mount -t tmpfs -o mode=700 none merged/root
mkdir -p merged/run/sshd
echo ready
exec sleep infinity
"""


@cache
def missing() -> str:
    """Why there can be none here, as a sentence; "" when there can."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "nsenter", "dpkg-deb"))):
        return "A computer of its own needs root, and Debian's programs."
    script = "mkdir u w m && mount -t overlay o -o lowerdir=/,upperdir=u,workdir=w m"
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", script], cwd=folder, capture_output=True, check=False
        )
        shutil.rmtree(Path(folder) / "w", ignore_errors=True)
    return "A computer of its own cannot be mounted here." if done.returncode else ""


class Machine:
    """Lives from entering to leaving, in memory."""

    def __init__(self, like: "Machine | None" = None) -> None:
        """`like`: one that is not written to any more."""
        self._below = like
        self._holder: subprocess.Popen[bytes] | None = None
        self._place = Path()

    def __enter__(self) -> Self:
        self._place = Path(tempfile.mkdtemp(prefix="machine-", dir="/dev/shm"))
        for name in ("upper", "work"):
            (self._place / name).mkdir(mode=0o755)
        below = str(self._below._place / "upper") if self._below else ""
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", _MOUNT, "sh", str(self._place), below], stdout=subprocess.PIPE
        )
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != b"ready\n":
            self.__exit__(None, None, None)
            raise LabError("a computer of its own cannot be mounted")
        self.put("/usr/local/sbin/systemctl", (Path(__file__).parent / "systemctl").read_text(), 0o755)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._holder is not None:
            end(self._holder)
            assert self._holder.stdout is not None
            self._holder.stdout.close()
        shutil.rmtree(self._place, ignore_errors=True)

    def command(self, *words: str) -> list[str]:
        """What runs these words there, as root."""
        assert self._holder is not None
        inside = ["env", "-i", f"PATH={_PATH}", "HOME=/root", "LANG=C.UTF-8", "TERM=xterm-256color"]
        holder = str(self._holder.pid)
        return [
            "nsenter",
            "--target",
            holder,
            "--mount",
            "chroot",
            str(self._place / "merged"),
            *inside,
            *words,
        ]

    def run(
        self, script: str, *, check: bool = True, seconds: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Lines of a shell, in /root; the first that fails ends them, with LabError if `check`."""
        done = subprocess.run(
            self.command("bash", "-euo", "pipefail", "-c", f"cd /root; {script}"),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if check and done.returncode:
            raise LabError(f"{script}\nends with {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def put(self, path: str, text: str, mode: int = 0o644) -> None:
        """A file of root's there."""
        subprocess.run(
            self.command(
                "sh", "-c", 'mkdir -p "${1%/*}" && cat > "$1" && chmod "$2" "$1"', "sh", path, f"{mode:o}"
            ),
            input=text.encode(),
            check=True,
        )

    def bring(self, file: Path, path: str) -> None:
        """A file of this computer, also one that is not to be seen there."""
        with file.open("rb") as content:
            subprocess.run(
                self.command("sh", "-c", 'mkdir -p "${1%/*}" && cat > "$1"', "sh", path),
                stdin=content,
                check=True,
            )
