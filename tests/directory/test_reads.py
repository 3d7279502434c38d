"""Signing in, searching and reading, with a server that has bad days."""

import socket
import threading
import time
from collections.abc import Callable

import pytest
from directory.conftest import PASSWORD, Port, Serve, SignIn
from directory.fake_server import OPERATOR, OPERATOR_ID, PERSON, PERSON_ID, PERSON_SID, Exchange, sid_bytes
from writing import a_change, make_rights, write

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, NotPermitted, Refused
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.directory.settings import Credentials
from helpdesk_tui.secret import Secret

WHO = AccountId(PERSON_ID)
Calls = Callable[[object], object]


def problem_of(call: Callable[[], object], kind: type[HelpdeskError]) -> str:
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return caught.value.problem.code


# --- signing in -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("login", "password"), [("", "x"), ("  ", "x"), ("olga", ""), ("", "")])
def test_an_empty_login_or_password_never_reaches_the_wire(
    serve: Serve, port: Port, login: str, password: str
) -> None:
    server = serve()
    assert problem_of(lambda: port(server).sign_in(login, Secret(password)), NotPermitted) == "sign-in-empty"
    assert server.connections == 0


@pytest.mark.parametrize(
    ("typed", "bound"),
    [
        ("olga", "olga@fake.example"),
        (" olga ", "olga@fake.example"),
        ("FAKE\\olga", "FAKE\\olga"),
        ("olga@upn.example", "olga@upn.example"),
    ],
)
def test_the_name_that_binds(serve: Serve, port: Port, typed: str, bound: str) -> None:
    server = serve()
    port(server).sign_in(typed, Secret(PASSWORD)).close()
    assert [request.target for request in server.seen("bind")] == [bound]


def test_the_operator_is_whom_the_server_takes_us_for_not_what_was_typed(serve: Serve, port: Port) -> None:
    session = port(serve()).sign_in("somebody.else@upn.example", Secret(PASSWORD))
    assert (session.operator.id, session.info.acts_as) == (OPERATOR_ID, "olga")
    session.close()


def test_an_operator_of_another_domain_is_refused(serve: Serve, port: Port) -> None:
    server = serve(root={"tokenGroups": [sid_bytes("S-1-5-21-9-9-9-1105"), sid_bytes("S-1-5-11")]})
    assert (
        problem_of(lambda: port(server).sign_in("x", Secret(PASSWORD)), NotPermitted) == "operator-elsewhere"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("525", "wrong-password"),
        ("52e", "wrong-password"),
        ("52f", "operator-restricted"),
        ("530", "operator-hours"),
        ("531", "operator-workstation"),
        ("532", "operator-password-expired"),
        ("533", "operator-disabled"),
        ("568", "operator-restricted"),
        ("569", "operator-restricted"),
        ("701", "operator-expired"),
        ("773", "operator-must-change"),
        ("775", "operator-locked"),
        ("80090346", "channel-binding"),
    ],
)
def test_a_refused_bind_has_its_cause(serve: Serve, port: Port, data: str, code: str) -> None:
    text = f"80090308: LdapErr: DSID-0C090775, comment: AcceptSecurityContext error, data {data}, v4563\0"
    server = serve(handlers={"bind": lambda exchange: exchange.result(49, text)})
    assert problem_of(lambda: port(server).sign_in("olga", Secret(PASSWORD)), NotPermitted) == code
    assert len(server.seen("bind")) == 1


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (1, "sign-in-trouble"),
        (2, "sign-in-trouble"),
        (3, "directory-timeout"),
        (7, "no-simple-bind"),
        (8, "no-simple-bind"),
        (10, "sign-in-elsewhere"),
        (11, "sign-in-trouble"),
        (13, "no-simple-bind"),
        (14, "no-simple-bind"),
        (32, "sign-in-trouble"),
        (34, "sign-in-trouble"),
        (48, "no-simple-bind"),
        (50, "sign-in-trouble"),
        (51, "directory-busy"),
        (52, "directory-busy"),
        (53, "sign-in-trouble"),
        (80, "sign-in-trouble"),
        (123, "sign-in-trouble"),
    ],
)
def test_a_bind_refused_for_another_reason_is_not_the_operators_fault(
    serve: Serve, port: Port, result: int, code: str
) -> None:
    server = serve(handlers={"bind": lambda exchange: exchange.result(result)})
    with pytest.raises(DirectoryUnreachable) as caught:
        port(server).sign_in("olga", Secret(PASSWORD))
    assert caught.value.problem.code == code
    if code in {"sign-in-trouble", "no-simple-bind"}:
        assert f"answered {result}." in caught.value.problem.cause


@pytest.mark.parametrize("status", ["51f", "0", "57", "6fd", "6fe", "576", "5af", "5b4", "520", "deadbeef"])
@pytest.mark.parametrize("first", ["80090311", "80090308", "8009030C"])
def test_a_status_that_is_not_known_says_nothing_of_the_password(
    serve: Serve, port: Port, status: str, first: str
) -> None:
    text = f"{first}: LdapErr: DSID-0C09056D, comment: AcceptSecurityContext error, data {status}, v2580"
    server = serve(handlers={"bind": lambda exchange: exchange.result(49, text)})
    with pytest.raises(DirectoryUnreachable) as caught:
        port(server).sign_in("olga", Secret(PASSWORD))
    assert caught.value.problem.code == "sign-in-trouble"
    assert f"answered 49/{status}." in caught.value.problem.cause


def test_invalid_credentials_without_a_status_are_wrong_credentials(serve: Serve, port: Port) -> None:
    server = serve(handlers={"bind": lambda exchange: exchange.result(49)})
    code = problem_of(lambda: port(server).sign_in("olga", Secret(PASSWORD)), NotPermitted)
    assert code == "wrong-password"


@pytest.mark.parametrize("result", [1, 49, 50, 53])
def test_a_session_never_starts_from_a_refusal(serve: Serve, port: Port, result: int) -> None:
    """Whatever request is refused, no session comes about that only looks alive."""
    for name in ("bind", "search"):
        server = serve(handlers={name: lambda exchange: exchange.result(result)})
        with pytest.raises(HelpdeskError):
            port(server).sign_in("olga", Secret(PASSWORD))


def test_a_server_that_is_no_active_directory_is_refused_before_the_bind(serve: Serve, port: Port) -> None:
    server = serve(root={"defaultNamingContext": []})
    code = problem_of(lambda: port(server).sign_in("olga", Secret(PASSWORD)), DirectoryUnreachable)
    assert code == "directory-refused"
    assert server.seen("bind") == []


# --- acting as a service ----------------------------------------------------------------------------

SERVICE = Credentials("svc-desk", Secret("Service-Canary-9"))


def test_the_operator_proves_himself_and_the_service_does_the_rest(serve: Serve, port: Port) -> None:
    server = serve()
    session = port(server, service=SERVICE).sign_in("olga", Secret(PASSWORD))
    session.read(WHO)
    session.search("pat", 5)
    binds = [(request.target, request.password) for request in server.seen("bind")]
    assert binds == [
        ("svc-desk@fake.example", b"Service-Canary-9"),
        ("olga@fake.example", PASSWORD.encode()),
        ("svc-desk@fake.example", b"Service-Canary-9"),
    ]
    assert (session.info.acts_as, session.operator.id) == ("svc-desk", OPERATOR_ID)
    session.close()
    assert not SERVICE.password.dropped


def test_a_wrong_operator_password_ends_it_though_the_service_is_in(serve: Serve, port: Port) -> None:
    def bind(exchange: Exchange) -> None:
        is_service = exchange.request.target.startswith("svc-")
        exchange.result(0 if is_service else 49, "80090308: x, data 52e, v1")

    server = serve(handlers={"bind": bind})
    code = problem_of(lambda: port(server, service=SERVICE).sign_in("olga", Secret("no")), NotPermitted)
    assert code == "wrong-password"


def test_a_refused_service_is_not_told_as_the_operators_trouble(serve: Serve, port: Port) -> None:
    server = serve(handlers={"bind": lambda exchange: exchange.result(49, "80090308: x, data 775, v1")})
    code = problem_of(
        lambda: port(server, service=SERVICE).sign_in("olga", Secret(PASSWORD)), DirectoryUnreachable
    )
    assert code == "service-refused"


def test_with_a_service_the_mail_address_will_do(serve: Serve, port: Port) -> None:
    def search(exchange: Exchange) -> None:
        if exchange.request.target == "DC=fake,DC=example":
            exchange.entry(
                "CN=Olga,DC=fake,DC=example", {**OPERATOR, "userPrincipalName": [b"olga@upn.example"]}
            )
        exchange.server.answer_search(exchange)

    server = serve(handlers={"search": search})
    port(server, service=SERVICE).sign_in("o.operator@mail.example", Secret(PASSWORD)).close()
    assert server.seen("bind")[1].target == "olga@fake.example"


def test_a_sign_in_that_fails_half_way_leaves_no_connection_open(serve: Serve, port: Port) -> None:
    """The operator proved himself, and then his account cannot be read."""

    def hide(exchange: Exchange) -> None:
        if exchange.request.target.startswith("<GUID="):
            exchange.result(32)
        else:
            exchange.server.answer_search(exchange)

    server = serve(handlers={"search": hide})
    for service in (None, SERVICE):
        before = server.connections
        assert problem_of(
            lambda service=service: port(server, service=service).sign_in("olga", Secret(PASSWORD)), Refused
        )
        deadline = time.monotonic() + 5
        while len(server.seen("unbind")) < server.connections and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(server.seen("unbind")) == server.connections > before


# --- broken connections -----------------------------------------------------------------------------


def test_a_read_on_a_dead_connection_is_asked_once_more(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    dying = []

    def die_once(exchange: Exchange) -> None:
        if dying:
            exchange.server.answer_search(exchange)
        else:
            dying.append(exchange)
            exchange.close()

    server.handlers["search"] = die_once
    assert session.read(WHO).login == "pat"
    assert len(server.seen("bind")) == 2


def test_a_server_that_says_good_bye_is_asked_on_a_new_connection(serve: Serve, sign_in: SignIn) -> None:
    """Domain controllers end idle connections so (RFC 4511 §4.4.1)."""
    server = serve()
    session = sign_in(server)
    told = []

    def end_once(exchange: Exchange) -> None:
        if told:
            exchange.server.answer_search(exchange)
        else:
            told.append(exchange)
            exchange.message(bytes.fromhex("7807 0a0134 0400 0400"), number=0)

    server.handlers["search"] = end_once
    assert session.read(WHO).login == "pat"


def test_a_read_is_not_asked_a_third_time(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    before = len(server.seen("search"))
    server.handlers["search"] = lambda exchange: exchange.close()
    assert problem_of(lambda: session.read(WHO), DirectoryUnreachable) == "connection-lost"
    assert len(server.seen("search")) == before + 2


def test_a_search_that_breaks_in_the_middle_shows_no_half(serve: Serve, sign_in: SignIn) -> None:
    def half(exchange: Exchange) -> None:
        exchange.entry("CN=Pat,DC=fake,DC=example", PERSON)
        exchange.close()

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = half
    assert problem_of(lambda: session.search("pat", 5), DirectoryUnreachable) == "connection-lost"


def test_a_server_that_hangs_is_given_up_in_time(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = lambda exchange: None
    before, started = len(server.seen("search")), time.monotonic()
    assert problem_of(lambda: session.read(WHO), DirectoryUnreachable) == "directory-timeout"
    assert time.monotonic() - started < 2
    assert len(server.seen("search")) == before + 1


def test_a_server_that_drips_is_given_up_in_time(serve: Serve, sign_in: SignIn) -> None:
    """A byte now and then keeps a socket's own timeout from ever passing."""

    def drip(exchange: Exchange) -> None:
        for byte in b"\x30\x84\x00\x00\xff\xff" + bytes(10):
            exchange.raw(bytes([byte]))
            time.sleep(0.1)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = drip
    started = time.monotonic()
    assert problem_of(lambda: session.read(WHO), DirectoryUnreachable) == "directory-timeout"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "data",
    [b"HTTP/1.1 400 Bad Request\r\n\r\n", bytes(100), b"\x30\x80\x00\x00", b"\x30\x85\x00\xff\xff\xff\xff",
     bytes.fromhex("3005020101 6500"), bytes.fromhex("300c020101 65070a0100 04000400")],
)  # fmt: skip
def test_an_answer_that_is_not_ldap_is_garbled(serve: Serve, sign_in: SignIn, data: bytes) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = lambda exchange: exchange.raw(data)
    assert problem_of(lambda: session.read(WHO), DirectoryUnreachable) == "directory-garbled"


def test_after_garbage_the_next_read_has_a_new_connection(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = lambda exchange: exchange.raw(bytes(100))
    with pytest.raises(DirectoryUnreachable):
        session.read(WHO)
    del server.handlers["search"]
    assert session.read(WHO).login == "pat"


def test_a_slow_search_does_not_keep_a_read_waiting(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    searching, go_on = threading.Event(), threading.Event()

    def slow(exchange: Exchange) -> None:
        if exchange.request.target == "DC=fake,DC=example":
            searching.set()
            go_on.wait(5)
        exchange.server.answer_search(exchange)

    server.handlers["search"] = slow
    search = threading.Thread(target=lambda: session.search("pat", 5), daemon=True)
    search.start()
    assert searching.wait(5)
    assert session.read(WHO).login == "pat"
    assert search.is_alive()
    go_on.set()
    search.join(5)


def test_many_threads_read_over_one_session(serve: Serve, sign_in: SignIn) -> None:
    session = sign_in(serve())
    logins: list[str] = []
    threads = [threading.Thread(target=lambda: logins.append(session.read(WHO).login)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert logins == ["pat"] * 8


PEOPLE = "OU=People,DC=fake,DC=example"


def test_nobody_outside_of_the_base_is_read_or_written(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server, base_dn=PEOPLE)
    assert session.read_operator().login == "olga"
    for call in (lambda: session.read(WHO), lambda: session.manager(WHO)):
        assert problem_of(call, Refused) == "account-gone"
    reply = write(session, WHO, a_change(unlock=True))
    assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.NOT_SENT, "account-gone")
    assert server.seen("modify") == []


@pytest.mark.parametrize("typed", [PERSON_ID, PERSON_SID, "CN=Pat Person,DC=fake,DC=example", "pat"])
def test_nobody_is_found_outside_of_the_base(serve: Serve, sign_in: SignIn, typed: str) -> None:
    def search(exchange: Exchange) -> None:
        by_name = exchange.request.target == PEOPLE and exchange.request.parts[1][1] == b"\2"  # a subtree
        if by_name or exchange.request.target in {f"<SID={PERSON_SID}>", "CN=Pat Person,DC=fake,DC=example"}:
            exchange.entry("CN=Pat Person,DC=fake,DC=example", PERSON)
            exchange.result(0)
        else:
            exchange.server.answer_search(exchange)

    session = sign_in(serve(handlers={"search": search}), base_dn=PEOPLE)
    assert session.search(typed, 5).rows == ()
    assert sign_in(serve(handlers={"search": search})).search(typed, 5).rows != () or typed == "pat"


def test_nothing_can_be_read_after_signing_out(serve: Serve, sign_in: SignIn) -> None:
    session = sign_in(serve())
    session.close()
    assert problem_of(lambda: session.read(WHO), Refused) == "signed-out"
    assert problem_of(lambda: session.search("pat", 5), Refused) == "signed-out"


def test_a_session_stays_with_its_server_though_the_name_means_several(
    serve: Serve, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A domain's own name leads to any domain controller; what is written on one is read back there."""
    first, second = serve(), serve()
    resolved = iter([first, *[second] * 20])

    def resolve(*_: object, **__: object) -> list[object]:
        where = ("127.0.0.1", next(resolved).port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", where)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    session = sign_in(first)
    session.search("pat", 5)
    write(session, WHO, a_change(unlock=True))
    assert first.connections == 3
    assert second.connections == 0


# --- results ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (1, "directory-refused"),
        (50, "directory-refused"),
        (53, "directory-refused"),
        (3, "directory-timeout"),
        (4, "too-many"),
        (11, "admin-limit"),
        (51, "directory-busy"),
        (10, "wrong-server"),
    ],
)
def test_a_refused_search_is_no_empty_result(serve: Serve, sign_in: SignIn, result: int, code: str) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = lambda exchange: exchange.result(result)
    assert problem_of(lambda: session.search("pat", 5), Refused) == code
    assert problem_of(lambda: session.read(WHO), Refused) == code


@pytest.mark.parametrize("result", [3, 4, 11])
def test_a_search_that_a_limit_cut_short_shows_what_came(serve: Serve, sign_in: SignIn, result: int) -> None:
    def cut(exchange: Exchange) -> None:
        exchange.entry("CN=Pat,DC=fake,DC=example", PERSON)
        exchange.result(result)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = cut
    found = session.search("pat", 5)
    assert ([row.login for row in found.rows], found.more) == (["pat"], True)


@pytest.mark.parametrize("result", [0, 32, 34])
def test_an_account_that_is_not_there_is_gone(serve: Serve, sign_in: SignIn, result: int) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = lambda exchange: exchange.result(result)
    assert problem_of(lambda: session.read(WHO), Refused) == "account-gone"


def test_an_account_that_hides_its_identity_is_unreadable(serve: Serve, sign_in: SignIn) -> None:
    session = sign_in(serve(person={"objectGUID": []}))
    assert problem_of(lambda: session.read(WHO), Refused) == "account-unreadable"


def test_what_the_server_leaves_out_is_unknown(serve: Serve, sign_in: SignIn) -> None:
    """Invariant 12: nothing but an identity comes, and no security descriptor to tell why."""
    account = sign_in(serve(person={"userAccountControl": []})).read(WHO)
    state = account.state
    assert (state.enabled, state.locked, state.must_change, state.password_expired) == (None,) * 4
    assert (state.account_expires, state.password_set, state.password_expires) == (None,) * 3
    assert (state.cannot_change_password, state.outside_hours, state.last_sign_in) == (None,) * 3
    assert (account.mobile, account.office_phone, account.was_protected) == (None, None, None)
    assert (account.policy, account.group_ids) == (None, None)
    assert account.rights == make_rights(None, None, None)
    assert (account.marks.password, account.marks.entry) == (None, None)


def test_values_of_a_wrong_form_are_unknown(serve: Serve, sign_in: SignIn) -> None:
    wrong = {
        "userAccountControl": [b"many"],
        "pwdLastSet": [b"99999999999999999999999"],
        "accountExpires": [b"soon"],
        "logonHours": [b"\xff\xff"],
        "nTSecurityDescriptor": [b"\x01\x00\x04\x80\xff\xff\xff\xff"],
        "replPropertyMetaData": [b"\x01"],
        "tokenGroups": [b"\x01\x05"],
        "msDS-UserPasswordExpiryTimeComputed": [b"0x10"],
    }
    account = sign_in(serve(person=wrong)).read(WHO)
    assert (account.state.enabled, account.state.password_set, account.state.account_expires) == (None,) * 3
    assert (account.state.outside_hours, account.state.password_expires) == (None, None)
    assert (account.group_ids, account.marks.password, account.rights[Action.RESET]) == (None, None, None)


def test_every_text_is_cleaned(serve: Serve, sign_in: SignIn) -> None:
    hostile = b"a\x1b]52;c;eA==\x07b\xff\xe2\x80\xae\nc"
    names = ("displayName", "sAMAccountName", "mail", "title", "department", "userPrincipalName", "manager",
             "mobile", "company", "physicalDeliveryOfficeName", "employeeID", "sn", "givenName",
             "preferredLanguage", "telephoneNumber")  # fmt: skip
    account = sign_in(serve(person={name: [hostile] for name in names})).read(WHO)
    shown = repr(account)
    assert account.title == "a]52;c;eA==b\ufffd c"
    assert not any(mark in shown for mark in ("\\x1b", "\\x07", "\\u202e", "\\n"))


COOKIE = b"next-page"


def end_of_page(exchange: Exchange) -> None:
    """There is more (RFC 2696)."""
    value = bytes.fromhex("300e 020100 0409") + COOKIE
    control = b"\x30\x2a\x04\x161.2.840.113556.1.4.319\x04\x10" + value
    done = bytes.fromhex("6507 0a0100 0400 0400")
    exchange.message(done + b"\xa0" + bytes([len(control)]) + control)


def test_a_search_ends_its_pages_when_it_has_enough(serve: Serve, sign_in: SignIn) -> None:
    """The paged-results control carries the limit, and page size 0 ends the search (RFC 2696)."""

    def page(exchange: Exchange) -> None:
        if exchange.request.target != "DC=fake,DC=example":
            exchange.server.answer_search(exchange)
            return
        for number in range(3):
            identity = bytes([number]) * 16
            exchange.entry(f"CN={number},DC=fake,DC=example", {**PERSON, "objectGUID": [identity]})
        end_of_page(exchange)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = page
    before = len(server.seen("search"))
    found = session.search("pat", 2)
    assert (len(found.rows), found.more) == (2, True)
    first, last, *named = server.seen("search")[before:]
    assert bytes.fromhex("3005 020103 0400") in first.controls
    assert bytes.fromhex("300e 020100 0409") + COOKIE in last.controls
    assert bytes.fromhex("300e 020100 0409") + COOKIE in named[-1].controls  # of those with just that name


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_who_bears_just_that_name_comes_first_though_the_server_sends_others_first(
    serve: Serve, sign_in: SignIn, limit: int
) -> None:
    """Many are named so in part; whoever is named just so would come on a later page."""

    def search(exchange: Exchange) -> None:
        asked = b"".join(content for _, content in exchange.request.parts)
        if exchange.request.target != "DC=fake,DC=example":
            exchange.server.answer_search(exchange)
        elif b"anr" not in asked:
            exchange.entry("CN=Pat Person,DC=fake,DC=example", PERSON)
            exchange.result(0)
        else:
            for number in range(limit + 1):
                login = f"pat{number}".encode()
                others = {"objectGUID": [bytes([number]) * 16], "sAMAccountName": [login]}
                exchange.entry(f"CN=Aa {number},DC=fake,DC=example", {**PERSON, **others})
            end_of_page(exchange)

    session = sign_in(serve(handlers={"search": search}))
    found = session.search("pat", limit)
    assert (found.rows[0].login, found.exact, found.more, len(found.rows)) == ("pat", 1, True, limit)


# --- other domains of the forest ----------------------------------------------------------------------


def a_forest(exchange: Exchange) -> None:
    """Its own domain, the one above it, and a partition that is no domain."""
    if exchange.request.target.startswith("CN=Partitions,"):
        for dn, short, root in (
            ("DC=fake,DC=example", b"FAKE", b"fake.example"),
            ("DC=example", b"EXAMPLE", b"Example"),
            ("DC=north,DC=fake,DC=example", b"NORTH", b"north.fake.example"),
        ):
            values = {"nCName": [dn.encode()], "nETBIOSName": [short], "dnsRoot": [root]}
            exchange.entry(f"CN={short.decode()},{exchange.request.target}", values)
        exchange.result(0)
    else:
        exchange.server.answer_search(exchange)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("pat@north.fake.example", "account-of-another-domain"),
        ("pat@NORTH.fake.example", "account-of-another-domain"),
        ("NORTH\\pat", "account-of-another-domain"),
        ("x\\pat", "account-of-another-forest"),
    ],
)
def test_who_is_of_another_domain_is_said_to_be(
    serve: Serve, sign_in: SignIn, typed: str, problem: str
) -> None:
    session = sign_in(serve(handlers={"search": a_forest}))
    with pytest.raises(Refused) as caught:
        session.search(typed, 5)
    assert caught.value.problem.code == problem
    assert typed.replace("pat", "").strip("@\\") in caught.value.problem.cause


@pytest.mark.parametrize("typed", ["pat@fake.example", "pat@mail.example", "FAKE\\pat", "fake.example\\pat"])
def test_who_may_be_of_this_domain_is_looked_for(serve: Serve, sign_in: SignIn, typed: str) -> None:
    session = sign_in(serve(handlers={"search": a_forest}))
    assert session.search(typed, 5).rows == ()


def test_who_is_here_by_the_name_of_another_domain_is_found(serve: Serve, sign_in: SignIn) -> None:
    """A UPN may have any suffix."""

    def has_one(exchange: Exchange) -> None:
        if exchange.request.target == "DC=fake,DC=example":
            exchange.entry("CN=Pat,DC=fake,DC=example", PERSON)
            exchange.result(0)
        else:
            a_forest(exchange)

    session = sign_in(serve(handlers={"search": has_one}))
    assert [row.login for row in session.search("pat@north.fake.example", 5).rows] == ["pat"]
