"""Driving the full screen in tests and for pictures: a demo whose directory is watched, keys, waiting."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from unittest.mock import patch

import demo_store
from spoken import in_words
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from helpdesk_tui.compose import embedded, for_demo
from helpdesk_tui.console import Console
from helpdesk_tui.demo import colleague
from helpdesk_tui.demo.administrator import Administrator
from helpdesk_tui.desk.account import Account, AccountId, CensusEntry
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.desk import Desk as SignedInDesk
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.listing import ListKind, ListPage
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import (
    AccountAtServers,
    Change,
    Clock,
    DeviceSecrets,
    DirectoryInfo,
    DirectoryPort,
    DirectorySession,
    Found,
    GroupPower,
    LockoutServer,
    PreparedChange,
    PreparedOwnChange,
    Reply,
    ReplyKind,
)
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.type_ahead import TypeAhead
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.method_list import MethodList
from helpdesk_tui.words.methods import method_columns

S = TypeVar("S", bound=Screen[Any])
_NAMES = {" ": "space", ".": "full_stop", "-": "minus", ",": "comma", "_": "underscore", "@": "at"}


@dataclass
class Watch:
    """What the console asked of the directory, and what shall go wrong."""

    searches: list[str] = field(default_factory=list)
    writes: list[Change] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)  # that were written
    signed_out: int = 0
    unreachable: bool = False
    slow_searches: dict[str, threading.Event] = field(default_factory=dict)  # held until set
    hold_write: threading.Event | None = None
    hold_read: threading.Event | None = None
    crash_on_read: Exception | None = None
    lose_answer: bool = False  # of a write that was made
    refuse_write: bool = False
    die_in_write: bool = False
    lockout_server: LockoutServer | None = None
    at_every_server: AccountAtServers | None = None
    elevated: bool = False  # the threat
    ahead: timedelta = timedelta(0)  # of the true time


class WatchedSession:
    """A `DirectorySession` that notes every call and passes it on."""

    def __init__(self, inner: DirectorySession, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch

    @property
    def info(self) -> DirectoryInfo:
        return self._inner.info

    @property
    def operator(self) -> Account:
        return self._inner.operator

    def search(self, query: str, limit: int, only: Narrowing = EVERYBODY) -> Found:
        self._watch.searches.append(query)
        held = self._watch.slow_searches.get(query)
        if held:
            held.wait(10)
        self._fail()
        return self._inner.search(query, limit, only)

    def read(self, account: AccountId) -> Account:
        if self._watch.hold_read:
            self._watch.hold_read.wait(10)
        self._fail()
        if self._watch.crash_on_read:
            raise self._watch.crash_on_read
        return self._inner.read(account)

    def read_operator(self) -> Account:
        self._fail()
        return self._inner.read_operator()

    @contextmanager
    def prepare_change(self, account: AccountId) -> Iterator["WatchedChange"]:
        with self._inner.prepare_change(account) as prepared:
            yield WatchedChange(self, prepared, self._watch)

    @contextmanager
    def prepare_own_change(self, account: AccountId) -> Iterator[PreparedOwnChange]:
        with self._inner.prepare_own_change(account) as prepared:
            yield prepared

    def info_of(self, account: AccountId) -> DirectoryInfo:
        return self._inner.info_of(account)

    def group_power(self, group: str) -> GroupPower:
        return self._inner.group_power(group)

    def group_shortfall(self, name: str, *, of_operators: bool) -> str:
        return self._inner.group_shortfall(name, of_operators=of_operators)

    def lockout_server(self, account: AccountId) -> LockoutServer | None:
        return self._watch.lockout_server or self._inner.lockout_server(account)

    def device_secrets(self, account: AccountId) -> DeviceSecrets:
        self._fail()
        return self._inner.device_secrets(account)

    def at_every_server(self, account: AccountId) -> AccountAtServers:
        self._fail()
        return self._watch.at_every_server or self._inner.at_every_server(account)

    def manager(self, account: AccountId) -> Account | None:
        self._fail()
        return self._inner.manager(account)

    def census(self, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        return self._inner.census(bases, groups)

    def listing(self, kind: ListKind, bases: Sequence[str], until: datetime) -> Iterator[ListPage]:
        self._fail()
        for page in self._inner.listing(kind, bases, until):
            yield page
            self._fail()

    def untold(self, kind: ListKind, bases: Sequence[str]) -> Iterator[int]:
        return self._inner.untold(kind, bases)

    def group_id(self, name: str) -> str | None:
        return self._inner.group_id(name)

    def entry_dn(self, dn: str) -> str | None:
        return self._inner.entry_dn(dn)

    def nearest(self, name: str) -> str:
        return self._inner.nearest(name)

    def close(self) -> None:
        self._watch.signed_out += 1
        self._inner.close()

    def _fail(self) -> None:
        if self._watch.unreachable:
            raise DirectoryUnreachable(problem("unreachable", server="dc1", detail="errno 113"))


@dataclass
class WatchedChange:
    """A `PreparedChange` that notes the write, and fails as told."""

    _session: WatchedSession
    _inner: PreparedChange
    _watch: Watch

    def read(self) -> Account:
        return self._inner.read()

    def change(self, change: Change) -> Reply:
        self._watch.writes.append(change)
        if change.new_password:
            self._watch.passwords.append(change.new_password.reveal())
        if self._watch.hold_write:
            self._watch.hold_write.wait(10)
        if self._watch.refuse_write:
            why = problem("password-refused", detail="53/0000052D: Constraint violation")
            return Reply(ReplyKind.REFUSED, why, "53/0000052D")
        if self._watch.die_in_write:
            self._watch.unreachable = True
            return Reply(ReplyKind.LOST, problem("reply-lost"))
        reply = self._inner.change(change)
        return Reply(ReplyKind.LOST, problem("reply-lost")) if self._watch.lose_answer else reply


class WatchedDirectory:
    def __init__(self, inner: DirectoryPort, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch

    def sign_in(self, login: str, password: Secret) -> DirectorySession:
        return WatchedSession(self._inner.sign_in(login, password), self._watch)

    def sign_in_with_ticket(self) -> DirectorySession:
        return WatchedSession(self._inner.sign_in_with_ticket(), self._watch)

    def ticket_holder(self) -> str:
        return self._inner.ticket_holder()

    def break_off(self) -> None:
        """Nobody waits for the demo, and a test begins anew with it."""


class WatchedClock:
    """The true time, or as far ahead of it as the watch says."""

    def __init__(self, inner: Clock, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch

    def now(self) -> datetime:
        return self._inner.now() + self._watch.ahead


@dataclass
class Desk:
    """A console on the demo, under watch."""

    console: Console
    watch: Watch
    _others: dict[str, SignedInDesk] = field(default_factory=dict)  # who proved more than the password

    def app(self, **keys: str) -> DeskApp:
        """`keys` are other ones than the usual, by their ids."""
        return DeskApp(replace(self.console, keys=keys))

    def signed_in(self, login: str) -> SignedInDesk:
        """Somebody else, at another terminal. Who has a second factor stays signed in there: a code works
        once."""
        if login in self._others:
            return self._others[login]
        signing_in = self.console.sign_in.begin(login, Secret(login))
        if signing_in.opened is None:
            stands = signing_in.stands()
            assert stands.prompt is not None
            code = says_now(self, stands.account.id, stands.kind)
            signing_in.answer(Answer(stands.prompt.id, {"code": Secret(code)}))
            assert signing_in.opened is not None
            self._others[login] = signing_in.opened
        return signing_in.opened

    def events(self) -> list[str]:
        """What the record holds."""
        return [record.event for record in self.console.sign_in.stores.audit.records()]


@contextmanager
def watched_demo(
    policy: Callable[[DeskPolicy], DeskPolicy] | None = None, **changes: object
) -> Iterator[Desk]:
    """The demo's console with its directory watched; `policy` and `changes` of the console as given."""
    console, watch = for_demo(), Watch()
    sign_in = replace(
        console.sign_in,
        directory=WatchedDirectory(console.sign_in.directory, watch),
        clock=WatchedClock(console.sign_in.clock, watch),
        is_elevated=lambda: watch.elevated,
    )
    if policy:
        sign_in = replace(sign_in, policy=policy(sign_in.policy))
    try:
        with (
            patch.object(colleague, "ANSWERS_AFTER", 3600.0),  # here the tests are the colleagues
            patch.object(embedded, "registered", demo_store.registered),
        ):
            yield Desk(replace(console, sign_in=sign_in, **changes), watch)
    finally:
        console.close()


def says_now(desk: Desk, account: AccountId, kind: MethodKind) -> str:
    """What the person reads out now."""
    assert desk.console.demo is not None
    said = desk.console.demo.caller_says(account, kind)
    assert said is not None
    return said


def administrator(desk: Desk) -> Administrator:
    """Somebody at the demo's directory itself."""
    found = desk.console.sign_in.directory._inner._directory.get().administrator
    assert isinstance(found, Administrator)
    return found


# --- waiting and typing -----------------------------------------------------------------------------


async def until(pilot: Pilot[None], holds: Callable[[], object], seconds: float = 10) -> None:
    """Wait until `holds()`; fails with the screen's text after `seconds`."""
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError(screen_text(pilot.app))


async def settle(pilot: Pilot[None], seconds: float = 0.3) -> None:
    for _ in range(int(seconds / 0.05)):
        await pilot.pause(0.05)


def left_alone(pilot: Pilot[None]) -> None:
    """As if no key came for as long as the console waits for one."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    idle = app._idle
    assert idle is not None
    assert idle._interval == app.desk_console.idle_seconds
    idle.stop()
    app._idle = app.set_timer(0.01, app._idle_over)


async def on_screen(pilot: Pilot[None], kind: type[S]) -> S:
    """Wait for a screen of this kind on top, that no key that was typed already leads away from."""
    app = pilot.app

    def is_there() -> bool:
        leads_on = isinstance(app, TypeAhead) and app._typed_ahead and app._ready_screen() is not None
        return isinstance(app.screen, kind) and app.screen.is_mounted and not leads_on

    await until(pilot, is_there)
    await pilot.pause()
    await until(pilot, is_there)  # a busy machine acts on a key late
    screen = app.screen
    assert isinstance(screen, kind)
    return screen


async def says(pilot: Pilot[None], words: str) -> None:
    """Wait until the words are to be read, on one line or over several: a date makes them longer. In another
    language, until what a sentence that holds them says there is. Where they came in place of what was
    expected, what is typed next comes behind a pause, as from somebody who has read them."""
    wanted = in_words(words)

    def are_read() -> bool:
        text = screen_text(pilot.app)
        return any(each in text or each in " ".join(text.split()) for each in wanted)

    await until(pilot, are_read)
    if isinstance(pilot.app, TypeAhead) and pilot.app._dropping:
        await settle(pilot, 0.35)


async def reads(pilot: Pilot[None], words: str) -> None:
    """`says`, and whoever sits there has read it: what is typed next comes behind a pause."""
    await says(pilot, words)
    await settle(pilot, 0.4)


async def type_text(pilot: Pilot[None], text: str) -> None:
    """As fast as it comes, as from a fast hand or a paste without brackets."""
    for character in text:
        pilot.app.post_message(events.Key(_NAMES.get(character, character), character))
    await pilot.pause()


def in_one_go(pilot: Pilot[None], *keys: str) -> None:
    """As a finger that bounces: all of them before the first is answered, however slow the computer is."""
    for key in keys:
        pilot.app.post_message(events.Key(key, None))


def screen_text(app: DeskApp) -> str:
    """What can be read, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def everything_shown(app: DeskApp) -> str:
    """The screen, its picture, and what each widget of each screen would draw or holds as its value."""
    parts = [screen_text(app), app.export_screenshot()]
    for screen in app.screen_stack:
        for widget in screen.query(Widget):
            parts += [str(widget.render()), str(getattr(widget, "value", "")), repr(widget)]
    return "\n".join(parts)


def caller_says(pilot: Pilot[None], kind: MethodKind = MethodKind.TOTP) -> str:
    """What the person whose verification is on the screen answers to a method of this kind."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    assert isinstance(app.screen, VerifyScreen)
    assert app.desk_console.demo is not None
    return app.desk_console.demo.caller_says(app.screen.account.id, kind) or "000000"


# --- the way through a call -------------------------------------------------------------------------


async def to_search(pilot: Pilot[None]) -> SearchScreen:
    screen = await on_screen(pilot, SignInScreen)
    await type_text(pilot, screen.query_one("#login", Field).value)  # in the demo the password too
    await pilot.press("enter")
    return await on_screen(pilot, SearchScreen)


async def to_card(pilot: Pilot[None], login: str = "ada.byron") -> CardScreen:
    await to_search(pilot)
    await type_text(pilot, login)
    await says(pilot, "1 account.")
    await pilot.press("enter")
    card = await on_screen(pilot, CardScreen)
    await says(pilot, "You may")
    return card


async def to_verify(pilot: Pilot[None], key: str = "r", login: str = "ada.byron") -> VerifyScreen:
    await to_card(pilot, login)
    await pilot.press(key)
    screen = await on_screen(pilot, VerifyScreen)
    await says(pilot, "Proofs:")
    return screen


async def mark(pilot: Pilot[None], words: str) -> VerifyScreen:
    """Move the mark to the first method whose row holds the words."""
    screen = await on_screen(pilot, VerifyScreen)
    rows = screen.query_one(MethodList)
    there = next(
        place
        for place, each in enumerate(rows.options)
        if each.usable and any(said in " ".join(method_columns(each)) for said in in_words(words))
    )
    for _ in range(20):
        if rows.marked == there:
            break
        await pilot.press("up" if there < rows.marked else "down")
    await pilot.pause()
    return screen


async def to_options(pilot: Pilot[None], key: str, login: str = "ada.byron") -> ActScreen:
    """Of an action, which may want something typed first."""
    await to_verify(pilot, key, login)
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    return await on_screen(pilot, ActScreen)


async def to_act(pilot: Pilot[None], key: str = "r", login: str = "ada.byron") -> ActScreen:
    screen = await to_options(pilot, key, login)
    await says(pilot, "Enter does this once")
    return screen


async def to_receipt(pilot: Pilot[None], key: str = "r", login: str = "ada.byron") -> ReceiptScreen:
    await to_act(pilot, key, login)
    await pilot.press("enter")
    return await on_screen(pilot, ReceiptScreen)
