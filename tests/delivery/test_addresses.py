"""Only one plain mailbox or number is an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.delivery.addresses import is_host, is_mailbox, is_number


@pytest.mark.parametrize(
    "address",
    [
        "ada@example.com",
        "a.b+tag@sub.example.co.uk",
        "o'neill@example.com",
        "x@corp",
        "a_b-c@xn--mnchen-3ya.example",
    ],
)
def test_usual_addresses_are_taken(address: str) -> None:
    assert is_mailbox(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@example.com\r\nBcc: eve@evil.example",
        "ada@example.com\nRCPT TO:<eve@evil.example>",
        "ada@example.com\n",
        "ada@example.com, eve@evil.example",
        "ada@example.com; eve@evil.example",
        "ada@example.com eve@evil.example",
        "<ada@example.com>",
        "Ada <ada@example.com>",
        '"ada@example.com" <eve@evil.example>',
        '"ada lovelace"@example.com',
        "ada(comment)@example.com",
        "ada@example.com> SIZE=1",
        "@relay.example:ada@example.com",
        "ada%evil.example@example.com",
        "evil.example!ada@example.com",
        "|/bin/sh@example.com",
        "ada@[192.0.2.1]",
        "adä@example.com",
        "аda@example.com",  # a Cyrillic letter
        "ada@exämple.com",
        "ada@example.com\x00",
        "ada\u202e@example.com",
        "ada@@example.com",
        "ada@example..com",
        ".ada@example.com",
        "a" * 65 + "@example.com",
        "a@" + ".".join(["b" * 60] * 5),
    ],
)
def test_what_could_be_read_as_something_else_is_none(address: str) -> None:
    assert not is_mailbox(address)


@given(st.text())
def test_a_mailbox_has_no_sign_that_ends_a_header_or_an_envelope(text: str) -> None:
    for address in (text, f"{text}@example.com", f"ada@{text}"):
        if is_mailbox(address):
            assert address.isascii()
            assert not set(address) & set(' <>,;:()[]"\\\r\n\t\0|`%!')
            assert address.count("@") == 1


@pytest.mark.parametrize("number", ["+4915112345678", "+12025550123"])
def test_a_number_is_in_international_form(number: str) -> None:
    assert is_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "4915112345678",
        "+0123456789",
        "+49",
        "+49 151 1234",
        "+4915112345678\n",
        "+" + "1" * 16,
        "+４９１５１１２３４５",
    ],
)
def test_another_form_is_no_number(number: str) -> None:
    assert not is_number(number)


@pytest.mark.parametrize(
    "name", ["mail.example.com", "localhost", "192.0.2.1", "2001:db8::1", "mail.example.com."]
)
def test_hosts(name: str) -> None:
    assert is_host(name)


@pytest.mark.parametrize("name", ["", "mail example", "mail\n", "a/b", "user@host", "-x.example", "höst"])
def test_no_hosts(name: str) -> None:
    assert not is_host(name)
