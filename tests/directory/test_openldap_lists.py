"""Lists in an OpenLDAP that keeps sign-ins, lets not everything be read, and limits what it sends."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from directory.openldap_desk import signed_in
from lab import ldap_people, people
from lab.openldap import OpenLdap, OpenLdapServer

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.directory.ldapv3.session import LdapSession

pytestmark = pytest.mark.lab

FAR = datetime(2100, 1, 1, tzinfo=UTC)
_HIDDEN = f'access to dn.subtree="{ldap_people.LEGAL}" attrs=pwdReset by * none\n'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenLdapServer]:
    place = tmp_path_factory.mktemp("openldap-lists")
    with OpenLdap(place, access=_HIDDEN, more="lastbind on\n", size_limit=20) as running:
        yield running


@pytest.fixture
def session(server: OpenLdapServer) -> Iterator[LdapSession]:
    session = signed_in(server)
    yield session
    session.close()


def test_who_never_signed_in_is_known_once_the_server_keeps_sign_ins(session: LdapSession) -> None:
    rows = [row for page in _until_a_limit(session, ListKind.NEVER_SIGNED_IN) for row in page]
    assert "ada.byron" in rows
    assert people.OPERATOR not in rows


def test_people_of_whom_nobody_may_read_what_decides_are_counted(server: OpenLdapServer) -> None:
    session = signed_in(server, base_dn=ldap_people.LEGAL)
    hidden = len(
        server.search(f"(&(objectClass=person)(entryDN:dnSubtreeMatch:={ldap_people.LEGAL}))", "uid")
    )
    try:
        with pytest.raises(Refused) as caught:
            next(session.listing(ListKind.MUST_CHANGE, (), FAR))
    finally:
        session.close()
    assert hidden
    assert caught.value.problem.code == "list-unable"


def test_who_is_hidden_among_others_is_counted_beside_the_list(tmp_path: Path) -> None:
    with OpenLdap(tmp_path, access=_HIDDEN) as server:
        session = signed_in(server)
        rows = [row for page in session.listing(ListKind.MUST_CHANGE, (), FAR) for row in page.rows]
        untold = sum(session.untold(ListKind.MUST_CHANGE, ()))
        session.close()
        hidden = server.search(f"(&(objectClass=person)(entryDN:dnSubtreeMatch:={ldap_people.LEGAL}))", "uid")
    assert "mick.mustchange" in {row.account.login for row in rows}
    assert untold == len(hidden) > 0


def test_policies_that_are_read_between_two_pages_end_no_list(openldap: OpenLdapServer) -> None:
    """A server keeps one search in pages for each connection."""
    found = []
    for page_size in (2, 500):
        session = signed_in(openldap, page_size=page_size)
        pages = session.listing(ListKind.PASSWORD_EXPIRING, (), FAR)
        found.append({row.account.login for page in pages for row in page.rows})
        session.close()
    assert found[0] == found[1]
    assert len(found[0]) > 20


def test_a_servers_limit_ends_a_list_behind_what_came(session: LdapSession) -> None:
    pages = session.listing(ListKind.PASSWORD_EXPIRING, (), FAR)
    assert len(next(pages).rows) > 10
    with pytest.raises(Refused) as caught:
        list(pages)
    assert caught.value.problem.code == "too-many"


def _until_a_limit(session: LdapSession, kind: ListKind) -> Iterator[list[str]]:
    with suppress(Refused):
        for page in session.listing(kind, (), FAR):
            yield [row.account.login for row in page.rows]
