"""Registered methods of the demo's people, and what their phones show."""

import time
from datetime import UTC, datetime

import pyotp
import pytest

from helpdesk_tui.demo.registered_methods import register_methods
from helpdesk_tui.desk.codes import matching_step, parse_recovery_code, printed_pass
from helpdesk_tui.desk.method import Method, MethodId, MethodKind, MethodStatus, OathSettings, Origin
from helpdesk_tui.desk.ports import IN_STOCK, NewSeed, OathSeed
from helpdesk_tui.secret import Secret

NOON = datetime(2025, 3, 5, 12, tzinfo=UTC)


class MemoryMethods:
    """A `MethodStore` in memory."""

    def __init__(self) -> None:
        self.confirmations = set()
        self.apps = {}
        self.codes = {}
        self.answers = {}

    def methods(self, account):
        found = [
            Method(
                key,
                account,
                app["kind"],
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

    def add_seed(self, account, seed, at):
        key = MethodId(f"app-{len(self.apps)}")
        self.apps[key] = {
            "account": account, "label": seed.label, "secret": seed.secret, "settings": seed.settings,
            "at": at, "status": MethodStatus.PENDING, "step": None, "kind": seed.kind, "serial": seed.serial,
        }  # fmt: skip
        return key

    def seed(self, method):
        app = self.apps[method]
        return OathSeed(app["secret"], app["settings"], app["step"])

    def accept_step(self, method, step, at, activate=False, drift=None):
        app = self.apps[method]
        if app["step"] is not None and step <= app["step"]:
            return False
        app["step"] = step
        if activate:
            app["status"] = MethodStatus.ACTIVE
        return True

    def in_stock(self, serial):
        return next((key for key, app in self.apps.items() if _is_in_stock(app, serial)), None)

    def assign(self, method, account, at):
        free = _is_in_stock(self.apps[method], self.apps[method]["serial"])
        if free:
            self.apps[method]["account"] = account
        return free

    def add_questions(self, account, answers, at):
        self.answers[account] = [(text, answer.reveal()) for text, answer in answers]
        return MethodId(f"questions-{account}")

    def add_pass(self, account, code, at, expires_at, once):
        return MethodId(f"pass-{account}")

    def add_contact(self, account, kind, label, address, at):
        return MethodId(f"contact-{account}")

    def add_recovery_codes(self, account, codes, at):
        self.codes[account] = [code.reveal() for code in codes]
        return MethodId(f"codes-{account}")

    def use_recovery_code(self, method, number, code, at):
        return self.codes[method.removeprefix("codes-")][number - 1] == code.reveal()

    def confirmed(self, account, at):
        self.confirmations.add(account)

    def remove(self, method):
        return self.apps.pop(method, None) is not None


def _is_in_stock(app, serial):
    return app["account"] == IN_STOCK and app["serial"] == serial


@pytest.fixture
def methods():
    return MemoryMethods()


@pytest.fixture
def phones(stage, methods):
    return register_methods(methods, stage.directory, stage.clock, stage.randomness)


def test_some_of_the_people_have_an_app(stage, methods, phones):
    with_app = {app["account"] for app in methods.apps.values() if app["status"] is MethodStatus.ACTIVE}
    assert 25 <= len(with_app) <= 50


@pytest.mark.parametrize(
    "login", ["ada.byron", "grace.okafor", "nora.lind", "mia.santos", "agnes.thorne", "operator"]
)
def test_the_phone_shows_the_code_that_the_desk_expects(stage, methods, phones, login):
    account = stage.directory.id_of(login)
    (app,) = methods.methods(account)
    shown = phones.code(account)
    assert app.status is MethodStatus.ACTIVE
    assert matching_step(methods.seed(app.id), shown, stage.clock.now(), 0) is not None
    stage.clock.turn(seconds=30)
    assert phones.code(account) != shown


def test_the_code_shown_now_is_newer_than_what_was_accepted(stage, methods, phones):
    for app in methods.apps.values():
        if app["status"] is MethodStatus.ACTIVE and app["settings"].period:
            assert app["step"] < int(stage.clock.now().timestamp()) // 30
            assert app["at"] < stage.clock.now()


@pytest.mark.parametrize("login", ["jonas.weber", "hannah.cole", "li.na", "demo", "super", "DC1$", "krbtgt"])
def test_these_have_no_app(stage, methods, phones, login):
    account = stage.directory.id_of(login)
    assert methods.methods(account) == ()
    assert phones.code(account) is None


def test_one_person_has_two_apps_and_one_never_finished(stage, methods, phones):
    assert [app.label for app in methods.methods(stage.directory.id_of("james.wilson"))] == [
        "phone",
        "work tablet",
    ]
    (pending,) = methods.methods(stage.directory.id_of("rita.former"))
    assert pending.status is MethodStatus.PENDING


def test_secrets_are_made_for_each_run_and_person(stage, methods, phones):
    again = MemoryMethods()
    register_methods(again, stage.directory, stage.clock, stage.randomness)
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


def test_a_used_recovery_code_is_struck_out(stage, methods, phones):
    hannah = stage.directory.id_of("hannah.cole")
    printed = phones.recovery_codes(hannah)
    number, code = parse_recovery_code(Secret(printed[1]))
    watched = phones.watch(methods)
    assert watched.use_recovery_code(MethodId(f"codes-{hannah}"), number, Secret("wrong"), NOON) is False
    assert phones.unused_recovery_codes(hannah) == printed
    assert watched.use_recovery_code(MethodId(f"codes-{hannah}"), number, code, NOON) is True
    assert phones.unused_recovery_codes(hannah) == (printed[0], *printed[2:])
    assert phones.recovery_codes(hannah) == printed


def test_a_token_shows_the_next_of_its_codes_and_moves_when_one_was_accepted(stage, methods, phones):
    felix, watched = stage.directory.id_of("felix.brandt"), phones.watch(methods)
    (token,) = (method for method in methods.methods(felix) if method.kind is MethodKind.OATH_TOKEN)
    assert token.status is MethodStatus.ACTIVE
    key, step = methods.seed(token.id).secret.reveal(), methods.seed(token.id).last_step
    shown = phones.code(felix, MethodKind.OATH_TOKEN)
    assert shown == pyotp.HOTP(key).at(step + 1)
    stage.clock.turn(hours=1)
    assert phones.code(felix, MethodKind.OATH_TOKEN) == shown
    assert watched.accept_step(token.id, step + 1, NOON) is True
    assert phones.code(felix, MethodKind.OATH_TOKEN) == pyotp.HOTP(key).at(step + 2)
    assert phones.code(felix) != shown  # the app on the phone is another thing


def test_tokens_in_the_drawer_are_nobodys_until_they_are_handed_over(stage, methods, phones):
    jonas, watched = stage.directory.id_of("jonas.weber"), phones.watch(methods)
    token = watched.in_stock("HT-2001")
    assert token
    assert phones.code(jonas, MethodKind.OATH_TOKEN) is None
    assert watched.assign(token, jonas, NOON) is True
    assert phones.code(jonas, MethodKind.OATH_TOKEN) == pyotp.HOTP(methods.seed(token).secret.reveal()).at(0)
    ada = stage.directory.id_of("ada.byron")
    assert watched.assign(token, ada, NOON) is False
    assert phones.code(ada, MethodKind.OATH_TOKEN) is None


def test_one_person_knows_the_answers_that_were_given(stage, methods, phones):
    james = stage.directory.id_of("james.wilson")
    given = methods.answers[james]
    assert len(given) == 5
    assert phones.answers(james) == tuple(f"{text} {answer}" for text, answer in given)
    assert phones.answers(stage.directory.id_of("ada.byron")) == ()


def test_what_is_registered_later_is_known_to_its_owner_alone(stage, methods, phones):
    ada, jonas = stage.directory.id_of("ada.byron"), stage.directory.id_of("jonas.weber")
    watched = phones.watch(methods)
    watched.add_contact(jonas, MethodKind.SMS, "phone", Secret("+447700900811"), NOON)
    watched.add_contact(jonas, MethodKind.EMAIL, "home", Secret("jonas@home.example"), NOON)
    watched.add_pass(jonas, Secret("ABCDEFGHJK"), NOON, NOON, True)
    assert phones.contacts(jonas, MethodKind.SMS) == ("+447700900811",)
    assert phones.contacts(ada, MethodKind.SMS) == ()
    assert phones.access_pass(jonas) == printed_pass(Secret("ABCDEFGHJK")).reveal()
    assert phones.access_pass(ada) is None


def test_an_app_registered_later_shows_its_code_until_it_is_removed(stage, methods, phones):
    jonas = stage.directory.id_of("jonas.weber")
    watched = phones.watch(methods)
    secret = Secret(pyotp.random_base32())
    expected = pyotp.TOTP(secret.reveal()).at(stage.clock.now())
    app = watched.add_seed(
        jonas, NewSeed(MethodKind.TOTP, "new phone", secret, OathSettings()), stage.clock.now()
    )
    secret.drop()
    assert phones.code(jonas) == expected
    assert watched.methods(jonas) == methods.methods(jonas)
    assert watched.remove(app) is True
    assert phones.code(jonas) is None


def test_an_app_being_registered_comes_before_the_old_one_for_a_while(stage, methods, phones):
    ada = stage.directory.id_of("ada.byron")
    watched = phones.watch(methods)
    old = phones.code(ada)
    app = watched.add_seed(
        ada, NewSeed(MethodKind.TOTP, "new", Secret(pyotp.random_base32()), OathSettings()), stage.clock.now()
    )
    new = phones.code(ada)
    assert new != old
    stage.clock.turn(minutes=10, seconds=1)
    (first, _) = methods.methods(ada)
    assert matching_step(methods.seed(first.id), phones.code(ada), stage.clock.now(), 0) is not None
    step = int(stage.clock.now().timestamp()) // 30
    assert watched.accept_step(app, step, stage.clock.now(), activate=True) is True
    assert watched.accept_step(app, step, stage.clock.now(), activate=True) is False
    assert matching_step(methods.seed(app), phones.code(ada), stage.clock.now(), 0) is not None


def test_settings_of_the_app_are_kept(stage, methods, phones):
    jonas = stage.directory.id_of("jonas.weber")
    settings = OathSettings(digits=8, period=60, algorithm="SHA256")
    app = phones.watch(methods).add_seed(
        jonas, NewSeed(MethodKind.TOTP, "token", Secret(pyotp.random_base32()), settings), datetime.now(UTC)
    )
    assert len(phones.code(jonas)) == 8
    assert matching_step(methods.seed(app), phones.code(jonas), stage.clock.now(), 0) is not None


def test_the_demo_is_there_at_once(stage):
    began = time.perf_counter()
    again = type(stage)()
    register_methods(MemoryMethods(), again.directory, again.clock, again.randomness)
    assert time.perf_counter() - began < 0.5  # about 0.05 on an idle machine
