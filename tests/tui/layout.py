"""What of a screen can be read: what is cut off, out of reach, or touches a scroll bar."""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from textual.screen import Screen
from textual.widget import Widget

from helpdesk_tui.tui.widgets.key_line import KeyLine
from helpdesk_tui.tui.widgets.method_list import MethodList
from helpdesk_tui.tui.widgets.problem_line import ProblemLine
from helpdesk_tui.tui.widgets.row_list import RowList
from helpdesk_tui.tui.widgets.too_small import TooSmall

_OWN_WAY = (TooSmall, KeyLine, ProblemLine, MethodList, RowList)
"""Fixed to the edge, or showing those of their rows that lie around the mark."""
_CUT_WORD = re.compile(r"[^\s.]…")


def shown(screen: Screen[object]) -> Iterator[Widget]:
    """Every widget that takes room on the screen."""
    for widget in screen.query(Widget):
        if (
            widget.is_attached
            and widget.size
            and all(each.display for each in widget.ancestors_with_self if isinstance(each, Widget))
        ):
            yield widget


def out_of_reach(screen: Screen[object]) -> list[str]:
    """Widgets that no scrolling brings to light: they lie outside of a part that does not scroll, or have
    fewer lines than what they say."""
    found = []
    for widget in shown(screen):
        holder = widget.parent
        if isinstance(widget, _OWN_WAY) or not isinstance(holder, Widget):
            continue
        if not holder.allow_vertical_scroll and widget.virtual_region.bottom > holder.size.height:
            found.append(
                f"{widget} ends at {widget.virtual_region.bottom} of {holder.size.height} in {holder}"
            )
        needed = widget.get_content_height(widget.size, screen.size, widget.content_size.width)
        if not widget.children and needed > widget.content_size.height and not widget.is_scrollable:
            found.append(f"{widget} has {widget.content_size.height} of {needed} lines")
    return found


def out_of_sight(screen: Screen[object]) -> list[str]:
    """The focused field, the line of keys and what went wrong, where not to be seen in full."""
    wanted = [*screen.query(KeyLine), *screen.query(".-said"), *([screen.focused] if screen.focused else [])]
    return [str(each) for each in wanted if isinstance(each, Widget) and not screen.can_view_entire(each)]


def at_scroll_bars(screen: Screen[object]) -> list[str]:
    """Lines in which a word touches a scroll bar."""
    lines = [strip.text for strip in screen._compositor.render_strips()]
    return [
        lines[y]
        for widget in shown(screen)
        if widget.show_vertical_scrollbar
        for y in range(widget.region.y, widget.region.bottom)
        if lines[y][widget.region.right - 2] != " "
    ]


def labels_that_touch(screen: Screen[object]) -> list[str]:
    """Names of fields and sections that leave no blank before what stands beside them."""
    return [
        str(widget.render())
        for widget in shown(screen)
        if (widget.has_class("label") or widget.has_class("section-name"))
        and cell_len(str(widget.render())) >= widget.content_size.width
    ]


def cut_in_vain(screen: Screen[object], room: int = 12) -> list[str]:
    """Lines with a cut word that have room at their end."""
    lines = [strip.text for strip in screen._compositor.render_strips()]
    return [line for line in lines if _CUT_WORD.search(line) and len(line) - len(line.rstrip(" │╮╯▎")) > room]
