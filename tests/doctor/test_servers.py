"""The directory's servers: out of reach, certificates, clocks."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from directory.fake_server import FakeServer
from doctor.conftest import Configured, levels, looked
from lab.certificates import Authority, Certificate

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.compose.doctor import servers
from helpdesk_tui.compose.doctor.servers import look_at_server, server_checks
from helpdesk_tui.desk.diagnosis import Finding
from helpdesk_tui.directory.settings import Endpoint

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


class Clock:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


def said(
    configured: Configured,
    authority: Authority,
    certificate: Certificate,
    *,
    told: bytes = b"",
    clock: object = None,
) -> list[Finding]:
    config = configured(directory=f'ca_file = "{authority.ca_file}"')
    root = {"currentTime": [told]} if told else {}
    with FakeServer(certificate=certificate, root=root) as server:
        endpoint = Endpoint("localhost", server.port)
        return looked(partial(look_at_server, config, clock or SystemClock(), endpoint))


def test_a_good_server_is_reached(configured: Configured, authority: Authority, good: Certificate):
    now = f"{datetime.now(UTC):%Y%m%d%H%M%S}.0Z".encode()
    found = said(configured, authority, good, told=now)
    assert levels(found) == ["ok", "ok", "ok"]
    assert "89 more days" in found[1].said


@pytest.mark.parametrize(
    ("apart", "level", "words"),
    [
        (timedelta(seconds=40), "warning", "40 s ahead of"),
        (timedelta(seconds=-40), "warning", "40 s behind"),
        (timedelta(minutes=6), "failed", "360 s ahead of"),
    ],
)
def test_a_clock_that_is_off_is_told(
    configured: Configured, authority: Authority, good: Certificate, apart: timedelta, level: str, words: str
):
    clock = Clock(NOW + apart)
    told = f"{NOW:%Y%m%d%H%M%S}.0Z".encode()
    found = said(configured, authority, good, told=told, clock=clock)[-1]
    assert (found.level, words in found.said) == (level, True)


@pytest.mark.parametrize("told", [b"", b"yesterday", b"\xff\xfe"])
def test_a_server_that_does_not_tell_its_time_is_not_said_to_agree(
    configured: Configured, authority: Authority, good: Certificate, told: bytes
):
    assert levels(said(configured, authority, good, told=told)) == ["ok", "ok", "skipped"]


def test_a_server_out_of_reach_fails_within_its_time(configured: Configured):
    (check,) = server_checks(configured(), SystemClock())
    assert levels(looked(check.look)) == ["failed"]
    assert check.seconds == 31  # connecting, two answers, and one second


def test_of_those_that_dns_names_each_is_looked_at(
    configured: Configured, authority: Authority, good: Certificate, monkeypatch: pytest.MonkeyPatch
):
    """One that is silent hides no other."""
    with FakeServer(certificate=good) as server:
        named = (Endpoint("localhost", 1), Endpoint("localhost", server.port))

        class Found:
            def servers(self, _: object) -> tuple[Endpoint, ...]:
                return named

        monkeypatch.setattr(servers, "finding_of", lambda _: Found())
        text = configured(directory=f'ca_file = "{authority.ca_file}"')
        found = looked(partial(servers._of_domain, text, SystemClock(), 10))
    assert levels(found) == ["failed", "ok", "ok", "skipped"]
