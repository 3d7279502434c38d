"""A desk whose transactions are counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk.conftest import MakeAccount, World
from transactions import Transactions, transactions


@pytest.fixture
def seen() -> Iterator[Transactions]:
    with transactions() as seen:
        yield seen


@pytest.fixture
def world(seen: Transactions, tmp_path: Path, make_account: MakeAccount) -> World:
    return World(tmp_path, make_account)
