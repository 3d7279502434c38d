"""Proving the caller on the screen."""

import threading
from dataclasses import replace

from textual.events import Paste
from tui.driving import (
    Desk,
    caller_says,
    on_screen,
    says,
    screen_text,
    settle,
    to_card,
    to_verify,
    type_text,
    until,
    watched_demo,
)

from helpdesk_tui.desk.policy import DeskPolicy, TicketRule
from helpdesk_tui.tui.dialogs.call_back import CallBackDialog
from helpdesk_tui.tui.dialogs.help import HelpDialog
from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen


def events(desk: Desk) -> list[str]:
    return [record.event for record in desk.console.sign_in.stores.audit.records()]


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
        await on_screen(pilot, VerifyScreen)
        await pilot.press("enter")
        await says(pilot, "Too many failed proofs")


async def test_call_back_shows_the_number_and_closing_it_counts_for_nothing(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await pilot.press("down", "enter")
        await on_screen(pilot, CallBackDialog)
        await says(pilot, "+44")
        await says(pilot, "Do not read it out")
        await pilot.press("enter")  # the focused answer is the safe one
        await on_screen(pilot, VerifyScreen)
        await pilot.press("enter")
        await on_screen(pilot, CallBackDialog)
        await pilot.press("escape")
        await on_screen(pilot, VerifyScreen)
        assert "verification.failed" not in events(desk)
        assert "verification.proof" not in events(desk)


async def test_call_back_reached_and_confirmed_proves(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await pilot.press("down", "enter")
        await on_screen(pilot, CallBackDialog)
        await pilot.press("right", "right", "enter")
        await on_screen(pilot, ActScreen)


async def test_call_back_not_reached_counts(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await pilot.press("down", "enter")
        await on_screen(pilot, CallBackDialog)
        await pilot.press("right", "enter")
        await says(pilot, "was not reached or did not confirm")


async def test_recovery_codes_are_asked_for_where_there_is_nothing_else(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot, "r", "hannah.cole")
        await says(pilot, "Recovery code")
        await type_text(pilot, "abc")
        await pilot.press("enter")
        await says(pilot, "A recovery code has the form")


async def test_no_method_at_all_is_said_with_the_way_out(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot, "jonas.weber")
        await pilot.press("r")
        await on_screen(pilot, VerifyScreen)
        await pilot.press("enter")
        await says(pilot, "Hand the call to a supervisor")
        await pilot.press("enter")
        await settle(pilot)
        assert not isinstance(app.screen, ActScreen)


async def test_two_gates_need_two_kinds() -> None:
    def two(policy: DeskPolicy) -> DeskPolicy:
        return replace(policy, verification=replace(policy.verification, gates=2, ticket=TicketRule.OFF))

    with watched_demo(two) as desk:
        app = desk.app()
        async with app.run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await pilot.press("r")
            await says(pilot, "Proofs: 0 of 2")
            await type_text(pilot, caller_says(pilot))
            await pilot.press("enter")
            await says(pilot, "Proofs: 1 of 2")
            assert isinstance(app.screen, VerifyScreen)
            await says(pilot, "proven")
            await pilot.press("enter")
            await on_screen(pilot, CallBackDialog)
            await pilot.press("right", "right", "enter")
            await on_screen(pilot, ActScreen)


async def test_a_needed_ticket_is_asked_for_and_mended() -> None:
    with watched_demo(with_ticket(TicketRule.REQUIRED)) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await pilot.press("r")
            await says(pilot, "for example INC17")
            await pilot.press("enter")
            await says(pilot, "A ticket number is needed")
            await type_text(pilot, "17")
            await pilot.press("enter")
            await says(pilot, "This is no ticket number")
            await pilot.press("home")
            await type_text(pilot, "INC")
            await pilot.press("enter")
            await says(pilot, "Proofs: 0 of 1")


async def test_without_tickets_what_cannot_be_opened_is_said_on_the_card() -> None:
    with watched_demo(with_ticket(TicketRule.OFF)) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot, "jonas.weber")
            await pilot.press("v")
            await until(pilot, lambda: isinstance(pilot.app.screen, CardScreen))
            await says(pilot, "! No way to prove this caller")
            await on_screen(pilot, CardScreen)


async def test_the_help_over_a_finished_verification_loses_nothing(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await type_text(pilot, caller_says(pilot))
        desk.watch.hold_read = threading.Event()
        await pilot.press("enter", "f1")
        await on_screen(pilot, HelpDialog)
        desk.watch.hold_read.set()
        await settle(pilot, 1)
        await pilot.press("escape")
        await on_screen(pilot, ActScreen)
