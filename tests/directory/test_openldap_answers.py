"""What the console makes of the controls and results that OpenLDAP answers with, and of any other bytes."""

import pytest
from directory.fake_server import tlv
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.directory.ldapv3 import ppolicy
from helpdesk_tui.directory.ldapv3.controls import POST_READ, read_behind
from helpdesk_tui.directory.ldapv3.problems import short
from helpdesk_tui.directory.openldap.problems import sign_in_problem, write_problem
from helpdesk_tui.directory.problems import Result


def answered(control: bytes, code: int = 49, oid: str = ppolicy.OID) -> Result:
    return Result(code, "", (), {oid: control})


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("3000", (None, None, None)),
        ("3003810101", (1, None, None)),
        ("3003810102", (2, None, None)),
        ("3003810100", (0, None, None)),
        ("3005a003810103", (None, None, 3)),
        ("3006a00480020e10", (None, 3600, None)),
        ("3008a003810102810102", (2, None, 2)),
        ("", (None, None, None)),
        ("30", (None, None, None)),
        ("3103810101", (None, None, None)),
        ("3003810201", (None, None, None)),
    ],
)
def test_the_policys_answer_is_read_from_its_bytes(control: str, expected: tuple[object, ...]) -> None:
    found = ppolicy.policy_answer(answered(bytes.fromhex(control)))
    assert (found.error, found.seconds_left, found.grace_left) == expected


@given(st.binary(max_size=60), st.integers(0, 130))
def test_any_bytes_are_an_answer_that_says_something_or_nothing(control: bytes, code: int) -> None:
    result = answered(control, code)
    for found in (sign_in_problem(result, "s")[0], write_problem(result, "s", "act")):
        assert found.cause
        assert found.remedy
    assert short(result).startswith(str(code))
    read_behind(answered(control, 0, POST_READ))


@given(st.binary(max_size=200).map(lambda inner: tlv(0x64, inner)))
def test_any_bytes_of_an_entry_are_read_or_are_nothing(control: bytes) -> None:
    read_behind(answered(control, 0, POST_READ))


def test_the_entry_behind_a_write_is_read() -> None:
    value = tlv(0x30, tlv(0x04, b"entryCSN") + tlv(0x31, tlv(0x04, b"x#1")))
    found = read_behind(answered(tlv(0x64, tlv(0x04, b"uid=x") + tlv(0x30, value)), 0, POST_READ))
    assert found is not None
    assert found.values == {"entrycsn": (b"x#1",)}


@pytest.mark.parametrize(
    ("code", "control", "problem"),
    [
        (49, "", "wrong-password"),
        (49, "3000", "wrong-password"),
        (49, "3003810101", "operator-locked"),
        (49, "3003810100", "operator-password-expired"),
        (49, "3003810109", "sign-in-trouble"),
        (10, "", "sign-in-elsewhere"),
        (8, "", "no-simple-bind"),
        (51, "", "directory-busy"),
        (32, "", "sign-in-trouble"),
    ],
)
def test_each_answer_to_a_bind_has_its_problem(code: int, control: str, problem: str) -> None:
    result = answered(bytes.fromhex(control), code) if control else Result(code)
    assert sign_in_problem(result, "ldap1")[0].code == problem


@pytest.mark.parametrize(
    ("code", "error", "problem"),
    [
        (50, 3, "password-not-changeable"),
        (50, 4, "old-password-needed"),
        (53, 4, "old-password-needed"),
        (19, 5, "password-refused"),
        (19, 6, "password-refused"),
        (19, 7, "password-too-young"),
        (19, 8, "password-in-history"),
        (19, 9, "password-refused"),
        (19, None, "password-refused"),
        (19, 77, "password-refused"),
        (50, None, "no-right"),
        (53, None, "directory-refused"),
        (122, None, "changed-meanwhile"),
        (12, None, "not-on-this-server"),
        (10, None, "read-only-directory"),
        (32, None, "account-gone"),
        (16, None, "changed-meanwhile"),
        (123, None, "directory-refused"),
        (51, None, "directory-busy"),
        (3, None, "directory-timeout"),
        (11, None, "admin-limit"),
        (99, None, "directory-refused"),
    ],
)
def test_each_refusal_of_a_change_has_its_problem(code: int, error: int | None, problem: str) -> None:
    control = bytes.fromhex("3003 8101") + bytes([error]) if error is not None else b""
    result = answered(control, code) if control else Result(code)
    found = write_problem(result, "ldap1", "reset this password")
    assert found.code == problem
    assert found.remedy
