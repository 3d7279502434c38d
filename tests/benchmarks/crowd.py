"""OpenLDAP with a crowd: the adapter against the same requests made bare, in one run.

    python tests/benchmarks/crowd.py [PEOPLE]

The bare client is ldap3 on an open connection; the requests it repeats are those that ours was seen to send.
"""

import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import ldap3
from benchmarks.measure import Row, beside
from benchmarks.same_requests import requests_of
from directory.openldap_desk import signed_in
from lab import crowd, ldap_people, people
from lab.openldap import OpenLdap, OpenLdapServer
from peak import forget_peak, peak

from helpdesk_tui.desk.listing import ListKind, ListPage
from helpdesk_tui.directory.ldapv3.session import LdapSession

_SIZE_LIMIT = 4


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as place, OpenLdap(Path(place), crowd_size=count) as server:
        for row in rows(server, count):
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
            print(f"| {row.what} | {row.ours} | {row.theirs} | {ratio} |")


def rows(server: OpenLdapServer, count: int) -> list[Row]:
    with closing(signed_in(server)) as session:
        account = session.search(crowd.login(count // 2), 5).rows[0].id
        ada = session.search("ada.byron", 5).rows[0].id
        asked: list[tuple[str, Callable[[], object]]] = [
            ("search while typing, few hits", lambda: session.search("c0123", 50)),
            ("search while typing, a name", lambda: session.search("søren jen", 50)),
            ("a card, in one group", lambda: session.read(account)),
            ("a card with contact data", lambda: session.read(ada)),
        ]
        found = [_beside(server, what, act) for what, act in asked]
        lists = _lists(server, session, count)
        return [*found, _first_page(server, session), _census(server, session, count), *lists]


def bare(server: OpenLdapServer) -> ldap3.Connection:
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(server.ca_file))
    where = ldap3.Server(server.host, server.port, use_ssl=True, tls=tls, get_info=ldap3.NONE)
    return ldap3.Connection(
        where, ldap_people.dn(people.OPERATOR), server.password, client_strategy=ldap3.SAFE_SYNC,
        auto_bind=ldap3.AUTO_BIND_NO_TLS, receive_timeout=60, auto_referrals=False, check_names=False,
    )  # fmt: skip


def _beside(server: OpenLdapServer, what: str, act: Callable[[], object]) -> Row:
    plain, sent = bare(server), requests_of(act)

    def theirs() -> None:
        for request in sent:
            plain.search(**request)

    mine, raw = beside(act, theirs)
    return Row(
        f"{what} ({len(sent)} requests)", f"{mine:.1f} ms", f"ldap3, the same: {raw:.1f} ms", mine / raw
    )


def _first_page(server: OpenLdapServer, session: LdapSession) -> Row:
    """50 of some thousands."""
    plain, text = bare(server), "lindqvist"
    (first, *_) = requests_of(lambda: session.search(text, 50))
    assert session.search(text, 50).more
    mine, raw = beside(lambda: session.search(text, 50), lambda: plain.search(**first), 20)
    return Row(
        "the first 50 of thousands", f"{mine:.1f} ms", f"ldap3, its first page: {raw:.1f} ms", mine / raw
    )


def _census(server: OpenLdapServer, session: LdapSession, count: int) -> Row:
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
    what = f"the census of {count:,}, {grown:.0f} MB more memory"
    return Row(what, f"{mine:.1f} s", f"ldapsearch: {raw:.1f} s", mine / raw)


def _lists(server: OpenLdapServer, session: LdapSession, count: int) -> list[Row]:
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
    page = Row(
        "a list: its first rows", f"{mine:.0f} ms", f"ldapsearch, its first 500: {raw:.0f} ms", mine / raw
    )
    forget_peak()
    before = peak()
    mine, raw = (each / 1000 for each in beside(everybody, _client(server, where, names), 3))
    grown = peak() - before
    assert min(counted) >= count
    what = f"a list of {count:,}, {grown:.0f} MB more memory"
    return [page, Row(what, f"{mine:.1f} s", f"ldapsearch: {raw:.1f} s", mine / raw)]


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


if __name__ == "__main__":
    main()
