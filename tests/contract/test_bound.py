"""The contract of `base_dn`: what a desk does not see it neither finds nor reads nor writes, by no name."""

from collections.abc import Callable, Iterator

import pytest
from contract.directory_cases import DirectoryCase, Verdict
from writing import a_change, write

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import DirectorySession, ReplyKind
from helpdesk_tui.secret import Secret


def exactly(base: str) -> str:
    return base


def spelled_otherwise(base: str) -> str:
    """The same DN (RFC 4514 §2.4, RFC 4518): other case, spaces around commas, a letter as its byte."""
    first, *rest = base.split(",")
    kind, _, value = first.partition("=")
    return " , ".join(
        [f"{kind.lower()}=\\{ord(value[0]):02x}{value[1:]}", *(each.swapcase() for each in rest)]
    )


@pytest.fixture(params=[exactly, spelled_otherwise])
def bounded(case: DirectoryCase, request: pytest.FixtureRequest) -> Iterator[DirectorySession]:
    """A session of an operator whose own account lies outside of what the desk sees."""
    spelling: Callable[[str], str] = request.param
    port = case.bounded(spelling(case.unit[0]))
    session = port.sign_in(case.operator, Secret(case.operator_password))
    yield session
    session.close()


@pytest.fixture
def outsider(case: DirectoryCase, session: DirectorySession) -> Account:
    (row,) = session.search(case.known.login, 5).rows
    return session.read(row.id)


def gone(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problem.code


def test_the_operator_signs_in_and_stands_though_the_own_account_lies_elsewhere(
    case: DirectoryCase, bounded: DirectorySession
) -> None:
    assert bounded.operator.login == bounded.read_operator().login == case.operator
    assert bounded.group_id(case.operators_group) in (bounded.operator.group_ids or ())


def test_whoever_lives_inside_is_found_and_read(case: DirectoryCase, bounded: DirectorySession) -> None:
    (row,) = bounded.search(case.unit[1], 5).rows
    inside = bounded.read(row.id)
    for text in (inside.login, inside.name, inside.dn, inside.id, *case.names_exactly(inside)):
        assert [found.login for found in bounded.search(text, 5).rows] == [case.unit[1]]


def test_whoever_lives_outside_is_found_by_no_name(
    case: DirectoryCase, bounded: DirectorySession, outsider: Account
) -> None:
    known = case.known
    for text in (
        known.login,
        known.name,
        known.start_of_name,
        known.mail,
        known.mobile,
        known.employee_number,
        outsider.dn,
        outsider.id,
        *case.names_exactly(outsider),
    ):
        assert bounded.search(text, 5).rows == (), text


def test_whoever_lives_outside_is_not_read(bounded: DirectorySession, outsider: Account) -> None:
    assert gone(lambda: bounded.read(outsider.id)) == "account-gone"
    assert gone(lambda: bounded.manager(outsider.id)) == "account-gone"


def test_the_operator_is_no_exception_where_accounts_are_read(bounded: DirectorySession) -> None:
    assert gone(lambda: bounded.read(bounded.operator.id)) == "account-gone"


def test_a_manager_outside_is_nobody(case: DirectoryCase, session: DirectorySession) -> None:
    (row,) = session.search(case.unit[1], 5).rows
    case.set_contact(case.unit[1], manager=case.known.manager_login)
    assert session.manager(row.id) is not None
    port = case.bounded(case.unit[0])
    inside = port.sign_in(case.operator, Secret(case.operator_password))
    try:
        assert inside.read(row.id).manager
        assert inside.manager(row.id) is None
    finally:
        inside.close()
        case.set_contact(case.unit[1], manager="")


def test_whoever_lives_outside_is_not_written(
    case: DirectoryCase, session: DirectorySession, bounded: DirectorySession
) -> None:
    person = case.person()
    before = session.read(person.id).marks
    reply = write(bounded, person.id, a_change(Secret("Beyond-The-Pale-31"), must_change=True, unlock=True))
    assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.NOT_SENT, "account-gone")
    with bounded.prepare_change(person.id) as prepared:
        assert gone(prepared.read) == "account-gone"
    assert session.read(person.id).marks == before
    assert case.signs_in(person.login, person.password) is Verdict.OK


def test_a_census_counts_inside_alone(case: DirectoryCase, bounded: DirectorySession) -> None:
    inside = {entry.login for entry in bounded.census((), frozenset())}
    assert case.unit[1] in inside
    assert not inside & {case.operator, case.known.login}
    domain = "dc=" + ",dc=".join(case.domain.split("."))
    assert {entry.login for entry in bounded.census((domain,), frozenset())} == inside


def test_what_is_named_is_there_or_the_nearest_is_told(
    case: DirectoryCase, session: DirectorySession, bounded: DirectorySession
) -> None:
    unit = case.unit[0]
    for each in (session, bounded):
        assert each.entry_dn(spelled_otherwise(unit)) == unit
        wrong = unit.replace(unit.partition(",")[0], unit.partition(",")[0] + "x", 1)
        assert each.entry_dn(wrong) is None
        assert each.nearest(wrong) == unit
        assert each.nearest(case.operators_group.replace("Op", "Opp")) == case.operators_group
        assert each.entry_dn("OU=Nowhere,DC=other,DC=test") is None
        assert each.nearest("zzzzqqqq") == ""


def test_a_census_of_what_lies_outside_is_refused(bounded: DirectorySession, outsider: Account) -> None:
    elsewhere = outsider.dn.partition(",")[2]
    assert gone(lambda: list(bounded.census((f"OU=Nowhere,{elsewhere}",), frozenset()))) == "base-not-found"
