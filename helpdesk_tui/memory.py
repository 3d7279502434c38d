"""What was taken for a moment goes back to the system, since many sessions share one host.

To hash one code takes 19 MB (`store.hashing`). Having freed such a block once, glibc keeps the next one for
itself, for good (mallopt(3), M_MMAP_THRESHOLD).
"""

import contextlib
import ctypes

_M_MMAP_THRESHOLD = -3  # malloc.h
_LARGE = 1024 * 1024  # bytes


def give_back_large_blocks() -> None:
    """From now on, in this process. Other C libraries do as they do."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
