"""Apps and tokens: in stock, given to somebody, counted, imported all or none."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MAX_APPS, MethodId, MethodKind, MethodStatus, OathSettings, Origin
from helpdesk_tui.desk.ports import IN_STOCK, NewSeed, OathSeed
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import OpenStores
from helpdesk_tui.store.method_rows import PENDING_LIFETIME

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OTHER = AccountId("5b0e1a3e-0000-4000-8000-000000000002")
COUNTS = OathSettings(digits=8, period=None)


def _fresh() -> Secret:
    return Secret(pyotp.random_base32())


def _token(serial: str = "", **more: Any) -> NewSeed:
    made = NewSeed(MethodKind.OATH_TOKEN, "token", _fresh(), OathSettings(), Origin.IMPORTED, serial)
    return replace(made, **more)


def _app(**more: Any) -> NewSeed:
    return replace(NewSeed(MethodKind.TOTP, "phone", _fresh(), OathSettings()), **more)


def _code(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problem.code


def _same(one: OathSeed, other: OathSeed) -> bool:
    return (one.secret, one.settings, one.last_step, one.drift) == (
        other.secret,
        other.settings,
        other.last_step,
        other.drift,
    )


# --- what is told of them ---


@pytest.mark.parametrize(
    ("seed", "detail", "status", "origin"),
    [
        (_app(), "6 digits", MethodStatus.PENDING, Origin.REGISTERED),
        (_app(origin=Origin.IMPORTED), "6 digits", MethodStatus.IMPORTED, Origin.IMPORTED),
        (_token("FT-0815", settings=COUNTS), "FT-0815 · 8 digits", MethodStatus.IMPORTED, Origin.IMPORTED),
        (
            _token("FT-1", origin=Origin.REGISTERED),
            "FT-1 · 6 digits",
            MethodStatus.PENDING,
            Origin.REGISTERED,
        ),
    ],
)
def test_a_method_says_what_it_is(
    stores: OpenStores,
    person: AccountId,
    noon: datetime,
    seed: NewSeed,
    detail: str,
    status: Any,
    origin: Any,
) -> None:
    method = stores.methods.add_seed(person, seed, noon)
    (listed,) = stores.methods.methods(person)
    assert (listed.id, listed.kind, listed.detail) == (method, seed.kind, detail)
    assert (listed.status, listed.origin) == (status, origin)


def test_a_serial_number_is_cleaned(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    stores.methods.add_seed(person, _token("S\x1b[31m1\u202e" + "9" * 200), noon)
    (listed,) = stores.methods.methods(person)
    assert "\x1b" not in listed.detail
    assert "\u202e" not in listed.detail
    assert len(listed.detail) < 80


def test_only_what_has_a_seed_is_stored_as_one(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    with pytest.raises(ValueError, match="no seed"):
        stores.methods.add_seed(person, _token(kind=MethodKind.SMS), noon)


# --- counters ---


@pytest.mark.parametrize(("counter", "last"), [(0, None), (1, 0), (7, 6)])
def test_a_counter_begins_where_the_token_stands(
    stores: OpenStores, person: AccountId, noon: datetime, counter: int, last: int | None
) -> None:
    method = stores.methods.add_seed(person, _token(settings=COUNTS, counter=counter), noon)
    seed = stores.methods.seed(method)
    assert (seed.settings, seed.last_step, seed.drift) == (COUNTS, last, 0)
    assert not counter or not stores.methods.accept_step(method, counter - 1, noon)
    assert stores.methods.accept_step(method, counter, noon)
    assert not stores.methods.accept_step(method, counter, noon)


def test_one_counter_in_twenty_processes_is_accepted_once(
    opened: Any, person: AccountId, noon: datetime, at_once: Any
) -> None:
    with opened() as stores:
        method = stores.methods.add_seed(person, _token(settings=COUNTS, counter=3), noon)
    answers = at_once(20, lambda _: opened(busy_seconds=60.0).methods.accept_step(method, 5, noon, drift=0))
    assert sorted(answers) == [False] * 19 + [True]


def test_a_drift_is_kept_until_another_is_found(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    method = stores.methods.add_seed(person, _token(), noon)
    assert stores.methods.accept_step(method, 100, noon, drift=-3)
    assert stores.methods.seed(method).drift == -3
    assert stores.methods.accept_step(method, 101, noon)
    assert stores.methods.seed(method).drift == -3
    assert not stores.methods.accept_step(method, 101, noon, drift=9)
    assert stores.methods.seed(method).drift == -3


def test_an_imported_one_becomes_active_by_its_owners_first_code(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    method = stores.methods.add_seed(person, _token("1"), noon)
    later = noon + timedelta(days=40)
    assert stores.methods.accept_step(method, 9, later, activate=True)
    (listed,) = stores.methods.methods(person)
    assert (listed.status, listed.since, listed.origin) == (MethodStatus.ACTIVE, later, Origin.IMPORTED)


def test_what_was_imported_waits_for_ever_what_was_begun_does_not(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    imported = stores.methods.add_seed(person, _token("1"), noon)
    stock = stores.methods.add_seed(IN_STOCK, _token("2", origin=Origin.REGISTERED), noon)
    stores.methods.add_seed(person, _app(), noon)
    stores.methods.add_contact(person, MethodKind.SMS, "", Secret("+441"), noon)
    after = noon + PENDING_LIFETIME + timedelta(days=100)
    stores.methods.add_contact(OTHER, MethodKind.EMAIL, "mail", Secret("a@b.example"), after)
    assert [method.id for method in stores.methods.methods(person)] == [imported]
    assert stores.methods.in_stock("2") == stock


# --- stock ---


def test_a_token_in_stock_is_found_and_given_once(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    token = stores.methods.add_seed(IN_STOCK, _token("FT-0815", settings=COUNTS, counter=4), noon)
    assert stores.methods.in_stock(" ft-0815 ") == token
    assert stores.methods.in_stock("FT-0816") is None
    assert stores.methods.in_stock("") is None
    before, later = stores.methods.seed(token), noon + timedelta(days=1)
    assert stores.methods.assign(token, person, later)
    assert stores.methods.in_stock("FT-0815") is None
    assert not stores.methods.assign(token, OTHER, later)
    (listed,) = stores.methods.methods(person)
    assert (listed.id, listed.status, listed.since) == (token, MethodStatus.IMPORTED, later)
    assert _same(stores.methods.seed(token), before)


def test_a_token_that_was_given_is_sealed_for_its_owner(
    stores: OpenStores, person: AccountId, noon: datetime, query_with_key: Any
) -> None:
    token = stores.methods.add_seed(IN_STOCK, _token("1"), noon)
    assert stores.methods.assign(token, person, noon)
    query_with_key("UPDATE methods SET account = ? WHERE id = ?", OTHER, token)
    assert _code(lambda: stores.methods.seed(token)) == "sealed-value-damaged"


def test_a_damaged_token_is_not_given(
    stores: OpenStores, person: AccountId, noon: datetime, query_with_key: Any
) -> None:
    token, other = (stores.methods.add_seed(IN_STOCK, _token(serial), noon) for serial in "12")
    query_with_key(
        "UPDATE methods SET sealed = (SELECT sealed FROM methods WHERE id = ?) WHERE id = ?", other, token
    )
    assert _code(lambda: stores.methods.assign(token, person, noon)) == "sealed-value-damaged"
    assert stores.methods.methods(person) == ()


def test_of_ten_who_give_one_token_away_one_succeeds(opened: Any, noon: datetime, at_once: Any) -> None:
    with opened() as stores:
        token = stores.methods.add_seed(IN_STOCK, _token("1", secret=Secret(SEED)), noon)
    people = [AccountId(f"p{number}") for number in range(10)]
    answers = at_once(10, lambda number: opened().methods.assign(token, people[number], noon))
    assert sorted(answers) == [False] * 9 + [True]
    with opened() as stores:
        assert [bool(stores.methods.methods(person)) for person in people].count(True) == 1
        assert stores.methods.seed(token).secret.reveal() == SEED


def test_a_token_in_stock_proves_nobody(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    token = stores.methods.add_seed(IN_STOCK, _token("1"), noon)
    assert not stores.methods.accept_step(token, 1, noon, activate=True)
    assert not stores.methods.set_default(person, token)
    assert stores.methods.methods(person) == ()
    with pytest.raises(ValueError, match="nobody"):
        stores.methods.assign(token, IN_STOCK, noon)


@pytest.mark.parametrize("owner", [IN_STOCK, OTHER])
def test_a_serial_number_is_known_once_whoever_has_the_token(
    stores: OpenStores, person: AccountId, noon: datetime, owner: AccountId
) -> None:
    token = stores.methods.add_seed(owner, _token("Ab-1"), noon)
    assert _code(lambda: stores.methods.add_seed(person, _token("aB-1"), noon)) == "token-known"
    assert stores.methods.remove(token)
    stores.methods.add_seed(person, _token("aB-1"), noon)


def test_tokens_without_a_serial_number_do_not_meet(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    stores.methods.add_seeds([(person, _token()), (person, _token(" ")), (OTHER, _token())], noon)
    assert len(stores.methods.methods(person)) == 2


# --- how many, and all or none ---


def test_apps_and_tokens_are_counted_together(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    stock = stores.methods.add_seed(IN_STOCK, _token("s"), noon)
    for number in range(MAX_APPS - 1):
        stores.methods.add_seed(person, _token(f"{number}") if number % 2 else _app(), noon)
    stores.methods.add_contact(person, MethodKind.EMAIL, "", Secret("a@b.example"), noon)
    assert (
        _code(lambda: stores.methods.add_seeds([(person, _app()), (person, _app())], noon)) == "too-many-apps"
    )
    stores.methods.add_seed(person, _app(), noon)
    assert _code(lambda: stores.methods.assign(stock, person, noon)) == "too-many-apps"
    assert stores.methods.in_stock("s") == stock


def test_stock_has_no_limit(stores: OpenStores, noon: datetime) -> None:
    many = stores.methods.add_seeds(((IN_STOCK, _token(f"{number}")) for number in range(1200)), noon)
    assert len(set(many)) == 1200
    assert stores.methods.in_stock("1199") == many[1199]
    assert _code(lambda: stores.methods.add_seeds([(OTHER, _token("1199"))], noon)) == "token-known"


@pytest.mark.parametrize(
    ("last", "code"),
    [
        ((OTHER, _token("0")), "token-known"),  # known before
        ((OTHER, _token("1")), "token-known"),  # twice in this lot
        ((AccountId("full"), _app()), "too-many-apps"),
    ],
)
def test_of_many_all_are_stored_or_none(
    stores: OpenStores, noon: datetime, query: Any, last: tuple[AccountId, NewSeed], code: str
) -> None:
    stores.methods.add_seed(IN_STOCK, _token("0"), noon)
    stores.methods.add_seeds([(AccountId("full"), _app()) for _ in range(MAX_APPS)], noon)
    before = query("SELECT count(*) FROM methods")
    lot = [(OTHER, _token("1")), (IN_STOCK, _token("2")), last]
    assert _code(lambda: stores.methods.add_seeds(lot, noon)) == code
    assert query("SELECT count(*) FROM methods") == before
    assert len(stores.methods.add_seeds(lot[:2], noon)) == 2
    assert stores.methods.add_seeds([], noon) == ()


def test_a_seed_of_an_unknown_method_is_refused(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    mail = stores.methods.add_contact(person, MethodKind.EMAIL, "", Secret("a@b.example"), noon)
    assert _code(lambda: stores.methods.seed(mail)) == "method-unknown"
    assert not stores.methods.accept_step(mail, 1, noon, activate=True)
    assert not stores.methods.assign(MethodId("no"), person, noon)
