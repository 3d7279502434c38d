"""The methods of one account: seen, added, changed, removed. One proof is good for all changes of a visit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.lookup import Card, Lookup
from helpdesk_tui.desk.method import CONTACT_KINDS, KEPT_HERE, Method, MethodStatus, Origin
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.registration.status import RegistrationStatus
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.language import N_, _, of_class
from helpdesk_tui.tui.call_messages import OF_ONE, MethodsWish, Wish
from helpdesk_tui.tui.keys import LIST_BINDINGS, bind
from helpdesk_tui.tui.rows import TakesRows
from helpdesk_tui.tui.screens.base import DeskScreen, Surroundings
from helpdesk_tui.tui.widgets.heading import Heading
from helpdesk_tui.tui.widgets.key_hints import KeyHints
from helpdesk_tui.tui.widgets.method_list import MethodList
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.methods import method_facts, registration_line
from helpdesk_tui.words.times import time_left

_TICK = 15.0  # seconds between looks at the clock
_KEYS = {
    "methods.confirm": Wish.CONFIRM,
    "methods.rename": Wish.RENAME,
    "methods.default": Wish.DEFAULT,
    "methods.replace": Wish.REPLACE,
    "methods.remove": Wish.REMOVE,
    "methods.add": Wish.ADD,
    "methods.codes": Wish.CODES,
    "methods.pass": Wish.PASS,
    "methods.all": Wish.RECONFIRM,
    "methods.require": Wish.REQUIRE,
}
"""The keys of this screen, as they stand under the list: those of the marked one first."""
_NOT_THEIRS = {
    Origin.PREFILLED: N_("This comes from the directory; it is changed there."),
    Origin.DESK: N_("This is the desk's own way; it is no method of the person."),
}


class AllMethods(MethodList):
    """Every row can be marked, and says which one is the default."""

    def __init__(self) -> None:
        super().__init__(all_rows=True)

    def _cells(self, option: MethodOption) -> tuple[str, str, str]:
        kind, name, status = super()._cells(option)
        return kind, _("{name} · default", name=name) if option.method.is_default else name, status


class MethodsScreen(TakesRows, DeskScreen[None]):
    """`until` says how long no further proof is needed."""

    TITLE = of_class("Methods")
    HELP = of_class(
        "The ways to prove this person. The first change asks for a verification of the caller, since who "
        "could change the proof could become the person; further ones of the same call need none for some "
        "minutes. The person is told of each. What comes from the directory is changed there."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *(bind(key, f"wish('{wish.name}')", show=False) for key, wish in _KEYS.items()),
        bind("up", "move(-1)", show=False),
        bind("down", "move(1)", show=False),
        *LIST_BINDINGS,
        bind("back", "back"),
    ]

    def __init__(
        self, around: Surroundings, lookup: Lookup, card: Card, until: Callable[[], datetime | None]
    ) -> None:
        super().__init__(around)
        self._lookup = lookup
        self._card = card
        self._until = until
        self._reading = False

    def parts(self) -> ComposeResult:
        yield Heading(_("Methods"), self._card.account)
        yield Words(id="status")
        yield AllMethods()
        yield Words(id="facts")
        yield Words(id="about")
        yield KeyHints(tuple(_KEYS))

    def on_mount(self) -> None:
        self.set_interval(_TICK, self._draw_visit)
        self._draw()

    def read_again(self) -> None:
        if not self.query(Heading):
            return  # it is about to go
        self._draw_visit()
        self._reading = True
        account = self._card.account.id
        self.ask_desk("card", "read the methods", partial(self._lookup.card, account), self._read)

    @property
    def is_waiting(self) -> bool:
        return self._reading

    def _read(self, answer: Card | Problem) -> None:
        self._reading = False
        if isinstance(answer, Problem):
            self.show_problem(answer)
            return
        self._card = answer
        self._draw()

    # --- keys ---------------------------------------------------------------------------------------

    def action_wish(self, name: str) -> None:
        self.show_problem(None)
        self.post_message(MethodsWish(self._card, Wish[name], self._method))

    def action_move(self, by: int) -> None:
        self.query_one(AllMethods).move(by)
        self._draw_marked()

    def take_row(self, steps: int) -> None:
        """It is marked; what is done with it has keys."""
        self.action_move(steps)

    def action_back(self) -> None:
        self.finish()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What would be refused is not offered; the reason stands on the screen."""
        if action == "wish" and self.is_mounted:
            wish = Wish[str(parameters[0])]
            return wish is Wish.REQUIRE or (self._refusal is None and _fits(wish, self._method))
        return super().check_action(action, parameters)

    @property
    def _method(self) -> Method | None:
        """The marked one."""
        option = self.query_one(AllMethods).option
        return option.method if option else None

    @property
    def _refusal(self) -> Problem | None:
        """Why nothing can be changed here, though it may still be asked for."""
        refusals = self._card.refusals[Action.CHANGE_METHODS]
        why = refusals[0] if refusals else None
        if why is None and self._until() is None:
            why = self._card.obstacles.get(Action.CHANGE_METHODS)
        return why

    # --- drawing ------------------------------------------------------------------------------------

    def _draw(self) -> None:
        self.query_one("#status", Words).show(_status(self._card.registration))
        self.query_one(AllMethods).show(self._card.methods)
        self._draw_marked()
        self._draw_visit()

    def _draw_marked(self) -> None:
        method = self._method
        facts = method_facts(method, self.clock.now()) if method else []
        words = ", ".join(facts)
        whose = _(_NOT_THEIRS.get(method.origin, "")) if method else ""
        said = f"{words[:1].upper()}{words[1:]}. {whose}" if words else ""
        self.query_one("#facts", Words).show(said.rstrip())
        self.refresh_bindings()

    def _draw_visit(self) -> None:
        until, now = self._until(), self.clock.now()
        left = (
            _("proven, {left} left", left=time_left(until, now)) if until is not None and until > now else ""
        )
        self.query_one(Heading).beside = left
        why = self._refusal
        words = (
            str(why)
            if why
            else _("The caller is verified: further changes need no other proof for now.")
            if left
            else _("The first change asks for a verification of the caller.")
        )
        self.query_one("#about", Words).show(words)


def _status(status: RegistrationStatus) -> Content:
    lines = [Content(registration_line(replace(status, due="")))]
    if status.due:
        lines.append(Content.styled(status.due, "bold"))
    return Content("\n").join(lines)


def _fits(wish: Wish, method: Method | None) -> bool:
    """Whether it has a meaning for the marked method, where it is about one."""
    if method is None:
        return wish not in OF_ONE
    own, active = method.origin in KEPT_HERE, method.status is MethodStatus.ACTIVE
    return {
        Wish.CONFIRM: method.status is MethodStatus.IMPORTED,
        Wish.RENAME: own,
        Wish.DEFAULT: own and active and not method.is_default,
        Wish.REPLACE: own and active and method.kind in CONTACT_KINDS,
        Wish.REMOVE: own,
    }.get(wish, True)
