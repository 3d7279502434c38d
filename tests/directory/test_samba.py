"""Active Directory on a real domain controller: what the contract, which the demo passes too, cannot ask."""

import struct
import uuid
from collections.abc import Callable, Iterator

import pytest
from contract.directory_cases import samba_settings
from directory.test_security_descriptor import ace
from lab import people
from lab.domain import Domain

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import Change, ReplyKind
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.active_directory import security_descriptor as sd
from helpdesk_tui.directory.active_directory.session import _DACL_ONLY, ActiveDirectorySession
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.directory.tls import verifying_context
from helpdesk_tui.errors import DirectoryUnreachable
from helpdesk_tui.secret import Secret

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


def deny_reading(samba: Domain, administrator: Link, dn: str, attribute: str) -> None:
    """Put a deny for the operators before every other entry of the descriptor."""
    raw = administrator.read(dn, ["nTSecurityDescriptor"], controls=[_DACL_ONLY]).entries[0]
    descriptor = bytearray(raw.values["ntsecuritydescriptor"][0])
    (dacl,) = struct.unpack_from("<I", descriptor, 16)
    _, spare, size, count, more = struct.unpack_from("<BBHHH", descriptor, dacl)
    entry = ace(6, sd.READ_PROPERTY, samba.sid("Helpdesk Operators"), sd.ATTRIBUTES[attribute][0])
    struct.pack_into("<BBHHH", descriptor, dacl, 4, spare, size + len(entry), count + 1, more)
    descriptor[dacl + 8 : dacl + 8] = entry
    assert administrator.modify(dn, {"nTSecurityDescriptor": bytes(descriptor)}, [_DACL_ONLY]).done


def test_starttls_on_the_plain_port_works_too(samba: Domain, sign_in: SignIn) -> None:
    settings = Settings((Endpoint(samba.host, samba.plain_port, "starttls"),), samba.ca_file)
    assert sign_in(settings=settings).info.tls in {"TLSv1.2", "TLSv1.3"}


def test_the_wrong_authority_is_refused(samba: Domain, sign_in: SignIn) -> None:
    with pytest.raises(DirectoryUnreachable) as caught:
        sign_in(settings=Settings((Endpoint(samba.host, samba.port),)))
    assert caught.value.problem.code == "tls-untrusted"


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


def test_a_service_account_does_what_its_operator_may_not(samba: Domain, sign_in: SignIn) -> None:
    person = samba.new_person()
    usual = samba_settings(samba)
    service = Credentials(people.OPERATOR, Secret(samba.password))
    session = sign_in(people.AUDITOR, Settings(usual.servers, usual.ca_file, service=service))
    assert (session.operator.login, session.info.acts_as) == (people.AUDITOR, people.OPERATOR)
    reply = session.change(AccountId(person.id), Change(Secret("By-The-Service-91"), must_change=False))
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
    session.change(AccountId(person.id), Change(Secret("For-The-Renamed-55"), must_change=False))
    assert samba.ldap_bind(person.login, "For-The-Renamed-55") == "ok"
    assert samba.ldap_bind(other.login, samba.password) == "ok"


def test_an_account_deleted_and_made_again_is_another_one(samba: Domain, sign_in: SignIn) -> None:
    session, person = sign_in(), samba.new_person()
    samba.delete(person.login)
    samba.new_person(person.login)
    reply = session.change(AccountId(person.id), Change(unlock=True))
    assert reply.kind is ReplyKind.REFUSED
    assert reply.problem is not None
    assert reply.problem.code == "account-gone"


def test_the_person_signs_in_with_a_ticket_after_changing_the_temporary_password(
    samba: Domain, sign_in: SignIn
) -> None:
    person = samba.new_person()
    temporary = "Temporary-Lamp-27"
    sign_in().change(AccountId(person.id), Change(Secret(temporary), must_change=True, unlock=True))
    assert samba.kinit(person.login, temporary).name == "MUST_CHANGE"
    assert samba.kinit(person.login, temporary, "Chosen-Myself-31").name == "CHANGED"
    assert samba.attributes(person.login, "lockoutTime").get("lockoutTime", ["0"]) == ["0"]
