"""The ratios as bars, where twice and half are as far from 1: SVG, readable on dark and on light."""

import math
from collections.abc import Sequence

from benchmarks.figures import Figure

_WIDTH, _ROW, _LEFT, _RIGHT = 760, 26, 330, 60
_LOWEST, _HIGHEST = 0.25, 8.0


def drawn(figures: Sequence[Figure]) -> str:
    rows = [each for each in figures if each.ratio is not None]
    height = _ROW * (len(rows) + 1) + 10
    one = _at(1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        ' font-family="sans-serif" font-size="13">',
        "<title>Our figure as a ratio to the other one, less is better</title>",
        "<style>text{fill:#57606a}.ours{fill:#3b78c4}.missed{fill:#b35900}.one{stroke:#8c959f}</style>",
        *(part for number, row in enumerate(rows) for part in _row(row, number * _ROW + 8)),
        f'<line class="one" x1="{one}" x2="{one}" y1="4" y2="{height - _ROW}"/>',
        f'<text x="{one}" y="{height - 8}" text-anchor="middle">1</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _row(figure: Figure, top: int) -> list[str]:
    ratio = figure.ratio
    assert ratio is not None
    one, end = _at(1), _at(ratio)
    kind = "missed" if figure.is_missed else "ours"
    return [
        f'<text x="{_LEFT - 10}" y="{top + 14}" text-anchor="end">{figure.what.partition(" (")[0]}</text>',
        f'<rect class="{kind}" x="{min(one, end)}" y="{top + 3}" width="{abs(end - one) or 1}" height="14"/>',
        f'<text x="{max(one, end) + 6}" y="{top + 14}">{ratio:.2f}</text>',
    ]


def _at(ratio: float) -> int:
    """Where a ratio stands from the left; beyond the scale, at its end."""
    share = math.log(min(max(ratio, _LOWEST), _HIGHEST) / _LOWEST) / math.log(_HIGHEST / _LOWEST)
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT))
