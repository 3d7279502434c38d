"""A sealed value opens in its place only."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, StoreKey
from helpdesk_tui.store.sealing import Sealer

ACCOUNT, METHOD, KIND = AccountId("account-1"), MethodId("method-1"), MethodKind.TOTP
SEALER = Sealer(StoreKey(bytes(32), KeySource.FILE), SystemChance())


def _is_refused(sealed: bytes, *place: Any, sealer: Sealer = SEALER) -> bool:
    with pytest.raises(Refused) as caught:
        sealer.open(sealed, *place)
    return caught.value.problem.code == "sealed-value-damaged"


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", max_size=64))
def test_what_was_sealed_opens_in_its_place(seed: str) -> None:
    sealed = SEALER.seal(Secret(seed), ACCOUNT, METHOD, KIND)
    assert SEALER.open(sealed, ACCOUNT, METHOD, KIND).reveal() == seed
    assert len(seed) < 4 or seed.encode() not in sealed


def test_it_opens_for_no_other_account_method_kind_or_key() -> None:
    sealed = SEALER.seal(Secret("SEED"), ACCOUNT, METHOD, KIND)
    assert _is_refused(sealed, AccountId("account-2"), METHOD, KIND)
    assert _is_refused(sealed, ACCOUNT, MethodId("method-2"), KIND)
    assert _is_refused(sealed, ACCOUNT, METHOD, MethodKind.CALL_BACK)
    other = Sealer(StoreKey(bytes(31) + b"\x01", KeySource.FILE), SystemChance())
    assert _is_refused(sealed, ACCOUNT, METHOD, KIND, sealer=other)


def test_it_is_aes_256_gcm_with_a_key_of_its_own() -> None:
    sealed = SEALER.seal(Secret("SEED"), ACCOUNT, METHOD, KIND)
    key = StoreKey(bytes(32), KeySource.FILE)
    place = f'["account-1", "method-1", "totp", "{key.id}"]'.encode()
    assert sealed[:1] == b"\x01"
    assert AESGCM(key.derive("sealing")).decrypt(sealed[1:13], sealed[13:], place) == b"SEED"


def test_the_parts_of_a_place_do_not_run_together() -> None:
    sealed = SEALER.seal(Secret("SEED"), AccountId("a"), MethodId("bc"), KIND)
    assert _is_refused(sealed, AccountId("ab"), MethodId("c"), KIND)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_noticed(position: int, change: int) -> None:
    sealed = bytearray(SEALER.seal(Secret("SEED"), ACCOUNT, METHOD, KIND))
    sealed[position % len(sealed)] ^= change
    assert _is_refused(bytes(sealed), ACCOUNT, METHOD, KIND)


@given(st.binary(max_size=60))
def test_garbage_does_not_open(garbage: bytes) -> None:
    assert _is_refused(garbage, ACCOUNT, METHOD, KIND)


def test_the_same_seed_is_never_sealed_to_the_same_bytes() -> None:
    sealed = {SEALER.seal(Secret("SEED"), ACCOUNT, METHOD, KIND)[1:13] for _ in range(200)}
    assert len(sealed) == 200
