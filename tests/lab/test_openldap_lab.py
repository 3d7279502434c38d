"""The lab's OpenLDAP is what it says: otherwise what is proved with it proves nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lab import crowd, ldap_people, ldif, people
from lab import openldap as openldap_server
from lab.domain import LabError
from lab.ldap_people import EVERYBODY
from lab.ldap_server import Bind
from lab.openldap import OpenLdap, OpenLdapServer

SHORT = "short"
GIVEN = "Given-By-Desk-9"

ANYTHING_BUT_OK = {
    "mona.mustchange": Bind.MUST_CHANGE,
    "edgar.expired": Bind.EXPIRED,
    "paula.past": Bind.LOCKED,
    "dora.disabled": Bind.LOCKED,
    "liam.locked": Bind.LOCKED,
    "lena.locked": Bind.LOCKED,
    "felix.forever": Bind.LOCKED,
    "xenia.expired": Bind.LOCKED,
    "bea.begins": Bind.LOCKED,
    "otis.outdated": Bind.EXPIRED,
    "mick.mustchange": Bind.MUST_CHANGE,
}


@pytest.fixture(scope="module")
def lenient(tmp_path_factory):
    """A server whose operators are no password administrators, that hashes nothing by itself, does not say
    who is locked, and keeps a log of what was written."""
    directory = tmp_path_factory.mktemp("lenient")
    with OpenLdap(
        directory, delegate="write", hash_cleartext=False, use_lockout=False, access_log=True
    ) as server:
        yield server


@pytest.mark.parametrize("login", [person.login for person in EVERYBODY])
def test_people_are_in_the_state_that_is_said_of_them(openldap: OpenLdapServer, login):
    assert openldap.bind(login, openldap.password) is ANYTHING_BUT_OK.get(login, Bind.OK)


def test_a_wrong_password_is_wrong_and_somebody_unknown_too(openldap: OpenLdapServer):
    assert openldap.bind("ada.byron", "Not-Hers-0") is Bind.WRONG
    assert openldap.bind("nobody.known", openldap.password) is Bind.WRONG


def test_what_the_server_says_of_those_who_are_out_of_the_ordinary(openldap: OpenLdapServer):
    assert openldap.usability("ada.byron").startswith("available expire=")
    assert openldap.usability("lena.locked").startswith("not available (inactive) seconds_before_unlock=")
    assert openldap.usability("nele.never") == "available and does not expire"
    assert openldap.usability("greta.grace").startswith("not available grace=")
    assert openldap.usability("wanda.nowhere") == ""
    # What an expired password looks like is what a lock for ever looks like.
    assert openldap.usability("felix.forever") == openldap.usability("otis.outdated") == "not available"
    assert openldap.is_locked("felix.forever")
    assert not openldap.is_locked("otis.outdated")


@pytest.mark.parametrize("policy", [ldap_people.POLICIES, f"cn=Nowhere,{ldap_people.POLICIES}"])
def test_without_a_policy_nobody_is_locked(openldap: OpenLdapServer, policy):
    person = openldap.new_person(pwdPolicySubentry=policy)
    for _ in range(8):
        assert openldap.bind(person.dn, "Not-The-Password-0") is Bind.WRONG
    assert openldap.bind(person.dn, person.password) is Bind.OK
    assert openldap.change_own_password(person.dn, person.password, SHORT) == "ok"


def test_a_password_that_must_change_works_only_after_the_change(openldap: OpenLdapServer):
    person = openldap.new_person()
    openldap.must_change(person.login)
    assert openldap.bind(person.login, person.password) is Bind.MUST_CHANGE
    assert "too short" in openldap.change_own_password(person.login, person.password, SHORT)
    assert openldap.change_own_password(person.login, person.password, "Brand-New-Word-8") == "ok"
    assert openldap.bind(person.login, person.password) is Bind.WRONG
    assert openldap.bind(person.login, "Brand-New-Word-8") is Bind.OK


def test_five_wrong_passwords_lock_until_somebody_unlocks(openldap: OpenLdapServer):
    person = openldap.new_person()
    openldap.lock(person.login)
    assert openldap.is_locked(person.login)
    assert len(openldap.attributes(person.login)["pwdFailureTime"]) == 5
    openldap.unlock(person.login)
    assert not openldap.is_locked(person.login)
    assert openldap.bind(person.login, person.password) is Bind.OK


def test_who_may_not_change_the_password_is_told(openldap: OpenLdapServer):
    said = openldap.change_own_password("clara.cannot", openldap.password, "Brand-New-Word-8")
    assert "modification not permitted" in said or "not allowed" in said.lower()


@pytest.mark.parametrize(("login", "length"), [("erin.executive", 14), ("lars.laboratory", 12)])
def test_some_have_a_policy_of_their_own(openldap: OpenLdapServer, login, length):
    policy = openldap.attributes(login, "pwdPolicySubentry")["pwdPolicySubentry"][0]
    assert openldap.attributes(policy)["pwdMinLength"] == [str(length)]
    assert "too short" in openldap.change_own_password(login, openldap.password, "x" * (length - 1))


def test_an_operator_reads_the_policies_but_one_and_no_hash(openldap: OpenLdapServer):
    def seen(dn: str) -> dict[str, list[str]]:
        return openldap.attributes_as(people.OPERATOR, openldap.password, dn, "*", "+")

    assert seen(openldap.default_policy)["pwdMustChange"] == ["TRUE"]
    assert seen(f"cn={people.UNREADABLE_POLICY},{openldap.policies_dn}") == {}
    assert openldap.attributes(f"cn={people.UNREADABLE_POLICY},{openldap.policies_dn}") != {}
    person = openldap.new_person()
    openldap.set_password(person.login, GIVEN)
    theirs = openldap.attributes(person.dn)
    assert theirs.keys() - seen(person.dn).keys() == {"userPassword", "pwdHistory"}


def test_an_operator_resets_in_one_modify_and_no_more(openldap: OpenLdapServer):
    person = openldap.new_person()
    openldap.lock(person.login)
    assert _result(openldap, person.dn, {"userPassword": GIVEN, "pwdReset": "TRUE"}) == 0
    assert openldap.bind(person.login, GIVEN) is Bind.MUST_CHANGE
    assert not openldap.is_locked(person.login)
    assert openldap.attributes(person.login)["userPassword"][0].startswith("{SSHA}")
    assert _result(openldap, person.dn, {"mobile": "+44 7700 900999"}) == 50
    assert openldap.modify_as(people.OPERATOR, openldap.password, ldif.delete(person.dn))[0] == 50


@pytest.mark.parametrize("login", ["elsa.elsewhere", people.SECOND_OPERATOR, people.OPERATOR])
def test_an_operator_reaches_nobody_beyond_the_people(openldap: OpenLdapServer, login):
    dn = openldap.dn(login)
    if login != people.OPERATOR:
        assert _result(openldap, dn, {"userPassword": GIVEN}) == 50
    assert _result(openldap, dn, {"pwdReset": "TRUE"}) == 50


def test_who_is_no_operator_reaches_nobody(openldap: OpenLdapServer):
    person = openldap.new_person()
    change = ldif.modify(person.dn, {"userPassword": GIVEN})
    assert openldap.modify_as("nina.norole", openldap.password, change)[0] == 50


def test_a_password_administrator_is_not_checked_and_the_change_is_forced(openldap: OpenLdapServer):
    person = openldap.new_person()
    assert _result(openldap, person.dn, {"userPassword": SHORT}) == 0
    assert openldap.bind(person.login, SHORT) is Bind.MUST_CHANGE
    assert _result(openldap, person.dn, {"userPassword": SHORT}) == 0  # in the history


def test_a_delegate_who_only_writes_is_checked_and_drops_a_forced_change(lenient: OpenLdapServer):
    person = lenient.new_person()
    assert "error=6" in _said(lenient, person.dn, {"userPassword": SHORT})
    assert "error=8" in _said(lenient, person.dn, {"userPassword": person.password})
    lenient.must_change(person.login)
    assert lenient.bind(person.login, person.password) is Bind.MUST_CHANGE
    assert _result(lenient, person.dn, {"userPassword": GIVEN}) == 0
    assert lenient.bind(person.login, GIVEN) is Bind.OK
    assert _result(lenient, person.dn, {"userPassword": GIVEN + "!", "pwdReset": "TRUE"}) == 0
    assert lenient.bind(person.login, GIVEN + "!") is Bind.MUST_CHANGE


def test_a_server_need_not_hash_nor_say_that_somebody_is_locked(lenient: OpenLdapServer):
    person = lenient.new_person()
    assert _result(lenient, person.dn, {"userPassword": GIVEN}) == 0
    assert lenient.attributes(person.login)["userPassword"] == [GIVEN]
    lenient.lock(person.login)
    assert lenient.bind(person.login, GIVEN) is Bind.WRONG
    assert lenient.is_locked(person.login)


def test_the_log_of_writes_tells_an_operator_everything_but_passwords(lenient: OpenLdapServer):
    person = lenient.new_person()
    lenient.set_attributes(person.login, mobile="+44 7700 900321")
    lenient.set_password(person.login, GIVEN)
    query = ("cn=accesslog", f"(&(objectClass=auditModify)(reqDN={person.dn}))", "reqMod")

    def changes(who: str, password: str) -> str:
        entries = lenient.search_as(who, password, *query)
        return "\n".join(change for entry in entries for change in entry["reqMod"])

    seen = changes(people.OPERATOR, lenient.password)
    assert "mobile:= +44 7700 900321" in seen
    assert "userPassword" not in seen
    assert "userPassword" in changes(lenient.administrator, lenient.administrator_password)


def test_members_by_nesting_by_primary_group_by_login_and_in_a_circle(openldap: OpenLdapServer):
    def groups(query: str) -> set[str]:
        return {entry["cn"][0].decode() for entry in openldap.search(query, "cn")}

    nested = ldap_people.dn("nested.admin")
    assert groups(f"(member={nested})") == {ldap_people.SERVER_TEAM}
    assert groups(f"(member={openldap.group(ldap_people.SERVER_TEAM)})") == {ldap_people.ADMINISTRATORS}
    number = openldap.attributes("primary.admin")["gidNumber"][0]
    assert groups(f"(&(objectClass=posixGroup)(gidNumber={number}))") == {ldap_people.UNIX_ADMINISTRATORS}
    assert groups("(memberUid=ada.byron)") == {ldap_people.SHELL_USERS}
    assert groups(f"(uniqueMember={ldap_people.dn('ada.byron')})") == {ldap_people.CLUB}
    assert ldap_people.CIRCLE in groups(f"(member={openldap.group(ldap_people.CIRCLE)})")
    assert openldap.attributes("nested.admin")["memberOf"] == [openldap.group(ldap_people.SERVER_TEAM)]


def test_somebody_has_a_large_photo_and_is_in_many_groups(openldap: OpenLdapServer):
    person = openldap.new_person(jpegPhoto=bytes(range(256)) * 4096)
    groups = {openldap.new_group(f"Group {number} of {person.login}", person.login) for number in range(3)}
    assert len(openldap.raw_attributes(person.login, "jpegPhoto")["jpegPhoto"][0]) == 1 << 20
    assert set(openldap.attributes(person.login, "memberOf")["memberOf"]) == groups


def test_members_are_kept_up_to_date(openldap: OpenLdapServer):
    person = openldap.new_person()
    openldap.add_to_group(person.login, ldap_people.CIRCLE)
    assert openldap.attributes(person.login)["memberOf"] == [openldap.group(ldap_people.CIRCLE)]


def test_an_entry_is_moved_renamed_and_deleted_and_keeps_its_id(openldap: OpenLdapServer):
    person = openldap.new_person()
    openldap.move(person.login, openldap.legal_dn)
    openldap.rename(person.login, f"{person.login}-new")
    assert openldap.dn(f"{person.login}-new") == f"uid={person.login}-new,{openldap.legal_dn}"
    assert openldap.id(f"{person.login}-new") == person.id
    openldap.delete(f"{person.login}-new")
    assert openldap.search(f"(entryUUID={person.id})") == []


def test_a_dn_may_be_made_of_a_strange_name(openldap: OpenLdapServer):
    person = openldap.new_person(name='Strange, "Name" +1', rdn="cn")
    openldap.rename(person.login, "Stranger, <Name>; =2")
    assert openldap.attributes(person.login)["cn"] == ["Stranger, <Name>; =2"]
    assert openldap.bind(person.login, person.password) is Bind.OK


def test_an_entry_is_dated_back(openldap: OpenLdapServer):
    person = openldap.new_person()
    then = datetime.now(UTC) - timedelta(days=30)
    openldap.date_back(person.login, then)
    entry = openldap.attributes(person.login)
    stamp = f"{then:%Y%m%d%H%M%S}Z"
    assert (entry["modifyTimestamp"], entry["pwdChangedTime"]) == ([stamp], [stamp])


def test_a_policy_is_made_for_one_test(openldap: OpenLdapServer):
    policy = openldap.new_policy("One Change A Day", pwdMinAge=86400)
    person = openldap.new_person(pwdPolicySubentry=policy)
    said = openldap.change_own_password(person.login, person.password, "Brand-New-Word-8")
    assert "error=7" in said


def test_a_crowd_is_loaded_with_its_groups_and_nobody_gets_more_than_the_limit(tmp_path):
    with OpenLdap(tmp_path, crowd_size=1000, size_limit=300) as server:
        assert len(server.search("(uid=c0*)", "1.1")) == 1000  # the administrator has no limit
        assert server.attributes(crowd.login(7))["memberOf"] == [server.group("Crowd 1")]
        query = (server.base_dn, "(uid=c0*)", "1.1")
        with pytest.raises(LookupError, match="4"):
            server.search_as(people.OPERATOR, server.password, *query, options=["-E", "pr=100/noprompt"])


def test_a_server_that_was_killed_comes_back_with_what_it_had(tmp_path):
    machine = OpenLdap(tmp_path)
    with machine as server:
        person = server.new_person()
        machine.kill()
        with pytest.raises(LookupError):
            server.search_as(ldap_people.dn(people.OPERATOR), server.password, server.base_dn, "(uid=*)")
        assert machine.start() == server
        assert server.bind(person.login, person.password) is Bind.OK


def test_a_replica_follows_locks_for_itself_and_sends_who_writes_to_the_other(tmp_path):
    with (
        OpenLdap(tmp_path / "one", replicated=True) as provider,
        OpenLdap(tmp_path / "two", replica_of=provider) as replica,
    ):
        person = provider.new_person(mobile="+44 7700 900123")
        _await(lambda: replica.sequence() == provider.sequence())
        assert replica.id(person.login) == person.id
        replica.lock(person.login)
        assert provider.bind(person.login, person.password) is Bind.OK
        change = ldif.modify(person.dn, {"userPassword": GIVEN})
        code, said = replica.modify_as(people.OPERATOR, replica.password, change)
        assert (code, f"ldaps://localhost:{provider.port}" in said) == (10, True)
        assert _result(provider, person.dn, {"userPassword": GIVEN}) == 0
        _await(lambda: replica.bind(person.login, GIVEN) is Bind.MUST_CHANGE)


def test_a_frozen_server_answers_when_it_thaws(tmp_path):
    machine = OpenLdap(tmp_path)
    with machine as server:
        machine.freeze()
        begun = time.monotonic()
        threading.Timer(0.5, machine.thaw).start()
        assert server.bind("ada.byron", server.password) is Bind.OK
        assert time.monotonic() - begun >= 0.5


def test_a_program_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(openldap_server, "PATH", "/nowhere")
    assert openldap_server.missing().startswith("OpenLDAP is not installed: no slapd,")


def test_what_the_server_says_is_told_when_it_does_not_start(tmp_path):
    with pytest.raises(LabError, match="no-such-directive"):
        OpenLdap(tmp_path, more="no-such-directive").start()


def test_a_server_ends_with_the_process_that_started_it(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from lab.openldap import OpenLdap;"
        f"print(OpenLdap(Path({str(tmp_path)!r})).start().port, flush=True); time.sleep(60)"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip().isdigit()
        server = int((tmp_path / "slapd.pid").read_text())
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(server, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    pytest.fail("slapd goes on")


def _await(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _result(server: OpenLdapServer, dn: str, changes: dict[str, str]) -> int:
    """The LDAP result of a change that the operator asks for."""
    return server.modify_as(people.OPERATOR, server.password, ldif.modify(dn, changes))[0]


def _said(server: OpenLdapServer, dn: str, changes: dict[str, str]) -> str:
    """What the server says of it, with the password policy's answer."""
    change = ldif.modify(dn, changes)
    return server.modify_as(people.OPERATOR, server.password, change, "-v", "-e", "ppolicy")[1]
