"""A list of breached passwords of a gigabyte: what a look costs."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure

from helpdesk_tui.breached import SortedHashes
from helpdesk_tui.secret import Secret

GROUP = "Passwords"
_LINE = 42  # bytes
_LOOKS = 500


def _write(path: Path, size: int) -> int:
    """Digests at even distances; how many."""
    count = size // _LINE
    step = 16**40 // count
    with path.open("w") as file:
        for start in range(0, count, 100_000):
            numbers = range(start, min(start + 100_000, count))
            file.write("".join(f"{number * step:040X}\n" for number in numbers))
    return count


def figures(place: Path, size: int = 2**30) -> Iterator[Figure]:
    path = place / "list.txt"
    count = _write(path, size)
    breached = SortedHashes(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    passwords = [Secret(f"password{number}") for number in range(_LOOKS)]
    for each in passwords:
        breached.holds(each)
    began = time.perf_counter()
    for each in passwords:
        breached.holds(each)
    took = (time.perf_counter() - began) / _LOOKS * 1000
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    path.unlink()
    yield Figure(GROUP, f"a look into {count // 1_000_000} million breached ones (1 GB)", took, "ms", goal=2)
    yield Figure(GROUP, "more memory for the looks", more / 1024, "MB")
