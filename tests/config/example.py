"""The parts of config.example.toml: each section's text, with [[tiers]] made real by taking its "# " away."""

import re
from pathlib import Path

from pydantic import BaseModel

from helpdesk_tui.config import Config
from helpdesk_tui.config.mistakes import section_in

EXAMPLE = Path(__file__).resolve().parents[2] / "config.example.toml"
AS_DISTRIBUTED = EXAMPLE.read_text()


def _with_tiers(text: str) -> str:
    commented = re.search(r"^# \[\[tiers\]\]\n(?:#.*\n)+", text, re.MULTILINE)
    assert commented, "the example has no [[tiers]]"
    real = re.sub(r"^# ?", "", commented[0], flags=re.MULTILINE)
    return text.replace(commented[0], real)


TEXT = _with_tiers(AS_DISTRIBUTED)


def sections() -> dict[str, type[BaseModel]]:
    found = {name: section_in(field.annotation) for name, field in Config.model_fields.items()}
    assert [name for name, section in found.items() if section is None] == ["profile"]
    return {name: section for name, section in found.items() if section}


def keys() -> list[str]:
    return [f"{name}.{key}" for name, section in sections().items() for key in section.model_fields]


def comment_above(key: str) -> str:
    section, name = key.split(".")
    head = f"\n[[{section}]]\n" if section == "tiers" else f"\n[{section}]\n"
    block = TEXT.split(head)[1].split("\n[")[0]
    found = re.search(rf"((?:^#.*\n)+)^{name} = ", f"\n{block}", re.MULTILINE)
    assert found, f"{key} has no comment right above it"
    return found[1]
