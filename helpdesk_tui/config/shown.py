"""Each setting as it is in force, and where it comes from. What is or may hold a secret is "set", no more."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from helpdesk_tui.config import values
from helpdesk_tui.config.file import Config
from helpdesk_tui.config.keys import KeysSection
from helpdesk_tui.config.profiles import SETTINGS
from helpdesk_tui.desk.profiles import Profile
from helpdesk_tui.text import clean

_SET = "set"
_MAY_HOLD_SECRETS = frozenset({"sms.headers", "sms.fields"})
_LONGEST = 1024


@dataclass(frozen=True)
class Setting:
    key: str  # "mail.server", "tiers.1.gates"
    value: str  # as it would stand in the file; "set" for a secret
    origin: str  # "line 12", "default", "profile entra", "keyring", "credential", "private file"


def settings(config: Config) -> Iterator[Setting]:
    """All of them, in the order of the sections."""
    for name in type(config).model_fields:
        held = getattr(config, name)
        if isinstance(held, KeysSection):
            for key, value in held.chosen.items():
                line = config.line_of(("keys", key)) or config.line_of(("keys", *key.split(".")))
                yield Setting(f"keys.{key}", _written(value), f"line {line}" if line else "default")
        elif isinstance(held, BaseModel):
            yield from _of_section(config, (name,), held)
        elif name == "tiers":
            for number, tier in enumerate(held):
                yield from _of_section(config, (name, number), tier)
        else:
            yield Setting(name, _written(held), _origin(config, (name,)))


def _of_section(config: Config, where: tuple[str | int, ...], held: BaseModel) -> Iterator[Setting]:
    shown = ".".join(str(part + 1) if isinstance(part, int) else part for part in where)
    for key, field in type(held).model_fields.items():
        value = getattr(held, key)
        name, origin = f"{shown}.{key}", _origin(config, (*where, key))
        if is_secret(field):
            yield Setting(name, _SET if value else '""', _keeper(value) if value else origin)
        elif name in _MAY_HOLD_SECRETS and origin != "default":
            yield Setting(name, _SET, origin)
        else:
            yield Setting(name, _written(value), origin)


def is_secret(field: FieldInfo) -> bool:
    """Whether it says where a password lies."""
    return any(
        isinstance(each, AfterValidator) and each.func is values.password_source for each in field.metadata
    )


def _keeper(source: str) -> str:
    return {"keyring": "keyring", "credential": "credential"}.get(source.partition(":")[0], "private file")


def _origin(config: Config, path: tuple[str | int, ...]) -> str:
    line = config.line_of(path)
    if line is not None:
        return f"line {line}"
    profile = next((each for each in Profile if each == config.profile), None)
    section, key = path[0], path[-1]
    if profile and len(path) == 2 and key in SETTINGS[profile].get(str(section), {}):
        return f"profile {profile.value}"
    return "default"


def _written(value: object) -> str:
    """As TOML has it, cleaned; of an address, without what stands behind its "?"."""
    if value is None:
        return '""'
    if isinstance(value, str | Path | Enum):
        text = str(value.value if isinstance(value, Enum) else value)
        return json.dumps(clean(_without_query(text), _LONGEST), ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list | frozenset):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, Mapping):
        pairs = (f"{clean(str(key), 64)} = {_written(each)}" for key, each in value.items())
        return f"{{ {', '.join(pairs)} }}"
    return clean(str(value), _LONGEST)


def _without_query(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        return text
    query = urlsplit(text).query
    return text.replace(f"?{query}", "?…", 1) if query else text
