"""The keys that signed the record: each from its first record to the one before the next key's.

A former key is sealed with the present one, together with the number of its last record: who still has an
old master key can sign nothing anew, not even the records of its time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.keys import StoreKey
from helpdesk_tui.store.schema import audit, former_keys
from helpdesk_tui.store.sealing import Sealer


@dataclass(frozen=True)
class FormerKey:
    """`signing` is None where it does not open."""

    key_id: str
    until: int  # its last record
    ended_at: datetime
    signing: bytes | None


class ChainKeys:
    """Which key signed which record."""

    def __init__(self, former: Iterator[FormerKey], present: bytes) -> None:
        self._former = tuple(former)
        self._present = present

    def of(self, seq: int) -> bytes | None:
        """The key of the record with that number; None where it cannot be told."""
        for key in self._former:
            if seq <= key.until:
                return key.signing
        return self._present


def signing_key(key: StoreKey) -> bytes:
    return key.derive("audit")


def former_signing_keys(connection: Connection, sealer: Sealer) -> Iterator[FormerKey]:
    """Oldest first."""
    for row in connection.execute(select(former_keys).order_by(former_keys.c.until)).all():
        try:
            opened = sealer.open(row.sealed, *_place(row.key_id, row.until))
            signing = bytes.fromhex(opened.reveal())
        except Refused:
            signing = None
        yield FormerKey(row.key_id, row.until, row.ended_at, signing)


def retire(connection: Connection, old: StoreKey, sealers: tuple[Sealer, Sealer], at: datetime) -> int:
    """Seal the former keys anew, with the one of `old` among them; `sealers` are the old and the new one.
    How many do not open: they stay as they are."""
    kept = list(former_signing_keys(connection, sealers[0]))
    until = connection.execute(select(func.max(audit.c.seq))).scalar() or 0
    readable = [key for key in kept if key.signing is not None]
    for key in (*readable, FormerKey(old.id, until, at, signing_key(old))):
        connection.execute(delete(former_keys).where(former_keys.c.key_id == key.key_id))
        signing = Secret((key.signing or b"").hex())
        row = {
            "key_id": key.key_id,
            "until": key.until,
            "sealed": sealers[1].seal(signing, *_place(key.key_id, key.until)),
            "ended_at": key.ended_at,
        }
        connection.execute(insert(former_keys).values(row))
    return len(kept) - len(readable)


def _place(key_id: str, until: int) -> tuple[str, ...]:
    return "former key", key_id, str(until)
