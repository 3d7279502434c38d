"""Phone numbers: what a text means, and the same number in any spelling."""

import time

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.phone import WantedNumber, number_of
from helpdesk_tui.phone_text import written
from helpdesk_tui.text import mask_phone, searched

SPELLINGS = [
    "+44 20 7946 0123",
    "020 7946 0123",
    "(020) 7946-0123",
    "+44 (0)20 7946 0123",
    "0044 20 79460123",
    "020.7946.0123",
    "02079460123",
    "tel:+442079460123",
    "+44 20 7946 0123 x12",
    "０２０ ７９４６ ０１２３",
    "＋44 20 7946 0123",
    "tel:+442079460123;ext=1234",
    "tel:2079460123;phone-context=+44",
    "+44\u201020\u20117946\u22120123",
    "+44\xa020\u202f7946 0123",
    "020 7946 0123 extension 12",
    "020 7946 0123 #12",
    "02 07 94 60 12 3",
    "+44 20 7946 0123 (work)",
]


@pytest.mark.parametrize("typed", SPELLINGS)
@pytest.mark.parametrize("stored", SPELLINGS)
def test_every_spelling_finds_every_spelling(typed: str, stored: str) -> None:
    assert WantedNumber(typed, "GB").matches(stored)


@pytest.mark.parametrize("part", ["0123", "7946 0123", "79460"])
def test_a_part_of_a_number_finds_it(part: str) -> None:
    assert WantedNumber(part, "GB").matches("+44 20 7946 0123")


@pytest.mark.parametrize("stored", ["+44 20 7946 0124", "+1 207 946 0123", "+49 20 7946 0123", "", "none"])
def test_another_number_is_not_found(stored: str) -> None:
    assert not WantedNumber("+44 20 7946 0123", "GB").matches(stored)


@pytest.mark.parametrize("typed", ["", "12", "0001", "+", "abc"])
def test_too_few_digits_find_nothing(typed: str) -> None:
    assert WantedNumber(typed, "GB").digits == ""
    assert not WantedNumber(typed, "GB").matches(typed)


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_does_harm(typed: str, stored: str) -> None:
    wanted = WantedNumber(typed, "GB")
    assert wanted.digits == "" or wanted.digits.isascii()
    assert wanted.matches(stored) in {True, False}


# --- what a value on record means ---------------------------------------------------------------------

MEANT = [
    ("+49 170 1234567 mob", "+49 170 1234567"),
    ("+49 30 901820 App. 12", "+49 30 901820 ext. 12"),
    ("+49 30 123456 (home)", "+49 30 123456"),
    ("Mobil: +46 70 123 45 67", "+46 70 123 45 67"),
    ("+46 70 123 45 67 mob", "+46 70 123 45 67"),
    ("+62 21 1234 5678 kantor", "+62 21 12345678"),
    ("+44 7700 900123, private", "+44 7700 900123"),
    ("+44 20 7946 0101 (ext 12, home)", "+44 20 7946 0101 x12"),
    ("+7 495 123-45-67 доб. 12", "+7 495 123-45-67 ext. 12"),
    ("tel:+442079460101;ext=1-2", "+44 20 7946 0101 x12"),
    ("020/79460101", "+44 20 7946 0101"),
]
NO_NUMBER = [
    "+49 30 901820 Fax",
    "Telefax: +49 30 901820",
    "old: 020 7946 0101",
    "0706348441eee",  # the letters may be digits that somebody mistyped
    "020 7946 01O1",
    "O20 7946 0101",
    "+44 7700 90012³",
    "1-800-FLOWERS",
    "+1 212 555 CALL",
    "0800 33 TAXI",
    "+49 30 901820 Raum 12",  # no word that is known to stand before an extension
    "+49 30 901820/21",
    "+49 30 901820 (12)",
    "+44 20 7946 0101 / +44 7700 900123",
    "030 123456 / 0170 1234567",
    "+44 20 7946 0101; 020 7946 0102",
    "+44 7700 900123 *21#",
    "tel:+442079460101;ext=12x",
    "+44 7700 900123 " + "x" * 300,
]


@pytest.mark.parametrize(("text", "number"), MEANT)
def test_a_remark_is_no_part_of_the_number(text: str, number: str) -> None:
    found = number_of(text, "GB")
    assert found is not None
    assert phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL) == number
    assert number_of(number, "GB") == found


@pytest.mark.parametrize("text", NO_NUMBER)
def test_what_leaves_a_doubt_is_no_number(text: str) -> None:
    assert number_of(text, "GB") is number_of(text, "DE") is number_of(text, "US") is None


@pytest.mark.parametrize("text", [text for text, _ in MEANT])
def test_the_mask_shows_the_end_of_the_number_that_is_dialled(text: str) -> None:
    found = number_of(text, "GB")
    assert found is not None
    assert mask_phone(text) == f"•••• {phonenumbers.national_significant_number(found)[-2:]}"


@pytest.mark.parametrize("text", ["+49 30 901820 Fax", "1-800-FLOWERS", "0706348441eee", "", "12"])
def test_the_mask_shows_no_end_of_what_is_no_number(text: str) -> None:
    assert mask_phone(text) == "••••"


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_number_that_was_searched_for_is_masked_in_every_spelling(typed: str) -> None:
    assert searched(typed) == "•••• 23"


@given(st.text(max_size=40), st.text("0123456789+-()/ .,;:#=xFEtaxlobm", max_size=30), st.text(max_size=10))
def test_no_digit_comes_out_that_did_not_go_in(before: str, number: str, after: str) -> None:
    text = before + number + after
    found = written(text)
    if found is None:
        return
    given_ = iter(str(int(character)) for character in text if character.isdecimal())
    assert all(digit in given_ for digit in found.digits)
    assert found.extension.isdigit() or not found.extension


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_the_form_that_is_dialled_is_read_as_the_same_number(region: str) -> None:
    number = phonenumbers.example_number(region)
    for number.extension in (None, "12", "1234567"):
        for form in (1, 2, 3):
            assert number_of(phonenumbers.format_number(number, form), region) == number


@pytest.mark.parametrize(
    "text", [sign * 256 for sign in (" ", "(", "( ", "1(", "+", ";", "1;", ";=", "/", "x")]
)
def test_no_text_takes_long(text: str) -> None:
    start = time.perf_counter()
    for _ in range(20):
        number_of(text, "GB")
    assert time.perf_counter() - start < 1
