"""Contact data of the demo: how old it is; who manages whom; which groups and units a tier can use."""

from datetime import datetime, timedelta

import pytest

from helpdesk_tui.demo.entries import LEGAL
from helpdesk_tui.desk.account import AccountKind, ContactTimes
from helpdesk_tui.secret import Secret

DAY = timedelta(days=1)
FEW_DAYS = 5 * DAY


def people(stage):
    session = stage.session()
    found = (session.read(stage.directory.id_of(login)) for login in stage.directory.logins())
    return [account for account in found if account.kind is AccountKind.PERSON]


def test_contact_data_is_old_and_there_is_a_time_for_all_of_it(stage):
    now = stage.clock.now()
    for one in people(stage):
        if one.login in {"zara.newman", "milo.finch", "ulla.brink"}:
            continue
        times = one.contact_times
        held = {"mail": one.mail, "mobile": one.mobile, "office_phone": one.office_phone}
        for datum, value in held.items():
            when = getattr(times, datum)
            assert (when == "never") is (value == "")
            assert when == "never" or now - when > FEW_DAYS


def test_one_persons_mobile_changed_yesterday(stage):
    now, times = stage.clock.now(), stage.read("zara.newman").contact_times
    assert times.mobile == now - DAY
    assert now - times.mail > FEW_DAYS
    assert now - times.office_phone > FEW_DAYS


def test_one_persons_manager_is_of_today(stage):
    now, times = stage.clock.now(), stage.read("milo.finch").contact_times
    assert now - DAY < times.manager < now
    assert now - times.mobile > FEW_DAYS


def test_one_persons_contact_data_is_of_unknown_age(stage):
    one = stage.read("ulla.brink")
    assert one.contact_times == ContactTimes(None, None, None, None)
    assert one.mobile
    assert one.mail


def test_managers_are_accounts_that_can_be_written_to(stage):
    session = stage.session()
    managers = {}
    for one in people(stage):
        manager = session.manager(one.id)
        assert (manager.name if manager else "") == one.manager
        if manager:
            managers[manager.login] = manager
    assert {"victoria.ashworth", "ada.byron", "marta.nowak"} <= managers.keys()
    for manager in managers.values():
        assert manager.state.enabled
        assert manager.mail
        assert isinstance(manager.contact_times.mail, datetime)
        assert session.manager(manager.id) != manager


def test_a_manager_who_has_left_is_nobody(stage):
    one = stage.read("tess.orphan")
    assert one.manager == ""
    assert stage.session().manager(one.id) is None
    assert isinstance(one.contact_times.manager, datetime)  # there was one


def test_a_manager_that_may_not_be_read_is_nobody(stage):
    stage.directory.administrator.alter("ada.byron", unreadable=frozenset({"manager"}))
    assert stage.session().manager(stage.directory.id_of("ada.byron")) is None


@pytest.mark.parametrize("group", ["Finance", "Executives", "Contractors"])
def test_a_tier_finds_people_in_groups(stage, group):
    session = stage.session()
    sid = session.group_id(group)
    held = [entry for entry in session.census((), frozenset({sid})) if sid in entry.group_ids]
    assert 1 <= len(held) < 40


def test_a_tier_finds_people_in_a_unit(stage):
    held = list(stage.session().census([LEGAL], frozenset()))
    assert "james.wilson2" in {entry.login for entry in held}
    assert 5 <= len(held) < 40


def test_an_administrators_change_is_of_its_time_and_other_data_keeps_its_own(stage):
    before = stage.read("ada.byron").contact_times
    stage.clock.turn(hours=5)
    ada = stage.read("ada.byron")
    stage.directory.administrator.alter("ada.byron", mobile="07700 900777", mail=ada.mail, office="Leeds")
    after = stage.read("ada.byron").contact_times
    assert after == ContactTimes(before.mail, stage.clock.now(), before.office_phone, before.manager)


def test_an_account_made_again_has_new_contact_data(stage):
    stage.clock.turn(hours=5)
    stage.directory.administrator.recreate("ada.byron", Secret("Other-Rain-4137"))
    now = stage.clock.now()
    assert stage.read("ada.byron").contact_times == ContactTimes(now, now, now, now)


def test_a_contact_can_be_dated_back_and_nothing_else(stage):
    at = stage.clock.now() - 400 * DAY
    stage.directory.administrator.date_back("zara.newman", mobile=at)
    assert stage.read("zara.newman").contact_times.mobile == at
    with pytest.raises(KeyError):
        stage.directory.administrator.date_back("zara.newman", password_at=at)
    with pytest.raises(KeyError):
        stage.directory.administrator.alter("zara.newman", contacts_at={"mobile": at})


def test_a_census_that_breaks_off_is_no_census(stage):
    entries = stage.session().census((), frozenset())
    next(entries)
    stage.directory.fail_next("unreachable")
    with pytest.raises(Exception, match="does not answer"):
        list(entries)


def test_who_is_deleted_meanwhile_is_not_counted(stage):
    entries = stage.session().census((), frozenset())
    next(entries)
    stage.directory.administrator.delete("ada.byron")
    assert "ada.byron" not in {entry.login for entry in entries}
