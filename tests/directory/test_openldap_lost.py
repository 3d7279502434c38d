"""A server that dies, and answers that get lost: nothing is written twice, and what is told is true."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from directory.openldap_desk import (
    FULL,
    NEW,
    code,
    outcomes,
    reset,
    signed_in,
    told,
    written_passwords,
)
from lab.intercept import Intercept, Mode, intercepting
from lab.ldap_server import Bind
from lab.openldap import OpenLdap, OpenLdapServer
from writing import a_change, write

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.ports import ReplyKind

DONE, REFUSED, UNKNOWN = Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN
RESET, FORCE, UNLOCK = Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK
BOTH = (RESET, FORCE)

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module", params=["manage", "write"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenLdapServer]:
    made = OpenLdap(tmp_path_factory.mktemp("openldap"), delegate=request.param, access_log=True)
    with made as running:
        yield running


@pytest.fixture
def between(server: OpenLdapServer, tmp_path: Path) -> Iterator[Intercept]:
    with intercepting(server, tmp_path / "between") as made:
        yield made


# --- one modify -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "written", "outcome"), [(Mode.LOSE_ANSWER, 1, DONE), (Mode.LOSE_REQUEST, 0, REFUSED)]
)
def test_a_lost_answer_is_settled_by_reading_and_nothing_is_sent_twice(
    server: OpenLdapServer, between: Intercept, mode: Mode, written: int, outcome: Outcome
) -> None:
    person = server.new_person()
    server.age_password(person.login, "20261001000000Z")
    session = signed_in(server, through=between)
    before = session.read(AccountId(person.id))
    between.writes = 0  # without the question who is a password administrator
    between.mode = mode
    reply = write(session, before.id, FULL)
    between.mode = Mode.PASS
    assert (reply.kind, code(reply)) == (ReplyKind.LOST, "reply-lost")
    assert told(session, before, reply, *BOTH) == {RESET: outcome, FORCE: outcome}
    assert (between.writes, written_passwords(server, person.dn)) == (1, written)
    assert server.bind(person.dn, NEW) is (Bind.MUST_CHANGE if written else Bind.WRONG)
    session.close()


@pytest.mark.parametrize("change", [a_change(must_change=True), a_change(unlock=True)])
@pytest.mark.parametrize(("mode", "outcome"), [(Mode.LOSE_ANSWER, DONE), (Mode.LOSE_REQUEST, REFUSED)])
def test_a_lost_answer_to_a_step_without_a_password_is_settled_too(
    server: OpenLdapServer, between: Intercept, change, mode: Mode, outcome: Outcome
) -> None:
    person = server.new_person()
    server.lock(person.login)
    session = signed_in(server, through=between)
    before = session.read(AccountId(person.id))
    between.writes = 0  # without the question who is a password administrator
    between.mode = mode
    reply = write(session, before.id, change)
    between.mode = Mode.PASS
    (step,) = change.steps
    assert told(session, before, reply, step) == {step: outcome}
    assert between.writes == 1
    session.close()


# --- three requests ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passed", "mode", "written", "reset_is", "force_is"),
    [
        (0, Mode.LOSE_REQUEST, 0, REFUSED, REFUSED),
        (0, Mode.LOSE_ANSWER, 0, UNKNOWN, DONE),
        (1, Mode.LOSE_REQUEST, 0, UNKNOWN, DONE),
        (1, Mode.LOSE_ANSWER, 1, DONE, None),
        (2, Mode.LOSE_REQUEST, 1, DONE, None),
        (2, Mode.LOSE_ANSWER, 1, DONE, DONE),
    ],
)
def test_stopped_after_each_request_it_is_told_as_far_as_it_shows(
    server: OpenLdapServer,
    between: Intercept,
    passed: int,
    mode: Mode,
    written: int,
    reset_is: Outcome,
    force_is: Outcome | None,
) -> None:
    """By the operation for passwords: the mark, the password, the mark. Whether the change is forced behind
    the second one depends on the delegate."""
    person = server.new_person()
    server.age_password(person.login, "20261001000000Z")
    session = signed_in(server, hashes=False, through=between)
    before = session.read(AccountId(person.id))
    between.writes = 0  # without the question who is a password administrator
    between.mode, between.let_pass = mode, passed
    reply = write(session, before.id, FULL)
    between.mode = Mode.PASS
    assert (reply.kind, code(reply)) == (ReplyKind.LOST, "reply-lost")
    found = told(session, before, reply, *BOTH)
    is_forced = server.attributes(person.dn, "pwdReset").get("pwdReset") == ["TRUE"]
    assert found == {RESET: reset_is, FORCE: force_is or (DONE if is_forced else REFUSED)}
    assert (between.writes, written_passwords(server, person.dn)) == (passed + 1, written)
    if not written:  # the old password, and no weaker
        expected = Bind.OK if (passed, mode) == (0, Mode.LOSE_REQUEST) else Bind.MUST_CHANGE
        assert server.bind(person.dn, person.password) is expected
    session.close()


@pytest.mark.parametrize("number", [2, 3])
def test_refused_half_way_the_receipt_says_which_step_is_not_done(
    server: OpenLdapServer, between: Intercept, number: int
) -> None:
    """The right on what is written next goes away meanwhile: the person moves out of the desk's reach."""
    person = server.new_person()
    server.age_password(person.login, "20261001000000Z")
    session = signed_in(server, hashes=False, through=between)
    before = session.read(AccountId(person.id))
    between.writes = 0  # without the question who is a password administrator

    def refuse(write_: int) -> None:
        if write_ == number:
            server.rename(person.login, f"{person.login}-new")

    between.before_write = refuse
    reply = reset(session, person, must_change=True)
    assert (reply.kind, code(reply)) == (ReplyKind.PARTLY, "account-gone")
    steps = outcomes(session, before, reply, *BOTH)
    entry = server.attributes(f"{person.login}-new", "pwdReset")
    assert steps[RESET].outcome is (REFUSED if number == 2 else DONE)
    assert steps[FORCE].outcome is (DONE if entry.get("pwdReset") == ["TRUE"] else REFUSED)
    assert {found.problem for found in steps.values() if found.outcome is REFUSED} <= {reply.problem}
    session.close()


# --- a server that dies -----------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[OpenLdap]:
    made = OpenLdap(tmp_path / "mortal", access_log=True)
    with made:
        yield made


def test_killed_before_the_bind_during_a_search_and_before_a_write_it_is_said_and_it_comes_back(
    machine: OpenLdap,
) -> None:
    server = machine.start() if machine._process is None else machine._server
    assert server is not None
    session = signed_in(server)
    person = server.new_person()
    machine.kill()
    for ask in (
        lambda: signed_in(server),
        lambda: session.search("ada", 5),
        lambda: session.read(AccountId(person.id)),
    ):
        with pytest.raises(DirectoryUnreachable) as caught:
            ask()
        assert caught.value.problem.code in {"unreachable", "server-gone", "connection-lost"}
        assert caught.value.problem.remedy
    reply = reset(session, person)
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "server-gone")
    machine.start()
    assert session.search("ada.byron", 5).rows
    assert reset(session, person, must_change=True).kind is ReplyKind.ACCEPTED
    assert written_passwords(server, person.dn) == 1
    assert server.bind(person.dn, NEW) is Bind.MUST_CHANGE
    session.close()


def test_killed_between_the_last_look_and_the_write_nothing_is_written(machine: OpenLdap) -> None:
    server = machine._server
    assert server is not None
    session = signed_in(server)
    person = server.new_person()
    before = session.read(AccountId(person.id))
    with session.prepare_change(before.id) as prepared:
        prepared.read()
        machine.kill()
        reply = prepared.change(FULL)
    assert reply.kind is ReplyKind.LOST  # bytes left, and nobody can tell yet
    assert told(session, before, reply, *BOTH) == {RESET: UNKNOWN, FORCE: UNKNOWN}
    machine.start()
    assert told(session, before, reply, *BOTH) == {RESET: REFUSED, FORCE: REFUSED}
    assert server.bind(person.dn, person.password) is Bind.OK
    session.close()


def test_killed_after_the_write_and_before_the_answer_it_is_done_once(
    machine: OpenLdap, tmp_path: Path
) -> None:
    server = machine._server
    assert server is not None
    person = server.new_person()
    server.age_password(person.login, "20261001000000Z")
    with intercepting(server, tmp_path / "between") as between:
        session = signed_in(server, through=between)
        before = session.read(AccountId(person.id))
        between.mode = Mode.DIE
        reply = write(session, before.id, FULL)
        assert reply.kind is ReplyKind.LOST
        machine.kill()
        between.mode = Mode.PASS
        assert told(session, before, reply, *BOTH) == {RESET: UNKNOWN, FORCE: UNKNOWN}
        machine.start()
        assert told(session, before, reply, *BOTH) == {RESET: DONE, FORCE: DONE}
        assert written_passwords(server, person.dn) == 1
        session.close()


def test_killed_between_the_write_and_the_read_back_it_is_unknown_until_it_can_be_read(
    machine: OpenLdap,
) -> None:
    server = machine._server
    assert server is not None
    session = signed_in(server)
    person = server.new_person()
    before = session.read(AccountId(person.id))
    reply = write(session, before.id, FULL)
    assert reply.kind is ReplyKind.ACCEPTED
    machine.kill()
    assert told(session, before, reply, *BOTH) == {RESET: UNKNOWN, FORCE: UNKNOWN}
    machine.start()
    assert told(session, before, reply, *BOTH) == {RESET: DONE, FORCE: DONE}
    session.close()


def test_a_server_that_stands_still_ends_a_read_with_a_sentence(machine: OpenLdap) -> None:
    server = machine._server
    assert server is not None
    session = signed_in(server, receive_timeout=1)
    assert session.search("ada.byron", 5).rows
    machine.freeze()
    time.sleep(0.2)  # each of its threads stops for itself
    with pytest.raises(DirectoryUnreachable) as caught:
        session.search("ada", 5)
    assert caught.value.problem.code == "directory-timeout"
    machine.thaw()
    assert session.search("ada.byron", 5).rows
    session.close()
