"""Passwords that everybody would guess: what each is worth, in points."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk.banned import LEAST_POINTS, MOST_TERMS, Banned, BannedMode, normal
from helpdesk_tui.desk.policy import DeskPolicy, PasswordRules
from helpdesk_tui.desk.policy_words import sentences

ENTRAS = Banned(frozenset({"Contoso", "blank", "abcdef"}))
WORDS = st.text(string.ascii_lowercase + "01$@", min_size=4, max_size=16)


@pytest.mark.parametrize(
    ("password", "points"),
    [
        ("C0ntos0Blank12", 4),  # the two words, and 1 and 2
        ("ContoS0Bl@nkf9!", 5),
        ("abcdeg", 1),  # one letter wrong
        ("abcde", 1),  # missing
        ("abcdefg", 2),  # exact goes before: the word, and g
        ("abxcdef", 1),  # too many
        ("abcdxx", 6),
        ("contosocontoso", 2),
        ("CONTOSO", 1),
        ("xyz", 3),
        ("", 0),
        ("C\u00f4ntoso", 1),
    ],
)
def test_a_word_is_worth_one_letter(password: str, points: int) -> None:
    assert ENTRAS.points(password) == points


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("Lovelace-88-tree", True),
        ("l0vel@ce-88-tree", True),
        ("Ada-88-tree-house", False),  # three letters may be anything
        ("tree-house-88-boat", False),
        ("C0ntos0Blank12", True),
        ("four", True),
    ],
)
def test_who_the_person_is_counts_too(password: str, weak: bool) -> None:
    assert ENTRAS.is_too_weak(password, ("Ada", "Lovelace", "")) is weak


@given(WORDS, st.data())
def test_a_word_with_one_letter_changed_is_the_word(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    for changed in (
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
    ):
        assert Banned(frozenset({word})).points(changed) <= 1 + (len(changed) > len(word))


@given(st.text(max_size=40), st.frozensets(WORDS, max_size=5))
def test_no_password_is_worth_more_than_its_letters(password: str, terms: frozenset[str]) -> None:
    points = Banned(terms).points(password)
    assert points <= len(normal(password))
    assert Banned().points(password) == len(normal(password))


@pytest.mark.parametrize(
    ("mode", "said"),
    [(BannedMode.ENFORCED, "is refused"), (BannedMode.AUDIT, "is remarked"), (BannedMode.OFF, "")],
)
def test_a_policy_that_is_read_back_says_it(mode: BannedMode, said: str) -> None:
    rules = PasswordRules(banned_mode=mode, banned=ENTRAS)
    told = [
        each
        for each in sentences(DeskPolicy(passwords=rules), frozenset(), elevated=False)
        if "built on" in each
    ]
    assert bool(told) is bool(said)
    assert all("one of 3 words" in each and said in each for each in told)


def test_a_thousand_words_are_looked_for() -> None:
    banned = Banned(frozenset(f"word{number}x" for number in range(MOST_TERMS)))
    assert banned.points("Word999x-and-more") == 10
    assert LEAST_POINTS == 5
