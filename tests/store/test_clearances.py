"""Verifications, proofs and clearances: bound, single use, short-lived."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance, ClearanceId, VerificationId
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.ports import OpenVerification
from helpdesk_tui.store import OpenStores

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PERSON, OPERATOR = AccountId("person"), AccountId("operator")
ACTIONS = frozenset({Action.RESET, Action.UNLOCK})
LATER = NOON + timedelta(minutes=2)
BEGUN = OpenVerification(
    id=VerificationId("v1"),
    operator=OPERATOR,
    account=PERSON,
    actions=ACTIONS,
    ticket="INC-1 «ü»",
    policy_version="abc123",
    fingerprint="f" * 64,
    gates=1,
    started_at=NOON,
    expires_at=NOON + timedelta(minutes=15),
    proofs=(),
)
CLEARANCE = Clearance(
    id=ClearanceId("c1"),
    verification=BEGUN.id,
    operator=OPERATOR,
    account=PERSON,
    actions=ACTIONS,
    ticket=BEGUN.ticket,
    policy_version=BEGUN.policy_version,
    fingerprint=BEGUN.fingerprint,
    issued_at=LATER,
    expires_at=LATER + timedelta(minutes=10),
)
PHONE, CALL = MethodId("phone"), MethodId("call")


def _prove(stores: OpenStores, kind: MethodKind = MethodKind.TOTP, method: MethodId = PHONE) -> Any:
    return stores.clearances.add_proof(BEGUN.id, method, kind, NOON)


def _issued(stores: OpenStores, clearance: Clearance = CLEARANCE) -> Clearance:
    stores.clearances.open(replace(BEGUN, id=clearance.verification))
    stores.clearances.add_proof(clearance.verification, PHONE, MethodKind.TOTP, NOON)
    assert stores.clearances.issue(clearance)
    return clearance


# --- verifications ---


def test_a_verification_comes_back_as_it_was_opened(stores: OpenStores) -> None:
    stores.clearances.open(BEGUN)
    assert stores.clearances.verification(BEGUN.id) == BEGUN
    assert stores.clearances.verification(VerificationId("other")) is None


def test_a_verification_opened_with_proofs_keeps_them(stores: OpenStores) -> None:
    proven = replace(BEGUN, proofs=((PHONE, MethodKind.TOTP, NOON),))
    stores.clearances.open(proven)
    assert stores.clearances.verification(BEGUN.id) == proven


def test_proofs_are_kept_in_their_order(stores: OpenStores) -> None:
    stores.clearances.open(BEGUN)
    _prove(stores)
    proven = stores.clearances.add_proof(BEGUN.id, CALL, MethodKind.CALL_BACK, NOON - timedelta(seconds=1))
    assert proven is not None
    assert [method for method, _, _ in proven.proofs] == [PHONE, CALL]
    assert stores.clearances.verification(BEGUN.id) == proven


def test_a_closed_verification_takes_no_proof_and_yields_nothing(stores: OpenStores) -> None:
    stores.clearances.open(BEGUN)
    _prove(stores)
    stores.clearances.close(BEGUN.id)
    assert stores.clearances.verification(BEGUN.id) is None
    assert _prove(stores) is None
    assert not stores.clearances.issue(CLEARANCE)
    assert stores.clearances.clearance(CLEARANCE.id) is None


def test_a_proof_for_nothing_is_no_proof(stores: OpenStores) -> None:
    assert _prove(stores) is None


def test_a_verification_is_opened_once(stores: OpenStores) -> None:
    stores.clearances.open(BEGUN)
    with pytest.raises(StoreUnavailable):
        stores.clearances.open(replace(BEGUN, gates=0))
    assert stores.clearances.verification(BEGUN.id) == BEGUN


def test_all_that_is_known_of_a_verification_comes_back(stores: OpenStores) -> None:
    whole = replace(
        BEGUN,
        operator_login="op.login",
        tier="staff",
        exceptional=True,
        approval=True,
        approval_asked_at=LATER,
    )
    stores.clearances.open(whole)
    assert stores.clearances.verification(BEGUN.id) == whole


# --- one at a time ---

COLLEAGUE = AccountId("colleague")
THEIRS = replace(BEGUN, id=VerificationId("v2"), operator=COLLEAGUE, operator_login="colleague")


def test_another_operators_verification_stands_in_the_way(stores: OpenStores) -> None:
    assert stores.clearances.open(BEGUN) is None
    _prove(stores)
    held = stores.clearances.verification(BEGUN.id)
    assert stores.clearances.open(THEIRS) == held
    assert stores.clearances.verification(THEIRS.id) is None
    assert stores.clearances.held(PERSON, LATER) == held
    assert stores.clearances.open(replace(THEIRS, account=AccountId("else"))) is None


def test_ones_own_verification_is_replaced(stores: OpenStores) -> None:
    again = replace(BEGUN, id=VerificationId("v2"))
    elsewhere = replace(BEGUN, id=VerificationId("v3"), account=AccountId("else"))
    assert [stores.clearances.open(each) for each in (BEGUN, elsewhere, again)] == [None] * 3
    assert stores.clearances.verification(BEGUN.id) is None
    assert _prove(stores) is None
    assert stores.clearances.verification(elsewhere.id) == elsewhere
    assert stores.clearances.held(PERSON, LATER) == again


@pytest.mark.parametrize("end", ["over", "closed", "issued"])
def test_what_has_ended_holds_nobody_up(stores: OpenStores, end: str) -> None:
    stores.clearances.open(BEGUN)
    at = NOON + timedelta(minutes=1)
    if end == "over":
        at = BEGUN.expires_at
    elif end == "closed":
        stores.clearances.close(BEGUN.id)
    else:
        _prove(stores)
        assert stores.clearances.issue(CLEARANCE)
    assert stores.clearances.held(PERSON, at) is None
    assert stores.clearances.open(replace(THEIRS, started_at=at)) is None
    assert stores.clearances.verification(BEGUN.id) is None


def test_of_ten_operators_at_once_one_holds_the_account(opened: Any, at_once: Any) -> None:
    def begin(number: int) -> Any:
        mine = replace(BEGUN, id=VerificationId(f"v{number}"), operator=AccountId(f"op{number}"))
        held = opened(busy_seconds=60.0).clearances.open(mine)
        return mine.id if held is None else held.id

    assert len(set(at_once(10, begin))) == 1


# --- its ticket ---


def test_a_ticket_is_set_while_nothing_is_proven_and_nobody_asked_to_approve(stores: OpenStores) -> None:
    named = stores.clearances.set_ticket
    assert named(BEGUN.id, "INC-2") is None
    stores.clearances.open(BEGUN)
    assert named(BEGUN.id, "INC-2") == replace(BEGUN, ticket="INC-2")
    assert stores.clearances.verification(BEGUN.id) == replace(BEGUN, ticket="INC-2")
    stores.clearances.ask_approval(BEGUN.id, NOON, "r1")
    assert named(BEGUN.id, "INC-3") is None
    stores.clearances.withdraw_approval(BEGUN.id, "r1")
    assert named(BEGUN.id, "INC-4")
    _prove(stores)
    assert named(BEGUN.id, "INC-5") is None
    assert stores.clearances.proofs(BEGUN.id)
    assert stores.clearances.issue(replace(CLEARANCE, ticket="INC-4"))
    assert named(BEGUN.id, "INC-6") is None


def test_of_a_ticket_and_a_proof_at_once_the_proof_is_for_the_ticket_that_stands(
    opened: Any, at_once: Any
) -> None:
    stores = opened()
    stores.clearances.open(BEGUN)

    def change(number: int) -> Any:
        mine = opened(busy_seconds=60.0).clearances
        if number:
            return mine.set_ticket(BEGUN.id, f"INC-{number}")
        return mine.add_proof(BEGUN.id, PHONE, MethodKind.TOTP, NOON)

    came = [each for each in at_once(6, change) if each]
    (proven,) = [each for each in came if each.proofs]
    assert stores.clearances.verification(BEGUN.id) == proven
    assert proven.ticket in {BEGUN.ticket, *(each.ticket for each in came if not each.proofs)}


# --- approval ---


def test_an_approval_is_awaited_until_it_comes(stores: OpenStores) -> None:
    waiting = stores.clearances.awaiting_approval
    later = replace(BEGUN, id=VerificationId("v2"), account=AccountId("else"))
    for each in (BEGUN, later):
        stores.clearances.open(each)
    assert waiting(LATER) == ()
    assert stores.clearances.ask_approval(BEGUN.id, LATER, "r1")
    assert stores.clearances.ask_approval(later.id, NOON, "r1")
    assert [each.id for each in waiting(LATER)] == [later.id, BEGUN.id]
    asked = stores.clearances.verification(BEGUN.id)
    assert asked == replace(BEGUN, approval_asked_at=LATER, approval_request="r1")
    _prove(stores, MethodKind.SECOND_OPERATOR)
    assert [each.id for each in waiting(LATER)] == [later.id]
    assert not stores.clearances.withdraw_approval(later.id, "another")
    assert stores.clearances.withdraw_approval(later.id, "r1")
    assert waiting(LATER) == ()
    assert stores.clearances.verification(later.id) == later


def test_nobody_approves_what_has_ended(stores: OpenStores) -> None:
    stores.clearances.open(BEGUN)
    assert stores.clearances.ask_approval(BEGUN.id, NOON, "r1")
    assert stores.clearances.awaiting_approval(BEGUN.expires_at) == ()
    stores.clearances.close(BEGUN.id)
    assert stores.clearances.awaiting_approval(LATER) == ()
    assert not stores.clearances.ask_approval(BEGUN.id, NOON, "r1")
    assert not stores.clearances.ask_approval(VerificationId("never"), NOON, "r1")


# --- issue ---


def test_a_clearance_comes_back_as_it_was_issued(stores: OpenStores) -> None:
    _issued(stores)
    assert stores.clearances.clearance(CLEARANCE.id) == CLEARANCE
    assert stores.clearances.clearance(ClearanceId("other")) is None


def test_issuing_closes_the_verification(stores: OpenStores) -> None:
    _issued(stores)
    assert stores.clearances.verification(BEGUN.id) is None
    assert not stores.clearances.issue(replace(CLEARANCE, id=ClearanceId("c2")))
    assert stores.clearances.clearance(ClearanceId("c2")) is None


def test_nothing_is_issued_without_proof(stores: OpenStores) -> None:
    stores.clearances.open(BEGUN)
    assert not stores.clearances.issue(CLEARANCE)
    assert stores.clearances.clearance(CLEARANCE.id) is None
    assert stores.clearances.verification(BEGUN.id) == BEGUN


@pytest.mark.parametrize(
    ("kinds", "gates", "approval", "enough"),
    [
        ([MethodKind.SMS, MethodKind.CALL_BACK], 2, False, False),  # one phone, one factor
        ([MethodKind.SMS, MethodKind.EMAIL], 2, False, True),
        ([MethodKind.TOTP, MethodKind.OATH_TOKEN], 2, False, True),
        ([MethodKind.TOTP, MethodKind.SECOND_OPERATOR], 2, False, True),  # the exception path
        ([MethodKind.TOTP], 1, True, False),
        ([MethodKind.TOTP, MethodKind.SECOND_OPERATOR], 2, True, False),  # he fills no gate
        ([MethodKind.SECOND_OPERATOR], 0, True, True),
        ([MethodKind.TOTP, MethodKind.SMS], 2, True, False),
        ([MethodKind.TOTP, MethodKind.SECOND_OPERATOR], 1, True, True),
    ],
)
def test_gates_are_filled_by_factors_and_an_approval_stands_beside_them(
    stores: OpenStores, kinds: list[MethodKind], gates: int, approval: bool, enough: bool
) -> None:
    stores.clearances.open(replace(BEGUN, gates=gates, approval=approval))
    for kind in kinds:
        _prove(stores, kind, MethodId(kind))
    assert stores.clearances.issue(CLEARANCE) is enough
    assert (stores.clearances.clearance(CLEARANCE.id) is not None) is enough


def test_two_gates_need_two_kinds(stores: OpenStores) -> None:
    stores.clearances.open(replace(BEGUN, gates=2))
    _prove(stores, method=MethodId("phone"))
    _prove(stores, method=MethodId("tablet"))
    assert not stores.clearances.issue(CLEARANCE)
    _prove(stores, MethodKind.RECOVERY_CODE)
    assert stores.clearances.issue(CLEARANCE)


@pytest.mark.parametrize(
    "other",
    [
        {"operator": AccountId("else")},
        {"account": AccountId("else")},
        {"actions": frozenset(Action)},
        {"ticket": "INC-2"},
        {"policy_version": "another"},
        {"fingerprint": "0" * 64},
    ],
)
def test_nothing_is_issued_that_is_bound_to_anything_else(stores: OpenStores, other: Any) -> None:
    stores.clearances.open(BEGUN)
    _prove(stores)
    assert not stores.clearances.issue(replace(CLEARANCE, **other))
    assert stores.clearances.issue(CLEARANCE)


def test_a_verification_yields_one_clearance_in_ten_processes(opened: Any, at_once: Any) -> None:
    with opened() as stores:
        stores.clearances.open(BEGUN)
        _prove(stores)

    def issue(number: int) -> bool:
        return opened().clearances.issue(replace(CLEARANCE, id=ClearanceId(f"c{number}")))

    assert sorted(at_once(10, issue)) == [False] * 9 + [True]


# --- use ---


def test_a_clearance_is_used_once(stores: OpenStores) -> None:
    _issued(stores)
    assert stores.clearances.consume(CLEARANCE.id, LATER)
    assert not stores.clearances.consume(CLEARANCE.id, LATER)
    used = stores.clearances.clearance(CLEARANCE.id)
    assert used == replace(CLEARANCE, used_at=LATER)


def test_a_clearance_is_used_once_across_restarts(opened: Any) -> None:
    with opened() as stores:
        _issued(stores)
        assert stores.clearances.consume(CLEARANCE.id, LATER)
    with opened() as stores:
        assert not stores.clearances.consume(CLEARANCE.id, LATER)


def test_fifty_processes_use_one_clearance_once(opened: Any, at_once: Any) -> None:
    with opened() as stores:
        _issued(stores)
    answers = at_once(50, lambda _: opened(busy_seconds=60.0).clearances.consume(CLEARANCE.id, LATER))
    assert sorted(answers) == [False] * 49 + [True]


@pytest.mark.parametrize(
    ("at", "works"),
    [
        (CLEARANCE.issued_at, True),
        (CLEARANCE.expires_at - timedelta(microseconds=1), True),
        (CLEARANCE.expires_at, False),
        (CLEARANCE.expires_at + timedelta(days=1), False),
        (CLEARANCE.issued_at - timedelta(microseconds=1), False),  # the clock went back
    ],
)
def test_a_clearance_works_only_between_issue_and_expiry(
    stores: OpenStores, at: datetime, works: bool
) -> None:
    _issued(stores)
    assert (stores.clearances.find(OPERATOR, PERSON, Action.RESET, at) is not None) is works
    assert stores.clearances.consume(CLEARANCE.id, at) is works


def test_a_clearance_that_nobody_issued_does_not_work(stores: OpenStores) -> None:
    assert not stores.clearances.consume(ClearanceId("forged"), NOON)


# --- finding ---


def test_it_is_found_for_its_operator_account_and_actions_only(stores: OpenStores) -> None:
    _issued(stores)
    find = stores.clearances.find
    assert find(OPERATOR, PERSON, Action.RESET, LATER) == CLEARANCE
    assert find(OPERATOR, PERSON, Action.UNLOCK, LATER) == CLEARANCE
    assert find(OPERATOR, PERSON, Action.FORCE_CHANGE, LATER) is None
    assert find(AccountId("else"), PERSON, Action.RESET, LATER) is None
    assert find(OPERATOR, AccountId("else"), Action.RESET, LATER) is None


def test_the_newest_unused_one_is_found(stores: OpenStores) -> None:
    _issued(stores)
    newer = replace(
        CLEARANCE,
        id=ClearanceId("c2"),
        verification=VerificationId("v2"),
        issued_at=LATER + timedelta(minutes=1),
    )
    _issued(stores, newer)
    at = newer.issued_at
    assert stores.clearances.find(OPERATOR, PERSON, Action.RESET, at) == newer
    assert stores.clearances.consume(newer.id, at)
    assert stores.clearances.find(OPERATOR, PERSON, Action.RESET, at) == CLEARANCE
    assert stores.clearances.consume(CLEARANCE.id, at)
    assert stores.clearances.find(OPERATOR, PERSON, Action.RESET, at) is None


def _left(stores: OpenStores, **changes: Any) -> Clearance:
    facts = {"id": ClearanceId("left"), "verification": VerificationId("of-left"), "ticket": ""}
    left = replace(CLEARANCE, actions=frozenset({Action.EXPIRE}), **(facts | changes))
    stores.clearances.leave(left, "dana")
    return left


def test_a_clearance_that_a_reset_left_behind_is_due_and_good_once_not_before_its_time(
    stores: OpenStores,
) -> None:
    left = _left(stores)
    early, begins = left.issued_at - timedelta(seconds=1), left.issued_at
    assert stores.clearances.left(early, 9) == ()
    assert not stores.clearances.consume(left.id, early)
    assert stores.clearances.left(begins, 9) == (left,)
    assert stores.clearances.clearance(left.id) == left
    assert stores.clearances.consume(left.id, begins)
    assert stores.clearances.left(begins, 9) == ()
    assert not stores.clearances.consume(left.id, begins)


def test_what_was_left_behind_outlasts_the_call_and_is_replaced_by_the_next(stores: OpenStores) -> None:
    left = _left(stores)
    assert stores.clearances.void(left.account, left.issued_at, visits=True) == 0
    assert stores.clearances.left(left.issued_at, 9) == (left,)
    assert stores.clearances.verification(left.verification) is None  # which is closed, and yields nothing
    newer = _left(stores, id=ClearanceId("newer"), verification=VerificationId("of-newer"))
    assert stores.clearances.left(left.issued_at, 9) == (newer,)


def test_of_many_that_are_due_those_come_that_are_due_the_longest(stores: OpenStores) -> None:
    for number in (2, 0, 1):
        due = CLEARANCE.issued_at + timedelta(minutes=number)
        facts = {"id": ClearanceId(f"l{number}"), "verification": VerificationId(f"v{number}")}
        _left(stores, account=AccountId(f"person {number}"), issued_at=due, **facts)
    begins = CLEARANCE.issued_at + timedelta(minutes=2)
    assert [each.id for each in stores.clearances.left(begins, 2)] == ["l0", "l1"]
    assert [each.id for each in stores.clearances.left(begins, 9)] == ["l0", "l1", "l2"]


def test_those_of_calls_are_none_of_them(stores: OpenStores) -> None:
    issued = _issued(stores)
    assert stores.clearances.left(issued.issued_at, 9) == ()
