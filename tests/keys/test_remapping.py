"""Which keys may be chosen, and what is said of those that may not."""

import pytest

from helpdesk_tui.keys.registry import KEYS, REGISTERED
from helpdesk_tui.keys.remapping import display, ids, key_of, may_be, meet, mistakes, named, remappable


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"card.reset": "j"},
        {"card.reset": "J", "card.unlock": "j"},
        {"card.reset": "u", "card.unlock": "r"},
        {"card.reset": "F2"},
        {"help": "Ctrl+B", "quit": "f11"},
        {"search.more": "f7", "search.approvals": "f6"},
        {"list.sort": "o"},
        {"card.reset": "a", "methods.add": "a"},
    ],
)
def test_what_may_be_chosen(chosen: dict[str, str]) -> None:
    assert dict(mistakes(chosen)) == {}


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"card.rset": "j"}, "did you mean card.reset?"),
        ({"nothing like it at all": "j"}, "docs/keys.md lists them"),
        ({"back": "x"}, "stays on its key"),
        ({"card.change-methods": "x"}, "there is no such key"),
        ({"help": "x"}, "must be F1 to F12, or Ctrl and one of"),
        ({"card.reset": "5"}, "must be a letter, F1 to F12, or Ctrl and one of"),
        ({"card.reset": ""}, "must be a letter"),
        ({"card.reset": "ab"}, "must be a letter"),
        ({"card.reset": "j,x"}, "must be a letter"),
        ({"card.reset": "ä"}, "must be a letter"),
        ({"card.reset": "f13"}, "must be a letter"),
        ({"card.reset": "enter"}, "must be a letter"),
        ({"card.reset": "alt+x"}, "must be a letter"),
        *(({"help": f"ctrl+{each}"}, "must be F1 to F12") for each in "hijmuakwdfexcvs"),
        ({"card.reset": "u"}, "u is already card.unlock there"),
        ({"card.reset": "u", "card.unlock": "u"}, "u is already"),
        ({"card.reset": "F10"}, "F10 is already quit there"),
        ({"quit": "F5"}, "F5 is already"),
        ({"verify.again": "F6"}, "F6 is already verify.here there"),
        ({"receipt.note": "F2"}, "F2 is already secret.show there"),
        ({"list.sort": "m"}, "m is already list.method there"),
    ],
)
def test_what_may_not_is_said_with_what_to_do(chosen: dict[str, str], says: str) -> None:
    ((_, words), *_) = mistakes(chosen)
    assert says in words


def test_every_chosen_key_is_told_once() -> None:
    told = [key_id for key_id, _ in mistakes({"card.reset": "u", "card.unlock": "u", "help": "x"})]
    assert sorted(told) == ["card.reset", "card.unlock", "help"]


def test_the_usual_keys_are_at_peace() -> None:
    """Choosing what is there anyway changes nothing."""
    usual = {each: key_of(each).key for each in remappable()}
    assert dict(mistakes(usual)) == {}


def test_keys_are_named_as_people_write_them() -> None:
    assert [named("F6"), named("Ctrl+B"), named("p"), named("P")] == ["f6", "ctrl+b", "p", "P"]
    assert [display("f6"), display("ctrl+b"), display("p"), display("P")] == ["F6", "Ctrl+B", "p", "P"]


def test_what_has_no_key_has_none_to_choose() -> None:
    assert set(ids()) <= set(REGISTERED)
    assert "card.change-methods" not in ids()
    assert {"back", "next-field", "up"} & set(remappable()) == set()
    assert "a letter" in may_be("card.reset")
    assert "a letter" not in may_be("help")


def test_what_never_shares_a_screen_may_share_a_key() -> None:
    assert not meet("card.reset", "methods.add")
    assert meet("card.reset", "help")
    assert meet("verify.again", "prompt.other")
    assert all(meet(each, "quit") for each in KEYS)
