"""An LDAP server that dies, and answers that get lost, whichever kind it is of: nothing is written twice, and
what is told is true."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from directory import ds389_desk, openldap_desk
from directory.ldap_desk import FULL, NEW, code, reset, told
from lab.ds389 import Ds389, Ds389Server
from lab.intercept import Intercept, Mode, intercepting
from lab.ldap_machine import LdapMachine
from lab.ldap_server import Bind, LdapServer, NewPerson
from lab.openldap import OpenLdap
from writing import a_change, write

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.directory.ldapv3.session import LdapSession

DONE, REFUSED, UNKNOWN = Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN
RESET, FORCE, UNLOCK = Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK
BOTH = (RESET, FORCE)
LONG_AGO = "20261001000000Z"

pytestmark = pytest.mark.lab


@dataclass(frozen=True)
class Kind:
    machine: Callable[[Path], LdapMachine[Any]]
    signed_in: Callable[..., LdapSession]
    written_passwords: Callable[[Any, str], int]
    lost_reset: Outcome = DONE
    """What a read tells of a password that was written and whose answer was lost."""


KINDS = {
    "openldap-manage": Kind(
        partial(OpenLdap, delegate="manage", access_log=True),
        openldap_desk.signed_in,
        openldap_desk.written_passwords,
    ),
    "openldap-write": Kind(
        partial(OpenLdap, delegate="write", access_log=True),
        openldap_desk.signed_in,
        openldap_desk.written_passwords,
    ),
    "ds389": Kind(Ds389, ds389_desk.signed_in, ds389_desk.written_passwords),
    "ds389-blind": Kind(  # writes are counted, and the times of passwords are not kept
        partial(Ds389, counts_writes=True, policy={"passwordTrackUpdateTime": "off"}),
        ds389_desk.signed_in,
        ds389_desk.written_passwords,
        lost_reset=UNKNOWN,
    ),
}


class Bad:
    """A server of some kind, and what is done to it."""

    def __init__(self, kind: Kind, directory: Path) -> None:
        self.kind = kind
        self.machine = kind.machine(directory)
        self.server: LdapServer = self.machine.start()

    def signed_in(self, **options: object) -> LdapSession:
        return self.kind.signed_in(self.server, **options)

    def somebody(self) -> NewPerson:
        """Whose password is not of this second."""
        person = self.server.new_person()
        if isinstance(self.server, Ds389Server):
            self.server.set_attributes(person.dn, pwdUpdateTime=LONG_AGO)
        else:
            self.server.set_attributes(person.dn, pwdChangedTime=LONG_AGO)
        return person

    def written(self, person: NewPerson) -> int:
        return self.kind.written_passwords(self.server, person.dn)


@pytest.fixture(scope="module", params=KINDS)
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bad]:
    made = Bad(KINDS[request.param], tmp_path_factory.mktemp(request.param))
    yield made
    made.machine.stop()


@pytest.fixture
def bad(running: Bad) -> Iterator[Bad]:
    """Alive again behind each test."""
    yield running
    running.machine.revive()


@pytest.fixture
def between(bad: Bad, tmp_path: Path) -> Iterator[Intercept]:
    with intercepting(bad.server, tmp_path / "between") as made:
        yield made


@contextmanager
def begun(bad: Bad, between: Intercept, person: NewPerson) -> Iterator[tuple[LdapSession, Account]]:
    """A session by way of `between`, and what was seen of the person; behind it no write has been counted."""
    with closing(bad.signed_in(through=between)) as session:
        before = session.read(AccountId(person.id))
        between.writes = 0  # without OpenLDAP's question who is a password administrator
        yield session, before


one_of_each = pytest.mark.parametrize("running", ["openldap-write", "ds389"], indirect=True)
"""Where delegates and what is kept make no difference."""


# --- answers and requests that get lost -------------------------------------------------------------------


@pytest.mark.parametrize("mode", [Mode.LOSE_ANSWER, Mode.LOSE_REQUEST])
def test_a_lost_answer_is_settled_by_reading_and_nothing_is_sent_twice(
    bad: Bad, between: Intercept, mode: Mode
) -> None:
    person, is_written = bad.somebody(), mode is Mode.LOSE_ANSWER
    with begun(bad, between, person) as (session, before):
        between.mode = mode
        reply = write(session, before.id, FULL)
        between.mode = Mode.PASS
        assert (reply.kind, code(reply)) == (ReplyKind.LOST, "reply-lost")
        expected = (bad.kind.lost_reset, DONE) if is_written else (REFUSED, REFUSED)
        assert told(session, before, reply, *BOTH) == dict(zip(BOTH, expected, strict=True))
        assert (between.writes, bad.written(person)) == (1, int(is_written))
        assert bad.server.bind(person.dn, NEW) is (Bind.MUST_CHANGE if is_written else Bind.WRONG)


@one_of_each
@pytest.mark.parametrize("change", [a_change(must_change=True), a_change(unlock=True)])
@pytest.mark.parametrize(("mode", "outcome"), [(Mode.LOSE_ANSWER, DONE), (Mode.LOSE_REQUEST, REFUSED)])
def test_a_lost_answer_to_a_step_without_a_password_is_settled_too(
    bad: Bad, between: Intercept, change: Change, mode: Mode, outcome: Outcome
) -> None:
    person = bad.somebody()
    if UNLOCK in change.steps:
        bad.server.lock(person.login)
    with begun(bad, between, person) as (session, before):
        between.mode = mode
        reply = write(session, before.id, change)
        between.mode = Mode.PASS
        (step,) = change.steps
        assert (reply.kind, code(reply)) == (ReplyKind.LOST, "reply-lost")
        assert told(session, before, reply, step) == {step: outcome}
        assert between.writes == 1


# --- a server that dies, and comes back -------------------------------------------------------------------


@contextmanager
def dying(bad: Bad) -> Iterator[None]:
    """It takes what is asked, and is killed before it answers."""
    bad.machine.freeze()
    time.sleep(0.1)  # each of its threads stops for itself
    killer = threading.Timer(0.3, bad.machine.kill)
    killer.start()
    try:
        yield
    finally:
        killer.join()


def settled(session: LdapSession, bad: Bad, before: Account, reply: Reply) -> dict[Action, Outcome]:
    """What is told once it serves again; until then nobody can tell."""
    assert told(session, before, reply, *BOTH) == {RESET: UNKNOWN, FORCE: UNKNOWN}
    bad.machine.start()
    return told(session, before, reply, *BOTH)


@one_of_each
def test_killed_during_a_search_it_is_said(bad: Bad) -> None:
    with closing(bad.signed_in()) as session:
        assert session.search("ada.byron", 5).rows
        with dying(bad), pytest.raises(DirectoryUnreachable) as caught:
            session.search("ada.byron", 5)
        assert caught.value.problem.code == "server-gone"
        assert caught.value.problem.remedy
        bad.machine.start()
        assert session.search("ada.byron", 5).rows


@one_of_each
def test_while_it_is_gone_every_question_gets_a_sentence_and_it_comes_back(bad: Bad) -> None:
    person = bad.somebody()
    with closing(bad.signed_in()) as session:
        bad.machine.kill()
        for ask in (
            bad.signed_in,
            lambda: session.search("ada", 5),
            lambda: session.read(AccountId(person.id)),
        ):
            with pytest.raises(DirectoryUnreachable) as caught:
                ask()
            assert caught.value.problem.code in {"unreachable", "server-gone"}
            assert caught.value.problem.remedy
        reply = reset(session, person)
        assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "server-gone")
        bad.machine.start()
        assert session.search("ada.byron", 5).rows
        assert reset(session, person, must_change=True).kind is ReplyKind.ACCEPTED
        assert bad.written(person) == 1
        assert bad.server.bind(person.dn, NEW) is Bind.MUST_CHANGE


@one_of_each
def test_killed_between_the_last_look_and_the_write_nothing_is_written(bad: Bad) -> None:
    person = bad.somebody()
    with closing(bad.signed_in()) as session:
        before = session.read(AccountId(person.id))
        with session.prepare_change(before.id) as prepared:
            prepared.read()
            bad.machine.kill()
            reply = prepared.change(FULL)
        assert reply.kind in {ReplyKind.LOST, ReplyKind.NOT_SENT}
        bad.machine.start()
        assert told(session, before, reply, *BOTH) == {RESET: REFUSED, FORCE: REFUSED}
        assert bad.written(person) == 0
        assert bad.server.bind(person.dn, person.password) is Bind.OK


@one_of_each
def test_killed_with_the_write_in_its_hands_nothing_is_sent_again(bad: Bad, between: Intercept) -> None:
    person = bad.somebody()
    with begun(bad, between, person) as (session, before):
        with session.prepare_change(before.id) as prepared:
            prepared.read()
            between.before_write = lambda number: bad.machine.kill()
            reply = prepared.change(FULL)
        assert reply.kind is ReplyKind.LOST
        assert settled(session, bad, before, reply) == {RESET: REFUSED, FORCE: REFUSED}
        assert (between.writes, bad.written(person)) == (1, 0)


@one_of_each
def test_killed_after_the_write_and_before_the_answer_it_is_done_once(bad: Bad, between: Intercept) -> None:
    person = bad.somebody()
    with begun(bad, between, person) as (session, before):
        between.mode = Mode.DIE
        reply = write(session, before.id, FULL)
        assert reply.kind is ReplyKind.LOST
        bad.machine.kill()
        between.mode = Mode.PASS
        assert settled(session, bad, before, reply) == {RESET: bad.kind.lost_reset, FORCE: DONE}
        assert (between.writes, bad.written(person)) == (1, 1)


@one_of_each
def test_killed_between_the_write_and_the_read_back_it_is_unknown_until_it_can_be_read(bad: Bad) -> None:
    person = bad.somebody()
    with closing(bad.signed_in()) as session:
        before = session.read(AccountId(person.id))
        reply = write(session, before.id, FULL)
        assert reply.kind is ReplyKind.ACCEPTED
        bad.machine.kill()
        assert settled(session, bad, before, reply) == {RESET: DONE, FORCE: DONE}


@one_of_each
def test_a_server_that_stands_still_ends_a_read_with_a_sentence(bad: Bad) -> None:
    with closing(bad.signed_in(receive_timeout=1)) as session:
        assert session.search("ada.byron", 5).rows
        bad.machine.freeze()
        time.sleep(0.2)  # each of its threads stops for itself
        with pytest.raises(DirectoryUnreachable) as caught:
            session.search("ada", 5)
        assert caught.value.problem.code == "directory-timeout"
        bad.machine.thaw()
        assert session.search("ada.byron", 5).rows
