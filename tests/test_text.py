"""Invariant 6: outside text is cleaned, once, before it reaches a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.text import clean, mask_mail, mask_phone


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b]52;c;aGVsbG8=\x07",
        "\x1b[2J\x1b[1;1H",
        "\x9b31m",
        "a\rb",
        "\u202egnp.exe",
        "\u2066x\u2069",
        "\x7f\x08",
        "\u2028line",
        "\ue000private",
        "\x00",
        "\ud800",
    ],
)
def test_nothing_that_a_terminal_obeys_stays(hostile: str) -> None:
    cleaned = clean(hostile)
    assert all(unicodedata.category(c)[0] != "C" for c in cleaned)
    assert "\x1b" not in cleaned


@pytest.mark.parametrize("name", ["Zoë Ångström", "李 小龙", "محمد", "O'Neill [/IT]", "😀 Smile", "Nguyễn"])
def test_real_names_stay_as_they_are(name: str) -> None:
    assert clean(name) == name


@given(st.text(), st.integers(min_value=1, max_value=300))
def test_it_is_short_and_clean_whatever_comes(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for c in cleaned)
    assert clean(cleaned, limit) == cleaned


def test_a_masked_number_shows_two_digits() -> None:
    assert mask_phone("+44 7700 900123") == "•••• 23"
    assert mask_phone("12") == "••••"


def test_a_masked_address_shows_its_first_letter_and_where_it_is() -> None:
    assert mask_mail("ada.byron@example.com") == "a•••@example.com"
    assert mask_mail("ab@example.com") == "•••@example.com"
    assert mask_mail("@") == mask_mail("") == mask_mail("ada") == mask_mail("ada@") == "•••"
    assert mask_mail('"a@b"@exam\x1bple.com') == '"•••@example.com'
