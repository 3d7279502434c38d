"""Temporary passwords: made to the policy, weighed by Active Directory's rules, spelled aloud."""

import math
import string
from dataclasses import replace
from datetime import timedelta

import pytest
from desk.policies import DOMAIN_POLICY
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk import passwords
from helpdesk_tui.desk.account import PasswordPolicy
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.secret import Secret


class StuckChance(SystemChance):
    """Always the same number: always the same, too simple password."""

    def below(self, limit: int) -> int:
        return limit - limit


class ScriptedChance(SystemChance):
    """Draws these characters first, then really."""

    def __init__(self, text: str) -> None:
        self._left = list(text)

    def below(self, limit: int) -> int:
        if not self._left:
            return super().below(limit)
        alphabet = passwords._CHARACTERS if limit == len(passwords._CHARACTERS) else passwords._SEPARATORS
        return alphabet.index(self._left.pop(0))


def broken(text: str, *, login: str = "ada.byron", name: str = "Ada Byron", **policy: object) -> list[str]:
    found = passwords.check(Secret(text), replace(DOMAIN_POLICY, **policy), login, name)
    return [problem.code for problem in found]


policies = st.builds(
    PasswordPolicy,
    source=st.just("any"),
    min_length=st.integers(0, 255),
    complexity=st.booleans(),
    history=st.integers(0, 1024),
    min_age=st.timedeltas(timedelta(0), timedelta(days=998)),
    max_age=st.none() | st.timedeltas(timedelta(days=1), timedelta(days=999)),
    lockout_threshold=st.integers(0, 65535),
    lockout_duration=st.none() | st.timedeltas(timedelta(minutes=1), timedelta(days=1)),
    lockout_window=st.timedeltas(timedelta(minutes=1), timedelta(days=1)),
)


@given(
    policy=st.none() | policies,
    length=st.integers(1, 256),
    name=st.text(max_size=40),
    login=st.text(max_size=20),
)
def test_a_generated_password_passes_the_check_whatever_the_policy(policy, length, name, login):
    made = passwords.generate(policy, length, [name, login], SystemChance())
    assert passwords.check(made, policy, login, name) == ()
    text = made.reveal()
    known = policy.min_length if policy else passwords.UNKNOWN_LENGTH
    assert len(text) == max(length, known, passwords.SHORTEST_GENERATED)
    assert set(text) <= set(passwords.ALPHABET)


def test_a_generated_password_is_groups_of_four():
    text = passwords.generate(DOMAIN_POLICY, 15, [], SystemChance()).reveal()
    assert [len(group) for group in "".join(c if c.isalnum() else " " for c in text).split()] == [4, 4, 5]


def test_a_generated_password_has_fifteen_characters_whatever_is_asked_for():
    assert len(passwords.generate(DOMAIN_POLICY, 1, [], SystemChance()).reveal()) == 15


@pytest.mark.parametrize(
    ("policy", "lengths"),
    [(DOMAIN_POLICY, [15, 24, 32, 40, 48, 56, 64, 64]), (None, [24, 32, 40, 48, 56, 64, 64])],
    ids=["known", "unknown"],
)
def test_after_each_refusal_a_longer_one_is_offered(policy, lengths):
    made = [passwords.generate(policy, 15, [], SystemChance(), refused) for refused in range(len(lengths))]
    assert [len(each.reveal()) for each in made] == lengths


def test_what_policy_itself_makes_longer_is_never_made_shorter():
    assert len(passwords.generate(DOMAIN_POLICY, 100, [], SystemChance(), 3).reveal()) == 100


@pytest.mark.parametrize("length", range(1, 40))
def test_a_generated_password_neither_begins_nor_ends_with_a_symbol(length):
    text = passwords.generate(None, length, [], SystemChance()).reveal()
    assert text[0].isalnum()
    assert text[-1].isalnum()


def test_a_generated_password_has_seventy_bits():
    text = passwords.generate(None, 1, [], SystemChance()).reveal()
    symbols = sum(not character.isalnum() for character in text)
    bits = symbols * math.log2(len(passwords._SEPARATORS)) + (len(text) - symbols) * math.log2(
        len(passwords._CHARACTERS)
    )
    assert bits >= 70


def test_generated_passwords_differ():
    assert (
        len({passwords.generate(DOMAIN_POLICY, 14, [], SystemChance()).reveal() for _ in range(200)}) == 200
    )


def test_no_look_alike_is_in_the_alphabet():
    assert not set(passwords.ALPHABET) & set("O0oIl1|S5B8Z2'\"`")
    assert len(set(passwords.ALPHABET)) == len(passwords.ALPHABET)


def test_a_draw_that_is_too_simple_is_drawn_again():
    made = passwords.generate(None, 14, [], ScriptedChance("aaaa-bbbb-cccc"))
    assert made.reveal() != "aaaa-bbbb-cccc"


@pytest.mark.parametrize("names", [["Kate Moor"], ["kate"], ["X", "The-KATE_"]])
def test_a_draw_that_holds_a_name_is_drawn_again_even_without_complexity(names):
    policy = replace(DOMAIN_POLICY, complexity=False)
    made = passwords.generate(policy, 14, names, ScriptedChance("Kate-7mtw.Rxna"))
    assert "kate" not in made.reveal().casefold()


def test_the_draw_itself_is_used_when_nothing_is_against_it():
    made = passwords.generate(DOMAIN_POLICY, 14, ["Ada Byron"], ScriptedChance("Kfhq-7mtw.Rxnaq"))
    assert made.reveal() == "Kfhq-7mtw.Rxnaq"


@pytest.mark.parametrize(
    ("length", "randomness"), [(257, SystemChance()), (14, StuckChance())], ids=["too long", "never complex"]
)
def test_an_impossible_password_is_refused(length, randomness):
    with pytest.raises(Refused) as refused:
        passwords.generate(DOMAIN_POLICY, length, [], randomness)
    assert refused.value.problem.code == "password-generation"


@pytest.mark.parametrize(
    "text", ["Winter-Rain-41", "abcdefghiJ1", "ÄÖÜäöü1234", "пароль-Ответ", "密码密码密码密码aA"]
)
def test_a_good_password_breaks_nothing(text):
    assert broken(text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["password-too-short", "password-too-simple"]),
        ("aB3-56789", ["password-too-short"]),
        ("aB3-567890", []),
        ("aB3-" + "x" * 252, []),
        ("aB3-" + "x" * 253, ["password-too-long"]),
        ("aB3-" + "😀" * 127, ["password-too-long"]),  # two UTF-16 units each
        ("abcdefghij", ["password-too-simple"]),
        ("abcdefghi1", ["password-too-simple"]),
        ("abcde fghi1", ["password-too-simple"]),  # a space is of no class
        ("abcde€fghi1", ["password-too-simple"]),  # nor is a currency sign
        ("ab1٣٤٥٦٧٨٩", ["password-too-simple"]),  # nor are foreign digits
        ("my-Byron-77", ["password-has-name"]),
        ("my-bYRON-77", ["password-has-name"]),
        ("x-ADA.byron-7", ["password-has-name"]),
        ("aB3-5678\x1b90", ["password-characters"]),
        ("aB3-5678\u200b90", ["password-characters"]),
        ("aB3-5678\u00a090", ["password-characters"]),
        ("aB3-5678\ue00090", ["password-characters"]),
        ("aB3-5678e\u0301", ["password-characters"]),  # decomposed é
        ("ada", ["password-too-short", "password-too-simple", "password-has-name"]),
    ],
)
def test_all_broken_rules_are_said_at_once(text, codes):
    assert broken(text) == codes


@pytest.mark.parametrize(
    ("login", "name", "codes"),
    [
        ("ra", "Wi In", []),  # shorter than three characters: not looked for
        ("rai", "", ["password-has-name"]),
        ("", "Rain", ["password-has-name"]),
        ("", "Mc#Rain\tX", ["password-has-name"]),
        ("", "rain_water", ["password-has-name"]),
        ("", "Rain.Li", ["password-has-name"]),
        ("", "Li,Winter", ["password-has-name"]),
        ("", "Winterrain", []),
        ("winter.rain", "", []),  # the login counts as a whole only
        ("", "", []),
        ("", "WİNTER", []),
    ],
)
def test_names_are_looked_for_by_their_parts(login, name, codes):
    assert broken("Winter-Rain-41", login=login, name=name) == codes


def test_without_complexity_only_length_and_characters_count():
    assert broken("ada-byron-ada", complexity=False) == []
    assert broken("ada", complexity=False) == ["password-too-short"]


def test_an_unknown_policy_leaves_what_no_directory_takes():
    found = passwords.check(Secret("ada"), None, "ada", "Ada")
    assert found == ()
    assert [p.code for p in passwords.check(Secret(""), None, "ada", "Ada")] == ["password-too-short"]
    assert [p.code for p in passwords.check(Secret("\n"), None, "", "")] == ["password-characters"]


def test_a_problem_never_holds_the_password():
    found = passwords.check(Secret("ada-canary\x1b" + "x" * 300), DOMAIN_POLICY, "ada", "Ada")
    assert found
    assert "canary" not in repr(found)


def test_every_ascii_character_has_words_of_its_own():
    spelled = passwords.spell(Secret(string.printable[:95]))
    assert [character for character, _ in spelled] == list(string.printable[:95])
    words = [word for _, word in spelled]
    assert len(set(words)) == 95
    assert all(word.replace(" ", "").replace("-", "").isalpha() for word in words)


def test_spelling_says_capitals_digits_and_symbols():
    assert passwords.spell(Secret("Kq-7.+=")) == (
        ("K", "capital kilo"),
        ("q", "quebec"),
        ("-", "hyphen"),
        ("7", "seven"),
        (".", "full stop"),
        ("+", "plus"),
        ("=", "equals"),
    )


@given(st.characters())
def test_whatever_is_spelled_has_words_that_are_safe_to_show(character):
    ((_, words),) = passwords.spell(Secret(character))
    assert words
    assert words.isascii()
    assert words.isprintable()


def test_spelling_names_foreign_letters():
    assert passwords.spell(Secret("é"))[0] == ("é", "latin small letter e with acute")


@pytest.mark.parametrize(
    ("text", "counts_bytes", "expected"),
    [
        ("Abcdefgh-1234567", False, []),  # sixteen
        ("Abcdefgh-12345678", False, ["password-too-long"]),
        ("Åäöåäö-1", False, []),
        ("Åäöåäöåäö-1", True, ["password-too-long"]),  # eleven characters are twenty bytes
    ],
)
def test_a_policys_own_longest_counts_as_the_directory_counts(text, counts_bytes, expected):
    policy = replace(DOMAIN_POLICY, min_length=1, max_length=16, complexity=False, counts_bytes=counts_bytes)
    assert [each.code for each in passwords.check(Secret(text), policy, "", "")] == expected


def test_a_password_longer_than_the_directory_takes_is_not_generated():
    short = replace(DOMAIN_POLICY, min_length=8, max_length=14)
    with pytest.raises(Refused) as caught:
        passwords.generate(short, 15, (), SystemChance())
    assert caught.value.problem.code == "password-generation"
