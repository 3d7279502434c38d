"""The methods of one account: seen, added, removed. Each change needs a verification of its own."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from helpdesk_tui.desk.clearance import Action
from helpdesk_tui.desk.lookup import Card, Lookup
from helpdesk_tui.desk.methods import FACTS, Origin
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import AppWanted, CodesWanted, RemovalWanted
from helpdesk_tui.tui.screens.base import DeskScreen
from helpdesk_tui.tui.widgets.columns import fit
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.method_list import MethodList
from helpdesk_tui.tui.widgets.words import Words


class MethodsRead(Message):
    """The account was read again."""

    def __init__(self, answer: Card | Problem) -> None:
        super().__init__()
        self.answer = answer


class MethodsScreen(DeskScreen[None]):
    TITLE = "Methods"
    HELP = (
        "The ways to prove this person. Registered ones are kept by the desk; a call-back number comes from "
        "the directory and cannot be removed here. Adding and removing each need a verification of the "
        "caller: who could change the proof could become the person."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("methods.add", "add"),
        bind("methods.codes", "codes"),
        bind("methods.remove", "remove"),
        bind("up", "move(-1)", show=False),
        bind("down", "move(1)", show=False),
        bind("back", "back"),
    ]

    def __init__(self, context: Context, lookup: Lookup, card: Card) -> None:
        super().__init__(context)
        self._lookup = lookup
        self._card = card

    def parts(self) -> ComposeResult:
        account = self._card.account
        name = fit(account.name or account.login, 40).rstrip()
        yield Words(Content.assemble(("Methods", "bold"), f"  {name} ({account.login})"), classes="title")
        yield MethodList(all_rows=True)
        yield Words(id="about")

    def on_mount(self) -> None:
        self._draw()

    def read_again(self) -> None:
        self._read()

    @work(group="card", description="read the methods", exit_on_error=False, exclusive=True)
    async def _read(self) -> None:
        self.post_message(MethodsRead(await ask(self._lookup.card, self._card.account.id)))

    def on_methods_read(self, event: MethodsRead) -> None:
        event.stop()
        if isinstance(event.answer, Problem):
            self.show_problem(event.answer)
            return
        self._card = event.answer
        self._draw()

    def action_add(self) -> None:
        if self._permitted():
            self.post_message(AppWanted(self._card.account))

    def action_codes(self) -> None:
        if self._permitted():
            self.post_message(CodesWanted(self._card.account))

    def action_remove(self) -> None:
        option = self.query_one(MethodList).option
        if option is None or not self._permitted():
            return
        method = option.method
        if method.origin is Origin.PREFILLED:
            self.say("This number comes from the directory; it is changed there.")
            return
        self.post_message(
            RemovalWanted(self._card.account, method.id, f"{FACTS[method.kind].label} {method.label}")
        )

    def action_move(self, by: int) -> None:
        self.query_one(MethodList).move(by)

    def action_back(self) -> None:
        self.finish()

    def _permitted(self) -> bool:
        refusals = self._card.refusals[Action.CHANGE_METHODS]
        self.show_problem(refusals[0] if refusals else self._card.unprovable)
        return not refusals and self._card.unprovable is None

    def _draw(self) -> None:
        self.query_one(MethodList).show(self._card.methods)
        refusals = self._card.refusals[Action.CHANGE_METHODS]
        words = str(refusals[0]) if refusals else "Each change asks for a verification of the caller first."
        self.query_one("#about", Words).show(words)
