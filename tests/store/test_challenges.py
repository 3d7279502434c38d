"""Codes that were sent: one purpose, one method, one address, once, not for long, and only so many."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
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
from store.sending import COUNTED, limits

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MethodId
from helpdesk_tui.desk.ports import Challenge, ChallengeId, Full, Limit
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, OpenStores, StoreKey, open_store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HERE, THERE = "a" * 64, "b" * 64
CODE = Secret("40718253")
MANY = Limit(100, 600)
SENT = Challenge(
    id=ChallengeId("c1"),
    purpose="v1",
    method=MethodId("m1"),
    account=AccountId("person"),
    operator=AccountId("operator"),
    destination=HERE,
    phrase="brave otter",
    sent_at=NOON,
    expires_at=NOON + 5 * MINUTE,
)


def _open(stores: OpenStores, *challenges: Challenge, limit: Limit = MANY) -> list[datetime | None]:
    found = [stores.challenges.open(each, CODE, COUNTED, limits(limit)) for each in challenges]
    return [full.until if full else None for full in found]


def _sent_to(stores: OpenStores, number: int, where: str = COUNTED, **which: Limit) -> Full | None:
    """One of many codes, each about another person and by another operator."""
    challenge = replace(
        SENT,
        id=ChallengeId(f"c{number}"),
        purpose=f"v{number}",
        account=AccountId(f"person{number}"),
        operator=AccountId(f"operator{number}"),
    )
    return stores.challenges.open(challenge, CODE, where, limits(**which))


def _use(stores: OpenStores, challenge: Challenge = SENT, at: datetime = NOON + MINUTE) -> bool:
    return stores.challenges.use(challenge.id, CODE, challenge.destination, at)


def test_a_challenge_comes_back_as_it_was_opened(stores: OpenStores) -> None:
    assert _open(stores, SENT) == [None]
    assert stores.challenges.newest("v1", SENT.method) == SENT
    assert stores.challenges.newest("v2", SENT.method) is None
    assert stores.challenges.newest("v1", MethodId("m2")) is None


def test_a_code_works_once(stores: OpenStores) -> None:
    _open(stores, SENT)
    assert _use(stores)
    assert not _use(stores)
    assert stores.challenges.newest("v1", SENT.method) is None


@pytest.mark.parametrize(
    ("code", "destination"),
    [("40718254", HERE), ("", HERE), ("4071825", HERE), ("40718253", THERE), ("40718253", "")],
)
def test_a_wrong_code_or_address_fits_nothing_and_ends_nothing(
    stores: OpenStores, code: str, destination: str
) -> None:
    _open(stores, SENT)
    assert not stores.challenges.use(SENT.id, Secret(code), destination, NOON)
    assert _use(stores)


@pytest.mark.parametrize(
    ("at", "works"),
    [
        (SENT.sent_at, True),
        (SENT.expires_at - timedelta(microseconds=1), True),
        (SENT.expires_at, False),
        (SENT.sent_at - timedelta(microseconds=1), False),  # the clock went back
    ],
)
def test_a_code_works_only_in_its_time(stores: OpenStores, at: datetime, works: bool) -> None:
    _open(stores, SENT)
    assert _use(stores, at=at) is works
    assert (stores.challenges.newest("v1", SENT.method) is None) is works  # an expired one is still shown


def test_the_newest_code_is_the_only_one(stores: OpenStores) -> None:
    newer = replace(SENT, id=ChallengeId("c2"), sent_at=NOON + MINUTE)
    _open(stores, SENT, newer)
    assert not _use(stores)
    assert stores.challenges.newest("v1", SENT.method) == newer
    assert not stores.challenges.use(newer.id, Secret("11111111"), HERE, NOON + MINUTE)
    assert _use(stores, newer)


def test_codes_of_other_purposes_and_methods_stand_beside_it(stores: OpenStores) -> None:
    others = [
        replace(SENT, id=ChallengeId("c2"), purpose="v2"),
        replace(SENT, id=ChallengeId("c3"), method=MethodId("m2")),
    ]
    _open(stores, SENT, *others)
    assert [_use(stores, each) for each in (SENT, *others)] == [True] * 3


def test_one_that_was_not_delivered_opens_nothing(stores: OpenStores) -> None:
    _open(stores, SENT)
    stores.challenges.void(SENT.id)
    assert not _use(stores)
    assert stores.challenges.newest("v1", SENT.method) is None
    stores.challenges.void(SENT.id)
    assert not _use(stores, replace(SENT, id=ChallengeId("never")))


@pytest.mark.parametrize("column", ["id", "account", "purpose", "method"])
def test_a_code_is_bound_to_its_row(stores: OpenStores, query_with_key: Any, column: str) -> None:
    _open(stores, SENT)
    query_with_key(f"UPDATE challenges SET {column} = 'other'")  # noqa: S608 - names of columns
    moved = replace(SENT, **{column: "other"})
    assert not _use(stores, moved)
    with pytest.raises(Refused) as caught:
        stores.challenges.newest(moved.purpose, moved.method)
    assert caught.value.problem.code == "sealed-value-damaged"


def test_a_code_of_another_account_moved_here_fits_nothing(stores: OpenStores, query_with_key: Any) -> None:
    _open(stores, SENT, replace(SENT, id=ChallengeId("c2"), account=AccountId("other"), purpose="v2"))
    query_with_key(
        "UPDATE challenges SET hash = (SELECT hash FROM challenges WHERE id = 'c1') WHERE id = 'c2'"
    )
    assert not stores.challenges.use(ChallengeId("c2"), CODE, HERE, NOON)


# --- how many ---


def test_only_so_many_codes_are_sent_about_one_account(stores: OpenStores) -> None:
    limit = Limit(3, 600)
    lot = [
        replace(SENT, id=ChallengeId(f"c{number}"), purpose=f"v{number}", sent_at=NOON + number * MINUTE)
        for number in range(4)
    ]
    stores.challenges.open(lot[0], CODE, COUNTED, limits(limit))
    stores.challenges.void(lot[0].id)  # counts
    assert _open(stores, lot[1], limit=limit) == [None]
    assert _use(stores, lot[1])  # counts
    assert _open(stores, lot[2], limit=limit) == [None]
    assert _open(stores, lot[3], limit=limit) == [NOON + 10 * MINUTE]
    assert stores.challenges.newest("v3", SENT.method) is None
    other = replace(lot[3], account=AccountId("other"))
    assert _open(stores, other, limit=limit) == [None]
    late = replace(lot[3], id=ChallengeId("late"), sent_at=NOON + 10 * MINUTE)
    assert _open(stores, late, limit=limit) == [None]


def test_only_so_many_codes_go_to_one_destination_whomever_they_are_about(stores: OpenStores) -> None:
    few = Limit(2, 3600)
    assert [_sent_to(stores, number, destination=few) for number in range(2)] == [None, None]
    assert _sent_to(stores, 3, destination=few) == Full("destination", NOON + 60 * MINUTE)
    assert _sent_to(stores, 4, "elsewhere", destination=few) is None


def test_only_so_many_codes_are_sent_by_one_operator_whomever_they_are_about(stores: OpenStores) -> None:
    few = limits(operator=Limit(2, 3600))
    lot = [
        replace(SENT, id=ChallengeId(f"c{number}"), purpose=f"v{number}", account=AccountId(f"p{number}"))
        for number in range(4)
    ]
    found = [stores.challenges.open(each, CODE, each.purpose, few) for each in lot[:3]]
    assert found == [None, None, Full("operator", NOON + 60 * MINUTE)]
    of_another = replace(lot[3], operator=AccountId("another"))
    assert stores.challenges.open(of_another, CODE, "v3", few) is None


def test_only_so_many_codes_are_sent_by_the_desk_in_a_day(stores: OpenStores) -> None:
    day = Limit(3, 86400)
    found = [_sent_to(stores, number, f"to{number}", desk=day) for number in range(4)]
    assert found == [None, None, None, Full("desk", NOON + timedelta(days=1))]


def test_of_several_limits_the_one_that_lasts_longest_is_told(stores: OpenStores) -> None:
    which = {"destination": Limit(1, 600), "desk": Limit(1, 86400)}
    assert _sent_to(stores, 1, **which) is None
    assert _sent_to(stores, 2, **which) == Full("desk", NOON + timedelta(days=1))


def test_a_restart_forgets_no_destination(opened: Any) -> None:
    few = Limit(1, 600)
    with opened() as stores:
        assert _sent_to(stores, 1, destination=few) is None
    with opened() as stores:
        assert _sent_to(stores, 2, destination=few) == Full("destination", NOON + 10 * MINUTE)


def test_many_terminals_do_not_pass_the_limit_of_a_destination(opened: Any, at_once: Any) -> None:
    def send(number: int) -> bool:
        return _sent_to(opened(busy_seconds=60.0), number, destination=Limit(4, 600)) is None

    assert sum(at_once(16, send)) == 4


def test_where_a_code_went_cannot_be_guessed_from_the_store(stores: OpenStores, query: Any) -> None:
    _open(stores, SENT)
    ((kept,),) = query("SELECT counted_as FROM challenges")
    assert len(kept) == 64
    assert kept not in {COUNTED, hashlib.sha256(COUNTED.encode()).hexdigest()}


def test_one_that_is_refused_leaves_the_last_one_open(stores: OpenStores) -> None:
    limit = Limit(1, 600)
    again = replace(SENT, id=ChallengeId("c2"), sent_at=NOON + MINUTE)
    assert _open(stores, SENT, again, limit=limit) == [None, NOON + 10 * MINUTE]
    assert _use(stores)


def test_a_clock_that_goes_back_opens_no_door(stores: OpenStores) -> None:
    before = replace(SENT, id=ChallengeId("c2"), sent_at=NOON - timedelta(days=1))
    until = _open(stores, SENT, before, limit=Limit(1, 600))[1]
    assert until is not None
    assert until >= NOON


def test_many_terminals_do_not_pass_the_limit(opened: Any, at_once: Any) -> None:
    def send(number: int) -> bool:
        challenge = replace(SENT, id=ChallengeId(f"c{number}"), purpose=f"v{number}")
        return (
            opened(busy_seconds=60.0).challenges.open(challenge, CODE, COUNTED, limits(Limit(4, 600))) is None
        )

    assert sum(at_once(16, send)) == 4


def test_one_code_in_thirty_processes_works_once(opened: Any, at_once: Any) -> None:
    with opened() as stores:
        _open(stores, SENT)
    answers = at_once(30, lambda _: _use(opened(busy_seconds=60.0)))
    assert sorted(answers) == [False] * 29 + [True]


# --- what lies in the store ---


def test_nothing_is_left_of_a_code_that_is_over(stores: OpenStores, query: Any) -> None:
    lot = [replace(SENT, id=ChallengeId(f"c{number}"), purpose=f"v{number // 2}") for number in range(4)]
    _open(stores, *lot)
    ((kept,),) = query("SELECT hash FROM challenges WHERE id = 'c3'")
    assert len(kept) == 64
    stores.challenges.void(lot[1].id)
    assert _use(stores, lot[3])
    assert query("SELECT DISTINCT hash, length(destination), open FROM challenges") == [("", 0, 0)]


def test_a_code_that_only_expired_is_emptied_when_somebody_elses_is_sent_later(
    stores: OpenStores, query: Any
) -> None:
    _open(stores, SENT)
    soon, later = NOON + timedelta(hours=20), NOON + timedelta(hours=25)
    for number, at in enumerate((soon, later)):
        other = {"account": AccountId("other"), "sent_at": at, "expires_at": at + MINUTE}
        _open(stores, replace(SENT, id=ChallengeId(f"n{number}"), purpose=f"n{number}", **other))
        ((is_open,),) = query("SELECT open FROM challenges WHERE id = 'c1'")
        assert bool(is_open) is (at is soon)
    assert query("SELECT hash, destination FROM challenges WHERE id = 'c1'") == [("", b"")]


def test_the_same_code_leaves_other_traces_with_another_key(
    opened: Any, path: Path, query: Any, tmp_path: Path
) -> None:
    """Eight digits are soon tried out: without the key the hash says nothing."""
    hashes = set()
    for number in range(2):
        own = tmp_path / f"own{number}" / "desk.db"
        with opened(own, StoreKey(bytes([number]) * 32, KeySource.FILE)) as stores:
            _open(stores, SENT)
            with stores.database.reading() as connection:
                hashes.add(connection.exec_driver_sql("SELECT hash FROM challenges").scalar())
    assert len(hashes) == 2


# --- questions that were drawn ---


def test_what_was_drawn_once_stays_drawn(stores: OpenStores) -> None:
    draw = stores.challenges.draw
    assert draw("v1", SENT.method, (4, 2, 5), NOON) == (4, 2, 5)
    assert draw("v1", SENT.method, (1, 2, 3), NOON) == (4, 2, 5)
    assert draw("v2", SENT.method, [1, 2, 3], NOON) == (1, 2, 3)
    assert draw("v1", MethodId("m2"), (3,), NOON) == (3,)


def test_terminals_that_draw_at_once_draw_the_same(opened: Any, at_once: Any) -> None:
    drawn = at_once(
        6, lambda number: opened().challenges.draw("v1", SENT.method, (number, number + 1, 9), NOON)
    )
    assert len(set(drawn)) == 1


# --- any order of events ---


class Codes(RuleBasedStateMachine):
    """Against a model: which code is open for a purpose, and when codes were sent."""

    stores: OpenStores
    limit = Limit(4, 600)

    def __init__(self) -> None:
        super().__init__()
        with self.stores.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM challenges")
            self.stores.database.seals.seal_all(connection)
        self.now = NOON
        self.sent: list[Challenge] = []
        self.codes: dict[ChallengeId, str] = {}
        self.open_for: dict[str, Challenge] = {}
        self.proven: list[ChallengeId] = []

    @rule(purpose=st.sampled_from(["v1", "v2"]), code=st.sampled_from(["11111111", "22222222"]))
    def send(self, purpose: str, code: str) -> None:
        number = len(self.sent)
        challenge = replace(
            SENT, id=ChallengeId(f"c{number}"), purpose=purpose, sent_at=self.now,
            expires_at=self.now + 5 * MINUTE,
        )  # fmt: skip
        recent = [each for each in self.sent if each.sent_at > self.now - timedelta(seconds=600)]
        until = self.stores.challenges.open(challenge, Secret(code), COUNTED, limits(self.limit))
        assert (until is None) == (len(recent) < self.limit.failures)
        if until is None:
            self.sent.append(challenge)
            self.codes[challenge.id] = code
            self.open_for[purpose] = challenge

    @precondition(lambda self: self.sent)
    @rule(
        data=st.data(), code=st.sampled_from(["11111111", "22222222"]), where=st.sampled_from([HERE, THERE])
    )
    def type(self, data: st.DataObject, code: str, where: str) -> None:
        challenge = data.draw(st.sampled_from(self.sent))
        is_open = self.open_for.get(challenge.purpose) == challenge
        right = (code, where) == (self.codes[challenge.id], HERE) and self.now < challenge.expires_at
        used = self.stores.challenges.use(challenge.id, Secret(code), where, self.now)
        assert used == (is_open and right)
        if used:
            self.proven.append(challenge.id)
            del self.open_for[challenge.purpose]

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def is_not_delivered(self, data: st.DataObject) -> None:
        challenge = data.draw(st.sampled_from(self.sent))
        self.stores.challenges.void(challenge.id)
        if self.open_for.get(challenge.purpose) == challenge:
            del self.open_for[challenge.purpose]

    @rule(minutes=st.integers(0, 7))
    def wait(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @invariant()
    def the_newest_is_open_and_none_counts_twice(self) -> None:
        assert len(set(self.proven)) == len(self.proven)
        for purpose in ("v1", "v2"):
            assert self.stores.challenges.newest(purpose, SENT.method) == self.open_for.get(purpose)


def test_no_order_of_events_lets_a_code_count_twice_or_elsewhere(
    tmp_path: Path, key: StoreKey, clock: Any
) -> None:
    with open_store(tmp_path / "s" / "desk.db", key, clock, SystemChance(), durable=False) as stores:
        machine = type("Machine", (Codes,), {"stores": stores})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=20,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
