"""Answers to security questions: which are the same, and which are none."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk.answers import checked_answers, normalised_answer, problems_of_answers
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.secret import Secret

PAIRS = (
    ("What was the name of your first teacher?", "Frau Schröder"),
    ("In which street did you live?", "Elm Road 12"),
    ("What was your first dish?", "Борщ"),
)


def pairs(*changed: tuple[str, str]) -> tuple[tuple[str, Secret], ...]:
    """The usual three, the first ones changed."""
    return tuple((question, Secret(answer)) for question, answer in (*changed, *PAIRS[len(changed) :]))


def refusal(*changed: tuple[str, str]) -> str:
    with pytest.raises(Refused) as refused:
        checked_answers(pairs(*changed), 3)
    said = f"{refused.value.problem}{refused.value.problem.detail}"
    assert all(len(answer) < 3 or answer not in said for _, answer in changed)
    return refused.value.problem.code


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("  Frau   SCHRÖDER. ", "frau schröder"),
        ("Frau\tSchro\u0308der\n", "frau schröder"),
        ("STRASSE", "Straße"),
        ("ＥＬＭ　ＲＯＡＤ", "elm road"),
        ("«Elm Road»!", "elm road"),
        ("ελμσς", "ΕΛΜΣΣ"),
        ("東京タワー", "東京ﾀﾜｰ"),
        ("o\u200bk\u202ey\u0000es", "okyes"),
    ],
)
def test_the_same_answer_in_other_clothes(typed: str, same: str) -> None:
    assert normalised_answer(typed) == normalised_answer(same)


@pytest.mark.parametrize(
    ("one", "other"), [("elm road", "elmroad"), ("o'neil", "oneil"), ("café", "cafe"), ("12", "21")]
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert normalised_answer(one) != normalised_answer(other)


@given(st.text(max_size=60))
def test_an_answer_is_compared_in_one_form_only(text: str) -> None:
    once = normalised_answer(text)
    assert normalised_answer(once) == once
    assert normalised_answer(f"  ({text})\n") == once
    assert normalised_answer(unicodedata.normalize("NFD", text)) == once
    assert once == " ".join(once.split())


def test_questions_come_back_cleaned_with_their_answers_normalised() -> None:
    checked = checked_answers(pairs(("  What\x1b[31m was  it? ", " A Kite. ")), 3)
    assert checked[0] == ("What[31m was it?", Secret("a kite"))
    assert [answer.reveal() for _, answer in checked[1:]] == ["elm road 12", "борщ"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ((("", "a kite"),), "question-length"),
        ((("?!", "a kite"),), "question-length"),
        ((("x" * 201, "a kite"),), "question-length"),
        ((("What?", "..ab.."),), "answer-length"),
        ((("What?", "a" * 41),), "answer-length"),
        ((("What?", "ﷺ" * 300),), "answer-length"),
        ((("What was your first kite called?", "Kite!"),), "answer-in-question"),
        ((("What was it?", "a kite"), ("what WAS it", "a plane")), "question-twice"),
        ((("What was it?", "a kite"), ("Where was it?", "A  KITE")), "answer-twice"),
    ],
)
def test_what_is_no_question_or_no_answer_is_refused(changed: tuple[tuple[str, str], ...], code: str) -> None:
    assert refusal(*changed) == code


def test_the_longest_and_the_shortest_are_taken() -> None:
    assert checked_answers(pairs(("x" * 200, "a" * 40), ("What?", "abc")), 3)


def test_too_few_and_too_many_are_refused() -> None:
    for needed in (2, 4):
        with pytest.raises(Refused) as refused:
            checked_answers(pairs(), needed)
        assert refused.value.problem.code == "questions-count"


def test_every_row_is_told_what_is_wrong_with_it_the_first_thing_only() -> None:
    found = problems_of_answers(
        (
            ("What was it?", Secret("ab")),
            ("Where was it?", Secret("there")),
            ("what WAS it", Secret("there")),
            ("Whose kite was it?", Secret("kite")),
        )
    )
    assert {number: why.code for number, why in found.items()} == {
        1: "answer-length",
        3: "question-twice",
        4: "answer-in-question",
    }
