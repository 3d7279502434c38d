"""The contract of `DirectoryPort`: how old contact data is, and who the manager is."""

from datetime import UTC, datetime, timedelta

import pytest
from contract.directory_cases import DirectoryCase
from contract.test_directory import NOBODY, account

from helpdesk_tui.desk.account import AccountKind, When
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import DirectorySession

LONG_AGO = datetime(2019, 4, 1, 10, 30, tzinfo=UTC)


def is_new(when: When) -> bool:
    """Within this test, as far as a server says: in whole seconds."""
    return isinstance(when, datetime) and abs(datetime.now(UTC) - when) < timedelta(minutes=1)


def test_each_datum_is_as_old_as_its_last_change(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    contacts = {"mail": "a@one.example", "mobile": "+44 7700 900701", "office_phone": "+44 20 7946 0701"}
    changes = {"mail": "b@two.example", "mobile": "+44 7700 900702", "office_phone": ""}
    for datum, value in changes.items():
        case.set_contact(person.login, **contacts)
        case.date_back(person.login, LONG_AGO)
        times = session.read(person.id).contact_times
        assert (times.mail, times.mobile, times.office_phone) == (LONG_AGO,) * 3
        case.set_contact(person.login, **{datum: value})
        changed = session.read(person.id).contact_times
        others = contacts.keys() - {datum}
        assert is_new(getattr(changed, datum))
        if case.times_each_datum:
            assert {getattr(changed, other) for other in others} == {LONG_AGO}
        else:  # the strict side: nothing looks older than it may be
            assert all(is_new(getattr(changed, other)) for other in others)


def test_what_was_removed_and_given_again_is_new(case: DirectoryCase, session: DirectorySession) -> None:
    person, number = case.person(), "+44 7700 900703"
    case.set_contact(person.login, mobile=number)
    case.date_back(person.login, LONG_AGO)
    case.set_contact(person.login, mobile="")
    case.set_contact(person.login, mobile=number)
    again = session.read(person.id)
    assert again.mobile == number
    assert is_new(again.contact_times.mobile)


def test_a_change_of_something_else_makes_no_contact_new(
    case: DirectoryCase, session: DirectorySession
) -> None:
    person = case.person()
    case.set_contact(person.login, mobile="+44 7700 900704")
    case.date_back(person.login, LONG_AGO)
    case.edit(person.login)
    when = session.read(person.id).contact_times.mobile
    assert when == LONG_AGO if case.times_each_datum else is_new(when)


def test_what_never_was_there_never_changed(case: DirectoryCase, session: DirectorySession) -> None:
    one = account(session, case.without_numbers)
    assert (one.mobile, one.office_phone) == ("", "")
    times = {one.contact_times.mobile, one.contact_times.office_phone}
    assert times == {"never"} or not case.times_each_datum
    assert None not in times


def test_a_manager_is_as_old_as_the_appointment_and_never_looks_older(
    case: DirectoryCase, session: DirectorySession
) -> None:
    person = case.person()
    case.set_contact(person.login, manager=case.known.login)
    case.date_back(person.login, LONG_AGO)
    assert session.read(person.id).contact_times.manager == LONG_AGO
    case.set_contact(person.login, manager=case.known.manager_login)
    assert is_new(session.read(person.id).contact_times.manager)


def test_the_manager_is_read_as_an_account(case: DirectoryCase, session: DirectorySession) -> None:
    manager = session.manager(account(session, case.known.login).id)
    assert manager == account(session, case.known.manager_login)
    assert manager is not None
    assert manager.name == case.known.manager


def test_who_has_no_manager_has_none(case: DirectoryCase, session: DirectorySession) -> None:
    assert session.manager(account(session, case.known.manager_login).id) is None


def test_names_that_need_escapes_lead_to_the_manager_too(
    case: DirectoryCase, session: DirectorySession
) -> None:
    person = case.person()
    for login in case.odd_names.values():
        case.set_contact(person.login, manager=login)
        manager = session.manager(person.id)
        assert manager is not None
        assert manager.login == login


def test_a_machine_is_nobodys_manager(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    for login, kind in case.kinds.items():
        if kind is AccountKind.MACHINE:
            case.set_contact(person.login, manager=login)
            assert session.manager(person.id) is None


def test_a_manager_who_is_gone_is_none(case: DirectoryCase, session: DirectorySession) -> None:
    person, manager = case.person(), case.person()
    case.set_contact(person.login, manager=manager.login)
    assert session.manager(person.id) == session.read(manager.id)
    case.delete(manager.login)
    assert session.manager(person.id) is None


@pytest.mark.parametrize("wrong", [NOBODY, "", "CN=x,DC=y"])
def test_nobodys_manager_is_refused(session: DirectorySession, wrong: str) -> None:
    with pytest.raises(Refused) as caught:
        session.manager(wrong)
    assert caught.value.problem.code == "account-gone"
