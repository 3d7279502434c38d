"""release: supervisors end a block before its time."""

from plain.driving import PROVE, YES, proving

from helpdesk_tui.desk.ports import Limit, Limits
from helpdesk_tui.plain.exits import Exit

LIMITS = Limits(account=Limit(2, 3600, 3600), method=Limit(9, 3600), operator=Limit(9, 3600))
BY_OPERATOR = Limits(account=Limit(9, 3600), method=Limit(9, 3600), operator=Limit(2, 3600, 3600))


def blocked(desk, limits: Limits):
    strict = desk.with_policy(proving(limits=limits))
    strict("verify", "ada.byron", answers=[("Method", "1"), *[("Code", "000000")] * 3])
    assert strict("verify", "ada.byron").code == Exit.NOT_PERMITTED
    return strict


def test_a_supervisor_releases_an_account(desk):
    strict = blocked(desk, LIMITS)
    ran = strict("release", "ada.byron", answers=[YES], operator="super")
    assert (ran.code, ran.out) == (Exit.DONE, "Released: ada.byron.\n")
    assert strict("verify", "ada.byron", answers=PROVE).code == Exit.DONE
    assert "block.released" in desk.events()


def test_own_guesses_stay_counted_and_the_answer_says_so(desk):
    strict = desk.with_policy(proving(limits=LIMITS))
    guesses = [("Method", "1"), *[("Code", "000000")] * 3]
    strict("verify", "ada.byron", answers=guesses, operator="super")
    ran = strict("release", "ada.byron", "--yes", operator="super", terminal=False)
    assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert "The account stays blocked." in ran.err


def test_the_card_says_a_block(desk):
    strict = blocked(desk, LIMITS)
    assert "Too many failed proofs for this account. Blocked until" in strict("show", "ada.byron").out
    assert '"code": "account-blocked"' in strict("show", "--json", "ada.byron").out


def test_a_supervisor_releases_an_operator(desk):
    strict = blocked(desk, BY_OPERATOR)
    ran = strict("release", "--operator-login", "demo", "--yes", operator="super", terminal=False)
    assert (ran.code, ran.out) == (Exit.DONE, "Released: the operator demo.\n")
    assert strict("verify", "ada.byron", answers=PROVE).code == Exit.DONE


def test_nobody_else_releases_anybody(desk):
    strict = blocked(desk, LIMITS)
    for words in (["ada.byron"], ["--operator-login", "operator"]):
        ran = strict("release", *words, "--yes")
        assert (ran.code, ran.out) == (Exit.NOT_PERMITTED, "")
        assert "Only a supervisor may do this." in ran.err
    assert strict("verify", "ada.byron").code == Exit.NOT_PERMITTED


def test_without_yes_the_block_stays(desk):
    strict = blocked(desk, LIMITS)
    assert strict("release", "ada.byron", answers=[("Type yes", "")], operator="super").code == Exit.REFUSED
    assert strict("verify", "ada.byron").code == Exit.NOT_PERMITTED


def test_another_operators_hold_ends(desk):
    def release(text: str) -> str:
        assert desk("release", "ada.byron", "--yes", operator="super").code == Exit.DONE
        return "000000"

    ran = desk("verify", "ada.byron", answers=[("Method", "1"), ("Code", release)])
    assert ran.code == Exit.NOT_PERMITTED
    assert "This verification is over." in ran.err
