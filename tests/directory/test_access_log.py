"""How old contact data is in OpenLDAP, by the server's log of writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from lab import people
from lab.ldap_server import WRONG
from lab.openldap import OpenLdap as Lab
from lab.openldap import OpenLdapServer

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.ports import Capability, DirectorySession
from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.openldap import OpenLdap
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret

pytestmark = pytest.mark.lab
LONG_AGO = datetime(2019, 4, 1, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def logging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenLdapServer]:
    with Lab(tmp_path_factory.mktemp("logging"), access_log=True) as server:
        yield server


@contextmanager
def signed_in(server: OpenLdapServer, ahead: timedelta = timedelta()) -> Iterator[DirectorySession]:
    """As an operator, by a clock that is so far ahead."""

    class Ahead(SystemClock):
        def now(self) -> datetime:
            return super().now() + ahead

    looks = Credentials(server.administrator, Secret(server.administrator_password))
    settings = Settings((Endpoint(server.host, server.port),), server.ca_file, lookup=looks)
    make = partial(OpenLdap, default_policy=server.default_policy, hashes=True)
    session = LdapDirectory(settings, Ahead(), make).sign_in(people.OPERATOR, Secret(server.password))
    try:
        yield session
    finally:
        session.close()


def read(server: OpenLdapServer, login: str, ahead: timedelta = timedelta()) -> Account:
    with signed_in(server, ahead) as session:
        return session.read(AccountId(server.id(login)))


def test_each_datum_is_as_old_as_its_last_write(logging: OpenLdapServer) -> None:
    """Seen months later: the mobile number was changed, then somebody typed a wrong password."""
    person = logging.new_person(mobile="+44 7700 900001", mail="a@one.example")
    logging.set_attributes(person.login, mobile="+44 7700 900002")
    changed = datetime.now(UTC)
    logging.bind(person.login, WRONG)
    times = read(logging, person.login).contact_times
    for when in (times.mobile, times.mail):
        assert isinstance(when, datetime)
        assert abs(when - changed) < timedelta(seconds=5)


def test_what_the_log_has_no_record_of_is_as_old_as_the_log(logging: OpenLdapServer) -> None:
    """Ada was loaded before the server ran. A day later a wrong password makes her entry new, and no more."""
    logging.bind("ada.byron", WRONG)
    ahead = timedelta(days=8)
    now = datetime.now(UTC) + ahead
    times = read(logging, "ada.byron", ahead).contact_times
    assert isinstance(times.mobile, datetime)
    assert timedelta(days=6) < now - times.mobile < timedelta(days=9)
    for when in (times.mail, times.office_phone, times.manager):
        assert when == times.mobile


def test_what_was_written_past_the_log_counts_as_new(logging: OpenLdapServer) -> None:
    """The entry says that it was written later than the log knows: then its own word counts."""
    person = logging.new_person(mobile="+44 7700 900003")
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    logging.date_back(person.login, later)
    assert read(logging, person.login).contact_times.mobile == later


def test_without_a_log_the_last_write_of_the_entry_stands_in(openldap: OpenLdapServer) -> None:
    person = openldap.new_person(mobile="+44 7700 900004")
    openldap.date_back(person.login, LONG_AGO)
    times = read(openldap, person.login).contact_times
    assert {times.mail, times.mobile, times.office_phone, times.manager} == {LONG_AGO}


def test_whether_there_is_a_log_is_said(logging: OpenLdapServer, openldap: OpenLdapServer) -> None:
    for server, able in ((logging, True), (openldap, None)):
        with signed_in(server) as session:
            assert session.info.able(Capability.CONTACT_TIMES) is able
            assert session.info.why(Capability.CONTACT_TIMES)
