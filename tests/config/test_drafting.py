"""`config new`: a short file that is valid, for its owner alone, and never over another."""

from pathlib import Path

import pytest
from plain.driving import Scripted

from helpdesk_tui import config
from helpdesk_tui.arguments import parser
from helpdesk_tui.config.drafting import write_new
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.plain import configuring
from helpdesk_tui.plain.exits import Exit


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "own" / "helpdesk-tui" / "config.toml"


def begun(place: Path, *words: str, found=(), answers=(), terminal=True) -> Exit:
    asked = parser().parse_args(["config", "new", *words])
    scripted = Scripted(answers=list(answers), is_there=terminal)
    return configuring.begin(asked, place, lambda domain: found, scripted)


def test_a_domain_of_controllers_is_named_by_itself(place: Path):
    assert begun(place, "--domain", "example.com", "--operators", "Help Desk") == Exit.DONE
    made = config.load(place)
    assert (made.directory.domain, made.directory.servers, made.roles.operator) == (
        "example.com",
        (),
        ("Help Desk",),
    )
    assert (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert len(place.read_text().splitlines()) <= 12


def test_other_servers_are_written_down(place: Path):
    begun(place, "--domain", "example.com", "--operators", "Desk", found=("a.example.com", "b.example.com"))
    assert config.load(place).directory.servers == ("ldaps://a.example.com", "ldaps://b.example.com")


def test_servers_that_are_named_are_taken_and_nobody_is_asked(place: Path):
    begun(
        place, "--server", "a.example.com", "--server", "ldaps://b:1636", "--operators", "D", terminal=False
    )
    assert config.load(place).directory.servers == ("ldaps://a.example.com", "ldaps://b:1636")


def test_what_is_not_given_is_asked_for(place: Path):
    begun(place, answers=[("domain", "example.com"), ("Group", 'The "Desk" \\ Å 🎧')])
    assert config.load(place).roles.operator == ('The "Desk" \\ Å 🎧',)
    assert "Å 🎧" in place.read_text("utf-8")


def test_without_a_terminal_nothing_is_guessed_nor_written(place: Path):
    assert begun(place, terminal=False) == Exit.USAGE
    assert not place.exists()


@pytest.mark.parametrize("domain", ["no domain", "x\n[roles]", "-", "example"])
def test_what_is_no_domain_is_asked_of_nobody(place: Path, domain: str):
    asked = parser().parse_args(["config", "new", "--domain", domain, "--operators", "D"])
    with pytest.raises(ConfigError):
        configuring.begin(asked, place, pytest.fail, Scripted())
    assert not place.exists()


def test_a_domain_without_servers_is_told(place: Path):
    with pytest.raises(ConfigError) as caught:
        begun(place, "--domain", "example.com", "--operators", "D", found=None)
    assert (caught.value.problem.code, place.exists()) == ("no-servers-found", False)


@pytest.mark.parametrize("operators", ["", " "])
def test_what_would_not_be_valid_is_not_written(place: Path, operators: str):
    with pytest.raises(ConfigError) as caught:
        begun(place, "--server", "a", answers=[("Group", operators)])
    assert (caught.value.problem.code, place.exists()) == ("config-invalid", False)


@pytest.mark.parametrize("there", ["file", "link", "link to nothing"])
def test_nothing_is_written_over(place: Path, tmp_path: Path, there: str):
    place.parent.mkdir(parents=True)
    other = tmp_path / "other"
    if there == "file":
        place.write_text("mine")
    else:
        place.symlink_to(other)
        if there == "link":
            other.write_text("mine")
    for call in (lambda: begun(place, "--server", "a", "--operators", "D"), lambda: write_new(place, "x")):
        with pytest.raises(ConfigError) as caught:
            call()
        assert caught.value.problem.code == "config-there"
    assert other.exists() == (there == "link")
    assert there == "link to nothing" or place.read_text() == "mine"


def test_where_nothing_may_be_written_it_says_so(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError) as caught:
        write_new(tmp_path / "file" / "config.toml", "x")
    assert caught.value.problem.code == "config-unwritable"


def test_the_place_is_the_one_that_is_looked_at_later():
    environ = {"HOME": "/home/ada"}
    assert config.place_of_new(None, environ) == config.usual_places(environ)[0]
    assert config.place_of_new("x", environ) == Path("x").absolute()
