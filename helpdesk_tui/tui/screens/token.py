"""Register a hardware token: one from stock by its serial number, or one imported for this person."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from helpdesk_tui.desk.methods import FACTS, Method, MethodKind
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.registration import RegistrationScreen, Sitting
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.fields import CodeField, Field
from helpdesk_tui.tui.widgets.row_list import RowList
from helpdesk_tui.tui.widgets.words import Words

_STOCK = ""  # the row that is no imported method
_CODE = "Ask for the code that the {it} shows. Enter checks it; F4 takes two codes in a row."
_PAIR = "Two codes in a row: the person reads one out, waits for the next, reads that out. Enter checks both."


class TokenScreen(RegistrationScreen):
    """`imported`: those that wait for their owner's first code. `chosen`: that one, and no other is asked
    for; it may be an app too."""

    TITLE = "Add a hardware token"
    HELP = (
        "The serial number stands on the token. It stays in stock until its first code is right, so a number "
        "that was read wrongly gives nobody's token away. Where its clock or counter is out of step, F4 "
        "takes two codes in a row."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enrol.pair", "pair"),
        bind("up", "move(-1)", show=False),
        bind("down", "move(1)", show=False),
    ]

    def __init__(
        self, context: Context, sitting: Sitting, imported: tuple[Method, ...], chosen: Method | None = None
    ) -> None:
        super().__init__(context, sitting)
        self._imported = imported
        self._chosen = chosen
        self._pair = False

    def parts(self) -> ComposeResult:
        kind = self._chosen.kind if self._chosen else MethodKind.OATH_TOKEN
        yield from self.heading(f"{'Confirm' if self._chosen else 'Add'}: {FACTS[kind].label}")
        yield RowList()
        with Horizontal(classes="row", id="serial-row"):
            yield Words("Serial", classes="label")
            yield Field(id="serial", max_length=64, help_text=self.HELP)
        yield Words(id="which")
        with Horizontal(classes="row", id="code-row"):
            yield Words(id="code-label", classes="label")
            field = CodeField(id="code", max_length=64, help_text=self.HELP)
            field.add_class("code")
            yield field
        with Horizontal(classes="row", id="second-row"):
            yield Words("Next code", classes="label")
            second = CodeField(id="second", max_length=64, help_text=self.HELP)
            second.add_class("code")
            yield second
        yield Words(classes="advice")
        yield Words(id="caller")

    def on_mount(self) -> None:
        rows = [(each.id, (FACTS[each.kind].label, each.detail or each.label, "imported for this person"))
                for each in self._imported]  # fmt: skip
        every = (*rows, (_STOCK, ("From stock", "", "by its serial number")))
        self.query_one(RowList).show(every)
        if self._chosen is not None:
            self._begin()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "pair":
            return self.enrolment is not None and not self.over
        return super().check_action(action, parameters)

    # --- keys ---------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        if self.enrolment is None and not self.busy:
            self.query_one(RowList).move(by)
            self.draw()

    def action_pair(self) -> None:
        if not self.busy:
            self._pair = not self._pair
            for name in ("#code", "#second"):
                self.query_one(name, CodeField).clear()
            self.draw()
            self.set_focus(self.query_one("#code"))

    def go(self) -> None:
        if self.enrolment is None:
            self._begin()
            return
        names = ("#code", "#second") if self._pair else ("#code",)
        fields = [self.query_one(name, CodeField) for name in names]
        typed = self.taken(*fields)
        if typed is not None:
            for each in fields:
                each.clear()
            self.confirm(*(Secret(each) for each in typed))

    def _begin(self) -> None:
        sitting, begin = self.sitting, self.sitting.registration.begin_token
        known = self._known
        if known is not None:
            self.begin("Looking …", lambda: begin(sitting.clearance, method=known.id))
            return
        typed = self.taken(self.query_one("#serial", Field))
        if typed is not None:
            self.begin("Looking for the token …", lambda: begin(sitting.clearance, typed[0].strip()))

    @property
    def _known(self) -> Method | None:
        """The marked one, if it was imported."""
        if self._chosen is not None:
            return self._chosen
        rows = self.query_one(RowList)
        marked = rows.rows[rows.marked][0] if rows.rows else _STOCK
        return next((each for each in self._imported if each.id == marked), None)

    # --- drawing ------------------------------------------------------------------------------------

    def draw(self) -> None:
        begun, choosing = self.enrolment is not None, self.enrolment is None and self._chosen is None
        self.query_one(RowList).display = choosing and bool(self._imported)
        self.query_one("#serial-row").display = choosing and self._known is None
        self.query_one("#which").display = begun
        self.query_one("#code-row").display = begun and not self.over
        self.query_one("#second-row").display = begun and self._pair and not self.over
        self.query_one("#code-label", Words).show("First code" if self._pair else "Code")
        if self.enrolment is not None:
            words = " ".join(
                part for part in (FACTS[self.enrolment.kind].label, self.enrolment.detail) if part
            )
            self.query_one("#which", Words).show(words)
        self.query_one(".advice", Words).show(self._advice())
        self._focus(begun, choosing)
        self.refresh_bindings()

    def _focus(self, begun: bool, choosing: bool) -> None:
        if begun and not self.over:
            if self.focused not in self.code_fields():
                self.set_focus(self.query_one("#code"))
        elif choosing and self._known is None:
            self.set_focus(self.query_one("#serial"))
        else:
            self.set_focus(None)

    def _advice(self) -> str:
        if self.busy:
            return self.busy
        if self.over:
            return "This registration is over. Esc goes back; begin it again there."
        if self.enrolment is not None:
            it = "token" if self.enrolment.kind is MethodKind.OATH_TOKEN else "app"
            return _PAIR if self._pair else _CODE.format(it=it)
        if self._chosen is not None:
            return "Esc goes back."
        choice = "↑↓ takes another. " if self._imported else ""
        where = "The serial number stands on the token. " if self._known is None else ""
        return f"{choice}{where}Enter goes on to the first code."
