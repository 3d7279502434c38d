"""As much of JSON Schema (draft 2020-12) as docs/conversation.schema.json uses."""

import json
from pathlib import Path
from typing import Any

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "conversation.schema.json").read_text(encoding="utf-8")
)
_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
_KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "oneOf", "type", "enum", "properties", "required",
    "additionalProperties", "items",
}  # fmt: skip


def faults(value: Any, which: str) -> list[str]:
    """What keeps `value` from being what the schema calls so; none = it is."""
    return _faults(value, SCHEMA["$defs"][which], which)


def _faults(value: Any, schema: dict[str, Any], at: str) -> list[str]:
    assert schema.keys() <= _KNOWN, f"{at}: the schema says more than is checked: {schema.keys() - _KNOWN}"
    if "$ref" in schema:
        return _faults(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], at)
    if "oneOf" in schema:
        tried = [_faults(value, each, at) for each in schema["oneOf"]]
        return [] if sum(not each for each in tried) == 1 else min(tried, key=len) or [f"{at}: several"]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{at}: {value!r}"]
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, _TYPES[name]) for name in names):
        return [f"{at}: {value!r} is no {names}"]
    if isinstance(value, dict):
        return _of_object(value, schema, at)
    items = schema.get("items")
    return (
        []
        if items is None
        else [f for n, each in enumerate(value) for f in _faults(each, items, f"{at}[{n}]")]
    )


def _of_object(value: dict[str, Any], schema: dict[str, Any], at: str) -> list[str]:
    found = [f"{at}: no {name}" for name in schema.get("required", []) if name not in value]
    others = schema["additionalProperties"]
    for name, each in value.items():
        part = schema.get("properties", {}).get(name, others)
        found += [f"{at}: {name} is unknown"] if part is False else _faults(each, part, f"{at}.{name}")
    return found
