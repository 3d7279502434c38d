"""A Kerberos ticket in place of the password: on a real domain controller, which is the KDC too."""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from contract.directory_cases import samba_settings
from lab import kerberos, ldif, people
from lab.domain import Domain, Kinit
from lab.second_dc import TwoDcs
from writing import a_change, write

from helpdesk_tui import directory
from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import ConfigError, DirectoryUnreachable, HelpdeskError, NotPermitted, Refused
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.directory.settings import Credentials, Endpoint, Keytab, Settings
from helpdesk_tui.secret import Secret

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("gssapi")]

SignIn = Callable[..., ActiveDirectorySession]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's cache; empty."""
    path = tmp_path / "krb5cc"
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{path}")
    monkeypatch.setenv("KRB5_CONFIG", "/nonexistent")  # what the program sets is taken back afterwards
    return path


@pytest.fixture
def settings(samba: Domain) -> Settings:
    return replace(samba_settings(samba), krb5_conf=samba.krb5_config)


@pytest.fixture
def sign_in(settings: Settings) -> Iterator[SignIn]:
    """`sign_in(service=…)`: by the ticket, with other settings than the usual ones."""
    sessions: list[ActiveDirectorySession] = []

    def make(**changes: object) -> ActiveDirectorySession:
        sessions.append(ActiveDirectory(replace(settings, **changes), SystemClock()).sign_in_with_ticket())
        return sessions[-1]

    yield make
    for session in sessions:
        session.close()


def refusal(sign_in: SignIn, kind: type[HelpdeskError] = NotPermitted, **changes: object) -> str:
    with pytest.raises(HelpdeskError) as caught:
        sign_in(**changes)
    assert isinstance(caught.value, kind)
    return caught.value.problem.code


# --- signing in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", ["ldaps", "starttls"])
def test_a_ticket_signs_in_inside_tls(samba: Domain, cache: Path, sign_in: SignIn, tls: str) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    port = samba.port if tls == "ldaps" else samba.plain_port
    session = sign_in(servers=(Endpoint(samba.host, port, tls),))
    assert (session.operator.login, session.info.acts_as) == (people.OPERATOR, people.OPERATOR)
    assert session.info.tls.startswith("TLSv1")
    assert [row.login for row in session.search("ada.byron", 5).rows] == ["ada.byron"]


def test_whose_ticket_it_is_can_be_told_before(samba: Domain, cache: Path, settings: Settings) -> None:
    kerberos.kinit(samba, people.AUDITOR, cache)
    told = ActiveDirectory(settings, SystemClock()).ticket_holder()
    assert told == f"{people.AUDITOR}@{samba.realm}"


def test_a_reset_is_written_with_the_ticket(samba: Domain, cache: Path, sign_in: SignIn) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    session, person = sign_in(), samba.new_person()
    reply = write(session, AccountId(person.id), a_change(Secret("Without-A-Password-61")))
    assert reply.kind is ReplyKind.ACCEPTED
    assert samba.kinit(person.login, "Without-A-Password-61") is Kinit.OK


def test_after_signing_out_the_ticket_opens_nothing_more(samba: Domain, cache: Path, sign_in: SignIn) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    session, person = sign_in(), samba.new_person()
    session.close()
    with pytest.raises(Refused) as caught, session.prepare_change(AccountId(person.id)):
        pass
    assert caught.value.problem.code == "signed-out"


def test_a_ticket_of_somebody_else_that_comes_later_writes_nothing(
    samba: Domain, cache: Path, sign_in: SignIn
) -> None:
    kerberos.kinit(samba, people.AUDITOR, cache)
    session, person = sign_in(), samba.new_person()
    kerberos.kinit(samba, people.OPERATOR, cache)
    with pytest.raises(NotPermitted) as caught, session.prepare_change(AccountId(person.id)):
        pass
    assert caught.value.problem.code == "no-ticket"


def test_a_ticket_that_ends_meanwhile_is_a_sentence_and_a_new_one_goes_on(
    samba: Domain, cache: Path, sign_in: SignIn
) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    session, person = sign_in(), samba.new_person()
    kerberos.let_expire(cache)
    with pytest.raises(NotPermitted) as caught, session.prepare_change(AccountId(person.id)):
        pass
    assert caught.value.problem.code == "ticket-expired"
    kerberos.kinit(samba, people.OPERATOR, cache)
    reply = write(session, AccountId(person.id), a_change(unlock=True))
    assert reply.kind is ReplyKind.ACCEPTED


# --- tickets that do not do -----------------------------------------------------------------------------


def test_no_ticket(cache: Path, sign_in: SignIn) -> None:
    assert refusal(sign_in) == "no-ticket"


def test_a_cache_that_is_none(cache: Path, sign_in: SignIn) -> None:
    cache.write_bytes(os.urandom(300))
    assert refusal(sign_in) == "no-ticket"


def test_a_default_keytab_is_no_operator(
    samba: Domain, cache: Path, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = kerberos.keytab(samba, people.OPERATOR, tmp_path / "keytab")
    monkeypatch.setenv("KRB5_CLIENT_KTNAME", f"FILE:{keys}")
    assert refusal(sign_in) == "no-ticket"


def test_a_ticket_that_has_expired(samba: Domain, cache: Path, sign_in: SignIn) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    kerberos.let_expire(cache)
    assert refusal(sign_in) == "ticket-expired"


@pytest.mark.parametrize("seconds", [400, -400])
def test_a_clock_that_is_off_so_says_the_kdc(
    samba: Domain, cache: Path, sign_in: SignIn, seconds: int
) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    kerberos.put_clock_ahead(cache, seconds)
    assert refusal(sign_in) == "ticket-clock"


def test_a_clock_that_is_off_so_says_the_directory(samba: Domain, cache: Path, sign_in: SignIn) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    kerberos.fetch(samba, cache, f"ldap/{samba.host}@")
    kerberos.put_clock_ahead(cache, 400)
    assert refusal(sign_in) == "ticket-clock"


def test_a_clock_that_is_off_a_little_does(samba: Domain, cache: Path, sign_in: SignIn) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    kerberos.put_clock_ahead(cache, 200)
    assert sign_in().operator.login == people.OPERATOR


def test_a_ticket_of_another_realm(cache: Path, sign_in: SignIn) -> None:
    kerberos.foreign_ticket(cache, "olga", "ELSEWHERE.EXAMPLE")
    assert refusal(sign_in) == "ticket-elsewhere"


def test_a_server_that_kerberos_does_not_know(samba: Domain, cache: Path, sign_in: SignIn) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    address = (Endpoint(samba.address, 636),)  # in the certificate, but no service name
    assert refusal(sign_in, DirectoryUnreachable, servers=address) == "no-service-name"


def test_no_kerberos_server_answers(samba: Domain, cache: Path, sign_in: SignIn, tmp_path: Path) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    dead = tmp_path / "krb5.conf"
    dead.write_text(samba.krb5_config.read_text().replace(f"{samba.address}:88", f"{samba.address}:1"))
    assert refusal(sign_in, DirectoryUnreachable, krb5_conf=dead) == "no-kdc"


@pytest.fixture
def silent(samba: Domain, tmp_path: Path) -> Iterator[Path]:
    """The configuration of a KDC that takes what comes and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as kdc:
        path = tmp_path / "krb5.conf"
        place = f"127.0.0.1:{kdc.getsockname()[1]}"
        path.write_text(samba.krb5_config.read_text().replace(f"{samba.address}:88", place))
        yield path


def test_a_kerberos_server_that_never_answers_costs_the_time_of_one_request(
    samba: Domain, cache: Path, sign_in: SignIn, silent: Path
) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    begun = time.monotonic()
    assert refusal(sign_in, DirectoryUnreachable, krb5_conf=silent, receive_timeout=1) == "no-kdc"
    assert time.monotonic() - begun < 4


def test_whoever_quits_meanwhile_waits_for_no_kerberos_server(
    samba: Domain, cache: Path, settings: Settings, silent: Path
) -> None:
    kerberos.kinit(samba, people.OPERATOR, cache)
    port = ActiveDirectory(replace(settings, krb5_conf=silent, receive_timeout=30), SystemClock())
    leaving = threading.Timer(0.5, port.break_off)
    leaving.start()
    begun = time.monotonic()
    with pytest.raises(HelpdeskError):
        port.sign_in_with_ticket()
    assert time.monotonic() - begun < 5
    leaving.join()


def test_an_account_that_was_disabled_meanwhile(samba: Domain, cache: Path, sign_in: SignIn) -> None:
    person = samba.new_person()
    kerberos.kinit(samba, person.login, cache)
    samba.set_attributes(person.login, userAccountControl=0x202)
    assert refusal(sign_in) == "ticket-revoked"


def test_an_account_that_was_locked_meanwhile(samba: Domain, cache: Path, sign_in: SignIn) -> None:
    person = samba.new_person()
    kerberos.kinit(samba, person.login, cache)
    samba.lock(person.login)
    assert refusal(sign_in) == "ticket-revoked"


def test_an_account_that_is_gone(samba: Domain, cache: Path, sign_in: SignIn) -> None:
    person = samba.new_person()
    kerberos.kinit(samba, person.login, cache)
    samba.delete(person.login)
    assert refusal(sign_in) == "ticket-revoked"


def test_without_the_library_a_sentence_says_how_to_get_it(
    cache: Path, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(directory, "kerberos", raising=False)
    monkeypatch.delitem(sys.modules, "helpdesk_tui.directory.kerberos", raising=False)
    monkeypatch.setitem(sys.modules, "gssapi", None)
    assert refusal(sign_in, ConfigError) == "kerberos-missing"


# --- the service's keytab -------------------------------------------------------------------------------


def test_a_service_works_by_its_keytab(
    samba: Domain, cache: Path, sign_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    keys = kerberos.keytab(samba, people.OPERATOR, tmp_path / "keytab")
    kerberos.kinit(samba, people.AUDITOR, cache)
    session, person = sign_in(service_keytab=Keytab(people.OPERATOR, keys)), samba.new_person()
    assert (session.operator.login, session.info.acts_as) == (people.AUDITOR, people.OPERATOR)
    reply = write(session, AccountId(person.id), a_change(Secret("By-The-Keytab-4711")))
    assert reply.kind is ReplyKind.ACCEPTED
    assert samba.kinit(person.login, "By-The-Keytab-4711") is Kinit.OK


def test_beside_the_keytab_an_operator_may_have_a_password(
    samba: Domain, cache: Path, settings: Settings, tmp_path: Path
) -> None:
    keys = kerberos.keytab(samba, people.OPERATOR, tmp_path / "keytab")
    service = Keytab(f"{people.OPERATOR}@{samba.realm}", keys)
    port = ActiveDirectory(replace(settings, service_keytab=service), SystemClock())
    session = port.sign_in(people.AUDITOR, Secret(samba.password))
    assert session.operator.login == people.AUDITOR
    session.close()


def test_beside_the_password_of_a_service_an_operator_may_have_a_ticket(
    samba: Domain, cache: Path, sign_in: SignIn
) -> None:
    kerberos.kinit(samba, people.AUDITOR, cache)
    session = sign_in(service=Credentials(people.OPERATOR, Secret(samba.password)))
    assert (session.operator.login, session.info.acts_as) == (people.AUDITOR, people.OPERATOR)


def test_a_keytab_of_somebody_else_is_the_services_trouble(
    samba: Domain, cache: Path, sign_in: SignIn, tmp_path: Path
) -> None:
    kerberos.kinit(samba, people.AUDITOR, cache)
    keys = kerberos.keytab(samba, people.AUDITOR, tmp_path / "keytab")
    service = Keytab(people.OPERATOR, keys)
    assert refusal(sign_in, DirectoryUnreachable, service_keytab=service) == "service-refused"


def test_keys_that_were_changed_are_the_services_trouble(
    samba: Domain, cache: Path, sign_in: SignIn, tmp_path: Path
) -> None:
    kerberos.kinit(samba, people.AUDITOR, cache)
    person = samba.new_person()
    keys = kerberos.keytab(samba, person.login, tmp_path / "keytab")
    samba.set_password(person.login, "Another-One-Meanwhile-8")
    service = Keytab(person.login, keys)
    assert refusal(sign_in, DirectoryUnreachable, service_keytab=service) == "service-refused"


# --- at a second server -------------------------------------------------------------------------------


def test_the_ticket_unlocks_at_the_server_that_decides_on_lockouts(
    two_dcs: TwoDcs,
    cache: Path,
    named,
) -> None:
    """Each server gets a negotiation of its own."""
    named({"dc1.lab.example": two_dcs.first.address, "dc2.lab.example": two_dcs.second.address})
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    two_dcs.first.lock(person.login)
    service = {"servicePrincipalName": "ldap/dc2.lab.example"}  # which a server registers for itself, later
    two_dcs.first.apply(ldif.add_values(two_dcs.first.dn("DC2$"), service))
    kerberos.kinit(two_dcs.first, people.OPERATOR, cache)
    settings = Settings(
        (Endpoint("dc2.lab.example"),), two_dcs.first.ca_file, krb5_conf=two_dcs.first.krb5_config
    )
    session = ActiveDirectory(settings, SystemClock()).sign_in_with_ticket()
    try:
        assert session.info.server.lower() == "dc2.lab.example"
        there = session.lockout_server(AccountId(person.id))
        assert there is not None
        assert there.read(AccountId(person.id)).state.locked is True
        with there.prepare_change(AccountId(person.id)) as prepared:
            assert prepared.change(a_change(unlock=True)).kind is ReplyKind.ACCEPTED
        assert not two_dcs.first.is_locked(person.login)
    finally:
        session.close()
