"""Why somebody cannot sign in, on real directories: what is done to an account is what is told of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from contract.directory_cases import samba_settings
from directory import ds389_desk, openldap_desk
from lab import people
from lab.domain import Domain
from lab.ds389 import Ds389Server
from lab.openldap import OpenLdapServer

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.explaining import Reason, Stops, explain
from helpdesk_tui.desk.ports import DirectorySession
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.secret import Secret

pytestmark = pytest.mark.lab


def reasons(session: DirectorySession, account: str, *, everywhere: bool = False) -> tuple[Reason, ...]:
    """Of signing in, or what is not far from that."""
    now, servers = datetime.now(UTC), None
    if everywhere:
        servers = session.at_every_server(AccountId(account))
    found = explain(session.read(AccountId(account)), now, servers)
    return tuple(each for each in found if each.stops is not Stops.CHANGE)


def codes(*asked: object, **options: bool) -> list[str]:
    return [each.what.code for each in reasons(*asked, **options)]


# --- Active Directory -------------------------------------------------------------------------------------


@pytest.fixture
def samba_session(samba: Domain) -> Iterator[DirectorySession]:
    port = ActiveDirectory(samba_settings(samba), SystemClock())
    session = port.sign_in(people.OPERATOR, Secret(samba.password))
    yield session
    session.close()


def bits_but_for(hour: datetime) -> bytes:
    """logonHours in which that hour of the week alone is permitted."""
    place = hour.isoweekday() % 7 * 24 + hour.hour
    hours = bytearray(21)
    hours[place // 8] = 1 << place % 8
    return bytes(hours)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"userAccountControl": 0x202}, "why-disabled"),
        ({"accountExpires": people.LONG_AGO}, "why-account-expired"),
        ({"userWorkstations": "PC-1,PC-2"}, "why-workstations"),
        ({"userAccountControl": 0x40200}, "why-smart-card"),
        ({"pwdLastSet": 0}, "why-must-change"),
    ],
)
def test_what_an_administrator_of_active_directory_sets(
    samba: Domain, samba_session: DirectorySession, change: dict[str, object], code: str
) -> None:
    person = samba.new_person()
    assert codes(samba_session, person.id) == []
    samba.set_attributes(person.login, **change)
    assert codes(samba_session, person.id) == [code]


def test_permitted_hours_and_when_the_next_ones_begin(samba: Domain, samba_session: DirectorySession) -> None:
    person = samba.new_person()
    later = (datetime.now(UTC) + timedelta(hours=5)).replace(minute=0, second=0, microsecond=0)
    samba.set_attributes(person.login, logonHours=bits_but_for(later))
    (reason,) = reasons(samba_session, person.id)
    assert reason.what.code == "why-outside-hours"
    assert reason.evidence == f"The next permitted hours begin {later:%Y-%m-%d %H:%M} UTC."
    samba.set_attributes(person.login, logonHours=bytes(21))
    (reason,) = reasons(samba_session, person.id)
    assert reason.evidence == "No hour of the week is permitted."


def test_a_password_that_the_domain_lets_grow_too_old(samba: Domain, samba_session: DirectorySession) -> None:
    person = samba.new_person()
    samba.age_password(person.login)
    (reason,) = reasons(samba_session, person.id)
    assert reason.what.code == "why-password-expired"
    assert reason.evidence.startswith("It ended ")


def test_a_lockout_after_wrong_passwords_since_when_and_until(
    samba: Domain, samba_session: DirectorySession
) -> None:
    person = samba.new_person()
    samba.lock(person.login)
    (locked, *_) = reasons(samba_session, person.id, everywhere=True)
    assert locked.what.code == "why-locked"
    assert locked.evidence.startswith(f"Since {datetime.now(UTC):%Y-%m-%d}")
    assert "It ends by itself" in locked.evidence
    assert "why-old-password" in codes(samba_session, person.id, everywhere=True)


def test_whoever_must_change_and_may_not_is_trapped(samba: Domain, samba_session: DirectorySession) -> None:
    account = samba.id(people.CANNOT_CHANGE)
    assert "why-trapped" not in codes(samba_session, account)
    samba.must_change(people.CANNOT_CHANGE)
    try:
        assert codes(samba_session, account) == ["why-trapped", "why-must-change"]
    finally:
        samba.set_password(people.CANNOT_CHANGE, samba.password)


def test_a_policy_that_may_not_be_read(samba: Domain, samba_session: DirectorySession) -> None:
    assert "why-policy-unread" in codes(samba_session, samba.id("lars.laboratory"))


def test_an_account_that_programs_sign_in_with(samba: Domain, samba_session: DirectorySession) -> None:
    person = samba.new_person()
    assert not samba_session.read(AccountId(person.id)).runs_services
    samba.set_attributes(person.login, servicePrincipalName=f"HTTP/{person.login}.lab.example")
    assert samba_session.read(AccountId(person.id)).runs_services
    assert "laptop" in samba_session.info.after_reset


# --- OpenLDAP ---------------------------------------------------------------------------------------------


@pytest.fixture
def openldap_session(openldap: OpenLdapServer) -> Iterator[DirectorySession]:
    session = openldap_desk.signed_in(openldap)
    yield session
    session.close()


@pytest.mark.parametrize(
    ("login", "wanted"),
    [
        ("bea.begins", ["why-not-begun"]),
        ("xenia.expired", ["why-account-expired"]),
        ("felix.forever", ["why-disabled"]),
        ("mona.mustchange", ["why-must-change"]),
        ("greta.grace", ["why-grace"]),
        ("edgar.expired", ["why-password-expired"]),
        ("nele.never", []),
    ],
)
def test_what_ppolicy_keeps(
    openldap: OpenLdapServer, openldap_session: DirectorySession, login: str, wanted: list[str]
) -> None:
    assert codes(openldap_session, openldap.id(login)) == wanted


def test_sign_ins_that_are_left_are_counted_down(
    openldap: OpenLdapServer, openldap_session: DirectorySession
) -> None:
    policy = openldap.attributes("greta.grace", "pwdPolicySubentry")["pwdPolicySubentry"]
    person = openldap.new_person(pwdPolicySubentry=policy)
    openldap.age_password(person.login)
    told = []
    for _ in range(4):
        told += [each.what.cause for each in reasons(openldap_session, person.id)]
        openldap.bind(person.login, person.password)
    assert [sentence.rpartition(" for ")[2] for sentence in told[:3]] == [
        "3 sign-ins.",
        "2 sign-ins.",
        "1 sign-in.",
    ]
    assert told[3] == "The password has expired, and no sign-in with it is left."


def test_a_lockout_of_ppolicy_since_when_and_until(
    openldap: OpenLdapServer, openldap_session: DirectorySession
) -> None:
    person = openldap.new_person()
    openldap.lock(person.login)
    (locked,) = reasons(openldap_session, person.id)
    assert locked.what.code == "why-locked"
    assert "Since " in locked.evidence
    assert "It ends by itself" in locked.evidence


def test_wrong_passwords_at_even_distances_are_of_a_device(
    openldap: OpenLdapServer, openldap_session: DirectorySession
) -> None:
    """Which the server keeps the times of."""
    person = openldap.new_person()
    began = datetime.now(UTC) - timedelta(hours=2)
    times = [f"{began + timedelta(minutes=30 * number):%Y%m%d%H%M%SZ}" for number in range(4)]
    openldap.set_attributes(person.login, pwdFailureTime=times)
    (reason,) = reasons(openldap_session, person.id)
    assert reason.what.code == "why-old-password"
    assert "every 30 minutes" in reason.evidence


# --- 389 Directory Server -----------------------------------------------------------------------------------


@pytest.fixture
def ds389_session(ds389: Ds389Server) -> Iterator[DirectorySession]:
    session = ds389_desk.signed_in(ds389)
    yield session
    session.close()


def test_what_389_keeps(ds389: Ds389Server, ds389_session: DirectorySession) -> None:
    person = ds389.new_person()
    assert codes(ds389_session, person.id) == []
    ds389.lock(person.login)
    assert codes(ds389_session, person.id) == ["why-locked"]
    ds389.set_attributes(person.login, nsAccountLock="true")
    assert codes(ds389_session, person.id) == ["why-disabled", "why-locked"]


def test_sign_ins_that_389_leaves_are_counted_down(
    ds389: Ds389Server, ds389_session: DirectorySession
) -> None:
    assert codes(ds389_session, ds389.id("greta.grace")) == ["why-grace"]
