"""Codes that callers say: the RFCs' vectors, shapes, clocks and counters that are off."""

import math
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk import codes
from helpdesk_tui.desk.method import OathSettings
from helpdesk_tui.desk.policy import OathRules
from helpdesk_tui.desk.ports import OathSeed
from helpdesk_tui.language import read_in
from helpdesk_tui.secret import Secret

# RFC 6238 appendix B: ASCII "12345678901234567890", repeated to the digest's length, in base 32
_ASCII = "GEZDGNBVGY3TQOJQ"
SEEDS = {
    "SHA1": _ASCII * 2,
    "SHA256": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA",
    "SHA512": "GEZDGNBVGY3TQOJQ" * 6 + "GEZDGNA",
}
RFC_6238 = {  # appendix B: seconds → code of each algorithm
    59: ("94287082", "46119246", "90693936"),
    1111111109: ("07081804", "68084774", "25091201"),
    1111111111: ("14050471", "67062674", "99943326"),
    1234567890: ("89005924", "91819424", "93441116"),
    2000000000: ("69279037", "90698825", "38618901"),
    20000000000: ("65353130", "77737706", "47863826"),
}
RFC_4226 = (  # appendix D: the codes of counters 0 to 9
    "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
)  # fmt: skip
RULES = OathRules(window=1, look_ahead=3, resync_window=8)
EXACT = OathRules(window=0, look_ahead=0, resync_window=8)


def seed(algorithm: str = "SHA1", digits: int = 8, drift: int = 0, last: int | None = None) -> OathSeed:
    return OathSeed(Secret(SEEDS[algorithm]), OathSettings(digits, 30, algorithm), last, drift)


def counter(last: int | None = None) -> OathSeed:
    return OathSeed(Secret(SEEDS["SHA1"]), OathSettings(6, None, "SHA1"), last)


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def code_of(step: int) -> str:
    return pyotp.HOTP(SEEDS["SHA1"], digits=8).at(step)


# --- time -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", RFC_6238)
@pytest.mark.parametrize(("column", "algorithm"), list(enumerate(SEEDS)))
def test_rfc_6238_vectors(seconds: int, column: int, algorithm: str) -> None:
    code = RFC_6238[seconds][column]
    assert codes.matching_factor(seed(algorithm), code, at(seconds), EXACT) == seconds // 30
    assert codes.matching_factor(seed(algorithm), code[::-1], at(seconds), EXACT) is None


def test_the_period_of_the_token_decides_the_step() -> None:
    minute = OathSeed(Secret(SEEDS["SHA1"]), OathSettings(8, 60, "SHA1"), None)
    assert codes.matching_factor(minute, code_of(1), at(119), EXACT) == 1
    assert codes.matching_factor(minute, code_of(1), at(120), EXACT) is None


def test_one_step_to_either_side_is_accepted_and_no_more() -> None:
    assert codes.matching_factor(seed(), "94287082", at(59 + 30), RULES) == 1
    assert codes.matching_factor(seed(), "94287082", at(59 - 30), RULES) == 1
    assert codes.matching_factor(seed(), "94287082", at(59 + 61), RULES) is None


@pytest.mark.parametrize(("away", "told"), [(300, -300), (-300, 300)])
def test_a_clock_that_is_off_is_told_with_its_direction_and_the_code_not_accepted(
    away: int, told: int
) -> None:
    fits = code_of(100)
    now = at(100 * 30 + away)
    assert codes.matching_factor(seed(), fits, now, RULES) is None
    assert codes.clock_drift(seed(), fits, now, window=1) == told
    assert codes.clock_drift(seed(), "00000000", now, window=1) is None
    assert codes.clock_drift(seed(), fits, at(100 * 30 + 21 * 30), window=1) is None, "bounded"


def test_the_direction_of_a_clock_is_put_into_words() -> None:
    assert codes.drift_in_words(-90) == "90 s behind"
    assert codes.drift_in_words(30) == "30 s ahead"
    with read_in("sv"):
        assert codes.drift_in_words(-90) == "går 90 s efter"
        assert codes.drift_in_words(30) == "går 30 s före"


def test_a_known_drift_moves_the_window() -> None:
    now = at(100 * 30)
    ahead = seed(drift=7)
    assert codes.matching_factor(ahead, code_of(107), now, RULES) == 107
    assert codes.matching_factor(ahead, code_of(100), now, RULES) is None
    assert codes.clock_drift(ahead, code_of(110), now, window=1) == 300, (
        "off the true time, not off the drift"
    )


def test_two_codes_in_a_row_find_a_clock_that_is_off_and_its_drift() -> None:
    now = at(100 * 30)
    for second in range(100 - 7, 100 + 9):
        found = codes.resynchronised(seed(), code_of(second - 1), code_of(second), now, RULES)
        assert found == (second, second - 100)
        assert codes.matching_factor(seed(drift=second - 100), code_of(second + 1), at(101 * 30), EXACT)


def test_two_codes_that_do_not_follow_each_other_or_lie_too_far_find_nothing() -> None:
    now = at(100 * 30)
    for first, second in ((97, 97), (97, 99), (98, 97), (108, 109), (90, 91)):
        assert codes.resynchronised(seed(), code_of(first), code_of(second), now, RULES) is None
    assert codes.resynchronised(seed(), code_of(97), "00000000", now, RULES) is None
    assert codes.resynchronised(seed(), "00000000", code_of(98), now, RULES) is None


def test_codes_of_used_steps_synchronise_nothing() -> None:
    now = at(100 * 30)
    assert codes.resynchronised(seed(last=97), code_of(97), code_of(98), now, RULES) is None
    assert codes.resynchronised(seed(last=96), code_of(97), code_of(98), now, RULES) == (98, -2)


# --- counters ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(10))
def test_rfc_4226_vectors(count: int) -> None:
    token = counter(last=count - 1 if count else None)
    assert codes.matching_factor(token, RFC_4226[count], at(0), EXACT) == count


def test_a_counter_may_be_ahead_by_so_many_uses_and_no_more() -> None:
    token = counter(last=2)
    found = [codes.matching_factor(token, code, at(0), RULES) for code in RFC_4226]
    assert found == [None, None, 2, 3, 4, 5, 6, None, None, None]


def test_the_code_said_last_is_known_and_left_to_the_store_to_refuse() -> None:
    assert codes.matching_factor(counter(last=4), RFC_4226[4], at(0), EXACT) == 4
    assert codes.matching_factor(counter(last=None), RFC_4226[9], at(0), EXACT) is None


def test_two_codes_in_a_row_find_a_counter_that_ran_ahead() -> None:
    token = counter(last=0)
    assert codes.resynchronised(token, RFC_4226[7], RFC_4226[8], at(0), RULES) == (8, 0)
    assert codes.resynchronised(token, RFC_4226[8], RFC_4226[9], at(0), RULES) == (9, 0)
    assert codes.resynchronised(counter(), RFC_4226[8], RFC_4226[9], at(0), RULES) is None, "bounded"
    assert codes.resynchronised(token, RFC_4226[7], RFC_4226[9], at(0), RULES) is None
    assert codes.resynchronised(token, RFC_4226[0], RFC_4226[1], at(0), RULES) is None, "0 was used"


def test_a_counter_has_no_clock() -> None:
    assert codes.clock_drift(counter(), RFC_4226[3], at(90), window=0) is None


@given(st.text(max_size=12))
def test_only_the_very_ascii_digits_are_the_code(text: str) -> None:
    if text != "94287082":
        assert codes.matching_factor(seed(), text, at(59), EXACT) is None
    assert codes.matching_factor(seed(), "９４２８７０８２", at(59), EXACT) is None


# --- what an app reads ------------------------------------------------------------------------------


@given(
    st.sampled_from([6, 7, 8]),
    st.sampled_from([None, 30, 60, 45]),
    st.sampled_from(["SHA1", "SHA256", "SHA512"]),
    st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable() and text.strip(" :") == text),
)
def test_an_address_says_all_that_an_app_must_know(
    digits: int, period: int | None, algorithm: str, issuer: str
) -> None:
    settings = OathSettings(digits, period, algorithm)
    uri = urlsplit(codes.provisioning_uri(Secret(_ASCII), settings, issuer, "ada@example.com", 7).reveal())
    words = {name: value[0] for name, value in parse_qs(uri.query).items()}
    assert (uri.scheme, uri.netloc) == ("otpauth", "hotp" if period is None else "totp")
    assert unquote(uri.path) == f"/{issuer.replace(':', ' ')}:ada@example.com"
    assert uri.path.count(":") == 1
    assert uri.path.count("/") == 1
    assert words["secret"] == _ASCII
    assert words["issuer"] == issuer.replace(":", " ")
    assert words.get("digits", "6") == str(digits)
    assert words.get("algorithm", "SHA1") == algorithm
    if period is None:
        assert words["counter"] == "7"
        assert "period" not in words
    else:
        assert words.get("period", "30") == str(period)
        assert "counter" not in words


# --- shapes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["123456", "123 456", " 12 34 56 ", "123-456"])
def test_pasted_and_spaced_digits_are_taken(typed: str) -> None:
    assert codes.ascii_digits(Secret(typed), 6) == "123456"


@pytest.mark.parametrize(
    "typed", ["１２３４５６", "12345", "1234567", "12345a", "", "١٢٣٤٥٦", "²23456", "+12345"]
)
def test_what_is_not_six_ascii_digits_is_no_code(typed: str) -> None:
    assert codes.ascii_digits(Secret(typed), 6) is None


class Sequence:
    """Randomness that counts."""

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


def test_a_recovery_code_has_sixty_four_bits() -> None:
    """SP 800-63B-4 §4.2.1.1, saved recovery codes."""
    code = codes.new_recovery_codes(Sequence())[0].reveal()
    assert len(code) == 14
    assert len(code) * math.log2(len(codes._UNMISTAKABLE)) >= 64
    assert codes.printed_recovery_code(3, Secret("ABCDEFGHJKMNPQ")).reveal() == codes.RECOVERY_FORM


def test_a_code_that_was_given_out_when_they_were_shorter_is_still_read() -> None:
    for typed in ("3-ABCD-EFGH", "3abcdefgh", "10 BBCD 8FGH"):
        parsed = codes.parse_recovery_code(Secret(typed))
        assert parsed is not None
        assert codes.is_earlier_recovery_code(parsed[1])
    assert codes.parse_recovery_code(Secret("3-ABCD-EFGH-JKMN-PQ")) == (3, Secret("ABCDEFGHJKMNPQ"))


@pytest.mark.parametrize("length", [7, *range(9, 14), 15])
def test_a_recovery_code_of_no_length_that_was_ever_given_out_is_none(length: int) -> None:
    parsed = codes.parse_recovery_code(Secret("3" + "A" * length))
    assert parsed is None


def test_a_sent_code_is_all_ascii_digits_and_printed_in_groups() -> None:
    code = codes.new_sent_code(Sequence(), 8)
    assert code.reveal() == "74185296"
    assert codes.printed_sent_code(code).reveal() == "7418 5296"
    assert codes.ascii_digits(codes.printed_sent_code(code), 8) == code.reveal()
    assert codes.printed_sent_code(Secret("123456")).reveal() == "123 456"


@pytest.mark.parametrize("length", [8, 10, 48])
def test_a_printed_pass_is_read_back_in_any_spelling(length: int) -> None:
    code = codes.new_pass(Sequence(), length)
    assert len(code.reveal()) == length
    printed = codes.printed_pass(code).reveal()
    for typed in (printed, printed.lower(), printed.replace("-", " "), printed.replace("-", "")):
        assert codes.parse_pass(Secret(typed)) == code


def test_a_pass_holds_nothing_that_looks_or_sounds_like_something_else() -> None:
    drawn = set(codes.new_pass(Sequence(), 48).reveal())
    assert len(drawn) > 20
    assert not drawn & set("O0I1LS5B8Z2")


@pytest.mark.parametrize("typed", ["ABCDEFG", "A" * 49, "ABCDEFG0", "ABCDEFﬀ", "", "ＡＢＣＤＥＦＧＨ"])
def test_what_is_no_pass_is_told_before_it_costs_an_attempt(typed: str) -> None:
    assert codes.parse_pass(Secret(typed)) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_codes(text: str) -> None:
    codes.ascii_digits(Secret(text), 6)
    codes.parse_pass(Secret(text))
    parsed = codes.parse_recovery_code(Secret(text))
    assert parsed is None or len(parsed[1].reveal()) in (8, 14)
