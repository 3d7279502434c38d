"""Access passes and answers to questions: hashed, sealed, bound to their row, used as often as allowed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MethodId, MethodKind, MethodStatus
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import OpenStores
from helpdesk_tui.store.hashing import Hasher

OTHER = AccountId("5b0e1a3e-0000-4000-8000-000000000002")
PASS = Secret("Kx7-Pq9-canary")
QUESTIONS = [("First teacher?", "miss lake"), ("First street?", "mill lane"), ("First dish?", "porridge")]
HOUR = timedelta(hours=1)


def _code(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problem.code


def _pass(stores: OpenStores, person: AccountId, at: datetime, *, once: bool = True) -> MethodId:
    return stores.methods.add_pass(person, PASS, at, at + HOUR, once)


def _asked(stores: OpenStores, person: AccountId, at: datetime) -> MethodId:
    return stores.methods.add_questions(person, [(text, Secret(said)) for text, said in QUESTIONS], at)


def _said(*said: str) -> dict[int, Secret]:
    return {number: Secret(each) for number, each in enumerate(said, 1)}


# --- access passes ---


def test_a_pass_for_once_works_once(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    method, later = _pass(stores, person, noon), noon + timedelta(minutes=3)
    (listed,) = stores.methods.methods(person)
    assert (listed.kind, listed.status, listed.detail) == (
        MethodKind.ACCESS_PASS,
        MethodStatus.ACTIVE,
        "once",
    )
    assert listed.expires_at == noon + HOUR
    assert not stores.methods.use_pass(method, Secret("wrong"), later)
    assert stores.methods.use_pass(method, PASS, later)
    assert not stores.methods.use_pass(method, PASS, later)
    assert not stores.methods.use_pass(method, PASS, later - timedelta(minutes=1))  # the clock went back
    (listed,) = stores.methods.methods(person)
    assert (listed.detail, listed.last_used, listed.expires_at) == ("used", later, later)


def test_a_pass_for_a_while_works_until_its_end(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    method = _pass(stores, person, noon, once=False)
    assert stores.methods.use_pass(method, PASS, noon)
    assert stores.methods.use_pass(method, PASS, noon + HOUR - timedelta(microseconds=1))
    (listed,) = stores.methods.methods(person)
    assert (listed.detail, listed.expires_at) == ("", noon + HOUR)


@pytest.mark.parametrize("once", [True, False])
@pytest.mark.parametrize("away", [HOUR, timedelta(days=1), -timedelta(microseconds=1)])
def test_a_pass_outside_its_time_is_none_and_is_not_used_up(
    stores: OpenStores, person: AccountId, noon: datetime, once: bool, away: timedelta
) -> None:
    method = _pass(stores, person, noon, once=once)
    assert not stores.methods.use_pass(method, PASS, noon + away)
    assert stores.methods.methods(person)[0].last_used is None
    assert stores.methods.use_pass(method, PASS, noon)


def test_a_new_pass_replaces_the_old_one_of_this_person(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    old, theirs = _pass(stores, person, noon), _pass(stores, OTHER, noon)
    new = stores.methods.add_pass(person, Secret("new"), noon, noon + HOUR, once=True)
    assert [method.id for method in stores.methods.methods(person)] == [new]
    assert not stores.methods.use_pass(old, PASS, noon)
    assert not stores.methods.use_pass(new, PASS, noon)
    assert stores.methods.use_pass(theirs, PASS, noon)


def test_one_pass_in_ten_processes_works_once(
    opened: Any, person: AccountId, noon: datetime, at_once: Any
) -> None:
    with opened() as stores:
        method = _pass(stores, person, noon)
    answers = at_once(10, lambda _: opened(busy_seconds=60.0).methods.use_pass(method, PASS, noon))
    assert sorted(answers) == [False] * 9 + [True]


# --- questions ---


def test_all_answers_that_are_asked_must_be_right(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    method, later = _asked(stores, person, noon), noon + timedelta(minutes=3)
    fits = stores.methods.fits_answers
    assert stores.methods.questions(method) == tuple(text for text, _ in QUESTIONS)
    assert stores.methods.methods(person)[0].detail == "3 answers"
    wrong = [
        _said("miss lake", "mill lane", "porridg"),
        _said("", "mill lane", "porridge"),
        _said("mill lane", "miss lake", "porridge"),  # right ones of other questions
        {**_said("miss lake"), 4: Secret("porridge")},
        {0: Secret("miss lake")},
        {},  # nothing asked is nothing proven
    ]
    assert [fits(method, said, later) for said in wrong] == [False] * len(wrong)
    assert stores.methods.methods(person)[0].last_used is None
    assert fits(method, {3: Secret("porridge"), 1: Secret("miss lake")}, later)
    assert fits(method, _said("miss lake", "mill lane", "porridge"), later)
    assert stores.methods.methods(person)[0].last_used == later


def test_every_answer_is_looked_at_whatever_the_first_one_gives(
    stores: OpenStores, person: AccountId, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    method, looked_at = _asked(stores, person, noon), []
    fits = Hasher.fits

    def watched(self: Hasher, sealed: bytes, secret: Secret, *place: Any, **more: Any) -> bool:
        looked_at.append(more["number"])
        return fits(self, sealed, secret, *place, **more)

    monkeypatch.setattr(Hasher, "fits", watched)
    assert not stores.methods.fits_answers(method, _said("wrong", "wrong", "porridge"), noon)
    assert looked_at == [1, 2, 3]


def test_new_questions_replace_the_old_ones(
    stores: OpenStores, person: AccountId, noon: datetime, query: Any
) -> None:
    old = _asked(stores, person, noon)
    new = stores.methods.add_questions(person, [("Only one?", Secret("yes"))], noon)
    assert _code(lambda: stores.methods.questions(old)) == "method-unknown"
    assert stores.methods.questions(new) == ("Only one?",)
    assert query("SELECT count(*) FROM known_secrets") == [(1,)]


def test_nothing_is_not_registered(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    for add in (stores.methods.add_questions, stores.methods.add_recovery_codes):
        with pytest.raises(ValueError, match="no "):
            add(person, [], noon)
    assert stores.methods.methods(person) == ()


# --- in another place ---

_SWAP = "UPDATE known_secrets SET {0} = (SELECT {0} FROM known_secrets WHERE number = 1) WHERE number = 2"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (_SWAP.format("question"), "question"),
        (_SWAP.format("hash"), "hash"),
        ("UPDATE methods SET account = 'somebody'", "both"),
        ("UPDATE known_secrets SET question = hash", "question"),
        ("UPDATE known_secrets SET hash = question", "hash"),
        ("UPDATE known_secrets SET hash = x'', question = x'00'", "both"),
    ],
)
def test_a_question_or_answer_in_another_place_does_not_open(
    stores: OpenStores, person: AccountId, noon: datetime, query_with_key: Any, change: str, column: str
) -> None:
    method = _asked(stores, person, noon)
    query_with_key(change)
    if column in {"question", "both"}:
        assert _code(lambda: stores.methods.questions(method)) == "sealed-value-damaged"
    if column in {"hash", "both"}:
        said = _said("miss lake", "mill lane", "porridge")
        assert _code(lambda: stores.methods.fits_answers(method, said, noon)) == "sealed-value-damaged"


def test_a_hash_of_another_kind_or_person_does_not_open(
    stores: OpenStores, person: AccountId, noon: datetime, query_with_key: Any
) -> None:
    mine, theirs = _pass(stores, person, noon), _pass(stores, OTHER, noon)
    query_with_key(
        "UPDATE known_secrets SET hash = (SELECT hash FROM known_secrets WHERE method = ?) WHERE method = ?",
        mine,
        theirs,
    )
    assert _code(lambda: stores.methods.use_pass(theirs, PASS, noon)) == "sealed-value-damaged"
    sheet = stores.methods.add_recovery_codes(person, [PASS], noon)
    query_with_key("UPDATE methods SET kind = 'questions' WHERE id = ?", sheet)
    assert _code(lambda: stores.methods.fits_answers(sheet, {1: PASS}, noon)) == "sealed-value-damaged"
    assert not stores.methods.use_recovery_code(sheet, 1, PASS, noon)
