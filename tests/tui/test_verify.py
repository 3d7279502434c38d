"""Proving the caller on the screen."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from tui.driving import (
    Desk,
    caller_says,
    mark,
    on_screen,
    reads,
    says,
    screen_text,
    settle,
    to_card,
    to_verify,
    type_text,
    until,
    watched_demo,
)

from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import DeskPolicy, TicketRule
from helpdesk_tui.tui.dialogs.help import HelpDialog
from helpdesk_tui.tui.proving.proving import Stage
from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.widgets.fields import Field


def with_ticket(rule: TicketRule):
    def change(policy: DeskPolicy) -> DeskPolicy:
        verification = replace(
            policy.verification, ticket=rule, ticket_pattern=r"INC\d+", ticket_example="INC17"
        )
        return replace(policy, verification=verification)

    return change


async def test_a_wrong_code_counts_and_says_what_is_left(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await type_text(pilot, "000000")
        await pilot.press("enter")
        await says(pilot, "Attempts left: 4")
        await type_text(pilot, "12")
        await pilot.press("enter")
        await says(pilot, "A code has 6 digits")
        assert "12" in screen_text(pilot.app), "a malformed code stays, to be mended"
        await pilot.press("ctrl+u")
        await type_text(pilot, "000000")
        await pilot.press("enter")
        await says(pilot, "Attempts left: 3")
        await says(pilot, "Tier everybody. 3 attempts left.")


async def test_a_pasted_code_with_spaces_is_taken(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        code = caller_says(pilot)
        app.post_message(Paste(f"{code[:3]} {code[3:]}\n"))
        await says(pilot, f"{code[:3]} {code[3:]}")
        await pilot.press("enter")
        await on_screen(pilot, ActScreen)


async def test_a_blocked_account_is_said_on_the_card(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        for _ in range(6):
            await type_text(pilot, "000000")
            await pilot.press("enter")
            await settle(pilot)
        await says(pilot, "Too many failed proofs")
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        await pilot.press("r")
        await says(pilot, "Too many failed proofs")


async def test_call_back_shows_the_number_and_choosing_nothing_counts_for_nothing(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await pilot.press("down", "enter")
        await says(pilot, "Dial")
        await says(pilot, "+44")
        await says(pilot, "Do not read it out")
        await pilot.press("enter")
        await says(pilot, "Outcome: choose one first")
        await pilot.press("up", "down")  # another method, and back: the call is still on
        await says(pilot, "Dial")
        assert "verification.failed" not in desk.events()
        assert "verification.proof" not in desk.events()


async def test_call_back_reached_and_confirmed_proves(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await pilot.press("down", "enter")
        await says(pilot, "Dial")
        await pilot.press("right", "right", "enter")
        await on_screen(pilot, ActScreen)


async def test_call_back_not_reached_is_recorded_and_costs_no_attempt(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await pilot.press("down", "enter")
        await says(pilot, "Dial")
        await pilot.press("right", "enter")
        await says(pilot, "was not reached or did not confirm")
        await says(pilot, "5 attempts left")
    assert "verification.failed" in desk.events()


async def test_recovery_codes_are_asked_for_where_there_is_nothing_else(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot, "r", "hannah.cole")
        await says(pilot, "Recovery code")
        await type_text(pilot, "abc")
        await pilot.press("enter")
        await says(pilot, "A recovery code has the form")


def with_no_way_out(policy: DeskPolicy) -> DeskPolicy:
    """No exceptional methods, no ticket."""
    verification = policy.verification
    everybody = replace(verification.everybody, exception=frozenset())
    return replace(
        policy, verification=replace(verification, everybody=everybody, ticket=TicketRule.OFF, tiers=())
    )


async def test_two_gates_need_two_kinds() -> None:
    with watched_demo(with_ticket(TicketRule.OFF)) as desk:
        app = desk.app()
        async with app.run_test(size=(80, 24)) as pilot:
            await to_card(pilot, "marta.nowak")
            await pilot.press("r")
            await says(pilot, "Proofs: 0 of 2. Still needed: 2 proofs of different kinds.")
            await says(pilot, "Tier finance. 5 attempts left.")
            await type_text(pilot, caller_says(pilot))
            await pilot.press("enter")
            await says(pilot, "Proofs: 1 of 2. Still needed: one of another kind.")
            assert isinstance(app.screen, VerifyScreen)
            await says(pilot, "✓ Authenticator app")
            await pilot.press("enter")
            await says(pilot, "Dial")
            await pilot.press("right", "right", "enter")
            await on_screen(pilot, ActScreen)


async def test_a_warning_holds_while_it_is_read_and_no_longer() -> None:
    with watched_demo(with_ticket(TicketRule.OFF)) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot, "marta.nowak")
            await pilot.press("r")
            await says(pilot, "Proofs: 0 of 2.")
            await type_text(pilot, caller_says(pilot))
            await pilot.press("enter")
            await says(pilot, "Proofs: 1 of 2.")
            for key in ("down", "up"):
                await pilot.press("escape")
                await reads(pilot, "Esc once more gives the verification up.")
                await pilot.press(key)
                await until(pilot, lambda: "Esc once more" not in screen_text(pilot.app))
            await pilot.press("escape")
            await reads(pilot, "Esc once more gives the verification up.")
            await on_screen(pilot, VerifyScreen)
            await pilot.press("escape")
            await on_screen(pilot, CardScreen)


async def test_a_warning_about_what_stood_before_goes_with_it(desk: Desk) -> None:
    """A colleague's yes may come between two presses of Esc."""
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_verify(pilot, "r", "li.na")
        await mark(pilot, "Second operator")
        await pilot.press("enter")
        await says(pilot, "Waiting for a second operator")
        await pilot.press("escape")
        await reads(pilot, "Esc once more gives the verification up.")
        approving = desk.signed_in("super").approving
        (waiting,) = approving.waiting()
        approving.approve(waiting.verification, waiting.request)
        await says(pilot, "Proofs: 1 of 2.")
        assert "Esc once more" not in screen_text(pilot.app)
        await pilot.press("escape")
        await reads(pilot, "Esc once more gives the verification up.")
        assert pilot.app.screen is screen


async def test_what_was_said_of_one_method_is_not_read_beside_another(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await type_text(pilot, "12")
        await pilot.press("enter")
        await says(pilot, "A code has 6 digits")
        await pilot.press("down")
        await says(pilot, "Hang up")
        assert "A code has 6 digits" not in screen_text(pilot.app)


async def test_what_was_said_of_a_way_aside_is_not_read_after_it(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_verify(pilot, "r", "li.na")
        await mark(pilot, "Second operator")
        await pilot.press("f6")
        await type_text(pilot, "nobody")
        await pilot.press("tab")
        await type_text(pilot, "x")
        await pilot.press("enter")
        await says(pilot, "The directory did not accept this login and password.")
        await pilot.press("escape")
        await says(pilot, "Enter asks the second operators")
        assert "did not accept" not in screen_text(pilot.app)
        assert pilot.app.screen is screen


async def test_that_something_is_missing_is_said_until_it_is_there(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await pilot.press("enter")
        await says(pilot, "nothing is typed yet")
        await type_text(pilot, "1")
        await until(pilot, lambda: "nothing is typed yet" not in screen_text(pilot.app))
        await pilot.press("down", "enter")
        await says(pilot, "Dial")
        await pilot.press("enter")
        await says(pilot, "choose one first")
        await pilot.press("right")
        await until(pilot, lambda: "choose one first" not in screen_text(pilot.app))


async def test_enter_is_not_offered_where_it_does_nothing(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot, "r", "li.na")
        await mark(pilot, "Second operator")
        await says(pilot, "Enter Go on")
        await pilot.press("enter")
        await says(pilot, "Waiting for a second operator")
        await until(pilot, lambda: "Enter Go on" not in screen_text(pilot.app))


async def test_what_has_no_room_is_reached_by_page_down(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 20)) as pilot:
        await to_verify(pilot, "r", "li.na")
        await mark(pilot, "Second operator")
        await pilot.press("f6", "enter")
        await says(pilot, "Login: nothing is typed yet.")
        assert "approves after" not in screen_text(pilot.app)
        await pilot.press("pagedown", "pagedown")
        await says(pilot, "approves after")
        await pilot.press("pageup", "pageup")
        await says(pilot, "Proofs:")


# --- the ticket -------------------------------------------------------------------------------------


@contextmanager
def asking_for_tickets(rule: TicketRule, **tier: object) -> Iterator[Desk]:
    def change(policy: DeskPolicy) -> DeskPolicy:
        verification = with_ticket(rule)(policy).verification
        everybody = replace(verification.everybody, **tier)
        return replace(policy, verification=replace(verification, everybody=everybody))

    with watched_demo(change) as desk:
        yield desk


def tickets_named(desk: Desk) -> list[object]:
    records = desk.console.sign_in.stores.audit.records()
    return [each.facts["ticket"] for each in records if each.event == "verification.ticket"]


def focused(pilot: Pilot[None]) -> str:
    """The id of the field that the keys go to."""
    return (pilot.app.screen.focused and pilot.app.screen.focused.id) or ""


async def test_a_needed_ticket_is_asked_for_beside_the_methods_and_mended() -> None:
    with asking_for_tickets(TicketRule.REQUIRED) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await pilot.press("r")
            await says(pilot, "needed, for example INC17")
            await says(pilot, "Proofs: 0 of 1")
            await says(pilot, "App code")
            await pilot.press("enter")
            await reads(pilot, "A ticket number is needed")
            await type_text(pilot, "17")
            await pilot.press("enter")
            await reads(pilot, "This does not look like one of your ticket numbers")
            await pilot.press("home")
            await type_text(pilot, "INC")
            await pilot.press("enter")
            await until(pilot, lambda: tickets_named(desk) == ["INC17"])
            await type_text(pilot, caller_says(pilot))
            await pilot.press("enter")
            await on_screen(pilot, ActScreen)


async def test_an_answer_without_the_needed_ticket_costs_nothing_and_leads_to_its_field() -> None:
    with asking_for_tickets(TicketRule.REQUIRED) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await pilot.press("r")
            await says(pilot, "App code")
            await says(pilot, "Tab Next")
            await pilot.press("tab")
            await says(pilot, "Tab Ticket")
            code = caller_says(pilot)
            await type_text(pilot, code)
            await pilot.press("enter")
            await reads(pilot, "A ticket number is needed")
            assert focused(pilot) == "ticket"
            assert code in screen_text(pilot.app), "the code waits in its field"
            assert "verification.attempt" not in desk.events()
            await type_text(pilot, "INC18")
            await pilot.press("enter")
            await until(pilot, lambda: focused(pilot) != "ticket")
            await pilot.press("enter")
            await on_screen(pilot, ActScreen)
        assert tickets_named(desk) == ["INC18"]


async def test_a_ticket_typed_and_left_by_tab_goes_with_the_answer() -> None:
    with asking_for_tickets(TicketRule.REQUIRED) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await pilot.press("r")
            await says(pilot, "App code")
            await type_text(pilot, "19")
            await pilot.press("tab")
            await type_text(pilot, caller_says(pilot))
            await pilot.press("enter")
            await reads(pilot, "This does not look like one of your ticket numbers")
            assert focused(pilot) == "ticket"
            await pilot.press("home")
            await type_text(pilot, "INC")
            await pilot.press("down", "enter")
            await on_screen(pilot, ActScreen)
        assert tickets_named(desk) == ["INC19"]


async def test_where_a_ticket_may_be_left_out_the_typing_begins_at_the_method() -> None:
    with asking_for_tickets(TicketRule.OPTIONAL) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await pilot.press("r")
            await says(pilot, "if there is one, for example INC17")
            assert focused(pilot) != "ticket"
            await pilot.press("tab")
            assert focused(pilot) == "ticket"
            await type_text(pilot, "INC20")
            await pilot.press("enter")
            await type_text(pilot, caller_says(pilot))
            await pilot.press("enter")
            await on_screen(pilot, ActScreen)
        assert tickets_named(desk) == ["INC20"]


async def test_what_nothing_is_typed_for_is_gone_on_to_from_the_ticket_and_not_done() -> None:
    """The first method may not be the one that the caller has at hand."""
    rule = {"allowed": frozenset({MethodKind.SMS, MethodKind.CALL_BACK})}
    with asking_for_tickets(TicketRule.REQUIRED, **rule) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await pilot.press("r")
            await says(pilot, "Hang up")
            await type_text(pilot, "INC21")
            await pilot.press("enter")
            await until(pilot, lambda: focused(pilot) == "" and not pilot.app.screen.is_waiting)
            await pilot.press("f1")
            await on_screen(pilot, HelpDialog)
            await pilot.press("escape")
            await on_screen(pilot, VerifyScreen)
            assert focused(pilot) == "", "the help leads back to where the keys went"
            assert "Dial" not in screen_text(pilot.app)
            await pilot.press("enter")
            await says(pilot, "Dial")


async def test_once_something_is_proven_the_ticket_is_read_and_not_typed() -> None:
    with asking_for_tickets(TicketRule.REQUIRED, gates=2) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await pilot.press("r")
            await says(pilot, "App code")
            await type_text(pilot, "INC22")
            await pilot.press("enter")
            await type_text(pilot, caller_says(pilot))
            await pilot.press("enter")
            await says(pilot, "Proofs: 1 of 2")
            assert re.search(r"Ticket +INC22$", screen_text(pilot.app), re.MULTILINE)
            assert "Tab" not in screen_text(pilot.app)
            assert focused(pilot) == ""


async def test_a_new_verification_of_the_same_call_has_its_ticket() -> None:
    with asking_for_tickets(TicketRule.REQUIRED) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await pilot.press("r")
            await says(pilot, "App code")
            await type_text(pilot, "INC23")
            await pilot.press("enter")
            desk.watch.ahead = timedelta(minutes=16)
            pilot.app.screen._look_at_clock()
            await says(pilot, "Enter begins a new verification.")
            assert re.search(r"Ticket +INC23$", screen_text(pilot.app), re.MULTILINE), "nothing is typed now"
            assert "Tab" not in screen_text(pilot.app)
            desk.watch.ahead = timedelta(0)
            await pilot.press("enter")
            await says(pilot, "5 attempts left")
            await until(pilot, lambda: pilot.app.screen.state.stage is Stage.PROVING)
            await type_text(pilot, caller_says(pilot))
            await pilot.press("enter")
            await on_screen(pilot, ActScreen)
        assert tickets_named(desk) == ["INC23", "INC23"]


async def test_what_cannot_be_opened_is_said_on_the_card_with_the_way_out_and_the_help_link() -> None:
    def policy(before: DeskPolicy) -> DeskPolicy:
        return replace(
            with_no_way_out(before), notices=replace(before.notices, help_link="https://help.example")
        )

    with watched_demo(policy) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot, "li.na")
            await pilot.press("v")
            await until(pilot, lambda: isinstance(pilot.app.screen, CardScreen))
            await says(pilot, "! There is no usable way to prove this caller.")
            await says(pilot, "Help: https://help.example")
            await on_screen(pilot, CardScreen)
            await pilot.press("f1")
            await says(pilot, "More help: https://help.example")


async def test_the_help_over_a_finished_verification_loses_nothing(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await type_text(pilot, caller_says(pilot))
        desk.watch.hold_read = threading.Event()
        await pilot.press("enter")
        await settle(pilot, 0.5)  # who has seen the wait gets out of it at once
        await pilot.press("f1")
        await on_screen(pilot, HelpDialog)
        desk.watch.hold_read.set()
        await settle(pilot, 1)
        await pilot.press("escape")
        await on_screen(pilot, ActScreen)


async def test_what_cannot_be_used_is_listed_with_its_reason(desk: Desk) -> None:
    desk.watch.elevated = True
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        text = screen_text(pilot.app)
        assert "▸ ○ Authenticator app" in text
        assert "× Call-back" in text
        assert text.count("too weak while the threat is elevated") == 4
        assert "THREAT ELEVATED" in text.splitlines()[0]
        await pilot.press("down")
        await says(pilot, "▸ ○ Authenticator app")


async def test_a_threat_that_rises_ends_what_is_open_and_enter_begins_anew(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        assert "THREAT" not in screen_text(app)
        desk.watch.elevated = True
        await type_text(pilot, caller_says(pilot))
        await pilot.press("enter")
        await says(pilot, "The desk's policy changed")
        await says(pilot, "Enter begins a new verification. Esc goes back to the account.")
        app._look_at_threat()
        await says(pilot, "THREAT ELEVATED")
        await pilot.press("enter")
        await says(pilot, "too weak while the threat is elevated")
        desk.watch.elevated = False
        app._look_at_threat()
        await until(pilot, lambda: "THREAT" not in screen_text(app))


async def test_time_over_says_so_and_enter_begins_a_new_one(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_verify(pilot)
        await type_text(pilot, "12")
        assert screen.state.progress is not None
        first = screen.state.progress.id
        desk.watch.ahead = timedelta(minutes=16)
        screen._look_at_clock()
        await says(pilot, "The time for this verification is over.")
        await says(pilot, "Enter begins a new verification.")
        assert "12" not in [field.value for field in screen.query(Field)]
        await pilot.press("enter")
        await says(pilot, "App code")
        assert screen.state.progress.id != first
        desk.watch.ahead = timedelta(0)


async def test_what_blocks_for_good_leaves_only_the_way_back(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_verify(pilot)
        desk.watch.ahead = -timedelta(hours=1)  # the clock went back
        await type_text(pilot, "000000")
        await pilot.press("enter")
        await says(pilot, "This computer's clock went back.")
        await says(pilot, "Esc goes back to the account.")
        assert "Enter Go on" not in screen_text(pilot.app)
        await pilot.press("enter")
        await settle(pilot)
        assert screen.state.stage is Stage.ENDED


@pytest.mark.parametrize("login", ["hubertina.feathers", "muhammad.hasan", "li.na"])
async def test_any_name_leaves_room_for_login_and_time(desk: Desk, login: str) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot, "r", login)
        line = screen_text(pilot.app).splitlines()[2]
        assert f"({login})" in line
        assert line.endswith("min left")


async def test_a_wide_window_says_where_each_comes_from_and_when_it_was_used(desk: Desk) -> None:
    async with desk.app().run_test(size=(120, 40)) as pilot:
        await to_verify(pilot)
        row = next(each for each in screen_text(pilot.app).splitlines() if "Authenticator" in each)
        assert re.search(r"registered \d{4}-\d\d-\d\d, (last used \d{4}-\d\d-\d\d|never used)$", row)
        await says(pilot, "from the directory, changed 2")
