"""`config explain`: what a setting is, by the example and by the model."""

import re

import pytest
from config.example import EXAMPLE, keys

from helpdesk_tui.config.explained import explain
from helpdesk_tui.desk.errors import ConfigError


@pytest.mark.parametrize("key", [*keys(), "profile"])
def test_every_setting_is_explained(key: str):
    found = explain(key)
    assert (found.key, bool(found.words)) == (key, True)
    assert "Default:" not in found.words
    assert len(re.findall(r'[.!?] +[A-Z"]', found.words)) <= 1  # a sentence or two
    assert len(found.words) < 400


@pytest.mark.parametrize(
    "asked", ["search.limit", "[search] limit", "[[search]] limit", "Search.Limit", "limit"]
)
def test_a_key_may_be_written_as_people_write_it(asked: str):
    found = explain(asked)
    assert (found.key, found.kind, found.default, found.allowed) == (
        "search.limit",
        "whole number",
        "50",
        "1 to 500",
    )


def test_a_tier_is_explained_by_what_holds_for_everybody():
    assert explain("tiers.gates").words.startswith("How many proofs")


def test_where_the_example_says_more_it_is_said():
    assert (explain("verification.methods").has_more, explain("search.limit").has_more) == (True, False)


def test_what_a_word_may_be_is_listed():
    assert "openldap" in explain("directory.kind").allowed
    assert explain("directory.starttls").kind == "true or false"
    assert explain("directory.servers").kind == "list of text"


@pytest.mark.parametrize("asked", ["search.lmit", "", "gates", "x" * 5000, "\x1b[31m"])
def test_what_is_no_key_or_several_is_refused_with_those_that_come_near(asked: str):
    with pytest.raises(ConfigError) as caught:
        explain(asked)
    said = str(caught.value.problem)
    assert ("\x1b" not in said, len(said) < 500) == (True, True)
    assert asked != "search.lmit" or "search.limit" in said


def test_the_words_are_those_of_the_example():
    from importlib.resources import files  # noqa: PLC0415 - of this test alone

    assert files("helpdesk_tui.config").joinpath("example.toml").read_text("utf-8") == EXAMPLE.read_text(
        "utf-8"
    )
