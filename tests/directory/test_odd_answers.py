"""Answers that are legal and rare: each is taken for what it is, never for damage."""

from collections.abc import Callable

import pytest
from directory.conftest import PASSWORD, Port, Serve, SignIn
from directory.fake_server import PERSON, PERSON_ID, Exchange, tlv
from writing import a_change, write

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.secret import Secret

WHO = AccountId(PERSON_ID)
ELSEWHERE = "ldap://dc9.other.example/DC=other,DC=example"
DONE = tlv(0x0A, b"\0") + tlv(4, b"") * 2
REFERRAL = tlv(0x0A, b"\x0a") + tlv(4, b"") * 2 + tlv(0xA3, tlv(4, ELSEWHERE.encode()))
CONTROLS = tlv(
    0xA0,
    tlv(0x30, tlv(4, b"1.2.3"))
    + tlv(0x30, tlv(4, b"1.2.4") + tlv(1, b"\0"))
    + tlv(0x30, tlv(4, b"1.2.5") + tlv(1, b"\xff") + tlv(4, b"anything")),
)
NAME, VALUE, CREDENTIALS = tlv(0x8A, b"1.2.3"), tlv(0x8B, b"x"), tlv(0x87, b"sasl")


def saying(operation: bytes, more: bytes = b"") -> Callable[[Exchange], None]:
    def answer(exchange: Exchange) -> None:
        number = tlv(0x02, exchange.request.number.to_bytes(2, "big"))
        exchange.raw(tlv(0x30, number + operation + more))

    return answer


def test_a_sign_in_that_is_sent_elsewhere_is_told_so_and_not_followed(serve: Serve, port: Port) -> None:
    server = serve(handlers={"bind": saying(tlv(0x61, REFERRAL))})
    with pytest.raises(DirectoryUnreachable) as caught:
        port(server).sign_in("olga", Secret(PASSWORD))
    told = caught.value.problem
    assert (told.code, ELSEWHERE in told.detail) == ("sign-in-elsewhere", True)
    assert "does not follow" in told.cause


def test_starttls_that_is_sent_elsewhere_is_refused_for_what_it_is(serve: Serve, port: Port) -> None:
    server = serve(starttls=True, handlers={"extended": saying(tlv(0x78, REFERRAL))})
    with pytest.raises(DirectoryUnreachable) as caught:
        port(server, tls="starttls").sign_in("olga", Secret(PASSWORD))
    assert (caught.value.problem.code, caught.value.problem.detail) == ("tls-failed", "10")


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        (DONE + CREDENTIALS, b""),
        (DONE, CONTROLS),
        (tlv(0x0A, b"\0") + tlv(4, b"DC=fake,DC=example") + tlv(4, b"fine"), b""),
        (tlv(0x0A, b"\0\0") + tlv(4, b"\xff") + tlv(4, b"\xff\xfe"), b""),
    ],
)
def test_a_bind_is_done_whatever_else_its_answer_holds(
    serve: Serve, sign_in: SignIn, operation: bytes, more: bytes
) -> None:
    assert sign_in(serve(handlers={"bind": saying(tlv(0x61, operation), more)})).operator.login == "olga"


@pytest.mark.parametrize("more", [NAME, VALUE, NAME + VALUE])
def test_starttls_is_done_whatever_name_and_value_it_has(serve: Serve, sign_in: SignIn, more: bytes) -> None:
    server = serve(starttls=True, handlers={"extended": saying(tlv(0x78, DONE + more), CONTROLS)})
    assert sign_in(server, tls="starttls").operator.login == "olga"


def test_controls_may_come_with_everything(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["modify"] = saying(tlv(0x67, DONE), CONTROLS)
    assert write(session, WHO, a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    server.handlers["search"] = saying(tlv(0x65, DONE), CONTROLS)
    assert session.search("pat", 5).rows == ()


@pytest.mark.parametrize("code", [b"\x10\x00", b"\x7b", b"\xff"])
def test_a_result_that_nobody_knows_is_a_refusal_with_its_number(
    serve: Serve, sign_in: SignIn, code: bytes
) -> None:
    number = str(int.from_bytes(code, "big", signed=True))
    server = serve()
    session = sign_in(server)
    odd = tlv(0x0A, code) + tlv(4, b"") * 2
    server.handlers["modify"] = saying(tlv(0x67, odd))
    reply = write(session, WHO, a_change(unlock=True))
    assert (reply.kind, reply.code) == (ReplyKind.REFUSED, number)
    server.handlers["search"] = saying(tlv(0x65, odd))
    with pytest.raises(Refused) as caught:
        session.search("pat", 5)
    assert (caught.value.problem.code, caught.value.problem.detail) == ("directory-refused", number)


def test_a_referral_to_a_write_is_a_refusal_though_it_has_no_text(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["modify"] = saying(tlv(0x67, REFERRAL))
    reply = write(session, WHO, a_change(unlock=True))
    assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.REFUSED, "write-elsewhere")
    assert reply.problem is not None
    assert "dc9.other.example" in reply.problem.cause
    assert ELSEWHERE in reply.problem.detail


@pytest.mark.parametrize("uri", ["ldap://", "ldap:///DC=x", "ldap://[", "", "dc9", "\x1b[2J"])
def test_a_referral_that_names_no_server_is_a_refusal_without_one(
    serve: Serve, sign_in: SignIn, uri: str
) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["modify"] = lambda exchange: exchange.result(10, "0000202B: RefErr", (uri,))
    reply = write(session, WHO, a_change(unlock=True))
    assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.REFUSED, "wrong-server")


def test_notices_that_nobody_knows_are_passed_over(serve: Serve, sign_in: SignIn) -> None:
    """RFC 4511 §4.4: but for the notice of disconnection."""

    def notify(exchange: Exchange) -> None:
        exchange.message(tlv(0x78, DONE + NAME), number=0)
        exchange.server.answer_search(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = notify
    assert session.read(WHO).login == "pat"


def test_active_directorys_own_notice_of_disconnection_leads_to_a_new_connection(
    serve: Serve, sign_in: SignIn
) -> None:
    """It stands beside the operation and not in it."""
    told = []

    def end_once(exchange: Exchange) -> None:
        if told:
            exchange.server.answer_search(exchange)
        else:
            told.append(exchange)
            name = tlv(0x8A, b"1.3.6.1.4.1.1466.20036")
            exchange.raw(tlv(0x30, tlv(2, b"\0") + tlv(0x78, DONE) + name))

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = end_once
    assert session.read(WHO).login == "pat"


def test_lengths_in_four_octets_as_windows_writes_them(serve: Serve, sign_in: SignIn) -> None:
    def long(tag: int, content: bytes) -> bytes:
        return bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content

    def answer(exchange: Exchange) -> None:
        attributes = b"".join(
            long(0x30, tlv(4, name.encode()) + long(0x31, b"".join(tlv(4, value) for value in values)))
            for name, values in PERSON.items()
        )
        number = tlv(0x02, bytes([exchange.request.number]))
        entry = long(0x64, tlv(4, b"CN=Pat,DC=fake,DC=example") + long(0x30, attributes))
        exchange.raw(long(0x30, number + entry) + long(0x30, number + long(0x65, DONE)))

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = answer
    assert [row.login for row in session.search("pat", 5).rows] == ["pat"]
