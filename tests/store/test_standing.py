"""A person's registration as a whole: default, confirmation, changes, what everybody has."""

from datetime import datetime, timedelta
from typing import Any

import pyotp
from store.sending import COUNTED, limits

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodId, MethodKind, OathSettings
from helpdesk_tui.desk.ports import Challenge, ChallengeId, Full, Limit, MethodChange, NewSeed, Standing
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import OpenStores

OTHER = AccountId("5b0e1a3e-0000-4000-8000-000000000002")
MINUTE = timedelta(minutes=1)


def _app(stores: OpenStores, person: AccountId, at: datetime, *, active: bool = True) -> MethodId:
    app = NewSeed(MethodKind.TOTP, "phone", Secret(pyotp.random_base32()), OathSettings())
    method = stores.methods.add_seed(person, app, at)
    assert not active or stores.methods.accept_step(method, 1, at, activate=True)
    return method


def _defaults(stores: OpenStores, person: AccountId) -> list[MethodId]:
    return [method.id for method in stores.methods.methods(person) if method.is_default]


def test_one_active_method_is_the_default(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    first, second, pending = (_app(stores, person, noon, active=number < 2) for number in range(3))
    theirs = _app(stores, OTHER, noon)
    assert _defaults(stores, person) == []
    assert stores.methods.set_default(person, first)
    assert stores.methods.set_default(OTHER, theirs)
    assert stores.methods.set_default(person, second)
    for wrong in (pending, theirs, MethodId("no")):
        assert not stores.methods.set_default(person, wrong)
    assert (_defaults(stores, person), _defaults(stores, OTHER)) == ([second], [theirs])
    assert stores.methods.remove(second)
    assert _defaults(stores, person) == []


def test_a_method_gets_another_name(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    method, other = _app(stores, person, noon), _app(stores, person, noon)
    assert stores.methods.rename(method, "work\x1b[0m tablet" + "x" * 500)
    assert not stores.methods.rename(MethodId("no"), "x")
    named, same = stores.methods.methods(person)
    assert named.label.startswith("work[0m tablet")
    assert len(named.label) == 64
    assert (same.id, same.label) == (other, "phone")


def test_a_removed_method_takes_everything_behind_it_along(
    stores: OpenStores, person: AccountId, noon: datetime, query: Any
) -> None:
    mail = stores.methods.add_contact(person, MethodKind.EMAIL, "", Secret("a@b.example"), noon)
    sent = Challenge(
        ChallengeId("c1"), mail, mail, person, OTHER, "d" * 64, "brave otter", noon, noon + 5 * MINUTE
    )
    assert stores.challenges.open(sent, Secret("12345678"), COUNTED, limits(Limit(9, 600))) is None
    asked = stores.methods.add_questions(person, [("Which?", Secret("none"))], noon)
    stores.challenges.draw("v1", asked, (1,), noon)
    assert stores.methods.remove(mail)
    assert stores.methods.remove(asked)
    assert not stores.challenges.use(sent.id, Secret("12345678"), "d" * 64, noon)
    assert query("SELECT count(*) FROM known_secrets UNION ALL SELECT count(*) FROM draws") == [(0,), (0,)]
    # What was sent about the person still counts.
    again = Challenge(
        ChallengeId("c2"), "v", MethodId("m"), person, OTHER, "d" * 64, "x y", noon, noon + 5 * MINUTE
    )
    full = stores.challenges.open(again, Secret("12345678"), COUNTED, limits(Limit(1, 600)))
    assert full == Full("account", noon + 10 * MINUTE)


def test_what_is_required_is_fulfilled_by_a_confirmation(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    standing, later = stores.methods.standing, noon + MINUTE
    assert standing(person) == Standing(None, None)
    stores.methods.require(person, noon)
    assert standing(person) == Standing(None, noon)
    stores.methods.confirmed(person, later)
    assert standing(person) == Standing(later, None)
    stores.methods.require(person, later + MINUTE)
    assert standing(person) == Standing(later, later + MINUTE)
    assert standing(OTHER) == Standing(None, None)


def test_changes_are_kept_newest_first(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    for number in (0, 2, 1):
        stores.methods.note_change(person, AccountId(f"op{number}"), noon + number * MINUTE)
    stores.methods.note_change(OTHER, AccountId("op9"), noon)
    found = stores.methods.changes(person, noon + MINUTE)
    assert found == (
        MethodChange(AccountId("op2"), noon + 2 * MINUTE),
        MethodChange(AccountId("op1"), noon + MINUTE),
    )
    assert len(stores.methods.changes(person, noon)) == 3


def test_the_methods_of_many_are_those_of_each(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    codes = stores.methods.add_recovery_codes(person, [Secret("x"), Secret("y")], noon)
    assert stores.methods.use_recovery_code(codes, 1, Secret("x"), noon)
    _app(stores, person, noon + MINUTE)
    stores.methods.add_contact(OTHER, MethodKind.EMAIL, "", Secret("a@b.example"), noon)
    nobody = AccountId("5b0e1a3e-0000-4000-8000-000000000003")
    each = {who: stores.methods.methods(who) for who in (person, OTHER)}
    assert stores.methods.methods_of([person, OTHER, nobody]) == each
    assert [method.detail for method in each[person]] == ["1 of 2 left", "6 digits"]
    assert stores.methods.methods_of([nobody]) == {}
    assert stores.methods.methods_of([]) == {}
