"""The census with a server that has bad days: what came is the whole, or there is no census."""

import time
import uuid
from collections.abc import Callable
from itertools import count

import pytest
from directory.conftest import Serve, SignIn
from directory.fake_server import PERSON, PERSON_ID, Exchange, Request, elements, sid_bytes, tlv
from directory.test_contact_times import LATE, by_attribute

from helpdesk_tui.desk.account import AccountId, CensusEntry, ContactTimes
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, Refused
from helpdesk_tui.directory import pages
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.active_directory.protection import protecting_groups

BASE = "DC=fake,DC=example"
GROUP = "S-1-5-21-1-2-3-2000"
PAGED = b"1.2.840.113556.1.4.319"
Page = Callable[[Exchange, int], None]
"""Answers the page with this number, from 0."""


def finish(exchange: Exchange, cookie: bytes = b"", code: int = 0) -> None:
    """The end of a page, with the control that leads to the next one (RFC 2696)."""
    value = tlv(0x30, tlv(0x02, b"\0") + tlv(0x04, cookie))
    control = tlv(0x30, tlv(0x04, PAGED) + tlv(0x04, value))
    done = tlv(0x65, tlv(0x0A, bytes([code])) + tlv(0x04, b"") + tlv(0x04, b""))
    exchange.message(done + tlv(0xA0, control))


PROTECTING = len(protecting_groups("S-1-5-21-1-2-3-4"))
"""Groups whose members are asked for whatever a desk asks."""


def person(exchange: Exchange, number: int, **more: list[bytes]) -> None:
    values = {**PERSON, "objectGUID": [uuid.UUID(int=number).bytes_le], "sAMAccountName": [b"p%d" % number]}
    exchange.entry(f"CN=P{number},{BASE}", values | more)


def paged(page: Page) -> Callable[[Exchange], None]:
    """Searches below the base are answered by `page`, all else as by a usual server."""
    numbers = count()

    def search(exchange: Exchange) -> None:
        if exchange.request.target == BASE and exchange.request.parts[1][1] == b"\x02":  # the subtree
            page(exchange, next(numbers))
        else:
            exchange.server.answer_search(exchange)

    return search


def problem_of(call: Callable[[], object], kind: type[HelpdeskError]) -> str:
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return caught.value.problem.code


def cookie_of(request: Request) -> bytes:
    for _, control in elements(request.controls):
        (_, oid), *rest = elements(control)
        if oid == PAGED:
            ((_, value),) = elements(rest[-1][1])
            return list(elements(value))[1][1]
    raise AssertionError("a search without pages")


def test_all_pages_are_fetched_each_with_the_cookie_of_the_one_before(serve: Serve, sign_in: SignIn) -> None:
    def page(exchange: Exchange, number: int) -> None:
        for place in range(3):
            person(exchange, 10 * number + place)
        finish(exchange, b"" if number == 2 else b"after-%d" % number)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    counted = [entry.login for entry in session.census((), frozenset())]
    assert counted == [f"p{10 * number + place}" for number in range(3) for place in range(3)]
    asked = [cookie_of(request) for request in server.seen("search") if request.target == BASE]
    assert asked[-3:] == [b"", b"after-0", b"after-1"]


def test_pages_are_fetched_when_they_are_wanted(serve: Serve, sign_in: SignIn) -> None:
    def page(exchange: Exchange, number: int) -> None:
        person(exchange, number)
        finish(exchange, b"more")

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    before = len(server.seen("search"))
    entries = session.census((), frozenset())
    assert len(server.seen("search")) == before
    assert [next(entries).login for _ in range(3)] == ["p0", "p1", "p2"]
    assert len(server.seen("search")) == before + PROTECTING + 3


def test_its_connection_ends_with_it(serve: Serve, sign_in: SignIn) -> None:
    def page(exchange: Exchange, number: int) -> None:
        person(exchange, number)
        finish(exchange, b"more")

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    entries = session.census((), frozenset())
    next(entries)
    assert (server.connections, len(server.seen("unbind"))) == (2, 0)
    entries.close()
    deadline = time.monotonic() + 5
    while not server.seen("unbind") and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(server.seen("unbind")) == 1
    assert session.read(AccountId(PERSON_ID)).login == "pat"
    assert server.connections == 2


@pytest.mark.parametrize(
    ("result", "code"),
    [(3, "directory-timeout"), (4, "too-many"), (11, "admin-limit"), (51, "directory-busy"),
     (1, "directory-refused"), (32, "base-not-found"), (10, "base-not-found"), (34, "base-not-found")],
)  # fmt: skip
@pytest.mark.parametrize("at", [0, 1])
def test_a_part_is_never_taken_for_the_whole(
    serve: Serve, sign_in: SignIn, result: int, code: str, at: int
) -> None:
    """Not even what came before a limit of the server, of which a search shows what there is."""

    def page(exchange: Exchange, number: int) -> None:
        person(exchange, number)
        finish(exchange, b"more", result if number == at else 0)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    assert problem_of(lambda: list(session.census((), frozenset())), Refused) == code


def test_a_connection_that_breaks_ends_it(serve: Serve, sign_in: SignIn) -> None:
    """A new one would not know the cookie, and to begin anew would count people twice."""

    def page(exchange: Exchange, number: int) -> None:
        person(exchange, number)
        if number:
            exchange.close()
        else:
            finish(exchange, b"more")

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    assert (
        problem_of(lambda: list(session.census((), frozenset())), DirectoryUnreachable) == "connection-lost"
    )


def test_a_server_that_hangs_is_given_up_in_time(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(lambda exchange, number: None)
    told = problem_of(lambda: list(session.census((), frozenset())), DirectoryUnreachable)
    assert told == "directory-timeout"


@pytest.mark.parametrize(
    ("bound", "most", "code"),
    [("MOST_ENTRIES", 40, "answer-too-large"), ("LONGEST_COURSE", 1.0, "directory-timeout")],
)
def test_pages_without_end_end(
    serve: Serve, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, bound: str, most: float, code: str
) -> None:
    def page(exchange: Exchange, number: int) -> None:
        for each in range(4):
            person(exchange, number * 4 + each)
        if bound == "LONGEST_COURSE":
            time.sleep(0.1)
        finish(exchange, b"more")

    monkeypatch.setattr(pages, bound, most)
    session = sign_in(serve(handlers={"search": paged(page)}))
    began = time.monotonic()
    assert problem_of(lambda: list(session.census([], frozenset())), DirectoryUnreachable) == code
    assert time.monotonic() - began < 10


def test_an_empty_page_is_not_the_end_but_empty_pages_end(
    serve: Serve, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(exchange: Exchange, number: int) -> None:
        if number in {3, 7}:
            person(exchange, number)
        finish(exchange, b"more")

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    monkeypatch.setattr(pages, "MOST_EMPTY_PAGES", 3)
    entries = session.census((), frozenset())
    assert [next(entries).login for _ in range(2)] == ["p3", "p7"]
    assert problem_of(lambda: next(entries), DirectoryUnreachable) == "directory-garbled"


def test_a_base_within_another_is_not_asked_about_twice(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    bases = [f"OU=A,{BASE}", BASE.lower(), f"OU=B,OU=A,{BASE}", f"OU=A,{BASE}"]
    before = len(server.seen("search"))
    assert list(session.census(bases, frozenset())) == []
    assert [request.target for request in server.seen("search")[before + PROTECTING :]] == [BASE.lower()]
    assert list(session.census(bases[::2], frozenset())) == []
    assert server.seen("search")[-1].target == f"OU=A,{BASE}"


def test_an_entry_that_shows_no_identity_or_is_no_person_is_left_out(serve: Serve, sign_in: SignIn) -> None:
    def page(exchange: Exchange, number: int) -> None:
        person(exchange, 1, objectGUID=[])
        person(exchange, 2, userAccountControl=[b"4096"])
        person(exchange, 3, userAccountControl=[b"2080"])  # a trust
        person(exchange, 4, objectSid=[sid_bytes("S-1-5-21-1-2-3-502")])
        person(exchange, 5)
        person(exchange, 5)
        finish(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    assert [entry.login for entry in session.census((), frozenset())] == ["p5"]


def test_what_may_not_be_read_is_unknown_and_text_is_clean(serve: Serve, sign_in: SignIn) -> None:
    def page(exchange: Exchange, number: int) -> None:
        person(
            exchange,
            1,
            userAccountControl=[],
            mail=[b"a\x1b]52;c;eA==\x07@b"],
            sAMAccountName=[b"p\xe2\x80\xae1"],
        )
        finish(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    (one,) = session.census((), frozenset())
    assert one == CensusEntry(
        id=AccountId(str(uuid.UUID(int=1))),
        security_id=values.sid(PERSON["objectSid"][0]),
        login="p1",
        domain="",
        principal_name="",
        dn=f"CN=P1,{BASE}",
        enabled=None,
        mail="a]52;c;eA==@b",
        mobile=None,
        office_phone=None,
        manager="",
        contact_times=ContactTimes(),
        group_ids=frozenset(),
        protected_by="",
        name="",
        department="",
    )


@pytest.mark.parametrize(
    ("kind", "held"), [([b"-2147483646"], True), ([b"2"], False), ([b"8"], False), ([], True)]
)
def test_a_group_without_rights_is_nobodys(
    serve: Serve, sign_in: SignIn, kind: list[bytes], held: bool
) -> None:
    """A distribution group stands in nobody's tokenGroups, from where an account's groups come."""

    def search(exchange: Exchange) -> None:
        request = exchange.request
        if request.target == f"<SID={GROUP}>":
            exchange.entry(f"CN=G,{BASE}", {"groupType": kind})
            exchange.result(0)
        elif request.target == BASE:
            person(exchange, 1)
            finish(exchange)
        else:
            exchange.server.answer_search(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = search
    (one,) = session.census((), frozenset({GROUP}))
    assert one.group_ids == ({GROUP} if held else set())


def test_membership_is_asked_by_group_and_not_by_person(serve: Serve, sign_in: SignIn) -> None:
    def search(exchange: Exchange) -> None:
        if exchange.request.target.startswith("<SID="):
            exchange.entry(f"CN=G\\, (1*),{BASE}", {"groupType": [b"-2147483646"]})
            exchange.result(0)
        elif exchange.request.target == BASE:
            for number in range(20):
                person(exchange, number)
            finish(exchange)
        else:
            exchange.server.answer_search(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = search
    before = len(server.seen("search"))
    assert len(list(session.census((), frozenset({GROUP})))) == 20
    assert (
        len(server.seen("search")) == before + 3 * (PROTECTING + 1) + 1
    )  # of each group itself, groups and people in it; people


@pytest.mark.parametrize("group", ["", "Domain Users", f"CN=G,{BASE}", "S-1-5-32-544>;<GUID=x", "*)(cn=*"])
def test_what_is_no_groups_id_is_not_asked_about(serve: Serve, sign_in: SignIn, group: str) -> None:
    server = serve()
    session = sign_in(server)
    before = len(server.seen("search"))
    assert list(session.census((), frozenset({group}))) == []
    assert len(server.seen("search")) == before + PROTECTING + 1


@pytest.mark.parametrize("result", [51, 3])
def test_a_group_that_cannot_be_asked_about_ends_it(serve: Serve, sign_in: SignIn, result: int) -> None:
    def search(exchange: Exchange) -> None:
        if exchange.request.target.startswith("<SID="):
            exchange.result(result)
        else:
            exchange.server.answer_search(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = search
    assert problem_of(lambda: list(session.census((), frozenset({GROUP}))), Refused) in {
        "directory-busy",
        "directory-timeout",
    }


@pytest.mark.parametrize(("mail", "asked"), [([b"a@b.example"], 1), ([], 0)])
def test_the_age_of_contact_data_is_asked_for_where_there_is_any(
    serve: Serve, sign_in: SignIn, mail: list[bytes], asked: int
) -> None:
    """Of who shows no binary stamps, as a reader of one account asks: by those that Windows computes."""
    who = f"<GUID={uuid.UUID(int=1)}>"

    def search(exchange: Exchange) -> None:
        if exchange.request.target == who:
            exchange.entry(f"CN=P1,{BASE}", {"msDS-ReplAttributeMetaData": [by_attribute("mail", LATE)]})
            exchange.result(0)
        elif exchange.request.target == BASE and exchange.request.parts[1][1] == b"\x02":
            person(exchange, 1, mail=mail, mobile=[], telephoneNumber=[], manager=[])
            finish(exchange)
        else:
            exchange.server.answer_search(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = search
    (one,) = session.census((), frozenset())
    assert one.contact_times.mail == (LATE if mail else None)
    assert [request.target for request in server.seen("search")].count(who) == asked
