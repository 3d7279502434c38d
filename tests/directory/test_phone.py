"""Phone numbers in any spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.directory.phone import WantedNumber

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
