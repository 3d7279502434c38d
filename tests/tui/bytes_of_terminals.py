"""Bytes as terminals, cut lines and attackers may send them: known sequences and pieces of them, changed.

A few thousand strings in each run. HELPDESK_TUI_STRINGS says how many each of these tests sends instead: with
100000, `pytest -k strings --timeout 0 tests/tui` takes an hour.
"""

import os
import random

SEEDS: tuple[bytes, ...] = (
    b"ada.byron\r", b"\t", b"\x1b[Z", b"\x1b", b"\x7f", b"\x03", b"\x1a", b"\x1c", b"\x1a\x18",
    b"\x1b[A", b"\x1b[B", b"\x1bOP", b"\x1bOT", b"\x1b[15~", b"\x1b[25~", b"\x1b[[A", b"\x1b[1;5C",
    b"\x1b[97;5u",
    b"\x1b[97:65;2u", b"\x1b[97;1:3u", b"\x1b[1114112;1u", b"\x1b[55296u", b"\x1b[97;;1114112u",
    b"\x1b[99999999999C", b"\x1b[" + b"9" * 40 + b"u", b"\x1b[:u", b"\x1b[;;;u", b"\x1b[27;5;97~",
    b"\x1b[<0;10;10M", b"\x1b[<0;10;10m", b"\x1b[<35;70;20M", b"\x1b[<64;5;5M", b"\x1b[<0;-1;99999999M",
    b"\x1b[M !!", b"\x1b[M\xe4\xc3\xff", b"\x1b[32;10;10M", b"\x1b[I", b"\x1b[O",
    b"\x1b[48;24;80;0;0t", b"\x1b[48;0;0;0;0t", b"\x1b[?2048;1$y", b"\x1b[?2026;2$y", b"\x1b[24;80R",
    b"\x1b[?62;22c", b"\x1b]11;rgb:0/0/0\x07", b"\x1b]52;c;aGk=\x1b\\", b"\x1bP1$r0m\x1b\\", b"\x1b_G\x1b\\",
    b"\x1b[200~pasted\ntext\x1b[201~", b"\x1b[200~never closed", b"\x1b[201~", b"\x9b", b"\x9b1~", b"\x90",
    "ü".encode("latin-1"), "é".encode("latin-1"), "ü".encode(), "\u202e".encode(), "\u009b".encode(),
    "\U0001f468\u200d\U0001f469".encode(), b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xff" * 9,
)  # fmt: skip
"""Also: control characters, surrogates, numbers out of range, sizes of nothing."""


def how_many(usually: int) -> int:
    return int(os.environ.get("HELPDESK_TUI_STRINGS", usually))


def chances(seed: int = 20_261_129) -> random.Random:
    """The same at each run."""
    return random.Random(seed)  # noqa: S311 - no secret


def random_bytes(randomness: random.Random) -> bytes:
    """One string: noise, or one to three of the seeds, each left as it is, cut, changed or doubled."""
    if randomness.random() < 0.2:
        return randomness.randbytes(randomness.randint(1, 24))
    return b"".join(_changed(randomness, randomness.choice(SEEDS)) for _ in range(randomness.randint(1, 3)))


def _changed(randomness: random.Random, seed: bytes) -> bytes:
    data = bytearray(seed)
    for _ in range(randomness.choice([0, 0, 1, 1, 2, 4])):
        at = randomness.randrange(len(data) + 1)
        match randomness.randrange(4):
            case 0:
                data[at : at + 1] = bytes((randomness.randrange(256),))
            case 1:
                del data[at:]
            case 2:
                data[at:at] = randomness.choice([b"\x1b", b"\x1b[", b";", b":", b"9999999", b"\r", b"\xe4"])
            case _:
                del data[at : at + 1]
    return bytes(data)
