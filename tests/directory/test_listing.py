"""Lists with a server that has bad days: pages go on as they come, and what breaks off is no end."""

from datetime import UTC, datetime, timedelta

import pytest
from directory.conftest import Serve, SignIn
from directory.fake_server import Exchange, tlv
from directory.test_census import BASE, finish, paged, person

from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.listing import OF_DIRECTORY, ListKind
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.freeipa import lists as freeipa
from helpdesk_tui.directory.openldap import lists as openldap
from helpdesk_tui.directory.openldap.policy import NO_POLICY, Policy

FAR = datetime(2100, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DISABLED = {"userAccountControl": [b"514"]}


def told(exchange: Exchange) -> bool:
    """The question whether anybody can be told is answered."""
    if exchange.request.parts[7][1] == tlv(0x04, b"1.1"):
        person(exchange, 1)
        finish(exchange)
        return True
    return False


def test_each_page_goes_on_as_it_comes_and_the_next_is_fetched_when_it_is_wanted(
    serve: Serve, sign_in: SignIn
) -> None:
    fetched = []

    def page(exchange: Exchange, number: int) -> None:
        if not told(exchange):
            fetched.append(number)
            person(exchange, number, **DISABLED)
            person(exchange, 1000 + number)  # whom the filter should have left out
            finish(exchange, b"more")

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    pages = session.listing(ListKind.DISABLED, (), FAR)
    first, second = next(pages), next(pages)
    assert [[row.account.login for row in each.rows] for each in (first, second)] == [["p1"], ["p2"]]
    assert (first.looked_at, len(fetched)) == (2, 2)
    pages.close()


@pytest.mark.parametrize(
    ("code", "problem"), [(3, "directory-timeout"), (4, "too-many"), (11, "admin-limit")]
)
def test_what_came_before_a_limit_is_there_and_then_it_is_said(
    serve: Serve, sign_in: SignIn, code: int, problem: str
) -> None:
    def page(exchange: Exchange, number: int) -> None:
        if not told(exchange):
            person(exchange, number, **DISABLED)
            finish(exchange, b"more" if number < 2 else b"", code if number == 2 else 0)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    pages = session.listing(ListKind.DISABLED, (), FAR)
    assert [row.account.login for _ in range(2) for row in next(pages).rows] == ["p1", "p2"]
    with pytest.raises(Refused) as caught:
        next(pages)
    assert caught.value.problem.code == problem


def test_a_server_that_goes_away_half_way_is_said(serve: Serve, sign_in: SignIn) -> None:
    def page(exchange: Exchange, number: int) -> None:
        if number == 2:
            exchange.close()
        elif not told(exchange):
            person(exchange, number, **DISABLED)
            finish(exchange, b"more")

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    pages = session.listing(ListKind.DISABLED, (), FAR)
    assert next(pages).rows
    with pytest.raises(DirectoryUnreachable):
        next(pages)


def test_where_nobody_may_read_what_decides_no_list_is_empty(serve: Serve, sign_in: SignIn) -> None:
    def page(exchange: Exchange, number: int) -> None:
        finish(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    for kind in sorted(OF_DIRECTORY):
        with pytest.raises(Refused) as caught:
            next(session.listing(kind, (), FAR))
        assert caught.value.problem.code == "list-unable"


def test_who_cannot_be_told_is_there_and_says_so(serve: Serve, sign_in: SignIn) -> None:
    """Locked once, and the server does not compute whether still; under which policy is not known."""

    def page(exchange: Exchange, number: int) -> None:
        if not told(exchange):
            locked = str(values.to_filetime(NOW)).encode()
            person(exchange, 1, lockoutTime=[locked], **{"msDS-User-Account-Control-Computed": []})
            finish(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    (row,) = next(session.listing(ListKind.LOCKED, (), FAR)).rows
    assert (row.account.login, row.unsure, row.account.locked) == ("p1", True, None)


def test_those_who_are_not_compared_are_counted(serve: Serve, sign_in: SignIn) -> None:
    def page(exchange: Exchange, number: int) -> None:
        if number == 0:
            person(exchange, 1)
        for place in range({1: 5, 2: 2}.get(number, 0)):
            person(exchange, place)
        finish(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    assert sum(session.untold(ListKind.LOCKED, ())) == 3


def test_hostile_names_are_clean(serve: Serve, sign_in: SignIn) -> None:
    def page(exchange: Exchange, number: int) -> None:
        if not told(exchange):
            person(exchange, 1, displayName=[b"a\x1b]52;c;eA==\x07b"], accountExpires=[b"junk"], **DISABLED)
            finish(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    (row,) = next(session.listing(ListKind.DISABLED, (BASE,), FAR)).rows
    assert row.account.name == "a]52;c;eA==b"


# --- what servers are asked ---------------------------------------------------------------------------------


def test_a_moment_there_and_back_is_the_same() -> None:
    assert values.filetime(values.to_filetime(NOW)) == NOW


def with_age(days: int) -> Policy:
    return Policy(**{**vars(NO_POLICY), "max_age": days * 86400})


def test_openldap_compares_the_age_only_of_those_under_the_usual_policy() -> None:
    others = "(&(pwdPolicySubentry=*)(pwdChangedTime=*))"
    (unknown,) = openldap.by_age(ListKind.PASSWORD_EXPIRED, None, NOW, NOW).filters
    (never,) = openldap.by_age(ListKind.PASSWORD_EXPIRED, with_age(0), NOW, NOW).filters
    (aged,) = openldap.by_age(ListKind.PASSWORD_EXPIRED, with_age(30), NOW, NOW).filters
    assert (unknown, never) == ("(pwdChangedTime=*)", others)
    assert aged == f"(|(&(!(pwdPolicySubentry=*))(pwdChangedTime<=20260131094000Z)){others})"
    (soon,) = openldap.by_age(ListKind.PASSWORD_EXPIRING, with_age(30), NOW, NOW + timedelta(days=7)).filters
    assert "(pwdChangedTime<=20260207094000Z)(pwdChangedTime>=20260131092000Z)" in soon


def test_an_age_beyond_the_calendar_leaves_nobody_out() -> None:
    (where,) = openldap.by_age(ListKind.PASSWORD_EXPIRED, with_age(10**6), NOW, NOW).filters
    assert "pwdChangedTime<=" not in where


@pytest.mark.parametrize("kind", sorted(OF_DIRECTORY))
def test_freeipa_is_asked_for_every_list(kind: ListKind) -> None:
    sought = freeipa.sought(kind, NOW, FAR)
    assert not isinstance(sought, str)
    assert all(each.startswith("(") and each.count("(") == each.count(")") for each in sought.filters)
