"""A password that no operator sees, from the key that resets to the person's sign-in: it is in no screen, no
stream of a terminal, no file of the desk, no record and no JSON."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from e2e import calls
from e2e.conftest import IN_FULL, Place, code
from e2e.ldap_place import placed
from e2e.terminal import Terminal
from lab import gateway, people, smtp
from lab.ldap_server import Bind, NewPerson
from lab.openldap import OpenLdapServer

MAIL, MOBILE = "ada@lab.example", "+447700900200"
_PIECE = 6  # characters of a password that are no accident

SENT = """[passwords]
handed_over = "split"
[notices]
help_link = "https://help.lab.example"
[mail]
server = "smtp://localhost:{mail.port}"
sender = "helpdesk@lab.example"
ca_file = "{mail.ca_file}"
[sms]
gateway = "https"
url = "{sms.url}"
ca_file = "{sms.ca_file}"
"""


@pytest.fixture
def post(tmp_path: Path) -> Iterator[tuple[smtp.Server, gateway.Server]]:
    (tmp_path / "mail").mkdir()
    (tmp_path / "sms").mkdir()
    with smtp.serve(tmp_path / "mail") as mail, gateway.serve(tmp_path / "sms") as sms:
        yield mail, sms


@pytest.fixture
def place(openldap: OpenLdapServer, tmp_path: Path, post) -> Place:
    made = placed(openldap, tmp_path)
    config = made.home / "config.toml"
    mail, sms = post
    made.private("config.toml", config.read_text() + SENT.format(mail=mail, sms=sms))
    return made


@pytest.fixture
def person(openldap: OpenLdapServer) -> NewPerson:
    return openldap.new_person(mail=MAIL, mobile="+44 7700 900200")


def arrived(post: tuple[smtp.Server, gateway.Server]) -> str:
    """The password, as whoever has the phone and the mailbox puts it together."""
    mail, sms = post
    first = re.search(r"Half 1 of 2 of your new password: (\S+) ", sms.wait_for(MOBILE).json()["text"])
    second = re.search(r"half 2 of 2:\s+(\S+)\s", mail.wait_for(MAIL).get_content())
    assert first
    assert second
    return first[1] + second[1]


def pieces(password: str) -> list[bytes]:
    return [password[at : at + _PIECE].encode() for at in range(len(password) - _PIECE + 1)]


def demand_nowhere(password: str, place: Place, person: NewPerson, *streams: bytes) -> None:
    """Neither whole nor in pieces, nor as UTF-16: in what terminals got, and in every file that the desk
    wrote, the pages of its store among them. What is no secret is found in each of them."""
    files = {file: file.read_bytes() for file in place.home.rglob("*") if file.is_file()}
    login = person.login.encode()
    assert all(login in stream for stream in streams)
    assert any(login in content for file, content in files.items() if file.name.startswith(place.store.name))
    seen = [pieces(password), [password.encode("utf-16-le")], [json.dumps(password).encode()[1:-1]]]
    for piece in {each for some in seen for each in some}:
        for stream in streams:
            assert piece not in stream
        for file, content in files.items():
            assert piece not in content, file


@contextmanager
def journal_kept(place: Place) -> Iterator[Path]:
    """Somebody reads meanwhile: so SQLite keeps its journal, with all that is written, beside the store."""
    with closing(sqlite3.connect(place.store)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM sqlite_master").fetchall()
        yield place.store.with_name(f"{place.store.name}-wal")


def text_after(terminal: Terminal, *keys: str) -> bytes:
    """What stands on the screen now, and after each key: what is drawn sign by sign is whole there."""
    texts = [terminal.text]
    for key in keys:
        terminal.press(key)
        terminal.wait_still()
        texts.append(terminal.text)
    return "\n".join(texts).encode()


def demand_recorded_without(password: str, place: Place, person: NewPerson) -> None:
    records = place.json("audit", "list", operator=people.AUDITOR)
    events = [each["event"] for each in records]
    done, sent = events.index("action.outcome"), events.index("password.sent")
    assert done < sent
    assert [each["facts"]["channel"] for each in records if each["event"] == "password.sent"] == [
        "sms",
        "mail",
    ]
    assert place.json("audit", "verify", operator=people.AUDITOR)["whole"] is True
    demand_nowhere(password, place, person)


def test_at_the_full_screen(openldap: OpenLdapServer, place: Place, person: NewPerson, post) -> None:
    key = place.has_app(person)
    with journal_kept(place) as journal, place.console(IN_FULL) as terminal:
        calls.sign_in(terminal, place)
        calls.find(terminal, person)
        terminal.press("r")
        calls.prove_by_app_code(terminal, key)
        terminal.wait_for_words("in two halves: by SMS")
        terminal.press("enter")
        terminal.wait_for("Record", 20)
        terminal.wait_for("Half 1: sent by SMS, •••• 00.")
        password = arrived(post)
        shown = text_after(terminal, "f2", "space", "f3", "f1", "esc")  # nothing shows it
        assert journal.stat().st_size
        demand_nowhere(password, place, person, shown, terminal.raw)
        terminal.press("enter")
        terminal.wait_for("Find", 10)
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
        stream = terminal.raw
    assert openldap.bind(person.login, person.password) is Bind.WRONG
    assert openldap.bind(person.login, password) is Bind.MUST_CHANGE
    demand_nowhere(password, place, person, stream)
    demand_recorded_without(password, place, person)


def test_in_lines_and_to_standard_output(
    openldap: OpenLdapServer, place: Place, person: NewPerson, post
) -> None:
    """Nor with the flag that prints a password elsewhere."""
    key = place.has_app(person)
    with place.plain("reset", person.login, "--yes", "--print-password") as terminal:
        terminal.wait_for("Password of", 15)
        terminal.type(f"{place.domain.password}\r")
        terminal.wait_for("Method, by its number", 15)
        terminal.type("1\r")
        terminal.wait_for("App code", 10)
        terminal.type(f"{code(key)}\r")
        assert terminal.wait_exit(30) == 0, terminal.text
        assert "New password: Half 2: sent by mail" in terminal.text
        stream, shown = terminal.raw, text_after(terminal)
    password = arrived(post)
    assert openldap.bind(person.login, password) is Bind.MUST_CHANGE
    demand_nowhere(password, place, person, stream, shown)
    demand_recorded_without(password, place, person)


def test_a_half_that_was_not_sent_is_said_and_sent_again(
    openldap: OpenLdapServer, place: Place, person: NewPerson, post
) -> None:
    mail, _ = post
    key = place.has_app(person)
    with journal_kept(place) as journal, place.console(IN_FULL) as terminal:
        calls.sign_in(terminal, place)
        calls.find(terminal, person)
        terminal.press("r")
        calls.prove_by_app_code(terminal, key)
        mail.refuse["RCPT"] = "450 4.2.1 later"
        terminal.press("enter")
        terminal.wait_for("Half 2: NOT sent by mail", 20)
        terminal.wait_still()
        terminal.press("enter")
        terminal.wait_for("was not sent, and is gone after this", 10)
        mail.refuse.clear()
        terminal.wait_still()
        terminal.press("f5")
        terminal.wait_for("Half 2: sent by mail", 20)
        password = arrived(post)
        assert journal.stat().st_size
        demand_nowhere(password, place, person, text_after(terminal), terminal.raw)
    assert openldap.bind(person.login, password) is Bind.MUST_CHANGE
