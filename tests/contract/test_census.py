"""The contract of `DirectoryPort`: the census, with which a policy is counted."""

import re
from collections import Counter

import pytest
from contract.directory_cases import DirectoryCase
from contract.test_directory import account

from helpdesk_tui.desk.account import CensusEntry
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.ports import DirectorySession
from helpdesk_tui.secret import Secret


def census(session: DirectorySession, *bases: str, groups: frozenset[str] = frozenset()) -> list[CensusEntry]:
    return list(session.census(bases, groups))


def groups_of(case: DirectoryCase, session: DirectorySession) -> frozenset[str]:
    names = {case.operators_group}.union(*case.groups_held.values())
    return frozenset({session.group_id(name) for name in names} - {None})


def test_every_person_is_counted_once_and_nothing_else(
    case: DirectoryCase, session: DirectorySession
) -> None:
    counted = Counter(entry.login for entry in census(session))
    people = {case.operator, case.known.login, *case.states.values(), *case.twins, *case.odd_names.values()}
    assert counted.keys() >= people
    assert set(counted.values()) == {1}
    assert not counted.keys() & {*case.kinds, "Guest"}


def test_the_census_says_what_reading_each_account_says(
    case: DirectoryCase, session: DirectorySession
) -> None:
    asked = groups_of(case, session)
    for entry in census(session, groups=asked):
        one = session.read(entry.id)
        assert entry == CensusEntry(
            id=one.id,
            security_id=one.security_id,
            login=one.login,
            domain=one.domain,
            principal_name=one.principal_name,
            dn=one.dn,
            enabled=one.state.enabled,
            mail=one.mail,
            mobile=one.mobile,
            office_phone=one.office_phone,
            manager=one.manager,
            contact_times=one.contact_times,
            group_ids=(one.group_ids or frozenset()) & asked,
            protected_by=one.protected_by,
            name=one.name,
            department=one.department,
        )


def test_whether_there_is_a_manager_is_told(case: DirectoryCase, session: DirectorySession) -> None:
    known = case.known
    counted = {entry.login: bool(entry.manager) for entry in census(session)}
    assert (counted[known.login], counted[known.manager_login]) == (True, False)


def test_membership_is_transitive_and_has_the_primary_group(
    case: DirectoryCase, session: DirectorySession
) -> None:
    ids = {name: session.group_id(name) for names in case.groups_held.values() for name in names}
    asked = frozenset(found for found in ids.values() if found)
    assert len(asked) == len(ids)
    held = {entry.login: entry.group_ids for entry in census(session, groups=asked)}
    for login, names in case.groups_held.items():
        assert held[login] == {ids[name] for name in names}
    assert held[case.known.login] == frozenset()


def test_groups_that_nobody_asked_about_or_nobody_knows_are_not_told(
    case: DirectoryCase, session: DirectorySession
) -> None:
    for groups in (frozenset(), frozenset({"S-1-5-21-1-2-3-4", "", "Domain Users", "*)(cn=*"})):
        assert {entry.group_ids for entry in census(session, groups=frozenset(groups))} == {frozenset()}


def test_only_those_below_a_base_are_counted(case: DirectoryCase, session: DirectorySession) -> None:
    unit, login = case.unit
    counted = census(session, unit)
    assert login in {entry.login for entry in counted}
    assert all(is_within(entry.dn, unit) for entry in counted)
    assert len(counted) < len(census(session))


def test_bases_that_overlap_count_nobody_twice(case: DirectoryCase, session: DirectorySession) -> None:
    unit, login = case.unit
    whole = re.split("dc=", account(session, login).dn, maxsplit=1, flags=re.IGNORECASE)[1]
    once = census(session)
    overlapping = census(session, unit, f"DC={whole}", unit.lower(), f"dc={whole}")
    assert sorted(entry.id for entry in overlapping) == sorted(entry.id for entry in once)


@pytest.mark.parametrize("base", ["OU=Nowhere,DC=lab,DC=example", "DC=other,DC=test", "no dn", "CN=*", ""])
def test_a_base_that_is_not_there_is_told_and_not_counted_as_empty(
    session: DirectorySession, base: str
) -> None:
    with pytest.raises(Refused) as caught:
        census(session, base)
    assert caught.value.problem.code == "base-not-found"


def test_a_census_may_be_left_half_way(case: DirectoryCase, session: DirectorySession) -> None:
    entries = session.census((), frozenset())
    assert next(entries).id
    entries.close()
    assert account(session, case.known.login)


def test_other_questions_are_answered_meanwhile(case: DirectoryCase, session: DirectorySession) -> None:
    counted = 0
    for entry in session.census((), frozenset()):
        counted += 1
        if counted <= 5:
            assert session.read(entry.id).login == entry.login
    assert counted == len(census(session))


def test_after_signing_out_nobody_is_counted(case: DirectoryCase) -> None:
    session = case.port.sign_in(case.operator, Secret(case.operator_password))
    begun = session.census((), frozenset())
    next(begun)
    session.close()
    for entries in (begun, session.census((), frozenset())):
        with pytest.raises(Refused) as caught:
            next(entries)
        assert caught.value.problem.code == "signed-out"
