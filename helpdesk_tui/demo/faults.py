"""Bad days of the demo directory: what its next call does instead of working. For tests and trials."""

from enum import StrEnum


class Fault(StrEnum):
    """One thing that goes wrong, once."""

    UNREACHABLE = "unreachable"  # the next call, a write too, finds no server
    BUSY = "busy"  # the next write: closed for work
    READ_ONLY = "read-only"  # the next write: a referral to a writable server
    NOT_SENT = "not-sent"  # the next write does not leave this computer
    LOST_BEFORE = "lost-before"  # the next write: no answer, and nothing was written
    LOST_AFTER = "lost-after"  # the next write: no answer, but it was written
    IGNORED = "ignored"  # the next write: "yes", and nothing was written
    PARTIAL = "partial"  # the next write: "yes", and only its first step was written


class Faults:
    """A queue. Its head waits for the call that it is meant for: reads pass by a fault of writes."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, *faults: Fault | str) -> None:
        """Let these go wrong, after those that wait already."""
        self._waiting.extend(Fault(fault) for fault in faults)

    def of_read(self) -> bool:
        """Whether this read finds no server."""
        return self._take({Fault.UNREACHABLE}) is not None

    def of_write(self) -> Fault | None:
        """What happens to this write; None = nothing."""
        return self._take(set(Fault))

    def _take(self, kinds: set[Fault]) -> Fault | None:
        return self._waiting.pop(0) if self._waiting and self._waiting[0] in kinds else None
