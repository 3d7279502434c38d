"""Bad days at a real terminal: a clear sentence with a remedy, nothing lost, never a traceback."""

import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from e2e.conftest import Place, code
from e2e.terminal import Terminal
from lab import people
from lab.certificates import Authority
from lab.domain import Domain, Kinit, NewPerson
from lab.forward import Forward
from lab.intercept import Intercept, Mode, intercepting


@pytest.fixture
def key(place: Place, person: NewPerson) -> str:
    return place.has_app(person)


def sign_in(terminal: Terminal, place: Place) -> None:
    terminal.wait_for("Password", 20)
    terminal.wait_still()
    terminal.type(f"{place.domain.password}\r")


def to_search(terminal: Terminal, place: Place, person: NewPerson, key: str) -> None:
    sign_in(terminal, place)
    terminal.wait_for("Find", 20)


def to_card(terminal: Terminal, place: Place, person: NewPerson, key: str) -> None:
    to_search(terminal, place, person, key)
    terminal.type(person.login)
    terminal.wait_for("1 account.", 10)
    terminal.press("enter")
    terminal.wait_for("You may", 10)


def to_verify(terminal: Terminal, place: Place, person: NewPerson, key: str) -> None:
    to_card(terminal, place, person, key)
    terminal.press("r")
    terminal.wait_for("App code", 10)


def to_act(terminal: Terminal, place: Place, person: NewPerson, key: str) -> None:
    to_verify(terminal, place, person, key)
    terminal.type(code(key, steps=1))
    terminal.press("enter")
    terminal.wait_for("Enter does this once", 10)


def to_receipt(terminal: Terminal, place: Place, person: NewPerson, key: str) -> None:
    to_act(terminal, place, person, key)
    terminal.press("enter")
    terminal.wait_for("Record", 15)


STEPS = [to_search, to_card, to_verify, to_act, to_receipt]


def assert_calm(terminal: Terminal) -> None:
    assert b"Traceback" not in terminal.raw
    assert b"Error:" not in terminal.raw


# --- the way to the directory -----------------------------------------------------------------------


def refused_sign_in(place: Place) -> str:
    with place.console() as terminal:
        sign_in(terminal, place)
        terminal.wait_for(" ! ", 20)
        terminal.wait_still()
        assert_calm(terminal)
        return " ".join(terminal.text.split())


def test_a_wrong_password(place: Place) -> None:
    with place.console() as terminal:
        terminal.wait_for("Password", 20)
        terminal.wait_still()
        terminal.type("Not-My-Password-1\r")
        terminal.wait_for("did not accept", 15)
        terminal.wait_still()  # a refusal takes nothing that is typed on without a pause
        terminal.type(f"{place.domain.password}\r")
        terminal.wait_for("Find", 15)


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("mona.mustchange", "change your own password"),
        ("edgar.expired", "password has expired"),
        ("dora.disabled", "is disabled"),
        ("paula.past", "has expired"),
        ("liam.locked", "is locked"),
        ("nina.norole", "none of the groups"),
    ],
)
def test_an_operator_who_may_not_sign_in_is_told_why(
    place: Place, samba: Domain, login: str, words: str
) -> None:
    if login == "liam.locked":
        samba.lock(login)  # the domain's own lockout ends after half an hour
    exit_code, said = place.run("lookup", "ada", operator=login)
    assert exit_code == 3, said
    assert words in " ".join(said.split())


def test_no_such_host(place: Place) -> None:
    place.configure(host="no-such-host.invalid")
    assert "No server named 'no-such-host.invalid'" in refused_sign_in(place)


def test_nobody_listens(place: Place) -> None:
    place.configure(port=9)
    assert "does not answer" in refused_sign_in(place)


def test_the_wrong_authority(place: Place, tmp_path: Path) -> None:
    place.configure(ca_file=Authority(tmp_path / "other").ca_file)
    assert "no trusted authority signed" in refused_sign_in(place)


def test_plain_ldap_is_refused_before_a_password_is_asked(place: Place) -> None:
    path = place.home / "config.toml"
    path.write_text(path.read_text().replace("ldaps://", "ldap://"))
    with place.console() as terminal:
        assert terminal.wait_exit(15) == 2
        terminal.wait_for("encrypt")
        assert "Password" not in terminal.text


def test_an_unreachable_directory_has_its_exit_code(place: Place) -> None:
    place.configure(port=9)
    exit_code, said = place.run("lookup", "ada")
    assert exit_code == 5, said


# --- the directory goes away ------------------------------------------------------------------------


def test_a_server_that_goes_in_the_middle_of_a_search_and_comes_back(place: Place, samba: Domain) -> None:
    with Forward(samba.address, 636) as forward:
        place.configure(port=forward.port)
        with place.console() as terminal:
            sign_in(terminal, place)
            terminal.wait_for("Find", 20)
            forward.cut()
            terminal.type("ada.byron")
            terminal.wait_for(" ! ", 20)
            terminal.wait_for("ada.byron")  # what was typed stays
            forward.mend()
            terminal.press("enter")
            terminal.wait_for("Engines", 15)
            assert_calm(terminal)


@pytest.fixture
def intercept(samba: Domain, tmp_path: Path) -> Iterator[Intercept]:
    with intercepting(samba, tmp_path / "intercept") as made:
        yield made


@pytest.mark.parametrize(("mode", "words"), [(Mode.LOSE_ANSWER, "done"), (Mode.LOSE_REQUEST, "not done")])
def test_a_lost_answer_is_one_modify_and_ends_in_done_or_not_done_by_reading(
    place: Place, samba: Domain, person: NewPerson, key: str, intercept: Intercept, mode: Mode, words: str
) -> None:
    place.configure(port=intercept.port, ca_file=intercept.ca_file)
    with place.console() as terminal:
        to_act(terminal, place, person, key)
        intercept.mode = mode
        terminal.press("enter")
        terminal.wait_for("Record", 30)
        terminal.wait_still()
        terminal.wait_until(lambda: words in terminal.text.casefold(), words)
        assert ("not done" in terminal.text.casefold()) is (mode is Mode.LOSE_REQUEST)
        assert_calm(terminal)
    assert intercept.modifies == 1
    old_works = samba.ldap_bind(person.login, person.password) == "ok"
    assert old_works is (mode is Mode.LOSE_REQUEST)


def test_a_server_that_dies_in_the_write_leaves_unknown_and_the_next_sign_in_tells(
    place: Place, samba: Domain, person: NewPerson, key: str, intercept: Intercept
) -> None:
    place.configure(port=intercept.port, ca_file=intercept.ca_file)
    with place.console() as terminal:
        to_act(terminal, place, person, key)
        intercept.mode = Mode.DIE
        terminal.press("enter")
        terminal.wait_for("Record", 60)
        terminal.wait_until(lambda: "unknown" in terminal.text.casefold(), "unknown")
        assert_calm(terminal)
    intercept.mode = Mode.PASS
    with place.console() as terminal:
        sign_in(terminal, place)
        terminal.wait_for(person.login, 20)
        terminal.wait_for("done")
    assert samba.ldap_bind(person.login, person.password) == "52e"


# --- the store --------------------------------------------------------------------------------------


def test_a_full_disk_under_the_store_stops_before_the_write(
    place: Place, samba: Domain, person: NewPerson, key: str
) -> None:
    with place.console() as terminal:
        to_act(terminal, place, person, key)
        resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        terminal.press("enter")
        terminal.wait_for("store cannot be written", 30)
        assert_calm(terminal)
    assert samba.kinit(person.login, person.password) is Kinit.OK


@contextmanager
def held(store: Path) -> Iterator[None]:
    """Another process keeps the store's lock."""
    other = sqlite3.connect(store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def test_a_locked_store_is_said_and_waited_out(place: Place, person: NewPerson, key: str) -> None:
    with place.console() as terminal:
        to_card(terminal, place, person, key)
        with held(place.store):
            terminal.press("v")
            terminal.wait_for("busy", 30)
        terminal.press("v")
        terminal.wait_for("App code", 15)
        assert_calm(terminal)


# --- the terminal -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_ctrl_c_and_ctrl_z_do_no_harm_at_any_step(place: Place, person: NewPerson, key: str, step) -> None:
    with place.console() as terminal:
        step(terminal, place, person, key)
        terminal.press("ctrl+c", "ctrl+z")
        terminal.wait_still()
        assert terminal.exit_code is None
        terminal.press("f10")
        if step is to_receipt:  # once more, for a password that nobody saw
            terminal.wait_for("The password was not shown yet", 10)
            terminal.press("f10")
        terminal.wait_exit(15)
        assert_calm(terminal)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_a_lost_terminal_ends_the_program_and_writes_nothing_more(
    place: Place, samba: Domain, person: NewPerson, key: str, step
) -> None:
    with place.console() as terminal:
        step(terminal, place, person, key)
        terminal.hangup()
        terminal.wait_exit(15)
        assert_calm(terminal)
    if step is not to_receipt:
        assert samba.kinit(person.login, person.password) is Kinit.OK
    assert place.json("audit", "verify", operator=people.AUDITOR)["whole"] is True


def test_a_terminal_that_is_too_small_says_so_and_loses_nothing(
    place: Place, person: NewPerson, key: str
) -> None:
    with place.console() as terminal:
        to_verify(terminal, place, person, key)
        terminal.type("97531")
        terminal.wait_for("97531", 10)  # what has not arrived when the window shrinks, acts on nothing
        terminal.resize(40, 10)
        terminal.wait_for("80", 10)
        terminal.press("enter")
        terminal.wait_still()
        terminal.resize(80, 24)
        terminal.wait_for("97531", 10)
        assert_calm(terminal)


def test_a_terminal_too_dumb_for_a_full_screen_is_refused(place: Place) -> None:
    with place.console({"TERM": "dumb"}) as terminal:
        assert terminal.wait_exit(15) == 2
        terminal.wait_for_words("helpdesk-tui plain")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_end_it_cleanly(place: Place, person: NewPerson, key: str, number: signal.Signals) -> None:
    with place.console() as terminal:
        to_verify(terminal, place, person, key)
        terminal.signal(number)
        if number is not signal.SIGINT:
            terminal.wait_exit(15)
        terminal.wait_still()
        assert_calm(terminal)


# --- hostile text -----------------------------------------------------------------------------------


def test_escape_sequences_in_names_never_reach_the_terminal(place: Place) -> None:
    with place.console() as terminal:
        sign_in(terminal, place)
        terminal.wait_for("Find", 20)
        terminal.type("esc.ape")
        terminal.wait_for("1 account.", 10)
        terminal.press("enter")
        terminal.wait_for("You may", 10)
        terminal.wait_still()
        for payload in (b"\x1b]52;", b"aGFja2Vk\x07", "\u202e".encode()):
            assert payload not in terminal.raw
        terminal.wait_for("Esc]52;c;aGFja2Vk Ape[2J")


@pytest.mark.parametrize(
    ("login", "shown"), [("bob.brackets", "Bob Brackets [/IT]"), ("eve.markup", "[@click=app.quit]x")]
)
def test_markup_in_names_is_shown_as_it_stands(place: Place, login: str, shown: str) -> None:
    with place.console() as terminal:
        sign_in(terminal, place)
        terminal.wait_for("Find", 20)
        terminal.type(login)
        terminal.wait_for(shown, 10)
        terminal.press("enter")
        terminal.wait_for("You may", 10)
        terminal.wait_for(shown)
