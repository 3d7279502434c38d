"""A search that took long says what was compared: the directory may have no index of it. Time is given."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.ports import SearchedBy
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.search import DomainFinder
from helpdesk_tui.directory.messages import Answer, DirectoryEntry
from helpdesk_tui.directory.problems import Result

DOMAIN = Domain(
    "DC=lab,DC=example", "CN=Configuration,DC=lab,DC=example", "lab.example", "LAB", "dc", False, "", None
)
NOW = datetime(2025, 6, 2, tzinfo=UTC)


class Empty:
    """A link to a directory that holds nobody."""

    server = "dc"

    def search(self, base: str, where: str, *_: object, **__: object) -> Answer:
        tells = (DirectoryEntry("CN=a", {}),) if "(!(lockoutTime=*))" in where else ()
        return Answer(tells, Result(0))

    def read(self, *_: object, **__: object) -> Answer:
        return Answer((), Result(0))


def slow_after(seconds: float, typed: str, only: Narrowing = EVERYBODY) -> frozenset[SearchedBy]:
    times: Iterator[float] = iter([100.0, 100.0 + seconds])
    finder = replace(DomainFinder(DOMAIN.dn, 500, "GB", DOMAIN), timer=lambda: next(times))
    return finder.find(Empty(), typed, 10, NOW, only).slow


@pytest.mark.parametrize(
    ("typed", "only", "compared"),
    [
        ("ada", EVERYBODY, {SearchedBy.NAME}),
        ("ada@lab.example", EVERYBODY, {SearchedBy.ADDRESS}),
        ("020 7946 0123", EVERYBODY, {SearchedBy.NUMBER}),
        ("E1042", EVERYBODY, {SearchedBy.NAME, SearchedBy.NUMBER}),
        ("", Narrowing(locked=True), {SearchedBy.LOCKED}),
        ("ada", Narrowing(departments=("x",)), {SearchedBy.NAME, SearchedBy.DEPARTMENT}),
        ("CN=a,DC=b", EVERYBODY, set()),
    ],
)
def test_what_was_compared_is_told_where_it_took_more_than_a_second(
    typed: str, only: Narrowing, compared: set[SearchedBy]
) -> None:
    assert slow_after(1.2, typed, only) == compared
    assert slow_after(0.9, typed, only) == set()
