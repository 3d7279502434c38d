"""Faults of a desk, planted one at a time: the doctor finds each, by its line, and nothing else."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from doctor.planted import MAIL_PASSWORD, RIGHTS, Neighbours, Planted, neighbours, radius
from doctor.running import wrong
from lab import gateway, privacyidea, smtp
from lab.certificates import EXPIRED, Authority, Certificate, self_signed
from plain.driving import PlainDesk
from verifiers.radius_peer import ACCEPT, CHALLENGE, SECRET, STATE, peer

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.account import AccountKind
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import Delivered, DeliveryKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.store.key_places import FilePlace

Plant = Callable[[Planted], object]


@pytest.fixture(scope="session")
def around(
    authority: Authority, good: Certificate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neighbours]:
    with neighbours(authority, good, tmp_path_factory.mktemp("neighbours")) as started:
        yield started


@pytest.fixture
def at(tmp_path: Path, around: Neighbours, desk: PlainDesk) -> Iterator[Planted]:
    place = tmp_path / "desk"
    place.mkdir(mode=0o700)
    with ExitStack() as stack:
        yield Planted(place, around, desk, stack)


def issue(at: Planted, name: str = "localhost", **given: object) -> Certificate:
    return at.around.authority.issue(name, **given)


def soon_over(at: Planted) -> Certificate:
    return issue(at, days=(-1, 10), file="doctor-soon")


def loose_authority(at: Planted) -> None:
    loose = at.write(at.place / "ca.pem", at.around.authority.ca_file.read_text())
    loose.chmod(0o666)
    at.set("directory", ca_file=f'"{loose}"')


def key_broke_off(at: Planted) -> None:
    FilePlace(at.key, SystemChance()).change(bytes(range(32)))


def copy_elsewhere(at: Planted) -> None:
    (copy,) = at.backups.iterdir()
    copy.unlink()
    copy.symlink_to(at.config)


def loose_keytab(at: Planted) -> None:
    at.write(at.place / "desk.keytab", "keys").chmod(0o644)
    no_keytab(at)


def no_keytab(at: Planted) -> None:
    keytab, login = f'"{at.place}/desk.keytab"', '"svc-desk@DEMO.EXAMPLE"'
    at.set("directory", act_as='"service"', service_login=login, service_keytab=keytab)


def by_chance(at: Planted) -> None:
    at.set("store", key='"auto"')


def closed_keyring(section: str, key: str) -> Plant:
    return lambda at: at.set(section, **{key: '"keyring"'})


def computer(**changes: object) -> Plant:
    def plant(at: Planted) -> None:
        at.computer = replace(at.computer, **changes)

    return plant


def shown(**changes: object) -> Plant:
    return lambda at: at.shown.update(changes)


def of_desk(**changes: object) -> Plant:
    def plant(at: Planted) -> None:
        at.desk = at.desk.changed(**changes)

    return plant


def asked(*words: str) -> Plant:
    return lambda at: at.words.__setitem__(slice(None), words)


def another_port(section: str, key: str, form: str) -> Plant:
    return lambda at: at.set(section, **{key: f'"{form}"'})


def mail_by(**server: object) -> Plant:
    def plant(at: Planted) -> None:
        given = {"login": ("desk", MAIL_PASSWORD), "certificate": at.around.good} | {
            name: made(at) if callable(made) else made for name, made in server.items()
        }
        port = at.serve(smtp.serve(at.place, authority=at.around.authority, **given)).port
        at.set("mail", server=f'"smtp://localhost:{port}"')

    return plant


def gateway_by(certificate: Callable[[Planted], Certificate]) -> Plant:
    def plant(at: Planted) -> None:
        served = gateway.serve(at.place, authority=at.around.authority, certificate=certificate(at))
        at.set("sms", url=f'"{at.serve(served).url}"')

    return plant


def privacyidea_by(certificate: Callable[[Planted], Certificate]) -> Plant:
    def plant(at: Planted) -> None:
        served = privacyidea.serve(at.place, authority=at.around.authority, certificate=certificate(at))
        at.set("privacyidea", url=f'"https://localhost:{at.serve(served).port}/pi"')

    return plant


def radius_by(*given: object, **named: object) -> Plant:
    def plant(at: Planted) -> None:
        at.set("radius", servers=f'["127.0.0.1:{at.serve(radius(*given, **named)).port}"]')

    return plant


def silent_radius(at: Planted) -> None:
    port = at.serve(peer(lambda *_: None)).port
    at.set("radius", servers=f'["127.0.0.1:{port}"]', server_seconds="1", timeout_seconds="1")


def another_secret(at: Planted) -> None:
    """Its answers are passed over, and waited for no longer than this."""
    radius_by(secret=b"another")(at)
    at.set("radius", server_seconds="1", timeout_seconds="1")


def message_refused(at: Planted) -> None:
    at.desk.post.answer = lambda _: Delivered(DeliveryKind.REFUSED, problem("not-delivered"), "550")
    at.words += ["--send-test", OWN]


def own_address(at: Planted) -> None:
    at.words += ["--send-test", "somebody.else@demo.example"]


OWN = "operator@demo.example"

FAULTS: dict[str, tuple[Plant, str, str]] = {
    # the configuration
    "a key that does not exist": (
        lambda at: at.set("search", limits="50"), "configuration", "failed"),
    "a configuration that others may write": (
        lambda at: at.write_configuration().chmod(0o666), "configuration", "failed"),
    "the mailbox that the lost password opens proves people": (
        lambda at: at.set("verification", methods='["totp", "email"]'),
        "configuration", "warning"),
    # the directory's servers
    "a server out of reach": (lambda at: at.name_second(1), "directory server", "failed"),
    "a certificate of it that is over soon": (
        lambda at: at.second_server(soon_over(at)), "directory server", "warning"),
    "one that is over": (
        lambda at: at.second_server(issue(at, days=EXPIRED, file="doctor-expired")),
        "directory server", "failed"),
    "one of another name": (
        lambda at: at.second_server(issue(at, "elsewhere.example")), "directory server", "failed"),
    "one of a stranger": (
        lambda at: at.second_server(self_signed(at.place, "localhost")), "directory server", "failed"),
    "a clock that is 40 s off": (
        lambda at: at.second_server(at.around.good, timedelta(seconds=40)), "directory server", "warning"),
    "a clock that is six minutes off": (
        lambda at: at.second_server(at.around.good, timedelta(minutes=-6)), "directory server", "failed"),
    "an authority that others may write": (loose_authority, "directory server", "failed"),
    # the store
    "a store that others may read": (lambda at: at.store.chmod(0o644), "store", "failed"),
    "a store that is none": (lambda at: at.store.write_bytes(b"no store" * 200), "store", "failed"),
    "a store of a newer program": (
        lambda at: at.in_store("UPDATE alembic_version SET version_num = '9999'"), "store", "failed"),
    "a store of an older one": (
        lambda at: at.in_store("UPDATE alembic_version SET version_num = '0001'"), "store", "warning"),
    "no store": (lambda at: at.store.unlink(), "store", "warning"),
    "no key": (lambda at: at.key.unlink(), "store", "failed"),
    "the key of another store": (lambda at: at.write(at.key, "ab" * 32), "store", "failed"),
    "a key that others may read": (lambda at: at.key.chmod(0o644), "store", "failed"),
    "a key in a file by chance": (by_chance, "store key", "warning"),
    "a change of the key that broke off": (key_broke_off, "store", "warning"),
    "an entry of the record that was written over": (
        lambda at: at.in_store("UPDATE audit SET record = replace(record, '\"number\":1', '\"number\":7')"),
        "record", "failed"),
    "a row that another hand took away": (
        lambda at: at.in_store("DELETE FROM registrations"), "record", "failed"),
    # copies of it
    "no copy": (lambda at: next(at.backups.iterdir()).unlink(), "backups", "failed"),
    "a copy of three days ago": (
        lambda at: at.older(next(at.backups.iterdir()), days=3), "backups", "warning"),
    "a copy of last month": (
        lambda at: at.older(next(at.backups.iterdir()), days=30), "backups", "failed"),
    "no directory for copies": (
        lambda at: at.set("store", backups=f'"{at.place}/none"'), "backups", "failed"),
    "copies that others may read": (lambda at: at.backups.chmod(0o755), "backups", "failed"),
    "a link in the place of a copy": (copy_elsewhere, "backups", "failed"),
    # Kerberos
    "a keytab that others may read": (loose_keytab, "Kerberos", "failed"),
    "a keytab that is not there": (no_keytab, "Kerberos", "failed"),
    # the keyring
    "a keyring that is closed for the mail's password": (
        closed_keyring("mail", "password"), "keyring", "failed"),
    "a keyring that is closed for the store's key": (closed_keyring("store", "key"), "keyring", "failed"),
    # mail and SMS
    "a mail server out of reach": (
        another_port("mail", "server", "smtp://localhost:1"), "mail", "failed"),
    "a mail server that refuses the login": (mail_by(login=("desk", "another")), "mail", "failed"),
    "a certificate of the mail server that is over soon": (
        mail_by(certificate=soon_over), "mail", "warning"),
    "a password of it that is not there": (
        lambda at: at.set("mail", password=f'"file:{at.place}/none"'), "mail", "failed"),
    "a password of it that others may read": (
        lambda at: (at.place / "mail-password").chmod(0o644), "mail", "failed"),
    "a gateway out of reach": (another_port("sms", "url", "https://localhost:1/send"), "SMS", "failed"),
    "a gateway of a stranger": (
        gateway_by(lambda at: self_signed(at.place, "localhost")), "SMS", "failed"),
    # services that check codes
    "a RADIUS server that takes any code": (radius_by(ACCEPT), "RADIUS", "failed"),
    "one that asks nobody for more": (radius_by(CHALLENGE, [(STATE, b"x")]), "RADIUS", "warning"),
    "one with another secret": (another_secret, "RADIUS", "failed"),
    "one that is silent": (silent_radius, "RADIUS", "failed"),
    "privacyIDEA out of reach": (
        another_port("privacyidea", "url", "https://localhost:1/pi"), "privacyIDEA", "failed"),
    "a certificate of privacyIDEA that is over soon": (privacyidea_by(soon_over), "privacyIDEA", "warning"),
    # files
    "a text that cannot be filled in": (
        lambda at: at.write(at.place / "texts" / "de.toml", '[test]\nsms = "$nobody"\n'), "texts", "failed"),
    "a list of breached passwords that is not there": (
        lambda at: (at.place / "breached").unlink(), "breached passwords", "failed"),
    "one that is not whole": (
        lambda at: at.write(at.place / "breached", "F" * 40 + "\n"), "breached passwords", "warning"),
    # the terminal
    "a terminal that is too small": (computer(size=lambda: (80, 19)), "terminal", "warning"),
    "a terminal of another encoding": (computer(encoding="latin-1"), "terminal", "warning"),
    "a terminal that nobody named": (lambda at: at.environ.clear(), "terminal", "warning"),
    # what a session tells
    "an operator in no group of the desk": (
        asked("--operator", "ada.byron", "--account", "grace.okafor"), "operator", "failed"),
    "a group that does not exist": (
        of_desk(roles={Role.OPERATOR: ("No Such Group",)}), "names", "failed"),
    "a policy of the directory that cannot be read": (
        lambda at: at.set("ldap", default_policy='"cn=none,dc=demo,dc=example"'), "names", "failed"),
    "a right that is not delegated": (
        shown(rights=RIGHTS | {Action.UNLOCK: False}), "sample account", "failed"),
    "an account that the desk does not serve": (
        shown(protected_by="Domain Admins"), "sample account", "failed"),
    "an account that is none of a person": (shown(kind=AccountKind.MACHINE), "sample account", "failed"),
    "an account that is not there": (
        asked("--operator", "operator", "--account", "nobody.at.all"), "sample account", "failed"),
    "a password policy that cannot be read": (shown(policy=None), "password policy", "warning"),
    "a test message to somebody else": (own_address, "test message", "failed"),
    "a test message that is not taken": (message_refused, "test message", "failed"),
}  # fmt: skip


def test_there_are_more_than_thirty_of_them():
    assert len(FAULTS) > 30


def test_where_all_is_well_nothing_is_found(at: Planted):
    found = at.found()
    assert wrong(found) == []
    topics = {each.topic.split(" ")[0] for each in found if each.level.value == "ok"}
    assert topics >= {
        "configuration", "directory", "store", "record", "backups", "mail", "SMS", "RADIUS", "privacyIDEA",
        "texts", "breached", "terminal", "operator", "names", "sample", "password",
    }  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_nothing_else(at: Planted, fault: str):
    plant, topic, level = FAULTS[fault]
    plant(at)
    found = at.found()
    ((said, how),) = wrong(found)
    assert (said.startswith(topic), how) == (True, level), said
    assert "canary" not in str(found)
    assert SECRET.decode() not in str(found)


@pytest.mark.parametrize(
    "fault", ["no store", "a store of an older one", "a change of the key that broke off"]
)
def test_where_no_store_is_ready_nobody_is_signed_in(at: Planted, fault: str):
    """A sign-in would make it, bring it up, or end the change."""
    FAULTS[fault][0](at)
    assert ("operator", "skipped") in {(each.topic, each.level.value) for each in at.found()}
    assert "sign-in.done" not in at.desk.events()
