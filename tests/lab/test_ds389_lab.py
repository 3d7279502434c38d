"""The lab's 389 Directory Server is what it says: otherwise what is proved with it proves nothing."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from lab import crowd, ldap_people, ldif, people
from lab import ds389 as ds389_server
from lab.domain import LabError
from lab.ds389 import Ds389, Ds389Server
from lab.ds389_people import EPOCH, GLOBAL_POLICY
from lab.ldap_people import EVERYBODY
from lab.ldap_server import Bind

SHORT = "short"
GIVEN = "Given-By-Desk-9"

ANYTHING_BUT_OK = {
    "mona.mustchange": Bind.MUST_CHANGE,
    "edgar.expired": Bind.EXPIRED,
    "dora.disabled": Bind.REFUSED,
    "liam.locked": Bind.LOCKED,
    "lena.locked": Bind.LOCKED,
    "felix.forever": Bind.LOCKED,
    "dirk.disabled": Bind.REFUSED,
    "otis.outdated": Bind.EXPIRED,
    "mick.mustchange": Bind.MUST_CHANGE,
}


@pytest.fixture(scope="module")
def by_rule(tmp_path_factory):
    """A server whose operators are no password administrators, and cannot read the policy of the whole."""
    directory = tmp_path_factory.mktemp("by-rule")
    with Ds389(directory, delegate="aci", global_policy_readable=False) as server:
        yield server


@pytest.mark.parametrize("login", [person.login for person in EVERYBODY])
def test_people_are_in_the_state_that_is_said_of_them(ds389: Ds389Server, login):
    assert ds389.bind(login, ds389.password) is ANYTHING_BUT_OK.get(login, Bind.OK)


def test_a_wrong_password_is_wrong_and_somebody_unknown_too(ds389: Ds389Server):
    assert ds389.bind("ada.byron", "Not-Hers-0") is Bind.WRONG
    assert ds389.bind("nobody.known", ds389.password) is Bind.WRONG


def test_the_servers_own_verdict_takes_everybody_for_expired_where_passwords_expire(ds389: Ds389Server):
    person = ds389.new_person()
    assert ds389.bind(person.login, person.password) is Bind.OK
    assert ds389.usability(person.login) == "not available (expired) grace=0"
    assert ds389.usability("nele.never") == "available expire=0"


def test_a_password_that_must_change_works_only_after_the_change(ds389: Ds389Server):
    person = ds389.new_person()
    ds389.must_change(person.login)
    assert ds389.bind(person.login, person.password) is Bind.MUST_CHANGE
    assert "error=5" in ds389.change_own_password(person.login, person.password, SHORT)
    assert ds389.change_own_password(person.login, person.password, "Brand-New-Word-8") == "ok"
    assert ds389.bind(person.login, person.password) is Bind.WRONG
    assert ds389.bind(person.login, "Brand-New-Word-8") is Bind.OK


def test_five_wrong_passwords_lock_until_somebody_unlocks(ds389: Ds389Server):
    person = ds389.new_person()
    ds389.lock(person.login)
    assert ds389.bind(person.login, person.password) is Bind.LOCKED
    ds389.unlock(person.login)
    assert not ds389.is_locked(person.login)
    assert ds389.bind(person.login, person.password) is Bind.OK


def test_a_disabled_account_is_told_from_a_locked_one(ds389: Ds389Server):
    person = ds389.new_person()
    ds389.disable(person.login)
    assert ds389.bind(person.login, person.password) is Bind.REFUSED
    assert not ds389.is_locked(person.login)


def test_who_may_not_change_the_password_is_told(ds389: Ds389Server):
    assert "error=3" in ds389.change_own_password("clara.cannot", ds389.password, "Brand-New-Word-8")


@pytest.mark.parametrize(("login", "length"), [("erin.executive", 14), ("lars.laboratory", 12)])
def test_some_have_a_policy_of_their_own(ds389: Ds389Server, login, length):
    policy = ds389.attributes(login, "pwdPolicySubentry")["pwdPolicySubentry"][0]
    assert ds389.attributes(policy)["passwordMinLength"] == [str(length)]
    assert "error=5" in ds389.change_own_password(login, ds389.password, "x" * (length - 1))


def test_an_operator_reads_the_policies_but_one_and_no_hash(ds389: Ds389Server, by_rule: Ds389Server):
    def seen(dn: str, *names: str) -> dict[str, list[str]]:
        return ds389.attributes_as(people.OPERATOR, ds389.password, dn, *(names or ("*", "+")))

    assert seen(GLOBAL_POLICY, "passwordMustChange")["passwordMustChange"] == ["on"]
    assert "nsslapd-rootpw" not in seen(GLOBAL_POLICY)
    readable, unreadable = (
        f"cn={name},{ds389.policies_dn}" for name in (people.READABLE_POLICY, people.UNREADABLE_POLICY)
    )
    assert seen(readable)["passwordHistory"] == ["on"]
    assert seen(unreadable) == {}
    assert ds389.attributes(unreadable) != {}
    assert by_rule.attributes_as(people.OPERATOR, by_rule.password, GLOBAL_POLICY, "*") == {}
    person = ds389.new_person()
    ds389.set_password(person.login, GIVEN)
    theirs = ds389.attributes(person.dn)
    assert theirs.keys() - seen(person.dn).keys() == {"userPassword", "passwordHistory"}


def test_an_operator_resets_and_no_more(ds389: Ds389Server):
    person = ds389.new_person()
    ds389.lock(person.login)
    assert _result(ds389, person.dn, {"userPassword": GIVEN, "accountUnlockTime": []}) == 0
    assert ds389.bind(person.login, GIVEN) is Bind.MUST_CHANGE
    assert not ds389.is_locked(person.login)
    assert _result(ds389, person.dn, {"mobile": "+44 7700 900999"}) == 50
    assert ds389.modify_as(people.OPERATOR, ds389.password, ldif.delete(person.dn))[0] == 50


@pytest.mark.parametrize("login", ["elsa.elsewhere", people.SECOND_OPERATOR])
def test_an_operator_reaches_nobody_beyond_the_people(ds389: Ds389Server, login):
    assert _result(ds389, ds389.dn(login), {"userPassword": GIVEN}) == 50


def test_who_is_no_operator_reaches_nobody(ds389: Ds389Server):
    person = ds389.new_person()
    change = ldif.modify(person.dn, {"userPassword": GIVEN})
    assert ds389.modify_as("nina.norole", ds389.password, change)[0] == 50


def test_a_password_administrator_is_not_checked_and_the_change_is_forced(ds389: Ds389Server):
    person = ds389.new_person()
    for _ in range(2):  # the second time it is in the history
        assert _result(ds389, person.dn, {"userPassword": SHORT}) == 0
    assert ds389.bind(person.login, SHORT) is Bind.MUST_CHANGE


def test_a_password_administrator_of_the_whole_is_none_where_there_is_another_policy(ds389: Ds389Server):
    policy = ds389.new_policy("Somebody Elses")
    person = ds389.new_person(pwdPolicySubentry=policy)
    assert _result(ds389, person.dn, {"userPassword": SHORT}) == 19


def test_a_delegate_by_rule_is_checked_and_forces_nothing_in_one_modify(by_rule: Ds389Server):
    person = by_rule.new_person()
    assert "error=5" in _said(by_rule, person.dn, {"userPassword": SHORT})
    assert "password in history" in _said(by_rule, person.dn, {"userPassword": person.password})
    assert _result(by_rule, person.dn, {"userPassword": GIVEN}) == 0
    assert by_rule.bind(person.login, GIVEN) is Bind.OK
    assert _result(by_rule, person.dn, {"passwordExpirationTime": EPOCH}) == 0
    assert by_rule.bind(person.login, GIVEN) is Bind.MUST_CHANGE


def test_members_by_nesting_by_primary_group_by_login_and_in_a_circle(ds389: Ds389Server):
    def groups(query: str) -> set[str]:
        return {entry["cn"][0].decode() for entry in ds389.search(query, "cn")}

    above = {ldap_people.SERVER_TEAM, ldap_people.ADMINISTRATORS}
    assert groups(f"(member={ldap_people.dn('nested.admin')})") == {ldap_people.SERVER_TEAM}
    assert set(ds389.attributes("nested.admin", "memberOf")["memberOf"]) == set(map(ds389.group, above))
    number = ds389.attributes("primary.admin")["gidNumber"][0]
    assert groups(f"(&(objectClass=posixGroup)(gidNumber={number}))") == {ldap_people.UNIX_ADMINISTRATORS}
    assert groups("(memberUid=ada.byron)") == {ldap_people.SHELL_USERS}
    assert groups(f"(uniqueMember={ldap_people.dn('ada.byron')})") == {ldap_people.CLUB}
    assert ldap_people.CIRCLE in groups(f"(member={ds389.group(ldap_people.CIRCLE)})")


def test_somebody_has_a_large_photo_and_is_in_many_groups(ds389: Ds389Server):
    person = ds389.new_person(jpegPhoto=bytes(range(256)) * 4096)
    groups = {ds389.new_group(f"Group {number} of {person.login}", person.login) for number in range(3)}
    assert len(ds389.raw_attributes(person.login, "jpegPhoto")["jpegPhoto"][0]) == 1 << 20
    assert set(ds389.attributes(person.login, "memberOf")["memberOf"]) == groups


def test_members_are_kept_up_to_date_as_those_that_were_loaded(ds389: Ds389Server):
    person = ds389.new_person()
    ds389.add_to_group(person.login, ldap_people.SERVER_TEAM)
    theirs, nested = (
        set(ds389.attributes(who, "memberOf")["memberOf"]) for who in (person.login, "nested.admin")
    )
    assert theirs == nested


def test_an_entry_is_moved_renamed_and_deleted_and_keeps_its_id(ds389: Ds389Server):
    person = ds389.new_person()
    ds389.move(person.login, ds389.legal_dn)
    ds389.rename(person.login, f"{person.login}-new")
    assert ds389.dn(f"{person.login}-new") == f"uid={person.login}-new,{ds389.legal_dn}"
    assert ds389.id(f"{person.login}-new") == person.id
    ds389.delete(f"{person.login}-new")
    with pytest.raises(LabError):
        ds389.dn(f"{person.login}-new")


def test_an_entry_is_dated_back_and_is_else_as_it_was(ds389: Ds389Server):
    person = ds389.new_person(mobile="+44 7700 900123")
    ds389.set_password(person.login, GIVEN)
    before = ds389.attributes(person.login)
    everybody = {
        entry["dn"][0] for entry in ds389.search("(|(objectClass=*)(objectClass=ldapsubentry))", "1.1")
    }
    then = datetime.now(UTC) - timedelta(days=30)
    ds389.date_back(person.login, then)
    after = ds389.attributes(person.login)
    stamp = [f"{then:%Y%m%d%H%M%S}Z"]
    assert after["modifyTimestamp"] == stamp
    counted = {"modifyTimestamp": stamp, "createTimestamp": stamp, "entryid": [], "parentid": []}
    assert {**after, **counted} == {**before, **counted}
    assert everybody == {
        entry["dn"][0] for entry in ds389.search("(|(objectClass=*)(objectClass=ldapsubentry))", "1.1")
    }
    assert ds389.bind(person.login, GIVEN) is Bind.MUST_CHANGE


def test_what_was_loaded_has_no_entry_uuid_and_what_was_added_has_one(ds389: Ds389Server):
    person = ds389.new_person()
    assert ds389.attributes(person.login, "entryUUID")["entryUUID"] != [person.id]
    assert "entryUUID" not in ds389.attributes("ada.byron", "entryUUID")


def test_a_crowd_is_loaded_with_its_groups(tmp_path):
    with Ds389(tmp_path, crowd_size=1000) as server:
        assert len(server.search("(uid=c0*)", "1.1")) == 1000
        assert server.attributes(crowd.login(7), "memberOf")["memberOf"] == [server.group("Crowd 1")]


def test_a_server_that_was_killed_comes_back_with_what_it_had(tmp_path):
    machine = Ds389(tmp_path)
    with machine as server:
        person = server.new_person()
        machine.kill()
        begun = time.monotonic()
        assert machine.start() == server
        assert time.monotonic() - begun < 10
        assert server.bind(person.login, person.password) is Bind.OK


def test_a_program_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(ds389_server, "PATH", "/nowhere")
    assert ds389_server.missing().startswith("389 Directory Server is not installed: no ns-slapd,")


def test_what_the_server_says_is_told_when_it_does_not_start(tmp_path):
    with pytest.raises(LabError, match='password maximum retry "many" is invalid'):
        Ds389(tmp_path, policy={"passwordMaxFailure": "many"}).start()


def _result(server: Ds389Server, dn: str, changes: dict[str, object]) -> int:
    """The LDAP result of a change that the operator asks for."""
    return server.modify_as(people.OPERATOR, server.password, ldif.modify(dn, changes))[0]


def _said(server: Ds389Server, dn: str, changes: dict[str, object]) -> str:
    """What the server says of it, with the password policy's answer."""
    change = ldif.modify(dn, changes)
    return server.modify_as(people.OPERATOR, server.password, change, "-v", "-e", "ppolicy")[1]
