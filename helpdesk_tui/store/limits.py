"""When a limit on failed proofs is reached, and until when: pure arithmetic on the failures' times."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from helpdesk_tui.desk.ports import Limit


def memory(limit: Limit) -> timedelta:
    """How old a failure can be and still matter."""
    return timedelta(seconds=limit.window_seconds + limit.block_seconds)


def blocked_until(limit: Limit, failures: Sequence[datetime], now: datetime) -> datetime | None:
    """The end of the block, or None if one more try is allowed.

    `failures` stand in the order they were recorded. A failure from the future counts: a clock that
    goes back must not open what was closed.
    """
    if limit.failures < 1:
        return now + memory(limit)
    window = timedelta(seconds=limit.window_seconds)
    if not limit.block_seconds:
        inside = sorted(time for time in failures if time > now - window)
        return inside[-limit.failures] + window if len(inside) >= limit.failures else None
    if not failures:
        return None
    # What closed the door was the latest failure; the door opens a fixed time after it.
    inside = [time for time in failures if time > failures[-1] - window]
    until = max(inside) + timedelta(seconds=limit.block_seconds)
    return until if len(inside) >= limit.failures and until > now else None


def left(limit: Limit, failures: Sequence[datetime], now: datetime) -> int:
    """Further failures until the limit is reached; 0 = the next failure's fate is sealed."""
    window = timedelta(seconds=limit.window_seconds)
    return max(0, limit.failures - sum(time > now - window for time in failures))
