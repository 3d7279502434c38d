"""A QR code in half blocks: two modules a cell, dark on light whatever the theme.

The quiet zone should be four modules (ISO/IEC 18004 §6.3.8); above and below it gives way down to one where
the window is low, since the cells around are light too. Sideways there is always room.
"""

from collections.abc import Sequence

from textual.content import Content
from textual.filter import LineFilter
from textual.reactive import reactive
from textual.widget import Widget

from helpdesk_tui.secret import Secret

QUIET = 4  # modules
LEAST_QUIET = 1

Matrix = tuple[tuple[bool, ...], ...]
Lines = tuple[str, ...]

_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def matrix(uri: Secret) -> Matrix:
    """The modules of the smallest code for an `otpauth://` address, without a quiet zone; True = dark.

    The key is base 32, so it goes as a segment of its own in the denser alphanumeric mode.
    """
    import segno  # noqa: PLC0415 - heavy: only where a code is drawn

    text = uri.reveal()
    before, mark, rest = text.partition("secret=")
    key, amp, after = rest.partition("&")
    segments = [part for part in (before + mark, key, amp + after) if part]
    code = segno.make_qr(segments, error="l", boost_error=False)  # type: ignore[arg-type]  # its types know text only
    return tuple(tuple(bool(module) for module in line) for line in code.matrix)


def drawn(uri: Secret, rows: int) -> Lines | None:
    """The code for the address in at most `rows` lines. Where the whole address does not fit, its label goes
    without the issuer, which apps take from the parameter (Key URI Format). None = neither fits."""
    return draw(matrix(uri), rows) or draw(matrix(_shorter(uri)), rows)


def _shorter(uri: Secret) -> Secret:
    head, mark, rest = uri.reveal().partition("?")
    start, label = head.rsplit("/", 1)
    return Secret(f"{start}/{label.rpartition(':')[2]}{mark}{rest}")


def draw(modules: Matrix, rows: int) -> Lines | None:
    """The code in at most `rows` lines, with the largest quiet zone that fits; None if none does."""
    size = len(modules)
    for quiet in range(QUIET, LEAST_QUIET - 1, -1):
        if (size + 2 * quiet + 1) // 2 <= rows:
            return _half_blocks(_framed(modules, quiet))
    return None


def _framed(modules: Matrix, quiet: int) -> Sequence[Sequence[bool]]:
    width = len(modules) + 2 * QUIET
    blank = [False] * width
    side = [False] * QUIET
    framed = [*([blank] * quiet), *([*side, *line, *side] for line in modules), *([blank] * quiet)]
    return framed if len(framed) % 2 == 0 else [*framed, blank]


def _half_blocks(modules: Sequence[Sequence[bool]]) -> Lines:
    pairs = zip(modules[::2], modules[1::2], strict=True)
    return tuple("".join(_BLOCKS[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs)


class QrCode(Widget):
    """Shows the lines of `draw`; nothing while there are none."""

    lines: reactive[Lines] = reactive[Lines]((), layout=True)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """None, NO_COLOR's neither: without its colours the code would be inverted on a dark ground."""
        return ()

    def render(self) -> Content:
        return Content("\n".join(self.lines))
