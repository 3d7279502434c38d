"""Which language a reader gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.delivery.languages import chain

THERE = frozenset({"en", "de", "pt", "pt-br", "zh-hant"})


@pytest.mark.parametrize(
    ("preferred", "languages"),
    [
        ("", ["en"]),
        ("de", ["de", "en"]),
        ("pt-BR", ["pt-br", "pt", "en"]),
        ("pt-PT", ["pt", "en"]),
        ("DE_at", ["de", "en"]),
        ("zh-Hant-CN-x-private1", ["zh-hant", "en"]),
        ("fr", ["en"]),
        ("de-DE,de;q=0.9", ["de", "en"]),
        ("fr;q=0.1, pt-BR;q=0.5, de;q=0.8", ["de", "pt-br", "pt", "en"]),
        ("de;q=0, pt", ["pt", "en"]),
        ("*", ["en"]),
        ("../../etc/passwd", ["en"]),
        ("de;q=9999999999", ["en"]),
        ("de\n", ["de", "en"]),
    ],
)
def test_lookup(preferred: str, languages: list[str]) -> None:
    assert list(chain(preferred, THERE, "en")) == languages


def test_the_desk_has_a_language_for_those_who_prefer_none() -> None:
    assert chain("", THERE, "de") == ("de", "en")
    assert chain("fr", THERE, "de") == ("de", "en")


@given(st.text() | st.lists(st.sampled_from(["de", "pt", "-", ";q=", ",", "0.5", "*"])).map("".join))
def test_there_is_always_english_at_the_end(preferred: str) -> None:
    found = chain(preferred, THERE, "en")
    assert found[-1] == "en" or "en" in found
    assert set(found) <= THERE
