"""A sentence that says which setting to look at says where it stands."""

import re
from pathlib import Path

from config.example import EXAMPLE, sections

import helpdesk_tui

ROOM = Path(helpdesk_tui.__file__).parent
ROOT = EXAMPLE.parent
TOLD = re.compile(r"\[\[?([a-z]+)\]\]? ([a-z][a-z_]+)(?![a-z_…])")

KEYS = {name: set(section.model_fields) for name, section in sections().items()}
ANYWHERE = set().union(*KEYS.values())


def is_told_wrong(section: str, key: str) -> bool:
    """What is no key anywhere is an ordinary word, unless it looks like one."""
    return section in KEYS and key not in KEYS[section] and (key in ANYWHERE or "_" in key)


def test_a_setting_is_told_with_the_section_that_has_it() -> None:
    pages = [*ROOM.rglob("*.py"), *ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), EXAMPLE]
    told = {path.name: TOLD.findall(path.read_text("utf-8")) for path in pages}
    assert sum(map(len, told.values())) > 100
    wrong = {name: [each for each in found if is_told_wrong(*each)] for name, found in told.items()}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_where_a_setting_is_not_is_told_wrong() -> None:
    assert is_told_wrong("directory", "lookup_login")
    assert is_told_wrong("directory", "no_such_key")
    assert not is_told_wrong("ldap", "lookup_login")
