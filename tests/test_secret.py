"""Invariant 7: a secret does not show."""

import copy
import json
import pickle

import pytest

from helpdesk_tui.secret import Secret

CANARY = "canary-4711"


def test_no_way_of_printing_shows_it() -> None:
    secret = Secret(CANARY)
    for text in (repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", f"{[secret]}", "%s" % secret):  # noqa: UP031  # the old way too
        assert CANARY not in text


@pytest.mark.parametrize("carry", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps, hash])
def test_no_way_of_carrying_it_off(carry) -> None:
    with pytest.raises(TypeError):
        carry(Secret(CANARY))


def test_it_has_no_dictionary_to_look_into() -> None:
    with pytest.raises(TypeError):
        vars(Secret(CANARY))


def test_a_dropped_secret_is_gone() -> None:
    secret = Secret(CANARY)
    secret.drop()
    assert secret.dropped
    assert not secret
    with pytest.raises(ValueError, match="dropped"):
        secret.reveal()


def test_equal_secrets_are_equal() -> None:
    assert Secret(CANARY) == Secret(CANARY)
    assert Secret(CANARY) != Secret("other")
    assert Secret(CANARY) != CANARY
