"""Resets and changes: what the directory takes, what it remembers, what it forces."""

from datetime import timedelta

import pytest

from helpdesk_tui.desk.passwords import generate
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.secret import Secret

START = "Winter-Rain-4137"
FRESH = "Fresh-Start-22"


def reset(stage, login="ada.byron", password=FRESH, by="demo", **more):
    return stage.change(login, by, new_password=Secret(password), **({"must_change": True} | more))


def test_a_reset_password_works_once_and_must_then_be_changed(stage):
    assert reset(stage).kind is ReplyKind.ACCEPTED
    assert stage.signs_in("ada.byron", START) == "52e"
    assert stage.signs_in("ada.byron", FRESH) == "773"
    assert stage.changes("ada.byron", FRESH, "My-Own-Words-7") == "ok"
    assert stage.signs_in("ada.byron", FRESH) == "52e"
    assert stage.signs_in("ada.byron", "My-Own-Words-7") == "ok"
    state = stage.read("ada.byron").state
    assert (state.must_change, state.password_expired) == (False, False)
    assert state.password_set == stage.clock.now()


def test_a_reset_in_one_modify_with_forced_change_and_unlock(stage):
    before = stage.read("grace.okafor")
    assert reset(stage, "grace.okafor", unlock=True).kind is ReplyKind.ACCEPTED
    after = stage.read("grace.okafor")
    assert (after.state.locked, after.state.must_change, after.state.password_set) == (False, True, "never")
    assert after.state.password_expired is True
    assert after.state.password_expires is None  # there is no such moment
    assert after.marks.password != before.marks.password
    assert after.marks.entry != before.marks.entry


def test_a_reset_without_forced_change_counts_as_changed_now(stage):
    reset(stage, "mia.santos", must_change=False)
    state = stage.read("mia.santos").state
    assert (state.must_change, state.password_set) == (False, stage.clock.now())


def test_a_forced_change_alone(stage):
    before = stage.read("ada.byron")
    assert stage.change("ada.byron", must_change=True).kind is ReplyKind.ACCEPTED
    after = stage.read("ada.byron")
    assert after.state.must_change is True
    assert after.marks.password == before.marks.password
    assert after.marks.entry != before.marks.entry
    assert stage.signs_in("ada.byron", START) == "773"


@pytest.mark.parametrize("login", ["lena.fischer", "omar.haddad"])
def test_a_forced_change_has_no_effect_without_expiry(stage, login):
    assert stage.change(login, must_change=True).kind is ReplyKind.ACCEPTED
    state = stage.read(login).state
    assert (state.must_change, state.password_expired, state.password_expires) == (False, False, "never")


def test_a_forced_change_traps_whoever_may_not_change(stage):
    stage.change("lobby.screen", must_change=True)
    assert stage.signs_in("lobby.screen", START) == "773"
    assert stage.changes("lobby.screen", START, FRESH) == "00000005"


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("ada.byron", "Short-1"),
        ("ada.byron", "alllowercase"),
        ("ada.byron", "Miss-Byron-77"),
        ("ada.byron", "xx-ADA.byron-7"),
        ("ada.byron", "Aa1-" + "x" * 253),
        ("ada.byron", ""),
        ("marta.nowak", "Fifteen-Chars-1"),
    ],
)
def test_a_weak_password_is_refused_and_nothing_is_written(stage, login, password):
    before = stage.read(login)
    reply = reset(stage, login, password, unlock=True)
    assert (reply.kind, reply.problem.code, reply.code) == (
        ReplyKind.REFUSED,
        "password-refused",
        "53/0000052D",
    )
    assert stage.read(login) == before
    assert password == "" or password not in repr(reply)


def test_where_no_password_is_required_any_will_do(stage):
    assert reset(stage, "old.import", "short").kind is ReplyKind.ACCEPTED
    assert stage.signs_in("old.import", "short") == "773"


@pytest.mark.parametrize("login", ["ada.byron", "marta.nowak"])
def test_a_generated_password_is_taken(stage, login):
    account = stage.read(login)
    made = generate(account.policy, 14, [account.login, account.name], stage.randomness)
    assert (
        stage.change(login, new_password=made, must_change=True, obey_history=True).kind is ReplyKind.ACCEPTED
    )
    assert stage.signs_in(login, made.reveal()) == "773"


def test_a_plain_reset_knows_neither_history_nor_minimum_age(stage):
    assert reset(stage, "aisha.khan", START).kind is ReplyKind.ACCEPTED


def test_a_reset_that_obeys_history_is_refused_for_a_remembered_password(stage):
    reply = reset(stage, password=START, obey_history=True)
    assert (reply.kind, reply.problem.code, reply.code) == (
        ReplyKind.REFUSED, "password-in-history", "53/0000052D",
    )  # fmt: skip
    assert reset(stage, obey_history=True).kind is ReplyKind.ACCEPTED


def test_a_reset_that_obeys_history_is_refused_within_the_minimum_age(stage):
    assert reset(stage, "aisha.khan", obey_history=True).problem.code == "password-in-history"
    stage.clock.turn(hours=22)
    assert reset(stage, "aisha.khan", obey_history=True).kind is ReplyKind.ACCEPTED


def test_a_forced_change_is_not_bound_by_the_minimum_age(stage):
    reset(stage)
    assert reset(stage, password="Another-Day-33", obey_history=True).kind is ReplyKind.ACCEPTED
    assert stage.changes("ada.byron", "Another-Day-33", "My-Own-Words-7") == "ok"


def test_people_are_bound_by_the_minimum_age(stage):
    assert stage.changes("aisha.khan", START, FRESH) == "0000052D"
    stage.clock.turn(hours=22, seconds=-1)
    assert stage.changes("aisha.khan", START, FRESH) == "0000052D"
    stage.clock.turn(seconds=1)
    assert stage.changes("aisha.khan", START, FRESH) == "ok"


def test_history_remembers_twelve_passwords_the_present_one_included(stage):
    password = START
    for number in range(11):
        stage.clock.turn(days=1)
        assert stage.changes("ada.byron", password, f"Season-Change-{number}") == "ok"
        password = f"Season-Change-{number}"
    stage.clock.turn(days=1)
    assert stage.changes("ada.byron", password, START) == "0000052D"
    assert stage.changes("ada.byron", password, "Season-Change-11") == "ok"
    stage.clock.turn(days=1)
    assert stage.changes("ada.byron", "Season-Change-11", START) == "ok"


def test_people_change_an_expired_password(stage):
    assert stage.changes("nora.lind", START, FRESH) == "ok"
    assert stage.signs_in("nora.lind", FRESH) == "ok"


@pytest.mark.parametrize(
    ("login", "old", "new", "code"),
    [
        ("ada.byron", "Wrong-Pass-99", FRESH, "52e"),
        ("ada.byron", START, "weak", "0000052D"),
        ("ada.byron", START, "", "0000052D"),
        ("ada.byron", START, START, "0000052D"),
        ("ivan.petrov", START, FRESH, "533"),
        ("grace.okafor", START, FRESH, "775"),
        ("nobody", START, FRESH, "525"),
    ],
)
def test_people_may_not_change(stage, login, old, new, code):
    assert stage.changes(login, old, new) == code
    if code == "0000052D":
        assert stage.signs_in(login, old) == "ok"


def test_a_wrong_old_password_counts(stage):
    for _ in range(5):
        stage.changes("ada.byron", "Wrong-Pass-99", FRESH)
    assert stage.read("ada.byron").state.locked is True


def test_a_modify_without_steps_is_not_sent(stage):
    before = stage.read("ada.byron")
    reply = stage.change("ada.byron")
    assert (reply.kind, reply.problem.code) == (ReplyKind.NOT_SENT, "nothing-to-do")
    assert stage.read("ada.byron") == before


def test_a_password_that_cannot_be_encoded_is_not_sent(stage):
    before = stage.read("ada.byron")
    dropped = Secret(FRESH)
    dropped.drop()
    for password in (dropped, Secret("Lone-\ud800-Half-1")):
        reply = stage.change("ada.byron", new_password=password, must_change=True)
        assert (reply.kind, reply.problem.code) == (ReplyKind.NOT_SENT, "password-characters")
    assert stage.read("ada.byron") == before


def test_the_caller_may_drop_the_secret_after_the_write(stage):
    secret = Secret(FRESH)
    stage.change("ada.byron", new_password=secret, must_change=False)
    secret.drop()
    assert stage.signs_in("ada.byron", FRESH) == "ok"


def test_expiry_is_the_age_of_the_password(stage):
    reset(stage, must_change=False)
    assert stage.read("ada.byron").state.password_expires == stage.clock.now() + timedelta(days=90)
    reset(stage, "marta.nowak", "Sixteen-Chars-11", must_change=False)
    assert stage.read("marta.nowak").state.password_expires == stage.clock.now() + timedelta(days=60)
