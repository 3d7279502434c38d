"""Reading people of an LDAPv3 directory: what may not be read is unknown, every group counts for itself."""

import uuid
from collections.abc import Iterator

import pytest
from directory.openldap_desk import port, signed_in
from lab import ldap_people, ldif, people
from lab.ldap_server import NewPerson
from lab.openldap import OpenLdap, OpenLdapServer
from writing import write

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted
from helpdesk_tui.desk.ports import Change, GroupPower, ReplyKind
from helpdesk_tui.directory.ldapv3.groups import MOST_GROUPS, group_key
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.directory.settings import Credentials
from helpdesk_tui.secret import Secret

pytestmark = pytest.mark.lab

SECRETIVE = "Secretive"
"""A group that shows its members to nobody."""
HIDDEN = "mobile,pwdAccountLockedTime,pwdReset"
_RULES = f"""\
access to dn.subtree="{ldap_people.LEGAL}" attrs={HIDDEN} by * none
access to dn.exact="{ldap_people.group_dn(SECRETIVE)}" attrs=member by * none
access to dn.exact="cn=Services,{ldap_people.POLICIES}" attrs=pwdLockout by * none
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenLdapServer]:
    with OpenLdap(tmp_path_factory.mktemp("openldap"), access=_RULES) as running:
        yield running


@pytest.fixture
def session(server: OpenLdapServer) -> Iterator[LdapSession]:
    made = signed_in(server)
    yield made
    made.close()


def read(session: LdapSession, person: NewPerson) -> Account:
    return session.read(AccountId(person.id))


# --- empty is not unknown ---------------------------------------------------------------------------


def test_what_is_hidden_from_the_operator_is_unknown_and_what_is_not_there_is_empty(
    server: OpenLdapServer, session: LdapSession
) -> None:
    hidden, open_ = server.new_person(parent=server.legal_dn), server.new_person()
    found = read(session, hidden)
    assert (found.mobile, found.state.locked, found.state.must_change) == (None, None, None)
    assert (found.office_phone, found.state.account_expires) == ("", "never")
    found = read(session, open_)
    assert (found.mobile, found.state.locked, found.state.must_change) == ("", False, False)


def test_what_is_hidden_is_unknown_where_it_is_there_too(
    server: OpenLdapServer, session: LdapSession
) -> None:
    hidden = server.new_person(parent=server.legal_dn, mobile="+44 7700 900123", telephoneNumber="+44 20 1")
    server.must_change(hidden.dn)
    found = read(session, hidden)
    assert (found.mobile, found.state.must_change, found.office_phone) == (None, None, "+44 20 1")


def test_a_policy_of_which_a_part_is_hidden_is_unknown(server: OpenLdapServer, session: LdapSession) -> None:
    """Whether it locks anybody, and so disables, cannot be told, and is not taken for "no"."""
    person = server.new_person(pwdPolicySubentry=f"cn=Services,{server.policies_dn}")
    server.set_attributes(person.dn, pwdAccountLockedTime="000001010000Z")
    found = read(session, person)
    assert found.policy is None
    state = found.state
    assert (state.enabled, state.locked, state.change_can_be_forced) == (None, False, None)
    rows = session.search(person.login, 2).rows
    assert [(row.enabled, row.locked) for row in rows] == [(None, False)]


def test_a_default_policy_that_is_not_named_is_unknown(server: OpenLdapServer) -> None:
    session = signed_in(server, default_policy="")
    found = read(session, server.new_person())
    assert (found.policy, found.state.password_expired, found.state.change_can_be_forced) == (
        None,
        None,
        None,
    )
    session.close()


# --- groups -----------------------------------------------------------------------------------------


def group(name: str, *members: str, kind: str = "groupOfNames") -> str:
    attribute = {"groupOfNames": "member", "groupOfUniqueNames": "uniqueMember"}[kind]
    return ldif.add(ldap_people.group_dn(name), {"objectClass": kind, "cn": name, attribute: list(members)})


def key(name: str) -> str:
    return group_key(ldap_people.group_dn(name))


def test_every_group_of_many_counts_and_those_above_them(
    server: OpenLdapServer, session: LdapSession
) -> None:
    """300 groups, one above each 30 of them, one above these, and a circle back."""
    person = server.new_person()
    low = [f"Low {number}" for number in range(300)]
    kinds = ["groupOfNames", "groupOfUniqueNames"]
    made = [group(name, person.dn, kind=kinds[number % 2]) for number, name in enumerate(low)]
    middle = [f"Middle {number}" for number in range(10)]
    for number, name in enumerate(middle):
        held = [ldap_people.group_dn(each) for each in low[number * 30 : number * 30 + 30]]
        made.append(group(name, *held))
    made.append(group("Top", *map(ldap_people.group_dn, [*middle, "Top"]), f"uid=gone,{server.people_dn}"))
    server.apply("\n".join(made))
    server.add_to_group(ldap_people.group_dn("Top"), "Low 0")
    assert read(session, person).group_ids == {key(name) for name in [*low, *middle, "Top"]}


@pytest.mark.parametrize(
    "name",
    ["Comma, Ltd", 'Quote "x" + plus', "Star (*) \\ back", " edges ", "#hash;<a>=b", "Größe 漢字", "a  b"],
)
def test_a_group_of_any_name_counts(server: OpenLdapServer, session: LdapSession, name: str) -> None:
    person = server.new_person()
    server.apply(f"{group(name, person.dn)}\n{group(f'Above {name}', ldap_people.group_dn(name))}")
    assert read(session, person).group_ids == {key(name), key(f"Above {name}")}
    assert session.group_id(ldap_people.group_dn(name)) == key(name)


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u00ad"])
def test_a_group_that_only_looks_like_another_is_another(
    server: OpenLdapServer, session: LdapSession, sign: str
) -> None:
    """Who may make groups makes nobody a supervisor by a name with a sign that nobody sees."""
    person = server.new_person()
    alike = ldap_people.SUPERVISORS.replace(" ", f"{sign} ")
    server.apply(group(alike, person.dn))
    held = read(session, person).group_ids
    assert held is not None
    assert len(held) == 1
    assert session.group_id(ldap_people.SUPERVISORS) not in held
    assert session.group_id(ldap_people.group_dn(alike)) in held


def test_of_more_groups_than_can_be_everybody_is_taken_for_protected(
    server: OpenLdapServer, session: LdapSession
) -> None:
    person = server.new_person()
    server.apply("\n".join(group(f"Many {number}", person.dn) for number in range(MOST_GROUPS + 1)))
    found = read(session, person)
    assert (found.group_ids, found.protected_by) == (None, None)
    server.apply("\n".join(ldif.delete(server.group(f"Many {number}")) for number in range(MOST_GROUPS + 1)))


def acting_as_root(server: OpenLdapServer) -> LdapSession:
    service = Credentials(server.administrator, Secret(server.administrator_password))
    return signed_in(server, service=service)


def test_a_group_with_a_comma_in_its_name_is_no_group_in_another_place(
    server: OpenLdapServer, session: LdapSession
) -> None:
    """Who may make entries beside the groups makes nobody a supervisor by a name that reads like a DN."""
    person = server.new_person()
    real = ldap_people.group_dn(ldap_people.SUPERVISORS)
    leaf, _, above = real.partition(",")
    place, _, base = above.partition(",")
    alike = f"{leaf}\\,{place},{base}".replace("ou=", "ou\\=")
    server.apply(ldif.add(alike, {"objectClass": "groupOfNames", "member": person.dn}))
    assert read(session, person).group_ids == {group_key(alike)}
    assert group_key(alike) != group_key(real) == session.group_id(ldap_people.SUPERVISORS)
    for each in (alike, real):
        assert group_key(each) in (session.group_power(group_key(each)).ids or ())


@pytest.mark.parametrize("name", ["Smith, Ltd", 'Plus + "quote" <x>;=\\', "#hash", "a  b"])
def test_a_group_of_any_name_is_written_and_says_what_it_gives(server: OpenLdapServer, name: str) -> None:
    one, other = server.new_person(), server.new_person()
    name = f"{name} {uuid.uuid4().hex[:8]}"
    server.apply(f"{group(name, other.dn)}\n{group(f'Over {name}', ldap_people.group_dn(name))}")
    session = acting_as_root(server)
    id_ = session.group_id(ldap_people.group_dn(name)) or ""
    assert session.group_power(id_).ids == {id_, key(f"Over {name}")}
    for action, members in (
        (Action.ADD_TO_GROUP, {one.dn, other.dn}),
        (Action.REMOVE_FROM_GROUP, {other.dn}),
    ):
        change = Change(frozenset({action}), asked=Asked(group=id_))
        assert write(session, AccountId(one.id), change).kind is ReplyKind.ACCEPTED
        assert set(server.attributes(ldap_people.group_dn(name), "member")["member"]) == members
    session.close()


def test_what_is_no_id_of_a_group_is_never_written(server: OpenLdapServer) -> None:
    """Neither by its common name, nor where the id is that of a name with signs that nobody sees."""
    person = server.new_person()
    hidden = "Hidden\u200b Sign"
    server.apply(group(hidden, server.new_person().dn))
    session = acting_as_root(server)
    for id_ in (ldap_people.CLUB, key(hidden), ""):
        change = Change(frozenset({Action.ADD_TO_GROUP}), asked=Asked(group=id_))
        reply = write(session, AccountId(person.id), change)
        assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.NOT_SENT, "group-gone")
        assert session.group_power(id_) == GroupPower(None, None)
    assert read(session, person).group_ids == frozenset()
    session.close()


def test_a_group_that_is_told_by_memberof_alone_counts(server: OpenLdapServer, session: LdapSession) -> None:
    person = server.new_person()
    server.apply(f"{group('Within', person.dn)}\n{group(SECRETIVE, ldap_people.group_dn('Within'))}")
    assert session.group_power(key("Within")).ids == {key("Within"), key(SECRETIVE)}


@pytest.mark.parametrize("sign", ["\u200b", "\x01"])
def test_a_login_that_looks_like_another_is_in_none_of_its_groups(server: OpenLdapServer, sign: str) -> None:
    """A posixGroup names logins: it is neither read nor written by one that was cleaned."""
    known, name = server.new_person(), f"shell {uuid.uuid4().hex[:8]}"
    alike = server.new_person(uid=f"{known.login}{sign}", rdn="cn")
    entry = {"objectClass": "posixGroup", "cn": name, "gidNumber": "4711", "memberUid": known.login}
    server.apply(ldif.add(ldap_people.group_dn(name), entry))
    session = acting_as_root(server)
    assert read(session, known).group_ids == {key(name)}
    assert (read(session, alike).login, read(session, alike).group_ids) == (known.login, frozenset())
    held = {each.id: each.group_ids for each in session.census((), frozenset({key(name)}))}
    assert (held[AccountId(known.id)], held[AccountId(alike.id)]) == ({key(name)}, frozenset())
    for action in (Action.ADD_TO_GROUP, Action.REMOVE_FROM_GROUP):
        reply = write(session, AccountId(alike.id), Change(frozenset({action}), asked=Asked(group=key(name))))
        told = (reply.kind, reply.problem and reply.problem.code)
        assert told == (ReplyKind.NOT_SENT, "login-hides-characters")
    session.close()


# --- who signs in -----------------------------------------------------------------------------------


def refused(server: OpenLdapServer, login: str, password: str) -> tuple[str, str]:
    with pytest.raises(NotPermitted) as caught:
        port(server).sign_in(login, Secret(password))
    return caught.value.problem.code, caught.value.problem.detail


def test_a_login_of_two_people_is_nobodys(server: OpenLdapServer) -> None:
    """The mail address of one is the login of the other."""
    one = server.new_person()
    server.new_person(mail=one.login)
    assert refused(server, one.login, one.password)[0] == "wrong-password"
    port(server).sign_in(one.dn, Secret(one.password)).close()


def test_a_wrong_password_and_nobody_are_told_alike(server: OpenLdapServer) -> None:
    told = {
        refused(server, login, "Wrong-1") for login in (people.SECOND_OPERATOR, "nobody.here", "*", "a)(b")
    }
    assert {code for code, _ in told} == {"wrong-password"}
    port(server).sign_in(people.SECOND_OPERATOR, Secret(server.password)).close()


@pytest.mark.parametrize("with_service", [False, True])
def test_a_refused_account_for_looking_up_is_nobodys_wrong_password(
    server: OpenLdapServer, with_service: bool
) -> None:
    looks = Credentials(server.administrator, Secret("Wrong-1"))
    service = Credentials(server.administrator, Secret(server.administrator_password))
    desk = port(server, lookup=looks, service=service if with_service else None)
    with pytest.raises(DirectoryUnreachable) as caught:
        desk.sign_in(people.OPERATOR, Secret(server.password))
    assert caught.value.problem.code == "lookup-account-refused"


@pytest.mark.parametrize("login", ["ada.byron", ldap_people.dn("ada.byron"), "cn=root,dc=lab,dc=example"])
def test_without_a_password_nobody_signs_in(server: OpenLdapServer, login: str) -> None:
    assert refused(server, login, "")[0] == "sign-in-empty"
