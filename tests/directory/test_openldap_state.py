"""What the console makes of OpenLDAP's attributes: every combination, and whatever a server may send."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from explained import why_in
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.openldap import policy as policies
from helpdesk_tui.directory.openldap.policy import NO_POLICY, Policy, policy_of
from helpdesk_tui.directory.openldap.state import ATTRIBUTES, sign_in_state

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)

KNOWN = frozenset(name.lower() for name in ATTRIBUTES)


def stamp(at: datetime) -> bytes:
    return f"{at:%Y%m%d%H%M%S}Z".encode()


def person(values: Mapping[str, bytes], readable: frozenset[str] = KNOWN) -> Attributes:
    held = {name.lower(): (value,) for name, value in values.items()}
    return Attributes(DirectoryEntry("uid=x,dc=y", held), readable)


def a_policy(*, readable: bool = True, **values: object) -> Policy | None:
    usual = {"objectClass": "pwdPolicy", "cn": "P"} | values
    held = {name.lower(): (str(value).encode(),) for name, value in usual.items() if value is not None}
    names = frozenset(name.lower() for name in policies.ATTRIBUTES) if readable else frozenset()
    return policy_of(Attributes(DirectoryEntry("cn=p", held), names))


def locking(seconds: int = 900, **more: object) -> Policy:
    found = a_policy(pwdLockout="TRUE", pwdMaxFailure=5, pwdLockoutDuration=seconds, **more)
    assert found is not None
    return found


# --- locks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "at", "locked", "until"),
    [
        (900, NOW - timedelta(minutes=1), True, NOW + timedelta(minutes=14)),
        (900, NOW - timedelta(minutes=15), False, "never"),
        (900, NOW - timedelta(days=4000), False, "never"),
        (0, NOW - timedelta(days=4000), True, "never"),
        (0, NOW - timedelta(minutes=1), True, "never"),
        (900, NOW + timedelta(minutes=1), True, NOW + timedelta(minutes=16)),  # the server's clock is ahead
        (900, NOW + timedelta(hours=1), False, "never"),
        (0, NOW + timedelta(hours=1), False, "never"),
    ],
)
def test_a_lock_lasts_as_long_as_the_policy_says(
    seconds: int, at: datetime, locked: bool, until: object
) -> None:
    state = sign_in_state(person({"pwdAccountLockedTime": stamp(at)}), locking(seconds), NOW)
    assert (state.locked, state.locked_until) == (locked, until)


def test_a_lock_for_ever_disables_where_accounts_are_locked_at_all() -> None:
    """An administrator's: no unlock takes it away, and a new password would."""
    for_ever = person({"pwdAccountLockedTime": b"000001010000Z"})
    state = sign_in_state(for_ever, locking(), NOW)
    assert (state.enabled, state.locked, state.reset_enables) == (False, False, True)
    for policy, expected in (
        (a_policy(pwdLockout="FALSE"), (True, False)),
        (NO_POLICY, (True, False)),
        (None, (None, False)),  # no lock that ends, or that an unlock takes away
    ):
        state = sign_in_state(for_ever, policy, NOW)
        assert (state.enabled, state.locked) == expected


def test_nobody_can_be_disabled_where_nobody_is_locked() -> None:
    assert sign_in_state(person({}), locking(), NOW).can_be_disabled is True
    assert sign_in_state(person({}), a_policy(pwdLockout="FALSE"), NOW).can_be_disabled is False
    assert sign_in_state(person({}), None, NOW).can_be_disabled is None


def test_the_later_of_two_locks_counts() -> None:
    delayed = {"pwdAccountTmpLockoutEnd": stamp(NOW + DAY)}
    failed = {"pwdAccountLockedTime": stamp(NOW)}
    assert sign_in_state(person(delayed), locking(), NOW).locked_until == NOW + DAY
    assert sign_in_state(person(delayed | failed), locking(), NOW).locked_until == NOW + DAY
    assert sign_in_state(person(delayed | failed), locking(0), NOW).locked_until == "never"
    assert (
        sign_in_state(person({"pwdAccountTmpLockoutEnd": stamp(NOW - DAY)}), locking(), NOW).locked is False
    )


def test_start_and_end_are_told_whatever_the_policy_is() -> None:
    entry = person({"pwdStartTime": stamp(NOW + DAY), "pwdEndTime": stamp(NOW - DAY)})
    for policy in (None, NO_POLICY, locking()):
        state = sign_in_state(entry, policy, NOW)
        assert (state.begins, state.account_expires) == (NOW + DAY, NOW - DAY)
        assert "The account may not be used yet." in why_in(state, NOW)
        assert "The account has expired." in why_in(state, NOW)


@pytest.mark.parametrize(
    ("last", "idle"),
    [
        ({"pwdLastSuccess": stamp(NOW - 3 * DAY)}, True),
        ({"pwdLastSuccess": stamp(NOW - DAY)}, False),
        ({}, False),
        ({"pwdLastSuccess": b"garbled"}, None),
        ({"pwdLastSuccess": b"99991231235959Z"}, False),
        ({"pwdLastSuccess": b"00010101000000Z"}, True),
    ],
)
def test_who_did_not_sign_in_for_too_long_is_idle(last: dict[str, bytes], idle: bool | None) -> None:
    policy = a_policy(pwdMaxIdle=2 * 86_400)
    assert sign_in_state(person(last), policy, NOW).idle is idle


def test_when_somebody_signed_in_may_not_be_read_then_nobody_knows_who_is_idle() -> None:
    policy = a_policy(pwdMaxIdle=2 * 86_400)
    assert sign_in_state(person({}, KNOWN - {"pwdlastsuccess"}), policy, NOW).idle is None


# --- forced changes and expiry ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "policy", "must"),
    [
        (b"TRUE", a_policy(pwdMustChange="TRUE"), True),
        (b"TRUE", a_policy(pwdMustChange="FALSE"), False),
        (b"TRUE", a_policy(), False),
        (b"TRUE", NO_POLICY, False),
        (b"TRUE", None, None),
        (b"FALSE", None, False),
        (b"true", a_policy(pwdMustChange="TRUE"), None),
        (b"", a_policy(pwdMustChange="TRUE"), None),
    ],
)
def test_a_forced_change_holds_only_where_the_policy_has_it(
    mark: bytes, policy: Policy | None, must: bool | None
) -> None:
    assert sign_in_state(person({"pwdReset": mark}), policy, NOW).must_change is must


@pytest.mark.parametrize(
    ("changed", "max_age", "expired", "at"),
    [
        (NOW - 100 * DAY, 90, True, NOW - 10 * DAY),
        (NOW - 90 * DAY, 90, True, NOW),
        (NOW - 89 * DAY, 90, False, NOW + DAY),
        (NOW - 100 * DAY, 0, False, "never"),
        (None, 90, False, "never"),
        (datetime(9999, 12, 31, tzinfo=UTC), 90, False, "never"),
    ],
)
def test_a_password_expires_by_age(changed: datetime | None, max_age: int, expired: bool, at: object) -> None:
    entry = person({} if changed is None else {"pwdChangedTime": stamp(changed)})
    state = sign_in_state(entry, a_policy(pwdMaxAge=max_age * 86_400), NOW)
    assert (state.password_expired, state.password_expires) == (expired, at)


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        (b"20260302093000Z", NOW),
        (b"20260302113000+0200", NOW),
        (b"20260302043000-05", NOW),
        (b"202603020930Z", NOW),
        (b"20260302093060Z", NOW + timedelta(seconds=59)),  # a leap second
        (b"20260302093000.999999Z", NOW),
        (b"00010101000000+0100", None),
        (b"99991231235959-0100", None),
        (b"20260230000000Z", None),
        (b"20260302093061Z", None),
        (b"2026", None),
        (b"\xff\xfe", None),
        (b"", None),
    ],
)
def test_a_moment_is_read_in_every_form_and_a_garbled_one_is_unknown(raw: bytes, at: object) -> None:
    state = sign_in_state(person({"pwdEndTime": raw}), locking(), NOW)
    assert state.account_expires == at
    if at is None:
        assert "account expiry" in why_in(state, NOW)[-1]


# --- unknown is never "no" --------------------------------------------------------------------------

_VALUES = st.one_of(
    st.sampled_from(
        [b"TRUE", b"FALSE", b"true", b"000001010000Z", stamp(NOW - DAY), stamp(NOW + DAY), b"", b"\xff",
         b"00010101000000Z", b"99991231235959Z", b"99991231235959-2359", b"20161231235960Z", b"-1"]
    ),
    st.binary(max_size=40),
)  # fmt: skip
_ENTRIES = st.dictionaries(st.sampled_from(ATTRIBUTES), _VALUES)
_POLICIES = st.one_of(
    st.none(),
    st.just(NO_POLICY),
    st.builds(
        a_policy,
        pwdLockout=st.sampled_from([None, "TRUE", "FALSE", "yes"]),
        pwdMustChange=st.sampled_from([None, "TRUE", "FALSE"]),
        pwdLockoutDuration=st.one_of(st.none(), st.integers(-1, 2**80)),
        pwdMaxAge=st.one_of(st.none(), st.integers(-1, 2**33)),
        pwdMaxIdle=st.one_of(st.none(), st.integers(0, 2**31)),
    ),
)


@given(_ENTRIES, _POLICIES, st.frozensets(st.sampled_from(sorted(KNOWN))))
def test_any_entry_has_a_state_and_what_may_not_be_read_is_unknown(
    values: dict[str, bytes], policy: Policy | None, readable: frozenset[str]
) -> None:
    state = sign_in_state(person(values, readable), policy, NOW)
    why_in(state, NOW)
    hidden = {name for name in ATTRIBUTES if name not in values and name.lower() not in readable}
    locks = policy is None or policy.lockout
    if "pwdAccountLockedTime" in hidden:
        assert state.locked is not False
    if "pwdReset" in hidden:
        assert state.must_change is None
    if "pwdEndTime" in hidden:
        assert state.account_expires is None
    if "pwdStartTime" in hidden:
        assert state.begins is None
    if policy is None:
        assert (state.change_can_be_forced, state.password_expired, state.cannot_change_password) == (
            None, None, None,
        )  # fmt: skip
        assert state.must_change is not True
    if values.get("pwdAccountLockedTime") == b"000001010000Z":
        assert state.enabled is (None if policy is None else not locks)
        if "pwdAccountTmpLockoutEnd" not in values:  # a lock of its own, for a while
            assert state.locked is False


# --- policies ---------------------------------------------------------------------------------------


def test_a_policy_that_is_hidden_in_part_is_unknown() -> None:
    assert a_policy(readable=False) is None
    assert a_policy(readable=False, pwdMinLength=8, pwdMustChange="TRUE") is None


@pytest.mark.parametrize(
    "garbled",
    [
        {"pwdMinAge": 9_999_999_999_999_999_999},
        {"pwdMinAge": 2**31},
        {"pwdMaxAge": -1},
        {"pwdMinLength": "eight"},
        {"pwdLockout": "true"},
        {"pwdMustChange": ""},
        {"pwdLockoutDuration": "1e9"},
        {"pwdMaxIdle": "\N{ARABIC-INDIC DIGIT THREE}"},
    ],
)
def test_a_policy_with_a_part_that_is_garbled_is_unknown(garbled: dict[str, object]) -> None:
    assert a_policy(**garbled) is None


def test_what_a_policy_does_not_say_is_as_the_server_takes_it() -> None:
    found = a_policy()
    assert found is not None
    assert (found.lockout, found.must_change, found.may_change, found.needs_old) == (
        False,
        False,
        True,
        False,
    )
    assert (found.desk.min_length, found.desk.max_age, found.desk.lockout_threshold) == (0, None, 0)
    assert a_policy(objectClass="device") is None


def test_a_length_counts_only_where_quality_is_checked() -> None:
    unchecked, checked = a_policy(pwdMinLength=8), a_policy(pwdMinLength=8, pwdCheckQuality=1)
    assert unchecked is not None
    assert checked is not None
    assert (unchecked.desk.min_length, checked.desk.min_length) == (0, 8)


def test_a_server_that_does_not_know_the_newer_parts_has_a_policy_all_the_same() -> None:
    """Before 2.5: that nobody is idle is not known then."""
    names = frozenset(name.lower() for name in policies.ATTRIBUTES) - {"pwdmaxidle", "pwdmaxlength"}
    held = {"objectclass": (b"pwdPolicy",), "pwdlockout": (b"TRUE",)}
    found = policy_of(Attributes(DirectoryEntry("cn=p", held), names))
    assert found is not None
    assert sign_in_state(person({}), found, NOW).idle is None
