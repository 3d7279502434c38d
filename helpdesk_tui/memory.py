"""What was taken for a moment goes back to the system, since many sessions share one host.

To hash one code takes 19 MB (`store.hashing`). Having freed such a block once, glibc keeps the next one for
itself, for good (mallopt(3), M_MMAP_THRESHOLD). And each thread takes from a pool of its own, where what was
freed is of no use to the others (M_ARENA_MAX): 7 MB in a session of 150 calls.
"""

import contextlib
import ctypes

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h
_LARGE = 1024 * 1024  # bytes


def keep_little() -> None:
    """From now on, in this process; before it has threads. Other C libraries do as they do."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE)
        libc.mallopt(_M_ARENA_MAX, 1)
