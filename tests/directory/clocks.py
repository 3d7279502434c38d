"""Clocks that tests move."""

from datetime import UTC, datetime, timedelta


class MovedClock:
    """The system's, moved."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.moved
