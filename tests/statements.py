"""The store's statements, compiled once a process: each store has an engine of its own, which would compile
them anew for a single test."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import Dialect, Engine, create_engine

from helpdesk_tui.store import sqlite

_COMPILED: dict[object, object] = {}


@pytest.fixture(autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    with patch.object(sqlite, "create_engine", _create_engine):
        yield


def _create_engine(*arguments: Any, **named: Any) -> Engine:
    made = create_engine(*arguments, **named, execution_options={"compiled_cache": _COMPILED})
    made.dialect = _dialect()  # what was compiled is kept for one dialect
    return made


@cache
def _dialect() -> Dialect:
    engine = create_engine("sqlite+pysqlite://")
    engine.connect().close()  # it learns which SQLite this is
    return engine.dialect
