"""Active Directory on a real domain controller: what the contract, which the demo passes too, cannot ask."""

import struct
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from contract.directory_cases import samba_settings
from directory.test_security_descriptor import ace
from lab import ldif, people
from lab.domain import Domain
from writing import a_change, write

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.ports import Change, GroupPower, ReplyKind
from helpdesk_tui.directory import codec
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.active_directory import security_descriptor as sd
from helpdesk_tui.directory.active_directory.change import PreparedModify
from helpdesk_tui.directory.active_directory.contact_times import ATTRIBUTE_TYPES
from helpdesk_tui.directory.active_directory.reading import DACL_ONLY
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Modification
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret
from helpdesk_tui.tls import verifying_context

pytestmark = pytest.mark.lab

SignIn = Callable[..., ActiveDirectorySession]


@pytest.fixture
def sign_in(samba: Domain) -> Iterator[SignIn]:
    sessions: list[ActiveDirectorySession] = []

    def make(login: str = people.OPERATOR, settings: Settings | None = None) -> ActiveDirectorySession:
        port = ActiveDirectory(settings or samba_settings(samba), SystemClock())
        sessions.append(port.sign_in(login, Secret(samba.password)))
        return sessions[-1]

    yield make
    for session in sessions:
        session.close()


@pytest.fixture
def administrator(samba: Domain) -> Iterator[Link]:
    link = Link(Endpoint(samba.host, samba.port), verifying_context(samba.ca_file), 5, 10)
    link.open()
    name = f"{samba.administrator}@{samba.domain}"
    assert link.bind(name, Secret(samba.administrator_password)).done
    yield link
    link.close()


def deny_reading(samba: Domain, administrator: Link, dn: str, attribute: str | uuid.UUID) -> None:
    """Put a deny for the operators before every other entry of the descriptor."""
    what = attribute if isinstance(attribute, uuid.UUID) else sd.ATTRIBUTES[attribute][0]
    raw = administrator.read(dn, ["nTSecurityDescriptor"], controls=[DACL_ONLY]).entries[0]
    descriptor = bytearray(raw.values["ntsecuritydescriptor"][0])
    (dacl,) = struct.unpack_from("<I", descriptor, 16)
    _, spare, size, count, more = struct.unpack_from("<BBHHH", descriptor, dacl)
    entry = ace(6, sd.READ_PROPERTY, samba.sid("Helpdesk Operators"), what)
    struct.pack_into("<BBHHH", descriptor, dacl, 4, spare, size + len(entry), count + 1, more)
    descriptor[dacl + 8 : dacl + 8] = entry
    assert administrator.modify(
        dn, [Modification("replace", "nTSecurityDescriptor", (bytes(descriptor),))], [DACL_ONLY]
    ).done


def test_starttls_on_the_plain_port_works_too(samba: Domain, sign_in: SignIn) -> None:
    settings = Settings((Endpoint(samba.host, samba.plain_port, "starttls"),), samba.ca_file)
    assert sign_in(settings=settings).info.tls in {"TLSv1.2", "TLSv1.3"}


def test_the_wrong_authority_is_refused(samba: Domain, sign_in: SignIn) -> None:
    with pytest.raises(DirectoryUnreachable) as caught:
        sign_in(settings=Settings((Endpoint(samba.host, samba.port),)))
    assert caught.value.problem.code == "tls-untrusted"


def test_everything_that_a_real_server_sends_passes_the_strict_look(
    samba: Domain, administrator: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every entry with every attribute, of all three partitions, and every kind of end."""
    seen: list[bytes] = []

    def noted(data: bytes, most: int) -> tuple[codec.Message, int]:
        seen.append(data)
        return received(data, most)

    received = codec.received
    monkeypatch.setattr(codec, "received", noted)
    everything = ["*", "+", "nTSecurityDescriptor", "replPropertyMetaData", "msDS-ReplAttributeMetaData"]
    assert administrator.read("", ["*", "+"]).entries
    counted = 0
    for base in ("", "CN=Configuration,", "CN=Schema,CN=Configuration,"):
        cookie = b""
        while True:
            where = "(objectClass=*)"
            answer = administrator.search(
                f"{base}{samba.base_dn}", where, everything, 100, cookie, controls=[DACL_ONLY]
            )
            counted += len(answer.entries)
            assert answer.result.code in {0, 10}
            cookie = answer.cookie
            if not cookie:
                break
    assert counted > 1500
    assert administrator.read("CN=nobody,DC=nowhere", ["*"]).result.code in {10, 32}
    assert not administrator.modify(
        "CN=nobody,DC=nowhere", [Modification("replace", "description", (b"x",))]
    ).done
    assert not administrator.bind("nobody@nowhere", Secret("wrong")).done
    assert len(seen) > counted
    for data in seen[::40]:
        for at in range(0, len(data), max(1, len(data) // 40)):
            damaged = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
            with suppress(ValueError):
                received(damaged, 250_000)


@pytest.mark.parametrize("name", sd.ATTRIBUTES)
def test_the_guids_of_attributes_and_property_sets_are_those_of_the_schema(
    administrator: Link, samba: Domain, name: str
) -> None:
    schema = f"CN=Schema,CN=Configuration,{samba.base_dn}"
    wanted = ["schemaIDGUID", "attributeSecurityGUID"]
    (entry,) = administrator.search(schema, f"(lDAPDisplayName={name})", wanted, 2).entries
    found = [entry.values.get(attribute.lower(), (None,))[0] for attribute in wanted]
    assert tuple(raw and uuid.UUID(bytes_le=raw) for raw in found) == sd.ATTRIBUTES[name]


def test_the_limit_is_real_though_samba_ignores_the_protocols(samba: Domain, sign_in: SignIn) -> None:
    session = sign_in()
    for limit in (1, 3):
        found = session.search("j", limit)
        assert len(found.rows) == limit
    some = session.search("e", 2)
    assert (len(some.rows), some.more) == (2, True)
    all_of_them = session.search("e", 100)
    assert (len(all_of_them.rows) > 2, all_of_them.more) == (True, False)


@pytest.mark.parametrize("page", [1, 2, 500])
def test_pages_of_any_size_give_the_same_people(samba: Domain, sign_in: SignIn, page: int) -> None:
    usual = samba_settings(samba)
    small = Settings(usual.servers, usual.ca_file, phone_region="GB", page_size=page)
    session = sign_in(settings=small)
    assert {row.login for row in session.search("john smith", 10).rows} == {"john.smith", "john.smith2"}
    assert [row.login for row in session.search("020 7946 0123", 10).rows] == ["ada.byron"]


def test_what_the_operator_may_not_read_is_unknown(
    samba: Domain, administrator: Link, sign_in: SignIn
) -> None:
    session = sign_in()
    full, bare = samba.new_person(mobile="+44 7700 900999"), samba.new_person()
    assert session.read(AccountId(full.id)).mobile == "+44 7700 900999"
    assert session.read(AccountId(bare.id)).mobile == ""
    for person in (full, bare):
        deny_reading(samba, administrator, person.dn, "mobile")
        assert session.read(AccountId(person.id)).mobile is None


def test_a_fine_grained_policy_that_may_be_there_unseen_makes_the_policy_unknown(
    samba: Domain, administrator: Link, sign_in: SignIn
) -> None:
    session, person = sign_in(), samba.new_person()
    policy = session.read(AccountId(person.id)).policy
    assert policy is not None
    assert policy.source == "domain policy"
    deny_reading(samba, administrator, person.dn, "msds-resultantpso")
    assert session.read(AccountId(person.id)).policy is None


# --- groups and the account's bits --------------------------------------------------------------------


def made_group(samba: Domain, name: str) -> str:
    """Its DN."""
    dn = f"CN={name},{people.STAFF}"
    samba.apply(ldif.add(dn, {"objectClass": "group", "sAMAccountName": name}))
    return dn


def test_what_a_group_gives_is_unknown_where_it_may_not_be_read(
    samba: Domain, administrator: Link, sign_in: SignIn
) -> None:
    session = sign_in()
    mark = uuid.uuid4().hex[:8]
    free, held = (made_group(samba, f"{name}-{mark}") for name in ("free", "held"))
    samba.apply(ldif.add_values(f"CN=Domain Admins,{people.USERS}", {"member": held}))
    ids = [session.group_id(dn) or "" for dn in (free, held)]
    assert session.group_power(ids[0]) == GroupPower(frozenset({ids[0]}), "")
    assert session.group_power(ids[1]).protects == "Domain Admins"
    for dn, group, what in zip((free, held), ids, ("tokengroups", "memberof"), strict=True):
        deny_reading(samba, administrator, dn, what)
        assert session.group_power(group) == GroupPower(None, None)


def test_a_member_is_written_by_its_id_whatever_its_name_looks_like(samba: Domain, sign_in: SignIn) -> None:
    """Two names that differ in a sign that nobody sees: the right one of both gets in, and out again."""
    session, right, other = sign_in(), samba.new_person(), samba.new_person()
    mark = uuid.uuid4().hex[:8]
    samba.rename(other.login, f"Alike {mark}")
    samba.rename(right.login, f"Alike\u200b {mark}")
    group = session.group_id("VPN Users") or ""
    for action, names in ((Action.ADD_TO_GROUP, {right.login}), (Action.REMOVE_FROM_GROUP, set())):
        change = Change(frozenset({action}), asked=Asked(group=group))
        assert write(session, AccountId(right.id), change).kind is ReplyKind.ACCEPTED
        found = samba.search(f"(memberOf={people.VPN})", "sAMAccountName")
        assert {entry["sAMAccountName"][0].decode() for entry in found} & {right.login, other.login} == names


def test_what_others_change_of_an_account_meanwhile_is_not_undone(
    samba: Domain, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, person = sign_in(), samba.new_person()
    read_before = PreparedModify._control

    def overtaken(prepared: PreparedModify) -> int:
        found = read_before(prepared)
        samba.set_attributes(person.login, userAccountControl="66048")  # the password never expires
        return found

    monkeypatch.setattr(PreparedModify, "_control", overtaken)
    reply = write(session, AccountId(person.id), Change(frozenset({Action.DISABLE})))
    assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.REFUSED, "changed-meanwhile")
    assert samba.raw_attributes(person.login, "userAccountControl")["userAccountControl"] == [b"66048"]


# --- how old contact data is --------------------------------------------------------------------------

STAMPS = uuid.UUID("281416c0-1968-11d0-a28f-00aa003049e2")  # schemaIDGUID of replPropertyMetaData


@pytest.mark.parametrize("name", ["mail", "mobile", "telephoneNumber"])
def test_the_number_of_an_attribute_is_the_one_whose_stamp_a_write_makes(samba: Domain, name: str) -> None:
    """As Samba's own tool decodes the stamps."""
    person = samba.new_person()
    before = samba.stamps(person.login).keys()
    samba.set_attributes(person.login, **{name: "x@y.example"})
    assert samba.stamps(person.login).keys() - before == {ATTRIBUTE_TYPES[name]}


def test_the_managers_number_has_the_prefix_of_mail_and_the_last_number_of_its_own_oid(
    administrator: Link, samba: Domain
) -> None:
    """No write shows it: see below. Both OIDs are the schema's."""
    schema = f"CN=Schema,CN=Configuration,{samba.base_dn}"
    oids = {}
    for name in ("mail", "manager"):
        (entry,) = administrator.search(schema, f"(lDAPDisplayName={name})", ["attributeID"], 2).entries
        oids[name] = entry.values["attributeid"][0].decode().rpartition(".")
    assert oids["mail"][0] == oids["manager"][0]
    beginning = ATTRIBUTE_TYPES["mail"] - int(oids["mail"][2])
    assert beginning & 0xFFFF == 0
    assert ATTRIBUTE_TYPES["manager"] == beginning + int(oids["manager"][2])


def test_a_managers_appointment_makes_no_stamp_of_an_attribute(samba: Domain) -> None:
    """Its link has one, which Samba shows to nobody: so the entry's date stands in."""
    person = samba.new_person()
    before = samba.stamps(person.login)
    samba.set_attributes(person.login, manager=samba.dn("marie.curie"))
    assert samba.stamps(person.login) == before
    assert "msDS-ReplValueMetaData" not in samba.raw_attributes(person.login, "msDS-ReplValueMetaData")


def test_the_times_are_those_that_sambas_own_tool_decodes(samba: Domain, sign_in: SignIn) -> None:
    session = sign_in()
    old = samba.new_person(mail="old@lab.example", mobile="+44 7700 900801", telephoneNumber="1")
    samba.date_back(old.login, datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC))
    samba.set_mobile(old.login, "+44 7700 900802")
    ada = session.search("ada.byron", 5).rows[0].id
    for login, id_ in (("ada.byron", ada), (old.login, AccountId(old.id))):
        times, decoded = session.read(id_).contact_times, samba.stamps(login)
        witnessed = {
            name: datetime.strptime(decoded[kind], "%a %b %d %H:%M:%S %Y UTC").replace(tzinfo=UTC)
            for name, kind in ATTRIBUTE_TYPES.items()
            if kind in decoded
        }
        assert witnessed == {
            "mail": times.mail,
            "mobile": times.mobile,
            "telephoneNumber": times.office_phone,
        }
    assert times.mail == datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC)
    assert isinstance(times.mobile, datetime)
    assert times.mobile.year > 2020


def test_stamps_that_the_operator_may_not_read_leave_the_age_unknown(
    samba: Domain, administrator: Link, sign_in: SignIn
) -> None:
    session = sign_in()
    person = samba.new_person(mail="a@lab.example", mobile="+44 7700 900803")
    assert isinstance(session.read(AccountId(person.id)).contact_times.mobile, datetime)
    deny_reading(samba, administrator, person.dn, STAMPS)
    one = session.read(AccountId(person.id))
    assert (one.mail, one.mobile) == ("a@lab.example", "+44 7700 900803")
    times = one.contact_times
    assert (times.mail, times.mobile, times.office_phone) == (None, None, None)


# --- managers and the census --------------------------------------------------------------------------


def test_a_manager_that_the_operator_may_not_see_is_none_and_unknown(
    samba: Domain, administrator: Link, sign_in: SignIn
) -> None:
    session = sign_in()
    person = samba.new_person(manager=samba.dn("marie.curie"))
    assert session.manager(AccountId(person.id)) is not None
    deny_reading(samba, administrator, person.dn, "manager")
    assert session.manager(AccountId(person.id)) is None
    counted = {entry.login: entry.manager for entry in session.census((), frozenset())}
    assert (counted[person.login], counted["ada.byron"], counted["marie.curie"]) == ("", "Marie Curie", "")


def test_a_manager_who_moves_and_is_renamed_is_followed(samba: Domain, sign_in: SignIn) -> None:
    session, manager = sign_in(), samba.new_person()
    person = samba.new_person(manager=manager.dn)
    samba.rename(manager.login, f'Strange, "Name" +1 <x>; = \\ {manager.login} #')
    samba.move(manager.login, people.ELSEWHERE)
    found = session.manager(AccountId(person.id))
    assert found is not None
    assert found.id == manager.id


@pytest.mark.parametrize("page", [1, 2, 7, 500])
def test_pages_of_any_size_give_the_same_census(samba: Domain, sign_in: SignIn, page: int) -> None:
    """The count is that of ldapsearch, which asks without pages."""
    usual = samba_settings(samba)
    session = sign_in(settings=Settings(usual.servers, usual.ca_file, page_size=page))
    operators, users = (session.group_id(name) for name in ("Helpdesk Operators", "Domain Users"))
    assert operators
    assert users
    entries = session.census((people.DESK,), frozenset({operators, users}))
    counted = {entry.login: entry.group_ids for entry in entries}
    found = samba.search("(sAMAccountType=805306368)", "sAMAccountName")
    below = [entry for entry in found if entry["dn"][0].decode().endswith(people.DESK)]
    assert sorted(counted) == sorted(entry["sAMAccountName"][0].decode() for entry in below)
    assert len(counted) > 7
    where = "(memberOf=CN=Helpdesk Operators,OU=Desk,DC=lab,DC=example)"
    members = [entry["sAMAccountName"][0].decode() for entry in samba.search(where, "sAMAccountName")]
    assert sorted(login for login, groups in counted.items() if operators in groups) == sorted(members)
    assert all(users in groups for groups in counted.values())  # nearly everybody's primary group


def test_groups_count_wherever_they_are_and_people_where_they_are_looked_for(
    samba: Domain, sign_in: SignIn
) -> None:
    usual = samba_settings(samba)
    session = sign_in(settings=Settings(usual.servers, usual.ca_file, base_dn=people.PEOPLE))
    administrators = session.group_id("Administrators")
    assert administrators
    counted = {entry.login: entry.group_ids for entry in session.census((), frozenset({administrators}))}
    assert counted["primary.admin"] == {administrators}  # by Domain Admins, which lies elsewhere
    assert counted["nested.admin"] == {administrators}
    assert counted.keys() >= {"ada.byron"}
    assert not counted.keys() & {"elsa.elsewhere", people.OPERATOR}


def test_a_ring_of_groups_is_no_trap(samba: Domain, sign_in: SignIn) -> None:
    mark = uuid.uuid4().hex[:8]
    first, second = (f"CN=ring-{number}-{mark},{people.DESK}" for number in (1, 2))
    person = samba.new_person()
    for group in (first, second):
        name = group.partition(",")[0].removeprefix("CN=")
        samba.apply(ldif.add(group, {"objectClass": "group", "sAMAccountName": name}))
    samba.apply(ldif.add_values(first, {"member": [second, person.dn]}))
    samba.apply(ldif.add_values(second, {"member": first}))
    session = sign_in()
    ids = frozenset(id_ for group in (first, second) if (id_ := session.group_id(group)))
    counted = {entry.login: entry.group_ids for entry in session.census((people.STAFF,), ids)}
    assert len(ids) == 2
    assert counted[person.login] == ids == (session.read(AccountId(person.id)).group_ids or frozenset()) & ids
    assert counted["ada.byron"] == frozenset()


def test_a_distribution_group_is_nobodys(samba: Domain, sign_in: SignIn) -> None:
    """In a person's token it does not stand either."""
    mark = uuid.uuid4().hex[:8]
    group, person = f"CN=list-{mark},{people.DESK}", samba.new_person()
    samba.apply(ldif.add(group, {"objectClass": "group", "sAMAccountName": f"list-{mark}", "groupType": 2}))
    samba.apply(ldif.add_values(group, {"member": person.dn}))
    session = sign_in()
    id_ = session.group_id(group)
    assert id_
    assert id_ not in (session.read(AccountId(person.id)).group_ids or ())
    counted = {entry.login: entry.group_ids for entry in session.census((people.STAFF,), frozenset({id_}))}
    assert counted[person.login] == frozenset()


# --- writing ------------------------------------------------------------------------------------------


def test_a_service_account_does_what_its_operator_may_not(samba: Domain, sign_in: SignIn) -> None:
    person = samba.new_person()
    usual = samba_settings(samba)
    service = Credentials(people.OPERATOR, Secret(samba.password))
    session = sign_in(people.AUDITOR, Settings(usual.servers, usual.ca_file, service=service))
    assert (session.operator.login, session.info.acts_as) == (people.AUDITOR, people.OPERATOR)
    reply = write(session, AccountId(person.id), a_change(Secret("By-The-Service-91")))
    assert reply.kind is ReplyKind.ACCEPTED
    assert samba.ldap_bind(person.login, "By-The-Service-91") == "ok"


def test_with_a_service_an_operator_signs_in_by_mail(samba: Domain, sign_in: SignIn) -> None:
    mail = f"desk.{uuid.uuid4().hex[:8]}@mail.example"
    person = samba.new_person(mail=mail)
    usual = samba_settings(samba)
    service = Credentials(people.OPERATOR, Secret(samba.password))
    session = sign_in(mail, Settings(usual.servers, usual.ca_file, service=service))
    assert session.operator.login == person.login


def test_an_account_moved_and_renamed_is_still_the_one_that_is_written(
    samba: Domain, sign_in: SignIn
) -> None:
    session, person = sign_in(), samba.new_person()
    samba.rename(person.login, f"Renamed {person.login}")
    other = samba.new_person(name=f"Person {person.login}")  # takes the DN that was left
    assert other.dn == person.dn
    write(session, AccountId(person.id), a_change(Secret("For-The-Renamed-55")))
    assert samba.ldap_bind(person.login, "For-The-Renamed-55") == "ok"
    assert samba.ldap_bind(other.login, samba.password) == "ok"


def test_an_account_deleted_and_made_again_is_another_one(samba: Domain, sign_in: SignIn) -> None:
    session, person = sign_in(), samba.new_person()
    samba.delete(person.login)
    samba.new_person(person.login)
    reply = write(session, AccountId(person.id), a_change(unlock=True))
    assert reply.kind is ReplyKind.NOT_SENT
    assert reply.problem is not None
    assert reply.problem.code == "account-gone"


def test_the_person_signs_in_with_a_ticket_after_changing_the_temporary_password(
    samba: Domain, sign_in: SignIn
) -> None:
    person = samba.new_person()
    temporary = "Temporary-Lamp-27"
    write(sign_in(), AccountId(person.id), a_change(Secret(temporary), must_change=True, unlock=True))
    assert samba.kinit(person.login, temporary).name == "MUST_CHANGE"
    assert samba.kinit(person.login, temporary, "Chosen-Myself-31").name == "CHANGED"
    assert samba.attributes(person.login, "lockoutTime").get("lockoutTime", ["0"]) == ["0"]


# --- long names ---------------------------------------------------------------------------------------


def deep(samba: Domain, levels: int = 6) -> str:
    """The DN of a unit far below the others."""
    parent = people.STAFF
    for level in range(levels):
        parent = f"OU=Organisationseinheit der {level}. Ebene mit Namen {time.time_ns()},{parent}"
        samba.apply(ldif.add(parent, {"objectClass": "organizationalUnit"}))
    return parent


def test_a_person_and_a_group_are_found_by_their_dns_however_long(samba: Domain, sign_in: SignIn) -> None:
    session, unit = sign_in(), deep(samba)
    person = samba.new_person(parent=unit, name="Anna Maria Beispiel-Mustermann (Extern)")
    group = f"CN=Helpdesk far below,{unit}"
    samba.apply(ldif.add(group, {"objectClass": "group", "sAMAccountName": f"far{time.time_ns()}"}))
    assert min(len(person.dn), len(group)) > 349
    for typed in (person.dn, person.dn.upper(), person.dn.replace(",OU=", ", ou=")):
        found = session.search(typed, 5)
        assert [(row.login, row.dn) for row in found.rows] == [(person.login, person.dn)]
    assert session.read(AccountId(person.id)).dn == person.dn
    assert session.group_id(group) == samba.sid(group)


def test_a_dn_is_found_in_the_other_composition_and_with_the_other_apostrophe(
    samba: Domain, sign_in: SignIn
) -> None:
    person = samba.new_person(name=f"Zoe\u0308 O’Hara {time.time_ns()}")
    for typed in (person.dn, person.dn.replace("e\u0308", "ë").replace("’", "'")):
        assert [row.login for row in sign_in().search(typed, 5).rows] == [person.login]
