"""Registered addresses and numbers: sealed, masked, confirmed once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import CONTACT_KINDS, MethodId, MethodKind, MethodStatus, OathSettings, Origin
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import OpenStores

OTHER = AccountId("5b0e1a3e-0000-4000-8000-000000000002")
ADDRESSES = {
    MethodKind.SMS: ("+447700900111", "•••• 11"),
    MethodKind.CALL_BACK: ("+447700900122", "•••• 22"),
    MethodKind.EMAIL: ("ada@home.example", "a•••@home.example"),
}


def _code(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problem.code


def _add(stores: OpenStores, person: AccountId, kind: MethodKind, at: datetime) -> MethodId:
    return stores.methods.add_contact(person, kind, "own", Secret(ADDRESSES[kind][0]), at)


@pytest.mark.parametrize("kind", sorted(CONTACT_KINDS))
def test_an_address_comes_back_whole_and_is_listed_masked(
    stores: OpenStores, person: AccountId, noon: datetime, kind: MethodKind
) -> None:
    method = _add(stores, person, kind, noon)
    assert stores.methods.contact(method).reveal() == ADDRESSES[kind][0]
    (listed,) = stores.methods.methods(person)
    assert (listed.kind, listed.label, listed.detail) == (kind, "own", ADDRESSES[kind][1])
    assert (listed.status, listed.origin, listed.since) == (MethodStatus.PENDING, Origin.REGISTERED, noon)


def test_it_is_confirmed_once(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    method, later = _add(stores, person, MethodKind.SMS, noon), noon + timedelta(minutes=2)
    assert stores.methods.activate(method, later)
    assert not stores.methods.activate(method, later + timedelta(minutes=1))
    (listed,) = stores.methods.methods(person)
    assert (listed.status, listed.since) == (MethodStatus.ACTIVE, later)


def test_an_app_is_not_confirmed_like_an_address(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    app = stores.methods.add_seed(
        person, NewSeed(MethodKind.TOTP, "phone", Secret("ABC"), OathSettings()), noon
    )
    assert not stores.methods.activate(app, noon)
    assert _code(lambda: stores.methods.contact(app)) == "method-unknown"
    assert not stores.methods.activate(MethodId("no"), noon)
    with pytest.raises(ValueError, match="no address"):
        stores.methods.add_contact(person, MethodKind.TOTP, "", Secret("x"), noon)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE methods SET account = 'somebody'",
        "UPDATE methods SET kind = 'call-back'",
        "UPDATE methods SET id = 'another'",
        "UPDATE methods SET sealed = x'01'",
        "UPDATE methods SET sealed = (SELECT sealed FROM methods WHERE kind = 'email') WHERE kind = 'sms'",
    ],
)
def test_an_address_in_another_place_does_not_open(
    stores: OpenStores, person: AccountId, noon: datetime, query_with_key: Any, change: str
) -> None:
    method = _add(stores, person, MethodKind.SMS, noon)
    if "SELECT" in change:
        _add(stores, OTHER, MethodKind.EMAIL, noon)
    query_with_key(change)
    (row,) = query_with_key("SELECT id, account FROM methods WHERE kind != 'email'")
    assert _code(lambda: stores.methods.contact(row[0])) == "sealed-value-damaged"
    (listed,) = stores.methods.methods(AccountId(row[1]))  # the list goes on
    assert listed.detail == "cannot be read"
    assert method
