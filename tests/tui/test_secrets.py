"""What must not be seen, kept or obeyed: secrets, markup, faults with locals."""

import gc
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tui.driving import (
    Desk,
    everything_shown,
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

from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.faults import describe, write_fault
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.messages import NoteCopied, ThreadFailed
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.widgets.fields import SecretField

CANARY = "Canary-7391-Finch"


async def test_the_password_is_hidden_until_asked_for_and_gone_when_the_receipt_closes(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        receipt = await to_receipt(pilot)
        password = desk.watch.passwords[0]
        held = receipt._secret
        assert held is not None
        assert password not in everything_shown(app)
        await pilot.press("space")
        await says(pilot, password)
        await pilot.press("space")
        await until(pilot, lambda: password not in everything_shown(app))
        await pilot.press("f2")
        await says(pilot, password)
        await pilot.press("enter")
        await on_screen(pilot, SearchScreen)
        await settle(pilot)
        assert password not in everything_shown(app)
        assert held.dropped


async def test_the_password_hides_by_itself() -> None:
    def brief(policy: DeskPolicy) -> DeskPolicy:
        return replace(policy, passwords=replace(policy.passwords, visible_seconds=1))

    with watched_demo(brief) as desk:
        app = desk.app()
        async with app.run_test(size=(80, 24)) as pilot:
            await to_receipt(pilot)
            receipt = app.screen
            assert isinstance(receipt, ReceiptScreen)
            await pilot.press("f2")
            await until(pilot, lambda: receipt._was_shown)  # a second may be over before it is looked at
            await until(pilot, lambda: desk.watch.passwords[0] not in everything_shown(app))
            assert app.screen is receipt


async def test_a_typed_password_is_in_no_widget_after_cancelling(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        act = await to_act(pilot)
        await pilot.press("tab", "space")
        await type_text(pilot, CANARY)
        await settle(pilot)
        assert CANARY not in screen_text(app)
        assert CANARY not in app.export_screenshot()
        field = act.query_one(SecretField)
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        assert field.value == ""
        assert CANARY not in everything_shown(app)


async def test_a_password_is_never_copied_nor_sent_to_the_terminals_clipboard(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        written: list[str] = []
        assert app._driver is not None
        app._driver.write = written.append
        await type_text(pilot, CANARY)
        for keys in (("ctrl+shift+a", "ctrl+c"), ("ctrl+shift+a", "ctrl+x")):
            await pilot.press(*keys)
        assert app.clipboard == ""
        app.copy_to_clipboard("a name")
        assert not any("]52;" in each for each in written)


@pytest.mark.parametrize("allowed", [True, False])
async def test_a_note_for_the_ticket_goes_to_the_clipboard_where_policy_allows_that(allowed: bool) -> None:
    with watched_demo(copies_notes=allowed) as desk:
        app = desk.app()
        async with app.run_test(size=(80, 24)) as pilot:
            await to_receipt(pilot)
            await pilot.press("f6")
            await says(pilot, "Reset · authenticator app · told by mail, SMS")
            written: list[str] = []
            assert app._driver is not None
            app._driver.write = written.append
            await pilot.press("c")
            await until(pilot, lambda: ("clipboard" in screen_text(app)) is allowed)
            app.screen.post_message(NoteCopied("a note"))  # whoever asks for it
            await settle(pilot)
            assert any("]52;" in each for each in written) is allowed
            assert desk.watch.passwords[0] not in "".join(written)


async def test_the_note_names_the_key_that_was_chosen_to_copy_it() -> None:
    with watched_demo(copies_notes=True) as desk:
        async with desk.app(**{"note.copy": "y"}).run_test(size=(80, 24)) as pilot:
            await to_receipt(pilot)
            await pilot.press("f6")
            await says(pilot, "y copies it")
            await pilot.press("y")
            await says(pilot, "clipboard")


def test_no_screen_lets_its_text_be_selected(desk: Desk) -> None:
    assert DeskApp.ALLOW_SELECT is False
    assert ReceiptScreen.ALLOW_SELECT is False


@pytest.mark.parametrize(
    ("login", "name"),
    [
        ("sam.fox", "Sam [/IT] Fox"),
        ("bob.smith", "Smith [/] Bob"),
        ("max.bolt", "[@click=app.quit]Max Bolt"),
        ("pat.comma", 'Comma, Pat "P+" <x>; #1 = \\'),
        ("star.wild", "*)(|(cn=*"),
    ],
)
async def test_names_are_shown_as_they_stand_on_every_screen(desk: Desk, login: str, name: str) -> None:
    app = desk.app()
    async with app.run_test(size=(130, 40)) as pilot:
        await to_search(pilot)
        await type_text(pilot, login)
        await says(pilot, "1 account.")
        await says(pilot, name)
        await pilot.press("enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "You may")
        await says(pilot, name)
        await pilot.press("m")
        await says(pilot, f"Methods  {name}")
        await pilot.press("escape", "r")
        await says(pilot, f"Verify the caller  {name}")
        assert app.is_running


@pytest.mark.parametrize("step", [to_act, to_receipt], ids=lambda step: step.__name__)
async def test_names_are_shown_as_they_stand_to_the_end_of_the_call(desk: Desk, step) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await step(pilot, "r", "sam.fox")
        assert "Sam [/IT] Fox" in screen_text(app)


async def test_a_code_is_gone_from_its_field_once_it_was_checked(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await type_text(pilot, "00 00 00")
        await pilot.press("enter")
        await says(pilot, "The code is wrong")
        assert "00 00 00" not in everything_shown(app)


# --- faults of ours ---------------------------------------------------------------------------------


async def test_a_fault_shows_no_traceback_and_no_locals_and_ends_with_one(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = desk.app()

    def crash() -> None:
        secret_in_a_local = CANARY
        raise RuntimeError(f"fault with {secret_in_a_local}")

    async def course() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await to_card(pilot)
            app.call_later(crash)
            await settle(pilot, 1)

    with pytest.raises(RuntimeError):
        await course()
    assert app.return_code == 1
    log = tmp_path / "helpdesk-tui" / "faults.log"
    assert str(log) in app.farewell
    for text in (app.farewell, *capsys.readouterr(), log.read_text()):
        assert CANARY not in text
        assert "Traceback" not in text
    assert "RuntimeError" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    assert app._exit_renderables == []


async def test_a_fault_in_a_use_case_is_no_silence(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = desk.app()

    async def course() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await to_search(pilot)
            desk.watch.crash_on_read = ZeroDivisionError(CANARY)
            await type_text(pilot, "ada.byron")
            await says(pilot, "1 account.")
            await pilot.press("enter")
            await settle(pilot, 2)

    with pytest.raises(ZeroDivisionError):
        await course()
    assert app.return_code == 1
    assert CANARY not in (tmp_path / "helpdesk-tui" / "faults.log").read_text()


async def test_a_fault_while_something_is_written_waits_for_its_outcome(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = desk.app()
    desk.watch.hold_write = threading.Event()
    closed: list[bool] = []
    early: list[bool] = []
    monkeypatch.setattr(app, "_close_messages_no_wait", lambda: closed.append(True))

    async def course() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await to_act(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: desk.watch.writes)
            app.post_message(ThreadFailed(ZeroDivisionError(CANARY)))
            await until(pilot, lambda: app.farewell)
            await settle(pilot)
            early.extend(closed)
            desk.watch.hold_write.set()
            await until(pilot, lambda: closed)

    with pytest.raises(ZeroDivisionError):
        await course()
    assert not early
    assert closed
    assert len(desk.watch.writes) == 1
    assert app.return_code == 1
    assert any(event.startswith("action.") for event in desk.events())


def test_a_fault_is_described_by_places_only() -> None:
    def inner(password: str) -> None:
        raise ValueError(password)

    try:
        try:
            inner(CANARY)
        except ValueError as error:
            raise RuntimeError(CANARY) from error
    except RuntimeError as error:
        said = describe(error)
    assert CANARY not in said
    assert said.count("test_secrets.py") == 3
    assert "ValueError" in said


def test_a_log_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "faults.log"
    target.write_text("")
    link.symlink_to(target)
    assert write_fault(ValueError(), datetime(2026, 1, 2, tzinfo=UTC), link) is None
    assert target.read_text() == ""


async def test_after_the_call_no_secret_object_holds_a_value_but_the_operators(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_receipt(pilot)
        await pilot.press("f2", "enter")
        await on_screen(pilot, SearchScreen)
        await settle(pilot)
        gc.collect()
        alive = [each for each in gc.get_objects() if isinstance(each, Secret) and not each.dropped]
        assert desk.watch.passwords[0] not in [each.reveal() for each in alive]


async def test_every_broken_rule_is_said_while_it_is_typed_before_the_directory_answers(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_act(pilot)
        await says(pilot, "Enter does this once")
        desk.watch.hold_read = threading.Event()
        try:
            await pilot.press("tab", "space")
            await type_text(pilot, "byron")
            await says(pilot, "The password is shorter than")
            shown = screen_text(app)
            assert "needs three of" in shown
            assert "holds the person's name" in shown
            assert "easy to guess" in shown
        finally:
            desk.watch.hold_read.set()
            desk.watch.hold_read = None
