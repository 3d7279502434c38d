"""expire-temporary: for a timer, and its exit codes."""

from contextlib import nullcontext
from dataclasses import replace

from plain.driving import PROVE, YES

from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.expiring import Ended
from helpdesk_tui.desk.policy import PasswordRules
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit


def ending(desk, *ended: Ended):
    """A desk at which a run by the desk's own account brings these."""

    class Run:
        def run(self):
            return iter(ended)

    return replace(desk, console=replace(desk.console, expiring_as_service=lambda: nullcontext(Run())))


def test_nothing_to_end_is_well(desk):
    ran = desk("expire-temporary")
    assert (ran.code, ran.out) == (Exit.DONE, "")


def test_the_receipt_says_until_when_it_is_good(desk):
    policy = replace(desk.console.sign_in.policy, passwords=PasswordRules(temporary_hours=24))
    ran = desk.with_policy(policy)("reset", "ada.byron", answers=[*PROVE, YES])
    assert ran.code == Exit.DONE
    assert "Good until 20" in ran.out


def test_a_timer_is_told_by_the_exit_code_what_needs_a_look(desk):
    done = Ended("ada.byron", Outcome.DONE, None, 7)
    changed = Ended("grace.okafor", None, problem("temporary-changed"))
    ran = ending(desk, done, changed)("expire-temporary", "--system", terminal=False)
    assert ran.code == Exit.DONE
    assert ran.out.splitlines()[0] == "Temporary password of ada.byron: DONE, record 7"
    assert "grace.okafor: left alone. The password is another one by now" in ran.out
    refused = Ended("b", Outcome.REFUSED, problem("not-as-asked"), 8)
    unread = Ended("c", None, problem("temporary-unread"))
    unknown = Ended("d", Outcome.UNKNOWN, problem("outcome-unknown"), 9)
    for ended, code in ((refused, Exit.REFUSED), (unread, Exit.REFUSED), (unknown, Exit.UNKNOWN)):
        assert ending(desk, done, ended)("expire-temporary", "--system", terminal=False).code == code


def test_where_operators_act_themselves_the_desk_has_no_account_for_it(desk):
    ran = desk("expire-temporary", "--system", terminal=False)
    assert ran.code == Exit.NOT_PERMITTED
    assert "no account of its own" in ran.err
