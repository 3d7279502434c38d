"""Lockout: counted wrong passwords, a window, a duration, and unlocking."""

from datetime import timedelta

from helpdesk_tui.secret import Secret

START = "Winter-Rain-4137"


WRONG = "Wrong-Pass-99"


def miss(stage, login, times=1, password=WRONG):
    return [stage.signs_in(login, password) for _ in range(times)]


def test_the_fifth_wrong_password_locks(stage):
    assert miss(stage, "ada.byron", 5) == ["52e"] * 5
    state = stage.read("ada.byron").state
    assert state.locked is True
    assert state.locked_until == stage.clock.now() + timedelta(minutes=30)
    assert stage.signs_in("ada.byron", START) == "775"


def test_four_do_not(stage):
    miss(stage, "ada.byron", 4)
    assert stage.read("ada.byron").state.locked is False
    assert stage.signs_in("ada.byron", START) == "ok"


def test_a_right_password_starts_the_count_again(stage):
    miss(stage, "ada.byron", 4)
    assert stage.signs_in("ada.byron", START) == "ok"
    miss(stage, "ada.byron", 4)
    assert stage.read("ada.byron").state.locked is False


def test_the_count_starts_again_after_the_window(stage):
    miss(stage, "ada.byron", 4)
    stage.clock.turn(minutes=30, seconds=1)
    miss(stage, "ada.byron", 4)
    assert stage.read("ada.byron").state.locked is False
    miss(stage, "ada.byron", 1)
    assert stage.read("ada.byron").state.locked is True


def test_a_lock_ends_by_itself(stage):
    miss(stage, "ada.byron", 5)
    stage.clock.turn(minutes=29, seconds=59)
    assert stage.signs_in("ada.byron", START) == "775"
    stage.clock.turn(seconds=1)
    assert stage.read("ada.byron").state.locked is False
    assert stage.signs_in("ada.byron", START) == "ok"


def test_after_a_lock_that_ended_the_count_starts_again(stage):
    miss(stage, "ada.byron", 5)
    stage.clock.turn(minutes=30)
    assert miss(stage, "ada.byron", 4) == ["52e"] * 4
    assert stage.read("ada.byron").state.locked is False
    miss(stage, "ada.byron", 1)
    assert stage.read("ada.byron").state.locked is True


def test_tries_while_locked_do_not_prolong_the_lock(stage):
    miss(stage, "ada.byron", 5)
    stage.clock.turn(minutes=20)
    assert miss(stage, "ada.byron", 3) == ["775"] * 3
    stage.clock.turn(minutes=10)
    assert stage.read("ada.byron").state.locked is False


def test_the_strict_policy_locks_after_three_and_until_somebody_unlocks(stage):
    miss(stage, "marta.nowak", 3)
    assert stage.read("marta.nowak").state.locked_until == "never"
    stage.clock.turn(days=30)
    assert stage.signs_in("marta.nowak", START) == "775"
    assert stage.change("marta.nowak", by="super", unlock=True).kind == "accepted"
    assert stage.signs_in("marta.nowak", START) == "ok"


def test_the_two_passwords_before_do_not_count(stage):
    admin = stage.directory.administrator
    for password in ("First-Snow-1", "Second-Snow-2", "Third-Snow-3"):
        admin.set_password("ada.byron", Secret(password))
    assert miss(stage, "ada.byron", 4, "Second-Snow-2") == ["52e"] * 4
    assert miss(stage, "ada.byron", 4, "First-Snow-1") == ["52e"] * 4
    assert stage.read("ada.byron").state.locked is False
    miss(stage, "ada.byron", 5, START)  # three before: counts
    assert stage.read("ada.byron").state.locked is True


def test_an_unlock_clears_the_count_and_nothing_else(stage):
    before = stage.read("grace.okafor")
    assert stage.change("grace.okafor", unlock=True).kind == "accepted"
    after = stage.read("grace.okafor")
    assert after.state.locked is False
    assert after.marks.password == before.marks.password
    assert after.marks.entry != before.marks.entry
    assert after.state.password_set == before.state.password_set
    miss(stage, "grace.okafor", 4)
    assert stage.read("grace.okafor").state.locked is False


def test_a_reset_alone_does_not_unlock(stage):
    stage.change("grace.okafor", new_password=Secret("Fresh-Start-22"), must_change=True)
    assert stage.read("grace.okafor").state.locked is True
    assert stage.signs_in("grace.okafor", "Fresh-Start-22") == "775"


def test_operators_are_locked_as_well(stage):
    miss(stage, "demo", 5)
    assert stage.signs_in("demo", "demo") == "775"
