"""docs/benchmarks.md, made of the figures that were kept."""

from pathlib import Path

from benchmarks.figures import read, table

_DOCS = Path(__file__).resolve().parents[2] / "docs"
FIGURES, CHART, PAGE = (
    _DOCS / "benchmarks.json",
    _DOCS / "pictures" / "benchmarks.svg",
    _DOCS / "benchmarks.md",
)

_HEAD = """\
# How fast it is

From `tests/benchmarks/run --keep`, on two cores: medians, each beside another program's in the same run, in
turns, so that what else the computer does meets both. Less is better; a ratio of 1 is as fast.

![Each ratio as a bar](pictures/benchmarks.svg)

"""
_TAIL = """
- *A bare Textual app* is `tests/benchmarks/bare.py`: a field and a table of fifty rows, the floor of any
  program of this kind.
- Memory is the proportional set size: what is a session's alone, and its part of what several share.
- *The same request* is what the adapter was seen to send, sent by ldap3 itself on an open connection.
- A reset is compared with the write alone. It also stands in the record, before and after, each time durably;
  the account is looked at before the write, and read back after it.
"""


def document() -> str:
    return _HEAD + table(read(FIGURES)) + _TAIL
