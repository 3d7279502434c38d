"""One account: who it is, why it cannot sign in, what can be done about it."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message

from helpdesk_tui.desk.account import AccountId, AccountSummary
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import READING, WRITING
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.explaining import explain
from helpdesk_tui.desk.lookup import Card, Lookup
from helpdesk_tui.desk.ports import AccountAtServers
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.call_messages import (
    AccountChosen,
    ActionChosen,
    BrakeAsked,
    MethodsAsked,
    NotMeAsked,
    OwnChangeAsked,
    ReleaseWanted,
)
from helpdesk_tui.tui.dialogs.scrolled import LinesDialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.rows import TakesRows
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen, Surroundings
from helpdesk_tui.tui.widgets.card_page import CardPage, card_heading
from helpdesk_tui.tui.widgets.history import History, history_width
from helpdesk_tui.tui.widgets.rail import Step
from helpdesk_tui.tui.widgets.row_list import RowList
from helpdesk_tui.tui.widgets.too_small import WIDE
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.accounts import known_login, summary_state
from helpdesk_tui.words.reasons import reason_line
from helpdesk_tui.words.servers import server_lines
from helpdesk_tui.words.times import clock_time

_LIST = 42  # columns of the list beside the card, as in the stylesheet


class CardScreen(TakesRows, DeskScreen[None]):
    TITLE = of_class("Account")
    opens_cards = True
    STEP = Step.CARD
    HELP = of_class(
        "Press the letter of what is wanted: the caller is verified first, if that was not done yet. What "
        "is unknown could not be read: it does not mean 'no'. Going back ends what was verified and not "
        "used; that is asked once. Arrow keys scroll."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("card.verify", "verify"),
        *(
            bind(f"card.{each.action}", f"choose('{each.action}')", show=each.mends)
            for each in (*WRITING, *READING)
        ),
        bind("card.own-change", "own_change", show=False),
        bind("card.release", "release"),
        bind("card.not-me", "not_me"),
        bind("card.methods", "methods"),
        bind("card.brake", "brake", show=False),
        bind("card.servers", "servers", show=False),
        bind("card.before", "other(-1)", show=False),
        bind("card.after", "other(1)", show=False),
        bind("back", "back"),
        bind("refresh", "refresh_card", show=False),
        bind("up", "scroll(-1)", show=False),
        bind("down", "scroll(1)", show=False),
    ]

    def __init__(
        self,
        around: Surroundings,
        *,
        lookup: Lookup,
        end_call: CleanUp,
        account: AccountId,
        listed: tuple[AccountSummary, ...],
        releases: bool,
    ) -> None:
        """`listed` = what was found, to be seen beside it where there is room; `releases` = the operator may
        end blocks and other operators' holds."""
        super().__init__(around)
        self._end_call = end_call
        self._lookup = lookup
        self.account = account
        self._listed = listed
        self._releases = releases
        self._reading = False
        self._asking = False
        self.card: Card | None = None
        self.clearance: Clearance | None = None  # of a caller who was verified, and not used yet

    def parts(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="listed"):
                yield Words(_("← → opens another one"), classes="title")
                yield RowList()
            with Vertical():
                yield Words(_("Reading the account …"), id="who", classes="title")
                yield CardPage()
            yield History()

    def leave(self) -> CleanUp | None:
        """The next caller who gives this name starts from nothing."""
        return self._end_call

    def on_mount(self) -> None:
        self.query_one("#listed").set_class(len(self._listed) > 1, "-many")
        rows = self.query_one(RowList)
        rows.show(
            tuple((each.id, (each.name, known_login(each), summary_state(each))) for each in self._listed)
        )
        rows.marked = self._place
        self.read_again()

    @property
    def _place(self) -> int:
        """In the list."""
        return next((place for place, each in enumerate(self._listed) if each.id == self.account), 0)

    @property
    def _lists(self) -> bool:
        """Whether the list is seen."""
        return len(self._listed) > 1 and self.app.size.width >= WIDE

    def read_again(self) -> None:
        """Read the account now; what is shown stays until the answer is there."""
        self._reading = True
        self.ask_desk("card", "read the card", partial(self._lookup.card, self.account), self._read)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What a key was refused with; else every reason under "You may"."""
        if self.problem or self.card is None:
            return super().problems
        return tuple(dict.fromkeys(why for action in self.card.refusals for why in self.card.against(action)))

    @property
    def is_waiting(self) -> bool:
        return self._reading or self._asking

    def _read(self, answer: Card | Problem) -> None:
        self._reading = False
        if isinstance(answer, Problem):
            if self.card is None:
                self.query_one("#who", Words).show(_("The account could not be read"))
            self.show_problem(answer)
            return
        self.card = answer
        self.clearance = answer.clearance
        with self.app.batch_update():
            self._draw(answer)
        self.refresh_bindings()

    # --- what can be done ---------------------------------------------------------------------------

    def action_verify(self) -> None:
        """Nobody is asked for a proof where nothing can follow it."""
        self._begin(None, [each.action for each in WRITING])

    def action_choose(self, action: str) -> None:
        self._begin(Action(action), [Action(action)])

    def _begin(self, action: Action | None, wanted: list[Action]) -> None:
        """Unless none of those wanted may be done."""
        card = self.card
        if card is None:
            return
        if any(map(card.may, wanted)):
            self._go(ActionChosen(card, action))
        else:
            self.show_problem(card.refusals[wanted[0]][0])

    def _go(self, message: Message) -> None:
        self.show_problem(None)
        self.post_message(message)

    def action_own_change(self) -> None:
        if self.card is None:
            return
        if refusals := self.card.refusals[Action.CHANGE_PASSWORD]:
            self.show_problem(refusals[0])
        else:
            self._go(OwnChangeAsked(self.card))

    def action_methods(self) -> None:
        if self.card is not None:
            self._go(MethodsAsked(self.card))

    def action_not_me(self) -> None:
        self._go(NotMeAsked(self.account))

    def action_brake(self) -> None:
        if self.card is None:
            return
        if self.card.brake:
            self.show_problem(self.card.brake[0])
        else:
            self._go(BrakeAsked(self.card.account))

    def action_servers(self) -> None:
        """Each server is asked; the card stays as it is meanwhile."""
        self.show_problem(None)
        self._asking = True
        self.ask_desk(
            "servers", "ask the servers", partial(self._lookup.at_every_server, self.account), self._asked
        )

    def _asked(self, answer: AccountAtServers | Problem) -> None:
        self._asking = False
        if not self.is_current:
            return  # whoever went on does not wait for it
        if isinstance(answer, Problem):
            self.show_problem(answer)
        else:
            lines = [*server_lines(answer, self.clock.now()), *self._shown_by(answer)]
            self.app.push_screen(LinesDialog(_("Where the wrong passwords came in"), *lines))

    def _shown_by(self, servers: AccountAtServers) -> Iterator[str]:
        """What the servers together show, and the card alone does not."""
        if self.card is None:
            return
        now = self.clock.now()
        for reason in explain(self.card.account, now, servers):
            if reason not in self.card.reasons:
                yield f"{reason.sentence} {reason_line(reason, now)}"

    def action_release(self) -> None:
        if self.card is not None:
            self._go(ReleaseWanted(self.card.account))

    def offers(self, key_id: str) -> bool:
        """What cannot be begun now is not offered; its key still says why."""
        specs = (*WRITING, *READING)
        can = {each.action: self.card is None or self.card.offers(each.action) for each in specs}
        if key_id == "card.not-me":
            return self.card is not None and self.card.disputable
        if key_id == "card.verify":
            return any(can[each.action] for each in WRITING)
        if key_id == "card.own-change":
            return self.card is None or self.card.offers(Action.CHANGE_PASSWORD)
        if key_id == "card.brake":
            return self.card is None or not self.card.brake
        return next((can[each] for each in can if key_id == f"card.{each}"), True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "other":
            return self._lists
        if action == "release":
            return self._releases and self.card is not None and self.card.releasable
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        if self.may_close():
            self.finish()

    def take_row(self, steps: int) -> None:
        if steps:
            self.action_other(steps)

    def action_other(self, by: int) -> None:
        place = self._place + by
        if 0 <= place < len(self._listed) and self.may_close():
            self.post_message(AccountChosen(self._listed[place].id, self._listed))

    def may_close(self) -> bool:
        """A proof that was not used yet is not thrown away by one key."""
        held = self.clearance
        if held is None or held.expires_at <= self.clock.now():
            return True
        until = clock_time(held.expires_at, self.clock.now())
        return self.is_warned(
            _("The caller is verified until {until}. The same key again ends that.", until=until)
        )

    def action_refresh_card(self) -> None:
        self.show_problem(None)
        self.read_again()

    # --- drawing ------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        if self.card is not None and self.is_drawn:
            self._draw(self.card)

    def _draw(self, card: Card) -> None:
        now, room = self.clock.now(), self._room
        self.query_one("#who", Words).show(card_heading(card.account, now, room - 2))
        beside = self.query_one(History)
        beside.display = bool(self._history_width)
        beside.styles.width = self._history_width
        beside.show(card.history, now)
        self.query_one(CardPage).show(card, now, room, history=not beside.display)

    @property
    def _list_width(self) -> int:
        return _LIST if self._lists else 0

    @property
    def _history_width(self) -> int:
        """None where nothing was done here yet: that has a line on the card."""
        known = self.card is not None and self.card.history
        return history_width(self.app.size.width, self._list_width) if known else 0

    @property
    def _room(self) -> int:
        """Columns for the card."""
        return self.app.size.width - self._list_width - self._history_width
