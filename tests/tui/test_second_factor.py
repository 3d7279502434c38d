"""Operators prove more than the password: at the sign-in, before an approval, at a colleague's terminal."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot
from tui.driving import (
    Desk,
    everything_shown,
    in_one_go,
    left_alone,
    mark,
    on_screen,
    says,
    screen_text,
    settle,
    to_verify,
    type_text,
    until,
    watched_demo,
)
from tui.registering import methods_of
from tui.second_factors import (
    account_of,
    code_of,
    confirm,
    give_apps,
    put_code,
    to_code,
    two_supervisors,
)
from tui.test_approvals import approval_of, asked, with_approval

from helpdesk_tui.desk.course import Approval
from helpdesk_tui.desk.policy import DeskPolicy, SecondFactor
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog, NoticeDialog
from helpdesk_tui.tui.screens.approvals import ApprovalsScreen
from helpdesk_tui.tui.screens.prove_yourself import ProveYourselfScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.qr import QrCode

SIZE = (80, 24)


def as_operator(**changes: object) -> AbstractContextManager[Desk]:
    """`operator` of the demo has an app."""
    return watched_demo(default_login="operator", **changes)


@pytest.fixture
def operator() -> Iterator[Desk]:
    with as_operator() as made:
        yield made


def text_of(pilot: Pilot[None]) -> str:
    """Without the breaks of lines."""
    assert isinstance(pilot.app, DeskApp)
    return " ".join(screen_text(pilot.app).split())


# --- at the sign-in -----------------------------------------------------------------------------------


async def test_the_password_leads_to_a_question_and_the_code_to_the_desk(operator: Desk) -> None:
    async with operator.app().run_test(size=SIZE) as pilot:
        await to_code(pilot)
        await says(pilot, "Prove that it is you")
        await says(pilot, "Type the code that your app shows now.")
        assert "sign-in.done" not in operator.events()
        await put_code(pilot, operator, "operator")
        await on_screen(pilot, SearchScreen)
    assert "sign-in.done" in operator.events()


async def test_a_wrong_code_is_said_and_asked_for_again(operator: Desk) -> None:
    async with operator.app().run_test(size=SIZE) as pilot:
        screen = await to_code(pilot)
        await type_text(pilot, "000000")
        await pilot.press("enter")
        await says(pilot, "The code is wrong. Take the next one. Attempts left: 4.")
        assert screen.query(Field).first().value == ""
        await put_code(pilot, operator, "operator")
        await on_screen(pilot, NoticeDialog)
        assert "1 wrong code was typed with your login and password" in text_of(pilot)
        await pilot.press("enter")
        await on_screen(pilot, SearchScreen)


async def test_nothing_typed_is_no_attempt(operator: Desk) -> None:
    async with operator.app().run_test(size=SIZE) as pilot:
        await to_code(pilot)
        await pilot.press("enter")
        await says(pilot, "App code: nothing is typed yet.")
    assert "second-factor.attempt" not in operator.events()


async def test_whoever_gives_up_is_not_signed_in(operator: Desk) -> None:
    async with operator.app().run_test(size=SIZE) as pilot:
        await to_code(pilot)
        await pilot.press("escape")
        await on_screen(pilot, SignInScreen)
        await says(pilot, "You are not signed in.")
        await until(pilot, lambda: operator.watch.signed_out == 1)
        await to_code(pilot)  # and may begin anew
    assert "second-factor.given-up" in operator.events()


async def test_a_sign_in_that_nobody_answers_ends_by_itself() -> None:
    with as_operator(idle_seconds=3600) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            await to_code(pilot)
            left_alone(pilot)
            await on_screen(pilot, SignInScreen)
            await says(pilot, "No key for 60 min")
            await until(pilot, lambda: desk.watch.signed_out == 1)
        assert "sign-in.done" not in desk.events()


async def test_quitting_at_the_question_closes_the_session(operator: Desk) -> None:
    app = operator.app()
    async with app.run_test(size=SIZE) as pilot:
        await to_code(pilot)
        await pilot.press("f10")
    app.end_session()
    assert operator.watch.signed_out == 1


async def test_a_code_typed_behind_the_password_is_taken(operator: Desk) -> None:
    async with operator.app().run_test(size=SIZE) as pilot:
        await on_screen(pilot, SignInScreen)
        await settle(pilot)
        code = code_of(operator, "operator")
        in_one_go(pilot, *"operator", "enter", *code, "enter")
        await on_screen(pilot, SearchScreen)
    assert operator.events().count("second-factor.attempt") == 1


async def test_too_many_wrong_codes_end_the_sign_in(operator: Desk) -> None:
    async with operator.app().run_test(size=SIZE) as pilot:
        await to_code(pilot)
        for left in (4, 3, 2, 1, 0):
            await type_text(pilot, "000000")
            await pilot.press("enter")
            await says(pilot, f"Attempts left: {left}.")
        await put_code(pilot, operator, "operator")
        await says(pilot, "Too many wrong codes with your login and password.")
        await says(pilot, "Esc goes back; begin again there.")
        await pilot.press("escape")
        await on_screen(pilot, SignInScreen)
        await until(pilot, lambda: operator.watch.signed_out == 1)


# --- a lost one, and the first ------------------------------------------------------------------------


async def test_who_has_lost_it_registers_an_app_once_two_supervisors_have_confirmed(operator: Desk) -> None:
    two_supervisors(operator)
    lost = methods_of(operator, account_of(operator, "operator"))
    async with operator.app().run_test(size=SIZE) as pilot:
        screen = await to_code(pilot)
        await says(pilot, "F8 Lost")
        await pilot.press("f8")
        await says(pilot, "Two supervisors confirm who you are")
        assert "Prove that it is you" not in text_of(pilot)
        await confirm(pilot, operator, "super")
        await until(pilot, lambda: "Supervisor 2 of 2" in text_of(pilot))
        await confirm(pilot, operator, "registrar")
        await says(pilot, "Add: Authenticator app")
        await pilot.press("enter")
        await until(pilot, lambda: screen.query_one(QrCode).lines)
        await put_code(pilot, operator, "operator")
        await on_screen(pilot, SearchScreen)
        assert not screen.query(QrCode)
    now = methods_of(operator, account_of(operator, "operator"))
    assert len(now) == 1
    assert now != lost


async def test_a_supervisors_password_is_never_shown(operator: Desk) -> None:
    async with operator.app().run_test(size=SIZE) as pilot:
        await to_code(pilot)
        await pilot.press("f8")
        await says(pilot, "signs in here")
        await type_text(pilot, "super")
        await pilot.press("tab")
        await type_text(pilot, "Hidden-Word-17")
        assert "Hidden-Word-17" not in screen_text(pilot.app)
        await pilot.press("enter")
        await says(pilot, "!")
        assert "Hidden-Word-17" not in everything_shown(pilot.app)


async def test_a_supervisor_without_the_code_is_left_for_another(operator: Desk) -> None:
    two_supervisors(operator)
    async with operator.app().run_test(size=SIZE) as pilot:
        await to_code(pilot)
        await pilot.press("f8")
        await says(pilot, "signs in here")
        await type_text(pilot, "super")
        await pilot.press("tab")
        await type_text(pilot, "super")
        await pilot.press("enter")
        await says(pilot, "super confirms.")
        assert "Demo:" not in text_of(pilot), "it does not know whose code is asked for"
        await pilot.press("f6")
        await says(pilot, "signs in here")
        await confirm(pilot, operator, "registrar")
        await until(pilot, lambda: "Supervisor 2 of 2" in text_of(pilot))


async def test_where_it_is_required_a_supervisor_confirms_before_the_first() -> None:
    with watched_demo(required) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            await to_code(pilot)
            await says(pilot, "A supervisor confirms who you are")
            await confirm(pilot, desk, "super", has_app=False)
            await says(pilot, "Name your app")
            await pilot.press("enter")
            await says(pilot, "Scan this with your app")
            await put_code(pilot, desk, "demo")
            await on_screen(pilot, SearchScreen)


async def test_leaving_the_new_app_behind_registers_nothing() -> None:
    with watched_demo(required) as desk:
        async with desk.app().run_test(size=SIZE) as pilot:
            screen = await to_code(pilot)
            await confirm(pilot, desk, "super", has_app=False)
            await says(pilot, "Name your app")
            await pilot.press("enter")
            await says(pilot, "Scan this with your app")
            await pilot.press("escape")
            await on_screen(pilot, SignInScreen)
            await until(pilot, lambda: methods_of(desk, account_of(desk, "demo")) == [])
            assert not screen.query(QrCode)


def required(policy: DeskPolicy) -> DeskPolicy:
    return replace(policy, operators=replace(policy.operators, second_factor=SecondFactor.REQUIRED))


# --- approvals ----------------------------------------------------------------------------------------


@pytest.fixture
def approving() -> Iterator[Desk]:
    with watched_demo(with_approval, default_login="super") as made:
        give_apps(made, "super")
        yield made


async def to_approval(pilot: Pilot[None], desk: Desk, key: str) -> None:
    """The supervisor signed in six minutes ago, and answers what waits."""
    await to_code(pilot)
    await put_code(pilot, desk, "super")
    await on_screen(pilot, SearchScreen)
    desk.watch.ahead = timedelta(minutes=6)
    await pilot.press("f7")
    await on_screen(pilot, ApprovalsScreen)
    await says(pilot, "1 waiting")
    await pilot.press(key)
    await on_screen(pilot, ConfirmDialog)
    await pilot.press("right", "enter")


async def test_an_approval_asks_for_the_code_first(approving: Desk) -> None:
    verification = asked(approving)
    async with approving.app().run_test(size=SIZE) as pilot:
        await to_approval(pilot, approving, "enter")
        await on_screen(pilot, ProveYourselfScreen)
        assert "F8" not in text_of(pilot), "a lost one is a matter of the sign-in"
        assert approval_of(approving, verification) is Approval.ASKED
        await put_code(pilot, approving, "super")
        await on_screen(pilot, ApprovalsScreen)
        await says(pilot, "Approved: the colleague's terminal goes on.")
    assert approval_of(approving, verification) is Approval.GIVEN


async def test_without_the_code_nothing_is_approved(approving: Desk) -> None:
    verification = asked(approving)
    async with approving.app().run_test(size=SIZE) as pilot:
        await to_approval(pilot, approving, "enter")
        await on_screen(pilot, ProveYourselfScreen)
        await pilot.press("escape")
        await on_screen(pilot, ApprovalsScreen)
        await says(pilot, "Not approved.")
        await pilot.press("enter")  # and can be begun anew
        await on_screen(pilot, ConfirmDialog)
    assert approval_of(approving, verification) is Approval.ASKED


async def test_a_no_asks_for_no_code(approving: Desk) -> None:
    asked(approving)
    async with approving.app().run_test(size=SIZE) as pilot:
        await to_approval(pilot, approving, "x")
        await says(pilot, "Refused: the colleague sees it.")


# --- at a colleague's terminal ------------------------------------------------------------------------


async def test_a_colleague_who_confirms_here_is_asked_for_the_code() -> None:
    with watched_demo() as desk:
        give_apps(desk, "super")
        async with desk.app().run_test(size=SIZE) as pilot:
            await to_verify(pilot, "r", "gil.moreno")
            await mark(pilot, "Second operator")
            await pilot.press("f6")
            await settle(pilot)
            await type_text(pilot, "super")
            await pilot.press("tab")
            await type_text(pilot, "super")
            await pilot.press("enter")
            await until(pilot, lambda: "super confirms. Type the code that your app shows" in text_of(pilot))
            assert "colleague: super" not in text_of(pilot), "that was asked before"
            await put_code(pilot, desk, "super")
            await says(pilot, "Proofs: 1 of 2")
