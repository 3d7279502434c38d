"""What was taken for a moment is not kept."""

import subprocess
import sys

CODE = """
import sys
from argon2 import PasswordHasher
from helpdesk_tui import memory

def in_memory():
    return int(open("/proc/self/status").read().partition("VmRSS:")[2].split()[0]) // 1024

if sys.argv[1:]:
    memory.give_back_large_blocks()
before = in_memory()
for _ in range(3):
    PasswordHasher(2, 19 * 1024, 1).hash(b"a code", salt=bytes(16))
print(in_memory() - before)
"""


def kept(*arguments: str) -> int:
    """MB that three hashes have left."""
    ended = subprocess.run(
        [sys.executable, "-c", CODE, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return int(ended.stdout)


def test_what_a_hash_took_goes_back_to_the_system():
    assert kept("give back") < 8
