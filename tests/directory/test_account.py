"""From attributes to an account: what is computed, what is empty, what is unknown."""

import uuid
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
from directory.fake_server import PERSON, sid_bytes
from directory.test_security_descriptor import DESK, ace, descriptor
from directory.test_values import metadata
from explained import why_in
from writing import make_rights

from helpdesk_tui.desk.account import AccountKind, PasswordPolicy, is_past
from helpdesk_tui.desk.action import Action
from helpdesk_tui.directory.active_directory import account, policy, state, values
from helpdesk_tui.directory.active_directory import security_descriptor as sd
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.values import first_value

NOW = datetime(2025, 6, 2, 12, tzinfo=UTC)
TOKEN = frozenset({DESK})
READS_ALL = descriptor(ace(0, sd.READ_PROPERTY, DESK))
READS_NOTHING = descriptor(ace(1, sd.READ_PROPERTY, DESK))


def entry(token: frozenset[str] = TOKEN, /, **more: bytes | list[bytes] | None) -> Attributes:
    """The usual person; `_` in a name stands for `-`, None removes an attribute."""
    merged: dict[str, object] = dict(PERSON) | {name.replace("_", "-"): value for name, value in more.items()}
    present = {
        name.lower(): tuple(value) if isinstance(value, list) else (value,)
        for name, value in merged.items()
        if value is not None
    }
    return Attributes(DirectoryEntry("CN=Pat,DC=x", MappingProxyType(present)), token)


def filetime(moment: datetime) -> bytes:
    return str(int((moment - datetime(1601, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) * 10).encode()


def lockout(duration: timedelta | None) -> PasswordPolicy:
    hour = timedelta(hours=1)
    return PasswordPolicy("domain policy", 8, True, 3, hour, hour, 5, duration, hour)


# --- empty is not unknown: invariant 12 ---------------------------------------------------------------


def test_an_absent_attribute_is_empty_where_it_may_be_read() -> None:
    seen = entry(nTSecurityDescriptor=READS_ALL)
    assert (seen.known_text("mobile"), seen.is_empty("mobile")) == ("", True)


@pytest.mark.parametrize("shown", [READS_NOTHING, descriptor(), b"damaged", None])
def test_an_absent_attribute_is_unknown_where_it_may_not_be_read(shown: bytes | None) -> None:
    seen = entry(nTSecurityDescriptor=shown)
    assert (seen.known_text("mobile"), seen.is_empty("mobile")) == (None, False)


def test_an_absent_attribute_is_unknown_when_nobody_says_who_we_are() -> None:
    assert entry(frozenset(), nTSecurityDescriptor=READS_ALL).known_text("mobile") is None


def test_a_present_attribute_is_what_it_is() -> None:
    assert entry(nTSecurityDescriptor=READS_NOTHING, mobile=b"+1 555").known_text("mobile") == "+1 555"


def test_moments_that_are_surely_empty_are_never_and_others_unknown() -> None:
    names = ("lockoutTime", "accountExpires", "pwdLastSet", "lastLogon")
    assert [state.moment(entry(nTSecurityDescriptor=READS_ALL), name) for name in names] == ["never"] * 4
    assert [state.moment(entry(nTSecurityDescriptor=READS_NOTHING), name) for name in names] == [None] * 4


def test_hours_are_unlimited_only_when_surely_empty() -> None:
    def outside(seen: Attributes) -> bool | None:
        return state.sign_in_state(seen, None, NOW).outside_hours

    assert outside(entry(nTSecurityDescriptor=READS_ALL)) is False
    assert outside(entry(nTSecurityDescriptor=READS_NOTHING)) is None
    assert outside(entry(logonHours=bytes(21))) is True


@pytest.mark.parametrize(("shown", "expected"), [(READS_ALL, False), (READS_NOTHING, None)])
def test_admin_count_is_no_only_when_surely_empty(shown: bytes, expected: bool | None) -> None:
    seen = entry(nTSecurityDescriptor=shown)
    assert account.was_protected(seen) is expected
    assert account.was_protected(entry(nTSecurityDescriptor=shown, adminCount=b"1")) is True
    assert account.was_protected(entry(nTSecurityDescriptor=shown, adminCount=b"0")) is False


def test_no_groups_at_all_means_unknown_groups() -> None:
    assert account.group_ids(entry()) is None
    assert account.group_ids(entry(tokenGroups=[sid_bytes("S-1-5-32-545")])) == {"S-1-5-32-545"}
    assert account.group_ids(entry(tokenGroups=[sid_bytes("S-1-5-32-545"), b"damaged"])) is None


# --- state ---------------------------------------------------------------------------------------------


def test_the_servers_word_on_a_lockout_counts_more_than_the_time() -> None:
    old = filetime(NOW - timedelta(days=1))
    assert (
        state.is_locked(entry(msDS_User_Account_Control_Computed=b"16", lockoutTime=old), None, NOW) is True
    )
    assert (
        state.is_locked(entry(msDS_User_Account_Control_Computed=b"0", lockoutTime=old), None, NOW) is False
    )


@pytest.mark.parametrize(
    ("since", "duration", "locked"),
    [
        (timedelta(minutes=5), timedelta(minutes=30), True),
        (timedelta(minutes=31), timedelta(minutes=30), False),
        (timedelta(days=400), None, True),
    ],
)
def test_without_the_servers_word_time_and_policy_tell(
    since: timedelta, duration: timedelta | None, locked: bool
) -> None:
    seen = entry(lockoutTime=filetime(NOW - since))
    assert state.is_locked(seen, lockout(duration), NOW) is locked
    assert state.is_locked(seen, None, NOW) is None


def test_a_lockout_time_of_zero_is_no_lockout() -> None:
    """Formatted by ldap3 it would be the truthy moment 1601-01-01."""
    assert state.is_locked(entry(lockoutTime=b"0"), None, NOW) is False


def test_a_lockout_ends_by_itself_or_never_or_at_an_unknown_time() -> None:
    seen = entry(lockoutTime=filetime(NOW), msDS_User_Account_Control_Computed=b"16")
    half_hour = timedelta(minutes=30)
    assert state.sign_in_state(seen, lockout(half_hour), NOW).locked_until == NOW + half_hour
    assert state.sign_in_state(seen, lockout(None), NOW).locked_until == "never"
    assert state.sign_in_state(seen, None, NOW).locked_until is None


@pytest.mark.parametrize(
    ("control", "last_set", "expected"),
    [
        (b"512", b"0", True),
        (b"512", b"133000000000000000", False),
        (b"66048", b"0", False),  # the password never expires
        (b"262656", b"0", False),  # a smart card is required
        (b"4096", b"0", False),  # a machine
        (None, b"0", None),
        (b"512", None, None),
    ],
)
def test_must_change_is_what_the_next_sign_in_will_ask(
    control: bytes | None, last_set: bytes | None, expected: bool | None
) -> None:
    assert state.must_change(entry(userAccountControl=control, pwdLastSet=last_set)) is expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(b"0", None), (b"9223372036854775807", "never"), (None, None),
     (b"116444736000000000", datetime(1970, 1, 1, tzinfo=UTC))],
)  # fmt: skip
def test_when_a_password_expires(number: bytes | None, expected: object) -> None:
    assert state.password_expires(entry(msDS_UserPasswordExpiryTimeComputed=number)) == expected


def test_the_later_of_both_last_sign_ins_counts() -> None:
    early, late = filetime(NOW - timedelta(days=9)), filetime(NOW)
    for one, other in ((early, late), (late, early), (late, b"0")):
        seen = state.sign_in_state(entry(lastLogon=one, lastLogonTimestamp=other), None, NOW)
        assert seen.last_sign_in == NOW


def test_nobody_never_signed_in_where_the_domains_own_time_may_not_be_read() -> None:
    both = entry(lastLogon=b"0", lastLogonTimestamp=b"0")
    assert state.sign_in_state(both, None, NOW).last_sign_in == "never"
    assert state.sign_in_state(entry(lastLogon=b"0"), None, NOW).last_sign_in is None
    assert state.sign_in_state(entry(), None, NOW).last_sign_in is None


# --- kind, rights, marks, names -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, AccountKind.PERSON),
        ({"sAMAccountType": None}, AccountKind.PERSON),
        ({"userAccountControl": None}, AccountKind.PERSON),
        ({"objectClass": [b"top", b"user", b"computer"]}, AccountKind.MACHINE),
        ({"sAMAccountName": b"PC1$"}, AccountKind.MACHINE),
        ({"userAccountControl": b"2080"}, AccountKind.MACHINE),  # a trust
        ({"userAccountControl": b"4096"}, AccountKind.MACHINE),
        ({"objectSid": sid_bytes("S-1-5-21-1-2-3-502")}, AccountKind.SYSTEM),  # krbtgt
        ({"objectSid": sid_bytes("S-1-5-21-1-2-3-501")}, AccountKind.SYSTEM),  # Guest
        ({"objectSid": sid_bytes("S-1-5-21-1-2-3-500")}, AccountKind.PERSON),
        ({"msDS_SecondaryKrbTgtNumber": b"4711"}, AccountKind.SYSTEM),  # krbtgt of an RODC
        ({"sAMAccountType": None, "userAccountControl": None}, AccountKind.SYSTEM),
        ({"objectSid": None}, AccountKind.SYSTEM),
    ],
)
def test_only_what_is_surely_a_person_is_one(more: dict[str, bytes], kind: AccountKind) -> None:
    assert account.kind_of(entry(**more)) is kind


def test_rights_come_from_the_descriptor_and_from_the_servers_list() -> None:
    reset = ace(5, sd.CONTROL_ACCESS, DESK, uuid.UUID(sd.Right.RESET_PASSWORD))
    writes = ace(5, sd.WRITE_PROPERTY, DESK, sd.ATTRIBUTES["pwdlastset"][0])
    listed = entry(nTSecurityDescriptor=descriptor(reset), allowedAttributesEffective=[b"lockoutTime"])
    assert account.rights(listed, TOKEN) == make_rights(True, False, True, False)
    weighed = entry(nTSecurityDescriptor=descriptor(writes))
    assert account.rights(weighed, TOKEN) == make_rights(False, True, False, False) | {
        Action.CLEAR_CHANGE: True
    }


def test_what_a_condition_may_allow_is_unknown() -> None:
    """An entry on a condition (MS-DTYP 2.4.4.17) cannot be weighed; what another one allows is allowed."""
    condition = ace(9, sd.CONTROL_ACCESS, DESK)
    writes = ace(5, sd.WRITE_PROPERTY, DESK, sd.ATTRIBUTES["pwdlastset"][0])
    weighed = entry(nTSecurityDescriptor=descriptor(condition, writes))
    assert account.rights(weighed, TOKEN) == make_rights(None, True, None) | {Action.CLEAR_CHANGE: True}


def test_rights_are_unknown_without_descriptor_or_token() -> None:
    assert account.rights(entry(), TOKEN) == make_rights(None, None, None)
    assert account.rights(entry(nTSecurityDescriptor=READS_ALL), frozenset()) == make_rights(None, None, None)


def test_the_passwords_mark_is_its_version_and_unknown_without_metadata() -> None:
    raw = metadata((0, 1, 5), (values.UNICODE_PWD, 7, 4711))
    assert account.marks(entry(replPropertyMetaData=raw)).password == 7
    assert account.marks(entry(replPropertyMetaData=metadata((0, 1, 5)))).password == 0
    assert account.marks(entry()).password is None
    assert account.marks(entry(replPropertyMetaData=b"damaged")).password is None


@pytest.mark.parametrize(
    ("dn", "name"),
    [
        ("CN=Marie Curie,OU=Staff,DC=x", "Marie Curie"),
        ("CN=Curie\\, Marie,DC=x", "Curie, Marie"),
        ("CN=M\\C3\\BCller,DC=x", "Müller"),
        ('CN=\\"A\\" \\+ \\\\B,DC=x', '"A" + \\B'),
        ("CN=\\1b]52,DC=x", "]52"),
        ("CN=\\ff,DC=x", "\ufffd"),
        ("", ""),
        ("no dn", ""),
    ],
)
def test_a_manager_is_shown_by_the_first_name_of_the_dn(dn: str, name: str) -> None:
    assert first_value(dn) == name


# --- policy --------------------------------------------------------------------------------------------

HEAD = {
    "minPwdLength": b"8",
    "pwdHistoryLength": b"3",
    "pwdProperties": b"1",
    "minPwdAge": b"-864000000000",
    "maxPwdAge": b"-36288000000000",
    "lockoutThreshold": b"5",
    "lockoutDuration": b"-18000000000",
    "lockOutObservationWindow": b"-18000000000",
}


def head(**more: bytes | None) -> PasswordPolicy | None:
    return policy.domain_policy(entry(**(HEAD | more)))


def test_the_domains_policy_is_read() -> None:
    half_hour = timedelta(minutes=30)
    assert head() == PasswordPolicy(
        "domain policy", 8, True, 3, timedelta(days=1), timedelta(days=42), 5, half_hour, half_hour
    )


@pytest.mark.parametrize("endless", [b"-9223372036854775808", b"0"])
def test_ages_and_durations_without_end(endless: bytes) -> None:
    read = head(maxPwdAge=endless, lockoutDuration=endless, pwdProperties=b"0")
    assert read is not None
    assert (read.max_age, read.lockout_duration, read.complexity) == (None, None, False)


@pytest.mark.parametrize("name", HEAD)
@pytest.mark.parametrize("value", [None, b"odd"])
def test_a_policy_of_which_a_part_is_missing_is_unknown(name: str, value: bytes | None) -> None:
    assert head(**{name: value}) is None


def test_a_positive_interval_makes_the_policy_unknown() -> None:
    assert head(maxPwdAge=b"42") is None


FAR = (b"9223372032559808511", b"9223372036854775806", b"2650467787199999999", b"-1", b"0")


@pytest.mark.parametrize("far", FAR)
def test_an_account_that_ends_beyond_the_calendar_was_read_and_has_not_expired(far: bytes) -> None:
    seen = entry(nTSecurityDescriptor=READS_ALL, accountExpires=far)
    found = state.sign_in_state(seen, lockout(None), NOW)
    assert (found.account_expires, is_past(found.account_expires, NOW)) == ("never", False)
    assert not any("account expiry" in reason for reason in why_in(found, NOW))
    row = account.summary_of(seen, NOW)
    assert row is not None
    assert row.account_expired is False


def test_a_lockout_beyond_the_calendar_is_a_lockout() -> None:
    seen = entry(lockoutTime=FAR[0], msDS_User_Account_Control_Computed=None)
    assert state.is_locked(seen, lockout(None), NOW) is True


def test_an_age_of_thousands_of_years_is_an_age_without_end() -> None:
    found = head(**dict.fromkeys(("maxPwdAge", "lockoutDuration", "minPwdAge"), b"-9223372036854775807"))
    assert found is not None
    assert (found.max_age, found.lockout_duration) == (None, None)
    assert NOW + found.min_age > NOW + timedelta(days=365 * 1000)
