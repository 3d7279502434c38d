"""A small menu: which sort of method is to be added."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from helpdesk_tui.desk.method import FACTS, MethodKind
from helpdesk_tui.desk.registering import Addable
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.type_ahead import TakesTypedAhead
from helpdesk_tui.tui.widgets.row_list import RowList
from helpdesk_tui.tui.widgets.too_small import TooSmall
from helpdesk_tui.tui.widgets.words import Words


class KindDialog(TakesTypedAhead, ModalScreen[MethodKind | None]):
    """Ends with the kind, or None."""

    ALLOW_SELECT = False
    HELP = (
        "What policy allows for this person, and what can be sent from here. ↑ and ↓ move the mark, Enter "
        "takes it, Esc closes. The caller is verified next, if that was not done yet."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("dialog.take", "take"),
        bind("up", "move(-1)", show=False),
        bind("down", "move(1)", show=False),
        bind("close", "close"),
    ]

    def __init__(self, kinds: tuple[Addable, ...]) -> None:
        super().__init__()
        self._kinds = kinds

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Words("Add which method?", classes="title")
            yield RowList()
            words = "↑↓ moves, Enter takes it, Esc closes."
            yield Words(words if self._kinds else "Policy allows none. Esc closes.", classes="foot")
        yield TooSmall()

    def on_mount(self) -> None:
        app_first = sorted(self._kinds, key=lambda each: each.kind is not MethodKind.TOTP)
        rows = tuple(
            (each.kind.value, (FACTS[each.kind].label, each.why_not.cause if each.why_not else each.how))
            for each in app_first
        )
        self.query_one(RowList).show(rows)

    def action_move(self, by: int) -> None:
        self.query_one(RowList).move(by)

    def action_take(self) -> None:
        """Nothing is taken that stands there with a reason against it."""
        rows = self.query_one(RowList)
        marked = rows.rows[rows.marked][0] if rows.rows else ""
        if any(each.kind.value == marked and each.why_not is None for each in self._kinds):
            self.dismiss(MethodKind(marked))

    def action_close(self) -> None:
        self.dismiss(None)
