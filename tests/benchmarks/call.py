"""A call at a real domain, against the same requests made bare and the directory's own tools."""

import os
import ssl
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import ldap3
from benchmarks.figures import Figure
from benchmarks.same_requests import requests_of
from benchmarks.screen import APP, memory_of_bare, proportional_set
from benchmarks.soak import Caller, call
from benchmarks.timing import beside, milliseconds
from desk.asking import Asking
from e2e.calls import sign_in
from e2e.conftest import Place, code
from lab.domain import Domain, NewPerson
from lab.samba import SambaDomain
from writing import FULL_RESET

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.active_directory.account import ACCOUNT_ATTRIBUTES
from helpdesk_tui.directory.settings import Endpoint, Settings
from helpdesk_tui.secret import Secret

GROUP = "A call (Samba Active Directory)"
_DESCRIPTOR = [("1.2.840.113556.1.4.801", True, bytes.fromhex("3003020104"))]
_ROUNDS = 10


def figures(place: Path) -> Iterator[Figure]:
    with SambaDomain(place / "lab") as domain:
        yield from _reading(domain)
        desk = _desk(domain, place / "desk")
        yield from _writing(domain, desk)
        yield _memory(domain, desk)


def _reading(domain: Domain) -> Iterator[Figure]:
    """The adapter against the same requests made with ldap3 itself, on an open connection each."""
    settings = Settings((Endpoint(domain.host, domain.port),), domain.ca_file)
    session = ActiveDirectory(settings, SystemClock()).sign_in("olga.operator", Secret(domain.password))
    plain = _bare(domain)
    ada = domain.id("ada.byron")
    assert session.search("ada", 50).rows  # what is asked but once is asked now
    (asked,) = requests_of(lambda: session.search("ada", 50))

    def read_plainly() -> object:
        return plain.search(
            f"<GUID={ada}>",
            "(objectClass=*)",
            ldap3.BASE,
            attributes=list(ACCOUNT_ATTRIBUTES),
            controls=_DESCRIPTOR,
        )

    assert plain.search(**asked)[2]
    assert read_plainly()[2]
    pairs = [
        ("a search (at most 50)", lambda: session.search("ada", 50), lambda: plain.search(**asked)),
        ("a card (all that is read)", lambda: session.read(AccountId(ada)), read_plainly),
    ]
    for what, ours, theirs in pairs:
        mine, raw = beside(ours, theirs)
        yield Figure(GROUP, what, mine, "ms", "ldap3, same request", raw)
    session.close()


def _desk(domain: Domain, home: Path) -> Place:
    home.mkdir(mode=0o700)
    place = Place(domain, home)
    place.configure()
    return place


def _writing(domain: Domain, desk_place: Place) -> Iterator[Figure]:
    """Proving by an app, and a whole reset: intent, write, read back, outcome, end of the clearance."""
    people = [domain.new_person() for _ in range(_ROUNDS)]
    keys = [desk_place.has_app(each) for each in people]
    desk = desk_place.desk()
    proving, ours, theirs = [], [], []
    for person, key in zip(people, keys, strict=True):
        shown = code(key, steps=1)
        began = time.perf_counter()
        begun = desk.verifying.begin(AccountId(person.id))
        app = next(each.method.id for each in begun.options if each.method.kind is MethodKind.TOTP)
        clearance = Asking(desk.verifying).prove(begun.id, app, Secret(shown)).clearance
        proving.append((time.perf_counter() - began) * 1000)
        assert clearance is not None
        ours.append(milliseconds(lambda cleared=clearance.id: desk.actions.perform(cleared, FULL_RESET)))
        theirs.append(milliseconds(lambda of=person: _reset_by_ldapmodify(domain, of)))
    desk.sign_out()
    yield Figure(GROUP, "a caller proven by an app", statistics.median(proving), "ms")
    yield Figure(
        GROUP,
        "a reset, read back and recorded",
        statistics.median(ours),
        "ms",
        "ldapmodify, the write alone",
        statistics.median(theirs),
    )


def _memory(domain: Domain, place: Place) -> Figure:
    """Of one session, when calls have been held in it."""
    people = [domain.new_person() for _ in range(_ROUNDS)]
    callers = [Caller(person, place.has_app(person)) for person in people]
    with place.console() as terminal:
        sign_in(terminal, place)
        for each in callers:
            call(terminal, each)
        ours = proportional_set(terminal.pid)
    return Figure(GROUP, f"memory after {_ROUNDS} calls", ours, "MB", APP, memory_of_bare(), 1.8)


def _reset_by_ldapmodify(domain: Domain, person: NewPerson) -> None:
    """A process and a connection of its own, as an administrator would run it."""
    change = (
        f"dn: {person.dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: {_PASSWORD}\n-\n"
        "replace: pwdLastSet\npwdLastSet: 0\n-\nreplace: lockoutTime\nlockoutTime: 0\n"
    )
    subprocess.run(
        [
            *("ldapmodify", "-x", "-H", f"ldaps://{domain.host}:{domain.port}"),
            *("-D", "olga.operator@lab.example", "-w", domain.password),
        ],
        input=change.encode(),
        env=os.environ | {"LDAPTLS_CACERT": str(domain.ca_file)},
        stdout=subprocess.DEVNULL,
        check=True,
    )


_PASSWORD = "IgBOAGUAdQAtAEwAYQBtAHAAZQAtADQANwAtAFcAYQBsACIA"
"""Neu-Lampe-47-Wal in quotes, UTF-16 (MS-ADTS 3.1.1.3.1.5.1)."""


def _bare(domain: Domain) -> ldap3.Connection:
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(domain.ca_file))
    server = ldap3.Server(domain.host, domain.port, use_ssl=True, tls=tls, get_info=ldap3.NONE)
    return ldap3.Connection(
        server, "olga.operator@lab.example", domain.password, client_strategy=ldap3.SAFE_SYNC,
        auto_bind=ldap3.AUTO_BIND_NO_TLS, receive_timeout=10, auto_referrals=False,
    )  # fmt: skip
