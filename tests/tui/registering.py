"""The way to a change of somebody's methods, for tests."""

from textual.pilot import Pilot
from tui.driving import Desk, caller_says, on_screen, says, to_card, type_text

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.conversation.prompt import ShownKind
from helpdesk_tui.desk.method import Method, MethodKind
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.dialogs.kinds import KindDialog
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.register import RegisterScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.widgets.row_list import RowList


async def to_methods(pilot: Pilot[None], login: str = "ada.byron") -> MethodsScreen:
    await to_card(pilot, login)
    await pilot.press("m")
    return await on_screen(pilot, MethodsScreen)


async def verified(pilot: Pilot[None]) -> AccountId:
    """Through the verification that the first change asks for; whose it is."""
    verify = await on_screen(pilot, VerifyScreen)
    await says(pilot, "Proofs:")
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    return verify.account.id


async def pick(pilot: Pilot[None], kind: MethodKind) -> None:
    """In the menu of what may be added."""
    await pilot.press("a")
    menu = await on_screen(pilot, KindDialog)
    rows = menu.query_one(RowList)
    while rows.rows[rows.marked][0] != kind.value:
        await pilot.press("down")
    await pilot.press("enter")


async def to_adding(pilot: Pilot[None], kind: MethodKind, login: str = "ada.byron") -> AccountId:
    """From the sign-in to the screen that adds a method of this kind."""
    await to_methods(pilot, login)
    await pick(pilot, kind)
    return await verified(pilot)


async def to_change(pilot: Pilot[None], key: str, login: str = "ada.byron") -> AccountId:
    """From the sign-in past the verification of a change."""
    await to_methods(pilot, login)
    await pilot.press(key)
    return await verified(pilot)


def methods_of(desk: Desk, account: AccountId, kind: MethodKind = MethodKind.TOTP) -> list[Method]:
    """What the store has."""
    stored = desk.console.sign_in.stores.methods.methods(account)
    return [each for each in stored if each.kind is kind]


async def read_back(pilot: Pilot[None]) -> None:
    """The address or number is shown whole; the code goes there then."""
    await says(pilot, "Read back")
    await pilot.press("enter")
    await says(pilot, "the message carries")


def key_on(screen: RegisterScreen) -> str:
    """The key that a new app is shown with."""
    return shown_on(screen, ShownKind.KEY)[0].reveal()


def shown_on(screen: RegisterScreen, kind: ShownKind) -> list[Secret]:
    """What the prompt shows of that kind."""
    assert screen.prompt is not None
    return [each.text for each in screen.prompt.shows if each.kind is kind and isinstance(each.text, Secret)]
