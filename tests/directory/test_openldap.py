"""Writes at a real OpenLDAP: for delegates who manage passwords and for those who only write them, by one
modify and by the operation for passwords. Each refusal is told with its cause, and leaves nothing written."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from directory.ldap_desk import FULL, NEW, code, outcomes, reset, told
from directory.openldap_desk import signed_in
from lab import people
from lab.ldap_server import Bind, NewPerson
from lab.openldap import OpenLdap, OpenLdapServer
from writing import a_change, write

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.weighing import impossible, preview, usual
from helpdesk_tui.desk.policy import PasswordRules
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.directory.ldapv3.session import LdapSession

SHORT = "short"

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def writers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenLdapServer]:
    """Its operators are no password administrators, it hashes nothing by itself and does not say who is
    locked."""
    made = OpenLdap(tmp_path_factory.mktemp("ol"), delegate="write", hash_cleartext=False, use_lockout=False)
    with made as server:
        yield server


@dataclass(frozen=True)
class Desk:
    server: OpenLdapServer
    session: LdapSession
    checked: bool  # the server checks what this delegate sets

    def read(self, person: NewPerson) -> Account:
        return self.session.read(AccountId(person.id))


@pytest.fixture(params=["manage by modify", "manage by operation", "write by modify", "write by operation"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    delegate, _, way = request.param.split()
    server = request.getfixturevalue("openldap" if delegate == "manage" else "writers")
    session = signed_in(server, hashes=way == "modify")
    yield Desk(server, session, delegate == "write")
    session.close()


@pytest.fixture
def writer(writers: OpenLdapServer) -> Iterator[LdapSession]:
    """Who only writes, by one modify."""
    session = signed_in(writers)
    yield session
    session.close()


def kept(server: OpenLdapServer, dn: str) -> dict[str, list[str]]:
    """All that a write could change."""
    names = ("userPassword", "pwdReset", "pwdChangedTime", "pwdHistory", "pwdAccountLockedTime", "entryCSN")
    return server.attributes(dn, *names)


# --- what is written --------------------------------------------------------------------------------


def test_a_locked_person_gets_a_password_that_must_be_changed(desk: Desk) -> None:
    person = desk.server.new_person()
    desk.server.lock(person.login)
    before = desk.read(person)
    reply = write(desk.session, AccountId(person.id), FULL)
    assert (reply.kind, reply.problem, reply.code) == (ReplyKind.ACCEPTED, None, "0")
    assert told(desk.session, before, reply, *FULL.steps) == dict.fromkeys(FULL.steps, Outcome.DONE)
    assert desk.server.bind(person.dn, NEW) is Bind.MUST_CHANGE
    assert desk.server.bind(person.dn, person.password) is Bind.WRONG
    assert not desk.server.is_locked(person.login)


def test_a_forced_change_survives_a_reset_that_forces_it_again(desk: Desk) -> None:
    """Of a delegate who only writes, the server drops the mark with every new password."""
    person = desk.server.new_person()
    desk.server.must_change(person.login)
    assert reset(desk.session, person, must_change=True).kind is ReplyKind.ACCEPTED
    assert desk.server.bind(person.dn, NEW) is Bind.MUST_CHANGE


def test_a_password_that_looks_like_a_hash_is_a_password(desk: Desk) -> None:
    person = desk.server.new_person()
    given = "{CLEARTEXT}Open-Door-1"
    reply = reset(desk.session, person, given, must_change=True)
    assert reply.kind is ReplyKind.ACCEPTED
    assert desk.server.bind(person.dn, "Open-Door-1") is Bind.WRONG
    assert desk.server.bind(person.dn, given) is Bind.MUST_CHANGE


def test_a_password_of_any_language_is_written_as_it_is(desk: Desk) -> None:
    person = desk.server.new_person()
    given = "Ñandú-Łódź-漢字-9"
    assert reset(desk.session, person, given, must_change=True).kind is ReplyKind.ACCEPTED
    assert desk.server.bind(person.dn, given) is Bind.MUST_CHANGE


@pytest.mark.parametrize("dn", ["Curie, Marie", 'Q "the" Quote + 1', "#hash;semi<angle>=eq\\back", " edge "])
def test_a_dn_of_any_form_is_written(desk: Desk, dn: str) -> None:
    person = desk.server.new_person(name=f"{dn} {time.time_ns()}", rdn="cn")
    assert reset(desk.session, person, must_change=True).kind is ReplyKind.ACCEPTED
    assert desk.server.bind(person.dn, NEW) is Bind.MUST_CHANGE


def test_the_minimum_age_holds_no_forced_change_up(desk: Desk) -> None:
    """A reset that forces a change lets the person change it at once."""
    policy = desk.server.new_policy(f"Young {id(desk)}", pwdMinAge=86_400)
    person = desk.server.new_person(pwdPolicySubentry=policy)
    reply = reset(desk.session, person, must_change=True)
    if reply.kind is ReplyKind.REFUSED:
        assert desk.checked
        assert code(reply) == "password-too-young"
        return
    assert desk.server.change_own_password(person.login, NEW, "Chosen-By-Me-7") == "ok"


# --- what is not offered ----------------------------------------------------------------------------


def test_a_change_that_the_policy_does_not_force_is_not_offered_and_a_reset_says_why(desk: Desk) -> None:
    """The mark would be written, and do nothing."""
    policy = desk.server.new_policy(f"Lenient {time.time_ns()}", pwdMustChange="FALSE")
    person = desk.server.new_person(pwdPolicySubentry=policy)
    account, info, now = desk.read(person), desk.session.info, datetime.now(UTC)
    assert account.state.change_can_be_forced is False
    (why,) = impossible(account, Action.FORCE_CHANGE, PasswordRules(), info, now)
    assert (why.code, "asks nobody to" in why.cause) == ("must-change-ineffective", True)
    said = [each.code for each in impossible(account, Action.RESET, PasswordRules(), info, now)]
    assert said == ["reset-not-forced"]
    desk.server.must_change(person.login)
    assert desk.server.bind(person.dn, person.password) is Bind.OK
    assert desk.read(person).state.must_change is False


def test_under_a_policy_that_cannot_be_read_it_is_said_that_nobody_knows(openldap: OpenLdapServer) -> None:
    session = signed_in(openldap)
    account = session.read(session.search("lars.laboratory", 2).rows[0].id)
    order = usual(account, Action.RESET, PasswordRules(), session.info, datetime.now(UTC))
    shown = preview(account, order, PasswordRules(), session.info, datetime.now(UTC))
    assert {"policy-unknown", "must-change-unknown"} <= {each.code for each in shown.warnings}
    session.close()


# --- what is refused --------------------------------------------------------------------------------

REFUSALS = [
    ({}, SHORT, "password-refused", "19/6"),
    ({"pwdMaxLength": 12}, "x" * 13, "password-refused", "19/9"),
    ({}, people.PASSWORD, "password-in-history", "19/8"),
    ({"pwdMinAge": 86_400}, NEW, "password-too-young", "19/7"),
    ({"pwdSafeModify": "TRUE"}, NEW, "old-password-needed", "50/4"),
]


@pytest.mark.parametrize(("policy", "password", "problem", "record"), REFUSALS)
@pytest.mark.parametrize("way", ["modify", "operation"])
def test_what_the_policy_refuses_is_told_and_not_written(
    writers: OpenLdapServer, way: str, policy: dict[str, object], password: str, problem: str, record: str
) -> None:
    session = signed_in(writers, hashes=way == "modify")
    named = writers.new_policy(f"{problem} {record.replace('/', ' ')} {way}", **policy)
    person = writers.new_person(pwdPolicySubentry=named)
    before = kept(writers, person.dn)
    reply = reset(session, person, password)
    assert (reply.kind, code(reply), reply.code) == (ReplyKind.REFUSED, problem, record)
    assert reply.problem is not None
    assert reply.problem.remedy
    after = kept(writers, person.dn)
    if way == "operation":  # bound by a write of what stands there already
        before.pop("entryCSN"), after.pop("entryCSN")
    assert after == before
    assert writers.bind(person.dn, person.password) is Bind.OK
    session.close()


def test_a_password_that_is_refused_behind_the_mark_is_told_as_not_set(
    writer: LdapSession, writers: OpenLdapServer
) -> None:
    """Its quality cannot be checked, since it looks like a hash: and the mark stands already."""
    person = writers.new_person()
    before = writer.read(AccountId(person.id))
    reply = reset(writer, person, "{SSHA}bm90IGEgaGFzaA==", must_change=True)
    assert (reply.kind, code(reply), reply.code) == (ReplyKind.PARTLY, "password-refused", "19/5")
    steps = outcomes(writer, before, reply, Action.RESET, Action.FORCE_CHANGE)
    assert steps[Action.RESET].outcome is Outcome.REFUSED
    assert steps[Action.RESET].problem == reply.problem
    assert steps[Action.FORCE_CHANGE].outcome is Outcome.DONE
    assert writers.bind(person.dn, person.password) is Bind.MUST_CHANGE


def test_without_the_right_each_step_is_refused_with_its_words(desk: Desk) -> None:
    elsewhere = desk.server.new_person(parent=desk.server.legal_dn)
    before = kept(desk.server, elsewhere.dn)
    for change, words in (
        (FULL, "reset this password"),
        (a_change(must_change=True), "force a change of this password"),
        (a_change(unlock=True), "unlock this account"),
    ):
        reply = write(desk.session, AccountId(elsewhere.id), change)
        assert (reply.kind, code(reply), reply.code) == (ReplyKind.REFUSED, "no-right", "50")
        assert reply.problem is not None
        assert words in reply.problem.cause
    assert kept(desk.server, elsewhere.dn) == before


def test_an_unlock_of_somebody_who_is_not_locked_changes_nothing(desk: Desk) -> None:
    person = desk.server.new_person()
    before = kept(desk.server, person.dn)
    reply = write(desk.session, AccountId(person.id), a_change(unlock=True))
    assert (reply.kind, code(reply), reply.code) == (ReplyKind.REFUSED, "changed-meanwhile", "16")
    assert kept(desk.server, person.dn) == before


def test_where_the_old_password_is_needed_only_an_administrator_of_passwords_may_reset(desk: Desk) -> None:
    policy = desk.server.new_policy(f"Safe {time.time_ns()}", pwdSafeModify="TRUE")
    person = desk.server.new_person(pwdPolicySubentry=policy)
    assert (desk.read(person).rights.get(Action.RESET) is False) is desk.checked
    reply = reset(desk.session, person)
    assert (reply.kind is ReplyKind.REFUSED) is desk.checked


def test_a_replica_is_read_only_and_names_the_other_one(tmp_path) -> None:
    with (
        OpenLdap(tmp_path / "one", replicated=True) as provider,
        OpenLdap(tmp_path / "two", replica_of=provider) as replica,
    ):
        for way in (True, False):
            session = signed_in(replica, hashes=way)
            assert (session.info.read_only, signed_in(provider).info.read_only) == (True, False)
            person = session.search("ada.byron", 2).rows[0]
            before = kept(provider, person.dn)
            for change in (FULL, a_change(must_change=True)):
                reply = write(session, person.id, change)
                assert (reply.kind, code(reply), reply.code) == (
                    ReplyKind.REFUSED,
                    "write-elsewhere",
                    "10",
                )
                assert reply.problem is not None
                assert f"it names {provider.host} for it" in reply.problem.cause
                assert f"ldaps://{provider.host}:{provider.port}" in reply.problem.detail
            assert kept(provider, person.dn) == before
            session.close()
