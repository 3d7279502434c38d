"""What is handed out is hidden again by itself: the key's name and a countdown of few bytes say so."""

from dataclasses import replace

import pytest
from tui.driving import Desk, reads, says, screen_text, settle, to_receipt, until, watched_demo

from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.tui.dialogs.help import keys_of
from helpdesk_tui.tui.screens import revealing
from helpdesk_tui.tui.widgets.key_line import KeyLine


def for_seconds(seconds: int):
    def changed(policy: DeskPolicy) -> DeskPolicy:
        return replace(policy, passwords=replace(policy.passwords, visible_seconds=seconds))

    return changed


async def test_the_key_is_named_by_what_it_does_now(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_receipt(pilot)
        line = app.screen.query_one(KeyLine)
        assert ("F2", "Show") in line.keys
        await pilot.press("f2")
        await until(pilot, lambda: ("F2", "Hide") in line.keys)
        await pilot.press("space")
        await until(pilot, lambda: ("F2", "Show") in line.keys)


async def test_the_texts_name_the_key_that_it_was_given(desk: Desk) -> None:
    app = desk.app(**{"secret.show": "p"})
    async with app.run_test(size=(80, 24)) as pilot:
        await to_receipt(pilot)
        await says(pilot, "p shows it for 60 s.")
        await pilot.press("enter")
        await reads(pilot, "gone after this. p shows it.")
        await pilot.press("p")
        await says(pilot, desk.watch.passwords[0])
        assert "F2" not in screen_text(app)
        assert "p" in dict(keys_of(app.screen, app))


async def test_while_shown_a_countdown_says_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revealing, "STEP", 1)
    with watched_demo(for_seconds(3)) as desk:
        app = desk.app()
        async with app.run_test(size=(80, 24)) as pilot:
            await to_receipt(pilot)
            await pilot.press("f2")
            for left in (3, 2, 1):
                await says(pilot, f"Hidden again in {left} s.")
            await says(pilot, "F2 shows it for 3 s.")
            assert desk.watch.passwords[0] not in screen_text(app)
            assert ("F2", "Show") in app.screen.query_one(KeyLine).keys


async def test_hidden_by_hand_the_countdown_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old one would show, or hide, what was asked for anew."""
    monkeypatch.setattr(revealing, "STEP", 1)
    with watched_demo(for_seconds(2)) as desk:
        app = desk.app()
        async with app.run_test(size=(80, 24)) as pilot:
            await to_receipt(pilot)
            await pilot.press("f2", "f2")
            await settle(pilot, 2.5)
            assert desk.watch.passwords[0] not in screen_text(app)
            await says(pilot, "F2 shows it for 2 s.")


async def test_a_step_of_the_countdown_draws_its_own_line_and_nothing_else() -> None:
    with watched_demo() as desk:
        app = desk.app()
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await to_receipt(pilot)
            await pilot.press("f2")
            await says(pilot, "Hidden again in 60 s.")
            await settle(pilot)
            before = screen_text(app).splitlines()
            screen._stop_timer()
            screen._count_down(45)
            await says(pilot, "Hidden again in 45 s.")
            after = screen_text(app).splitlines()
            assert [old for old, new in zip(before, after, strict=True) if old != new] == [
                next(line for line in before if "Hidden again" in line)
            ]
            assert revealing.STEP >= 10, "seldom, on a slow line"
