"""What a terminal sends becomes keys, clean pastes, or nothing: no error, and no text from a sequence."""

import time
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.message import Message
from tui.bytes_of_terminals import chances, how_many, random_bytes

from helpdesk_tui.tui.key_sequences import MOST_PASTED, MOST_SECONDS, PATIENCE
from helpdesk_tui.tui.terminal_input import TerminalInput


def shown(found: Iterable[Message]) -> list[str]:
    """Each event in a word: the key's name, or the paste in brackets."""
    return [
        f"[{each.text}]" if isinstance(each, events.Paste) else getattr(each, "key", "") for each in found
    ]


def keys(*chunks: bytes, apart: float = 0.0) -> list[str]:
    """What comes of the chunks, each so many seconds after the one before, and of a pause at the end."""
    read, now, found = TerminalInput(), 100.0, []
    for chunk in chunks:
        found += read.feed(chunk, now)
        now += apart
    found += read.look(now + PATIENCE)
    return shown(found)


@pytest.mark.parametrize(
    ("sent", "means"),
    [
        (b"a\xc3\xbc\r", ["a", "ü", "enter"]),
        (b"\x1b[A\x1bOP\x1b[21~\x1b[Z", ["up", "f1", "f10", "shift+tab"]),
        (b"\x1b[[A\x1b[[E", ["f1", "f5"]),  # the Linux console
        (b"\x1b", ["escape"]),
        (b"\x1b\x1b[A", ["escape", "up"]),
        (b"\x9b21~\x8fP", ["f10", "f1"]),  # a VT220 in its eight-bit mode
        ("\u009b21~".encode(), ["f10"]),
        (b"\x1b[97;5u", ["ctrl+a"]),  # the kitty protocol
        (b"\x03\x1f\x7f", ["ctrl+c", "ctrl+underscore", "backspace"]),
    ],
)
def test_known_keys_are_keys(sent: bytes, means: list[str]) -> None:
    assert keys(sent) == means
    assert keys(*[bytes((each,)) for each in sent]) == means, "a slow line brings one byte at a time"


@pytest.mark.parametrize(
    "sent",
    [
        b"\x1b[1114112;1u", b"\x1b[1114112~", b"\x1b[97;;1114112u",  # beyond Unicode
        b"\x1b[97;1:3u", b"\x1b[97:65;2u", b"\x1b[:u", b"\x1b[99999999999C", b"\x1b[" + b"9" * 25 + b"u",
        b"\x1b[55296u", b"\x1b[1u", b"\x1b[114~",  # a surrogate, a control character, no key
        b"\x1b[25~", b"\x1b[34~",  # Shift and F keys of some terminals: control characters as names
        b"\x1b1", b"\x1b7",  # Alt and a digit
        b"\x1b[N", b"\x1b[T", b"\x1b[X", b"\x1b[G", b"\x1b[?62;22c", b"\x1b[>1;10;0c", b"\x1b[?0u",
        b"\x1b]11;rgb:0000/0000/0000\x07", b"\x1b]11;rgb:0000/0000/0000\x1b\\", b"\x1bP>|XTerm(380)\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\", b"\x1b^x\x1b\\", b"\x1bXx\x1b\\",
        b"\x1b[48;24;80;0;0t", b"\x1b[48;24;80;480;640t", b"\x1b[?2048;1$y", b"\x1b[12;40R",
        b"\x1b[M \xe4\xc3", b"\x1b[Mq!\xff", b"\x1b[32;10;10M",  # mouse reports of old
        b"\x1b[<0;99999999;1M", b"\x1b[" + b"1;" * 400 + b"m", b"\x1b[201~",
        "\u202e\u2066\u200b\u00ad\ue000\ufdd0\u0085".encode(), b"\xef\xbf\xbe",
    ],
)  # fmt: skip
def test_what_is_no_key_is_swallowed_whole_and_the_next_key_counts(sent: bytes) -> None:
    assert keys(sent + b"ada\r") == ["a", "d", "a", "enter"]
    # ESC and the sign of a string come together; a finger is slower, and means two keys
    assert keys(sent[:2], *[bytes((each,)) for each in sent[2:]], b"ada\r") == ["a", "d", "a", "enter"]


@pytest.mark.parametrize("sent", [b"m\xfcller", b"m\xe4\xf6ller", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80"])
def test_bytes_that_are_not_utf8_are_replaced(sent: bytes) -> None:
    found = keys(sent)
    assert "replacement_character" in found
    assert "replacement_character" not in keys(sent + b"\x1b[A\r")[-2:]
    assert keys(sent + b"\x1b[A\r")[-2:] == ["up", "enter"]


@pytest.mark.parametrize(
    "begun", [b"\x1b[", b"\x1b[1;", b"\x1bO", b"\x1b]0;title", b"\x1bP1", b"\x1b[M", b"\x1b[M!"]
)
def test_half_a_sequence_is_given_up_after_a_moment(begun: bytes) -> None:
    assert keys(begun, b"ada", apart=PATIENCE) == ["a", "d", "a"]
    assert keys(begun + b"\r")[-1] == "enter", "Enter is never part of one"
    assert keys(begun + b"\x1b[A") == ["up"]


def test_esc_and_another_key_by_hand_are_two_keys() -> None:
    assert keys(b"\x1b", b"P", b"x", apart=0.1) == ["escape", "P", "x"]
    assert keys(b"\x1b", b"[21~", apart=0.2) == ["f10"], "a slow line tears no key apart"
    assert keys(b"\x1b", b"a", apart=PATIENCE) == ["escape", "a"]
    assert keys(b"\x1bq") == [], "Alt and a letter is no letter"


# --- pastes -----------------------------------------------------------------------------------------


def pasted(text: bytes) -> bytes:
    return b"\x1b[200~" + text + b"\x1b[201~"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ada\u202e\u2066byron\u200b".encode(), "adabyron"),
        (b"a\x1b[2Jb\x00c\x07\x9b1m\x7f", "a[2Jbc\ufffd1m"),
        ("a\u009bb\ud800".encode("utf-8", "surrogatepass"), "ab\ufffd\ufffd\ufffd"),
        (b"two  blanks\tand\r\nlines\r", "two  blanks and\nlines\n"),
        (b"M\xfcller", "M\ufffdller"),
        (b"cut in a sign \xc3", "cut in a sign \ufffd"),
    ],
)
def test_a_paste_is_clean(text: bytes, kept: str) -> None:
    assert keys(pasted(text) + b"\r") == [f"[{kept}]", "enter"]
    assert keys(*[bytes((each,)) for each in pasted(text)]) == [f"[{kept}]"]


def test_a_paste_that_never_closes_ends_and_keys_are_keys_again() -> None:
    read = TerminalInput()
    assert read.feed(b"\x1b[200~ada", 10.0) == []
    assert read.feed(b"\x1b[21~", 11.0) == []
    assert shown(read.look(10.0 + MOST_SECONDS)) == ["[ada[21~]"]
    assert shown(read.feed(b"\x1b[21~", 12.1)) == ["f10"]


def test_lines_that_still_come_when_a_paste_has_taken_too_long_are_not_keys() -> None:
    read, now = TerminalInput(), 10.0
    found = read.feed(b"\x1b[200~first", now)
    for _ in range(30):
        now += 0.1
        found += read.feed(b"r\r", now)
    (only,) = shown(found)
    assert only.startswith("[firstr\nr\n")
    now += PATIENCE
    assert shown(read.feed(b"q", now)) == ["q"]


@pytest.mark.parametrize("more", [0, 1, 5, 6, 7, 200_000])
def test_a_paste_has_a_greatest_size(more: int) -> None:
    read = TerminalInput()
    (paste, key) = read.feed(pasted(b"x" * (MOST_PASTED + more)) + b"\r", 10.0)
    assert isinstance(paste, events.Paste)
    assert set(paste.text) <= set("x[201~")
    assert len(paste.text) <= MOST_PASTED
    assert shown([key]) == ["enter"]


# --- anything ---------------------------------------------------------------------------------------


def assert_sound(found: Iterable[Message]) -> None:
    for event in found:
        if isinstance(event, events.Key):
            assert event.key.isprintable(), repr(event)
            assert event.key
        elif isinstance(event, events.Paste):
            assert all(each == "\n" or each.isprintable() or each.isspace() for each in event.text)
        else:
            assert not isinstance(event, events.Resize)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=6), st.sampled_from([0.0, 0.1, 0.3, 1.0]))
def test_any_bytes_are_cut_into_sound_events_and_a_key_after_a_pause_counts(
    chunks: list[bytes], apart: float
) -> None:
    read, now = TerminalInput(), 10.0
    for chunk in chunks:
        assert_sound(read.feed(chunk, now))
        now += apart
    assert_sound(read.look(now + MOST_SECONDS))
    assert_sound(read.look(now + MOST_SECONDS + PATIENCE))
    assert not read.is_unfinished
    assert shown(read.feed(b"\x1b[21~", now + 10)) == ["f10"]


def test_many_strings_are_cut_in_bounded_time() -> None:
    randomness, read, now, began = chances(), TerminalInput(), 0.0, time.monotonic()
    strings = how_many(4_000)
    for _ in range(strings):
        now += randomness.choice([0.0, 0.01, 0.3, 3.0])
        assert_sound(read.feed(random_bytes(randomness), now))
    assert shown(read.feed(b"\x1b[21~", now + 10))[-1] == "f10"
    assert time.monotonic() - began < strings / 200
