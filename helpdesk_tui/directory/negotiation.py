"""Signing in by a mechanism of SASL (RFC 4422), as a connection sees it."""

from collections.abc import Callable
from typing import Protocol


class Negotiation(Protocol):
    """One sign-in by a mechanism of SASL. `step` may wait for others than this server."""

    mechanism: str

    def step(self, received: bytes) -> bytes:
        """What is to be sent, after what was received; b"" at the beginning. Raises `HelpdeskError`."""

    @property
    def is_complete(self) -> bool:
        """Whether the server, too, has proven who it is."""


Negotiate = Callable[[str, bytes], Negotiation]
"""With a server of this name that shows this certificate (DER)."""
