"""The contract of searching: what narrows it, who comes first, what comes behind."""

import contextlib

import pytest
from contract.directory_cases import DirectoryCase

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.narrowing import Narrowing, take_apart
from helpdesk_tui.desk.ports import DirectorySession, Found
from helpdesk_tui.secret import Secret


def search(session: DirectorySession, typed: str, limit: int = 50) -> Found:
    wanted = take_apart(typed)
    return session.search(wanted.text, limit, wanted.only)


def logins(session: DirectorySession, typed: str, limit: int = 50) -> list[str]:
    return sorted(row.login for row in search(session, typed, limit).rows)


def refused(session: DirectorySession, typed: str) -> str:
    with pytest.raises(Refused) as caught:
        search(session, typed)
    return caught.value.problem.code


def name_of(unit: str) -> str:
    """ "Legal" for "OU=Legal,DC=…"."""
    return unit.partition(",")[0].partition("=")[2]


# --- what narrows -----------------------------------------------------------------------------------


def test_a_department_narrows_whatever_is_typed(case: DirectoryCase, session: DirectorySession) -> None:
    one, other = case.person(), case.person()
    for each, department in ((one, "Naval Cartography"), (other, "Bakery")):
        case.set_names(each.login, surname="Quimby", name="Pat Quimby", department=department)
        case.set_contact(each.login, office_phone="+44 20 7946 0555")
    assert logins(session, "quimby") == sorted([one.login, other.login])
    for typed in (
        "quimby dept:naval", "dept:naval quimby", "pat dept:NAVAL quimby", "dept:cartog quimby",
        'dept:"naval cart" quimby', 'dept:"Naval Cartography"', "dept:cartography", "Department: naval",
        "020 7946 0555 dept:cartography", f"{one.login} dept:naval",
    ):  # fmt: skip
        assert (typed, logins(session, typed)) == (typed, [one.login])
    assert logins(session, "quimby dept:baker dept:naval") == []
    assert logins(session, f"{one.login} dept:bakery") == []


def test_a_department_is_found_without_its_accents(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    case.set_names(person.login, department="Försäljning Väst")
    for typed in ("dept:försälj", "dept:forsalj", "dept:Forsa\u0308ljning", "dept:vast"):
        assert (typed, logins(session, typed)) == (typed, [person.login])


def test_a_unit_narrows_by_its_name_and_by_its_dn(case: DirectoryCase, session: DirectorySession) -> None:
    unit, inside = case.unit
    name = name_of(unit)
    assert inside in logins(session, f"ou:{name}")
    for typed in (f"ou:{name}", f"ou:{name.upper()}", f'ou:"{name[:4]}"', f'ou:"{unit}"'):
        assert (typed, logins(session, f"{typed} {inside}")) == (typed, [inside])
        assert (typed, logins(session, f"{case.known.login} {typed}")) == (typed, [])


def test_an_id_and_a_dn_are_narrowed_too(case: DirectoryCase, session: DirectorySession) -> None:
    unit, _ = case.unit
    (row,) = search(session, case.known.login).rows
    known = session.read(row.id)
    for identity in (known.id, known.dn, *case.names_exactly(known)):
        assert logins(session, identity) == [known.login]
        for only in (Narrowing(units=(unit,)), Narrowing(departments=("bakery",)), Narrowing(locked=True)):
            assert (identity, session.search(identity, 10, only).rows) == (identity, ())


@pytest.mark.parametrize("unit", ["No Such Unit", "OU=Nothing,DC=nowhere", "*", "=", "ou=*", "a)(cn=*"])
def test_a_unit_that_is_not_there_is_said(session: DirectorySession, unit: str) -> None:
    assert refused(session, f'ada ou:"{unit}"') == "unit-not-found"


def test_nobody_beyond_the_base_is_found_by_a_filter(case: DirectoryCase) -> None:
    unit, inside = case.unit
    port = case.bounded(unit)
    session = port.sign_in(case.operator, Secret(case.operator_password))
    try:
        above = unit.partition(",")[2]
        assert inside in logins(session, f'ou:"{unit}"')
        assert inside in logins(session, f'ou:"{above}"'), "what is above narrows nothing"
        assert case.known.login not in logins(session, f'ou:"{above}"')
        assert logins(session, "dept:Engine") == []
        (row,) = search(session, inside).rows
        assert row.login == inside
    finally:
        session.close()


def test_a_group_narrows_through_other_groups_and_the_primary_one(
    case: DirectoryCase, session: DirectorySession
) -> None:
    assert case.operator in logins(session, f'group:"{case.operators_group}"')
    assert logins(session, f'{case.known.login} group:"{case.operators_group}"') == []
    for login, groups in case.groups_held.items():
        for group in groups:
            assert (group, logins(session, f'{login} group:"{group}"')) == (group, [login])


def test_a_group_that_is_not_there_is_said(session: DirectorySession) -> None:
    assert refused(session, 'group:"No Such Group"') == "group-not-found"
    assert refused(session, "ada group:*") == "group-not-found"


def test_everybody_who_is_locked_now_is_found(case: DirectoryCase, session: DirectorySession) -> None:
    person, free = case.person(), case.person()
    assert person.login not in logins(session, "locked:", 500)
    case.lock(person.login)
    found = search(session, "locked:", 500)
    assert {row.login for row in found.rows} >= {person.login, case.states["locked"]}
    assert free.login not in {row.login for row in found.rows}
    assert all(row.locked is not False for row in found.rows)
    assert logins(session, f"locked: {person.login}") == [person.login]
    assert logins(session, f"{free.login} locked:") == []
    assert len(search(session, "locked:", 1).rows) == 1
    assert search(session, "locked:", 1).more


def test_a_filter_alone_is_bounded_like_any_search(case: DirectoryCase, session: DirectorySession) -> None:
    people = [case.person() for _ in range(4)]
    for each in people:
        case.set_names(each.login, department="Falconry")
    found = search(session, "dept:falconry", 3)
    assert (len(found.rows), found.more, found.exact) == (3, True, 0)
    found = search(session, "dept:falconry", 4)
    assert (sorted(row.login for row in found.rows), found.more) == (sorted(p.login for p in people), False)


def test_what_is_no_filter_is_a_name(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    case.set_names(person.login, name="Unit:Seven Zorrilla", surname="Zorrilla")
    assert logins(session, "unit:seven") == [person.login]
    assert logins(session, "Unit:Seven Zorrilla") == [person.login]


@pytest.mark.parametrize("typed", ['dept:"', "dept:", "ou:", "group:  ", 'ou:""', "dept: locked"])
def test_a_filter_of_which_only_the_word_stands_finds_nobody(session: DirectorySession, typed: str) -> None:
    assert logins(session, typed) == []


HOSTILE = [
    "*",
    "*)(|(cn=*",
    "\\2a",
    "\0",
    "(",
    "a\0*",
    "\ud800",
    "\u202e",
    "\u0301",
    "x" * 2000,
    "=,=",
    "&",
    '"',
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_filter_finds_nobody(case: DirectoryCase, session: DirectorySession, text: str) -> None:
    nothing = text == "\0"  # of the filter the word alone is left
    found = logins(session, f'dept:"{text}" {case.known.login}')
    assert found == ([case.known.login] if nothing else [])
    for word in ("ou", "group"):
        with contextlib.suppress(Refused):
            assert logins(session, f'{word}:"{text}" zz-nobody') == []
    assert logins(session, case.known.login) == [case.known.login]  # and the session lives on


# --- who comes first, and what comes behind ---------------------------------------------------------


def test_a_name_is_found_without_its_accents(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    case.set_names(person.login, surname="Šťabvýn-Örn", name="Žubrina Šťabvýn-Örn")
    for typed in ("stabvyn", "zubrina stabvyn", "Stabvyn-Orn", "Zubrina", "Žubr stabv", "s\u030ctabvyn"):
        assert (typed, logins(session, typed)) == (typed, [person.login])
    assert logins(session, "stabwyn") == []
    assert logins(session, "\u0301") == []


def test_who_bears_just_that_name_comes_first_in_a_narrowed_search_too(
    case: DirectoryCase, session: DirectorySession
) -> None:
    others, wanted, elsewhere = [case.person() for _ in range(4)], case.person(), case.person()
    for place, other in enumerate(others):
        case.set_names(other.login, name=f"Xanthe Aard{place}", surname="Xanthe", department="Weaving")
    case.set_names(wanted.login, name="Xanthe", surname="Zz", department="Weaving")
    case.set_names(elsewhere.login, name="Xanthe", surname="Zz", department="Dyeing")
    found = search(session, "xanthe dept:weaving", 2)
    assert (found.rows[0].login, found.exact, found.more) == (wanted.login, 1, True)


def test_who_asks_for_more_finds_the_same_ones_and_others(
    case: DirectoryCase, session: DirectorySession
) -> None:
    people = {case.person().login for _ in range(7)}
    for place, login in enumerate(sorted(people)):
        case.set_names(login, name=f"Yarrow {'zyxwvut'[place]}", surname="Yarrow")
    seen: set[str] = set()
    for limit in (2, 4, 6, 8):
        found = search(session, "yarrow", limit)
        now = {row.login for row in found.rows}
        assert seen <= now <= people
        assert (len(now), found.more) == (min(limit, 7), limit < 7)
        seen = now
