"""Filters are told from names, wherever they stand in a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing, take_apart

DN = "OU=Legal,DC=demo,DC=example"


@pytest.mark.parametrize(
    ("query", "text", "only"),
    [
        ("ada dept:finance", "ada", Narrowing(departments=("finance",))),
        ("dept:finance ada byron", "ada byron", Narrowing(departments=("finance",))),
        ("ada dept:finance byron", "ada byron", Narrowing(departments=("finance",))),
        ("Department: finance", "", Narrowing(departments=("finance",))),
        ("DEPT：finance", "", Narrowing(departments=("finance",))),
        ('ou:"Head Office" ada', "ada", Narrowing(units=("Head Office",))),
        ("ou:“Head Office” ada", "ada", Narrowing(units=("Head Office",))),
        ('ada ou:"Head Of', "ada", Narrowing(units=("Head Of",))),
        (f"ou:{DN} ada", "ada", Narrowing(units=(DN,))),
        (f'ou:"{DN}"', "", Narrowing(units=(DN,))),
        ("ou:a ou:b group:c", "", Narrowing(units=("a", "b"), groups=("c",))),
        ("locked:", "", Narrowing(locked=True)),
        ("locked: ada", "ada", Narrowing(locked=True)),
        ("ada Locked:", "ada", Narrowing(locked=True)),
        ("LAB\\ada locked:", "LAB\\ada", Narrowing(locked=True)),
        ("+44 7700 900123 dept:x", "+44 7700 900123", Narrowing(departments=("x",))),
    ],
)
def test_a_filter_is_taken_out_wherever_it_stands(query: str, text: str, only: Narrowing) -> None:
    wanted = take_apart(query)
    assert (wanted.text, wanted.only, wanted.unfinished) == (text, only, "")


@pytest.mark.parametrize(
    "query",
    ["a:b", "unit:seven", "sip:ada@demo.example", "tel:+447700900123", "xdept:a", "dept", "ou", "locked",
     "(locked:)", ":", "dept :x", f"CN=The locked: one,{DN}", f"cn=dept:a dept:b,{DN}", "ada  byron", ""],
)  # fmt: skip
def test_what_is_no_filter_is_left_as_it_was_typed(query: str) -> None:
    wanted = take_apart(query)
    assert (wanted.text, wanted.only, wanted.unfinished) == (query, EVERYBODY, "")


@pytest.mark.parametrize(
    ("query", "text", "unfinished", "only"),
    [
        ("dept:", "", "dept", EVERYBODY),
        ("ada ou: ", "ada", "ou", EVERYBODY),
        ('ada group:"', "ada", "group", EVERYBODY),
        ('dept:"" ada', "ada", "dept", EVERYBODY),
        ("dept: locked:", "", "dept", Narrowing(locked=True)),
    ],
)
def test_a_word_behind_which_nothing_stands_is_not_finished(
    query: str, text: str, unfinished: str, only: Narrowing
) -> None:
    wanted = take_apart(query)
    assert (wanted.text, wanted.only, wanted.unfinished) == (text, only, unfinished)


def test_there_are_at_most_eight() -> None:
    wanted = take_apart(" ".join(f"dept:{number}" for number in range(10)))
    assert (len(wanted.only.departments), wanted.text) == (8, "dept:8 dept:9")


@given(st.text(max_size=60))
def test_no_value_is_ever_empty(query: str) -> None:
    only = take_apart(f"dept:{query} ou: {query} group:{query}").only
    assert all(each.strip() for each in [*only.departments, *only.units, *only.groups])


@given(st.text('ab:"“ ,=', max_size=20), st.text('ab:"“ ,=', max_size=20))
def test_a_filter_between_any_words_is_found(before: str, after: str) -> None:
    only = take_apart(f"{before.replace('=', '')} locked: {after}").only
    assert only.locked
