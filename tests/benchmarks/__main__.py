"""All figures in one run, as one table; `tests/benchmarks/run --help`."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks import breached, call, chart, crowd, page, record, screen
from benchmarks.figures import Figure, read, table, written

GROUPS: Mapping[str, Callable[[Path], Iterator[Figure]]] = {
    "screen": lambda _place: screen.figures(),
    "sessions": lambda _place: screen.sessions(1, 20),
    "hundred": lambda _place: screen.sessions(100),
    "call": call.figures,
    "record": record.figures,
    "crowd": crowd.figures,
    "breached": breached.figures,
}


def main() -> None:
    asked = argparse.ArgumentParser(prog="tests/benchmarks/run", description=__doc__)
    asked.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}; else all")
    asked.add_argument("--keep", action="store_true", help="write docs/benchmarks.json, .svg and .md")
    asked.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    chosen = asked.parse_args()
    if unknown := set(chosen.groups) - set(GROUPS):
        asked.error(f"there is no group {', '.join(sorted(unknown))}")
    last = {each.what: each for each in read(page.FIGURES)}
    found: list[Figure] = []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        for group in chosen.groups or GROUPS:
            for each in GROUPS[group](Path(place)):
                found.append(each)
                print(each.what, f"{each.ours:.4g} {each.unit}", file=sys.stderr, flush=True)
    print(table(found, last))
    if chosen.json:
        chosen.json.write_text(written(found), encoding="utf-8")
    if chosen.keep:
        kept = list({**last, **{each.what: each for each in found}}.values())
        page.FIGURES.write_text(written(kept), encoding="utf-8")
        page.CHART.write_text(chart.drawn(kept), encoding="utf-8")
        page.PAGE.write_text(page.document(), encoding="utf-8")


if __name__ == "__main__":
    main()
