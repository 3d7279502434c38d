"""change-password: the person types; the operator has signed in."""

from helpdesk_tui.demo.directory import START_PASSWORD
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.secret import Secret

NEW = "Their-Own-Choice-88"
TYPED = [("Old password", START_PASSWORD), ("New password", NEW), ("Once more", NEW)]


def test_a_person_changes_a_password_that_must_be_changed(desk):
    ran = desk("change-password", "mia.santos", answers=TYPED)
    assert ran.code == Exit.DONE
    assert "Password changed by the person: DONE" in ran.out
    assert desk.directory.sign_in_as_person("mia.santos", Secret(NEW)) == "ok"
    assert len(ran.terminal.unseen) == 3
    assert NEW not in ran.all
    assert "Mia Santos types here, and nobody else." in "\n".join(ran.terminal.said)


def test_a_person_changes_a_password_that_has_expired(desk):
    assert desk("change-password", "nora.lind", answers=TYPED).code == Exit.DONE
    assert desk.directory.sign_in_as_person("nora.lind", Secret(NEW)) == "ok"


def test_a_wrong_old_password_is_said_and_asked_for_again(desk):
    wrong = [("Old password", "Not-The-Old-One-1"), *TYPED[1:]]
    ran = desk("change-password", "mia.santos", answers=[*wrong, *TYPED])
    assert ran.code == Exit.DONE
    assert "The old password is wrong." in "\n".join(ran.terminal.said)


def test_after_three_wrong_ones_it_ends_and_says_what_is_left(desk):
    wrong = [("Old password", "Not-The-Old-One-1"), *TYPED[1:]]
    ran = desk("change-password", "mia.santos", answers=[*wrong * 4])
    assert ran.code == Exit.NOT_PERMITTED
    assert "Verify the person and reset it." in ran.err
    again = desk("change-password", "mia.santos")
    assert (again.code, again.terminal.unseen) == (Exit.NOT_PERMITTED, [])


def test_enter_alone_gives_it_up(desk):
    ran = desk("change-password", "mia.santos", answers=[("Old password", "")])
    assert ran.code == Exit.REFUSED
    assert desk.directory.sign_in_as_person("mia.santos", Secret(START_PASSWORD)) == "773"


def test_nobody_is_asked_where_it_cannot_be(desk):
    for login, words in (("agnes.thorne", "protected"), ("ada.byron", ""), ("omar.haddad", "smart card")):
        if words:
            ran = desk("change-password", login)
            assert ran.code == Exit.NOT_PERMITTED
            assert words in ran.err


def test_a_password_is_not_read_from_a_pipe(desk):
    assert desk("change-password", "mia.santos", terminal=False).code == Exit.USAGE
