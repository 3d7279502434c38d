"""config.example.toml is the reference: complete, loadable, and right about every default."""

import re
import tomllib

import pytest
from config.example import AS_DISTRIBUTED, EXAMPLE, TEXT, comment_above, keys, sections

from helpdesk_tui import config
from helpdesk_tui.config import Config
from helpdesk_tui.config.verification import PER_TIER
from helpdesk_tui.desk.method import Grade, MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy

TO_FILL_IN = {"directory.servers", "roles.operator", "roles.registrar", "roles.supervisor", "roles.auditor"}
OF_TIERS = {key for key in keys() if key.startswith("tiers.")}


def _default(key: str) -> object:
    section, name = key.split(".")
    field = sections()[section].model_fields[name]
    return "required" if field.is_required() else field.get_default(call_default_factory=True)


def _written(value: object) -> object:
    """A model's default as it would stand in TOML."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return [each if isinstance(each, int) else str(each) for each in value]
    return value


def _stated(key: str) -> object:
    """What the comment above a key gives as its default."""
    comment = comment_above(key)
    if "# Required." in comment:
        return "required"
    stated = re.search(r"^# Default: (.*)$", comment, re.MULTILINE)
    assert stated, f"the comment above {key} does not say its default"
    if stated[1] in ("that of [verification]", "that of [passwords]"):
        return None
    if stated[1] == "the six that stand here":
        return "as given"
    return tomllib.loads(f"value = {stated[1]}")["value"]


def test_the_example_loads_and_means_the_defaults():
    loaded = config.parse(AS_DISTRIBUTED, EXAMPLE)
    assert loaded.policy == DeskPolicy()
    assert loaded.groups_of_roles[Role.OPERATOR] == ("Helpdesk Operators",)
    assert [each.host for each in loaded.directory.endpoints] == ["dc1.example.com", "dc2.example.com"]


def test_the_tier_of_the_example_loads_when_its_signs_are_taken_away():
    (tier,) = config.parse(TEXT, EXAMPLE).policy.verification.tiers
    assert tier.name == "finance"
    assert tier.groups == {"Finance Staff"}
    assert tier.minimum_grade is Grade.CONTACT
    assert tier.exception == {MethodKind.IN_PERSON, MethodKind.SECOND_OPERATOR}


def test_the_example_has_every_key_and_no_other():
    given = tomllib.loads(TEXT)
    (given["tiers"],) = given["tiers"]
    assert given.pop("profile") == Config.model_fields["profile"].default
    assert sorted(keys()) == sorted(f"{section}.{key}" for section in given for key in given[section])


@pytest.mark.parametrize("key", sorted(set(keys()) - TO_FILL_IN - OF_TIERS))
def test_each_key_has_its_default_as_value(key):
    section, name = key.split(".")
    assert tomllib.loads(TEXT)[section][name] == _written(_default(key))


@pytest.mark.parametrize("key", keys())
def test_each_comment_states_the_real_default(key):
    stated = _stated(key)
    if key == "tiers.handed_over" or (key.removeprefix("tiers.") in PER_TIER and key in OF_TIERS):
        assert stated is None
        assert _default(key) is None
    elif stated == "as given":
        assert key == "questions.texts"
        assert len(_default(key)) == 6
    else:
        assert stated == _written(_default(key))


@pytest.mark.parametrize("key", keys())
def test_each_comment_states_the_real_range(key):
    section, name = key.split(".")
    field = sections()[section].model_fields[name]
    ends = re.findall(r"\b([gl]e)=(\d+)", f"{field.metadata}{field.annotation!r}")
    if len(ends) != 2:
        return
    low, high = dict(ends)["ge"], dict(ends)["le"]
    ways = (f"{low} to {high}", f"up to {high}; 0 = never") if low == "0" else (f"{low} to {high}",)
    assert any(way in comment_above(key) for way in ways)


def test_no_range_is_overlooked():
    """The test before this one reads ranges out of the models: these three are written in three ways."""
    for key in ("verification.gates", "tiers.gates", "sms.success_status"):
        section, name = key.split(".")
        field = sections()[section].model_fields[name]
        assert len(re.findall(r"\b[gl]e=\d+", f"{field.metadata}{field.annotation!r}")) == 2
