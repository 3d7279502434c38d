"""The doctor on the full screen: findings as they come, what is no good first, and for whom."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from tui.driving import Desk, on_screen, says, screen_text, settle, to_search, type_text, until, watched_demo
from tui.made_up import FOUND, MadeUp

from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.tui.hearing import Hearing
from helpdesk_tui.tui.screens.doctor import DoctorScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.words.findings import by_topic


@contextmanager
def looked_after(found: tuple[Finding, ...] = FOUND, login: str = "super") -> Iterator[Desk]:
    with watched_demo(default_login=login) as desk:
        doctor = MadeUp(desk.console.doctor, found)
        yield replace(desk, console=replace(desk.console, doctor=doctor))


async def to_doctor(pilot: Pilot[None], login: str = "super") -> DoctorScreen:
    await on_screen(pilot, SignInScreen)
    await type_text(pilot, login)
    await pilot.press("enter")
    await on_screen(pilot, SearchScreen)
    await pilot.press("f5")
    return await on_screen(pilot, DoctorScreen)


def text(pilot: Pilot[None]) -> str:
    return screen_text(pilot.app)


@pytest.mark.parametrize("size", [(80, 20), (80, 24), (120, 40)])
async def test_what_has_failed_comes_first_with_what_to_do(size: tuple[int, int]) -> None:
    with looked_after() as desk:
        async with desk.app().run_test(size=size) as pilot:
            await to_doctor(pilot)
            await says(pilot, "1 failed, 1 warning, 11 all right.")
            shown = text(pilot)
            assert shown.index("dc2.example.com:636") < shown.index("check the network")
            assert shown.index("check the network") < shown.index("3 days old")
            for _ in range(4):
                await pilot.press("pagedown")
            await says(pilot, "Every group and DN")
        assert desk.events().count("doctor.looked") == 1


async def test_findings_are_drawn_as_they_come_and_leaving_waits_for_none() -> None:
    never = threading.Event()

    class Hanging(MadeUp):
        def surroundings(self) -> Iterator[Finding]:
            yield FOUND[0]
            never.wait(30)

    with looked_after() as desk:
        console = replace(desk.console, doctor=Hanging(desk.console.doctor))
        async with replace(desk, console=console).app().run_test(size=(80, 24)) as pilot:
            await to_doctor(pilot)
            await says(pilot, "1 all right so far; this still looks.")
            await type_text(pilot, "ada.byron")
            await pilot.press("enter")
            await says(pilot, "This looks still.")
            await pilot.press("escape")
            await on_screen(pilot, SearchScreen)
    never.set()


async def test_the_rights_on_an_account_are_a_search_like_any_other() -> None:
    with looked_after() as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_doctor(pilot)
            await says(pilot, "all right.")
            await type_text(pilot, "nobody.at.all")
            await pilot.press("enter")
            await says(pilot, "Failed: sample account")
            await pilot.press(*["backspace"] * 13)
            await type_text(pilot, "ada.byron")
            await pilot.press("enter")
            await says(pilot, "All right: sample account")
            assert "Failed: sample account" not in text(pilot)
        assert desk.events().count("search") == 2
        assert desk.events().count("account.viewed") == 1


async def test_a_test_message_goes_to_the_operator_or_it_is_said_why_not() -> None:
    with looked_after() as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_doctor(pilot)
            await says(pilot, "all right.")
            await pilot.press("f6")
            await until(pilot, lambda: "test message" in text(pilot))
        assert {"test.sending", "test.denied"} & set(desk.events())


async def test_it_looks_again_from_the_beginning() -> None:
    with looked_after() as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_doctor(pilot)
            await says(pilot, "11 all right.")
            await pilot.press("f5")
            await until(pilot, lambda: desk.events().count("doctor.looked") == 2)
            await says(pilot, "1 failed, 1 warning, 11 all right.")


async def test_others_are_not_offered_it(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        await pilot.press("f5")
        await settle(pilot)
        assert isinstance(pilot.app.screen, SearchScreen)
    assert "doctor.looked" not in desk.events()


def test_what_breaks_is_raised_where_somebody_listens() -> None:
    def broken() -> Iterator[Finding]:
        yield FOUND[0]
        raise RuntimeError

    hearing = Hearing(broken)
    with pytest.raises(RuntimeError):
        _heard_out(hearing)


def test_one_topic_is_said_in_one_breath_unless_there_is_something_to_do() -> None:
    one, two = Finding("a", Level.OK, "One."), Finding("a", Level.OK, "Two.")
    bad = Finding("a", Level.FAILED, "Bad.", "Do.")
    assert [each.said for each in by_topic([one, two, bad, one])] == ["One. Two.", "Bad.", "One."]


def _heard_out(hearing: Hearing) -> None:
    while not hearing.is_over:
        hearing.take()
