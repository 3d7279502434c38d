"""The lock: the screen is covered, nothing that was open is left, and its operator alone comes back."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from tui.driving import (
    Desk,
    everything_shown,
    in_one_go,
    left_alone,
    on_screen,
    says,
    screen_text,
    settle,
    to_act,
    to_card,
    to_receipt,
    to_search,
    to_verify,
    type_text,
    until,
    watched_demo,
)

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.unlocking import MOST_TRIES
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.lock import LockScreen
from helpdesk_tui.tui.screens.prove_yourself import ProveYourselfScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen

SIZE = (80, 24)
CALLER = ("Ada", "ada.byron", "Byron")


def untouched(pilot: Pilot[None]) -> None:
    """As if no key came for as long as the console waits before it locks."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    assert app._untouched is not None
    assert app._untouched._interval == app.desk_console.lock_seconds
    app._untouched.stop()
    app._untouched = app.set_timer(0.01, app._untouched_over)


async def locked(pilot: Pilot[None]) -> LockScreen:
    """The screen, once the desk is closed."""
    screen = await on_screen(pilot, LockScreen)
    await until(pilot, lambda: screen._unlocking is not None)
    return screen


async def unlock(pilot: Pilot[None], typed: str = "demo") -> None:
    await locked(pilot)
    await type_text(pilot, typed)
    await pilot.press("enter")


@pytest.mark.parametrize("to", [to_card, to_verify, to_act, to_receipt])
async def test_nothing_of_the_caller_is_left_wherever_it_comes(to: Callable[..., object], desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        await to(pilot)
        assert any(each in everything_shown(app) for each in CALLER)
        await pilot.press("ctrl+n")
        await locked(pilot)
        shown = everything_shown(app)
        assert not any(each in shown for each in CALLER)
        assert "Dana Demo" in shown or "demo" in shown
        assert [type(each) for each in app.screen_stack[1:]] == [LockScreen]
        assert desk.watch.signed_out == 1
    assert desk.events()[-1] == "session.locked"


async def test_whoever_unlocks_it_finds_the_card_again_and_proves_the_caller_anew(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_act(pilot)
        await pilot.press("ctrl+n")
        await unlock(pilot)
        card = await on_screen(pilot, CardScreen)
        await says(pilot, "Ada Byron")
        assert clearance_of(pilot, card) is None
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)


def clearance_of(pilot: Pilot[None], card: CardScreen) -> object:
    app = pilot.app
    assert isinstance(app, DeskApp)
    assert app._desk is not None
    return app._desk.verifying.clearance_for(card.account, Action.RESET)


async def test_it_locks_when_no_key_came_for_long_enough() -> None:
    with watched_demo(lock_seconds=600) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            await to_receipt(pilot)
            untouched(pilot)
            await locked(pilot)
            assert "No key for 10 min." in screen_text(pilot.app)
        (record,) = [
            each for each in desk.console.sign_in.stores.audit.records() if each.event == "session.locked"
        ]
        assert record.facts["by"] == "idle"


async def test_a_wrong_password_unlocks_nothing_and_the_fifth_signs_out(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_card(pilot)
        await pilot.press("ctrl+n")
        for _ in range(MOST_TRIES - 1):
            await unlock(pilot, "wrong")
            await says(pilot, "did not accept this password")
            assert isinstance(pilot.app.screen, LockScreen)
        await unlock(pilot, "wrong")
        await on_screen(pilot, SignInScreen)
        await says(pilot, "You were signed out. It was not unlocked, after too many tries.")
    assert desk.events().count("session.unlock-refused") == MOST_TRIES
    assert "session.unlocked" not in desk.events()


async def test_somebody_else_signs_out_and_signs_in(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_card(pilot)
        await pilot.press("ctrl+n")
        await locked(pilot)
        await pilot.press("f9")
        await on_screen(pilot, SignInScreen)
        await settle(pilot)
        assert not any(each in everything_shown(pilot.app) for each in CALLER)
        await type_text(pilot, "demo")
        await pilot.press("enter")
        await on_screen(pilot, SearchScreen)


async def test_no_key_at_the_lock_leads_behind_it(desk: Desk) -> None:
    no_demo = replace(desk.console, demo=None)  # whose help names people
    async with DeskApp(no_demo).run_test(size=SIZE) as pilot:
        await to_card(pilot)
        await pilot.press("ctrl+n")
        screen = await locked(pilot)
        for key in ("escape", "enter", "v", "r", "f5", "f8", "ctrl+n", "ctrl+t", "escape", "ctrl+p"):
            await pilot.press(key)
        await settle(pilot)
        shown = everything_shown(pilot.app)
        assert not any(each in shown for each in CALLER)
        assert "Reset" not in shown
        await pilot.press("escape", "f1")
        await settle(pilot)
        assert screen in pilot.app.screen_stack
        assert not any(each in everything_shown(pilot.app) for each in CALLER)


async def test_the_session_still_ends_and_keys_at_the_lock_do_not_keep_it() -> None:
    with watched_demo(idle_seconds=3600, lock_seconds=600) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            app = pilot.app
            await to_card(pilot)
            await pilot.press("ctrl+n")
            await locked(pilot)
            assert isinstance(app, DeskApp)
            assert app._idle is not None
            resets: list[int] = []
            app._idle.reset = lambda: resets.append(1)  # it is watched
            await type_text(pilot, "xy")
            assert resets == []
            left_alone(pilot)
            await on_screen(pilot, SignInScreen)
            await says(pilot, "You were signed out. No key for 60 min.")


async def test_whoever_unlocks_it_has_all_the_time_again() -> None:
    with watched_demo(idle_seconds=3600) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            app = pilot.app
            await to_search(pilot)
            await pilot.press("ctrl+n")
            await locked(pilot)
            assert isinstance(app, DeskApp)
            assert app._idle is not None
            resets: list[int] = []
            app._idle.reset = lambda: resets.append(1)  # it is watched
            await unlock(pilot)
            await on_screen(pilot, SearchScreen)
            assert resets == [1]


async def test_what_is_being_written_has_its_outcome_first(desk: Desk) -> None:
    desk.watch.hold_write = threading.Event()
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_act(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: desk.watch.writes)
        await pilot.press("ctrl+n")
        await says(pilot, "The desk locks when it is done.")
        desk.watch.hold_write.set()
        await locked(pilot)
        assert not any(each in everything_shown(pilot.app) for each in CALLER)
    events = desk.events()
    assert events.index("action.outcome") < events.index("session.locked")


async def test_an_answer_that_comes_late_opens_nothing_over_the_lock(desk: Desk) -> None:
    """The card asks whether there is a clearance, and then opens the verification."""
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        await to_card(pilot)
        held = threading.Event()
        assert app._desk is not None
        asked = app._desk.braking.begin

        def slow(account: object) -> object:
            agreement = asked(account)
            held.wait(10)
            return agreement

        object.__setattr__(app._desk.braking, "begin", slow)
        await pilot.press("k")
        await settle(pilot)
        await pilot.press("ctrl+n")
        await on_screen(pilot, LockScreen)
        held.set()
        await locked(pilot)
        await settle(pilot)
        assert [type(each) for each in app.screen_stack[1:]] == [LockScreen]
        assert not any(each in everything_shown(app) for each in CALLER)


async def test_what_was_typed_before_the_lock_was_drawn_is_no_password(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_search(pilot)
        in_one_go(pilot, "ctrl+n", *"demo", "enter")
        await locked(pilot)
        await settle(pilot)
        assert isinstance(pilot.app.screen, LockScreen)
        assert "session.unlocked" not in desk.events()


async def test_what_was_copied_is_not_pasted_by_the_next_one(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        await to_search(pilot)
        app.copy_to_clipboard("ada.byron")
        await pilot.press("ctrl+n")
        await locked(pilot)
        assert app.clipboard == ""


async def test_who_is_not_signed_in_has_nothing_to_lock(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await on_screen(pilot, SignInScreen)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert isinstance(pilot.app.screen, SignInScreen)


async def test_whoever_is_asked_for_the_second_factor_is_not_left_alone() -> None:
    with watched_demo(lock_seconds=600) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            await on_screen(pilot, SignInScreen)
            await pilot.press("shift+tab", *["backspace"] * 4)
            await type_text(pilot, "operator")
            await pilot.press("tab")
            await type_text(pilot, "operator")
            await pilot.press("enter")
            await on_screen(pilot, ProveYourselfScreen)
            untouched(pilot)
            await on_screen(pilot, SignInScreen)
            await says(pilot, "You were not signed in. No key for 10 min.")
