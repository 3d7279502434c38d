"""A small menu: which sort of method is to be added."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from helpdesk_tui.desk.method import FACTS, MethodKind
from helpdesk_tui.desk.registering import Addable
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.dialogs.base import Dialog
from helpdesk_tui.tui.keys import DIGIT_BINDINGS, LIST_BINDINGS, bind
from helpdesk_tui.tui.rows import TakesRows
from helpdesk_tui.tui.type_ahead import TakesTypedAhead
from helpdesk_tui.tui.widgets.row_list import RowList, numbered


class KindDialog(TakesRows, TakesTypedAhead, Dialog[MethodKind]):
    HELP = of_class(
        "What policy allows for this person, and what can be sent from here. ↑ and ↓ move the mark, Enter "
        "takes it, Esc closes. The caller is verified next, if that was not done yet."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("dialog.take", "take"),
        bind("up", "move(-1)", show=False),
        bind("down", "move(1)", show=False),
        *LIST_BINDINGS,
        *DIGIT_BINDINGS,
    ]

    def __init__(self, kinds: tuple[Addable, ...]) -> None:
        foot = (
            _("↑↓ moves, Enter or a digit takes it, Esc closes.")
            if kinds
            else _("Policy allows none. Esc closes.")
        )
        super().__init__(_("Add which method?"), foot)
        self._kinds = sorted(kinds, key=lambda each: each.kind is not MethodKind.TOTP)  # an app first

    def parts(self) -> ComposeResult:
        yield RowList()

    def on_mount(self) -> None:
        rows = numbered(
            (each.kind.value, (FACTS[each.kind].label, each.why_not.cause if each.why_not else each.how))
            for each in self._kinds
        )
        self.query_one(RowList).show(rows)

    def action_move(self, by: int) -> None:
        self.query_one(RowList).move(by)

    def action_row(self, number: int) -> None:
        rows = self.query_one(RowList)
        if number <= rows.count:
            self.take_row(rows.steps_to(number - 1))

    def take_row(self, steps: int) -> None:
        self.action_move(steps)
        self.action_take()

    def action_take(self) -> None:
        """Nothing is taken that stands there with a reason against it."""
        if self._kinds:
            marked = self._kinds[self.query_one(RowList).marked]
            if marked.why_not is None:
                self.dismiss(marked.kind)
