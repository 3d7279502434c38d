"""Whom Active Directory itself protects: invariant 9 there."""

import pytest

from helpdesk_tui.directory.active_directory.protection import protected_by, protecting_groups

DOMAIN = "S-1-5-21-1004336348-1177238915-682003330"
SOMEBODY = f"{DOMAIN}-1107"
PROTECTING = [
    *(f"S-1-5-32-{rid}" for rid in (544, 548, 549, 550, 551, 552)),
    *(f"{DOMAIN}-{rid}" for rid in (512, 516, 518, 519, 520, 521, 525, 526, 527)),
]


@pytest.mark.parametrize("group", PROTECTING)
def test_members_of_administrative_groups_are_protected(group: str) -> None:
    assert protected_by(SOMEBODY, frozenset({f"{DOMAIN}-513", group}))
    assert group in protecting_groups(SOMEBODY)


def test_ordinary_people_are_not() -> None:
    assert protected_by(SOMEBODY, frozenset({f"{DOMAIN}-513", f"{DOMAIN}-1500", "S-1-5-32-545"})) == ""


def test_the_administrator_is_by_the_account() -> None:
    assert protected_by(f"{DOMAIN}-500", frozenset()) == "Administrator"


def test_a_rid_protects_only_below_a_domain() -> None:
    assert protected_by(SOMEBODY, frozenset({"S-1-5-32-512", "S-1-1-0-512"})) == ""
    assert len(protecting_groups("S-1-5-18")) == 6


def test_unknown_groups_are_an_unknown_protection() -> None:
    assert protected_by(SOMEBODY, None) is None
