"""What a look at the desk's surroundings finds: each check has a deadline, and none waits for another."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.problems import Problem, problem


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"  # was not looked at, so nothing is known


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, what was found in a sentence, and what to do. Holds no secret."""

    topic: str
    level: Level
    said: str
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    """What is looked at, for so many seconds at most. A `HelpdeskError` that it raises is found too."""

    topic: str
    look: Callable[[], Iterable[Finding]]
    seconds: float


def failed(topic: str, why: Problem) -> Finding:
    return Finding(topic, Level.FAILED, why.cause, why.remedy)


def skipped(topic: str, why: Problem) -> Finding:
    return Finding(topic, Level.SKIPPED, why.cause, why.remedy)


def examine(checks: Sequence[Check]) -> Iterator[Finding]:
    """All at once, in threads that nobody waits for longer than their time; told in the order of `checks`."""
    begun = time.monotonic()
    running = [_Running(check) for check in checks]
    for each in running:
        yield from each.findings(begun + each.check.seconds - time.monotonic())


def worst(findings: Iterable[Finding]) -> Level:
    """Of what was looked at."""
    levels = {each.level for each in findings}
    return next((level for level in (Level.FAILED, Level.WARNING) if level in levels), Level.OK)


class _Running:
    """A check in a thread of its own, which may hang for as long as it likes."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self._found: list[Finding] | None = None
        self._thread = threading.Thread(target=self._run, name=f"check of {check.topic}", daemon=True)
        self._thread.start()

    def findings(self, seconds: float) -> list[Finding]:
        self._thread.join(max(0.0, seconds))
        if self._found is None:
            why = problem("check-late", seconds=round(self.check.seconds))
            return [failed(self.check.topic, why)]
        return self._found

    def _run(self) -> None:
        try:
            found = list(self.check.look())
        except HelpdeskError as error:
            found = [failed(self.check.topic, error.problem)]
        except Exception as error:  # noqa: BLE001 - its text may hold secrets; the other checks go on
            found = [failed(self.check.topic, problem("check-broken", kind=type(error).__name__))]
        self._found = found
