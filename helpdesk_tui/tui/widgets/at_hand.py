"""What is at hand while nobody calls: the last calls, and who is locked out; a card for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Offset, Size

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.tui.rows import PointedRows
from helpdesk_tui.tui.widgets.columns import GAP, cut, marked_line, row
from helpdesk_tui.tui.widgets.marked import HasMark

_TIME, _LOGIN = 10, 18  # columns


@dataclass(frozen=True)
class Group:
    """Rows under a heading: whose card each opens, and its cells (time, login, what)."""

    heading: str
    rows: tuple[tuple[AccountId, tuple[str, str, str]], ...] = ()
    note: str = ""  # below them


class AtHand(HasMark, PointedRows, can_focus=True):
    """One row is marked while it has the focus. The keys come from the screen."""

    def __init__(self) -> None:
        super().__init__(id="at-hand")
        self._groups: tuple[Group, ...] = ()
        self.marked = 0

    def show(self, groups: Sequence[Group]) -> None:
        """Whom one has gone to stays marked, as long as there is a row of that account."""
        groups = tuple(each for each in groups if each.rows or each.note)
        if groups == self._groups:
            return
        before = self.account if self.has_focus else None
        self._groups = groups
        accounts = self._accounts
        if before is None or self.account != before:
            self.marked = accounts.index(before) if before in accounts else 0
        self.refresh(layout=True)

    @property
    def shows_anything(self) -> bool:
        return bool(self._groups)

    @property
    def _accounts(self) -> list[AccountId]:
        return [account for group in self._groups for account, _ in group.rows]

    @property
    def count(self) -> int:
        return len(self._accounts)

    @property
    def account(self) -> AccountId | None:
        """That of the marked row."""
        accounts = self._accounts
        return accounts[self.marked] if self.marked < len(accounts) else None

    def move(self, by: int) -> None:
        self.marked = max(0, min(self.count - 1, self.marked + by))
        self.refresh()

    def rows_by_line(self) -> Iterator[tuple[int, int]]:
        line = place = 0
        for group in self._groups:
            line += 1  # the heading
            for _ in group.rows:
                yield line, place
                line, place = line + 1, place + 1
            line += 1 + bool(group.note)

    def steps_to(self, place: int) -> int:
        return place - self.marked

    @property
    def mark_offset(self) -> Offset:
        """Headings, notes and blank lines stand between the rows."""
        line, place = 0, self.marked
        for group in self._groups:
            if place < len(group.rows):
                return Offset(0, line + 1 + place)
            place -= len(group.rows)
            line += 1 + len(group.rows) + bool(group.note) + 1
        return Offset(0, 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        lines = sum(1 + len(group.rows) + bool(group.note) for group in self._groups)
        return lines + max(0, len(self._groups) - 1)

    def render(self) -> Content:
        lines: list[Content] = []
        place, room = 0, self.size.width - 2
        widths = (_TIME, _LOGIN, max(8, room - _TIME - _LOGIN - 2 * GAP))
        for group in self._groups:
            if lines:
                lines.append(Content())
            lines.append(Content.styled(cut(group.heading, room + 2), "bold"))
            for _, cells in group.rows:
                marked = self.has_focus and place == self.marked
                lines.append(marked_line(row(zip(cells, widths, strict=True)), marked=marked))
                place += 1
            if group.note:
                lines.append(Content(cut(f"  {group.note}", room + 2)))
        return Content("\n").join(lines)
