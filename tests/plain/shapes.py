"""The JSON of docs/plain.md, and the shape of any."""

import json
import re
from pathlib import Path
from typing import Any

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "plain.md").read_text()


def documented(heading: str, number: int = 0) -> Any:
    """The example in that chapter."""
    chapter = DOCS.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return json.loads(re.findall(r"```json\n(.*?)```", chapter, re.DOTALL)[number])


def shape(value: object) -> object:
    """Names and kinds: what a program that reads the JSON relies on."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int) else "text" if isinstance(value, str) else "null"
