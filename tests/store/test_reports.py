"""Reports that "this was not me" end what is under way, in one transaction, and hold the account."""

from datetime import timedelta

import pytest
from store.sending import limits

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance, ClearanceId, VerificationId
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.ports import Challenge, ChallengeId, OpenVerification, Report
from helpdesk_tui.secret import Secret

from .conftest import NOON, OPERATOR, PERSON

OTHER = AccountId("5b0e1a3e-0000-4000-8000-000000000002")
SINCE = NOON - timedelta(hours=72)
LATER = NOON + timedelta(minutes=1)
CALL_BACK = MethodId("call")


def report(account=PERSON, at=NOON, operator=OPERATOR) -> Report:
    return Report(account, "ada", operator, "dana", at, at - timedelta(hours=72))


def verified(stores, name: str, account=PERSON) -> Clearance:
    """A clearance by one proof."""
    facts = {
        "operator": OPERATOR, "account": account, "actions": frozenset({Action.RESET}), "ticket": "",
        "policy_version": "1", "fingerprint": "f",
    }  # fmt: skip
    id_ = VerificationId(f"v-{name}")
    opened = OpenVerification(id_, **facts, gates=1, started_at=NOON, expires_at=LATER, proofs=())
    assert stores.clearances.open(opened) is None
    stores.clearances.add_proof(id_, CALL_BACK, MethodKind.CALL_BACK, NOON)
    return Clearance(
        ClearanceId(f"c-{name}"), id_, **facts, issued_at=NOON, expires_at=NOON + timedelta(hours=1)
    )


def test_a_report_uses_up_clearances_and_closes_verifications_of_this_account_alone(stores):
    mine, theirs = verified(stores, "a"), verified(stores, "b", OTHER)
    for each in (mine, theirs):
        assert stores.clearances.issue(each)
    again = verified(stores, "open")
    assert stores.reports.add(report()) == 1
    assert not stores.clearances.consume(mine.id, NOON)
    assert stores.clearances.verification(again.verification) is None
    assert stores.clearances.consume(theirs.id, NOON)


def test_while_it_holds_no_clearance_is_issued_without_a_second_operator(stores):
    stores.reports.add(report())
    clearance = verified(stores, "a")
    assert not stores.clearances.issue(clearance)
    colleague = MethodId("second"), MethodKind.SECOND_OPERATOR, NOON
    stores.clearances.add_proof(clearance.verification, *colleague)
    assert stores.clearances.issue(clearance)


def test_once_released_one_operator_does_again(stores):
    stores.reports.add(report())
    assert stores.reports.release(PERSON, LATER)
    assert not stores.reports.release(PERSON, LATER)
    assert stores.reports.hold(PERSON) is None
    assert stores.clearances.issue(verified(stores, "a"))


def test_codes_that_were_sent_are_over(stores):
    for number, account in enumerate((PERSON, OTHER)):
        purpose, phrase = f"v{number}", "two words"
        sent = Challenge(
            id=ChallengeId(f"s{number}"), purpose=purpose, method=CALL_BACK, account=account,
            operator=OPERATOR, phrase=phrase, destination="x", sent_at=NOON, expires_at=LATER,
        )  # fmt: skip
        assert stores.challenges.open(sent, Secret("4711"), "x", limits()) is None
    stores.reports.add(report())
    assert stores.challenges.newest("v0", CALL_BACK) is None
    assert stores.challenges.newest("v1", CALL_BACK)


def test_several_reports_hold_as_one_from_the_first_to_the_last(stores):
    stores.reports.add(report(at=NOON))
    stores.reports.add(report(at=LATER))
    hold = stores.reports.hold(PERSON)
    assert (hold.since, hold.report.at) == (SINCE, LATER)
    assert hold.covers(SINCE)
    assert not hold.covers(LATER + timedelta(seconds=1))


def test_a_clock_that_went_back_makes_no_hold_shorter(stores):
    stores.reports.add(report(at=LATER))
    stores.reports.add(report(at=NOON))
    assert stores.reports.hold(PERSON).report.at == LATER


def test_the_newest_come_first_and_no_more_than_asked(stores):
    for each in (PERSON, OTHER, PERSON):
        stores.reports.add(report(each))
    assert [each.report.account for each in stores.reports.holds(5)] == [PERSON, OTHER]
    assert len(stores.reports.holds(1)) == 1


def test_what_was_released_holds_no_more_and_takes_nobodys_place_on_the_list(stores):
    for each in (PERSON, OTHER):
        stores.reports.add(report(each))
    stores.reports.release(OTHER, LATER)
    assert [each.report.account for each in stores.reports.holds(1)] == [PERSON]


def test_a_report_after_a_release_holds_from_its_own_time_alone(stores):
    stores.reports.add(report(at=NOON - timedelta(days=9)))
    stores.reports.release(PERSON, NOON)
    stores.reports.add(report(at=NOON))
    stores.reports.add(report(at=LATER))
    (hold,) = stores.reports.holds(5)
    assert hold == stores.reports.hold(PERSON)
    assert (hold.since, hold.report.at) == (SINCE, LATER)


@pytest.mark.parametrize(("minutes", "count"), [(0, 2), (30, 1), (61, 0)])
def test_an_operators_reports_are_counted(stores, minutes, count):
    stores.reports.add(report(at=NOON + timedelta(minutes=1)))
    stores.reports.add(report(OTHER, at=NOON + timedelta(minutes=45)))
    stores.reports.add(report(operator=OTHER))
    assert stores.reports.count(OPERATOR, NOON + timedelta(minutes=minutes)) == count
