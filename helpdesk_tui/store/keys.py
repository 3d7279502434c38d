"""The key of the store.

One master key of 32 bytes lies outside the store. HKDF-SHA256 (RFC 5869) derives from it what seals
secrets, what hashes sent codes and what signs the record, so that none can stand in for another.
"""

import hashlib
import hmac
import json
from enum import StrEnum
from typing import Never

KEY_BYTES = 32


def keyed(key: bytes, *words: str) -> str:
    """HMAC-SHA256 in 64 hex digits; JSON keeps the words apart."""
    return hmac.digest(key, json.dumps(words).encode(), hashlib.sha256).hex()


def same(one: object, other: object) -> bool:
    """Whether two texts are one, in constant time; what lies in the store may be anything."""
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))


class KeySource(StrEnum):
    """Where the key is looked for: the setting, and in a `StoreKey` the answer (never "auto")."""

    AUTO = "auto"  # credential, then keyring, then file
    KEYRING = "keyring"
    CREDENTIAL = "credential"
    FILE = "file"


class StoreKey:
    """The master key. It shows nothing of itself; `notice` is what a front end must say aloud."""

    __slots__ = ("_master", "notice", "source")

    def __init__(self, master: bytes, source: KeySource, notice: str = "") -> None:
        if len(master) != KEY_BYTES:
            raise ValueError("a store key has 32 bytes")
        self._master = master
        self.source = source
        self.notice = notice

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose (RFC 5869 with SHA-256, no salt, `info` = purpose)."""
        pseudorandom = hmac.digest(bytes(32), self._master, hashlib.sha256)
        return hmac.digest(pseudorandom, f"helpdesk-tui {purpose}".encode() + b"\x01", hashlib.sha256)

    @property
    def id(self) -> str:
        """Fingerprint: 16 hex digits, which say nothing about the key."""
        return self.derive("key id")[:8].hex()

    def __repr__(self) -> str:
        return f"StoreKey({self.source}, …)"

    def __reduce__(self) -> Never:
        raise TypeError("a StoreKey is not serialised")
