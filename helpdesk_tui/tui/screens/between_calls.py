"""What a screen shows while nobody calls, how its rows are reached, and where else its keys lead."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Key

from helpdesk_tui.desk.approving import Approving, Waiting
from helpdesk_tui.desk.between_calls import BetweenCalls, LastCall, LockedNow
from helpdesk_tui.desk.listing import ListedAccount
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _, ngettext
from helpdesk_tui.local_time import local, zone_name
from helpdesk_tui.tui.call_messages import AccountChosen, ApprovalsAsked, DoctorAsked, ListsAsked
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.rows import TakesRows
from helpdesk_tui.tui.screens.base import DeskScreen, Surroundings
from helpdesk_tui.tui.widgets.at_hand import AtHand, Group
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.too_small import ROOMY
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.accounts import known_login

WAITING_TICK = 15.0  # seconds between looks at what waits for a second operator
_MOST, _FEW = 5, 2
"""Rows of those who are locked."""
_HIGH = 28  # lines in which all of them have room beside what can be typed


class BetweenCallsScreen(TakesRows, DeskScreen[None]):
    """Subclasses have an `AtHand` among their parts, and say when it is shown; `#waiting` says what waits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("search.approvals", "approvals"),
        bind("search.lists", "lists"),
        bind("search.doctor", "doctor", show=False),
    ]

    def __init__(
        self, around: Surroundings, between_calls: BetweenCalls, approving: Approving, *, has_doctor: bool
    ) -> None:
        super().__init__(around)
        self._has_doctor = has_doctor
        self._approving = approving
        self._to_approve = 0  # for a second operator
        self._between_calls = between_calls
        self._last_calls: tuple[LastCall, ...] = ()
        self._locked = LockedNow()

    def on_mount(self) -> None:
        self.set_interval(WAITING_TICK, self._look_what_waits)

    def on_screen_resume(self) -> None:
        self._look_what_waits()
        self._look_what_is_at_hand()

    # --- where the keys lead ------------------------------------------------------------------------

    def action_lists(self) -> None:
        self.post_message(ListsAsked())

    def action_doctor(self) -> None:
        self.post_message(DoctorAsked())

    def action_approvals(self) -> None:
        self.post_message(ApprovalsAsked())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "approvals":
            return self._to_approve > 0
        return self._has_doctor if action == "doctor" else super().check_action(action, parameters)

    # --- what waits for a second operator -----------------------------------------------------------

    def _look_what_waits(self) -> None:
        if self.app.screen is self:
            self.ask_desk("waiting", "look what waits", self._approving.waiting, self._count)

    def _count(self, answer: tuple[Waiting, ...] | Problem) -> None:
        """A directory that does not answer says so to the next search; nobody asked for this."""
        self._to_approve = 0 if isinstance(answer, Problem) else len(answer)
        words = ngettext(
            "1 verification waits for a second operator: {key}.",
            "{count} verifications wait for a second operator: {key}.",
            self._to_approve,
            key=self.key_of("search.approvals"),
        )
        self.query_one("#waiting", Words).show_if_any(words if self._to_approve else "")
        self.refresh_bindings()

    # --- what is at hand ----------------------------------------------------------------------------

    def at_hand_changed(self) -> None:
        """What is at hand is another; the screen shows it or not."""

    def _look_what_is_at_hand(self) -> None:
        """Both by themselves: neither what is typed nor the record waits for the directory."""
        asked = self._between_calls
        self.ask_desk("last calls", "look up the last calls", asked.last_calls, self._take_calls)
        self.ask_desk("locked", "look who is locked", asked.locked_now, self._take_locked)

    def _take_calls(self, answer: tuple[LastCall, ...] | Problem) -> None:
        """What goes wrong says so to who asks for something; nobody asked for this."""
        self._last_calls = () if isinstance(answer, Problem) else answer
        self._changed()

    def _take_locked(self, answer: LockedNow | Problem) -> None:
        self._locked = LockedNow() if isinstance(answer, Problem) else answer
        self._changed()

    def _changed(self) -> None:
        if self.is_drawn:
            self.query_one(AtHand).show(tuple(self._groups()))
            self.at_hand_changed()

    def show_at_hand(self, *, is_empty: bool) -> None:
        """`is_empty`: nothing is typed, and no rows are shown."""
        at_hand = self.query_one(AtHand)
        at_hand.display = is_empty and at_hand.shows_anything
        if self.focused is at_hand and not at_hand.display:
            self.set_focus(None)

    @property
    def has_at_hand(self) -> bool:
        """Whether there is a row to go to."""
        return any(each.display and each.count for each in self.query(AtHand))

    @property
    def knows_what_to_type(self) -> bool:
        """Whoever has had calls does, and sees them instead."""
        return bool(self._last_calls) and self.has_at_hand

    def take_row(self, steps: int) -> None:
        at_hand = self.query_one(AtHand)
        at_hand.move(steps)
        if at_hand.account:
            self.post_message(AccountChosen(at_hand.account))

    def on_key_at_hand(self, event: Key, query: Field) -> None:
        """From the first row up, and by typing on, back to the box."""
        at_hand = self.query_one(AtHand)
        if event.key == "up" and at_hand.marked == 0:
            query.focus()
        elif event.key in {"up", "down"}:
            at_hand.move(-1 if event.key == "up" else 1)
        else:
            type_on(event, query)

    def on_resize(self) -> None:
        self._changed()

    def _groups(self) -> Iterator[Group]:
        """As many as leave room for what can be typed, where that is shown, too."""
        now, locked = self.clock.now(), self._locked
        window = self.app.size
        roomy = self._last_calls or window.height >= _HIGH or window.width >= ROOMY
        most = _MOST if roomy else _FEW
        called = ((each.account, (_short(each.at, now), each.login, each.what)) for each in self._last_calls)
        yield Group(_("Your last calls ({zone})", zone=zone_name(now)), tuple(called))
        rows = (
            (row.account.id, (_since(row, now), known_login(row.account), row.account.name))
            for row in locked.rows[:most]
        )
        more = locked.more or len(locked.rows) > most
        yield Group(
            _("Locked out now, since ({zone})", zone=zone_name(now)),
            tuple(rows),
            self._note(locked, more=more),
        )

    def _note(self, locked: LockedNow, *, more: bool) -> str:
        if locked.unknown and locked.unknown.code != "list-unable":
            return _("Who is locked could not be looked up.")
        return _("There are more: {key} lists them.", key=self.key_of("search.lists")) if more else ""


def type_on(event: Key, query: Field) -> None:
    """What is typed while a row is marked is meant for the box."""
    if event.is_printable and event.character:
        query.focus()
        query.replace(event.character, *query.selection)
        event.stop()


def _since(row: ListedAccount, now: datetime) -> str:
    return _short(row.at, now) if isinstance(row.at, datetime) else ""


def _short(when: datetime, now: datetime) -> str:
    """The hour of today's, the day of others."""
    at = local(when)
    return f"{at:%H:%M}" if at.date() == local(now).date() else f"{at:%Y-%m-%d}"
