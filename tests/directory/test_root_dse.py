"""Which server it is, where one says so before anybody signs in."""

from types import SimpleNamespace
from typing import cast

import pytest

from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Answer, DirectoryEntry
from helpdesk_tui.directory.problems import Result
from helpdesk_tui.directory.root_dse import leads_to, read_root

DS1 = b"cn=ldap://dc=ds1,dc=example,dc=com:389"


def link(*values: bytes) -> Link:
    """To a server that calls itself so."""
    entry = DirectoryEntry("", {"netscapemdsuffix": values} if values else {})
    return cast(Link, SimpleNamespace(read=lambda *_: Answer((entry,), Result(0))))


@pytest.mark.parametrize(
    ("told", "itself"),
    [
        ([DS1], "ds1.example.com"),
        ([b"cn=ldap://dc=DS1,dc=example,dc=com:1389"], "ds1.example.com:1389"),
        ([b"cn=ldap://dc=ds-1:389"], "ds-1"),
        ([b"cn=ldap://dc=localhost:389"], ""),
        ([b"cn=ldap://dc=localhost,dc=localdomain:1389"], ""),
        ([], ""),
        ([b""], ""),
        ([DS1, DS1], ""),
        ([DS1 + b"\n"], ""),
        ([b"cn=ldap://dc=ds1,dc=\x1b[2J:389"], ""),
        ([b"cn=ldap://dc=ds1"], ""),
        ([b"\xff\xfe"], ""),
    ],
)
def test_a_server_is_called_what_it_calls_itself(told: list[bytes], itself: str) -> None:
    assert read_root(link(*told)).itself == itself


@pytest.mark.parametrize(
    ("told", "is_it"),
    [
        ([DS1], True),
        ([DS1.replace(b"ds1", b"ds2")], False),
        ([DS1.replace(b"389", b"1389")], False),
        ([DS1, DS1.replace(b"ds1", b"ds2")], False),
        ([b"cn=ldap://dc=localhost:389"], False),
        ([], False),
    ],
)
def test_a_connection_leads_to_the_server_that_calls_itself_the_same(told: list[bytes], is_it: bool) -> None:
    assert leads_to(read_root(link(DS1)), link(*told)) is is_it


def test_one_that_says_nothing_is_known_by_its_address_alone() -> None:
    assert leads_to(read_root(link()), link(DS1))
