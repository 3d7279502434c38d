"""A person at this terminal changes a password that is known, by keys alone."""

from textual.pilot import Pilot
from tui.driving import Desk, on_screen, says, screen_text, settle, to_card, type_text, until

from helpdesk_tui.demo.directory import START_PASSWORD
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.own_change import OwnChangeScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.widgets.fields import SecretField

NEW = "Their-Own-Choice-88"


async def to_own_change(pilot: Pilot[None], login: str = "mia.santos") -> None:
    await to_card(pilot, login)
    await pilot.press("o")
    await on_screen(pilot, OwnChangeScreen)
    await settle(pilot)


async def fill(pilot: Pilot[None], old: str = START_PASSWORD, new: str = NEW) -> None:
    await type_text(pilot, old)
    await pilot.press("tab")
    await type_text(pilot, new)
    await pilot.press("tab")
    await type_text(pilot, new)
    await pilot.press("enter")


async def test_it_is_changed_and_the_receipt_says_so(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_own_change(pilot)
        assert "Mia Santos types here, and nobody else." in screen_text(pilot.app)
        await fill(pilot)
        await on_screen(pilot, ReceiptScreen)
        await says(pilot, "Password changed by the person")
        assert NEW not in screen_text(pilot.app)
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
    outcome = desk.console.sign_in.stores.audit.records(event="action.outcome")[-1]
    assert (outcome.facts["outcome"], outcome.facts["account_login"]) == ("done", "mia.santos")


async def test_a_wrong_old_password_empties_the_fields_and_may_be_typed_again(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_own_change(pilot)
        await fill(pilot, old="Not-The-Old-One-1")
        await says(pilot, "The old password is wrong.")
        assert {field.value for field in pilot.app.screen.query(SecretField)} == {""}
        await fill(pilot)
        await on_screen(pilot, ReceiptScreen)


async def test_given_up_it_leaves_nothing(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_own_change(pilot)
        fields = list(pilot.app.screen.query(SecretField))
        assert len(fields) == 3
        for field in fields:
            field.focus()
            await type_text(pilot, START_PASSWORD)
        assert [field.value for field in fields] == [START_PASSWORD] * 3
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        assert [field.value for field in fields] == [""] * 3
    assert "action.intent" not in desk.events()


async def test_where_it_cannot_be_the_key_says_why(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_card(pilot, "omar.haddad")
        await pilot.press("o")
        await says(pilot, "A smart card is required")
        await until(pilot, lambda: isinstance(pilot.app.screen, CardScreen))
