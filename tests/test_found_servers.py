"""The servers for a first configuration, by what DNS says."""

import pytest

from helpdesk_tui.compose import found_servers
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.srv import Record


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch):
    """Answers by the name that is asked for; else there are none."""
    answers: dict[str, tuple[Record, ...]] = {}

    def look_up(service: str, domain: str, seconds: float) -> tuple[Record, ...]:
        if service not in answers:
            raise DirectoryUnreachable(problem("dns-no-servers", domain=domain, detail=""))
        return answers[service]

    monkeypatch.setattr(found_servers, "look_up", look_up)
    return answers


def test_domain_controllers_are_left_to_each_sign_in(dns):
    dns["_ldap._tcp.dc._msdcs"] = dns["_ldap._tcp"] = (Record(0, 1, "dc1.example.com", 389),)
    assert found_servers.found_servers("example.com") == ()


def test_others_come_in_the_order_that_dns_gives_and_a_few(dns):
    many = [Record(2, 0, f"z{number}.example.com", 389) for number in range(20)]
    dns["_ldap._tcp"] = (*many, Record(1, 1, "b.example.com", 389), Record(1, 9, "a.example.com", 389))
    found = found_servers.found_servers("example.com")
    assert (found[:2], len(found)) == (("a.example.com", "b.example.com"), 8)


def test_where_dns_names_none_there_are_none(dns):
    assert found_servers.found_servers("example.com") is None
