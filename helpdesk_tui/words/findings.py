"""What a look at the desk's surroundings found, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from helpdesk_tui.desk.diagnosis import Finding, Level

NAMES: Mapping[Level, str] = {
    Level.FAILED: "Failed",
    Level.WARNING: "Warning",
    Level.SKIPPED: "Skipped",
    Level.OK: "All right",
}
"""Of the levels, what matters most first."""


def by_topic(findings: Sequence[Finding]) -> list[Finding]:
    """What has no remedy and is of one topic is said in one breath."""
    told: list[Finding] = []
    for each in findings:
        before = told[-1] if told else None
        if before and before.topic == each.topic and not before.remedy and not each.remedy:
            told[-1] = replace(before, said=f"{before.said} {each.said}")
        else:
            told.append(each)
    return told


def counted(findings: Sequence[Finding], *, still: bool) -> str:
    """How many of which; `still` = more may come."""
    levels = Counter(each.level for each in findings)
    failed, warned = levels[Level.FAILED], levels[Level.WARNING]
    parts = [
        *([f"{failed} failed"] if failed else []),
        *([f"{warned} warning{'' if warned == 1 else 's'}"] if warned else []),
        f"{levels[Level.OK]} all right",
    ]
    said = ", ".join(parts)
    return f"{said} so far; this still looks." if still else f"{said}."
