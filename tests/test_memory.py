"""What was taken for a moment is not kept."""

import subprocess
import sys

HASHING = """
import sys
from argon2 import PasswordHasher
from helpdesk_tui import memory

def in_memory():
    return int(open("/proc/self/status").read().partition("VmRSS:")[2].split()[0]) // 1024

memory.keep_little()
before = in_memory()
for _ in range(3):
    PasswordHasher(2, 19 * 1024, 1).hash(b"a code", salt=bytes(16))
print(in_memory() - before)
"""

THREADS = """
import ctypes
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from helpdesk_tui import memory

memory.keep_little()
together = Barrier(4)

def take(_):
    taken = bytes(100_000)
    together.wait()
    return taken

with ThreadPoolExecutor(4) as threads:
    taken = [*threads.map(take, range(4))]
ctypes.CDLL(None).malloc_stats()
"""


def ran(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )


def test_what_a_hash_took_goes_back_to_the_system():
    assert int(ran(HASHING).stdout) < 8, "MB that three of them have left"


def test_threads_take_from_what_others_have_freed():
    assert ran(THREADS).stderr.count("Arena ") == 1
