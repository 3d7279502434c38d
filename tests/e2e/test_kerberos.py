"""kinit, then no password is asked: at the screen, in lines, over SSH; what is said where a ticket fails."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from e2e import calls
from e2e.conftest import PROGRAM, Place, code
from e2e.terminal import Terminal
from lab import kerberos, people
from lab.domain import Domain, Kinit, NewPerson
from lab.sshd import Sshd

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("gssapi")]

EXCEPTION = 'methods = ["totp"]\nexception = ["in-person", "second-operator"]'


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "krb5cc"


@pytest.fixture
def at(place: Place, samba: Domain, cache: Path) -> Place:
    """A desk that takes nothing but tickets."""
    configure(place, samba, "ticket")
    return place


def configure(place: Place, samba: Domain, by: str, *more: str, verification: str = "") -> None:
    lines = [f'sign_in = "{by}"', f'krb5_conf = "{samba.krb5_config}"', *more]
    place.configure(directory="\n".join(lines), verification=verification)


def start(place: Place, cache: Path, *words: str, rows: int = 24) -> Terminal:
    """Nobody is named."""
    environment = {**place.environment, "KRB5CCNAME": f"FILE:{cache}"}
    return Terminal([*place.program, *words], environment, rows=rows)


def test_a_verified_reset_without_any_password_typed(
    at: Place, samba: Domain, cache: Path, person: NewPerson
) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    key = at.has_app(person)
    with start(at, cache) as terminal:
        terminal.wait_for(f"Your Kerberos ticket: {people.OPERATOR}@{samba.realm}.", 20)
        terminal.press("enter")
        terminal.wait_for(f"Signed in as {people.OPERATOR} by your Kerberos ticket.", 20)
        terminal.type(person.login)
        terminal.wait_for("1 account.", 10)
        terminal.press("enter")
        terminal.wait_for("You may", 10)
        terminal.press("r")
        terminal.wait_for("App code", 10)
        terminal.type(code(key))
        terminal.press("enter")
        terminal.wait_for("Enter does this once", 10)
        terminal.press("enter")
        terminal.wait_for("Record", 15)
        terminal.press("f2")
        terminal.wait_still()
        found = terminal.wait_for_match(r"[A-Za-z0-9]{4}[-.+=][A-Za-z0-9]{4}[-.+=][A-Za-z0-9]{5}")
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
    assert samba.kinit(person.login, found[0]) is Kinit.MUST_CHANGE


def test_a_plain_command_asks_for_nothing(at: Place, samba: Domain, cache: Path) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    with start(at, cache, "lookup", "ada.byron", rows=60) as terminal:
        assert terminal.wait_exit(30) == 0
        assert f"Signed in as {people.OPERATOR} by your Kerberos ticket." in terminal.text
        assert "Ada Byron" in terminal.text


def test_nor_does_one_for_scripts(at: Place, samba: Domain, cache: Path) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    out = at.home / "out.json"
    words = f"{' '.join(PROGRAM)} show ada.byron --json > {out}"
    environment = {**at.environment, "KRB5CCNAME": f"FILE:{cache}"}
    with Terminal(["/bin/sh", "-c", words], environment, rows=60) as terminal:
        assert terminal.wait_exit(30) == 0, terminal.text
        assert "Password" not in terminal.text
    assert json.loads(out.read_text(encoding="utf-8"))["account"]["login"] == "ada.byron"


@pytest.mark.parametrize("front", ["screen", "lines"])
def test_a_ticket_that_has_expired_is_a_sentence(at: Place, samba: Domain, cache: Path, front: str) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    kerberos.let_expire(cache)
    with start(at, cache, *(["lookup", "ada.byron"] if front == "lines" else [])) as terminal:
        terminal.wait_for("Your Kerberos ticket has expired. Get a new one with kinit", 20)
        if front == "lines":
            assert terminal.wait_exit(10) == 3


def test_a_clock_that_is_off_is_a_sentence(at: Place, samba: Domain, cache: Path) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    kerberos.put_clock_ahead(cache, 400)
    with start(at, cache, "lookup", "ada.byron") as terminal:
        assert terminal.wait_exit(30) == 3
        said = " ".join(terminal.text.split())
        assert "this computer's clock and the server's are more than five minutes apart" in said


def test_where_either_does_a_password_is_asked_without_a_ticket(
    place: Place, samba: Domain, cache: Path
) -> None:
    configure(place, samba, "either")
    with start(place, cache, "--operator", people.OPERATOR, "lookup", "ada.byron", rows=60) as terminal:
        terminal.wait_for("Password of", 15)
        terminal.type(f"{samba.password}\r")
        assert terminal.wait_exit(30) == 0
        assert "Kerberos" not in terminal.text


def test_a_second_operator_approves_by_a_ticket_at_a_terminal_of_their_own(
    place: Place, samba: Domain, cache: Path, person: NewPerson
) -> None:
    configure(place, samba, "ticket", verification=EXCEPTION)
    kerberos.kinit(samba, people.OPERATOR, cache)
    other = kerberos.kinit(samba, people.SECOND_OPERATOR, cache.with_name("krb5cc-of-otto"))
    with start(place, cache) as first, start(place, other) as second:
        sign_in(first)
        calls.find(first, person)
        first.press("r")
        calls.choose(first, "In person")
        first.press("right")
        first.wait_still()
        first.press("enter")
        first.wait_for("Proofs: 1 of 2", 10)
        calls.choose(first, "Second operator")
        first.press("enter")
        first.wait_for("Waiting for a second operator", 10)
        sign_in(second)
        second.wait_for("waits for a second operator", 20)
        second.press("f7")
        second.wait_for(person.login, 10)
        second.press("enter")
        second.wait_still()
        second.press("right")
        second.press("enter")
        first.wait_for(calls.CLEARED, 15)


def sign_in(terminal: Terminal) -> None:
    terminal.wait_for("Enter alone signs you in.", 20)
    terminal.press("enter")
    terminal.wait_for("Find", 20)


def test_a_ticket_that_ssh_passes_on_signs_in(
    at: Place, samba: Domain, cache: Path, sshd: Callable[..., Sshd]
) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache, "-f")
    server = sshd(at.program, at.environment, samba)
    mine = {"KRB5_CONFIG": str(samba.krb5_config), "KRB5CCNAME": f"FILE:{cache}"}
    with Terminal(server.client_with_ticket(), mine) as terminal:
        sign_in(terminal)
        terminal.wait_for(f"Signed in as {people.OPERATOR} by your Kerberos ticket.", 10)
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0


def test_the_service_works_by_its_keytab(place: Place, samba: Domain, cache: Path) -> None:
    keys = kerberos.keytab(samba, people.OPERATOR, place.home / "service.keytab")
    configure(
        place,
        samba,
        "ticket",
        'act_as = "service"',
        f'service_login = "{people.OPERATOR}"',
        f'service_keytab = "{keys}"',
    )
    kerberos.kinit(samba, people.SECOND_OPERATOR, cache)
    with start(place, cache, "lookup", "ada.byron", rows=60) as terminal:
        assert terminal.wait_exit(30) == 0, terminal.text
    keys.chmod(0o644)
    with start(place, cache, "lookup", "ada.byron", rows=60) as terminal:
        assert terminal.wait_exit(30) == 2
        assert "chmod 600" in terminal.text
