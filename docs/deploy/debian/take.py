"""Copy what a lock file names out of the environment that this runs in: take.py LOCK DIRECTORY

Only where it is there in the same versions."""

import re
import shutil
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def take(name: str, version: str, into: Path) -> None:
    """All files of one distribution, but its scripts."""
    found = distribution(name)
    if found.version != version:
        sys.exit(f"{name} is {found.version} here, and must be {version}")
    for each in found.files or ():
        source, target = Path(str(found.locate_file(each))), into / each
        if ".." not in each.parts and source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def main(lock: Path, into: Path) -> None:
    """Each that the lock file pins."""
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+) \\$", lock.read_text(), re.MULTILINE):
        try:
            take(name, version, into)
        except PackageNotFoundError:
            sys.exit(f"{name} {version} is not there")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
