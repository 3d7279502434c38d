"""What a policy asks of a password beside its length: found to be lacking, and met by what is generated."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk import passwords
from helpdesk_tui.desk.account import ANY_QUALITY, PasswordPolicy, Quality
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.password_quality import lacking
from helpdesk_tui.secret import Secret

POLICY = PasswordPolicy(
    source="server policy",
    min_length=8,
    complexity=False,
    history=3,
    min_age=timedelta(0),
    max_age=None,
    lockout_threshold=5,
    lockout_duration=None,
    lockout_window=timedelta(minutes=15),
)


def lacks(text: str, quality: Quality, *names: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.cause) for problem in lacking(text, quality, names)]


@pytest.mark.parametrize(
    ("quality", "good", "bad", "code"),
    [
        (Quality(digits=2), "a1b2", "a1bc", "password-lacks"),
        (Quality(letters=3), "aBc1", "ab12", "password-lacks"),
        (Quality(capitals=2), "ABb1", "AÅb1", "password-lacks"),
        (Quality(small_letters=2), "abB1", "aéB1", "password-lacks"),
        (Quality(symbols=2), "a-b.", "a-bc", "password-lacks"),
        (Quality(beyond_ascii=1), "ab€c", "ab-c", "password-lacks"),
        (Quality(kinds=3), "aB1x", "ab1x", "password-lacks"),
        (Quality(same=2), "aabb", "aaab", "password-repeats"),
        (Quality(sequence=3), "abc.321", "abcd", "password-pattern"),
        (Quality(sequence=3), "abc.dcb", "4321", "password-pattern"),
        (Quality(same_kind=3), "abc1de", "abcd1", "password-pattern"),
        (Quality(not_backwards=True), "abca", "abba", "password-pattern"),
        (Quality(name_part=3), "an-adb-x", "x-DA-b", "password-has-name"),
    ],
)
def test_each_rule_is_held_and_told(quality: Quality, good: str, bad: str, code: str) -> None:
    names = ("ada byron",) if code != "password-has-name" else ("Quentin", "da-b")
    assert lacks(good, quality, *names) == []
    assert [found for found, _ in lacks(bad, quality, *names)] == [code]


def test_what_is_lacking_is_said_in_words_and_all_at_once() -> None:
    told = [words for _, words in lacks("aaaa", Quality(digits=2, capitals=1, same=2))]
    assert told == [
        "The password needs at least 2 digits.",
        "The password needs at least 1 capital letters.",
        "The password has the same character more than 2 times in a row.",
    ]


def test_a_typed_password_is_weighed_by_it() -> None:
    policy = replace(POLICY, quality=Quality(digits=3))
    found = passwords.check(Secret("long-enough-1"), policy, "ada.byron", "Ada Byron")
    assert [problem.code for problem in found] == ["password-lacks"]


qualities = st.builds(
    Quality,
    digits=st.integers(0, 9),
    letters=st.integers(0, 30),
    capitals=st.integers(0, 9),
    small_letters=st.integers(0, 9),
    symbols=st.integers(0, 9),
    kinds=st.integers(0, 4),
    same=st.integers(1, 5) | st.just(0),
    sequence=st.integers(2, 5) | st.just(0),
    same_kind=st.integers(3, 6) | st.just(0),
    name_part=st.integers(3, 8) | st.just(0),
    not_backwards=st.booleans(),
)


@given(quality=qualities, name=st.sampled_from(["Ada Byron", "李小龙", "Jörg"]), length=st.integers(1, 40))
def test_a_generated_password_meets_it(quality: Quality, name: str, length: int) -> None:
    # A row of one kind is broken by the symbols: one that is to hold many of a kind finds its places.
    demands = quality.digits + quality.capitals + quality.small_letters + quality.letters
    quality = replace(quality, same_kind=0) if demands > 12 else quality
    policy = replace(POLICY, quality=quality)
    made = passwords.generate(policy, length, ["ada.byron", name], SystemChance())
    assert passwords.check(made, policy, "ada.byron", name) == ()
    assert len(made.reveal()) >= max(length, passwords.SHORTEST_GENERATED)


def test_what_cannot_be_generated_is_refused_and_not_made_weaker() -> None:
    policy = replace(POLICY, quality=Quality(beyond_ascii=1))
    with pytest.raises(Refused) as caught:
        passwords.generate(policy, 15, [], SystemChance())
    assert caught.value.problem.code == "password-generation"


def test_no_rule_is_no_matter() -> None:
    assert lacks("", ANY_QUALITY, "", "a") == []
    assert all(not getattr(ANY_QUALITY, field.name) for field in fields(Quality))
