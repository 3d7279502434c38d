"""The two words of a message."""

from itertools import combinations, pairwise

from helpdesk_tui.desk.phrase import WORDS, new_phrase


class Wheel:
    """Randomness that gives the numbers it was given."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = list(numbers)

    def token(self, bytes_: int) -> str:
        raise AssertionError

    def base32(self, bytes_: int) -> str:
        raise AssertionError

    def below(self, limit: int) -> int:
        number = self.numbers.pop(0)
        return limit - 1 if number == -1 else number


def _distance(one: str, other: str) -> int:
    """Letters to change, add or drop (Levenshtein)."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        previous, row[0] = row[0], index
        for place, against in enumerate(other, 1):
            previous, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, previous + (letter != against)),
            )
    return row[-1]


def test_there_are_enough_words_and_each_is_short_and_plain() -> None:
    assert len(set(WORDS)) == len(WORDS) >= 256
    assert all(word.isascii() and word.isalpha() and word.islower() and 4 <= len(word) <= 8 for word in WORDS)
    assert all(one < other for one, other in pairwise(WORDS))


def test_no_word_is_taken_for_another_on_a_bad_line() -> None:
    assert len({word[:3] for word in WORDS}) == len(WORDS)
    assert len({word[-4:] for word in WORDS}) == len(WORDS)
    for one, other in combinations(WORDS, 2):
        assert _distance(one, other) >= 3, (one, other)


def test_a_phrase_is_two_different_words_and_every_word_can_come_second() -> None:
    assert new_phrase(Wheel(0, 0)) == f"{WORDS[0]} {WORDS[1]}"
    assert new_phrase(Wheel(1, 0)) == f"{WORDS[1]} {WORDS[0]}"
    assert new_phrase(Wheel(0, -1)) == f"{WORDS[0]} {WORDS[-1]}"
    assert new_phrase(Wheel(-1, -1)) == f"{WORDS[-1]} {WORDS[-2]}"
    drawn = {new_phrase(Wheel(5, second)) for second in range(len(WORDS) - 1)}
    assert len(drawn) == len(WORDS) - 1
    assert f"{WORDS[5]} {WORDS[5]}" not in drawn
