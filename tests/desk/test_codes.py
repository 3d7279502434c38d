"""Codes that callers say: RFC 6238 vectors, shapes, drift."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk import codes
from helpdesk_tui.desk.methods import TotpSettings
from helpdesk_tui.desk.ports import TotpSeed
from helpdesk_tui.secret import Secret

# RFC 6238 appendix B: ASCII "12345678901234567890", repeated to the digest's length, in base 32
_ASCII = "GEZDGNBVGY3TQOJQ"
SEEDS = {
    "SHA1": _ASCII * 2,
    "SHA256": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA",
    "SHA512": "GEZDGNBVGY3TQOJQ" * 6 + "GEZDGNA",
}
VECTORS = [
    (59, "94287082", "SHA1"),
    (59, "46119246", "SHA256"),
    (59, "90693936", "SHA512"),
    (1111111109, "07081804", "SHA1"),
    (1111111111, "67062674", "SHA256"),
    (1234567890, "93441116", "SHA512"),
    (20000000000, "65353130", "SHA1"),
    (20000000000, "47863826", "SHA512"),
]


def seed(algorithm: str = "SHA1", digits: int = 8) -> TotpSeed:
    return TotpSeed(Secret(SEEDS[algorithm]), TotpSettings(digits, 30, algorithm), None)


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code", "algorithm"), VECTORS)
def test_rfc_6238_vectors(seconds: int, code: str, algorithm: str) -> None:
    assert codes.matching_step(seed(algorithm), code, at(seconds), window=0) == seconds // 30


def test_one_step_to_either_side_is_accepted_and_no_more() -> None:
    assert codes.matching_step(seed(), "94287082", at(59 + 30), window=1) == 1
    assert codes.matching_step(seed(), "94287082", at(59 - 30), window=1) == 1
    assert codes.matching_step(seed(), "94287082", at(59 + 61), window=1) is None


def test_a_clock_that_is_off_is_told_and_its_code_not_accepted() -> None:
    late = at(59 + 300)
    assert codes.matching_step(seed(), "94287082", late, window=1) is None
    assert codes.clock_drift(seed(), "94287082", late, window=1) == 300
    assert codes.clock_drift(seed(), "00000000", late, window=1) is None


@pytest.mark.parametrize("typed", ["123456", "123 456", " 12 34 56 ", "123-456"])
def test_pasted_and_spaced_digits_are_taken(typed: str) -> None:
    assert codes.ascii_digits(Secret(typed), 6) == "123456"


@pytest.mark.parametrize(
    "typed", ["１２３４５６", "12345", "1234567", "12345a", "", "١٢٣٤٥٦", "²23456", "+12345"]
)
def test_what_is_not_six_ascii_digits_is_no_code(typed: str) -> None:
    assert codes.ascii_digits(Secret(typed), 6) is None


class Sequence:
    """Chance that counts."""

    def __init__(self) -> None:
        self.value = 0

    def token(self, bytes_: int) -> str:
        return "t" * bytes_

    def base32(self, bytes_: int) -> str:
        return "A" * bytes_

    def below(self, limit: int) -> int:
        self.value += 7
        return self.value % limit


def test_a_printed_recovery_code_is_read_back_in_any_spelling() -> None:
    for number, code in enumerate(codes.new_recovery_codes(Sequence()), 1):
        printed = codes.printed_recovery_code(number, code).reveal()
        for typed in (printed, printed.lower(), printed.replace("-", " "), printed.replace("-", "")):
            parsed = codes.parse_recovery_code(Secret(typed))
            assert parsed is not None
            assert parsed[0] == number
            assert parsed[1] == code


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_codes(text: str) -> None:
    codes.ascii_digits(Secret(text), 6)
    parsed = codes.parse_recovery_code(Secret(text))
    assert parsed is None or len(parsed[1].reveal()) == 8
