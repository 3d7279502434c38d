"""policy check: the policy in sentences, and whom it leaves without enough methods."""

import json
import re
from dataclasses import replace

import pytest
from plain.driving import POLICY, proving
from plain.shapes import documented, shape

from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import Scope
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


SCOPED = replace(POLICY, scope=Scope(excluded=("OU=Groups,DC=demo,DC=example",)))


@pytest.mark.parametrize("words", [[], ["--no-count"], ["--against", "entra"]])
def test_the_json_has_the_documented_shape(desk, words):
    ran = desk.with_policy(SCOPED)("policy", "check", "--json", *words)
    wanted = documented("policy")
    found = json.loads(ran.out)
    if "--no-count" in words:
        assert found["tiers"] is None
        assert "Looked at" not in ran.err
        wanted |= {"tiers": None, "scopes": None}
    if "--against" not in words:
        wanted["weaker"] = None
    assert shape(found) == shape(wanted)


def test_a_part_of_the_directory_that_nobody_is_in_is_named(desk):
    ran = desk.with_policy(SCOPED)("policy", "check")
    assert "[scope] excluded OU=Groups,DC=demo,DC=example: 0 accounts. Is the name right?" in ran.out


def test_where_the_policy_is_weaker_than_a_profile_is_said(desk):
    ran = desk("policy", "check", "--no-count", "--against", "nist-aal2")
    lines = ran.out.splitlines()
    at = lines.index("Weaker than the profile nist-aal2, or different from it:")
    assert "  For everybody one proof is enough, not two: [verification] gates." in lines[at:]
    refused = desk("policy", "check", "--against", "nist-aal2", operator="operator")
    assert (refused.code, refused.out) == (Exit.NOT_PERMITTED, "")


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
