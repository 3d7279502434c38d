"""A console on the demo, with its directory watched."""

from collections.abc import Iterator

import pytest
from tui.driving import Desk, watched_demo


@pytest.fixture
def desk() -> Iterator[Desk]:
    with watched_demo() as made:
        yield made
