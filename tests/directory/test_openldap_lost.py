"""Answers that get lost, where a reset takes three requests: what is told is true of each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from directory.ldap_desk import FULL, code, outcomes, reset, told
from directory.openldap_desk import signed_in, written_passwords
from lab.intercept import Intercept, Mode, intercepting
from lab.ldap_server import Bind
from lab.openldap import OpenLdap, OpenLdapServer
from writing import write

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
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
