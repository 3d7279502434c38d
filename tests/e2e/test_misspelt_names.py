"""A misspelt name in the configuration: nobody signs in, and whoever reads the screen can mend the file."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from e2e.conftest import Place
from lab.domain import Domain

STAFF = "OU=Staff,OU=People,DC=lab,DC=example"
REMEDY = "Correct them: a rule for a name that does not exist would apply to nobody."
ALL = "helpdesk-tui policy check names all of them."


@pytest.fixture
def place(samba: Domain) -> Iterator[Place]:
    """In a folder whose name is as long as that of a real one."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-tui-") as home:
        made = Place(samba, Path(home))
        made.configure()
        yield made


def dn(name: str) -> str:
    return f"OU={name},OU=People,DC=lab,DC=example"


def exclude(place: Place, names: Sequence[str]) -> int:
    """Write that these are not served, one in a line; the first one's line."""
    text = (place.home / "config.toml").read_text(encoding="utf-8")
    before, scope, after = text.partition("[scope]\n")
    listed = "".join(f'  "{name}",\n' for name in names)
    place.private("config.toml", f"{before}{scope}excluded = [\n{listed}]\n{after}")
    return before.count("\n") + 3


def refused_sign_in(place: Place) -> str:
    """All that the full screen of 80×24 says, in one line."""
    with place.console() as terminal:
        terminal.wait_for("Password", 20)
        terminal.wait_still()
        terminal.type(f"{place.domain.password}\r")
        terminal.wait_for("! The configuration", 20)
        terminal.wait_still()
        assert "Find" not in terminal.text
        terminal.wait_for("Login        │ olga.operator")
        return " ".join(terminal.text.split())


@pytest.mark.parametrize(
    ("names", "shown", "more"),
    [
        (("Stafff",), 1, ""),
        (("Stafff", "Saff", "Staaff"), 2, f"and 1 more: {ALL}"),
        (tuple(f"Staff{number}" for number in range(9)), 2, f"and 7 more: {ALL}"),
    ],
)
def test_the_first_ones_are_read_with_file_line_key_and_the_nearest_and_how_many_more(
    place: Place, names: tuple[str, ...], shown: int, more: str
) -> None:
    line = exclude(place, [dn(name) for name in names])
    said = refused_sign_in(place)
    for number, name in enumerate(names):
        sentence = (
            f"{place.home}/config.toml, line {line + number}: [scope] excluded (item {number + 1}): "
            f"{dn(name)}: nothing is there; did you mean {STAFF}?"
        )
        assert (sentence in said) is (number < shown)
    assert more in said
    assert REMEDY in said


def test_of_a_name_as_long_as_the_screen_file_line_and_key_are_read_and_what_to_do(place: Place) -> None:
    line = exclude(place, [dn(",OU=".join(f"Unit number {number}" for number in range(50)))])
    said = refused_sign_in(place)
    assert f"{place.home}/config.toml, line {line}: [scope] excluded (item 1): OU=Unit number 0" in said
    assert "… All of it: helpdesk-tui policy check." in said
    assert REMEDY in said


def test_the_plain_command_names_all_of_them(place: Place) -> None:
    names = [dn(f"Staff{number}") for number in range(9)]
    line = exclude(place, names)
    exit_code, said = place.run("policy", "check")
    whole = "".join(said.split())
    assert exit_code == 2
    for number, name in enumerate(names):
        assert f"line{line + number}:[scope]excluded(item{number + 1}):{name}:nothingisthere" in whole
