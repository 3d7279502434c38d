"""Adding addresses, numbers, tokens and apps on the screen."""

from dataclasses import replace

import pyotp
from textual.pilot import Pilot
from tui.driving import (
    Desk,
    everything_shown,
    on_screen,
    says,
    says_now,
    screen_text,
    settle,
    type_text,
    until,
    watched_demo,
)
from tui.registering import key_on, methods_of, read_back, to_adding, to_methods, verified

from helpdesk_tui.desk.method import MethodKind, MethodStatus, OathSettings, Origin
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import IN_STOCK, NewSeed
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.register import RegisterScreen
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.qr import QrCode

SIZE = (80, 24)
ADDRESS = "ada.private@example.org"
KEY = "ABCDEFGH" * 4


# --- addresses and numbers --------------------------------------------------------------------------


async def test_an_address_is_registered_by_the_code_that_was_sent_there(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        account = await to_adding(pilot, MethodKind.EMAIL)
        screen = await on_screen(pilot, RegisterScreen)
        await type_text(pilot, ADDRESS)
        await pilot.press("enter")
        await says(pilot, ADDRESS)  # once, whole, to be read back
        await pilot.press("enter")
        await says(pilot, "the message carries")
        assert screen.prompt is not None
        assert screen.prompt.shows[0].reveal() in screen_text(app)
        assert "at most 10 in 10 minutes" in " ".join(screen_text(app).split())
        assert ADDRESS not in screen_text(app), "masked, once it is typed"
        code = says_now(desk, account, MethodKind.EMAIL)
        await says(pilot, f"Demo: the person says {code}")
        await type_text(pilot, code)
        await pilot.press("enter")
        await says(pilot, "Registered: E-mail code, private mail")
        assert "Told by mail, a•••@demo.example." in " ".join(screen_text(app).split())
        assert [each.status for each in methods_of(desk, account, MethodKind.EMAIL)] == [MethodStatus.ACTIVE]
        assert ADDRESS not in everything_shown(app)


async def test_a_number_that_cannot_be_used_comes_back_to_be_mended(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        account = await to_adding(pilot, MethodKind.SMS)
        screen = await on_screen(pilot, RegisterScreen)
        await type_text(pilot, "12")
        await pilot.press("enter")
        await says(pilot, "This number cannot be used")
        assert screen.query(Field).first().value == "12"
        assert methods_of(desk, account, MethodKind.SMS) == []


async def test_where_tab_leads_to_another_field_the_line_of_keys_says_so(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_adding(pilot, MethodKind.CALL_BACK)
        await says(pilot, "Ask for the number")
        await says(pilot, "Tab Next")


async def test_a_new_code_makes_the_earlier_one_worthless(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        account = await to_adding(pilot, MethodKind.SMS)
        await on_screen(pilot, RegisterScreen)
        await type_text(pilot, "07700 900 777")
        await pilot.press("enter")
        await read_back(pilot)
        first = says_now(desk, account, MethodKind.SMS)
        await pilot.press("f5")
        await until(pilot, lambda: says_now(desk, account, MethodKind.SMS) != first)
        await settle(pilot, 0.2)
        await type_text(pilot, first)
        await pilot.press("enter")
        await says(pilot, "This is not the code that was sent last.")
        await type_text(pilot, says_now(desk, account, MethodKind.SMS))
        await pilot.press("enter")
        await says(pilot, "Registered: SMS code")


async def test_a_malformed_code_comes_back_and_a_wrong_one_does_not(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_adding(pilot, MethodKind.SMS)
        screen = await on_screen(pilot, RegisterScreen)
        await type_text(pilot, "07700 900 777")
        await pilot.press("enter")
        await read_back(pilot)
        code = screen.query(Field).first()
        await type_text(pilot, "123")
        await pilot.press("enter")
        await says(pilot, "8 digits")
        assert code.value == "123"
        await type_text(pilot, "45678")
        await pilot.press("enter")
        await says(pilot, "This is not the code")
        assert not code.value


async def test_giving_up_leaves_nothing_that_waits(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        account = await to_adding(pilot, MethodKind.EMAIL)
        await on_screen(pilot, RegisterScreen)
        await type_text(pilot, ADDRESS)
        await pilot.press("enter")
        await read_back(pilot)
        await pilot.press("escape")
        await on_screen(pilot, MethodsScreen)
        await until(pilot, lambda: methods_of(desk, account, MethodKind.EMAIL) == [])


async def test_a_number_that_was_misheard_is_mended_before_a_code_goes_to_a_stranger(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        account = await to_adding(pilot, MethodKind.SMS)
        screen = await on_screen(pilot, RegisterScreen)
        await type_text(pilot, "07700 900 77")
        await pilot.press("enter")
        await says(pilot, "+44 770090077")
        await says(pilot, "digit by digit")
        await pilot.press("f6")
        await until(pilot, lambda: screen.query(Field))
        assert screen.query(Field).first().value == "+44770090077"
        assert methods_of(desk, account, MethodKind.SMS) == []
        await type_text(pilot, "7")
        await pilot.press("enter")
        await says(pilot, "+44 7700 900777")
        await read_back(pilot)


async def test_a_number_to_call_counts_only_when_the_person_answered(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        account = await to_adding(pilot, MethodKind.CALL_BACK)
        await on_screen(pilot, RegisterScreen)
        await type_text(pilot, "07700 900 777")
        await pilot.press("enter")
        await says(pilot, "+44 7700 900777")
        await pilot.press("enter")
        await says(pilot, "Outcome: choose one first")
        await pilot.press("right", "enter")
        await says(pilot, "!")
        assert [each.status for each in methods_of(desk, account, MethodKind.CALL_BACK)] == [
            MethodStatus.PENDING
        ]
        await pilot.press("right", "right", "enter")
        await says(pilot, "Registered: Call-back")
        assert [each.status for each in methods_of(desk, account, MethodKind.CALL_BACK)] == [
            MethodStatus.ACTIVE
        ]


async def test_a_registered_address_is_replaced_by_another(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        account = await to_adding(pilot, MethodKind.EMAIL)
        for address in (ADDRESS, "ada.other@example.org"):
            await on_screen(pilot, RegisterScreen)
            await type_text(pilot, address)
            await pilot.press("enter")
            await read_back(pilot)
            await type_text(pilot, says_now(desk, account, MethodKind.EMAIL))
            await pilot.press("enter")
            await says(pilot, "Registered: E-mail code" if address == ADDRESS else "Changed: E-mail code")
            if address == ADDRESS:
                await _mark(pilot, "private mail")
                await pilot.press("n")
        assert len(methods_of(desk, account, MethodKind.EMAIL)) == 1


# --- apps and tokens --------------------------------------------------------------------------------


async def test_a_token_from_stock_is_given_by_two_codes_in_a_row(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        seed = NewSeed(
            MethodKind.OATH_TOKEN, "token", Secret(KEY), OathSettings(period=None),
            Origin.IMPORTED, "HT-9",
        )  # fmt: skip
        desk.console.sign_in.stores.methods.add_seed(IN_STOCK, seed, desk.console.sign_in.clock.now())
        account = await to_adding(pilot, MethodKind.OATH_TOKEN)
        await on_screen(pilot, RegisterScreen)
        await type_text(pilot, "HT-0")
        await pilot.press("enter")
        await says(pilot, "No token with this serial number")
        await pilot.press("backspace")
        await type_text(pilot, "9")
        await pilot.press("enter")
        await says(pilot, "Hardware token HT-9")
        await pilot.press("f4")
        await type_text(pilot, _hotp(40))
        await pilot.press("tab")
        await type_text(pilot, _hotp(41))
        await pilot.press("enter")
        await says(pilot, "Registered: Hardware token")
        assert [each.status for each in methods_of(desk, account, MethodKind.OATH_TOKEN)] == [
            MethodStatus.ACTIVE
        ]


async def test_an_imported_token_is_confirmed_by_its_first_code(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        account = desk.signed_in("super").lookup.resolve("ada.byron")
        seed = NewSeed(
            MethodKind.OATH_TOKEN, "token", Secret(KEY), OathSettings(period=None), Origin.IMPORTED, "HT-7"
        )
        desk.console.sign_in.stores.methods.add_seed(account, seed, desk.console.sign_in.clock.now())
        await to_methods(pilot)
        await _mark(pilot, "HT-7")
        await says(pilot, "Enter Confirm")
        await pilot.press("enter")
        await verified(pilot)
        await on_screen(pilot, RegisterScreen)
        await says(pilot, "Hardware token HT-7")
        await type_text(pilot, says_now(desk, account, MethodKind.OATH_TOKEN))
        await pilot.press("enter")
        await says(pilot, "Registered: Hardware token")
        assert [each.status for each in methods_of(desk, account, MethodKind.OATH_TOKEN)] == [
            MethodStatus.ACTIVE
        ]


async def test_a_key_whose_code_fits_no_window_is_shown_as_text_until_the_window_grows() -> None:
    def long(policy: DeskPolicy) -> DeskPolicy:
        rules = replace(policy.registration, issuer="The Example Corporation of Greater London Help Desk",
                        app=OathSettings(8, 60, "SHA512"))  # fmt: skip
        return replace(policy, registration=rules)

    with watched_demo(long) as desk:
        app = desk.app()
        async with app.run_test(size=SIZE) as pilot:
            await to_adding(pilot, MethodKind.TOTP)
            screen = await on_screen(pilot, RegisterScreen)
            await pilot.press("enter")
            await says(pilot, "The QR code needs a larger window.")
            key = key_on(screen)
            assert len(key) == 52
            assert f"{key[:4]} {key[4:8]}" in screen_text(app)
            assert not screen.query_one(QrCode).lines
            await pilot.resize_terminal(120, 40)
            await says(pilot, "Scan this with the app")
            assert screen.query_one(QrCode).lines


def _hotp(counter: int) -> str:
    return pyotp.HOTP(KEY).at(counter)


async def _mark(pilot: Pilot[None], words: str) -> None:
    """Move the mark of the methods to the row that holds the words."""
    screen = await on_screen(pilot, MethodsScreen)
    await until(pilot, lambda: words in screen_text(pilot.app))
    for _ in range(12):
        await pilot.pause()
        if any(line.startswith(" ▸") and words in line for line in screen_text(pilot.app).splitlines()):
            return
        await pilot.press("down")
    raise AssertionError(screen)
