"""One list: its rows as they come, in order by any column, a card for each."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.listing import OF_REGISTRATION, WITHIN_DAYS, ListedAccount
from helpdesk_tui.desk.lists import ListPart, Lists, WantedList
from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, FACTS, OUTSIDE_KINDS, MethodKind
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.call_messages import AccountChosen
from helpdesk_tui.tui.keys import LIST_BINDINGS, bind
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.reading_list import ReadingList
from helpdesk_tui.tui.rows import TakesRows
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen, Surroundings
from helpdesk_tui.tui.widgets.list_columns import ListColumns
from helpdesk_tui.tui.widgets.long_list import LongList
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.lists import count_line, doubts, held_line, missing, title

MOST_HELD = 10_000
"""Rows that are kept to be shown; whatever comes behind them is counted."""
_BESIDE = 50  # rows before and behind the marked one that its card can go on to
_DAYS = (7, 14, 30, 60, 90, 180, 365)
_METHODS = (None, *(kind for kind in MethodKind if kind not in EXCEPTIONAL_KINDS | OUTSIDE_KINDS))


class ListScreen(TakesRows, DeskScreen[None]):
    TITLE = of_class("List")
    opens_cards = True
    HELP = of_class(
        "Enter opens the card of the marked one; Esc there comes back here. Rows come as the directory "
        "finds them; Esc stops that, and Esc again leaves. A list that is not all there says INCOMPLETE, "
        "and why. Of many rows the first are shown and all are counted: helpdesk-tui list has every one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("list.open", "open"),
        bind("list.sort", "sort"),
        bind("list.reverse", "reverse"),
        bind("list.days", "days"),
        bind("list.method", "method"),
        bind("refresh", "read"),
        bind("list.other", "move(-1)", show=False),
        bind("down", "move(1)", show=False),
        bind("list.first", "end(-1)", show=False),
        bind("list.last", "end(1)", show=False),
        *LIST_BINDINGS,
        bind("back", "back"),
    ]

    def __init__(self, around: Surroundings, lists: Lists, wanted: WantedList) -> None:
        super().__init__(around)
        self._lists = lists
        self._wanted = wanted
        self._rows: list[ListedAccount] = []
        self._part = ListPart()
        self._request = 0
        self._reading: ReadingList | None = None
        self._awaited = True  # nothing has come yet
        self._stopped = False
        self._sorted_by: int | None = None  # None = as the server sends them
        self._backwards = False

    def parts(self) -> ComposeResult:
        yield Words(id="list-title", classes="title")
        yield Words(id="list-count")
        yield Words(id="list-missing")
        yield LongList(self._columns_for, self._cells_of)

    def on_mount(self) -> None:
        self.action_read()

    @property
    def is_waiting(self) -> bool:
        """Until there is something to be read."""
        return self._awaited

    def leave(self) -> CleanUp | None:
        return self._reading.stop if self._reading else None

    def mark(self, account: AccountId) -> None:
        """Its card opens; whoever comes back finds the mark on it."""
        self._mark(account)

    # --- reading ------------------------------------------------------------------------------------

    def action_read(self) -> None:
        self._stop()
        self._request += 1
        self._rows, self._part = [], ListPart()
        self._awaited, self._stopped = True, False
        self._reading = ReadingList(self._lists.read(self._wanted))
        self.show_problem(None)
        self._draw()
        self._read(self._request, self._reading)

    @work(group="list", description="read a list", exit_on_error=False, exclusive=True)
    async def _read(self, request: int, reading: ReadingList) -> None:
        """The next handful is read when the one before was asked for: what nobody draws is not kept."""
        while True:
            answer = await ask(reading.take)
            self.post_message(DeskAnswered(partial(self._took, request), answer))
            if not isinstance(answer, ListPart) or answer.is_last:
                return

    def _took(self, request: int, answer: ListPart | Problem | None) -> None:
        if request != self._request or self._stopped or answer is None:
            return
        if self._awaited:
            self._awaited = False
            self.drop_typed_ahead(and_the_rest=True)  # it was typed for rows that nobody had read
        if isinstance(answer, Problem):
            self._reading = None
            self.query_one("#list-count", Words).show("")
            self.show_problem(answer)
            return
        if answer.is_last:
            self._reading = None
        marked = self._marked
        self._part = answer
        self._rows += answer.rows[: MOST_HELD - len(self._rows)]
        if answer.rows:
            self._sort()
        self._draw()
        self._mark(marked.account.id if marked else None)

    def _stop(self) -> None:
        if self._reading is not None:
            stop, self._reading = self._reading.stop, None
            self.workers.cancel_group(self, "list")
            self.ask_desk(f"stop {self._request}", "stop a list", stop, lambda _answer: None)

    # --- keys ---------------------------------------------------------------------------------------

    def action_open(self) -> None:
        marked, place = self._marked, self.query_one(LongList).marked
        if marked is not None:
            beside = self._rows[max(0, place - _BESIDE) : place + _BESIDE + 1]
            self.post_message(AccountChosen(marked.account.id, tuple(row.account for row in beside)))

    def action_back(self) -> None:
        """What is still read is stopped first."""
        if self._reading is None:
            self.finish()
            return
        self._stop()
        self._stopped, self._awaited = True, False
        self._draw()
        self.refresh_bindings()

    def action_move(self, by: int) -> None:
        self.query_one(LongList).move(by)

    def take_row(self, steps: int) -> None:
        self.action_move(steps)
        self.action_open()

    def action_scroll_page(self, pages: int) -> None:
        listed = self.query_one(LongList)
        listed.move(pages * listed.page)

    def action_end(self, which: int) -> None:
        self.query_one(LongList).move(which * len(self._rows))

    def action_sort(self) -> None:
        """By the next column; behind the last one as the server sends them is not offered again."""
        count = len(self._columns.headings)
        self._sorted_by = 0 if self._sorted_by is None else (self._sorted_by + 1) % count
        self._backwards = False
        self._sort_again()

    def action_reverse(self) -> None:
        self._sorted_by = self._sorted_by or 0
        self._backwards = not self._backwards
        self._sort_again()

    def action_days(self) -> None:
        further = [days for days in _DAYS if days > self._wanted.days]
        self._read_other(replace(self._wanted, days=further[0] if further else _DAYS[0]))

    def action_method(self) -> None:
        place = (_METHODS.index(self._wanted.method) + 1) % len(_METHODS)
        self._read_other(replace(self._wanted, method=_METHODS[place]))

    def _read_other(self, wanted: WantedList) -> None:
        self._wanted = wanted
        self.action_read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"open", "sort", "reverse"}:
            return bool(self._rows)
        if action == "days":
            return self._wanted.kind in WITHIN_DAYS
        if action == "method":
            return self._wanted.kind in OF_REGISTRATION
        return super().check_action(action, parameters)

    def key_label(self, key_id: str) -> str:
        return _("Stop") if key_id == "back" and self._reading is not None else ""

    # --- order --------------------------------------------------------------------------------------

    def _sort_again(self) -> None:
        marked = self._marked
        self._sort()
        self._draw()
        self._mark(marked.account.id if marked else None)

    def _sort(self) -> None:
        if self._sorted_by is not None:
            self._rows.sort(key=partial(self._columns.key, self._sorted_by), reverse=self._backwards)

    @property
    def _marked(self) -> ListedAccount | None:
        place = self.query_one(LongList).marked
        return self._rows[place] if place < len(self._rows) else None

    def _mark(self, account: AccountId | None) -> None:
        place = next((place for place, row in enumerate(self._rows) if row.account.id == account), None)
        listed = self.query_one(LongList)
        listed.show(len(self._rows), listed.marked if place is None else place)

    # --- drawing ------------------------------------------------------------------------------------

    @property
    def _columns(self) -> ListColumns:
        return ListColumns(self._wanted.kind, self.app.size.width)

    def _columns_for(self, room: int) -> Sequence[tuple[str, int]]:
        columns = self._columns
        names = list(columns.headings)
        if self._sorted_by is not None and self._sorted_by < len(names):
            names[self._sorted_by] += " ↑" if self._backwards else " ↓"
        return list(zip(names, columns.widths(room), strict=True))

    def _cells_of(self, place: int) -> Sequence[str]:
        return self._columns.cells(self._rows[place])

    def _draw(self) -> None:
        part, method = self._part, self._wanted.method
        heading = title(self._wanted)
        if method:
            heading = _("{list}, with {method}", list=heading, method=FACTS[method].label)
        self.query_one("#list-title", Words).show(Content.styled(heading, "bold"))
        self.query_one("#list-count", Words).show(count_line(part, stopped=self._stopped))
        lines = [*doubts(part), *missing(part.incomplete)]
        if self._stopped:
            lines.append(_("INCOMPLETE: it was stopped."))
        if part.found + part.unsure > len(self._rows):
            lines.append(held_line(len(self._rows), self._wanted.kind))
        loud = Content("\n").join(Content.styled(line, "bold") for line in lines)
        self.query_one("#list-missing", Words).show_if_any(loud)
        listed = self.query_one(LongList)
        listed.show(len(self._rows), listed.marked)
        self.refresh_bindings()
