"""Keys typed ahead: a burst, a slow line and a patient hand come to the same end; a surprise takes none."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from textual import events
from textual.command import Hits
from textual.pilot import Pilot
from tui.busy import all_late
from tui.driving import (
    _NAMES,
    Desk,
    caller_says,
    everything_shown,
    on_screen,
    says,
    screen_text,
    settle,
    to_act,
    to_search,
    to_verify,
    until,
    watched_demo,
)

from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import DeskPolicy, TicketRule
from helpdesk_tui.tui import type_ahead
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.commands import DeskCommands
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.widgets.fields import Field

DROPPED = "What was typed ahead is dropped."
SECRET = "zebra-7391"
SIZE = (80, 24)


def needing_tickets(policy: DeskPolicy) -> DeskPolicy:
    rules = replace(policy.verification, ticket=TicketRule.REQUIRED, ticket_pattern=r"INC\d+")
    return replace(policy, verification=rules)


def post(app: DeskApp, keys: Sequence[str], typed_at: float) -> None:
    """Keys, or their names, read from the terminal at that time, however slow this machine is."""
    for key in keys:
        event = events.Key(_NAMES.get(key, key), key) if len(key) == 1 else events.Key(key, None)
        event.time = typed_at
        app.post_message(event)


def keys(text: str) -> list[str]:
    """`ada<enter>r`: what stands in brackets is a key's name."""
    found: list[str] = []
    while text:
        if text[0] == "<":
            name, _, text = text[1:].partition(">")
            found.append(name)
        else:
            found.append(text[0])
            text = text[1:]
    return found


def ready(app: DeskApp) -> bool:
    return app._under_way is None and app._ready_screen() is not None


async def burst(pilot: Pilot[None], typed: str) -> None:
    post(pilot.app, keys(typed), time.monotonic())


Pace = Callable[[Pilot[None], str], Awaitable[None]]


def dripped(seconds: float) -> Pace:
    async def drip(pilot: Pilot[None], typed: str) -> None:
        began = time.monotonic()
        for place, key in enumerate(keys(typed)):
            post(pilot.app, [key], began + place * seconds)
            await pilot.pause(seconds)

    return drip


async def looked_at_late(pilot: Pilot[None], typed: str) -> None:
    """Typed at once, on a machine that is busy with something else."""
    typed_at = time.monotonic()
    for key in keys(typed):
        post(pilot.app, [key], typed_at)
        await pilot.pause(0.4)


async def patient(pilot: Pilot[None], typed: str) -> None:
    """Every key when the screen has come to rest, and what was asked for is there."""
    for key in keys(typed):
        if len(key) > 1:
            await settle(pilot, 0.4)
        await until(pilot, lambda: ready(pilot.app))
        post(pilot.app, [key], time.monotonic())


PACES = {"a burst": burst, "a slow line": dripped(0.02), "a patient hand": patient}


@dataclass(frozen=True)
class Call:
    typed: str
    ends: str  # to be read at the end
    signed_in_as: str = "demo"


CALLS = {
    "the usual one": Call("ada.byron<enter>r{code}<enter>", "Enter does this once"),
    "locked": Call("grace.okafor<enter>u{code}<enter>", "Enter does this once"),
    "expired": Call("nora.lind<enter>r{code}<enter>", "Enter does this once"),
    "must change": Call("mia.santos<enter>r{code}<enter>", "Enter does this once"),
    "never expires": Call("lena.fischer<enter>r", "A reset must force a change"),
    "smart card": Call("omar.haddad<enter>v", "A smart card is required"),
    "disabled": Call("ivan.petrov<enter>r{code}<enter>", "Change  Ivan Petrov"),
    "namesakes": Call("james.wilson2<enter>", "Lawyer"),
    "nothing registered": Call("jonas.weber<enter>r", "Proofs:"),
    "a ticket": Call("ada.byron<enter>r<tab>INC 42<enter>{code}<enter>", "Enter does this once"),
    "another method": Call("ada.byron<enter>r<down><down><enter>", "Dial"),
    "given up, then another": Call("ada.byron<enter>r<escape><escape><escape>nora.lind<enter>u", "Nora Lind"),
    "register an app": Call("ada.byron<enter>ma<enter>{code}<enter>", "Name the app"),
    "remove a method": Call("ada.byron<enter>mx{code}<enter>", "Remove this method?"),
    "back and forth": Call("ada.byron<enter>m<escape>m<escape>r<escape>r", "Proofs:"),
    "help between": Call("ada.byron<enter><f1><escape>r<f1><escape>{code}<enter>", "Enter does this once"),
    "wrong passwords between": Call("ada.byron<enter>w<escape>r{code}<enter>", "Enter does this once"),
    "a colleague confirms here": Call("jonas.weber<enter>r<f6>super<tab>super<enter>", "Proofs:"),
    "another name": Call("ada.byron<enter>me{code}<enter>", "Another name"),
    "by the palette": Call("ada.byron<enter><ctrl+p>Reset<down><enter>", "Ticket"),
    "a digit in a menu": Call("ada.byron<enter>ma1{code}<enter>", "Name the app"),
    "the tour between": Call("ada.byron<enter><ctrl+g><enter><escape>r{code}<enter>", "Enter does this once"),
    "rows by letters": Call("ada.byron<enter>mjjk<escape>r{code}<enter>", "Enter does this once"),
    "signed out": Call("ada.byron<enter><escape><f9>", "You are signed out."),
}


SLOWER = (
    "the usual one", "a ticket", "register an app", "back and forth", "given up, then another",
    "wrong passwords between",
)  # fmt: skip


@pytest.mark.parametrize(
    ("call", "pace"),
    [(call, "a burst") for call in CALLS] + [(call, pace) for pace in list(PACES)[1:] for call in SLOWER],
)
async def test_a_call_ends_at_the_same_place_however_fast_it_is_typed(
    desk: Desk, call: str, pace: str
) -> None:
    of = CALLS[call]
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await on_screen(pilot, SignInScreen)
        screen.query_one("#login", Field).value = of.signed_in_as
        typed = f"{of.signed_in_as}<enter>{of.typed}".format(code=code(desk, of.typed))
        await PACES[pace](pilot, typed)
        await says(pilot, of.ends)
        await until(pilot, lambda: ready(app))
        assert DROPPED not in screen_text(app)


def code(desk: Desk, typed: str) -> str:
    """What the person's app shows; not one that changes meanwhile."""
    if "{code}" not in typed:
        return ""
    while time.time() % 30 > 20:
        time.sleep(0.5)
    login = typed.partition("<")[0]
    found = desk.signed_in("super").lookup.search(login).rows[0]
    assert desk.console.demo is not None
    return desk.console.demo.caller_says(found.id, MethodKind.TOTP) or ""


async def test_enter_in_the_palette_waits_for_what_is_found_of_all_that_was_typed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of "Re" it would be another command."""
    search = DeskCommands.search

    async def late(commands: DeskCommands, query: str) -> Hits:
        await asyncio.sleep(0.3 if len(query) > 2 else 0)
        async for each in search(commands, query):
            yield each

    monkeypatch.setattr(DeskCommands, "search", late)
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        await on_screen(pilot, SignInScreen)
        await burst(pilot, "demo<enter>ada.byron<enter><ctrl+p>Reset<down><enter>")
        await says(pilot, "Ticket")


async def test_keys_go_on_where_every_timer_is_too_late_to_begin(desk: Desk, monkeypatch) -> None:
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        await on_screen(pilot, SignInScreen)
        all_late(monkeypatch)
        await burst(pilot, "demo<enter>ada")
        await on_screen(pilot, SearchScreen)
        await until(pilot, lambda: app.screen.query_one("#query", Field).value == "ada")


# --- surprises --------------------------------------------------------------------------------------

SURPRISES = {
    "a wrong code": ("demo<enter>ada.byron<enter>r000000<enter>", VerifyScreen, "!"),
    "several people": ("demo<enter>james wilson<enter>r<enter>", SearchScreen, "2 accounts."),
    "nobody": ("demo<enter>nobody.at.all<enter>r<enter>", SearchScreen, "Nobody found."),
    "somebody who is protected": ("demo<enter>agnes.thorne<enter>r<enter>", CardScreen, "!"),
    "a wrong password": ("not-demo<enter>ada.byron<enter>r<enter>", SignInScreen, "!"),
    "nobody else's account": ("demo<enter>demo<enter>r<enter>", CardScreen, "!"),
}


@pytest.mark.parametrize("pace", ["a burst", "a slow line"])
@pytest.mark.parametrize("surprise", SURPRISES)
async def test_a_surprise_takes_no_key_that_was_typed_before_it(desk: Desk, surprise: str, pace: str) -> None:
    typed, kind, words = SURPRISES[surprise]
    desk.signed_in("super")  # the first sign-in takes longest
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        await on_screen(pilot, SignInScreen)
        await PACES[pace](pilot, f"{typed}{SECRET}<enter><enter>")
        await says(pilot, words)
        await settle(pilot, 0.5)
        assert isinstance(app.screen, kind)
        assert SECRET not in everything_shown(app)
        if pace == "a burst":
            assert DROPPED in " ".join(screen_text(app).split())
    assert not [each for each in desk.watch.searches if SECRET[:5] in each]
    assert SECRET not in str(
        [(each.event, each.facts) for each in desk.console.sign_in.stores.audit.records()]
    )


@pytest.mark.parametrize("surprise", ["several people", "nobody"])
async def test_nor_one_that_comes_behind_it_without_a_pause(
    desk: Desk, surprise: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key waits when the answer comes; the next ones were typed before anybody can have read it."""
    monkeypatch.setattr(type_ahead, "_PAUSE", 60.0)
    typed, kind, words = SURPRISES[surprise]
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        await on_screen(pilot, SignInScreen)
        await burst(pilot, typed.removesuffix("r<enter>"))
        await says(pilot, words)
        await burst(pilot, SECRET)
        await says(pilot, DROPPED)
        await settle(pilot, 0.3)
        assert isinstance(app.screen, kind)
        assert SECRET not in everything_shown(app)
    assert not [each for each in desk.watch.searches if SECRET[:5] in each]


@pytest.mark.parametrize("pace", ["a burst", "a slow line"])
async def test_a_needed_ticket_and_what_is_typed_behind_it_find_their_fields(pace: str) -> None:
    with watched_demo(needing_tickets) as desk:
        app = desk.app()
        async with app.run_test(size=SIZE) as pilot:
            await on_screen(pilot, SignInScreen)
            await PACES[pace](
                pilot, f"demo<enter>ada.byron<enter>rINC42<enter>{code(desk, 'ada.byron<{code}')}<enter>"
            )
            await says(pilot, "Enter does this once")
            await until(pilot, lambda: ready(app))
            assert DROPPED not in screen_text(app)


@pytest.mark.parametrize("pace", ["a burst", "a slow line"])
async def test_behind_a_ticket_that_is_none_nothing_is_taken(pace: str) -> None:
    with watched_demo(needing_tickets) as desk:
        app = desk.app()
        async with app.run_test(size=SIZE) as pilot:
            await on_screen(pilot, SignInScreen)
            await PACES[pace](pilot, f"demo<enter>ada.byron<enter>rnone<enter>{SECRET}<enter><enter>")
            await says(pilot, "This does not look like one of your ticket numbers")
            await settle(pilot, 0.5)
            assert app.screen.focused is app.screen.query_one("#ticket")
            assert app.screen.query_one("#ticket", Field).value == "none"
            assert SECRET not in everything_shown(app)
        assert not {"verification.attempt", "verification.ticket"} & set(desk.events())


async def test_the_screen_of_a_change_takes_no_key_that_was_typed_before_it(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_verify(pilot)
        await burst(pilot, f"{caller_says(pilot)}<enter><enter><enter><enter>")
        await on_screen(pilot, ActScreen)
        await says(pilot, DROPPED)
        await says(pilot, "Enter does this once")
        await settle(pilot, 0.5)
        assert isinstance(pilot.app.screen, ActScreen)
        assert desk.watch.writes == []
        await pilot.press("enter")
        await on_screen(pilot, ReceiptScreen)


async def test_a_receipt_takes_no_key_that_was_typed_before_it(desk: Desk) -> None:
    desk.watch.hold_write = threading.Event()
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_act(pilot)
        await burst(pilot, "<enter><enter><enter><escape>")
        await says(pilot, "Writing …")
        desk.watch.hold_write.set()
        await on_screen(pilot, ReceiptScreen)
        await says(pilot, DROPPED)
        await settle(pilot, 0.5)
        await on_screen(pilot, ReceiptScreen)
    assert len(desk.watch.writes) == 1


async def test_a_refusal_takes_no_key_that_is_typed_on_without_a_pause(desk: Desk) -> None:
    """However fast it comes: no key need have waited for it."""
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        await to_verify(pilot)
        typed_at = time.monotonic()
        post(app, keys("000000<enter>"), typed_at)
        await until(pilot, lambda: "Attempts left" in screen_text(app))
        post(app, keys(SECRET), typed_at + 0.02)
        await settle(pilot)
        assert SECRET not in everything_shown(app)
        assert DROPPED in " ".join(screen_text(app).split())


@pytest.mark.parametrize("pace", ["a burst", "a slow line"])
async def test_a_warning_takes_no_key_that_was_typed_on_without_a_pause(desk: Desk, pace: str) -> None:
    """The receipt's password was not seen, and the next call was typed already."""
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_act(pilot)
        await settle(pilot, 0.5)
        await burst(pilot, "<enter>")
        await on_screen(pilot, ReceiptScreen)
        await settle(pilot, 0.5)
        await PACES[pace](pilot, "<enter>nora.lind<enter>u")
        await says(pilot, DROPPED)
        await settle(pilot, 0.5)
        await on_screen(pilot, ReceiptScreen)
        await burst(pilot, "<enter>")
        await on_screen(pilot, SearchScreen)


async def test_a_question_takes_no_answer_that_was_typed_before_it(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await on_screen(pilot, SignInScreen)
        await burst(pilot, "demo<enter>ada.byron<enter>m<f8><right><enter>")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await settle(pilot, 0.5)
        assert isinstance(pilot.app.screen, ConfirmDialog)
    assert "registration.required" not in desk.events()


async def test_after_a_pause_keys_are_taken_again(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_search(pilot)
        await burst(pilot, "james wilson<enter>rrr")
        await says(pilot, DROPPED)
        await settle(pilot, 0.5)
        await burst(pilot, "<escape>ada.byron")
        await says(pilot, "1 account.")
        assert DROPPED not in screen_text(pilot.app)


# --- waiting ----------------------------------------------------------------------------------------


async def test_keys_wait_for_a_card_that_is_read_and_then_act(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_search(pilot)
        desk.watch.hold_read = threading.Event()
        await burst(pilot, "ada.byron<enter>r")
        await says(pilot, "Reading the account")
        await settle(pilot, 0.5)
        assert isinstance(pilot.app.screen, CardScreen)
        desk.watch.hold_read.set()
        await on_screen(pilot, VerifyScreen)


@pytest.mark.parametrize("pace", [dripped(0.05), looked_at_late], ids=["typed on", "a busy machine"])
async def test_a_way_out_that_is_typed_on_without_a_pause_is_meant_for_what_comes(
    desk: Desk, pace: Pace
) -> None:
    """Into a reset, back to the card, into a reset: however long the first one takes, and however late the
    keys are looked at."""
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        await to_search(pilot)
        await burst(pilot, "ada.byron<enter>")
        await says(pilot, "You may")
        await settle(pilot, 0.5)
        desk.watch.hold_read = threading.Event()
        await pace(pilot, "r<escape>r")
        await pilot.pause(0.1)
        assert [typed.event.key for typed in app._typed_ahead] == ["escape", "r"]
        desk.watch.hold_read.set()
        await until(pilot, lambda: not app._typed_ahead)  # before that, the first reset may be on the screen
        await on_screen(pilot, VerifyScreen)


@pytest.mark.parametrize("way_out", ["escape", "f10"])
async def test_who_waits_too_long_gets_out_at_once(desk: Desk, way_out: str) -> None:
    """What was typed before is forgotten: it was typed for what did not come."""
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        await to_search(pilot)
        desk.watch.hold_read = threading.Event()
        await burst(pilot, "ada.byron<enter>r")
        await says(pilot, "Reading the account")
        await settle(pilot, 0.5)
        await burst(pilot, f"<{way_out}>")
        if way_out == "escape":
            await on_screen(pilot, SearchScreen)
            desk.watch.hold_read.set()
            await settle(pilot, 0.5)
            assert isinstance(app.screen, SearchScreen)
            assert app.screen.query_one("#query", Field).value == "ada.byron"
        else:
            await until(pilot, lambda: app._exit)
            desk.watch.hold_read.set()


async def test_more_keys_than_anybody_types_are_dropped_whole(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_search(pilot)
        desk.watch.hold_read = threading.Event()
        await burst(pilot, "ada.byron<enter>")
        await says(pilot, "Reading the account")
        await burst(pilot, "r" * 1500)
        await says(pilot, DROPPED)
        desk.watch.hold_read.set()
        await says(pilot, "You may")


async def test_keys_wait_no_longer_than_anybody_remembers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type_ahead, "_LONGEST", 0.5)
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_search(pilot)
        desk.watch.hold_read = threading.Event()
        await burst(pilot, "ada.byron<enter>r")
        await says(pilot, DROPPED)
        desk.watch.hold_read.set()
        await says(pilot, "You may")
        await settle(pilot)
        assert isinstance(pilot.app.screen, CardScreen)
