"""The people of the demo: fictional, always the same, and every state that a card can show."""

import re
from collections import Counter
from datetime import timedelta

import phonenumbers
import pytest
from explained import why

from helpdesk_tui.desk.account import AccountKind
from helpdesk_tui.desk.action import Action
from helpdesk_tui.text import clean


def everybody(stage):
    session = stage.session()
    return [session.read(stage.directory.id_of(login)) for login in stage.directory.logins()]


def test_there_are_about_two_hundred_people(stage):
    people = [account for account in everybody(stage) if account.kind is AccountKind.PERSON]
    assert 190 <= len(people) <= 230


def test_two_runs_have_the_same_people(stage):
    again = type(stage)()
    assert everybody(stage) == everybody(again)


def test_times_are_relative_to_the_clock(stage):
    later = type(stage)()
    later.clock.turn(days=400)
    later.directory = type(stage.directory)(later.clock, later.randomness)
    for ours, theirs in zip(everybody(stage), everybody(later), strict=True):
        assert why(ours, stage.clock.now()) == why(theirs, later.clock.now())


@pytest.mark.parametrize("attribute", ["id", "security_id", "dn", "login"])
def test_what_must_be_unique_is(stage, attribute):
    values = Counter(getattr(account, attribute).casefold() for account in everybody(stage))
    assert [value for value, times in values.items() if times > 1] == []


def test_employee_numbers_and_upns_are_unique(stage):
    for attribute in ("employee_number", "principal_name"):
        values = Counter(getattr(account, attribute) for account in everybody(stage))
        del values[""]
        assert set(values.values()) == {1}


def test_logins_fit_active_directory(stage):
    for account in everybody(stage):
        assert re.fullmatch(r"[A-Za-z0-9.-]{1,20}\$?", account.login)


def test_numbers_and_addresses_are_reserved_for_fiction(stage):
    fictional = re.compile(r"\+4477009000\d\d|\+447700900\d{3}|\+4420794600?\d{3,4}|\+1\d{3}55501\d\d")
    for account in everybody(stage):
        for number in (account.mobile, account.office_phone):
            if number:
                region = "US" if number.startswith("(212)") else "GB"
                e164 = phonenumbers.format_number(
                    phonenumbers.parse(number, region), phonenumbers.PhoneNumberFormat.E164
                )
                assert fictional.fullmatch(e164), number
        assert account.mail == "" or account.mail.endswith("@demo.example")


def test_ada_is_well_and_reachable(stage):
    ada = stage.read("ada.byron")
    assert (ada.name, ada.mobile, ada.mail) == ("Ada Byron", "+44 7700 900001", "ada.byron@demo.example")
    assert why(ada, stage.clock.now()) == ()


@pytest.mark.parametrize(
    ("login", "sentence"),
    [
        ("grace.okafor", "locked"),
        ("felix.brandt", "locked"),
        ("nora.lind", "The password has expired"),
        ("mia.santos", "must be changed"),
        ("noah.bright", "must be changed"),
        ("ivan.petrov", "disabled"),
        ("omar.haddad", "smart card"),
        ("chloe.dubois", "account has expired"),
        ("nils.strand", "hour"),
        (
            "petra.horak",
            "Could not be read: locked, account expiry, password expiry, forced change, permitted hours.",
        ),
    ],
)
def test_the_cast_shows_each_obstacle(stage, login, sentence):
    account = stage.read(login)
    (said,) = why(account, stage.clock.now())
    assert sentence in said


def test_several_obstacles_at_once(stage):
    assert len(why(stage.read("bea.flores"), stage.clock.now())) == 4


def test_states_that_are_no_obstacle(stage):
    now = stage.clock.now()
    assert stage.read("tom.keller").state.password_expires == now + timedelta(days=3)
    assert stage.read("peter.quayle").state.account_expires == now + timedelta(days=5)
    assert stage.read("lena.fischer").state.password_never_expires is True
    assert stage.read("lena.fischer").state.password_expires == "never"
    assert stage.read("lobby.screen").state.cannot_change_password is True
    assert stage.read("old.import").state.password_not_required is True
    assert stage.read("noah.bright").state.last_sign_in == "never"
    assert stage.read("felix.brandt").state.locked_until == "never"
    assert stage.read("grace.okafor").state.locked_until == now + timedelta(minutes=26)


def test_what_cannot_be_read_is_unknown_and_not_empty(stage):
    assert stage.read("yuki.tanaka").policy is None
    assert stage.read("sofia.rossi").group_ids is None
    assert stage.read("petra.horak").mobile is None
    assert stage.read("petra.horak").rights.get(Action.RESET) is None
    assert stage.read("dora.mark").marks.password is None
    assert stage.read("jonas.weber").mobile == ""
    (row,) = stage.session().search("petra.horak", 5).rows
    assert (row.enabled, row.locked, row.account_expired) == (True, None, None)


def test_two_people_share_a_name(stage):
    rows = stage.session().search("James Wilson", 10).rows
    assert [row.login for row in rows] == ["james.wilson", "james.wilson2"]
    assert len({row.department for row in rows}) == 2


def test_names_that_look_like_markup_are_literal(stage):
    names = {account.name for account in everybody(stage)}
    assert {"Sam [/IT] Fox", "Smith [/] Bob", "[@click=app.quit]Max Bolt", "*)(|(cn=*"} <= names


def test_all_text_is_cleaned(stage):
    for account in everybody(stage):
        texts = [value for value in vars(account).values() if isinstance(value, str)]
        assert all(text == clean(text, 1024) for text in texts)
    assert stage.read("eve.escape").name == "Eve [31mEscape"


def test_names_are_of_many_scripts_and_lengths(stage):
    names = [account.name for account in everybody(stage)]
    assert any("\u0590" <= character <= "\u06ff" for name in names for character in name)
    assert any(character > "\U0001f000" for name in names for character in name)
    assert max(map(len, names)) > 80
    assert "" in names


def test_kinds_are_told_apart(stage):
    kinds = {account.login: account.kind for account in everybody(stage)}
    assert kinds["krbtgt"] is kinds["Guest"] is AccountKind.SYSTEM
    assert kinds["DC1$"] is kinds["svc-backup$"] is kinds["PARTNER$"] is AccountKind.MACHINE
    assert kinds["Administrator"] is AccountKind.PERSON


def test_policy_comes_from_the_domain_or_from_finance(stage):
    assert stage.read("ada.byron").policy.source == "domain policy"
    assert stage.read("marta.nowak").policy.source == "Finance (strict)"
    finance = [account for account in everybody(stage) if account.department == "Finance"]
    assert len(finance) > 10
    assert {account.policy.source for account in finance} == {"Finance (strict)"}
    assert {account.state.password_expired for account in finance} == {False}
