"""The manager, by whatever name a server gives, and the stamps that are asked for twice."""

from collections.abc import Callable

import pytest
from directory.conftest import Serve, SignIn
from directory.fake_server import PERSON_ID, Exchange, FakeServer, _account, elements
from directory.test_contact_times import EARLY, LATE, MAIL, binary, by_attribute

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused

WHO = AccountId(PERSON_ID)
BOSS_ID = "bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee"
BOSS = _account(BOSS_ID, "S-1-5-21-1-2-3-1300", "boss")


def managed(dn: bytes | None, answer: Callable[[Exchange], None] | None = None) -> Callable[[Exchange], None]:
    """Pat's manager is `dn`, and whatever DN is read next is the boss, or what `answer` says."""

    def search(exchange: Exchange) -> None:
        target = exchange.request.parts[0][1]
        if target == f"<GUID={PERSON_ID}>".encode():
            exchange.entry("CN=Pat,DC=fake,DC=example", {} if dn is None else {"manager": [dn]})
            exchange.result(0)
        elif answer is not None:
            answer(exchange)
        else:
            exchange.entry("CN=Boss,DC=fake,DC=example", BOSS)
            exchange.result(0)

    return search


@pytest.mark.parametrize(
    "dn",
    [
        "CN=Boss,DC=fake,DC=example",
        "cn=Boss, dc=FAKE, dc=Example",
        'CN=B\\"o\\,s\\+s\\\\,OU=*)(|(cn=\\*,DC=fake,DC=example',
        "CN=李 小龙,OU=dc\\=evil\\,dc\\=com,DC=fake,DC=example",
        "CN=\x1b]52;c;eA==\x07\u202e,DC=fake,DC=example",
        "CN=" + "x" * 5000 + ",DC=fake,DC=example",
    ],
)
def test_the_manager_is_read_by_the_very_name_that_the_server_gave(
    serve: Serve, sign_in: SignIn, dn: str
) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = managed(dn.encode())
    manager = session.manager(WHO)
    assert manager is not None
    assert manager.id == BOSS_ID
    assert server.seen("search")[-1].parts[0][1] in {dn.encode(), f"<GUID={BOSS_ID}>".encode()}
    assert dn.encode() in {request.parts[0][1] for request in server.seen("search")}


@pytest.mark.parametrize(
    "dn",
    [
        None,
        b"",
        b" ",
        b"\xff\xfe,DC=fake,DC=example",
        b"<GUID=bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee>",
        b"<SID=S-1-5-21-1-2-3-1300>,DC=fake,DC=example",
        b"CN=Boss",
        b"CN=Boss,DC=other,DC=example",
        b"CN=Boss,DC=child,DC=fake,DC=example",
        b"CN=Boss,DC=example",
        b"CN=Boss\\,DC=fake\\,DC=example",
    ],
)
def test_nobody_is_read_by_a_name_of_elsewhere_or_by_none(
    serve: Serve, sign_in: SignIn, dn: bytes | None
) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = managed(dn)
    before = len(server.seen("search"))
    assert session.manager(WHO) is None
    assert len(server.seen("search")) == before + 1


def _empty(exchange: Exchange) -> None:
    exchange.result(0)


def _of_kind(**more: list[bytes]) -> Callable[[Exchange], None]:
    def answer(exchange: Exchange) -> None:
        exchange.entry("CN=Boss,DC=fake,DC=example", BOSS | more)
        exchange.result(0)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        _empty,
        lambda exchange: exchange.result(32),
        lambda exchange: exchange.result(34),
        lambda exchange: exchange.result(10, "0000202B: RefErr", ("ldap://other.example/",)),
        _of_kind(objectGUID=[]),
        _of_kind(objectClass=[b"top", b"group"], sAMAccountType=[b"268435456"], userAccountControl=[]),
        _of_kind(userAccountControl=[b"4096"]),
        _of_kind(objectSid=[], objectClass=[b"top", b"contact"]),
    ],
    ids=range(8),
)
def test_a_manager_who_cannot_be_read_or_is_no_person_is_none(
    serve: Serve, sign_in: SignIn, answer: Callable[[Exchange], None]
) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = managed(b"CN=Boss,DC=fake,DC=example", answer)
    assert session.manager(WHO) is None


@pytest.mark.parametrize(("result", "code"), [(51, "directory-busy"), (3, "directory-timeout")])
def test_a_server_in_trouble_is_no_missing_manager(
    serve: Serve, sign_in: SignIn, result: int, code: str
) -> None:
    server = serve()
    session = sign_in(server)
    for search in (
        managed(b"CN=Boss,DC=fake,DC=example", lambda exchange: exchange.result(result)),
        lambda exchange: exchange.result(result),
    ):
        server.handlers["search"] = search
        with pytest.raises(Refused) as caught:
            session.manager(WHO)
        assert caught.value.problem.code == code


def test_a_connection_that_breaks_is_no_missing_manager(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = managed(b"CN=Boss,DC=fake,DC=example", lambda exchange: exchange.close())
    with pytest.raises(DirectoryUnreachable):
        session.manager(WHO)


# --- stamps that are asked for twice ------------------------------------------------------------------


def asked(server: FakeServer) -> list[list[bytes]]:
    """The attributes of each search for Pat."""
    return [
        [name for _, name in elements(request.parts[7][1])]
        for request in server.seen("search")
        if request.target == f"<GUID={PERSON_ID}>"
    ]


def test_the_long_stamps_are_asked_for_only_where_the_short_ones_are_hidden(
    serve: Serve, sign_in: SignIn
) -> None:
    server = serve(person={"replPropertyMetaData": [binary((MAIL, EARLY))]})
    assert sign_in(server).read(WHO).contact_times.mail == EARLY
    assert len(asked(server)) == 1

    hidden = serve(person={"msDS-ReplAttributeMetaData": [by_attribute("mail", LATE)]})
    assert sign_in(hidden).read(WHO).contact_times.mail == LATE
    first, second = asked(hidden)
    assert b"msDS-ReplAttributeMetaData" not in first
    assert second == [b"msDS-ReplAttributeMetaData"]


def test_stamps_that_are_refused_are_unknown_and_the_account_is_read(serve: Serve, sign_in: SignIn) -> None:
    def search(exchange: Exchange) -> None:
        if asked(exchange.server)[-1:] == [[b"msDS-ReplAttributeMetaData"]]:
            exchange.result(50)
        else:
            exchange.server.answer_search(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = search
    one = session.read(WHO)
    assert (one.login, one.contact_times.mail) == ("pat", None)
