"""The methods of an account as rows, strongest first, one of them marked."""

from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.tui.widgets.columns import row
from helpdesk_tui.words import method_row

Options = tuple[MethodOption, ...]


class MethodList(Widget):
    """`all_rows` True = every row can be marked; False = usable ones only. Keys come from the screen."""

    ALLOW_SELECT = False
    options: reactive[Options] = reactive[Options]((), layout=True)
    marked: reactive[int] = reactive(0)

    @dataclass
    class Marked(Message):
        """Another row is marked now."""

        option: MethodOption | None

    def __init__(self, *, all_rows: bool = False, marks: bool = True) -> None:
        super().__init__()
        self._all_rows = all_rows
        self._marks = marks

    def show(self, options: Options) -> None:
        """New rows; the mark stays on its method where that can still be marked."""
        before = self.option.method.id if self.option else None
        self.options = options
        can = self._markable()
        same = [place for place in can if options[place].method.id == before]
        self.marked = (same or can or [0])[0]

    def move(self, by: int) -> None:
        can = self._markable()
        if not can:
            return
        place = can.index(self.marked) if self.marked in can else 0
        self.marked = can[max(0, min(len(can) - 1, place + by))]
        self.post_message(self.Marked(self.option))

    @property
    def option(self) -> MethodOption | None:
        """The marked one, if there is any that can be."""
        return self.options[self.marked] if self.marked in self._markable() else None

    def _markable(self) -> list[int]:
        return [place for place, each in enumerate(self.options) if self._all_rows or each.usable]

    def render(self) -> Content:
        if not self.options:
            return Content.styled("None.", "dim")
        return Content("\n").join([self._row(place) for place in range(len(self.options))])

    def _row(self, place: int) -> Content:
        option = self.options[place]
        marked = self._marks and place == self.marked and option is self.option
        kind, name, status = method_row(option)
        pointer = "▸ " if marked else "  "
        text = pointer + row([(kind, 17), (name, 24), (status, 31)])
        style = "bold" if marked else "" if option.usable or option.proven else "dim"
        return Content.styled(text, style)
