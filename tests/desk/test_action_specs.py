"""One spec an action: whatever is to be known of it stands there, so that a new one touches little else."""

import ast
from pathlib import Path

import pytest

import helpdesk_tui
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS, WRITING

ROOT = Path(helpdesk_tui.__file__).parent
MAPPED = {
    "directory/active_directory/writes.py",
    "directory/ds389/change.py",
    "directory/openldap/change.py",
    "directory/ldapv3/plain.py",
    "demo/writing.py",
}
"""Where an adapter says what each action is in its directory."""
MEMBERS = {"directory/write.py", "demo/writing.py"}
"""Where it says how somebody gets into a group."""
ELSEWHERE = {"desk/unlock_elsewhere.py"}
"""An unlock alone is a matter of two servers."""


def test_every_action_has_one_spec_with_its_words() -> None:
    assert list(SPECS) == list(Action)
    for spec in SPECS.values():
        assert spec.words
        assert spec.purpose
        assert spec.roles
        assert not spec.writes or (spec.done and spec.notice and spec.right)
        assert all(SPECS[each].writes and SPECS[each].along and SPECS[each].left_out for each in spec.also)
    assert len({spec.key for spec in SPECS.values()}) == len(SPECS)


@pytest.mark.parametrize("action", ["FORCE_CHANGE", "UNLOCK"])
def test_no_module_but_specs_and_mappings_knows_an_action_by_name(action: str) -> None:
    """Of a reset and of methods others may speak: there are rules about them alone."""
    knows = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if action in _named_in(path)}
    assert {path for path in knows if not path.startswith("desk/actions/")} - ELSEWHERE == MAPPED


def test_every_adapter_maps_every_action_that_writes() -> None:
    """What is written to a group is the same in every directory."""
    groups = {spec.action.name for spec in WRITING if spec.elsewhere}
    accounts = {spec.action.name for spec in WRITING} - groups
    for module in MAPPED:
        assert accounts <= _named_in(ROOT / module), module
    for module in MEMBERS:
        assert groups <= _named_in(ROOT / module), module


def _named_in(path: Path) -> set[str]:
    """Which actions a module's code names: `Action.UNLOCK` → "UNLOCK"."""
    return {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Action"
    }
