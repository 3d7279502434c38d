"""Every reason for which 389 Directory Server refuses, as its answers came over the wire: to a sentence."""

import pytest

from helpdesk_tui.directory.ds389.problems import sign_in_problem, write_problem
from helpdesk_tui.directory.ldapv3.ppolicy import OID
from helpdesk_tui.directory.problems import Result

SYNTAX = "invalid password syntax - "


def error(number: int) -> dict[str, bytes]:
    """The policy's answer, in the server's own long form."""
    return {OID: bytes.fromhex("308400000003" + f"8101{number:02x}")}


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("password must be at least 8 characters long", "password-too-short", "8"),
        ("password must contain at least 2 digit characters", "password-lacks", "2 digits"),
        ("password must contain at least 3 alphabetic characters", "password-lacks", "3 letters"),
        ("password must contain at least 2 uppercase characters", "password-lacks", "2 capital letters"),
        ("password must contain at least 2 lowercase characters", "password-lacks", "2 small letters"),
        ("password must contain at least 1 special characters", "password-lacks", "1 symbols"),
        ("password must contain at least 1 8-bit characters", "password-lacks", "1 characters beyond ASCII"),
        (
            "password must contain at least 3 character categories (valid categories are digit, uppercase, "
            "lowercase, special, and 8-bit characters)",
            "password-lacks",
            "3 kinds of characters",
        ),
        ("a character cannot be repeated more than 1 times", "password-repeats", "1 times"),
        ("password based off of user entry", "password-has-name", "name"),
        ("Password is a palindrome", "password-pattern", "backwards"),
        ("Password contains a monotonic sequence", "password-pattern", "sequence"),
        ("Password contains repeated identical sequences", "password-pattern", "sequence"),
        (
            "Password contains too many repeated characters from the same character class",
            "password-pattern",
            "one kind",
        ),
        ("Password contains a restricted word", "password-common", "forbids"),
        ("Password failed dictionary check: it is too short", "password-common", "forbids"),
        (
            "Password failed dictionary check: error loading dictionary",
            "password-dictionary",
            "every password",
        ),
        ("passwords with storage scheme are not allowed", "password-refused", "refused"),
        ("something that nobody has heard of", "password-refused", "refused"),
    ],
)
def test_each_rule_of_quality_has_its_sentence(text: str, code: str, words: str) -> None:
    found = write_problem(Result(19, SYNTAX + text, controls=error(5)), "ds.example", "reset this password")
    assert found.code == code
    assert words in found.cause
    assert text[:20] in found.detail


@pytest.mark.parametrize(
    ("result", "operation", "code"),
    [
        (Result(19, "password in history"), False, "password-in-history"),
        (Result(19, "Failed to update password"), True, "password-in-history"),
        (Result(19, "Failed to update password", controls=error(8)), True, "password-in-history"),
        (Result(19, "Failed to update password", controls=error(5)), True, "password-refused"),
        (Result(19, "Failed to update password", controls=error(7)), True, "password-too-young"),
        (Result(19, "within password minimum age", controls=error(7)), False, "password-too-young"),
        (
            Result(53, "user is not allowed to change password", controls=error(3)),
            False,
            "password-not-changeable",
        ),
        (Result(19, "Failed to update password"), False, "password-refused"),
        (Result(53, "closed for work"), False, "directory-refused"),
        (Result(50, "Insufficient access rights", controls=error(3)), True, "no-right"),
        (Result(32, "No such Entry exists."), True, "account-gone"),
        (Result(16), False, "changed-meanwhile"),
        (Result(65, 'single-valued attribute "passwordExpirationTime" has multiple values'), False,
         "changed-meanwhile"),
        (Result(10), False, "read-only-directory"),
        (Result(10, referrals=("garbled",)), True, "read-only-directory"),
        (Result(10, referrals=("ldap://other.example:389/dc%3Dexample",)), True, "write-elsewhere"),
        (Result(51), True, "directory-busy"),
    ],
)  # fmt: skip
def test_each_answer_to_a_write_has_its_sentence(result: Result, operation: bool, code: str) -> None:
    assert write_problem(result, "ds.example", "reset this password", operation=operation).code == code


@pytest.mark.parametrize(
    ("result", "code", "persons"),
    [
        (Result(49), "wrong-password", True),
        (Result(49, "password expired!", controls=error(0)), "operator-password-expired", True),
        (Result(19, "Exceed password retry limit. Please try later.", controls=error(1)),
         "operator-locked", True),
        (Result(53, "Account inactivated. Contact system administrator.", controls=error(1)),
         "operator-disabled", True),
        (Result(19, "TPR checking. Contact system administrator"), "operator-temporary", True),
        (Result(19, "Account inactivity limit exceeded. Contact system administrator to reset."),
         "operator-expired", True),
        (Result(53, "Too many failed logins."), "operator-locked", True),
        (Result(53, "Entry permanently locked."), "operator-locked", True),
        (Result(53, "Minimum SSF not met."), "sign-in-trouble", False),
        (Result(19, "something else"), "sign-in-trouble", False),
        (Result(48, "Anonymous access is not allowed"), "no-simple-bind", False),
        (Result(10, referrals=("ldaps://elsewhere",)), "sign-in-elsewhere", False),
        (Result(51), "directory-busy", False),
    ],
)  # fmt: skip
def test_each_answer_to_a_sign_in_has_its_sentence(result: Result, code: str, persons: bool) -> None:
    found, is_persons = sign_in_problem(result, "ds.example")
    assert (found.code, is_persons) == (code, persons)
