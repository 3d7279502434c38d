"""Attempts are counted in the store: per account, method and operator, across processes and restarts."""

import itertools
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodId
from helpdesk_tui.desk.ports import Admitted, Attempt, Blocked, Limit, Limits
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import OpenStores, StoreKey, open_store

WIDE = Limit(1000, 3600)
MINUTE = timedelta(minutes=1)
PHONE = MethodId("phone")


def _only(**named: Limit) -> Limits:
    return Limits(**{"account": WIDE, "method": WIDE, "operator": WIDE, **named})


def _fail(stores: OpenStores, times: int, limits: Limits, at: datetime, **who: Any) -> list[Any]:
    person = AccountId(who.get("account", "person"))
    operator = AccountId(who.get("operator", "operator"))
    method = MethodId(who.get("method", PHONE))
    return [stores.attempts.begin(person, method, operator, limits, at) for _ in range(times)]


@pytest.mark.parametrize("which", ["account", "method", "operator"])
def test_each_limit_blocks_by_itself(stores: OpenStores, noon: datetime, which: str) -> None:
    limits = _only(**{which: Limit(3, 3600)})
    *admitted, blocked = _fail(stores, 4, limits, noon)
    assert [each.left for each in admitted] == [2, 1, 0]
    assert blocked == Blocked(which, noon + timedelta(hours=1))


def test_what_is_left_is_what_the_next_limit_leaves(stores: OpenStores, noon: datetime) -> None:
    limits = _only(account=Limit(5, 3600), operator=Limit(4, 3600), method=Limit(1, 60))
    left = stores.attempts.left
    who, operator = AccountId("person"), AccountId("operator")
    assert left(who, operator, limits, noon) == 4
    _fail(stores, 1, limits, noon, operator="another")
    assert left(who, operator, limits, noon) == 4
    _fail(stores, 1, limits, noon, operator="another", method="m2")
    assert left(who, operator, limits, noon) == 3
    _fail(stores, 2, limits, noon, account="another", method="m3")
    assert left(who, operator, limits, noon) == 3
    (last, *_) = _fail(stores, 1, limits, noon, method="m4")
    assert isinstance(last, Admitted)
    assert left(who, operator, limits, noon) == 2
    stores.attempts.succeed(last.attempt)
    assert left(who, operator, limits, noon) == 3


def test_nothing_is_left_while_a_block_outlasts_its_failures(stores: OpenStores, noon: datetime) -> None:
    limits = _only(account=Limit(2, 60, block_seconds=3600))
    _fail(stores, 2, limits, noon)
    who, operator = AccountId("person"), AccountId("operator")
    assert stores.attempts.left(who, operator, limits, noon + 30 * MINUTE) == 0
    assert stores.attempts.left(who, operator, limits, noon + 61 * MINUTE) == 2


def test_an_operator_is_released_and_the_accounts_are_not(stores: OpenStores, noon: datetime) -> None:
    limits = _only(account=Limit(3, 3600), operator=Limit(3, 3600))
    _fail(stores, 3, limits, noon, operator="op1")
    _fail(stores, 3, limits, noon, operator="op2", account="else")
    stores.attempts.clear_operator(AccountId("op1"))
    first, second = AccountId("op1"), AccountId("op2")
    nobody = AccountId("nobody")
    assert stores.attempts.left(nobody, first, limits, noon) == 3
    assert stores.attempts.left(nobody, second, limits, noon) == 0
    assert _fail(stores, 1, limits, noon, operator="op1") == [Blocked("account", noon + timedelta(hours=1))]


def test_a_released_account_does_not_release_its_operator(stores: OpenStores, noon: datetime) -> None:
    limits = _only(operator=Limit(3, 3600))
    _fail(stores, 3, limits, noon)
    stores.attempts.clear(AccountId("person"))
    assert stores.attempts.left(AccountId("person"), AccountId("operator"), limits, noon) == 0


@pytest.mark.parametrize("which", ["account", "method", "operator"])
def test_a_limit_is_one_s_own(stores: OpenStores, noon: datetime, which: str) -> None:
    limits = _only(**{which: Limit(3, 3600)})
    _fail(stores, 4, limits, noon)
    (other,) = _fail(stores, 1, limits, noon, **{which: "another"})
    assert isinstance(other, Admitted)
    others = {"account", "method", "operator"} - {which}
    (same,) = _fail(stores, 1, limits, noon, **dict.fromkeys(others, "another"))
    assert isinstance(same, Blocked)


def test_a_refused_try_is_not_counted(stores: OpenStores, noon: datetime) -> None:
    limits = _only(account=Limit(2, 3600, 60))
    _fail(stores, 20, limits, noon)
    assert isinstance(_fail(stores, 1, limits, noon + timedelta(seconds=60))[0], Admitted)


def test_an_attempt_that_was_never_ended_counts_as_failed(opened: Any, noon: datetime) -> None:
    limits = _only(account=Limit(1, 3600))
    with opened() as stores:
        _fail(stores, 1, limits, noon)
    with opened() as stores:
        assert isinstance(_fail(stores, 1, limits, noon)[0], Blocked)


def test_a_success_does_not_count(stores: OpenStores, noon: datetime) -> None:
    limits = _only(account=Limit(2, 3600))
    for _ in range(5):
        (admitted,) = _fail(stores, 1, limits, noon)
        assert admitted.left == 1
        stores.attempts.succeed(admitted.attempt)


def test_an_unknown_attempt_succeeds_for_nobody(stores: OpenStores, noon: datetime) -> None:
    limits = _only(account=Limit(1, 3600))
    _fail(stores, 1, limits, noon)
    stores.attempts.succeed(Attempt("unknown"))
    assert isinstance(_fail(stores, 1, limits, noon)[0], Blocked)


def test_of_two_limits_the_longer_one_is_told(stores: OpenStores, noon: datetime) -> None:
    limits = _only(account=Limit(1, 3600, 86400), method=Limit(1, 60))
    _fail(stores, 1, limits, noon)
    assert _fail(stores, 1, limits, noon) == [Blocked("account", noon + timedelta(days=1))]


def test_left_is_what_the_nearest_limit_leaves(stores: OpenStores, noon: datetime) -> None:
    limits = Limits(account=Limit(5, 3600), method=Limit(3, 3600), operator=Limit(20, 3600))
    assert _fail(stores, 1, limits, noon)[0].left == 2


def test_the_state_tells_of_account_and_operator(
    stores: OpenStores, noon: datetime, person: AccountId, operator: AccountId
) -> None:
    limits = _only(account=Limit(1, 3600), operator=Limit(2, 7200))
    assert stores.attempts.state(person, operator, limits, noon) is None
    _fail(stores, 1, limits, noon, account=person, operator=operator)
    assert stores.attempts.state(person, operator, limits, noon) == Blocked("account", noon + 60 * MINUTE)
    _fail(stores, 1, limits, noon, account="another", operator=operator)
    assert stores.attempts.state(person, operator, limits, noon) == Blocked("operator", noon + 120 * MINUTE)
    assert stores.attempts.state(person, operator, limits, noon + 120 * MINUTE) is None


def test_the_state_records_nothing(stores: OpenStores, noon: datetime, person: AccountId) -> None:
    limits = _only(account=Limit(1, 3600))
    for _ in range(3):
        assert stores.attempts.state(person, AccountId("x"), limits, noon) is None
    assert isinstance(_fail(stores, 1, limits, noon, account=person)[0], Admitted)


def test_a_reset_clears_account_and_method_but_not_the_operator(stores: OpenStores, noon: datetime) -> None:
    limits = Limits(account=Limit(2, 3600), method=Limit(2, 3600), operator=Limit(4, 3600))
    for _ in range(2):
        _fail(stores, 2, limits, noon)
        stores.attempts.clear(AccountId("person"))
    assert _fail(stores, 1, limits, noon) == [Blocked("operator", noon + timedelta(hours=1))]
    assert isinstance(_fail(stores, 1, limits, noon, operator="another")[0], Admitted)


def test_clearing_one_account_leaves_the_others(stores: OpenStores, noon: datetime) -> None:
    limits = _only(account=Limit(1, 3600))
    _fail(stores, 1, limits, noon, account="a")
    _fail(stores, 1, limits, noon, account="b")
    stores.attempts.clear(AccountId("a"))
    assert isinstance(_fail(stores, 1, limits, noon, account="a")[0], Admitted)
    assert isinstance(_fail(stores, 1, limits, noon, account="b")[0], Blocked)


@pytest.mark.parametrize("limit", [Limit(3, 3600), Limit(3, 3600, 86400)])
def test_a_clock_that_goes_back_unblocks_nobody(stores: OpenStores, noon: datetime, limit: Limit) -> None:
    limits = _only(account=limit)
    _fail(stores, 3, limits, noon)
    for back in (timedelta(seconds=1), timedelta(hours=5), timedelta(days=800)):
        assert isinstance(_fail(stores, 1, limits, noon - back)[0], Blocked)
        assert stores.attempts.state(AccountId("person"), AccountId("x"), limits, noon - back)


@pytest.mark.parametrize("limit", [Limit(5, 3600), Limit(5, 3600, 86400)])
def test_processes_at_once_never_exceed_a_limit(
    opened: Any, noon: datetime, at_once: Any, limit: Limit
) -> None:
    def tries(number: int) -> int:
        answers = _fail(opened(), 4, _only(account=limit), noon, operator=f"operator {number}")
        return sum(isinstance(answer, Admitted) for answer in answers)

    assert sum(at_once(10, tries)) == 5


# --- codes that a service outside accepted ------------------------------------------------------------


MINE = MethodId("ada:token")


def _admitted(stores: OpenStores, at: datetime, **who: Any) -> Attempt:
    (found,) = _fail(stores, 1, _only(), at, **who)
    assert isinstance(found, Admitted)
    return found.attempt


def test_a_code_is_spent_once(stores: OpenStores, noon: datetime) -> None:
    limits = _only(account=Limit(2, 3600))
    first, second = _admitted(stores, noon), _admitted(stores, noon)
    assert stores.attempts.spend(first, MINE, Secret("123456"))
    assert not stores.attempts.spend(second, MINE, Secret("123456"))
    assert stores.attempts.left(AccountId("person"), AccountId("operator"), limits, noon) == 1


def test_the_same_code_of_another_method_is_another_one(stores: OpenStores, noon: datetime) -> None:
    for method in (MINE, MethodId("ada:radius"), MethodId("ben:radius")):
        assert stores.attempts.spend(_admitted(stores, noon), method, Secret("123456"))


def test_a_code_is_spent_whatever_it_was_typed_for(stores: OpenStores, noon: datetime) -> None:
    """What is counted apart, at a sign-in and in a call, is one code of one token all the same."""
    assert stores.attempts.spend(_admitted(stores, noon, account="sign-in ada"), MINE, Secret("123456"))
    assert not stores.attempts.spend(_admitted(stores, noon, account="ada"), MINE, Secret("123456"))


def test_an_attempt_is_spent_once(stores: OpenStores, noon: datetime) -> None:
    attempt = _admitted(stores, noon)
    assert stores.attempts.spend(attempt, MINE, Secret("123456"))
    assert not stores.attempts.spend(attempt, MINE, Secret("654321"))


def test_a_spent_code_is_not_in_the_file(stores: OpenStores, noon: datetime) -> None:
    stores.attempts.spend(_admitted(stores, noon), MINE, Secret("canary-code-4711"))
    stores.close()
    everything = b"".join(file.read_bytes() for file in stores.database.path.parent.iterdir())
    assert b"canary" not in everything


def test_of_processes_at_once_one_spends_a_code(opened: Any, noon: datetime, at_once: Any) -> None:
    def spends(number: int) -> bool:
        mine = opened()
        attempt = _admitted(mine, noon, operator=f"operator {number}")
        return mine.attempts.spend(attempt, MINE, Secret("123456"))

    assert sum(at_once(8, spends)) == 1


class LimitsHold(RuleBasedStateMachine):
    """Whatever order things happen in, nobody fails more often in a window than the limit says.

    The model is a plain list; it does not know how the store counts.
    """

    template: Path
    key: StoreKey
    limits = Limits(account=Limit(3, 100), method=Limit(2, 50), operator=Limit(5, 200))

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        path = Path(self.directory.name) / "store" / "desk.db"
        shutil.copytree(self.template.parent, path.parent)
        self.stores = open_store(path, self.key, SystemClock(), SystemChance(), durable=False)
        self.now = SystemClock().now()
        self.tries: list[dict[str, Any]] = []

    def teardown(self) -> None:
        self.stores.close()
        self.directory.cleanup()

    @rule(account=st.sampled_from("ab"), method=st.sampled_from("mn"), operator=st.sampled_from("xy"))
    def begin(self, account: str, method: str, operator: str) -> None:
        who = {"account": account, "method": account + method, "operator": operator}
        answer = self.stores.attempts.begin(
            AccountId(account), MethodId(account + method), AccountId(operator), self.limits, self.now
        )
        full = {
            which
            for which in who
            if self._failures(which, who[which]) >= getattr(self.limits, which).failures
        }
        if isinstance(answer, Blocked):
            assert answer.which in full
            assert answer.until > self.now
        else:
            assert not full
            self.tries.append(
                {**who, "at": self.now, "id": answer.attempt, "failed": True, "forgiven": False}
            )
            assert answer.left == min(
                getattr(self.limits, which).failures - self._failures(which, who[which]) for which in who
            )

    @precondition(lambda self: self.tries)
    @rule(data=st.data())
    def succeed(self, data: st.DataObject) -> None:
        tried = data.draw(st.sampled_from(self.tries))
        self.stores.attempts.succeed(tried["id"])
        tried["failed"] = False

    @rule(account=st.sampled_from("ab"))
    def clear(self, account: str) -> None:
        self.stores.attempts.clear(AccountId(account))
        for tried in self.tries:
            tried["forgiven"] |= tried["account"] == account

    @rule(seconds=st.sampled_from([1, 10, 49, 50, 51, 99, 100, 200, -1, -60, -500]))
    def time_passes_or_jumps_back(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def the_state_agrees(self) -> None:
        for account, operator in itertools.product("ab", "xy"):
            blocked = self.stores.attempts.state(
                AccountId(account), AccountId(operator), self.limits, self.now
            )
            full = (
                self._failures("account", account) >= self.limits.account.failures
                or self._failures("operator", operator) >= self.limits.operator.failures
            )
            assert (blocked is not None) == full

    def _failures(self, which: str, whose: str) -> int:
        since = self.now - timedelta(seconds=getattr(self.limits, which).window_seconds)
        return sum(
            tried["failed"]
            and tried[which] == whose
            and tried["at"] > since
            and (which == "operator" or not tried["forgiven"])
            for tried in self.tries
        )


def test_limits_hold_in_any_order_of_events(template: Path, key: StoreKey) -> None:
    class OfThisStore(LimitsHold):
        pass

    OfThisStore.template, OfThisStore.key = template, key
    run_state_machine_as_test(
        OfThisStore,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
