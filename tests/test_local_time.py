"""Moments and lengths as people read them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpdesk_tui import local_time
from helpdesk_tui.language import read_in
from helpdesk_tui.lengths import span, whole

SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


@pytest.fixture
def stockholm() -> Iterator[None]:
    local_time.use(ZoneInfo("Europe/Stockholm"))
    yield
    local_time.use(UTC)


def test_without_a_zone_it_is_utc_and_says_so() -> None:
    assert local_time.minute(SUMMER) == "2026-07-01 22:30 UTC"


@pytest.mark.usefixtures("stockholm")
def test_a_moment_is_shown_in_the_desks_zone_which_is_named() -> None:
    assert (local_time.minute(SUMMER), local_time.hour(SUMMER)) == ("2026-07-02 00:30 CEST", "00:30 CEST")
    assert local_time.date(SUMMER) == "2026-07-02"


@pytest.mark.usefixtures("stockholm")
def test_today_is_the_desks_day() -> None:
    assert local_time.near(SUMMER, SUMMER + timedelta(hours=2)) == "00:30 CEST"
    assert local_time.near(SUMMER, SUMMER - timedelta(hours=1)) == "2026-07-02 00:30 CEST"


@pytest.mark.usefixtures("stockholm")
def test_what_is_typed_is_of_the_desks_zone() -> None:
    assert local_time.typed("2026-07-02 00:30") == SUMMER


@pytest.mark.usefixtures("stockholm")
@pytest.mark.parametrize("edge", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)])
def test_the_edges_of_the_calendar_are_shown(edge: datetime) -> None:
    assert f"{edge:%d}" in local_time.minute(edge)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe"])
def test_a_zone_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        local_time.named(name)


def test_lengths_count_as_the_language_does() -> None:
    assert [span(timedelta(minutes=each)) for each in (0, 1, 90, 3000)] == [
        "less than a minute", "1 minute", "1 hour", "2 days",
    ]  # fmt: skip
    assert [whole(each) for each in (1, 5400, 86400)] == ["1 second", "90 minutes", "1 day"]
    with read_in("sv"):
        assert (span(timedelta(days=2)), whole(3600)) == ("2 dagar", "1 timme")
