"""Adapters that are made when they are first used."""

import threading
from types import SimpleNamespace

import pytest

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.errors import Refused, StoreUnavailable
from helpdesk_tui.desk.operator import SignInBy
from helpdesk_tui.desk.ports import Channel, Stores
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.late import (
    Late,
    LateConsole,
    LateDelivery,
    LateDirectory,
    LateStores,
    LateVerifier,
    make_in_background,
)
from helpdesk_tui.secret import Secret


def test_a_thing_is_made_once_though_many_ask_at_once():
    made, gate = [], threading.Event()

    def make() -> object:
        gate.wait(5)
        made.append(object())
        return made[-1]

    late, found = Late(make), []
    threads = [threading.Thread(target=lambda: found.append(late.get())) for _ in range(8)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join(5)
    assert len(made) == 1
    assert found == made * 8


def test_what_failed_is_tried_again():
    tries = iter([StoreUnavailable(problem("store-locked")), None])

    def make() -> str:
        if error := next(tries):
            raise error
        return "made"

    late = Late(make)
    with pytest.raises(StoreUnavailable):
        late.get()
    assert late.get() == "made"


def test_after_closing_nothing_is_made_and_what_was_made_is_ended_once():
    ended: list[str] = []
    used, unused = Late(lambda: "made"), Late(lambda: "never")
    used.get()
    for late in (used, unused, used):
        late.close(ended.append)
    assert ended == ["made"]
    with pytest.raises(RuntimeError):
        unused.get()


def test_the_store_comes_before_the_password_travels():
    def broken() -> object:
        raise StoreUnavailable(problem("store-full"))

    def reached() -> None:
        raise AssertionError("a password was on its way")

    with pytest.raises(StoreUnavailable):
        LateDirectory(Late(reached), before=broken).sign_in("ada", Secret("x"))


def test_every_port_passes_calls_on():
    class Port:
        def methods(self, account: str) -> str:
            return f"methods of {account}"

        append = state = find = methods

    opened: list[Stores] = []

    def open_them() -> Stores:
        ports = dict.fromkeys(("methods", "challenges", "attempts", "clearances", "audit"), Port())
        opened.append(SimpleNamespace(**ports))
        return opened[-1]

    late = Late(open_them)
    stores = LateStores(late.get)
    assert not opened
    assert stores.methods.methods("ada") == "methods of ada"
    assert stores.challenges.find("a") == "methods of a"
    assert stores.attempts.state("b") == "methods of b"
    assert stores.clearances.find("c") == "methods of c"
    assert stores.audit.append("d") == "methods of d"
    assert len(opened) == 1


def test_what_sends_and_what_checks_is_made_at_the_first_call():
    class Sends:
        channels = frozenset({Channel.MAIL})

        def send(self, message: object) -> str:
            return f"sent {message}"

    class Checks:
        def login_of(self, person: object) -> str:
            return f"login of {person}"

        def check(self, login: str, code: object, continuation: object = None) -> tuple[object, ...]:
            return login, code, continuation

    made: list[str] = []
    sends = LateDelivery(Late(lambda: made.append("delivery") or Sends()).get)
    checks = LateVerifier("radius", Late(lambda: made.append("verifiers") or {"radius": Checks()}).get)
    assert not made
    assert sends.send("a code") == "sent a code"
    assert sends.channels == {Channel.MAIL}
    assert checks.login_of("ada") == "login of ada"
    assert checks.check("ada", "1", "more") == ("ada", "1", "more")
    assert made == ["delivery", "verifiers"]


def late_console(done: list[str]) -> LateConsole:
    def make() -> SimpleNamespace:
        done.append("made")
        return SimpleNamespace(
            sign_in="the way in",
            warm_up=lambda: done.append("warm"),
            break_off=lambda: done.append("broken off"),
            close=lambda: done.append("closed"),
        )

    greeting = {
        "target": "",
        "default_login": "",
        "notices": (),
        "demo": None,
        "idle_seconds": 0,
        "copies_notes": False,
    }
    return LateConsole(**greeting, clock=SystemClock(), by=SignInBy.PASSWORD, made=Late(make))


def test_a_console_is_made_once_for_whoever_signs_in():
    done: list[str] = []
    console = late_console(done)
    assert done == []
    console.warm_up()
    assert console.sign_in == "the way in"
    console.break_off()
    console.close()
    assert done == ["made", "warm", "broken off", "closed"]


def test_once_the_program_ends_nobody_signs_in_and_no_console_is_made():
    done: list[str] = []
    console = late_console(done)
    console.break_off()
    with pytest.raises(Refused) as refused:
        _ = console.sign_in
    assert refused.value.problem.code == "signed-out"
    console.close()
    assert done == []


def test_making_in_the_background_says_nothing_of_what_fails(monkeypatch):
    done, raised = threading.Event(), []

    def fail() -> None:
        raise ValueError("this would be written across the screen")

    monkeypatch.setattr(threading, "excepthook", raised.append)
    make_in_background(0, fail, done.set)
    assert done.wait(5)
    assert raised == []
