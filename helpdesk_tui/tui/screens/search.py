"""Find the account: type, see results, open one."""

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.widgets import DataTable, Input

from helpdesk_tui.desk.account import AccountId, AccountSummary
from helpdesk_tui.desk.approving import Approving
from helpdesk_tui.desk.between_calls import BetweenCalls
from helpdesk_tui.desk.lookup import MOST_ROWS, Lookup
from helpdesk_tui.desk.ports import Found
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, _, of_class
from helpdesk_tui.text import LONGEST_DN
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.call_messages import AccountChosen
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.screens.base import Surroundings
from helpdesk_tui.tui.screens.between_calls import BetweenCallsScreen, type_on
from helpdesk_tui.tui.widgets.at_hand import AtHand
from helpdesk_tui.tui.widgets.fields import Field, labelled
from helpdesk_tui.tui.widgets.preview import Preview
from helpdesk_tui.tui.widgets.rail import Step
from helpdesk_tui.tui.widgets.results import Results
from helpdesk_tui.tui.widgets.too_small import ROOMY
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.searching import found_line, short_query, slow_line

DEBOUNCE = 0.25  # seconds without a key before a search goes out
_SLOW = 1.0  # seconds without an answer, after which it is said that one is awaited
SHORTEST = 2  # characters; fewer are searched when Enter says so

_WHAT_TO_TYPE = N_("""\
Type one of these:
  a name              ada, byron, "ada byron"
  a login             ada.byron, DEMO\\ada.byron
  a mail address      ada.byron@demo.example
  a phone number      in any spelling: +44 (0)7700 900001
  an employee number, a DN or a SID
and narrow it         dept:finance, ou:"Head Office", locked:""")


_NOTHING = Found((), more=False)


class _Then(Enum):
    """What the awaited answer is for."""

    SHOW = auto()
    OPEN = auto()
    LIST = auto()


class SearchScreen(BetweenCallsScreen):
    TITLE = of_class("Find")
    opens_cards = True
    STEP = Step.FIND
    HELP = of_class(
        "Type what the caller says: a name, login, mail address, phone number in any spelling, employee "
        "number, DN or SID. Enter opens the only one; of several it goes to the list, so that you choose. "
        'To narrow it add dept:finance, ou:"Head Office", group:sales, or locked: for whoever is locked '
        "out now. What is searched is in the record."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("search.open", "open"),
        bind("search.list", "list"),
        bind("search.more", "more"),
        bind("search.clear", "clear"),
        bind("sign-out", "app.sign_out"),
    ]

    def __init__(
        self,
        around: Surroundings,
        lookup: Lookup,
        approving: Approving,
        between_calls: BetweenCalls,
        *,
        has_doctor: bool,
    ) -> None:
        super().__init__(around, between_calls, approving, has_doctor=has_doctor)
        self._lookup = lookup
        self._request = 0
        self._answered = 0  # the request whose answer is on the screen
        self._when_found = _Then.SHOW
        self._found = _NOTHING
        self._away = False  # at an account's card

    def parts(self) -> ComposeResult:
        placeholder = _("(name, login, mail, phone …)")
        query = Field(id="query", placeholder=placeholder, help_text=self.HELP, max_length=LONGEST_DN)
        yield labelled(_("Find"), query, id="find")
        yield Words(id="count")
        yield Words(id="slow")
        yield Words(id="unsearched")
        yield Words(id="waiting")
        with Horizontal(id="found"):
            yield Results()
            yield Preview()
        demo = self.around.demo
        where = _(
            "{explain} says what an error means. New here? {tour} shows a whole call.",
            explain=self.key_of("explain"),
            tour=self.key_of("tour"),
        )
        hint = f"{_(_WHAT_TO_TYPE)}\n{where}"
        with Vertical(id="between"):
            yield AtHand()
            yield Words(
                f"{hint}\n\n{_('Demo: {first_steps}', first_steps=demo.first_steps)}" if demo else hint,
                id="hint",
            )

    def on_mount(self) -> None:
        self._show_table(False)
        self.set_focus(self.query_one("#query"))

    def on_screen_resume(self) -> None:
        if self._away:
            self._away = False
            self._read_rows_again()

    def mark(self, account: AccountId) -> None:
        """Its card opens; whoever comes back finds the mark on it."""
        self._away = True
        self.query_one(Results).mark(account)

    def _read_rows_again(self) -> None:
        """After a card: what was done there shows, and typing replaces the old query."""
        query = self.query_one("#query", Field)
        query.select_all()
        if self._rows:
            self._begin(query.value.strip(), 0, again=len(self._rows))

    def start_over(self) -> None:
        """Empty, for the next call."""
        self.action_clear()
        self.show_problem(None)

    @property
    def is_waiting(self) -> bool:
        """Letters may be typed while a search is out; what Enter asked for comes first."""
        return self._when_found is not _Then.SHOW

    # --- typing -------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._when_found = _Then.SHOW
        self._begin(event.value.strip(), DEBOUNCE)

    def _begin(self, query: str, wait: float, again: int = 0) -> None:
        """`again`: so many rows, and those that are there in their order."""
        self._request += 1
        if not query:
            self.workers.cancel_group(self, "search")
            self._answered = self._request
            self._draw(_NOTHING, "")
            self.query_one("#slow", Words).show_if_any("")
        elif len(query) >= SHORTEST or not wait:
            search = partial(self._lookup.search, query, again, self._rows) if again else None
            self._search(self._request, search or partial(self._lookup.search, query), wait)
        else:
            self.workers.cancel_group(self, "search")
            self._draw(_NOTHING, short_query(query, self.key_of("search.open")))

    @work(group="search", description="search", exit_on_error=False, exclusive=True)
    async def _search(self, request: int, search: Callable[[], Found], wait: float) -> None:
        await asyncio.sleep(wait)
        self.set_timer(_SLOW, partial(self._say_slow, request))
        self.post_message(DeskAnswered(partial(self.found, request), await ask(search)))

    def _say_slow(self, request: int) -> None:
        """What is said there belongs to what was typed before."""
        if request == self._request != self._answered:
            self.query_one("#count", Words).show(_("The directory is searched …"))

    def found(self, request: int, answer: Found | Problem) -> None:
        """`request` tells which one: late answers are dropped."""
        if request != self._request:
            return
        self._answered = request
        if isinstance(answer, Problem):
            self._when_found = _Then.SHOW
            self._draw(_NOTHING, "")
            self.show_problem(answer)
            return
        self.show_problem(None)
        self._draw(answer, found_line(answer, self._query))
        if answer.slow:  # said once, so it stays until the box is emptied
            self.query_one("#slow", Words).show_if_any(slow_line(answer.slow))
        then, self._when_found = self._when_found, _Then.SHOW
        if then is _Then.OPEN:
            if len(self._rows) != 1:
                # It was typed for a card that does not come, and would be a query: shown, asked and recorded.
                self.drop_typed_ahead(and_the_rest=True)
            self._open_or_list()
        elif then is _Then.LIST:
            self.action_list()

    @property
    def _query(self) -> str:
        return self.query_one("#query", Field).value.strip()

    # --- opening ------------------------------------------------------------------------------------

    def action_open(self) -> None:
        table = self.query_one(Results)
        at_hand = self.query_one(AtHand)
        if self.focused is at_hand and at_hand.account:
            self.post_message(AccountChosen(at_hand.account))
        elif self.focused is table:
            self._choose(table.cursor_row)
        elif self._answered == self._request and self._rows:
            self._open_or_list()
        elif self._query:
            self._when_found = _Then.OPEN
            self._begin(self._query, 0)
        else:
            self.query_one("#count", Words).show(
                _("Type first: a name, a login, a mail address, a phone number.")
            )

    def _open_or_list(self) -> None:
        """One result is opened; of several, the operator picks: never the first by chance."""
        if len(self._rows) == 1:
            self._choose(0)
        elif self._rows:
            self.set_focus(self.query_one(Results))

    def take_row(self, steps: int) -> None:
        if self._rows:
            self._choose(self.query_one(Results).cursor_row)
        else:
            super().take_row(steps)

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        self._choose(event.cursor_row)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            self.post_message(AccountChosen(self._rows[place].id, self._rows))

    def action_list(self) -> None:
        """Only to rows that fit what is typed: they must not change under the mark."""
        if self.has_at_hand:
            self.set_focus(self.query_one(AtHand))
            return
        if self._answered != self._request:
            self._when_found = _Then.LIST
        elif self._rows:
            self.set_focus(self.query_one(Results))

    def action_more(self) -> None:
        """The next ones, behind those that are shown: the mark stays where it is."""
        if self._answered == self._request and self._may_show_more:
            self._request += 1
            self._search(self._request, partial(self._lookup.search_more, self._query, self._rows), 0)

    @property
    def _may_show_more(self) -> bool:
        return self._found.more and 0 < len(self._rows) < MOST_ROWS

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "list":
            if self.has_at_hand:
                return self.focused is not self.query_one(AtHand)
            return bool(self._rows) and self.focused is not self.query_one(Results)
        if action == "more":
            return self._may_show_more
        return super().check_action(action, parameters)

    def action_clear(self) -> None:
        self.query_one("#query", Field).clear()
        self.set_focus(self.query_one("#query"))

    def on_key(self, event: Key) -> None:
        """From the first row up, and by typing on, back to the box; down from the last one more."""
        table, query = self.query_one(Results), self.query_one("#query", Field)
        if self.focused is self.query_one(AtHand):
            self.on_key_at_hand(event, query)
            return
        if self.focused is not table:
            return
        if event.key == "up" and table.cursor_row == 0:
            query.focus()
        elif event.key == "down" and table.cursor_row == len(self._rows) - 1:
            self.action_more()
        else:
            type_on(event, query)

    # --- who is marked ------------------------------------------------------------------------------

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        self._preview()

    def on_descendant_focus(self) -> None:
        self._preview()

    def _preview(self) -> None:
        """Beside the list, by what the search brought. Where several are found, nobody by chance."""
        table, rows = self.query_one(Results), self._rows
        shown = [each for each in rows if each.id == table.marked and self.focused is table]
        row = next(iter(rows if len(rows) == 1 else shown), None)
        hint = _("{key} goes to the list. Who is marked there is shown here.", key=self.key_of("search.list"))
        self.query_one(Preview).show_soon(row, hint)

    # --- drawing ------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        if self.is_drawn:
            self.query_one(Preview).fit(self.app.size.width)
            self.query_one(Results).show(self._rows)

    def at_hand_changed(self) -> None:
        self._show_table(bool(self._rows))
        self.refresh_bindings()  # ↓ leads to it now

    @property
    def _rows(self) -> tuple[AccountSummary, ...]:
        return self._found.rows

    def _draw(self, found: Found, count: str) -> None:
        self._found, rows = found, found.rows
        self.query_one("#count", Words).show(count)
        self.query_one("#unsearched", Words).show_if_any(str(found.unsearched or ""))
        table = self.query_one(Results)
        if not table.show(rows) and self.focused is table:
            self.set_focus(self.query_one("#query"))  # who was marked is gone: nobody else by chance
        self._show_table(bool(rows))
        self.refresh_bindings()

    def _show_table(self, shown: bool) -> None:
        self.query_one("#found").display = shown
        short = not shown and len(self._query) < SHORTEST
        self.show_at_hand(is_empty=short)
        self.query_one("#hint").display = short and (
            self.app.size.width >= ROOMY or not self.knows_what_to_type
        )
        self._preview()
        if not shown and self.focused is None:
            self.set_focus(self.query_one("#query"))
