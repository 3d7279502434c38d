"""What the configuration names: what was not read whole is neither absent nor the only one (invariant 12)."""

import pytest
from directory.conftest import Serve, SignIn
from directory.fake_server import Exchange, sid_bytes
from directory.test_census import finish, paged, problem_of

from helpdesk_tui.desk.errors import Refused

VPN = "S-1-5-21-1-2-3-2001"
NAME = "Of That Common Name"


def group(exchange: Exchange, name: bytes = b"another-login") -> None:
    values = {"objectSid": [sid_bytes(VPN)], "sAMAccountName": [name], "cn": [NAME.encode()]}
    exchange.entry("CN=VPN,DC=fake,DC=example", values)


@pytest.mark.parametrize("name", [VPN, NAME, "CN=VPN,DC=fake,DC=example"])
def test_a_group_that_a_busy_server_does_not_look_for_is_not_said_to_be_missing(
    serve: Serve, sign_in: SignIn, name: str
) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["search"] = lambda exchange: exchange.result(51)
    assert problem_of(lambda: session.group_id(name), Refused) == "directory-busy"


@pytest.mark.parametrize(
    ("code", "problem"), [(3, "directory-timeout"), (4, "too-many"), (11, "admin-limit")]
)
def test_of_a_name_that_was_not_looked_for_to_the_end_nothing_is_the_only_one(
    serve: Serve, sign_in: SignIn, code: int, problem: str
) -> None:
    def page(exchange: Exchange, _: int) -> None:
        group(exchange)
        finish(exchange, code=code)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    assert problem_of(lambda: session.group_id(NAME), Refused) == problem


@pytest.mark.parametrize(("cookie", "found"), [(b"", VPN), (b"more", None)])
def test_a_common_name_is_of_the_only_one_once_no_page_is_left(
    serve: Serve, sign_in: SignIn, cookie: bytes, found: str | None
) -> None:
    def page(exchange: Exchange, _: int) -> None:
        group(exchange)
        finish(exchange, cookie)

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    assert session.group_id(NAME) == found


def test_a_login_is_of_one_whatever_other_pages_hold(serve: Serve, sign_in: SignIn) -> None:
    def page(exchange: Exchange, _: int) -> None:
        group(exchange, NAME.encode())
        finish(exchange, b"more")

    server = serve()
    session = sign_in(server)
    server.handlers["search"] = paged(page)
    assert session.group_id(NAME) == VPN
