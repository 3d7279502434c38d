"""policy check: the policy in sentences, and whom it leaves without enough methods."""

import json
import re

import pytest
from plain.driving import proving
from plain.shapes import documented, shape

from helpdesk_tui.desk.methods import MethodKind
from helpdesk_tui.plain.exits import Exit


def test_it_reads_back_in_sentences_and_counts(desk):
    ran = desk.with_policy(proving(MethodKind.TOTP))("policy", "check", terminal=False)
    assert ran.code == Exit.DONE
    assert "For everybody: 1 proof." in ran.out.splitlines()
    counted, last = [line for line in ran.out.splitlines() if re.search(r"\d people", line)]
    people = int(re.search(r"(\d+) people", counted)[1])  # nobody at the desk acts on the protected ones
    assert counted == f"everybody: {people} people, 3 with enough methods, {people - 3} with too few."
    assert last == f"Too few methods: {people - 3} of {people} people."
    assert "Looked at 100 accounts." in ran.err


def test_a_laxer_policy_leaves_fewer_without(desk):
    def too_few(*kinds: MethodKind, **settings) -> int:
        out = desk.with_policy(proving(*kinds, **settings))("policy", "check", "--json").out
        return sum(tier["too_few"] for tier in json.loads(out)["tiers"])

    one, more = too_few(MethodKind.TOTP), too_few(MethodKind.TOTP, MethodKind.EMAIL)
    assert more < one
    assert too_few(MethodKind.TOTP, MethodKind.EMAIL, gates=2) > more


@pytest.mark.parametrize("words", [[], ["--no-count"]])
def test_the_json_has_the_documented_shape(desk, words):
    ran = desk("policy", "check", "--json", *words)
    wanted = documented("policy")
    found = json.loads(ran.out)
    if words:
        assert found["tiers"] is None
        assert "Looked at" not in ran.err
        wanted["tiers"] = None
    assert shape(found) == shape(wanted)


def test_without_counting_the_sentences_alone(desk):
    ran = desk("policy", "check", "--no-count")
    assert ran.code == Exit.DONE
    assert "enough methods" not in ran.out
    assert "policy.checked" not in desk.events()


def test_it_is_not_for_plain_operators(desk):
    refused = desk("policy", "check", operator="operator")
    assert (refused.code, refused.out) == (Exit.NOT_PERMITTED, "")
    assert desk("policy", "check", "--no-count", operator="auditor").code == Exit.DONE


def test_an_elevated_threat_stands_first(desk):
    ran = desk.changed(is_elevated=lambda: True)("policy", "check", "--no-count")
    assert ran.out.startswith("The threat is elevated")
