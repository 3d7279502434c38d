"""A list of breached passwords of a gigabyte: what a look costs, and how much memory.

python tests/benchmarks/breached.py [GIGABYTES]
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from helpdesk_tui.breached import SortedHashes
from helpdesk_tui.secret import Secret

_LINE = 42  # bytes
_LOOKS = 500


def write(path: Path, size: int) -> int:
    """Digests at even distances; how many."""
    count = size // _LINE
    step = 16**40 // count
    with path.open("w") as file:
        for start in range(0, count, 100_000):
            numbers = range(start, min(start + 100_000, count))
            file.write("".join(f"{number * step:040X}\n" for number in numbers))
    return count


def main() -> None:
    size = int(float(sys.argv[1]) * 2**30) if len(sys.argv) > 1 else 2**30
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "list.txt"
        count = write(path, size)
        breached = SortedHashes(path)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        passwords = [Secret(f"password{number}") for number in range(_LOOKS)]
        for each in passwords:
            breached.holds(each)
        began = time.perf_counter()
        for each in passwords:
            breached.holds(each)
        took = (time.perf_counter() - began) / _LOOKS
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(f"{count:,} digests, {size / 2**30:.2f} GB: {took * 1000:.3f} ms a look, {more} kB more memory")


if __name__ == "__main__":
    main()
