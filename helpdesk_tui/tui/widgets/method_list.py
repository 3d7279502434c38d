"""The methods of an account as rows, strongest first, one of them marked."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.language import _
from helpdesk_tui.tui.widgets.columns import row
from helpdesk_tui.tui.widgets.row_list import MarkedRows
from helpdesk_tui.words.methods import method_columns, method_row

_KIND, _STATUS, _GAP = 18, 37, 2  # columns: kind, most for all statuses, between them
_LEAST, _NAME, _FACTS = 8, 36, 30  # columns: least and most of a name, least for facts

Options = tuple[MethodOption, ...]


class MethodList(MarkedRows):
    """`all_rows` True = every row can be marked; False = usable ones only. With `signs` each row says by a
    sign whether it is proven, usable or not."""

    options: reactive[Options] = reactive[Options]((), layout=True)

    def __init__(self, *, all_rows: bool = False, signs: bool = False) -> None:
        super().__init__()
        self._signs = signs
        self._facts: tuple[str, ...] = ()
        self._all_rows = all_rows

    @property
    def count(self) -> int:
        return len(self.options)

    def show(self, options: Options, *, first: MethodKind | None = None, facts: tuple[str, ...] = ()) -> None:
        """New rows; the mark stays on its method where that can still be marked, else goes to the first one,
        or to the first of the kind `first`. `facts`, one for each, are shown where the window is wide."""
        before = self.option.method.id if self.option else None
        self.options = options
        self._facts = facts
        self.styles.max_height = max(len(options), 1)
        can = self._markable()
        same = [place for place in can if options[place].method.id == before]
        wanted = [place for place in can if options[place].method.kind is first]
        self.marked = (same or wanted or can or [0])[0]

    def move(self, by: int) -> None:
        can = self._markable()
        if not can:
            return
        place = can.index(self.marked) if self.marked in can else 0
        self.marked = can[max(0, min(len(can) - 1, place + by))]

    def steps_to(self, place: int) -> int:
        can = self._markable()
        there = place in can and self.marked in can
        return can.index(place) - can.index(self.marked) if there else 0

    @property
    def option(self) -> MethodOption | None:
        """The marked one, if there is any that can be."""
        return self.options[self.marked] if self.marked in self._markable() else None

    def _markable(self) -> list[int]:
        return [place for place, each in enumerate(self.options) if self._all_rows or each.usable]

    def render(self) -> Content:
        if not self.options:
            return Content(_("None."))
        shown = self.in_sight
        return Content("\n").join([self._row(place, self._edge(place, shown)) for place in shown])

    def _edge(self, place: int, shown: range) -> str:
        """An arrow where rows are out of sight."""
        if place == shown[0] and place > 0:
            return "↑"
        return "↓" if place == shown[-1] and place < len(self.options) - 1 else " "

    def _row(self, place: int, edge: str) -> Content:
        option = self.options[place]
        marked = place == self.marked and option is self.option
        sign = f"{_sign(option)} " if self._signs else ""
        text = f"{'▸' if marked else edge} {sign}"
        text += self._line(place, self.size.width - cell_len(text))
        return Content.styled(text, "bold" if marked else "")

    def _line(self, place: int, width: int) -> str:
        """Kind, name and status in `width` columns. A long reason is read whole: its name gives way."""
        kind, name, status = self._cells(self.options[place])
        usual = max(cell_len(self._cells(each)[2]) for each in self.options)
        room = width - _KIND - 2 * _GAP
        last = min(max(min(usual, _STATUS), cell_len(status)), room - _LEAST)
        cells = [(kind, _KIND), (name, min(room - last, _NAME)), (status, last)]
        rest = room - last - _NAME - _GAP
        if self._facts and rest >= _FACTS:
            cells.append((self._facts[place], rest))
        return row(cells)

    def _cells(self, option: MethodOption) -> tuple[str, str, str]:
        if not self._signs:
            return method_row(option)
        kind, name, grade, _status = method_columns(option)
        return kind, name, option.why_not or (_("proven") if option.proven else grade)


def _sign(option: MethodOption) -> str:
    if option.proven:
        return "–" if option.why_not else "✓"
    return "×" if option.why_not else "○"
