"""A console on the demo, with its directory watched."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from desk.conftest import make_account
from statements import statements_are_compiled_once
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from tui.driving import Desk, watched_demo

__all__ = ["make_account", "statements_are_compiled_once"]


@pytest.fixture
def desk() -> Iterator[Desk]:
    with watched_demo() as made:
        yield made


@pytest.fixture(scope="session", autouse=True)
def _style_sheets_are_parsed_once() -> Iterator[None]:
    """Each app would parse the same ones twice, which takes a tenth of a test."""
    parse, parsed = Stylesheet._parse_rules, {}

    def parse_once(self: Stylesheet, *place: Any, **more: Any) -> list[RuleSet]:
        key = (*place, *more.items(), *self._variables.items())
        if key not in parsed:
            parsed[key] = parse(self, *place, **more)
        return parsed[key]

    with patch.object(Stylesheet, "_parse_rules", parse_once):
        yield
