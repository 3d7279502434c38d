"""One modify, sent at most once, and never followed elsewhere: invariants 3 and 4."""

import socket
import threading
from collections.abc import Iterator

import pytest
from directory.conftest import PASSWORD, Port, Serve, SignIn
from directory.fake_server import PERSON_ID, PERSON_SID, Exchange, FakeServer
from hypothesis import given
from hypothesis import strategies as st
from writing import a_change, write

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import Capability, Change, Reply, ReplyKind
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.directory.active_directory.writes import modifications
from helpdesk_tui.secret import Secret

WHO = AccountId(PERSON_ID)
NEW = "New-Canary-77"
HINTS = b"1.2.840.113556.1.4.2239"


def reset(session: ActiveDirectorySession, **more: object) -> Reply:
    return write(session, WHO, a_change(Secret(NEW), must_change=True, unlock=True, **more))


def code(reply: Reply) -> str:
    return reply.problem.code if reply.problem else ""


# --- what is sent -----------------------------------------------------------------------------------


def test_reset_forced_change_and_unlock_are_one_modify_of_the_guid(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    assert reset(sign_in(server)) == Reply(ReplyKind.ACCEPTED, None, "0")
    (modify,) = server.seen("modify")
    assert modify.target == f"<GUID={PERSON_ID}>"
    assert modify.changes == {
        "unicodePwd": (2, [f'"{NEW}"'.encode("utf-16-le")]),
        "pwdLastSet": (2, [b"0"]),
        "lockoutTime": (2, [b"0"]),
    }
    assert modify.controls == b""


@pytest.mark.parametrize(
    ("change", "written"),
    [
        (a_change(must_change=True), {"pwdLastSet": (2, [b"0"])}),
        (a_change(unlock=True), {"lockoutTime": (2, [b"0"])}),
    ],
)
def test_only_what_is_asked_is_written(
    serve: Serve, sign_in: SignIn, change: Change, written: dict[str, tuple[int, list[bytes]]]
) -> None:
    server = serve()
    assert write(sign_in(server), WHO, change).kind is ReplyKind.ACCEPTED
    assert server.seen("modify")[0].changes == written


def test_who_is_added_to_a_group_is_named_by_id(serve: Serve, sign_in: SignIn) -> None:
    group = f"{PERSON_SID.rpartition('-')[0]}-2001"
    server = serve()
    for action, operation in ((Action.ADD_TO_GROUP, 0), (Action.REMOVE_FROM_GROUP, 1)):
        change = Change(frozenset({action}), asked=Asked(group=group))
        assert write(sign_in(server), WHO, change).kind is ReplyKind.ACCEPTED
        modify = server.seen("modify")[-1]
        assert modify.target == f"<SID={group}>"
        assert modify.modifications == [(operation, "member", [f"<GUID={PERSON_ID}>".encode()])]


@pytest.mark.parametrize(
    ("action", "before", "after"), [(Action.DISABLE, 66048, 66050), (Action.ENABLE, 514, 512)]
)
def test_one_bit_is_changed_of_what_was_read_and_of_nothing_else(
    serve: Serve, sign_in: SignIn, action: Action, before: int, after: int
) -> None:
    """Where another value stands there by then, the server refuses it all (RFC 4511 §4.6)."""
    server = serve(person={"userAccountControl": [b"%d" % before]})
    assert write(sign_in(server), WHO, Change(frozenset({action}))).kind is ReplyKind.ACCEPTED
    (modify,) = server.seen("modify")
    written = [(1, "userAccountControl", [b"%d" % before]), (0, "userAccountControl", [b"%d" % after])]
    assert modify.modifications == written


def test_a_write_has_a_connection_of_its_own(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    reset(session)
    reset(session)
    assert server.connections == 3
    assert len(server.seen("bind")) == 3
    assert all(request.password == PASSWORD.encode() for request in server.seen("bind"))


def test_history_is_asked_for_by_a_critical_control(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    assert reset(sign_in(server), obey_history=True).kind is ReplyKind.ACCEPTED
    controls = server.seen("modify")[0].controls
    assert HINTS in controls
    assert b"\x01\x01\xff" in controls  # criticality TRUE
    assert bytes.fromhex("3003020101") in controls


def test_the_older_control_serves_where_the_newer_is_missing(serve: Serve, sign_in: SignIn) -> None:
    server = serve(root={"supportedControl": [b"1.2.840.113556.1.4.2066"]})
    session = sign_in(server)
    assert session.info.able(Capability.HISTORY_ON_RESET) is True
    reset(session, obey_history=True)
    assert b"1.2.840.113556.1.4.2066" in server.seen("modify")[0].controls


# --- what is not sent -------------------------------------------------------------------------------


def test_history_that_the_server_cannot_check_is_not_dropped_silently(serve: Serve, sign_in: SignIn) -> None:
    server = serve(root={"supportedControl": [b"1.2.840.113556.1.4.319"]})
    session = sign_in(server)
    assert session.info.able(Capability.HISTORY_ON_RESET) is False
    reply = reset(session, obey_history=True)
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "control-missing")
    assert server.seen("modify") == []


def test_nothing_is_sent_for_an_empty_change(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    reply = write(sign_in(server), WHO, a_change())
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "nothing-to-do")
    assert server.seen("modify") == []


@pytest.mark.parametrize("name", ["", "CN=Pat,DC=fake,DC=example", f"{PERSON_ID}>,CN=x", PERSON_ID.upper()])
def test_only_an_id_names_the_account_that_is_written(serve: Serve, sign_in: SignIn, name: str) -> None:
    server = serve()
    reply = write(sign_in(server), AccountId(name), a_change(unlock=True))
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "account-gone")
    assert server.seen("modify") == []


def test_a_read_only_server_is_not_asked(serve: Serve, sign_in: SignIn) -> None:
    server = serve(root={"supportedCapabilities": [b"1.2.840.113556.1.4.1920"]})
    session = sign_in(server)
    assert session.info.read_only
    reply = reset(session)
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "read-only-directory")
    assert server.seen("modify") == []


def test_a_bind_that_fails_before_the_write_sends_no_write(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["bind"] = lambda exchange: exchange.result(49, "80090308: comment: data 52e, v1")
    reply = reset(session)
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "wrong-password")
    assert server.seen("modify") == []


def test_a_server_that_is_gone_gets_no_write(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    server.__exit__()
    reply = reset(session)
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "server-gone")


def test_nothing_is_sent_after_signing_out(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    session.close()
    session.close()
    reply = reset(session)
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "signed-out")
    assert server.connections == 1


@pytest.mark.parametrize("password", ["half \ud83d a surrogate", None])
def test_a_password_that_cannot_be_written_is_not_sent(
    serve: Serve, sign_in: SignIn, password: str | None
) -> None:
    server = serve()
    secret = Secret(password or "dropped")
    if password is None:
        secret.drop()
    reply = write(sign_in(server), WHO, a_change(secret))
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "password-characters")
    assert server.seen("modify") == []


# --- what comes back --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "text", "problem", "record"),
    [
        (49, "80090308: LdapErr: DSID-0C09, comment: x, data 52e, v1", "directory-refused", "49/52e"),
        (50, "00000005: SecErr: DSID-031A1, problem 4003", "no-right", "50/00000005"),
        (50, "00002098: SecErr: DSID-031A1, problem 4003", "no-right", "50/00002098"),
        (53, "0000052D: SvcErr: DSID-031A1, problem 5003", "password-refused", "53/0000052D"),
        (19, "0000052D: Constraint violation - too short", "password-refused", "19/0000052D"),
        (53, "0000001F: SvcErr: DSID-031A1, problem 5003", "not-encrypted", "53/0000001F"),
        (53, "00002077: SvcErr: DSID-031A1, problem 5003", "bad-modify", "53/00002077"),
        (53, "", "directory-refused", "53"),
        (80, "00000057: LdapErr: DSID-0C09", "bad-modify", "80/00000057"),
        (16, "00002085: AtrErr: DSID-0315", "changed-meanwhile", "16/00002085"),
        (32, "0000208D: NameErr: DSID-0315", "account-gone", "32/0000208D"),
        (12, "00002040: SvcErr", "control-missing", "12/00002040"),
        (8, "00002028: LdapErr", "tls-required", "8/00002028"),
        (3, "", "directory-timeout", "3"),
        (11, "", "admin-limit", "11"),
        (51, "", "directory-busy", "51"),
        (52, "00000000: LdapErr", "directory-busy", "52/00000000"),
    ],
)
def test_a_refusal_is_a_refusal_with_its_cause(
    serve: Serve, sign_in: SignIn, result: int, text: str, problem: str, record: str
) -> None:
    server = serve(handlers={"modify": lambda exchange: exchange.result(result, text)})
    reply = reset(sign_in(server))
    assert (reply.kind, code(reply), reply.code) == (ReplyKind.REFUSED, problem, record)
    assert len(server.seen("modify")) == 1


def test_of_several_rights_the_one_that_is_missing_is_named(serve: Serve, sign_in: SignIn) -> None:
    server = serve(
        handlers={"modify": lambda exchange: exchange.result(50, "00002098: SecErr: DSID-03150F94")},
        person={"allowedAttributesEffective": [b"pwdLastSet", b"description"]},
    )
    reply = reset(sign_in(server))
    assert reply.problem is not None
    assert reply.problem.code == "no-right"
    assert reply.problem.cause == (
        "The directory says that you have no right to unlock (write lockoutTime) here."
    )


def test_a_policy_refusal_with_history_asked_for_speaks_of_history(serve: Serve, sign_in: SignIn) -> None:
    server = serve(handlers={"modify": lambda exchange: exchange.result(53, "0000052D: SvcErr")})
    assert code(reset(sign_in(server), obey_history=True)) == "password-in-history"


def test_the_servers_words_are_cleaned(serve: Serve, sign_in: SignIn) -> None:
    server = serve(
        handlers={"modify": lambda exchange: exchange.result(53, "no\x1b]52;c;eA==\x07\nwell\u202e")}
    )
    reply = reset(sign_in(server))
    assert reply.problem is not None
    assert reply.problem.detail == "53 no]52;c;eA== well"


@pytest.fixture
def elsewhere() -> Iterator[tuple[int, list[bytes]]]:
    """A listener that notes every connection and byte; (port, notes)."""
    notes: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            notes.append(b"connected")
            connection.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield listener.getsockname()[1], notes
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


@pytest.mark.parametrize("scheme", ["ldap", "ldaps"])
@pytest.mark.parametrize("operation", ["modify", "bind", "search"])
def test_no_referral_is_followed(
    serve: Serve, port: Port, elsewhere: tuple[int, list[bytes]], scheme: str, operation: str
) -> None:
    number, notes = elsewhere
    where = f"{scheme}://127.0.0.1:{number}/DC=fake,DC=example"
    server = serve()
    session = port(server).sign_in("olga", Secret(PASSWORD))
    server.handlers[operation] = lambda exchange: exchange.result(10, "0000202B: RefErr", (where,))
    reply = reset(session)
    if operation == "modify":
        assert (reply.kind, code(reply), reply.code) == (ReplyKind.REFUSED, "write-elsewhere", "10/0000202B")
        assert reply.problem is not None
        assert where in reply.problem.detail
    if operation == "search":
        with pytest.raises(Refused):
            session.search("pat", 5)
    session.close()
    assert notes == []


# --- what gets lost ---------------------------------------------------------------------------------


def _drop(exchange: Exchange) -> None:
    exchange.close()


def _say_nothing(exchange: Exchange) -> None:
    return None


def _babble(exchange: Exchange) -> None:
    exchange.raw(b"HTTP/1.1 200 OK\r\n\r\n")


def _answer_somebody_else(exchange: Exchange) -> None:
    exchange.message(bytes.fromhex("6707 0a0100 0400 0400"), number=exchange.request.number + 7)


def _answer_another_question(exchange: Exchange) -> None:
    exchange.message(bytes.fromhex("6107 0a0100 0400 0400"))  # success, of a bind


def _disconnect_politely(exchange: Exchange) -> None:
    exchange.message(bytes.fromhex("7807 0a0134 0400 0400"), number=0)


def _answer_by_half(exchange: Exchange) -> None:
    exchange.raw(bytes.fromhex("300c0201"))


@pytest.mark.parametrize(
    "handler",
    [_drop, _say_nothing, _babble, _answer_somebody_else, _answer_another_question, _disconnect_politely,
     _answer_by_half],
)  # fmt: skip
def test_a_lost_reply_is_lost_and_the_modify_was_sent_once(
    serve: Serve, sign_in: SignIn, handler: object
) -> None:
    server: FakeServer = serve(handlers={"modify": handler})
    reply = reset(sign_in(server))
    assert (reply.kind, code(reply), reply.code) == (ReplyKind.LOST, "reply-lost", "")
    assert len(server.seen("modify")) == 1


def test_after_a_lost_reply_the_account_can_be_read_on_the_same_server(serve: Serve, sign_in: SignIn) -> None:
    server = serve(handlers={"modify": _drop})
    session = sign_in(server)
    assert reset(session).kind is ReplyKind.LOST
    assert session.read(WHO).login == "pat"
    assert len(server.seen("modify")) == 1


# --- secrets ----------------------------------------------------------------------------------------


def test_no_password_is_in_what_can_be_shown_of_a_session(serve: Serve, sign_in: SignIn) -> None:
    session = sign_in(serve(handlers={"modify": lambda exchange: exchange.result(53, "0000052D: no")}))
    reply = reset(session)
    shown = f"{session!r} {vars(session)!r} {session._access!r} {reply!r} {session.info!r}"
    assert PASSWORD not in shown
    assert NEW not in shown


def test_the_password_is_forgotten_at_the_end_but_not_the_callers_own(serve: Serve, port: Port) -> None:
    mine = Secret(PASSWORD)
    session = port(serve()).sign_in("olga", mine)
    session.close()
    assert session._access.identity.dropped
    assert not mine.dropped


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_a_password_is_written_in_quotes_and_utf16(text: str) -> None:
    (written,) = modifications(a_change(Secret(text)))
    assert (written.operation, written.attribute) == ("replace", "unicodePwd")
    assert written.values[0].decode("utf-16-le") == f'"{text}"'
