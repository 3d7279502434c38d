"""The full screen with a Kerberos ticket: Enter alone signs in, and whose it is stands there before."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from tui.driving import (
    Desk,
    left_alone,
    on_screen,
    says,
    screen_text,
    settle,
    type_text,
    until,
    watched_demo,
)

from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.operator import SignInBy
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.tui.screens.prove_yourself import ProveYourselfScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen

SIZE = (80, 24)
OFFER = "Your Kerberos ticket: demo@DEMO.EXAMPLE."


@contextmanager
def desk_of(by: SignInBy, holder: str = "demo", **changes: Any) -> Iterator[Desk]:
    with watched_demo(demo=None, **{"default_login": "", **changes}) as desk:
        console = desk.console
        directory_of(desk).hold_ticket(holder)
        # one for all that the console is replaced by
        desk.console = replace(console, sign_in=replace(console.sign_in, by=by))
        yield desk


def directory_of(desk: Desk) -> DemoDirectory:
    found = desk.console.sign_in.directory._inner._directory.get()
    assert isinstance(found, DemoDirectory)
    return found


@pytest.mark.parametrize("by", [SignInBy.TICKET, SignInBy.EITHER])
async def test_enter_alone_signs_in(by: SignInBy) -> None:
    with desk_of(by) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            await says(pilot, OFFER)
            await says(pilot, "Enter alone signs you in.")
            assert not pilot.app.screen.query_one("#login").is_on_screen
            await pilot.press("enter")
            await on_screen(pilot, SearchScreen)
            await says(pilot, "Signed in as demo by your Kerberos ticket.")
        assert "sign-in.done" in desk.events()


async def test_enter_that_is_pressed_before_the_ticket_is_looked_for_counts() -> None:
    with desk_of(SignInBy.TICKET) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            await pilot.press("enter")
            await on_screen(pilot, SearchScreen)


async def test_f2_takes_a_password_instead() -> None:
    with desk_of(SignInBy.EITHER) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            screen = await on_screen(pilot, SignInScreen)
            await says(pilot, OFFER)
            await says(pilot, "F2 Password")
            await pilot.press("f2")
            await until(pilot, lambda: pilot.app.focused is screen.query_one("#login"))
            assert "Kerberos" not in screen_text(pilot.app)
            await type_text(pilot, "operator")
            await pilot.press("enter")
            await type_text(pilot, "operator")
            await pilot.press("enter")
            await on_screen(pilot, ProveYourselfScreen)


async def test_without_a_ticket_the_fields_are_there_as_ever() -> None:
    with desk_of(SignInBy.EITHER, holder="") as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            screen = await on_screen(pilot, SignInScreen)
            await until(pilot, lambda: pilot.app.focused is screen.query_one("#login"))
            assert "Kerberos" not in screen_text(pilot.app)
            assert "F2" not in screen_text(pilot.app)


async def test_a_desk_of_tickets_shows_no_field_and_says_what_is_missing() -> None:
    with desk_of(SignInBy.TICKET, holder="") as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            await says(pilot, "There is no Kerberos ticket here.")
            text = screen_text(pilot.app)
            assert "Login" not in text
            assert "F2" not in text
            directory_of(desk).hold_ticket("demo")  # kinit in another window
            await pilot.press("enter")
            await on_screen(pilot, SearchScreen)


async def test_a_ticket_that_the_server_refuses_leads_to_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(self: DemoDirectory) -> None:
        raise NotPermitted(problem("ticket-clock"))

    monkeypatch.setattr(DemoDirectory, "sign_in_with_ticket", refuse)
    with desk_of(SignInBy.EITHER) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            screen = await on_screen(pilot, SignInScreen)
            await says(pilot, OFFER)
            await pilot.press("enter")
            await says(pilot, "Kerberos says that this computer's clock")
            await until(pilot, lambda: pilot.app.focused is screen.query_one("#login"))


async def test_whoever_gives_the_second_factor_up_may_begin_anew_by_the_ticket() -> None:
    with desk_of(SignInBy.TICKET, holder="operator") as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            await says(pilot, "Your Kerberos ticket: operator@DEMO.EXAMPLE.")
            await pilot.press("enter")
            await on_screen(pilot, ProveYourselfScreen)
            await pilot.press("escape")
            await on_screen(pilot, SignInScreen)
            await says(pilot, "Your Kerberos ticket: operator@DEMO.EXAMPLE.")
            await pilot.press("enter")
            await on_screen(pilot, ProveYourselfScreen)


# --- once -------------------------------------------------------------------------------------------


async def test_after_signing_out_the_ticket_signs_in_nobody() -> None:
    with desk_of(SignInBy.EITHER) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            await says(pilot, OFFER)
            await pilot.press("enter")
            await on_screen(pilot, SearchScreen)
            await pilot.press("f9")
            screen = await on_screen(pilot, SignInScreen)
            await until(pilot, lambda: pilot.app.focused is screen.query_one("#login"))
            await says(pilot, "You are signed out.")
            assert "Kerberos" not in screen_text(pilot.app)


async def test_a_console_that_was_left_alone_wants_more_than_enter() -> None:
    with desk_of(SignInBy.TICKET, idle_seconds=3600) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            await says(pilot, OFFER)
            await pilot.press("enter")
            await on_screen(pilot, SearchScreen)
            left_alone(pilot)
            await on_screen(pilot, SignInScreen)
            await says(pilot, "You were signed out")
            await pilot.press("enter")
            await says(pilot, "A ticket signs in once after each start of the desk")
            await settle(pilot)
            assert isinstance(pilot.app.screen, SignInScreen)
        assert desk.events().count("sign-in.done") == 1


async def test_nor_does_enter_do_where_nobody_had_signed_in() -> None:
    with desk_of(SignInBy.EITHER, idle_seconds=3600) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            screen = await on_screen(pilot, SignInScreen)
            await says(pilot, OFFER)
            left_alone(pilot)
            await until(pilot, lambda: "Kerberos" not in screen_text(pilot.app))
            assert pilot.app.focused is screen.query_one("#login")
