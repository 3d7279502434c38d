"""The lab's second domain controller is one, and knows no more than it was told."""

from lab.domain import Domain
from lab.second_dc import TwoDcs


def test_both_serve_the_same_people_by_their_own_names(two_dcs: TwoDcs) -> None:
    first, second = two_dcs.first, two_dcs.second
    assert first.id("ada.byron") == second.id("ada.byron")
    assert first.address != second.address
    for domain in (first, second):
        assert domain.ldap_bind("ada.byron", domain.password) == "ok"
    assert _service(first).startswith("CN=NTDS Settings,CN=DC1,")
    assert _service(second).startswith("CN=NTDS Settings,CN=DC2,")


def test_the_second_lags_until_it_is_told(two_dcs: TwoDcs) -> None:
    person = two_dcs.first.new_person()
    assert two_dcs.second.search(f"(sAMAccountName={person.login})", "cn") == []
    two_dcs.replicate()
    assert two_dcs.second.ldap_bind(person.login, person.password) == "ok"
    two_dcs.first.set_password(person.login, "Only-On-The-First-1")
    assert two_dcs.second.ldap_bind(person.login, person.password) == "ok"
    assert two_dcs.first.ldap_bind(person.login, person.password) == "52e"


def test_one_that_was_killed_comes_back_with_what_it_knew(two_dcs: TwoDcs) -> None:
    person = two_dcs.first.new_person()
    two_dcs.first_dc.kill()
    assert two_dcs.second.ldap_bind("ada.byron", two_dcs.second.password) == "ok"
    two_dcs.first_dc.revive(two_dcs.first)
    assert two_dcs.first.ldap_bind(person.login, person.password) == "ok"


def _service(domain: Domain) -> str:
    return domain.root("dsServiceName")["dsServiceName"][0].decode()
