"""Passwords of words: as hard to guess as those of characters, within each policy, said word by word."""

import math
import re
from dataclasses import replace

import pytest
from desk.policies import DOMAIN_POLICY, lenient
from hypothesis import given, settings
from hypothesis import strategies as st
from writing import FULL_RESET

from helpdesk_tui import word_list
from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk import password_words, passwords
from helpdesk_tui.desk.account import Quality
from helpdesk_tui.desk.banned import Banned, BannedMode
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.password_words import FEWEST_BITS, WORD_LISTS, needed
from helpdesk_tui.desk.policy import PasswordForm, PasswordRules
from helpdesk_tui.secret import Secret

ENGLISH = word_list.load("en")
CHANCE = SystemChance()


def made(asked, count=6, *names, listed=ENGLISH, **more) -> str | None:
    found = password_words.generate(asked, listed, count, names, CHANCE, **more)
    return found and found.reveal()


@pytest.mark.parametrize("language", sorted(WORD_LISTS))
def test_each_list_gives_passwords_that_are_hard_enough_and_can_be_typed_anywhere(language) -> None:
    listed = word_list.load(language)
    assert len(set(listed)) == len(listed)
    assert all(word.isascii() and word.islower() and word.isalpha() for word in listed)
    text = made(DOMAIN_POLICY, 5, listed=listed)
    assert len(text.split("-")) * math.log2(len(listed)) >= FEWEST_BITS


def test_every_language_that_may_be_named_has_a_list() -> None:
    assert set(word_list.LANGUAGES) == WORD_LISTS


def test_shorter_lists_take_more_words() -> None:
    assert [needed(count) for count in (100_000, 7772, 1296, 1024)] == [5, 6, 8, 8]


def test_as_many_words_as_policy_says_and_one_more_after_each_refusal() -> None:
    assert [len(made(DOMAIN_POLICY, 8, refused=count).split("-")) for count in range(3)] == [8, 9, 10]


def test_every_draw_is_from_the_whole_list() -> None:
    """By the chance that is given, and nothing else."""
    asked = []

    class Counting:
        def below(self, end: int) -> int:
            asked.append(end)
            return len(asked)

    password_words.generate(DOMAIN_POLICY, ENGLISH, 6, (), Counting())
    assert asked == [len(ENGLISH)] * 6


@settings(max_examples=60, deadline=None)
@given(
    shortest=st.integers(0, 70),
    quality=st.builds(
        Quality,
        digits=st.integers(0, 4),
        capitals=st.integers(0, 4),
        small_letters=st.integers(0, 9),
        symbols=st.integers(0, 4),
        kinds=st.integers(0, 4),
        same=st.sampled_from([0, 2, 3]),
    ),
)
def test_what_is_made_meets_the_policy(shortest, quality) -> None:
    asked = replace(DOMAIN_POLICY, min_length=shortest, quality=quality)
    text = made(asked, 6, "ada.byron", "Ada Byron")
    assert text is not None
    assert passwords.check(Secret(text), asked, "ada.byron", "Ada Byron") == ()


@pytest.mark.parametrize(
    "limits", [{"max_length": 20}, {"quality": Quality(same_kind=2)}, {"quality": Quality(beyond_ascii=1)}]
)
def test_where_no_words_meet_the_policy_there_are_none(limits) -> None:
    assert made(replace(DOMAIN_POLICY, **limits)) is None


def test_no_name_and_no_banned_word_is_in_it() -> None:
    few = tuple(word for word in ENGLISH if "ann" in word)[:20]
    assert made(DOMAIN_POLICY, 6, "ann", listed=few) is None
    assert made(DOMAIN_POLICY, listed=("contoso",), is_banned=lambda text: "contoso" in text.lower()) is None


def test_it_is_said_a_word_at_a_time() -> None:
    assert passwords.spell(Secret("Correct-horse-battery-staple-orbit-tundra-47")) == (
        ("", "correct, with a capital"),
        ("-", "hyphen, then horse"),
        ("-", "hyphen, then battery"),
        ("-", "hyphen, then staple"),
        ("-", "hyphen, then orbit"),
        ("-", "hyphen, then tundra"),
        ("-", "hyphen, then four"),
        ("", "seven"),
    )


@pytest.mark.parametrize("language", sorted(WORD_LISTS))
@pytest.mark.parametrize("quality", [Quality(), Quality(digits=3, capitals=3)])
def test_each_that_is_made_is_said_so(language, quality) -> None:
    listed = word_list.load(language)
    for _ in range(50):
        text = made(replace(DOMAIN_POLICY, quality=quality), listed=listed)
        assert len(passwords.spell(Secret(text))) == len(re.findall(r"[A-Za-z]+|[0-9]", text))


def test_one_of_characters_is_said_sign_by_sign() -> None:
    assert passwords.spell(Secret("Kfhq-7mtw"))[0] == ("K", "capital kilo")


class TestAReset:
    def rules(self, **more):
        return lenient(passwords=PasswordRules(form=PasswordForm.WORDS, **more))

    def reset(self, world, policy) -> str:
        way_in = replace(world.sign_in_with(policy=policy), words=lambda: ENGLISH)
        desk = way_in.sign_in("dana", Secret("right"))
        clearance = world.clear(world.sign_in(policy=policy), world.register_app())
        return desk.actions.perform(clearance.id, FULL_RESET).password.reveal()

    def test_sets_words_where_policy_wants_them(self, world) -> None:
        text = self.reset(world, self.rules())
        assert len(text.split("-")) == 6
        assert all(word.lower() in ENGLISH for word in text.split("-"))

    def test_sets_characters_where_the_account_takes_no_words(self, world) -> None:
        world.change_ada(policy=replace(world.ada.policy, max_length=20))
        assert len(self.reset(world, self.rules())) == 15

    def test_asks_whether_it_is_banned(self, world, monkeypatch) -> None:
        monkeypatch.setattr(Banned, "is_too_weak", lambda *_, **__: True)
        banned = Banned(frozenset({"contoso"}))
        assert len(self.reset(world, self.rules(banned_mode=BannedMode.ENFORCED, banned=banned))) == 15


class TestAList:
    def test_of_ones_own_is_a_word_a_line(self, tmp_path) -> None:
        words = [
            a + b + c + d for a in "bdfgklmnprst" for b in "aeiou" for c in "bdfgklmnprst" for d in "aeiou"
        ]
        file = tmp_path / "words"
        file.write_text("\n".join([*words, words[0], "Zürich", "no good", "x", "toolongaword", ""]))
        assert word_list.load(str(file)) == tuple(words)

    @pytest.mark.parametrize("content", [b"", b"one\ntwo\n", b"\xff\xfe\x00", b"word\n" * 1_000_000])
    def test_that_is_none_is_refused(self, tmp_path, content) -> None:
        (tmp_path / "words").write_bytes(content)
        with pytest.raises(ConfigError) as caught:
            word_list.load(str(tmp_path / "words"))
        assert caught.value.problem.code == "word-list"

    @pytest.mark.parametrize("path", ["/nonexistent/words", "/"])
    def test_that_cannot_be_read_is_refused(self, path) -> None:
        with pytest.raises(ConfigError):
            word_list.load(path)
