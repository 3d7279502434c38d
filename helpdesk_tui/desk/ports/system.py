"""Time, randomness, processes and the threat: given, not taken (invariant 11)."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The time in UTC, aware."""


class Randomness(Protocol):
    """Cryptographic randomness."""

    def token(self, bytes_: int) -> str:
        """`bytes_` random bytes as URL-safe text."""

    def base32(self, bytes_: int) -> str:
        """`bytes_` random bytes in base 32, without padding."""

    def below(self, limit: int) -> int:
        """A number in [0, limit)."""


IsAlive = Callable[[str, str], bool | None]
"""(host, process) of a `Source` → still running? None = on another computer, cannot be told."""

IsElevated = Callable[[], bool]
"""Whether the threat is elevated now; True also when that cannot be told."""
