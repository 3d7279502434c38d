"""The second operator's screen, what a supervisor releases, and what cards and receipts say of it all."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from desk.asking import Asking
from textual.pilot import Pilot
from tui.driving import (
    Desk,
    on_screen,
    reads,
    says,
    screen_text,
    settle,
    to_card,
    to_receipt,
    to_search,
    to_verify,
    type_text,
    until,
    watched_demo,
)

from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.course import Approval
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.proving.proving import Stage
from helpdesk_tui.tui.screens import approvals, between_calls
from helpdesk_tui.tui.screens.approvals import ApprovalsScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.widgets.context_bar import Context, context_line


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(between_calls, "WAITING_TICK", 0.1)
    monkeypatch.setattr(approvals, "TICK", 0.1)


def with_approval(policy: DeskPolicy) -> DeskPolicy:
    everybody = replace(policy.verification.everybody, approval=True)
    return replace(policy, verification=replace(policy.verification, everybody=everybody))


def as_supervisor() -> AbstractContextManager[Desk]:
    return watched_demo(default_login="super")


@pytest.fixture
def approving() -> Iterator[Desk]:
    with watched_demo(with_approval) as made:
        yield made


def text_of(pilot: Pilot[None]) -> str:
    assert isinstance(pilot.app, DeskApp)
    return screen_text(pilot.app)


def asked(desk: Desk, login: str = "ada.byron", ticket: str = "") -> VerificationId:
    """Another operator, at another terminal, asks for an approval."""
    other = desk.signed_in("operator")
    progress = other.verifying.begin(other.lookup.resolve(login), ticket=ticket)
    Asking(other.verifying).ask_approval(progress.id)
    return progress.id


def approval_of(desk: Desk, verification: VerificationId) -> Approval:
    return desk.signed_in("operator").verifying.look(verification).approval


async def to_approvals(pilot: Pilot[None]) -> ApprovalsScreen:
    await to_search(pilot)
    await says(pilot, "1 verification waits for a second operator: F7.")
    await pilot.press("f7")
    screen = await on_screen(pilot, ApprovalsScreen)
    await says(pilot, "1 waiting")
    return screen


# --- approving --------------------------------------------------------------------------------------


async def test_the_search_screen_says_what_waits_and_stops_saying_it(approving: Desk) -> None:
    async with approving.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await settle(pilot)
        assert "F7" not in text_of(pilot)
        verification = asked(approving)
        await says(pilot, "1 verification waits for a second operator: F7.")
        await says(pilot, "F7 Approvals")
        approving.signed_in("operator").verifying.cancel(verification)
        await until(pilot, lambda: "F7" not in text_of(pilot))


async def test_who_is_to_be_served_is_shown_before_anything_is_answered(approving: Desk) -> None:
    asked(approving, ticket="INC0017")
    async with approving.app().run_test(size=(80, 24)) as pilot:
        await to_approvals(pilot)
        for words in (
            "▸ Ada Byron",
            "DEMO\\ada.byron · Analyst, Engines · Engineering",
            "ticket INC0017",
            "Nothing yet.",
        ):
            assert words in text_of(pilot), words
        actions = "Reset the password, force a change, unlock, read a local password or read a recovery key"
        assert f" For {actions}, once. Proven " in " ".join(text_of(pilot).split())


async def test_approving_takes_a_second_key(approving: Desk) -> None:
    verification = asked(approving)
    async with approving.app().run_test(size=(80, 24)) as pilot:
        await to_approvals(pilot)
        await pilot.press("enter")
        await on_screen(pilot, ConfirmDialog)
        await says(pilot, "operator may then")
        await pilot.press("enter")  # the safe answer has the focus
        await on_screen(pilot, ApprovalsScreen)
        assert approval_of(approving, verification) is Approval.ASKED
        await pilot.press("enter")
        await on_screen(pilot, ConfirmDialog)
        await pilot.press("right", "enter")
        await says(pilot, "Approved: the colleague's terminal goes on.")
        await says(pilot, "Nothing waits for you.")
    assert approval_of(approving, verification) is Approval.GIVEN


async def test_refusing_takes_a_second_key(approving: Desk) -> None:
    verification = asked(approving)
    async with approving.app().run_test(size=(80, 24)) as pilot:
        await to_approvals(pilot)
        await pilot.press("x")
        await on_screen(pilot, ConfirmDialog)
        await pilot.press("right", "enter")
        await says(pilot, "Refused: the colleague sees it.")
    assert approval_of(approving, verification) is Approval.NEEDED


async def test_the_answer_is_for_the_one_that_was_asked_about(approving: Desk) -> None:
    """The list changes under the question; the answer does not slip to another row."""
    first = asked(approving)
    async with approving.app().run_test(size=(80, 24)) as pilot:
        screen = await to_approvals(pilot)
        await pilot.press("enter")
        await on_screen(pilot, ConfirmDialog)
        second = asked(approving, "tom.keller")
        approving.signed_in("operator").verifying.cancel(first)
        await until(pilot, lambda: [each.verification for each in screen._listed] == [second])
        await pilot.press("right", "enter")
        await says(pilot, "This verification is over.")
    assert approval_of(approving, second) is Approval.ASKED


async def test_ones_own_waits_for_others_alone(approving: Desk) -> None:
    mine = approving.signed_in("demo")
    progress = mine.verifying.begin(mine.lookup.resolve("ada.byron"))
    Asking(mine.verifying).ask_approval(progress.id)
    async with approving.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await settle(pilot, 0.6)
        assert "F7" not in text_of(pilot)


async def test_a_directory_that_is_gone_is_no_noise_on_the_search_screen(approving: Desk) -> None:
    asked(approving)
    async with approving.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await says(pilot, "F7 Approvals")
        approving.watch.unreachable = True
        await until(pilot, lambda: "F7" not in text_of(pilot))
        assert "!" not in text_of(pilot)
        approving.watch.unreachable = False
        await says(pilot, "F7 Approvals")


# --- held and blocked accounts ----------------------------------------------------------------------


def held(desk: Desk) -> None:
    other = desk.signed_in("operator")
    other.verifying.begin(other.lookup.resolve("ada.byron"))


def guess(desk: Desk, times: int) -> None:
    """Another operator, at another terminal, is given wrong codes."""
    other = desk.signed_in("operator")
    progress = other.verifying.begin(other.lookup.resolve("ada.byron"))
    app = next(each.method.id for each in progress.options if each.method.kind is MethodKind.TOTP)
    for _ in range(times):
        with pytest.raises(Refused):
            Asking(other.verifying).prove(progress.id, app, Secret("000000"))
    other.verifying.cancel(progress.id)


async def test_who_has_the_caller_is_said_before_a_second_one_begins(desk: Desk) -> None:
    held(desk)
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
        await says(pilot, "operator is verifying this caller, until")
        assert "l Release" not in text_of(pilot)
        await pilot.press("l")
        await settle(pilot)
        await on_screen(pilot, CardScreen)
        assert "r Reset" not in text_of(pilot)
        await pilot.press("r")
        await says(pilot, "! operator is verifying this caller")
        await on_screen(pilot, CardScreen)
    assert "block.released" not in desk.events()


async def test_a_supervisor_ends_a_colleagues_hold() -> None:
    with as_supervisor() as desk:
        held(desk)
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await says(pilot, "l Release")
            await pilot.press("l")
            await on_screen(pilot, ConfirmDialog)
            await pilot.press("enter")  # the safe answer
            await on_screen(pilot, CardScreen)
            assert "block.released" not in desk.events()
            await pilot.press("l")
            await on_screen(pilot, ConfirmDialog)
            await pilot.press("right", "enter")
            await says(pilot, "Released: the caller can be verified now.")
            await until(pilot, lambda: "is verifying this caller" not in text_of(pilot))
            await until(pilot, lambda: "l Release" not in text_of(pilot))


async def test_a_block_from_another_terminal_is_said_on_the_card_and_can_be_ended() -> None:
    with as_supervisor() as desk:
        guess(desk, 5)
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            await says(pilot, "Too many failed proofs for this account. Blocked until")
            await pilot.press("l")
            await on_screen(pilot, ConfirmDialog)
            await pilot.press("right", "enter")
            await says(pilot, "Released: the caller can be verified now.")
            await until(pilot, lambda: "Too many failed proofs" not in text_of(pilot))
            await until(pilot, lambda: "l Release" not in text_of(pilot))


async def test_who_is_no_supervisor_reads_of_a_block_and_has_no_key_for_it(desk: Desk) -> None:
    guess(desk, 5)
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
        await says(pilot, "Too many failed proofs for this account. Blocked until")
        assert "l Release" not in text_of(pilot)
        await pilot.press("l")
        await settle(pilot)
        await on_screen(pilot, CardScreen)
    assert "block.released" not in desk.events()


async def test_a_supervisor_does_not_end_a_block_from_guesses_of_their_own() -> None:
    with as_supervisor() as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            screen = await to_verify(pilot)
            for left in (4, 3, 2, 1):
                await type_text(pilot, "000000")
                await pilot.press("enter")
                await says(pilot, f"Attempts left: {left}")
            await type_text(pilot, "000000")
            await pilot.press("enter")
            await says(pilot, "Too many failed proofs for this account.")
            assert screen.state.stage is Stage.ENDED, "and nothing is asked or sent any more"
            await pilot.press("escape")
            await on_screen(pilot, CardScreen)
            await says(pilot, "Too many failed proofs for this account.")
            await says(pilot, "l Release")
            await pilot.press("l")
            await on_screen(pilot, ConfirmDialog)
            await pilot.press("right", "enter")
            await says(pilot, "Your own failed proofs stay counted.")
            assert "Released" not in text_of(pilot)
            await pilot.press("r")
            await says(pilot, "! Too many failed proofs for this account.")


# --- cards and receipts -----------------------------------------------------------------------------


async def test_a_card_says_tier_what_is_due_and_the_exceptional_way(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 40)) as pilot:
        await to_card(pilot, "li.na")
        for words in (
            "Must register: no method yet.",
            "The exceptional way",
            "Tier everybody.",
        ):
            assert words in text_of(pilot)


async def test_a_receipt_says_how_the_person_was_told_and_offers_what_is_due(desk: Desk) -> None:
    desk.signed_in("registrar").keeping.require_again(desk.signed_in("registrar").lookup.resolve("ada.byron"))
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_receipt(pilot)
        for words in (
            "Told by mail, a•••@demo.example.",
            "Told by SMS, •••• 01.",
            "Must register again: asked for on",
            "m opens the methods",
        ):
            assert words in text_of(pilot), words
        await pilot.press("m")
        await reads(pilot, "The password was not shown yet")
        await pilot.press("f2", "m")
        await on_screen(pilot, MethodsScreen)
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)


async def test_a_receipt_offers_nothing_to_who_need_not_register() -> None:
    def relaxed(policy: DeskPolicy) -> DeskPolicy:
        return replace(policy, registration=replace(policy.registration, required=False))

    with watched_demo(relaxed) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            receipt = await to_receipt(pilot)
            assert "m Methods" not in text_of(pilot)
            await pilot.press("f2", "m")
            await settle(pilot)
            assert pilot.app.screen is receipt


# --- the context bar --------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 100, 130])
def test_the_threat_is_said_at_every_width(width: int) -> None:
    long = Context(
        "somebody.with.a.long.login", (Role.OPERATOR, Role.REGISTRAR), "corp.example", "dc1", "TLS 1.3"
    )
    line = context_line(long, width, elevated=True)
    assert len(line) == width
    assert "THREAT ELEVATED" in line
    assert "THREAT" not in context_line(long, width)


async def test_a_screen_opened_during_the_threat_says_so_from_the_start(desk: Desk) -> None:
    desk.watch.elevated = True
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await says(pilot, "THREAT ELEVATED")
        await type_text(pilot, "ada.byron")
        await says(pilot, "1 account.")
        await pilot.press("enter")
        await on_screen(pilot, CardScreen)
        assert "THREAT ELEVATED" in text_of(pilot)
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
        assert "THREAT ELEVATED" in text_of(pilot)
