"""A server of LDAPv3 of which nothing more is known: it works with what it has, and what it lacks is said."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest
from explained import why
from lab import people
from lab.ldap_server import Bind
from lab.openldap import OpenLdapServer
from writing import a_change, write

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Before, Outcome, read_back
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.actions.weighing import impossible, preview
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.policy import PasswordRules
from helpdesk_tui.desk.ports import Capability, DirectorySession, ReplyKind
from helpdesk_tui.directory.ldapv3 import LdapDirectory, PlainServer
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret

pytestmark = pytest.mark.lab
NEW = "Brand-New-Lantern-83"
KEPT = PasswordRules(always_force_change=False)


@pytest.fixture
def session(openldap: OpenLdapServer) -> Iterator[DirectorySession]:
    """OpenLDAP, taken for a server of no known kind."""
    looks = Credentials(openldap.administrator, Secret(openldap.administrator_password))
    settings = Settings((Endpoint(openldap.host, openldap.port),), openldap.ca_file, lookup=looks)
    directory = LdapDirectory(settings, SystemClock(), partial(PlainServer, hashes=False))
    signed_in = directory.sign_in(people.OPERATOR, Secret(openldap.password))
    yield signed_in
    signed_in.close()


def test_people_and_groups_are_read_and_their_state_is_unknown(
    openldap: OpenLdapServer, session: DirectorySession
) -> None:
    (row,) = session.search("lena.locked", 5).rows
    assert (row.locked, row.enabled, row.must_change) == (None, None, None)
    ada = session.read(AccountId(openldap.id("ada.byron")))
    assert (ada.name, ada.mobile, ada.policy) == ("Ada Byron", "+44 7700 900123", None)
    assert ada.group_ids
    reasons = why(ada, datetime.now(UTC))
    unknown = "enabled, locked, account expiry, password expiry, forced change, permitted hours"
    assert reasons == (f"Could not be read: {unknown}.",)


def test_what_it_lacks_is_said(session: DirectorySession) -> None:
    info = session.info
    assert info.kind == "LDAP"
    able = {Action.RESET, Action.ADD_TO_GROUP, Action.REMOVE_FROM_GROUP}
    assert set(info.cannot) == CALL_ACTIONS - able
    for capability in (Capability.PASSWORD_POLICY, Capability.SIGN_IN_STATE, Capability.PROTECTION):
        assert info.able(capability) is False
        assert info.why(capability)


def test_only_what_can_be_done_is_offered(openldap: OpenLdapServer, session: DirectorySession) -> None:
    """A reset that must force a change cannot be made there: it is said, and not half done."""
    ada, info, now = session.read(AccountId(openldap.id("ada.byron"))), session.info, datetime.now(UTC)
    for action in (Action.FORCE_CHANGE, Action.UNLOCK):
        (first, *_) = impossible(ada, action, KEPT, info, now)
        assert first.code == "not-on-this-server"
    against = impossible(ada, Action.RESET, PasswordRules(), info, now)
    assert [each.code for each in against] == ["reset-not-forced"]
    assert impossible(ada, Action.RESET, KEPT, info, now) == ()


def test_a_reset_is_proved_by_a_sign_in(openldap: OpenLdapServer, session: DirectorySession) -> None:
    person = openldap.new_person()
    before = session.read(AccountId(person.id))
    order = Order(Action.RESET)
    assert preview(before, order, KEPT, session.info, datetime.now(UTC)).refusals == ()
    reply = write(session, AccountId(person.id), a_change(Secret(NEW)))
    assert (reply.kind, reply.proven) == (ReplyKind.ACCEPTED, True)
    after = session.read(AccountId(person.id))
    (result,) = read_back(Before.of(before, (Action.RESET,)), after, (Action.RESET,), reply)
    assert result.outcome is Outcome.DONE
    assert openldap.bind(person.login, NEW) is not Bind.WRONG
    assert openldap.bind(person.login, person.password) is Bind.WRONG


def test_what_it_refuses_is_said(openldap: OpenLdapServer, session: DirectorySession) -> None:
    elsa = AccountId(openldap.id("elsa.elsewhere"))
    reply = write(session, elsa, a_change(Secret(NEW)))
    assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.REFUSED, "no-right")


@pytest.mark.parametrize("steps", [{"must_change": True}, {"unlock": True}])
def test_what_it_cannot_do_is_not_sent(
    openldap: OpenLdapServer, session: DirectorySession, steps: dict[str, bool]
) -> None:
    person = openldap.new_person()
    before = openldap.attributes(person.login)
    reply = write(session, AccountId(person.id), a_change(**steps))
    assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.NOT_SENT, "not-on-this-server")
    assert openldap.attributes(person.login) == before


def test_the_operators_trouble_is_told_as_far_as_it_tells(openldap: OpenLdapServer) -> None:
    looks = Credentials(openldap.administrator, Secret(openldap.administrator_password))
    settings = Settings((Endpoint(openldap.host, openldap.port),), openldap.ca_file, lookup=looks)
    directory = LdapDirectory(settings, SystemClock(), partial(PlainServer, hashes=False))
    for login in ("olga.operator", "nobody.known"):
        with pytest.raises(NotPermitted) as caught:
            directory.sign_in(login, Secret("Not-The-Password-0"))
        assert caught.value.problem.code == "wrong-password"
