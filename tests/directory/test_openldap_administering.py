"""Which kind of delegate somebody is in OpenLDAP: asked with a change that cannot be made."""

from collections.abc import Iterator
from functools import partial

import pytest
from lab import people
from lab.ldap_server import Bind
from lab.openldap import OpenLdap as Lab
from lab.openldap import OpenLdapServer
from writing import a_change, write

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.ports import Capability, DirectorySession, ReplyKind
from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.openldap import OpenLdap
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module", params=["manage", "write"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenLdapServer]:
    with Lab(tmp_path_factory.mktemp(request.param), delegate=request.param) as running:
        yield running


@pytest.fixture
def kind(request: pytest.FixtureRequest, server: OpenLdapServer) -> str:
    found: str = request.node.callspec.params["server"]
    return found


@pytest.fixture
def session(server: OpenLdapServer) -> Iterator[DirectorySession]:
    looks = Credentials(server.administrator, Secret(server.administrator_password))
    settings = Settings((Endpoint(server.host, server.port),), server.ca_file, lookup=looks)
    make = partial(OpenLdap, default_policy=server.default_policy, hashes=True)
    signed_in = LdapDirectory(settings, SystemClock(), make).sign_in(people.OPERATOR, Secret(server.password))
    yield signed_in
    signed_in.close()


def test_the_kind_is_told_by_the_first_card_and_nothing_is_written(
    server: OpenLdapServer, session: DirectorySession, kind: str
) -> None:
    assert session.info.able(Capability.CHECKED_RESET) is None
    person = server.new_person()
    before = server.attributes(person.login)
    shown = session.read(AccountId(person.id))
    assert shown.rights.get(Action.RESET) is (True if kind == "manage" else None)
    assert session.info.able(Capability.CHECKED_RESET) is (kind == "write")
    assert session.info.able(Capability.HISTORY_ON_RESET) is (kind == "write")
    assert server.attributes(person.login) == before
    assert server.bind(person.login, person.password) is Bind.OK


def test_what_was_told_is_true(server: OpenLdapServer, session: DirectorySession, kind: str) -> None:
    person = server.new_person()
    session.read(AccountId(person.id))
    replies = [
        write(session, AccountId(person.id), a_change(Secret(each))) for each in ("short", person.password)
    ]
    refused = [reply.problem.code if reply.problem else "" for reply in replies]
    assert refused == (["", ""] if kind == "manage" else ["password-refused", "password-in-history"])


def test_where_the_old_password_is_needed_only_administrators_are_offered_a_reset(
    server: OpenLdapServer, session: DirectorySession, kind: str
) -> None:
    safe = server.new_policy("Safe", pwdSafeModify="TRUE")
    person = server.new_person(pwdPolicySubentry=safe)
    assert session.read(AccountId(person.id)).rights[Action.RESET] is (kind == "manage")
    reply = write(session, AccountId(person.id), a_change(Secret("Brand-New-Lantern-83")))
    assert reply.kind is (ReplyKind.ACCEPTED if kind == "manage" else ReplyKind.REFUSED)
    if kind == "write":
        assert reply.problem
        assert reply.problem.code == "old-password-needed"
