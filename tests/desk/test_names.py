"""Scope depends on comparing DNs; a wrong comparison lets an operator out of the scope."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk.names import dn_parts, is_within
from helpdesk_tui.text import clean


@pytest.mark.parametrize(
    ("dn", "base"),
    [
        ("CN=Ada,OU=People,DC=demo", "OU=People,DC=demo"),
        ("cn=Ada,ou=people,dc=DEMO", "OU=People, DC=demo"),
        ("CN=Byron\\, Ada,OU=People,DC=demo", "ou=People,dc=demo"),
        ("CN=Ada,OU=Caf\\C3\\A9,DC=demo", "OU=Café,DC=demo"),
        ('CN=Ada,OU="a,b",DC=demo', "OU=a\\,b,DC=demo"),
        ("OU=People,DC=demo", "OU=People,DC=demo"),
    ],
)
def test_an_entry_is_within_its_container_however_both_are_spelled(dn: str, base: str) -> None:
    assert is_within(dn, base)


@pytest.mark.parametrize(
    ("dn", "base"),
    [
        ("CN=x\\,OU=People\\,DC=demo,OU=Elsewhere,DC=demo", "OU=People,DC=demo"),
        ("CN=Ada,OU=NotPeople,DC=demo", "OU=People,DC=demo"),
        ("CN=Ada,OU=People,DC=demo,DC=evil", "OU=People,DC=demo"),
        ("CN=Ada,OU=My\\,OU=People,DC=demo", "OU=People,DC=demo"),
        ("DC=demo", "OU=People,DC=demo"),
        ("CN=Ada,DC=demo", ""),
        ("", "DC=demo"),
    ],
)
def test_a_look_alike_is_not_within(dn: str, base: str) -> None:
    assert not is_within(dn, base)


def _escape(value: str) -> str:
    """RFC 4514 §2.4, every character that has a meaning."""
    return "".join(f"\\{c:02X}" for c in value.encode())


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_whatever_stands_in_a_value_the_number_of_parts_stays(values: list[str]) -> None:
    dn = ",".join(f"OU={_escape(value)}" for value in values)
    assert len(dn_parts(dn)) == len(values)


_NAME = st.text(alphabet="=+ aÉ\u0301;<>#", min_size=1, max_size=10).filter(str.strip)


def test_of_names_that_only_a_hostile_server_has_nothing_is_kept() -> None:
    tracemalloc.start()
    try:
        for number in range(20):
            dn_parts(f"cn={number}," + "ou=a," * 20_000)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 1_000_000


@given(_NAME, st.lists(_NAME, min_size=1, max_size=3).map(",".join))
def test_the_parts_of_a_name_are_those_of_its_leaf_and_of_what_it_lies_in(leaf: str, above: str) -> None:
    assert dn_parts(f"{leaf},{above}") == dn_parts(leaf) + dn_parts(above)


@pytest.mark.parametrize(
    ("dn", "other"),
    [
        ("cn=a\\,ou=b,dc=demo", "cn=a,ou=b,dc=demo"),
        ('cn="a,ou=b",dc=demo', "cn=a,ou=b,dc=demo"),
        ("cn=a\\+cn=b,dc=demo", "cn=a+cn=b,dc=demo"),
        ("cn=a\\\\,ou=b,dc=demo", "cn=a\\,ou=b,dc=demo"),
    ],
)
def test_joined_the_parts_of_two_names_are_two(dn: str, other: str) -> None:
    """Groups of LDAP are known by them."""
    assert ",".join(dn_parts(dn)) != ",".join(dn_parts(other))


@given(st.lists(st.text(alphabet='\\,="+ a;<>#é', min_size=1), min_size=1, max_size=4))
def test_joined_the_parts_are_the_same_name_again(values: list[str]) -> None:
    parts = dn_parts(",".join(f"OU={_escape(value)}" for value in values))
    assert dn_parts(",".join(parts)) == parts


@given(st.text(alphabet='\\,="+ a;<>#', max_size=30))
def test_no_text_breaks_the_comparison(text: str) -> None:
    assert is_within(text, text) == bool(dn_parts(text))


@pytest.mark.parametrize(
    "name", ["Two  Spaces", "No\u00a0break", "Cafe\u0301", "zero\u200bwidth", "tab\there"]
)
def test_a_name_that_cleaning_changes_is_still_the_same_place(name: str) -> None:
    """Accounts' names come cleaned, the configured ones as they were typed."""
    assert is_within(clean(f"CN=Ada,OU={name},DC=demo"), f"OU={name},DC=demo")
