"""Cells of CSV (RFC 4180) that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Sequence

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet begins to calculate at; its full-width forms, too."""


def csv_line(cells: Sequence[str]) -> str:
    """Without its end. A cell that a spreadsheet would run begins with an apostrophe instead."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def _harmless(cell: str) -> str:
    """Blanks before the sign help nobody: some spreadsheets pass them over."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULAS) or cell.startswith(_FORMULAS) else cell
