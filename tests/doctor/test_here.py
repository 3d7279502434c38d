"""The terminal and the keyring."""

from functools import partial

import pytest
from doctor.conftest import Configured, levels, looked, trouble

from helpdesk_tui.compose.doctor.here import Computer, look_at_keyring, look_at_terminal

GOOD = {"TERM": "xterm-256color"}


def terminal(environ=GOOD, size=(80, 24), encoding="utf-8"):
    return looked(partial(look_at_terminal, environ, Computer(lambda: size, encoding)))


def test_a_good_terminal_is_fine():
    found = terminal()
    assert levels(found) == ["ok", "ok", "ok"]
    assert "256" in found[2].said


@pytest.mark.parametrize("size", [(79, 24), (80, 19)])
def test_one_that_is_too_small_is_told(size):
    assert f"{size[0]} columns and {size[1]} lines" in trouble(terminal(size=size)).said


def test_another_encoding_is_told():
    assert "latin-1" in trouble(terminal(encoding="latin-1")).said


@pytest.mark.parametrize("environ", [{}, {"TERM": "dumb"}])
def test_a_terminal_that_nobody_named_is_told(environ):
    assert "TERM" in trouble(terminal(environ)).said


def test_no_colours_are_no_fault():
    assert levels(terminal({**GOOD, "NO_COLOR": "1"})) == ["ok", "ok", "ok"]


def test_without_a_terminal_nothing_is_said_of_one():
    assert levels(terminal(size=None)) == ["skipped"]


def test_a_keyring_that_nothing_needs_may_be_closed(configured: Configured):
    assert levels(looked(partial(look_at_keyring, configured(), Computer(open_keyring=lambda: None)))) == [
        "skipped"
    ]


@pytest.mark.parametrize(
    ("rest", "setting"),
    [
        ('[store]\nkey = "keyring"', "[store] key"),
        (
            '[mail]\nserver = "smtp://mail.example.com"\nsender = "d@example.com"\nlogin = "d"\n'
            'password = "keyring"',
            "[mail] password",
        ),
        ('[radius]\nservers = ["r.example.com"]\nsecret = "keyring"', "[radius] secret"),
    ],
)
def test_a_closed_keyring_that_is_needed_fails_by_the_setting(
    configured: Configured, rest: str, setting: str
):
    found = trouble(looked(partial(look_at_keyring, configured(rest), Computer(open_keyring=lambda: None))))
    assert (found.level, setting in found.said) == ("failed", True)


def test_an_open_one_is_fine(configured: Configured):
    assert levels(looked(partial(look_at_keyring, configured(), Computer(open_keyring=object)))) == ["ok"]
