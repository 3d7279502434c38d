"""A whole call for somebody of another domain of the forest, at a real terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from directory.fake_south import HOST, places, running_south, trusted
from e2e.calls import find, reset_by_app_code, sign_in
from e2e.conftest import Place
from e2e.test_directories import NEW_PASSWORD, TEMPORARY
from lab import people
from lab.certificates import Authority
from lab.domain import Domain, Kinit
from lab.namespace import within_names

CONFIG = """\
[directory]
servers = ["ldaps://{host}"]
other_domains = ["lab.example"]
ca_file = "{ca_file}"
[roles]
operator = ["Helpdesk Operators"]
[contacts]
fresh_days = 0
[registration]
own_hours = 0
any_hours = 0
new_hours = 0
[store]
key = "file"
"""


@pytest.fixture
def place(samba: Domain, tmp_path: Path) -> Iterator[Place]:
    """The desk of a domain beside the lab's, which serves the lab's too."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    authority = Authority(tmp_path / "south")
    place = Place(samba, home)
    place.private("config.toml", CONFIG.format(host=HOST, ca_file=trusted(tmp_path, authority, samba)))
    hosts, resolver = tmp_path / "hosts", tmp_path / "resolv.conf"
    known = "".join(f"{address} {name}\n" for name, address in places(samba).items())
    hosts.write_text(f"127.0.0.1 localhost\n{known}")
    resolver.write_text("")
    place.program = within_names(place.program, hosts, resolver)
    with running_south(authority, samba.sid(people.OPERATOR)):
        yield place


OPERATOR = f"{people.OPERATOR}@lab.example"  # by that the lab's server knows who acts


def test_a_verified_reset_in_another_domain(place: Place, samba: Domain) -> None:
    person = samba.new_person()
    key = place.has_app(person)
    samba.lock(person.login)
    with place.console(operator=OPERATOR) as terminal:
        sign_in(terminal, place)
        terminal.wait_for("south.lab.example")
        find(terminal, person)
        terminal.wait_for(f"LAB\\{person.login}")
        terminal.wait_for("locked")
        terminal.press("r")
        terminal.wait_for("App code", 10)
        terminal.wait_for(f"LAB\\{person.login}")
        reset_by_app_code(terminal, key)
        terminal.wait_for("dc1.lab.example")
        terminal.press("f2")
        temporary = terminal.wait_for_match(TEMPORARY)[0]
        assert "NOT DONE" not in terminal.text
        terminal.press("enter")
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
    assert samba.kinit(person.login, person.password) is Kinit.WRONG_PASSWORD
    assert samba.kinit(person.login, temporary) is Kinit.MUST_CHANGE
    assert samba.kinit(person.login, temporary, NEW_PASSWORD) is Kinit.CHANGED


def test_plain_commands_say_of_which_domain_somebody_is(place: Place, samba: Domain) -> None:
    exit_code, said = place.run("lookup", "ada.byron", operator=OPERATOR)
    assert exit_code == 0, said
    assert "LAB\\ada.byron" in said
    exit_code, said = place.run("directory", operator=OPERATOR)
    assert "Also served: lab.example" in said
    exit_code, said = place.run("lookup", "EXAMPLE\\pat", operator=OPERATOR)
    assert exit_code == 1
    assert "no domain of the forest" in " ".join(said.split())
