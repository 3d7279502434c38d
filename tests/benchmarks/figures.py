"""What was measured: a number with its unit beside another's, kept as JSON, told as a table and a chart."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

WORSE = 1.25
"""So many times the last figure is said aloud: less is what one machine does from one run to the next."""


@dataclass(frozen=True)
class Figure:
    """Less is better, but of what is "/s". `theirs` is the same of another program in the same run."""

    group: str
    what: str
    ours: float
    unit: str  # "ms", "s", "MB", "bytes", "/s"
    against: str = ""  # whose figure `theirs` is
    theirs: float | None = None
    goal: float | None = None  # of the ratio, or of `ours` where there is none

    @property
    def ratio(self) -> float | None:
        return None if self.theirs is None else self.ours / self.theirs

    @property
    def is_missed(self) -> bool:
        measured = self.ours if self.ratio is None else self.ratio
        return self.goal is not None and measured > self.goal


def said(number: float, unit: str) -> str:
    if unit in ("bytes", "/s"):
        return f"{number:,.0f} {unit}".replace(" /s", "/s")
    return f"{number:.0f} {unit}" if number >= 100 else f"{number:.3g} {unit}"


def table(figures: Sequence[Figure], last: Mapping[str, Figure] = {}) -> str:
    """Markdown, a table for each group; what got worse since `last` is marked."""
    return "\n".join(_tables(figures, last))


def _tables(figures: Sequence[Figure], last: Mapping[str, Figure]) -> Iterator[str]:
    for group in dict.fromkeys(each.group for each in figures):
        yield f"### {group}\n"
        yield "| measured | helpdesk-tui | compared with | ratio | goal |\n|---|---|---|---|---|"
        for each in figures:
            if each.group == group:
                yield _row(each, last.get(each.what))
        yield ""


def _row(figure: Figure, last: Figure | None) -> str:
    theirs = "" if figure.theirs is None else f"{figure.against}: {said(figure.theirs, figure.unit)}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    goal = "" if figure.goal is None else f"{figure.goal:g}{' (missed)' if figure.is_missed else ''}"
    worse = f" (was {said(last.ours, last.unit)})" if last and _is_worse(figure, last) else ""
    return f"| {figure.what} | {said(figure.ours, figure.unit)}{worse} | {theirs} | {ratio} | {goal} |"


def _is_worse(figure: Figure, last: Figure) -> bool:
    """By the ratio where there is one: another machine, or a busy one, changes both of its sides."""
    now, then = figure.ratio or figure.ours, last.ratio or last.ours
    return now * WORSE < then if figure.unit == "/s" else now > then * WORSE


def written(figures: Iterable[Figure]) -> str:
    return json.dumps([asdict(each) for each in figures], indent=1) + "\n"


def read(path: Path) -> list[Figure]:
    return [Figure(**each) for each in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []
