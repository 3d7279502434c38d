"""A change with the old password in Active Directory: one modify that can be nothing else."""

import pytest
from directory.conftest import Serve, SignIn
from directory.fake_server import PERSON_ID, Exchange, elements

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import Reply, ReplyKind
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.secret import Secret

WHO = AccountId(PERSON_ID)
OLD, NEW = "Old-Canary-66", "New-Canary-77"
ADD, DELETE = 0, 1


def change(session: ActiveDirectorySession, old: str = OLD, new: str = NEW) -> Reply:
    with session.prepare_own_change(WHO) as prepared:
        return prepared.change(Secret(old), Secret(new))


def code(reply: Reply) -> str:
    return reply.problem.code if reply.problem else ""


def test_the_old_value_goes_and_the_new_one_comes_in_one_modify(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    assert change(sign_in(server)) == Reply(ReplyKind.ACCEPTED, None, "0")
    (modify,) = server.seen("modify")
    assert modify.target == f"<GUID={PERSON_ID}>"
    sent = []
    for _, each in elements(modify.parts[1][1]):
        (_, operation), (_, attribute) = elements(each)
        (_, name), (_, values) = elements(attribute)
        sent.append((operation[0], name, [value for _, value in elements(values)]))
    assert sent == [
        (DELETE, b"unicodePwd", [f'"{OLD}"'.encode("utf-16-le")]),
        (ADD, b"unicodePwd", [f'"{NEW}"'.encode("utf-16-le")]),
    ]
    assert modify.controls == b""


@pytest.mark.parametrize(("old", "new"), [("", NEW), (OLD, ""), ("half \ud83d", NEW), (OLD, "half \ud83d")])
def test_nothing_is_sent_without_both_passwords(serve: Serve, sign_in: SignIn, old: str, new: str) -> None:
    """An empty value to delete would be a reset to some servers."""
    server = serve()
    assert change(sign_in(server), old, new).kind is ReplyKind.NOT_SENT
    assert server.seen("modify") == []


def test_nothing_is_sent_to_a_server_that_is_read_only(serve: Serve, sign_in: SignIn) -> None:
    server = serve(root={"supportedCapabilities": [b"1.2.840.113556.1.4.1920"]})
    assert code(change(sign_in(server))) == "read-only-directory"
    assert server.seen("modify") == []


@pytest.mark.parametrize(
    ("result", "text", "said"),
    [
        (19, "00000056: AtrErr: DSID-03191083, #1", "old-password-wrong"),
        (53, "00000056: SvcErr", "old-password-wrong"),
        (19, "0000052D: AtrErr: DSID-03191083, #1", "own-change-refused"),
        (53, "0000052D: SvcErr", "own-change-refused"),
        (19, "00000775: locked", "own-change-locked"),
        (50, "00000005: SecErr: DSID-031A1", "why-may-not-change"),
        (53, "0000001F: SvcErr", "not-encrypted"),
        (51, "", "directory-busy"),
        (99, "00000056 is not where a code stands", "directory-refused"),
    ],
)
def test_a_refusal_is_told_by_its_code(
    serve: Serve, sign_in: SignIn, result: int, text: str, said: str
) -> None:
    server = serve(handlers={"modify": lambda exchange: exchange.result(result, text)})
    reply = change(sign_in(server))
    assert (reply.kind, code(reply)) == (ReplyKind.REFUSED, said)
    assert len(server.seen("modify")) == 1


def test_a_lost_answer_is_lost_and_nothing_is_sent_again(serve: Serve, sign_in: SignIn) -> None:
    server = serve(handlers={"modify": Exchange.close})
    assert change(sign_in(server)).kind is ReplyKind.LOST
    assert len(server.seen("modify")) == 1


def test_no_referral_is_followed_with_a_password(serve: Serve, sign_in: SignIn) -> None:
    server = serve(
        handlers={"modify": lambda exchange: exchange.result(10, "0000202B: RefErr", ("ldaps://elsewhere/",))}
    )
    assert change(sign_in(server)).kind is ReplyKind.REFUSED
    assert len(server.seen("modify")) == 1


def test_no_password_is_in_what_is_said(serve: Serve, sign_in: SignIn) -> None:
    server = serve(handlers={"modify": lambda exchange: exchange.result(19, "0000052D: bad")})
    assert not {OLD, NEW} & set(repr(change(sign_in(server))).split("'"))
