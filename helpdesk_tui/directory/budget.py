"""What one answer may cost, or the pages of one search together: invariant 15."""

import time
from dataclasses import dataclass

LARGEST_MESSAGE = 4 * 1024 * 1024
"""Bytes of one message: an entry with the largest values that are asked for has a few hundred kB."""


class TooMuchError(ValueError):
    """More than an answer may hold; says of what."""


@dataclass
class Budget:
    """What is left of it. The defaults hold pages of 1,000 people with their security descriptors; an answer
    that uses all of it is kept in less than 100 MB."""

    bytes: int = 32 * 1024 * 1024
    messages: int = 5000  # entries, references to other servers, and what else may come before the result
    elements: int = 250_000  # of BER: each becomes an object
    ends: float | None = None  # of several requests together, by `time.monotonic`

    def seconds(self, most: float) -> float:
        """What is left of the time, for one request that may take `most`."""
        return most if self.ends is None else max(0.0, min(most, self.ends - time.monotonic()))

    def begin_message(self) -> None:
        """Before one is waited for. Raises `TooMuchError`."""
        if self.messages <= 0:
            raise TooMuchError("messages")
        self.messages -= 1

    def allow(self, size: int) -> None:
        """Before its bytes are waited for. Raises `TooMuchError`."""
        if size > min(self.bytes, LARGEST_MESSAGE):
            raise TooMuchError("bytes")

    def spend(self, size: int, elements: int) -> None:
        self.bytes -= size
        self.elements -= elements


def for_seconds(seconds: float) -> Budget:
    """For several requests together."""
    return Budget(ends=time.monotonic() + seconds)


def before_tls() -> Budget:
    """One small answer: who sends it has proven nothing yet."""
    return Budget(bytes=4096, messages=1, elements=64)
