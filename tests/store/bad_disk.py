"""Run by a test inside a mount namespace: a store on a small disk that becomes full, or read-only.

Prints the code of the problem, then whether the chain verifies and can be written once the disk is well.
"""

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import ChainHead
from helpdesk_tui.store import KeySource, OpenStores, StoreKey, open_store


def main(day: str, disk: Path, template: Path) -> None:
    path = disk / "store" / "desk.db"
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(300_000))
    shutil.copytree(template.parent, path.parent)
    with open_store(
        path, StoreKey(bytes(range(32)), KeySource.FILE), SystemClock(), SystemChance()
    ) as stores:
        stores.audit.append("before", {}, SystemClock().now())
        if day == "read-only":
            stores.close()  # the system lets no disk become so while a file is open for writing
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        if day == "full-at-start":
            _fill_up(disk / "rest")
        said = [_fill(stores)]
        if day == "read-only":
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        ballast.unlink()
        (disk / "rest").unlink(missing_ok=True)
        said.append("verified" if isinstance(stores.audit.verify(), ChainHead) else "broken")
        stores.audit.append("after", {}, SystemClock().now())
        said.append("written")
    sys.stdout.write(" ".join(said))


def _fill_up(file: Path) -> None:
    """To the last byte: not even the index of the log has room."""
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as rest:
        while True:
            rest.write(bytes(4096))


def _fill(stores: OpenStores) -> str:
    try:
        while True:
            stores.audit.append("filling", {"text": "x" * 5000}, SystemClock().now())
    except StoreUnavailable as error:
        return error.problem.code


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
