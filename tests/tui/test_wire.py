"""The picture of the terminal: with it the screen is, cell by cell, what it is without it; and few bytes go.

The emulator is that of tests/e2e. Paints are made by the framework's own classes, as its compositor does.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import pyte
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color
from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from helpdesk_tui.tui.wire.cells import _SURE, PLAIN, read_paint, styled
from helpdesk_tui.tui.wire.cells import Style as Known
from helpdesk_tui.tui.wire.pen import change
from helpdesk_tui.tui.wire.picture import Picture

COLUMNS, ROWS = 12, 4
CONSOLE = Console(color_system="256", force_terminal=True, width=COLUMNS)

SIGNS = "aab   ·…▸│─éЖ→"
ODD = [
    "漢",
    "字",
    "e\u0301",
    "\u0301",
    "👩\u200d🚀",
    "👩🏽",
    "☎\ufe0f",
    "♥",
    "\u200d",
    "\ufe0f",
    "ש",
    "ش",
    "한",
    "ก็",
    "🇸🇪",
    "\u00ad",
]


# --- an emulated terminal ---------------------------------------------------------------------------


class Shown:
    """A terminal, and what it shows: characters and looks, without what nobody sees."""

    def __init__(self, columns: int = COLUMNS, rows: int = ROWS) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self.feed("\x1b[?7l")
        self.disturb()

    def disturb(self) -> None:
        """As another program leaves it."""
        for row in range(1, self.screen.lines + 1):
            self.feed(f"\x1b[{row};1H\x1b[31;42m" + "#" * self.screen.columns + "\x1b[0m")
        self.feed("\x1b[3;3H")

    def feed(self, text: str) -> None:
        self._stream.feed(re.sub(r"\x1b\]8;.*?\x1b\\", "", text).replace("\n", "\r\n"))

    @property
    def cells(self) -> list[list[object]]:
        rows, columns = range(self.screen.lines), range(self.screen.columns)
        return [[_look(self.screen.buffer[row][column]) for column in columns] for row in rows]

    @property
    def cursor(self) -> tuple[int, int]:
        return self.screen.cursor.y, self.screen.cursor.x


def _look(cell: pyte.screens.Char) -> object:
    has_lines = cell.underscore or cell.strikethrough or cell.reverse
    if cell.data == " " and not has_lines:
        return " ", cell.bg
    return cell


# --- paints -----------------------------------------------------------------------------------------

colours = st.none() | st.sampled_from(["default", "red", "blue", "bright_white", "color(100)", "#12abef"])
styles = st.builds(
    Style,
    color=colours,
    bgcolor=colours,
    bold=st.booleans(),
    italic=st.booleans(),
    underline=st.booleans(),
    reverse=st.booleans(),
    link=st.sampled_from([None, None, None, "https://help.example/1"]),
)
few_styles = (
    st.sampled_from([None, Style(), Style(color="red"), Style(color="default", bgcolor="default")]) | styles
)
texts = st.text(SIGNS, max_size=6) | st.lists(st.sampled_from([*SIGNS, *ODD]), max_size=5).map("".join)
segments = st.tuples(texts, few_styles).map(lambda each: Segment(*each))


@st.composite
def strips(draw: st.DrawFn, width: int) -> Strip:
    return Strip(draw(st.lists(segments, max_size=4))).adjust_cell_length(width, draw(few_styles))


@st.composite
def regions(draw: st.DrawFn) -> LayoutUpdate:
    x, y = draw(st.integers(0, COLUMNS - 1)), draw(st.integers(0, ROWS - 1))
    width, height = draw(st.integers(1, COLUMNS - x)), draw(st.integers(1, ROWS - y))
    return LayoutUpdate([[draw(strips(width))] for _ in range(height)], Region(x, y, width, height))


@st.composite
def spans(draw: st.DrawFn) -> ChopsUpdate:
    """Each line cut in the same way; of the fragments, some were painted."""
    chops, ends, painted = [], [], []
    for y in range(ROWS):
        cuts = sorted({0, COLUMNS, *draw(st.lists(st.integers(1, COLUMNS - 1), max_size=2))})
        chops.append({x: draw(st.none() | strips(end - x)) for x, end in pairwise(cuts)})
        ends.append(cuts[1:])
        first = draw(st.integers(0, COLUMNS - 1))
        painted += [(y, first, draw(st.integers(first + 1, COLUMNS)))] if draw(st.booleans()) else []
    return ChopsUpdate(chops, painted or [(0, 0, COLUMNS)], ends)


@st.composite
def paints(draw: st.DrawFn) -> str:
    """What the app writes for an update: the same, and the cursor's place."""
    cursor = Control.move_to(draw(st.integers(0, COLUMNS - 1)), draw(st.integers(0, ROWS - 1)))
    return draw(regions() | spans()).render_segments(CONSOLE) + cursor.segment.text


others = st.sampled_from(
    [
        "\x07",
        "\x1b]22;default\x07",
        "\x1b]52;c;YQ==\x1b\\",
        "\x1b[?25h",
        "\x1b[2;2H\x1b[2K",
        "\x1b[2J",
        "typed past it",
        "\x1b[1;1H\x1b[31mx\x1b[1;1H\x1b[m",
        "\x1b[1;1H\x1b[2J\x1b[1;1H",
        "\x1b[9;1Hx\x1b[1;1H",
        "\x1b[1;1H\x1b[99mx\x1b[0m\x1b[1;1H",
    ]
)


@given(st.lists(paints() | others, max_size=8))
@example(["\x1b[1;1Habc\x1b[1;1H", "\x1b[1;1Ha c\x1b[1;3H"])
@example(["\x1b[1;12Hx\x1b[1;12H", "\x1b[2;1Hy\x1b[2;1H"])
@example(["\x1b[31mx\x1b[m", "\x1b[2;1H\x1b[31m \x1b[0m\x1b[1;1H", "\x1b[3;1Ha\x1b[1;1H"])
@example(["\x1b[1;1He\u0301a\x1b[1;1H", "\x1b[1;1He\x1b[1;1H"])
def test_the_screen_is_what_it_is_without_the_picture(written: list[str]) -> None:
    without, with_it, picture = Shown(), Shown(), Picture(COLUMNS, ROWS)
    for each in written:
        without.feed(each)
        with_it.feed(picture.to_send(each))
        assert with_it.cells == without.cells
        assert with_it.cursor == without.cursor


@given(st.lists(paints(), min_size=1, max_size=4))
def test_what_is_painted_again_costs_nothing_where_every_sign_is_sure(written: list[str]) -> None:
    picture = Picture(COLUMNS, ROWS)
    for each in written:
        picture.to_send(each)
        paint = read_paint(each)
        if paint is not None and all(piece.cells is not None for piece in paint.pieces):
            assert picture.to_send(each) == ""


@given(st.lists(paints(), min_size=1, max_size=4))
def test_it_is_never_longer_than_what_came(written: list[str]) -> None:
    picture = Picture(COLUMNS, ROWS)
    picture.to_send("\x1b[1;1H")
    for each in filter(read_paint, written):
        assert len(picture.to_send(each).encode()) <= len(each.encode())


@given(st.lists(paints(), max_size=3), paints())
def test_a_terminal_that_lost_its_content_is_right_after_the_next_paint_of_all(
    before: list[str], last: str
) -> None:
    picture, shown, fresh = Picture(COLUMNS, ROWS), Shown(), Shown()
    for each in before:
        shown.feed(picture.to_send(each))
    shown.disturb()
    picture.forget()
    whole = LayoutUpdate([[Strip.blank(COLUMNS)]] * ROWS, Region(0, 0, COLUMNS, ROWS)).render_segments(
        CONSOLE
    )
    for each in (f"{whole}\x1b[1;1H", last):
        shown.feed(picture.to_send(each))
        fresh.feed(each)
    assert shown.cells == fresh.cells


# --- what is sent -----------------------------------------------------------------------------------


def painted(*written: str) -> str:
    """What is sent for the last of them, on 80×24."""
    picture = Picture(80, 24)
    for each in written[:-1]:
        picture.to_send(each)
    return picture.to_send(written[-1])


WHOLE = (
    "".join(f"\x1b[{row};1H{'·' * 30}{' ' * 50}\n" for row in range(1, 24))
    + "\x1b[24;1H"
    + " " * 80
    + "\x1b[1;1H"
)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("\x1b[3;1H" + "·" * 30 + " " * 50 + "\x1b[1;1H", ""),
        ("\x1b[1;1H·x\x1b[1;3H", "·x"),
        ("\x1b[1;1Hx·x\x1b[1;4H", "x·x"),
        ("\x1b[1;1Hx····x\x1b[1;1H", "x\x1b[4Cx\r"),
        ("\x1b[3;11H" + " " * 70 + "\x1b[3;11H", "\x1b[3;11H\x1b[K"),
        ("\x1b[1;1H\x1b[39;49mx\x1b[0m\x1b[1;2H", "x"),
        ("\x1b[1;1H\x1b[1;37;44mx\x1b[0m\x1b[37;44my\x1b[0m\x1b[1;3H", "\x1b[1;37;44mx\x1b[0;37;44my\x1b[m"),
        ("\x1b[1;1H\x1b[37;44mx\x1b[0m\x1b[1;37;44my\x1b[0m\x1b[1;3H", "\x1b[37;44mx\x1b[1my\x1b[m"),
        ("\x1b[1;79H\x1b[31mx\x1b[0m\x1b[1;1H", "\x1b[78C\x1b[31mx\r\x1b[m"),
        ("\x1b[2;4H\x1b[2;5H", "\x1b[2;5H"),
        ("\x07", "\x07"),
    ],
)  # fmt: skip
def test_only_what_changes_is_sent_in_few_bytes(written: str, sent: str) -> None:
    assert painted(WHOLE, written) == sent


def test_a_reversed_blank_is_no_blank() -> None:
    assert painted(WHOLE, "\x1b[24;1H" + "\x1b[7m" + " " * 9 + "\x1b[0m\x1b[1;1H").count(" ") == 9


def test_a_colour_that_was_left_on_colours_nothing() -> None:
    assert painted(WHOLE, "\x1b[31mx", "\x1b[2;1Ha\x1b[1;1H").startswith("\x1b[m")
    assert not painted(WHOLE, "\x1b[31mx", "\x1b[2;1Ha\x1b[1;1H", "\x1b[2;1Hb\x1b[1;1H").startswith("\x1b[m")


def test_synchronized_updates_hold_something_or_are_not_begun() -> None:
    picture = Picture(80, 24)
    begin, end = "\x1b[?2026h", "\x1b[?2026l"
    assert [picture.to_send(each) for each in (begin, WHOLE, end)][::2] == ["", end]
    assert [picture.to_send(each) for each in (begin, WHOLE, end)] == ["", "", ""]
    assert [picture.to_send(each) for each in (begin, "\x1b[1;1Hx\x1b[1;2H", end)] == ["", f"{begin}x", end]


@pytest.mark.parametrize(
    "written", ["\x1b[?1049h", "\x1b[?1049l", "\x1b[2J", "\x1bc", "x", "\x1b[5;1H\x1b[2K", "\n"]
)
def test_whatever_may_change_the_screen_makes_it_forget(written: str) -> None:
    assert painted(WHOLE, written) == written
    assert len(painted(WHOLE, written, WHOLE)) > 800


@pytest.mark.parametrize(
    "written", ["\x07", "\x1b]22;default\x07", "\x1b[?25l", "\x1b[?1004h", "\x1b[>25u", "\x1b[?2026$p"]
)
def test_what_changes_nothing_on_it_goes_through(written: str) -> None:
    assert painted(WHOLE, written) == written
    assert painted(WHOLE, written, WHOLE) == ""


# --- signs and styles -------------------------------------------------------------------------------


def sure_signs() -> Iterator[str]:
    return (chr(code) for code in range(0x20, 0x11_0000) if _SURE.fullmatch(chr(code)))


def test_a_sign_that_is_sure_takes_one_cell_by_both_tables() -> None:
    assert [each for each in sure_signs() if cell_len(each) != 1 or pyte.screens.wcwidth(each) != 1] == []


@pytest.mark.parametrize("sign", ODD)
def test_no_other_is_taken_for_a_cell(sign: str) -> None:
    paint = read_paint(f"\x1b[1;1Ha{sign}\x1b[1;1H")
    assert paint is not None
    assert paint.pieces[0].cells is None


def test_colours_of_the_terminal_are_not_said() -> None:
    assert styled(PLAIN, "1;39;49") == Known(frozenset({1}))
    assert styled(PLAIN, "38;5;39;48;2;1;2;49") == Known(frozenset(), "38;5;39", "48;2;1;2;49")


known_styles = st.builds(
    Known,
    st.frozensets(st.sampled_from([1, 2, 4, 7])),
    st.sampled_from(["", "31", "97", "38;5;9"]),
    st.sampled_from(["", "41", "48;2;1;2;3"]),
)


@given(known_styles, known_styles)
def test_a_change_of_style_leads_to_the_other(old: Known, new: Known) -> None:
    sent = change(old, new)
    assert (sent == "") == (old == new)
    assert new == (styled(old, sent[2:-1]) if sent else old)


def test_colours_of_the_framework_are_known() -> None:
    for name in ("red", "bright_blue", "default", "color(200)", "#010203"):
        assert styled(PLAIN, ";".join(Color.parse(name).get_ansi_codes())) is not None
