"""config.example.toml is the reference: complete, loadable, and right about every default."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from helpdesk_tui import config
from helpdesk_tui.config.models import Config
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy

EXAMPLE = Path(__file__).resolve().parents[2] / "config.example.toml"
TEXT = EXAMPLE.read_text()
TO_FILL_IN = {"directory.servers", "roles.operator", "roles.registrar", "roles.supervisor", "roles.auditor"}


def _sections() -> dict[str, type[BaseModel]]:
    return {name: field.annotation for name, field in Config.model_fields.items()}


def _keys() -> list[str]:
    return [f"{name}.{key}" for name, section in _sections().items() for key in section.model_fields]


def _default(key: str) -> object:
    section, name = key.split(".")
    field = _sections()[section].model_fields[name]
    return "required" if field.is_required() else field.default


def _written(value: object) -> object:
    """A model's default as it would stand in TOML."""
    if value is None:
        return ""
    return [str(each) for each in value] if isinstance(value, tuple) else value


def _stated(key: str) -> object:
    """What the comment above a key gives as its default."""
    section, name = key.split(".")
    block = TEXT.split(f"\n[{section}]\n")[1].split("\n[")[0]
    comment = re.search(rf"((?:^#.*\n)+)^{name} = ", block, re.MULTILINE)
    assert comment, f"{key} has no comment right above it"
    if "# Required." in comment[1]:
        return "required"
    stated = re.search(r"^# Default: (.*)$", comment[1], re.MULTILINE)
    assert stated, f"the comment above {key} does not say its default"
    return tomllib.loads(f"value = {stated[1]}")["value"]


def test_the_example_loads_and_means_the_defaults():
    loaded = config.parse(TEXT, EXAMPLE)
    assert loaded.policy == DeskPolicy()
    assert loaded.groups_of_roles[Role.OPERATOR] == ("Helpdesk Operators",)
    assert [each.host for each in loaded.directory.endpoints] == ["dc1.example.com", "dc2.example.com"]


def test_the_example_has_every_key_and_no_other():
    given = tomllib.loads(TEXT)
    assert sorted(_keys()) == sorted(f"{section}.{key}" for section in given for key in given[section])


@pytest.mark.parametrize("key", sorted(set(_keys()) - TO_FILL_IN))
def test_each_key_has_its_default_as_value(key):
    section, name = key.split(".")
    assert tomllib.loads(TEXT)[section][name] == _written(_default(key))


@pytest.mark.parametrize("key", _keys())
def test_each_comment_states_the_real_default(key):
    assert _stated(key) == _written(_default(key))


@pytest.mark.parametrize("key", _keys())
def test_each_comment_states_the_real_range(key):
    section, name = key.split(".")
    rules = _sections()[section].model_fields[name].metadata
    ends = [getattr(rule, end) for end in ("ge", "le") for rule in rules if hasattr(rule, end)]
    if len(ends) != 2:
        return
    block = TEXT.split(f"\n[{section}]\n")[1].split("\n[")[0]
    comment = re.search(rf"((?:^#.*\n)+)^{name} = ", block, re.MULTILINE)
    assert comment
    low, high = ends
    ways = (f"{low} to {high}", f"up to {high}; 0 = never") if low == 0 else (f"{low} to {high}",)
    assert any(way in comment[1] for way in ways)
