"""A demo whose operators have apps of their own, for tests and pictures."""

from datetime import timedelta

import pyotp
from textual.pilot import Pilot
from tui.driving import Desk, administrator, on_screen, says, settle, type_text
from tui.registering import methods_of

from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.demo.groups import SUPERVISORS
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodKind, MethodStatus, OathSettings
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.screens.prove_yourself import ProveYourselfScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.widgets.fields import Field


def account_of(desk: Desk, login: str) -> AccountId:
    found = desk.console.sign_in.directory._inner._directory.get()
    assert isinstance(found, DemoDirectory)
    return found.id_of(login)


def give_apps(desk: Desk, *logins: str) -> None:
    """Each gets an app that has proven its owner for a month."""
    sign_in = desk.console.sign_in
    methods, since = sign_in.stores.methods, sign_in.clock.now() - timedelta(days=30)
    for login in logins:
        seed = NewSeed(MethodKind.TOTP, "phone", Secret(sign_in.randomness.base32(20)), OathSettings())
        added = methods.add_seed(account_of(desk, login), seed, since)
        assert methods.accept_step(added, int(since.timestamp()) // 30, since, activate=True)


def give_codes(desk: Desk, *logins: str) -> None:
    """Each gets a recovery code beside the app."""
    sign_in = desk.console.sign_in
    for login in logins:
        code = Secret("ABCDEFGHJKMNPQ")
        sign_in.stores.methods.add_recovery_codes(account_of(desk, login), [code], sign_in.clock.now())


def two_supervisors(desk: Desk) -> None:
    """`super` and `registrar`, each with an app."""
    administrator(desk).join("registrar", SUPERVISORS)
    give_apps(desk, "super", "registrar")


def code_of(desk: Desk, login: str) -> str:
    """What this operator's app shows now: the one that is being registered, where one is."""
    sign_in = desk.console.sign_in
    apps = methods_of(desk, account_of(desk, login))
    newest = min(apps, key=lambda each: each.status is not MethodStatus.PENDING)
    key = sign_in.stores.methods.seed(newest.id).secret.reveal()
    return pyotp.TOTP(key).at(sign_in.clock.now())


async def put_code(pilot: Pilot[None], desk: Desk, login: str) -> None:
    await type_text(pilot, code_of(desk, login))
    await pilot.press("enter")


async def to_code(pilot: Pilot[None]) -> ProveYourselfScreen:
    """Past the password; in the demo it is the login."""
    screen = await on_screen(pilot, SignInScreen)
    await type_text(pilot, screen.query_one("#login", Field).value)
    await pilot.press("enter")
    return await on_screen(pilot, ProveYourselfScreen)


async def confirm(pilot: Pilot[None], desk: Desk, login: str, *, has_app: bool = True) -> None:
    """A supervisor signs in at this terminal, and proves it."""
    await says(pilot, "signs in here")
    await settle(pilot, 0.1)
    await type_text(pilot, login)
    await pilot.press("tab")
    await type_text(pilot, login)
    await pilot.press("enter")
    if has_app:
        await says(pilot, f"{login} confirms.")
        await put_code(pilot, desk, login)
