"""Two things timed in turns, so that what else a machine does meets both."""

import statistics
import time
from collections.abc import Callable


def beside(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 60) -> tuple[float, float]:
    """Milliseconds of each: the medians of `rounds` calls."""
    pairs = [(milliseconds(ours), milliseconds(theirs)) for _ in range(rounds)]
    mine, raw = zip(*pairs, strict=True)
    return statistics.median(mine), statistics.median(raw)


def milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000
