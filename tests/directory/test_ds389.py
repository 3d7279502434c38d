"""389 Directory Server, real: what the contract of all directories cannot ask. Proved by other clients."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from directory import ds389_desk
from directory.ldap_desk import FULL, NEW, code, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lab import ldif, people
from lab.ds389 import Ds389 as Lab
from lab.ds389 import Ds389Server
from lab.ds389_people import EPOCH
from lab.intercept import Mode, intercepting
from lab.ldap_server import Bind
from writing import a_change, write

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk import passwords
from helpdesk_tui.desk.account import AccountId, PasswordPolicy
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted
from helpdesk_tui.desk.password_quality import lacking
from helpdesk_tui.desk.ports import Capability, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.ds389 import Ds389
from helpdesk_tui.directory.ds389.change import set_password
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3 import LdapDirectory, ppolicy
from helpdesk_tui.directory.ldapv3.dialect import Writing
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.directory.problems import Result
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret
from helpdesk_tui.tls import verifying_context

pytestmark = pytest.mark.lab

GIVEN, OTHER = "Given-By-Desk-9", "Another-By-Desk-8"


def signed_in(lab: Ds389Server, login: str = people.OPERATOR, password: str = "") -> LdapSession:
    looks = Credentials(lab.administrator, Secret(lab.administrator_password))
    where = Settings((Endpoint(lab.host, lab.port),), lab.ca_file, base_dn=lab.base_dn, lookup=looks)
    return LdapDirectory(where, SystemClock(), Ds389).sign_in(login, Secret(password or lab.password))


@pytest.fixture(scope="module")
def by_rule(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ds389Server]:
    """Its operators set passwords by an access rule alone."""
    with Lab(tmp_path_factory.mktemp("by-rule"), delegate="aci") as server:
        yield server


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ds389Server]:
    """As it is where nobody cared: the server's policy is not to be read, passwords' times are not kept, but
    writes are counted."""
    policy = {"passwordTrackUpdateTime": "off"}
    directory = tmp_path_factory.mktemp("closed")
    with Lab(directory, global_policy_readable=False, counts_writes=True, policy=policy) as server:
        yield server


@pytest.fixture(params=["ds389", "by_rule"])
def lab(request: pytest.FixtureRequest) -> Ds389Server:
    """Both kinds of delegates."""
    found: Ds389Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def session(lab: Ds389Server) -> Iterator[LdapSession]:
    one = signed_in(lab)
    yield one
    one.close()


# --- the write ------------------------------------------------------------------------------------------


def test_a_reset_is_one_request_that_checks_forces_and_unlocks(
    lab: Ds389Server, session: LdapSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = lab.new_person()
    lab.lock(person.login)
    sent = []
    for kind in ("modify", "extended"):
        really = getattr(Link, kind)
        monkeypatch.setattr(
            Link,
            kind,
            lambda link, *a, really=really, kind=kind, **k: (sent.append(kind), really(link, *a, **k))[1],
        )
    reply = write(session, AccountId(person.id), a_change(Secret(GIVEN), must_change=True, unlock=True))
    assert (reply.kind, sent) == (ReplyKind.ACCEPTED, ["extended"])
    assert lab.bind(person.login, GIVEN) is Bind.MUST_CHANGE
    assert not lab.is_locked(person.login)
    assert lab.change_own_password(person.login, GIVEN, "Chosen-By-Me-7") == "ok"
    assert lab.bind(person.login, "Chosen-By-Me-7") is Bind.OK


def test_the_mark_behind_a_reset_is_the_one_that_is_read(lab: Ds389Server, session: LdapSession) -> None:
    person = lab.new_person()
    reply = write(session, AccountId(person.id), a_change(Secret(GIVEN), must_change=True))
    account = session.read(AccountId(person.id))
    assert reply.mark == account.marks.entry is not None
    assert account.state.must_change is True


def test_whoever_resets_is_held_to_the_rules(lab: Ds389Server, session: LdapSession) -> None:
    person = lab.new_person()
    for word, refused, short in (
        ("short", "password-refused", "19/5"),
        (lab.password, "password-in-history", "19"),
    ):
        reply = write(session, AccountId(person.id), a_change(Secret(word), must_change=True))
        assert (reply.kind, code(reply), reply.code) == (ReplyKind.REFUSED, refused, short)
    assert lab.bind(person.login, lab.password) is Bind.OK


def test_a_young_password_is_set_by_an_administrator_of_the_policy_alone(ds389: Ds389Server) -> None:
    desk = ds389.group("Helpdesk Operators")
    with_us, without = (
        ds389.new_policy(name, passwordMinAge=86_400, **more)
        for name, more in (("Young", {"passwordAdminDN": desk}), ("Young Of Others", {}))
    )
    session = signed_in(ds389)
    for policy, expected in (
        (with_us, (ReplyKind.ACCEPTED, "")),
        (without, (ReplyKind.REFUSED, "password-too-young")),
    ):
        person = ds389.new_person(pwdPolicySubentry=policy)
        asked = a_change(Secret(GIVEN), must_change=True, unlock=True)
        assert write(session, AccountId(person.id), asked).kind is ReplyKind.ACCEPTED
        ds389.change_own_password(person.login, GIVEN, "Chosen-By-Me-7")
        ds389.lock(person.login)
        strictly = write(
            session, AccountId(person.id), replace(asked, new_password=Secret(OTHER), obey_history=True)
        )
        assert (strictly.kind, code(strictly)) == (ReplyKind.REFUSED, "password-too-young")
        reply = write(session, AccountId(person.id), replace(asked, new_password=Secret(OTHER)))
        assert (reply.kind, code(reply)) == expected
        if reply.kind is ReplyKind.ACCEPTED:
            account = session.read(AccountId(person.id))
            assert (account.state.must_change, account.state.locked) == (True, False)
            assert reply.mark == account.marks.entry
            assert ds389.bind(person.login, OTHER) is Bind.MUST_CHANGE
        else:
            assert ds389.is_locked(person.login)
    session.close()


def test_a_password_that_may_be_kept_does_not_expire_by_the_second_way(ds389: Ds389Server) -> None:
    rules = {"passwordMinAge": 86_400, "passwordMustChange": "off", "passwordExp": "off"}
    policy = ds389.new_policy("Kept", passwordAdminDN=ds389.group("Helpdesk Operators"), **rules)
    person = ds389.new_person(pwdPolicySubentry=policy)
    assert ds389.change_own_password(person.login, person.password, "Chosen-By-Me-7") == "ok"
    before = ds389.attributes(person.login, "passwordExpirationTime")
    session = signed_in(ds389)
    assert write(session, AccountId(person.id), a_change(Secret(GIVEN))).kind is ReplyKind.ACCEPTED
    assert ds389.attributes(person.login, "passwordExpirationTime") == before
    assert ds389.bind(person.login, GIVEN) is Bind.OK
    session.close()


def test_what_looks_like_a_hash_is_never_written_past_the_rules(ds389: Ds389Server) -> None:
    policy = ds389.new_policy(
        "Young Too", passwordMinAge=86_400, passwordAdminDN=ds389.group("Helpdesk Operators")
    )
    person = ds389.new_person(pwdPolicySubentry=policy)
    ds389.change_own_password(person.login, person.password, "Chosen-By-Me-7")
    session = signed_in(ds389)
    reply = write(session, AccountId(person.id), a_change(Secret("{CLEAR}Known-Word-1"), must_change=True))
    assert (reply.kind, code(reply)) == (ReplyKind.REFUSED, "password-too-young")
    assert ds389.bind(person.login, "Chosen-By-Me-7") is Bind.OK
    session.close()


def test_unlocked_is_unlocked_for_more_than_one_typing_error(lab: Ds389Server, session: LdapSession) -> None:
    person = lab.new_person()
    lab.lock(person.login)
    assert write(session, AccountId(person.id), a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    assert write(session, AccountId(person.id), a_change(unlock=True)).kind is ReplyKind.ACCEPTED  # once more
    assert lab.bind(person.login, "Not-The-Password-0") is Bind.WRONG
    assert lab.bind(person.login, person.password) is Bind.OK


def test_a_change_is_forced_of_the_password_that_is_there(lab: Ds389Server, session: LdapSession) -> None:
    person = lab.new_person()
    for _ in range(2):  # the second time it is so already
        reply = write(session, AccountId(person.id), a_change(must_change=True))
        assert reply.kind is ReplyKind.ACCEPTED
    assert lab.bind(person.login, person.password) is Bind.MUST_CHANGE


def test_no_change_is_forced_where_the_password_was_set_meanwhile(
    lab: Ds389Server, session: LdapSession
) -> None:
    person = lab.new_person()
    time.sleep(1.05)  # so that the write need not wait, and look again
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        lab.set_attributes(person.login, passwordExpirationTime="20400101000000Z")
        reply = prepared.change(a_change(must_change=True))
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "changed-meanwhile")
    assert lab.bind(person.login, person.password) is Bind.OK


def test_nothing_is_forced_of_somebody_else_of_the_same_name(lab: Ds389Server, session: LdapSession) -> None:
    person = lab.new_person()
    time.sleep(1.05)  # so that the write need not wait, and look again
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        lab.delete(person.login)
        lab.new_person(person.login)
        reply = prepared.change(a_change(must_change=True))
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "account-gone")
    assert lab.bind(person.login, person.password) is Bind.OK


def test_where_no_policy_wants_a_change_none_is_promised(ds389: Ds389Server) -> None:
    policy = ds389.new_policy("Easy", passwordMustChange="off")
    person = ds389.new_person(pwdPolicySubentry=policy)
    ds389.must_change(person.login)
    session = signed_in(ds389)
    account = session.read(AccountId(person.id))
    assert (account.state.change_can_be_forced, account.state.must_change) == (False, False)
    assert ds389.bind(person.login, person.password) is Bind.OK
    session.close()


def test_two_writes_in_one_second_are_told_apart(lab: Ds389Server, session: LdapSession) -> None:
    person = lab.new_person()
    marks = []
    for word in (GIVEN, OTHER):
        write(session, AccountId(person.id), a_change(Secret(word), must_change=True))
        marks.append(session.read(AccountId(person.id)).marks.entry)
    assert len(set(marks)) == 2


# --- policies -------------------------------------------------------------------------------------------


def test_a_policy_that_says_little_is_not_filled_up_from_the_whole_servers(ds389: Ds389Server) -> None:
    dn = f"cn=Sparse,{ds389.policies_dn}"
    classes = ["top", "extensibleObject", "ldapsubentry", "passwordpolicy"]
    ds389.apply(ldif.add(dn, {"objectClass": classes, "cn": "Sparse", "passwordLockout": "on"}))
    person = ds389.new_person(pwdPolicySubentry=dn)
    session = signed_in(ds389)
    account = session.read(AccountId(person.id))
    assert account.policy is not None
    assert (account.policy.source, account.policy.lockout_threshold) == ("Sparse", 3)
    assert account.state.change_can_be_forced is False
    for _ in range(3):
        ds389.bind(person.login, "Not-The-Password-0")
    assert ds389.bind(person.login, person.password) is Bind.LOCKED
    assert session.read(AccountId(person.id)).state.locked is True
    session.close()


def test_a_policy_that_does_not_exist_is_none(ds389: Ds389Server) -> None:
    session = signed_in(ds389)
    (row,) = session.search("wanda.nowhere", 5).rows
    policy = session.read(row.id).policy
    assert policy is not None
    assert policy.source == "server policy"
    session.close()


def test_what_cannot_be_read_is_unknown_and_said(closed: Ds389Server) -> None:
    person = closed.new_person()
    session = signed_in(closed)
    account = session.read(AccountId(person.id))
    assert (account.policy, account.state.change_can_be_forced) == (None, None)
    assert session.info.able(Capability.PASSWORD_POLICY) is None
    assert "cn=config" in session.info.why(Capability.PASSWORD_POLICY)
    reply = write(session, AccountId(person.id), a_change(Secret(GIVEN), must_change=True))
    assert reply.kind is ReplyKind.ACCEPTED
    assert closed.bind(person.login, GIVEN) is Bind.MUST_CHANGE
    session.close()


def test_where_writes_are_counted_each_is_proved(closed: Ds389Server) -> None:
    person = closed.new_person()
    session = signed_in(closed)
    seen = [session.read(AccountId(person.id)).marks.entry]
    for word in (GIVEN, OTHER):
        reply = write(session, AccountId(person.id), a_change(Secret(word), must_change=True))
        seen.append(session.read(AccountId(person.id)).marks.entry)
        assert reply.mark == seen[-1]
    assert session.info.able(Capability.PROOF_OF_WRITE) is True
    assert len(set(seen)) == 3
    assert all(mark is not None and mark.isdigit() for mark in seen)
    session.close()


# --- quality --------------------------------------------------------------------------------------------

STRICT = {
    "passwordMinLength": 6,
    "passwordMinDigits": 2,
    "passwordMinAlphas": 3,
    "passwordMinUppers": 1,
    "passwordMinLowers": 1,
    "passwordMinSpecials": 1,
    "passwordMaxRepeats": 2,
    "passwordPalindrome": "on",
    "passwordMaxSequence": 2,
    "passwordMaxClassChars": 3,
    "passwordMinTokenLength": 3,
    "passwordMinCategories": 3,
    "passwordHistory": "off",
}


Set = Callable[[str], Result]


@pytest.fixture(scope="module")
def strict(ds389: Ds389Server) -> Iterator[tuple[PasswordPolicy, Set]]:
    """The policy as the desk reads it, and the server's answer to a password."""
    dn = ds389.new_policy("Strict", **STRICT)
    person = ds389.new_person("quentin", name="Quentin Zyx", pwdPolicySubentry=dn)
    session = signed_in(ds389)
    policy = session.read(AccountId(person.id)).policy
    assert policy is not None
    with closing(Link(Endpoint(ds389.host, ds389.port), verifying_context(ds389.ca_file), 5, 10)) as link:
        link.open()
        assert link.bind(ds389.dn(people.OPERATOR), Secret(ds389.password)).done
        writing = cast(Writing, SimpleNamespace(link=link, dn=person.dn))
        yield policy, lambda text: set_password(writing, text.encode())
    session.close()


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text("aAbcdeEzZyYxX012349.-+éÉ€", min_size=6, max_size=10))
def test_what_the_desk_holds_against_a_password_the_server_does_too(
    strict: tuple[PasswordPolicy, Set], text: str
) -> None:
    policy, set_ = strict
    against = list(lacking(text, policy.quality, ("quentin", "Quentin Zyx")))
    answer = set_(text)
    if answer.done or ppolicy.policy_answer(answer).error is not None:  # else it is the one that is there
        assert not (answer.done and against), against
        assert answer.done or against or not text.isascii()  # rows of one kind it counts in bytes


def test_a_generated_password_is_taken_at_once(strict: tuple[PasswordPolicy, Set]) -> None:
    policy, set_ = strict
    for _ in range(30):
        made = passwords.generate(policy, 15, ("quentin", "Quentin Zyx"), SystemChance())
        assert set_(made.reveal()).done


# --- who may, and who is kept out -----------------------------------------------------------------------


def test_what_the_operator_may_do_is_asked_of_the_server(lab: Ds389Server, session: LdapSession) -> None:
    person = lab.new_person()
    first = (Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK)
    others = (Action.CLEAR_CHANGE, Action.ENABLE, Action.DISABLE)
    assert session.read(AccountId(person.id)).rights == dict.fromkeys((*first, *others), True)
    (row,) = session.search("elsa.elsewhere", 5).rows
    assert session.read(row.id).rights[Action.RESET] is False


def test_a_temporary_password_has_its_rules(ds389: Ds389Server) -> None:
    policy = ds389.new_policy("Temporary", passwordTPRMaxUse=2, passwordTPRDelayExpireAt=3600)
    person = ds389.new_person(pwdPolicySubentry=policy, parent=ds389.people_dn)
    session = signed_in(ds389)
    write(session, AccountId(person.id), a_change(Secret(GIVEN), must_change=True))
    assert session.read(AccountId(person.id)).state.password_expired is False
    binds = [ds389.bind(person.login, GIVEN) for _ in range(3)]
    assert binds == [Bind.MUST_CHANGE, Bind.MUST_CHANGE, Bind.LOCKED]
    used_up = session.read(AccountId(person.id)).state
    assert (used_up.password_expired, used_up.locked) == (True, False)
    with pytest.raises(NotPermitted) as caught:
        signed_in(ds389, person.login, GIVEN)
    assert caught.value.problem.code == "operator-temporary"
    session.close()


def test_closed_after_too_long_is_said(ds389: Ds389Server) -> None:
    dn = f"cn=Idle,{ds389.policies_dn}"
    classes = ["top", "ldapsubentry", "extensibleObject", "accountpolicy"]
    ds389.apply(ldif.add(dn, {"objectClass": classes, "cn": "Idle", "accountInactivityLimit": 86_400}))
    session = signed_in(ds389)
    now = datetime.now(UTC)
    for seen, idle in (
        (now - timedelta(days=2), True),
        (now, False),
        (datetime.max.replace(tzinfo=UTC), False),
    ):
        person = ds389.new_person(acctPolicySubentry=dn, lastLoginTime=f"{seen:%Y%m%d%H%M%S}Z")
        state = session.read(AccountId(person.id)).state
        assert state.idle is idle
        assert isinstance(state.last_sign_in, datetime)
    session.close()


@pytest.mark.parametrize("attribute", ["nsAccountLock", "accountUnlockTime", "passwordExpirationTime"])
def test_an_attribute_that_may_not_be_read_is_unknown_and_one_that_is_absent_is_not(
    ds389: Ds389Server, attribute: str
) -> None:
    person = ds389.new_person(passwordRetryCount=9)
    rule = f'(targetattr = "{attribute}")(targetfilter = "(uid={person.login})")'
    rule += f'(version 3.0; acl "hide {person.login}"; deny (read, search) userdn = "ldap:///all";)'
    ds389.apply(ldif.add_values(ds389.people_dn, {"aci": rule}))
    session = signed_in(ds389)
    state = session.read(AccountId(person.id)).state
    parts = {
        "nsAccountLock": state.enabled,
        "accountUnlockTime": state.locked,
        "passwordExpirationTime": state.must_change,
    }
    assert [name for name, value in parts.items() if value is None] == [attribute]
    session.close()


def test_nineteen_seventy_is_not_a_moment_to_be_shown(ds389: Ds389Server) -> None:
    person = ds389.new_person(passwordExpirationTime=EPOCH)
    session = signed_in(ds389)
    state = session.read(AccountId(person.id)).state
    assert (state.must_change, state.password_expires, state.password_expired) == (True, None, False)
    session.close()


def test_who_is_disabled_by_a_role_is_shown_so(ds389: Ds389Server) -> None:
    """As `ns-inactivate.pl` has it: the attribute is not in the entry, but is made for it."""
    base, template = ds389.base_dn, f"cn=nsAccountInactivationTmp,{ds389.base_dn}"
    managed, disabled = f"cn=nsManagedDisabledRole,{base}", f"cn=nsDisabledRole,{base}"
    role, kept = (
        ["top", "LdapSubEntry", "nsRoleDefinition"],
        ["top", "extensibleObject", "costemplate", "ldapsubentry"],
    )
    simple = [*role, "nsSimpleRoleDefinition", "nsManagedRoleDefinition"]
    nested = [*role, "nsComplexRoleDefinition", "nsNestedRoleDefinition"]
    classic = ["top", "LdapSubEntry", "cosSuperDefinition", "cosClassicDefinition"]
    for dn, attributes in (
        (managed, {"objectClass": simple, "cn": "nsManagedDisabledRole"}),
        (disabled, {"objectClass": nested, "cn": "nsDisabledRole", "nsRoleDN": managed}),
        (template, {"objectClass": ["top", "nsContainer"], "cn": "nsAccountInactivationTmp"}),
        (
            f'cn="{disabled}",{template}',
            {"objectClass": kept, "cn": disabled, "nsAccountLock": "true", "cosPriority": 0},
        ),
        (
            f"cn=nsAccountInactivation_cos,{base}",
            {
                "objectClass": classic,
                "cn": "nsAccountInactivation_cos",
                "cosTemplateDn": template,
                "cosSpecifier": "nsRole",
                "cosAttribute": "nsAccountLock operational",
            },
        ),
    ):
        ds389.apply(ldif.add(dn, attributes))
    person = ds389.new_person()
    ds389.set_attributes(person.login, nsRoleDN=managed)
    session = signed_in(ds389)
    deadline = time.monotonic() + 5  # the server looks for such entries now and then
    while session.read(AccountId(person.id)).state.enabled and time.monotonic() < deadline:
        time.sleep(0.1)
    assert session.read(AccountId(person.id)).state.enabled is False
    assert ds389.bind(person.login, person.password) is Bind.REFUSED
    session.close()


# --- bad days -------------------------------------------------------------------------------------------


def broken(link: Link) -> Exception:
    link.close()
    return DirectoryUnreachable(problem("connection-lost", server=link.server))


def test_a_look_behind_that_fails_does_not_hide_the_write(
    ds389: Ds389Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, session, really = ds389.new_person(), signed_in(ds389), Link.extended
    read = Link.read

    def then_deaf(link: Link, *arguments: object) -> Result:
        result = really(link, *arguments)
        monkeypatch.setattr(Link, "read", lambda link, *a, **k: (_ for _ in ()).throw(broken(link)))
        return result

    monkeypatch.setattr(Link, "extended", then_deaf)
    reply = write(session, AccountId(person.id), a_change(Secret(GIVEN), must_change=True))
    monkeypatch.setattr(Link, "read", read)
    assert (reply.kind, reply.mark) == (ReplyKind.ACCEPTED, None)
    assert ds389.bind(person.login, GIVEN) is Bind.MUST_CHANGE
    session.close()


@pytest.mark.parametrize("mode", [Mode.LOSE_ANSWER, Mode.LOSE_REQUEST])
def test_an_answer_that_is_lost_behind_a_refusal_for_the_minimum_age_is_settled_too(
    ds389: Ds389Server, tmp_path: Path, mode: Mode
) -> None:
    """The operation for passwords was refused, and what followed it is lost."""
    desk, is_written = ds389.group("Helpdesk Operators"), mode is Mode.LOSE_ANSWER
    policy = ds389.new_policy(f"Young And {mode.name}", passwordMinAge=86_400, passwordAdminDN=desk)
    person = ds389.new_person(pwdPolicySubentry=policy)
    assert ds389.change_own_password(person.login, person.password, "Chosen-By-Me-7") == "ok"
    ds389.set_attributes(person.login, pwdUpdateTime="20261001000000Z")
    with (
        intercepting(ds389, tmp_path / "between") as between,
        closing(ds389_desk.signed_in(ds389, through=between)) as session,
    ):
        before = session.read(AccountId(person.id))
        between.writes = 0  # without the question whether writes are taken
        between.mode, between.let_pass = mode, 1
        reply = write(session, before.id, FULL)
        between.mode = Mode.PASS
        assert (reply.kind, code(reply), between.writes) == (ReplyKind.LOST, "reply-lost", 2)
        outcome = Outcome.DONE if is_written else Outcome.REFUSED
        steps = (Action.RESET, Action.FORCE_CHANGE)
        assert told(session, before, reply, *steps) == dict.fromkeys(steps, outcome)
    assert ds389.bind(person.login, NEW) is (Bind.MUST_CHANGE if is_written else Bind.WRONG)
    assert ds389.bind(person.login, "Chosen-By-Me-7") is (Bind.WRONG if is_written else Bind.OK)
