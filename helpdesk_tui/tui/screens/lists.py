"""Which list: locked, disabled, not registered, …"""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.lists import USUAL_DAYS, WantedList
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.call_messages import ListChosen
from helpdesk_tui.tui.keys import DIGIT_BINDINGS, LIST_BINDINGS, bind
from helpdesk_tui.tui.rows import TakesRows
from helpdesk_tui.tui.screens.base import DeskScreen, Surroundings
from helpdesk_tui.tui.widgets.row_list import RowList, numbered
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.lists import title


class ListsScreen(TakesRows, DeskScreen[None]):
    TITLE = of_class("Lists")
    HELP = of_class(
        "Everybody whom the desk serves and who is locked out, disabled, about to expire, not registered "
        "and so on. The directory filters; rows come as they are found. What is listed is in the record."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("lists.choose", "choose"),
        bind("lists.other", "move(-1)"),
        bind("down", "move(1)", show=False),
        *LIST_BINDINGS,
        *DIGIT_BINDINGS,
        bind("back", "back"),
    ]

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._kinds = tuple(ListKind)

    def parts(self) -> ComposeResult:
        yield Words(Content.styled(_("Lists"), "bold"), classes="title")
        yield RowList()

    def on_mount(self) -> None:
        wanted = (WantedList(kind, USUAL_DAYS) for kind in self._kinds)
        rows = ((each.kind.value, (title(each),)) for each in wanted)
        self.query_one(RowList).show(numbered(rows))

    def action_move(self, by: int) -> None:
        self.query_one(RowList).move(by)

    def action_row(self, number: int) -> None:
        rows = self.query_one(RowList)
        if number <= rows.count:
            self.take_row(rows.steps_to(number - 1))

    def take_row(self, steps: int) -> None:
        self.action_move(steps)
        self.action_choose()

    def action_choose(self) -> None:
        self.post_message(ListChosen(self._kinds[self.query_one(RowList).marked]))

    def action_back(self) -> None:
        self.finish()
