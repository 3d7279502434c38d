"""Registered methods of the demo's people, and what their phones show."""

import time
from datetime import UTC, datetime

import pyotp
import pytest

from helpdesk_tui.demo.seeds import seed
from helpdesk_tui.desk.codes import matching_step, parse_recovery_code
from helpdesk_tui.desk.methods import Method, MethodId, MethodKind, MethodStatus, Origin, TotpSettings
from helpdesk_tui.desk.ports import TotpSeed
from helpdesk_tui.secret import Secret


class MemoryMethods:
    """A `MethodStore` in memory."""

    def __init__(self) -> None:
        self.apps = {}
        self.codes = {}

    def methods(self, account):
        found = [
            Method(
                key,
                account,
                MethodKind.TOTP,
                app["label"],
                Origin.REGISTERED,
                app["status"],
                "",
                app["at"],
                None,
            )
            for key, app in self.apps.items()
            if app["account"] == account
        ]
        return tuple(found)

    def add_totp(self, account, label, secret, settings, at):
        key = MethodId(f"app-{len(self.apps)}")
        self.apps[key] = {
            "account": account, "label": label, "secret": secret, "settings": settings, "at": at,
            "status": MethodStatus.PENDING, "step": None,
        }  # fmt: skip
        return key

    def totp(self, method):
        app = self.apps[method]
        return TotpSeed(app["secret"], app["settings"], app["step"])

    def accept_step(self, method, step, at, activate=False):
        app = self.apps[method]
        if app["step"] is not None and step <= app["step"]:
            return False
        app["step"] = step
        if activate:
            app["status"] = MethodStatus.ACTIVE
        return True

    def add_recovery_codes(self, account, codes, at):
        self.codes[account] = [code.reveal() for code in codes]
        return MethodId(f"codes-{account}")

    def use_recovery_code(self, method, number, code, at):
        return self.codes[method.removeprefix("codes-")][number - 1] == code.reveal()

    def remove(self, method):
        return self.apps.pop(method, None) is not None


@pytest.fixture
def methods():
    return MemoryMethods()


@pytest.fixture
def phones(stage, methods):
    return seed(methods, stage.directory, stage.clock, stage.chance)


def test_about_half_of_the_people_have_an_app(stage, methods, phones):
    with_app = {app["account"] for app in methods.apps.values() if app["status"] is MethodStatus.ACTIVE}
    assert 90 <= len(with_app) <= 130


@pytest.mark.parametrize(
    "login", ["ada.byron", "grace.okafor", "nora.lind", "mia.santos", "agnes.thorne", "operator"]
)
def test_the_phone_shows_the_code_that_the_desk_expects(stage, methods, phones, login):
    account = stage.directory.id_of(login)
    (app,) = methods.methods(account)
    shown = phones.phone_of(account)
    assert app.status is MethodStatus.ACTIVE
    assert matching_step(methods.totp(app.id), shown, stage.clock.now(), 0) is not None
    stage.clock.turn(seconds=30)
    assert phones.phone_of(account) != shown


def test_the_code_shown_now_is_newer_than_what_was_accepted(stage, methods, phones):
    for app in methods.apps.values():
        if app["status"] is MethodStatus.ACTIVE:
            assert app["step"] < int(stage.clock.now().timestamp()) // 30
            assert app["at"] < stage.clock.now()


@pytest.mark.parametrize("login", ["jonas.weber", "hannah.cole", "li.na", "demo", "super", "DC1$", "krbtgt"])
def test_these_have_no_app(stage, methods, phones, login):
    account = stage.directory.id_of(login)
    assert methods.methods(account) == ()
    assert phones.phone_of(account) is None


def test_one_person_has_two_apps_and_one_never_finished(stage, methods, phones):
    assert [app.label for app in methods.methods(stage.directory.id_of("james.wilson"))] == [
        "phone",
        "work tablet",
    ]
    (pending,) = methods.methods(stage.directory.id_of("rita.former"))
    assert pending.status is MethodStatus.PENDING


def test_secrets_are_made_for_each_run_and_person(stage, methods, phones):
    again = MemoryMethods()
    seed(again, stage.directory, stage.clock, stage.chance)
    secrets = [app["secret"].reveal() for store in (methods, again) for app in store.apps.values()]
    assert len(set(secrets)) == len(secrets)
    assert {len(secret) for secret in secrets} == {32}


def test_recovery_codes_are_on_the_persons_sheet(stage, methods, phones):
    hannah = stage.directory.id_of("hannah.cole")
    printed = phones.recovery_codes(hannah)
    assert len(printed) == 4
    for text in printed:
        number, code = parse_recovery_code(Secret(text))
        assert methods.codes[hannah][number - 1] == code.reveal()
    assert phones.recovery_codes(stage.directory.id_of("ada.byron")) == ()


def test_an_app_registered_later_shows_its_code_until_it_is_removed(stage, methods, phones):
    jonas = stage.directory.id_of("jonas.weber")
    watched = phones.watch(methods)
    secret = Secret(pyotp.random_base32())
    expected = pyotp.TOTP(secret.reveal()).at(stage.clock.now())
    app = watched.add_totp(jonas, "new phone", secret, TotpSettings(), stage.clock.now())
    secret.drop()
    assert phones.phone_of(jonas) == expected
    assert watched.methods(jonas) == methods.methods(jonas)
    assert watched.remove(app) is True
    assert phones.phone_of(jonas) is None


def test_an_app_being_registered_comes_before_the_old_one_for_a_while(stage, methods, phones):
    ada = stage.directory.id_of("ada.byron")
    watched = phones.watch(methods)
    old = phones.phone_of(ada)
    app = watched.add_totp(ada, "new", Secret(pyotp.random_base32()), TotpSettings(), stage.clock.now())
    new = phones.phone_of(ada)
    assert new != old
    stage.clock.turn(minutes=10, seconds=1)
    (first, _) = methods.methods(ada)
    assert matching_step(methods.totp(first.id), phones.phone_of(ada), stage.clock.now(), 0) is not None
    step = int(stage.clock.now().timestamp()) // 30
    assert watched.accept_step(app, step, stage.clock.now(), activate=True) is True
    assert watched.accept_step(app, step, stage.clock.now(), activate=True) is False
    assert matching_step(methods.totp(app), phones.phone_of(ada), stage.clock.now(), 0) is not None


def test_settings_of_the_app_are_kept(stage, methods, phones):
    jonas = stage.directory.id_of("jonas.weber")
    settings = TotpSettings(digits=8, period=60, algorithm="SHA256")
    app = phones.watch(methods).add_totp(
        jonas, "token", Secret(pyotp.random_base32()), settings, datetime.now(UTC)
    )
    assert len(phones.phone_of(jonas)) == 8
    assert matching_step(methods.totp(app), phones.phone_of(jonas), stage.clock.now(), 0) is not None


def test_the_demo_is_there_at_once(stage):
    began = time.perf_counter()
    again = type(stage)()
    seed(MemoryMethods(), again.directory, again.clock, again.chance)
    assert time.perf_counter() - began < 0.5  # about 0.05 on an idle machine
