"""OpenLDAP with a crowd: the adapter against the same requests made bare, and the directory's own client.

The bare client is ldap3 on an open connection; the requests it repeats are those that ours was seen to send.
"""

import ssl
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import ldap3
from benchmarks.figures import Figure
from benchmarks.same_requests import requests_of
from benchmarks.timing import beside
from directory.openldap_desk import signed_in
from lab import crowd, ldap_people, people
from lab.openldap import OpenLdap, OpenLdapServer
from peak import forget_peak, peak

from helpdesk_tui.desk.listing import ListKind, ListPage
from helpdesk_tui.directory.ldapv3.session import LdapSession

GROUP = "A hundred thousand people (OpenLDAP)"
_SIZE_LIMIT = 4


def figures(place: Path, count: int = 100_000) -> Iterator[Figure]:
    with OpenLdap(place / "crowd", crowd_size=count) as server:
        yield from _figures(server, count)


def _figures(server: OpenLdapServer, count: int) -> Iterator[Figure]:
    with closing(signed_in(server)) as session:
        account = session.search(crowd.login(count // 2), 5).rows[0].id
        ada = session.search("ada.byron", 5).rows[0].id
        asked: list[tuple[str, Callable[[], object]]] = [
            ("search while typing, few hits", lambda: session.search("c0123", 50)),
            ("search while typing, a name", lambda: session.search("søren jen", 50)),
            ("a card, in one group", lambda: session.read(account)),
            ("a card with contact data", lambda: session.read(ada)),
        ]
        for what, act in asked:
            yield _beside(server, what, act)
        yield _first_page(server, session)
        yield from _census(server, session, count)
        yield from _lists(server, session, count)


def bare(server: OpenLdapServer) -> ldap3.Connection:
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(server.ca_file))
    where = ldap3.Server(server.host, server.port, use_ssl=True, tls=tls, get_info=ldap3.NONE)
    return ldap3.Connection(
        where, ldap_people.dn(people.OPERATOR), server.password, client_strategy=ldap3.SAFE_SYNC,
        auto_bind=ldap3.AUTO_BIND_NO_TLS, receive_timeout=60, auto_referrals=False, check_names=False,
    )  # fmt: skip


def _beside(server: OpenLdapServer, what: str, act: Callable[[], object]) -> Figure:
    plain, sent = bare(server), requests_of(act)

    def theirs() -> None:
        for request in sent:
            plain.search(**request)

    mine, raw = beside(act, theirs)
    return Figure(GROUP, f"{what} ({len(sent)} requests)", mine, "ms", "ldap3, the same", raw)


def _first_page(server: OpenLdapServer, session: LdapSession) -> Figure:
    """50 of some thousands."""
    plain, text = bare(server), "lindqvist"
    (first, *_) = requests_of(lambda: session.search(text, 50))
    assert session.search(text, 50).more
    mine, raw = beside(lambda: session.search(text, 50), lambda: plain.search(**first), 20)
    return Figure(GROUP, "the first 50 of thousands", mine, "ms", "ldap3, its first page", raw)


def _census(server: OpenLdapServer, session: LdapSession, count: int) -> Iterator[Figure]:
    """Everybody, and who is in the first group of the crowd."""
    group = session.group_id("Crowd 1")
    assert group is not None
    counted: list[int] = []

    def everybody() -> None:
        counted.append(sum(1 for _ in session.census([], frozenset({group}))))

    names = requests_of(lambda: next(iter(session.census([], frozenset()))))[-1]["attributes"]
    search = _client(server, "(objectClass=person)", names)

    forget_peak()
    before = peak()
    mine, raw = (each / 1000 for each in beside(everybody, search, 3))
    grown = peak() - before
    assert min(counted) > count
    yield Figure(GROUP, f"the census of {count:,}", mine, "s", "ldapsearch", raw)
    yield Figure(GROUP, "more memory for the census", grown, "MB")


def _lists(server: OpenLdapServer, session: LdapSession, count: int) -> Iterator[Figure]:
    """Everybody whose password ends within a year: by filter, all of them. The client is asked for no
    more than a page; both open a connection."""
    until = datetime.now(UTC) + timedelta(days=365)

    def begun() -> Iterator[ListPage]:
        return session.listing(ListKind.PASSWORD_EXPIRING, (), until)

    def first() -> None:
        pages = begun()
        assert next(pages).rows
        pages.close()

    counted: list[int] = []

    def everybody() -> None:
        counted.append(sum(len(page.rows) for page in begun()))

    asked = requests_of(first)[-1]
    where, names = asked["search_filter"], asked["attributes"]
    mine, raw = beside(first, _client(server, where, names, "-z", "500"), 20)
    yield Figure(GROUP, "a list: its first rows", mine, "ms", "ldapsearch, its first 500", raw)
    forget_peak()
    before = peak()
    mine, raw = (each / 1000 for each in beside(everybody, _client(server, where, names), 3))
    grown = peak() - before
    assert min(counted) >= count
    yield Figure(GROUP, f"a list of {count:,}", mine, "s", "ldapsearch", raw)
    yield Figure(GROUP, "more memory for the list", grown, "MB")


def _client(server: OpenLdapServer, where: str, names: Sequence[str], *options: str) -> Callable[[], object]:
    """The directory's own client with the same search; in pages, unless `options` say something else."""
    command = [
        *("ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", f"ldaps://{server.address}:{server.port}"),
        *("-D", ldap_people.dn(people.OPERATOR), "-w", server.password, "-b", server.base_dn),
        *(options or ("-E", "pr=500/noprompt")),
        *(where, *names),
    ]
    environment = {"LDAPTLS_CACERT": str(server.ca_file), "PATH": "/usr/bin:/bin", "HOME": "/"}

    def search() -> None:
        nowhere = subprocess.DEVNULL
        done = subprocess.run(command, stdout=nowhere, stderr=nowhere, check=False, env=environment)
        assert done.returncode == (_SIZE_LIMIT if options else 0)

    return search
