"""What an entry of 389 Directory Server says of a sign-in: by property, and the rule of each trouble."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from explained import why_in
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk.account import SignInState
from helpdesk_tui.directory.ds389 import Ds389
from helpdesk_tui.directory.ds389.policy import Policy, _policy
from helpdesk_tui.directory.ds389.state import ATTRIBUTES, EPOCH, sign_in_state
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.identity import as_ns_unique_id, ns_unique_id
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.root_dse import RootDse

NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVERYTHING = frozenset(name.lower() for name in ATTRIBUTES)
ROOT = RootDse(
    ("dc=lab,dc=example",), "", frozenset(), frozenset(), frozenset(), "389 Project", "", frozenset()
)


def entry(readable: frozenset[str] = EVERYTHING, **values: object) -> Attributes:
    held = {name.lower(): (_value(value),) for name, value in values.items()}
    return Attributes(DirectoryEntry("uid=ada,dc=lab,dc=example", held), readable)


def _value(value: object) -> bytes:
    return f"{value:%Y%m%d%H%M%S}Z".encode() if isinstance(value, datetime) else str(value).encode()


def policy(**settings: object) -> Policy:
    usual = {
        "passwordLockout": "on",
        "passwordMaxFailure": 3,
        "passwordMustChange": "on",
        "passwordExp": "on",
    }
    found = _policy(entry(**{**usual, **settings}), "server policy")
    assert found is not None
    return found


POLICY = policy()


def state(rules: Policy | None = POLICY, **values: object) -> SignInState:
    return sign_in_state(entry(**values), rules, NOW, idle=False)


failures = st.integers(0, 9)
ends = (
    st.none() | st.just(EPOCH) | st.integers(-10_000, 10_000).map(lambda hours: NOW + hours * HOUR - HOUR / 2)
)


@given(count=failures, most=st.integers(1, 9), ends=ends, lockout=st.booleans(), unlocks=st.booleans())
def test_locked_takes_enough_failures_an_open_end_and_a_policy_that_locks(
    count: int, most: int, ends: datetime | None, lockout: bool, unlocks: bool
) -> None:
    flags = {True: "on", False: "off"}
    rules = policy(passwordMaxFailure=most, passwordLockout=flags[lockout], passwordUnlock=flags[unlocks])
    values = {"passwordRetryCount": count} | ({} if ends is None else {"accountUnlockTime": ends})
    open_end = ends is not None and (not unlocks if ends == EPOCH else ends > NOW)
    found = state(rules, **values)
    assert found.locked is (lockout and count >= most and count > 0 and open_end)
    if found.locked:
        assert found.locked_until == ("never" if ends == EPOCH else ends)


@given(name=st.sampled_from([name for name in ATTRIBUTES if name not in {"entryUSN", "modifyTimestamp"}]))
def test_what_may_not_be_read_is_never_taken_for_all_is_well(name: str) -> None:
    found = sign_in_state(entry(EVERYTHING - {name.lower()}), POLICY, NOW, idle=False)
    known = state()
    parts = {
        "nsAccountLock": "enabled",
        "accountUnlockTime": "locked",
        "passwordRetryCount": "locked",
        "passwordExpirationTime": "must_change",
        "pwdTPRReset": "password_expired",
    }
    changed = {
        field
        for field in ("enabled", "locked", "must_change", "password_expired")
        if getattr(found, field) is not getattr(known, field)
    }
    assert all(getattr(found, field) is None for field in changed)
    if name in parts and name not in {"accountUnlockTime", "passwordRetryCount", "pwdTPRReset"}:
        assert parts[name] in changed


def test_a_lock_is_unknown_where_half_of_it_may_not_be_read() -> None:
    until = NOW + HOUR
    some = EVERYTHING - {"passwordretrycount"}
    assert sign_in_state(entry(some, accountUnlockTime=until), POLICY, NOW, idle=False).locked is None
    some = EVERYTHING - {"accountunlocktime"}
    assert sign_in_state(entry(some, passwordRetryCount=3), POLICY, NOW, idle=False).locked is None
    assert state(None, passwordRetryCount=3, accountUnlockTime=until).locked is None
    assert state(None).locked is False


@pytest.mark.parametrize(
    ("text", "enabled"), [("true", False), ("TRUE", False), ("yes", True), ("false", True)]
)
def test_only_true_disables(text: str, enabled: bool) -> None:
    assert state(nsAccountLock=text).enabled is enabled


def test_a_change_is_forced_by_that_date_and_a_policy_that_wants_it() -> None:
    due = {"passwordExpirationTime": EPOCH, "pwdReset": "TRUE"}
    assert state(**due).must_change is True
    assert state(**due).password_expired is False
    assert state(policy(passwordMustChange="off"), **due).must_change is False
    assert state(None, **due).must_change is None
    assert state(passwordExpirationTime=NOW - HOUR).must_change is False
    assert [
        rules and state(rules).change_can_be_forced for rules in (POLICY, policy(passwordMustChange="off"))
    ] == [
        True,
        False,
    ]
    assert state(None).change_can_be_forced is None


def test_expiry_is_the_policys() -> None:
    past = {"passwordExpirationTime": NOW - HOUR}
    assert state(**past).password_expired is True
    assert state(policy(passwordExp="off"), **past).password_expired is False
    assert state(policy(passwordExp="off"), **past).password_expires == "never"
    assert state(None, **past).password_expired is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"pwdTPRUseCount": 2}, "The password has expired."),
        ({"pwdTPRExpireAt": NOW - HOUR}, "The password has expired."),
        ({"pwdTPRValidFrom": NOW + HOUR}, "The account may not be used yet."),
        ({"pwdTPRUseCount": 1, "pwdTPRExpireAt": NOW + HOUR, "pwdTPRValidFrom": NOW - HOUR}, ""),
    ],
)
def test_a_temporary_password_has_rules_of_its_own(values: dict[str, object], told: str) -> None:
    rules = policy(passwordTPRMaxUse=2)
    found = state(rules, pwdTPRReset="TRUE", passwordExpirationTime=NOW + HOUR, **values)
    assert (told in why_in(found, NOW)) is bool(told)
    over = state(rules, pwdTPRReset="FALSE", passwordExpirationTime=NOW + HOUR, **values)
    assert why_in(over, NOW) == ()


def test_an_entry_that_says_nothing_is_in_no_trouble() -> None:
    found = state(passwordExpirationTime=NOW + HOUR)
    assert why_in(found, NOW) == ()
    assert found.password_expires == NOW + HOUR


@given(number=st.uuids())
def test_an_id_goes_there_and_back_whatever_its_form(number: uuid.UUID) -> None:
    theirs = as_ns_unique_id(str(number))
    assert [len(group) for group in theirs.split("-")] == [8, 8, 8, 8]
    assert ns_unique_id(entry(nsUniqueId=theirs.upper())) == str(number)
    dialect = Ds389(ROOT)
    both = entry(nsUniqueId=theirs, entryUUID=uuid.UUID(int=7))
    assert dialect.identity(both) == str(number)
    assert theirs.replace("-", "\\2d") in dialect.by_id(ns_unique_id(both))


@pytest.mark.parametrize("text", ["", "x", "0" * 32, "00000000-0000-0000-0000-000000000000", "0-0-0-0"])
def test_what_is_no_unique_id_is_none(text: str) -> None:
    assert ns_unique_id(entry(nsUniqueId=text)) is None


@pytest.mark.parametrize("name", ["passwordMinLength", "passwordMustChange", "passwordMaxFailure"])
def test_a_policy_with_a_garbled_part_is_unknown(name: str) -> None:
    assert _policy(entry(**{name: "many"}), "server policy") is None


def test_a_policy_that_says_nothing_is_as_the_server_has_it_built_in() -> None:
    built_in = _policy(entry(), "own")
    assert built_in is not None
    assert (built_in.must_change, built_in.lockout, built_in.expires) == (False, False, False)
    assert (built_in.desk.min_length, built_in.desk.history, built_in.desk.lockout_threshold) == (0, 0, 0)
    assert replace(built_in.desk, min_length=8).quality == built_in.desk.quality
