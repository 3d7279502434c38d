"""Registering, removing, recovery codes on the screen."""

import pyotp
from tui.driving import Desk, on_screen, reads, says, screen_text, settle, to_card, type_text, until
from tui.registering import key_on, methods_of, shown_on, to_adding, to_change

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.conversation.prompt import ShownKind
from helpdesk_tui.desk.method import MethodKind, MethodStatus
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.register import RegisterScreen
from helpdesk_tui.tui.widgets.qr import QrCode


def apps(desk: Desk, account: AccountId) -> list[MethodStatus]:
    return [each.status for each in methods_of(desk, account)]


async def test_an_app_is_registered_by_scanning_and_one_code(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        account = await to_adding(pilot, MethodKind.TOTP)
        screen = await on_screen(pilot, RegisterScreen)
        await pilot.press("ctrl+u")
        await type_text(pilot, "tablet")
        await pilot.press("enter")
        await says(pilot, "Scan this with the app")
        secrets = [*shown_on(screen, ShownKind.QR), *shown_on(screen, ShownKind.KEY)]
        assert len(secrets) == 2
        key = key_on(screen)
        shown = screen_text(app)
        assert f"{key[:4]} {key[4:8]} {key[8:12]}" in shown
        assert len(screen.query_one(QrCode).lines) <= 24
        assert apps(desk, account) == [MethodStatus.ACTIVE, MethodStatus.PENDING]
        await type_text(pilot, pyotp.TOTP(key).now())
        await pilot.press("enter")
        await says(pilot, "Registered: Authenticator app, tablet, 6 digits.")
        assert "tablet" in screen_text(app)
        assert apps(desk, account) == [MethodStatus.ACTIVE, MethodStatus.ACTIVE]
        await until(pilot, lambda: all(each.dropped for each in secrets))


async def test_a_wrong_first_code_is_said_beside_the_code_and_esc_drops_the_app(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        account = await to_adding(pilot, MethodKind.TOTP)
        await on_screen(pilot, RegisterScreen)
        await pilot.press("enter")
        await says(pilot, "Scan this with the app")
        await type_text(pilot, "000000")
        await pilot.press("enter")
        await says(pilot, "The code does not fit")
        await pilot.press("escape")
        await on_screen(pilot, MethodsScreen)
        await until(pilot, lambda: apps(desk, account) == [MethodStatus.ACTIVE])


async def test_recovery_codes_are_hidden_until_asked_for_and_shown_once(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_change(pilot, "c")
        screen = await on_screen(pilot, RegisterScreen)
        await says(pilot, "Ten codes are made")
        await pilot.press("enter")
        await says(pilot, "•-••••")
        secrets = shown_on(screen, ShownKind.CODE)
        codes = [code.reveal() for code in secrets]
        assert len(codes) == 10
        assert not any(code in screen_text(app) for code in codes)
        await pilot.press("enter")
        await reads(pilot, "What is handed out was not shown yet")
        await pilot.press("f2")
        await says(pilot, codes[0])
        assert all(code in screen_text(app) for code in codes)
        await pilot.press("enter")
        await on_screen(pilot, MethodsScreen)
        await until(pilot, lambda: all(code.dropped for code in secrets))
        assert not any(code in app.export_screenshot() for code in codes)


async def test_removing_asks_again_and_keeps_by_default(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        account = await to_change(pilot, "x")
        await on_screen(pilot, ConfirmDialog)
        await pilot.press("enter")
        await on_screen(pilot, MethodsScreen)
        assert apps(desk, account) == [MethodStatus.ACTIVE]
        await pilot.press("x")  # still verified
        await on_screen(pilot, ConfirmDialog)
        await pilot.press("right", "enter")
        await says(pilot, "The method is removed.")
        assert apps(desk, account) == []
        await until(pilot, lambda: "Authenticator app" not in screen_text(pilot.app))


async def test_a_number_of_the_directory_is_not_removed_here(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_card(pilot)
        await pilot.press("m")
        await on_screen(pilot, MethodsScreen)
        await pilot.press("down", "x")
        await says(pilot, "comes from the directory")
        assert isinstance(app.screen, MethodsScreen)


async def test_quitting_in_the_middle_of_a_registration_leaves_no_pending_app(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        account = await to_adding(pilot, MethodKind.TOTP)
        await on_screen(pilot, RegisterScreen)
        await pilot.press("enter")
        await says(pilot, "Scan this with the app")
        await pilot.press("f10")
        await until(pilot, lambda: app._exit)
        app.end_session()
        assert apps(desk, account) == [MethodStatus.ACTIVE]
        await settle(pilot, 0.1)
