"""The section of keys, from its text to what the full screen is told."""

from pathlib import Path

import pytest

from helpdesk_tui import config
from helpdesk_tui.compose.greeting import greeting_of
from helpdesk_tui.config.explained import explain
from helpdesk_tui.config.shown import settings
from helpdesk_tui.desk.errors import ConfigError

BASE = '[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Desk"]\n'


def parsed(keys: str) -> config.Config:
    return config.parse(f"{BASE}[keys]\n{keys}\n", Path("/c.toml"))


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("", {}),
        ('card.reset = "j"', {"card.reset": "j"}),
        ('"card.reset" = "J"', {"card.reset": "J"}),
        ('help = "Ctrl+B"\nquit = "F11"', {"help": "ctrl+b", "quit": "f11"}),
        ('card = { reset = "u", unlock = "r" }', {"card.reset": "u", "card.unlock": "r"}),
    ],
)
def test_the_full_screen_gets_the_keys_that_are_chosen(text: str, chosen: dict[str, str]):
    assert greeting_of(parsed(text), {}).keys == chosen


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('card.rset = "j"', "line 6: [keys] card.rset: there is no such key; did you mean card.reset?"),
        (
            'help = "F9"',
            "line 6: [keys] help: F9 is already sign-out there: choose another one, or give sign-out",
        ),
        ('quit = "q"', "line 6: [keys] quit: must be F1 to F12, or Ctrl and one of"),
        ("card.reset = 5", "line 6: [keys] card.reset: must be text in quotes"),
        ('card.reset.more = "j"', "line 6: [keys] card.reset: must be text in quotes"),
        ('"x\\u001b[31m" = "j"', "[keys] x[31m: there is no such key"),
        ('a."b\\u202e" = "j"', "there is no such key"),
        ("\n".join(f'k{each} = "j"' for each in range(600)), "names more keys than there are"),
    ],
)
def test_what_cannot_be_chosen_is_said_with_its_line_and_what_to_do(text: str, says: str):
    with pytest.raises(ConfigError) as refused:
        parsed(text)
    assert says in refused.value.problem.cause
    assert "\x1b" not in refused.value.problem.cause


def test_keys_that_are_no_section_are_said_to_be_one():
    with pytest.raises(ConfigError) as refused:
        config.parse(f'keys = "x"\n{BASE}', Path("/c.toml"))
    assert "must be a section" in refused.value.problem.cause


def test_each_is_shown_with_its_line_and_explained():
    found = {
        each.key: (each.value, each.origin)
        for each in settings(parsed('card.reset = "j"\n"help" = "Ctrl+B"'))
    }
    assert found["keys.card.reset"] == ('"j"', "line 6")
    assert found["keys.help"] == ('"ctrl+b"', "line 7")
    assert explain("[keys] card.reset").default == '"r"'
    assert "F1 to F12" in explain("keys.help").allowed
