"""How a screen looks, read from its cells as they are drawn: contrast on many terminals, colours, boxes."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from tui.driving import screen_text

from helpdesk_tui.signs import encoded_as
from helpdesk_tui.tui.app import DeskApp

LEAST = 4.5
"""Contrast of words (WCAG 2.1, 1.4.3)."""

_XTERM = (
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
    "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)
_VGA = (
    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
    "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
)
_WINDOWS = (
    "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc "
    "767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2"
)
_GNOME = (
    "171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc "
    "5e5c64 f66151 33da7a e9ad0c 2a7bde c061cb 33c7de ffffff"
)
_TANGO = (
    "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf "
    "555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec"
)
_PURE = (
    "000000 ff0000 00ff00 ffff00 0000ff ff00ff 00ffff ffffff "
    "000000 ff0000 00ff00 ffff00 0000ff ff00ff 00ffff ffffff"
)


@dataclass(frozen=True)
class Terminal:
    """Its sixteen colours, and its own ink and ground, as RRGGBB."""

    colours: str
    ink: str
    ground: str


TERMINALS = {
    "xterm, light": Terminal(_XTERM, "000000", "ffffff"),
    "xterm, dark": Terminal(_XTERM, "e5e5e5", "000000"),
    "Linux console": Terminal(_VGA, "aaaaaa", "000000"),
    "Windows, dark": Terminal(_WINDOWS, "cccccc", "0c0c0c"),
    "Windows, light": Terminal(_WINDOWS, "0c0c0c", "f2f2f2"),
    "GNOME, dark": Terminal(_GNOME, "d0cfcc", "171421"),
    "GNOME, light": Terminal(_GNOME, "171421", "ffffff"),
    "Tango, dark": Terminal(_TANGO, "d3d7cf", "2e3436"),
    "high contrast, dark": Terminal(_PURE, "ffffff", "000000"),
    "high contrast, light": Terminal(_PURE, "000000", "ffffff"),
}


def runs(app: DeskApp) -> Iterator[Segment]:
    """Everything that is drawn, in pieces of one style."""
    for strip in app.screen._compositor.render_strips():
        yield from strip


def _is_word(text: str) -> bool:
    """What is read: no blanks, no lines of boxes and bars."""
    return any(not each.isspace() and not 0x2500 <= ord(each) <= 0x259F for each in text)


def _rgb(colour: Color | None, terminal: Terminal, default: str) -> tuple[int, ...]:
    if colour is None or colour.type is ColorType.DEFAULT:
        digits = default
    elif colour.triplet is not None:
        return tuple(colour.triplet)
    else:
        assert colour.number is not None
        assert colour.number < 16, "beyond the sixteen"
        digits = terminal.colours.split()[colour.number]
    return tuple(bytes.fromhex(digits))


def _light(rgb: tuple[int, ...]) -> float:
    """Relative luminance (WCAG 2.1)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in rgb)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(style: Style | None, terminal: Terminal) -> float:
    """Of a text to its ground."""
    style = style or Style()
    ink = _light(_rgb(style.color, terminal, terminal.ink))
    ground = _light(_rgb(style.bgcolor, terminal, terminal.ground))
    return (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05)


def too_faint(app: DeskApp) -> list[str]:
    """Words that are hard to read on one of the terminals. How faint "faint" is, each decides for itself."""
    styles: dict[Style | None, str] = {}
    for each in runs(app):
        if _is_word(each.text):
            styles.setdefault(each.style, each.text)
    found = [f"faint: {text!r}" for style, text in styles.items() if style and style.dim]
    for style, text in styles.items():
        for name, terminal in TERMINALS.items():
            if (ratio := contrast(style, terminal)) < LEAST:
                found.append(f"{ratio:.1f} on {name}: {text!r}")
    return found


def told_by_colour(app: DeskApp) -> list[str]:
    """Words below the context bar that a colour sets apart, and nothing else."""
    found = []
    for row, strip in enumerate(app.screen._compositor.render_strips()):
        for each in strip:
            style = each.style
            coloured = style and any(
                colour is not None and colour.type is not ColorType.DEFAULT
                for colour in (style.color, style.bgcolor)
            )
            if (
                row
                and coloured
                and _is_word(each.text)
                and not (style.bold or style.reverse or style.underline)
            ):
                found.append(each.text)
    return found


def coloured(app: DeskApp) -> list[str]:
    """What has a colour at all, words or not."""
    return [
        each.text
        for each in runs(app)
        if each.style
        and any(
            colour is not None and colour.type is not ColorType.DEFAULT
            for colour in (each.style.color, each.style.bgcolor)
        )
    ]


def lost_in_ascii(app: DeskApp) -> list[str]:
    """Lines in which a sign of ours is lost, or that are not as wide in ASCII. Letters and pictures of names
    may be lost; how wide pictures are, no two terminals agree on."""
    found = []
    for line in screen_text(app).splitlines():
        drawn = encoded_as(line, "ascii").decode("ascii")
        names = [each for each in line if not each.isascii() and _is_of_a_name(each)]
        lost = drawn.count("?") > line.count("?") + sum(map(cell_len, names))
        if lost or (all(map(str.isalpha, names)) and cell_len(drawn) != cell_len(line)):
            found.append(line)
    return found


def _is_of_a_name(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN" or unicodedata.category(sign) == "Cf" or sign > "\u2bff"


_CORNERS = {"╭": "╮╰╯", "┌": "┐└┘"}
_SIDES = frozenset("│┤├█▇▆▅▄▃▂▁ ")  # a scroll bar may stand there


def broken_boxes(app: DeskApp) -> list[str]:
    """Boxes of which a side or a corner is cut off or written over."""
    lines = [_cells(line) for line in screen_text(app).splitlines()]
    return [
        f"{''.join(line)}"
        for row, line in enumerate(lines)
        for column, sign in enumerate(line)
        if sign in _CORNERS and not _is_whole(lines, row, column, _CORNERS[sign])
    ]


def _is_whole(lines: list[list[str]], row: int, column: int, corners: str) -> bool:
    right, low_left, low_right = corners
    if right not in lines[row][column:]:
        return False
    end = lines[row].index(right, column)
    for below in lines[row + 1 :]:
        if len(below) <= end:
            return False
        if below[column] == low_left:
            return below[end] == low_right
        if below[column] != "│" or below[end] not in _SIDES:
            return False
    return False


def _cells(line: str) -> list[str]:
    """A sign in each, "" behind a wide one."""
    cells: list[str] = []
    for each in line:
        width = cell_len(each)
        if width == 0 and cells:
            cells[-1] += each
        else:
            cells += [each, *[""] * (width - 1)]
    return cells
