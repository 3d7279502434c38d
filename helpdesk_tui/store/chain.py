"""The arithmetic of the record's chain: canonical text, digest, and what is wrong with a link.

A record's digest is HMAC-SHA256 over the digest before it and the record's canonical JSON (sorted keys,
no spaces, UTF-8). Who does not hold the key can change nothing unseen, except cut the end off.
"""

import hashlib
import hmac
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from helpdesk_tui.desk.ports import Facts, Record
from helpdesk_tui.secret import Secret

FIRST = "0" * 64
"""What stood before the first record until there were seals."""
SEALED_FIRST = "1" * 64
"""What stands before it in a store that was sealed from the beginning: it never counts as an old one."""


def plain(value: object) -> Any:
    """`value` as JSON values only. Raises `TypeError` for anything else, a `Secret` above all."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, Mapping):
        return {_key(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, Secret):
        raise TypeError("a secret does not go into the record")
    raise TypeError(f"{type(value).__name__} does not go into the record")


def text(seq: int, at: datetime, event: str, facts: Facts) -> str:
    """The canonical JSON of one record. Raises `TypeError` as `plain`."""
    whole = {"seq": seq, "at": written(at), "event": event, "facts": plain(facts)}
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def written(at: datetime) -> str:
    """A time in the record: UTC, microseconds always."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def record(canonical: str, digest: str) -> Record:
    """The record that a canonical text says. Raises `ValueError` for a text that is none."""
    try:
        whole = json.loads(canonical)
        at = datetime.fromisoformat(whole["at"])
        return Record(whole["seq"], at, whole["event"], whole["facts"], digest)
    except (KeyError, TypeError, ValueError, RecursionError):
        raise ValueError("this is no record") from None


def digest(key: bytes, before: str, canonical: str) -> str:
    """64 hex digits."""
    return hmac.digest(key, (before + canonical).encode("utf-8", "surrogatepass"), hashlib.sha256).hex()


def account_of(facts: Facts) -> str | None:
    """The account that a record is about, to search by."""
    account = facts.get("account")
    return account if isinstance(account, str) else None


def intent_of(event: str, facts: Facts) -> int | None:
    """In what closes something: the number of what it closes."""
    intent = facts.get("intent")
    return intent if event in CLOSED_BY.values() and isinstance(intent, int) else None


INTENT, NOTICE = "action.intent", "notice.due"
CLOSED_BY = {INTENT: "action.outcome", NOTICE: "notice.told"}
"""What is begun in the record, and how it ends there."""


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise TypeError("text that is not Unicode does not go into the record") from None
    return str(value)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError("a name in the record is a text")
    return _text(key)
