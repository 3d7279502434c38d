"""The time and the randomness of this computer: the one module that takes them (invariant 11)."""

import base64
import secrets
from datetime import UTC, datetime


class SystemClock:
    """`ports.Clock`: the computer's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemChance:
    """`ports.Randomness`: the operating system's cryptographic randomness."""

    def token(self, bytes_: int) -> str:
        return secrets.token_urlsafe(bytes_)

    def base32(self, bytes_: int) -> str:
        return base64.b32encode(secrets.token_bytes(bytes_)).decode("ascii").rstrip("=")

    def below(self, limit: int) -> int:
        return secrets.randbelow(limit)
