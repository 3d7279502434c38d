"""A rule is found by its symbol, however its code is laid out and wherever it went; else it is said."""

from pathlib import Path

import pytest
from invariants.taking_out import NotFound, Rule, find, program_without

GUARD = '''\
"""Who may act."""

LIMIT = 3


class Guard:
    def against(self, account, roles):
        # nobody
        if account.is_protected and not roles.intersection(
            {"supervisor", "auditor"},  # they may
        ):
            return "protected"
        self.note(account)
        return ""
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    package = tmp_path / "real" / "house"
    (package / "desk").mkdir(parents=True)
    (package / "desk" / "__init__.py").touch()
    (package / "desk" / "guard.py").write_text(GUARD)
    (package / "desk" / "other.py").write_text("def other(): ...\n")
    (package / "screen.tcss").write_text("Screen { height: 1; }\n")
    return package


def rule(at: str, code: str, without: str = "False") -> Rule:
    return Rule("a rule", at, code, without, "")


def changed(rule: Rule, package: Path, directory: Path) -> str:
    """The file that the rule stood in, without the rule."""
    place = find(rule, package)
    program_without(rule, directory, package)
    return (directory / "house" / place.path.relative_to(package)).read_text()


@pytest.mark.parametrize(
    "code",
    [
        'account.is_protected and not roles.intersection({"supervisor", "auditor"})',
        'account.is_protected and not roles.intersection({"supervisor", "auditor"},)',
        'account.is_protected and not roles.intersection(\n    {"supervisor", "auditor",}\n)',
    ],
)
def test_the_layout_of_the_code_makes_no_difference(package: Path, tmp_path: Path, code: str) -> None:
    found = changed(rule("desk.guard:Guard.against", code), package, tmp_path)
    assert '        if False:\n            return "protected"\n' in found


def test_a_statement_leaves_nothing_behind_that_python_misses(package: Path, tmp_path: Path) -> None:
    found = changed(rule("desk.guard:Guard.against", "self.note(account)", ""), package, tmp_path)
    assert '        pass\n        return ""\n' in found


def test_several_statements_take_the_place_of_one(package: Path, tmp_path: Path) -> None:
    found = changed(rule("desk.guard:Guard.against", 'return ""', "import this\nreturn 1"), package, tmp_path)
    assert "        import this\n        return 1\n" in found


def test_a_name_is_a_symbol_too(package: Path, tmp_path: Path) -> None:
    assert "LIMIT = 4\n" in changed(rule("desk.guard:LIMIT", "3", "4"), package, tmp_path)


def test_the_rest_of_the_program_is_there_as_it_is(package: Path, tmp_path: Path) -> None:
    program_without(rule("screen.tcss", "height: 1;", ""), tmp_path, package)
    assert (tmp_path / "house" / "screen.tcss").read_text() == "Screen {  }\n"
    assert (tmp_path / "house" / "desk" / "guard.py").read_text() == GUARD


def test_a_compiled_copy_of_the_original_is_never_taken_for_the_changed_file(
    package: Path, tmp_path: Path
) -> None:
    program_without(rule("desk.guard:LIMIT", "3", "4"), tmp_path, package)
    assert (tmp_path / "house" / "desk" / "guard.py").stat().st_mtime == 0


def test_a_definition_that_moved_is_found_where_it_is(package: Path) -> None:
    (package / "desk" / "guard.py").rename(package / "desk" / "permission.py")
    with pytest.warns(
        UserWarning, match=r"desk\.guard:Guard\.against is now desk\.permission:Guard\.against"
    ):
        found = find(rule("desk.guard:Guard.against", "account.is_protected"), package)
    assert found.path.name == "permission.py"


def test_of_a_renamed_definition_it_is_said_where_the_code_is(package: Path) -> None:
    with pytest.raises(NotFound) as said:
        find(rule("desk.guard:Guard.refusal", "account.is_protected"), package)
    assert str(said.value) == (
        "desk.guard:Guard.refusal does not hold: account.is_protected\n"
        "desk.guard has no Guard.refusal.\n"
        "The code stands in desk.guard:Guard.against."
    )


def test_of_changed_code_it_is_said_how_it_reads_now(package: Path) -> None:
    with pytest.raises(NotFound) as said:
        find(rule("desk.guard:LIMIT", "5"), package)
    assert str(said.value) == (
        "desk.guard:LIMIT does not hold: 5\nIt reads:\nLIMIT = 3\n\nThe code is nowhere."
    )


def test_code_that_stands_there_twice_is_not_guessed_at(package: Path) -> None:
    with pytest.raises(NotFound, match="holds this 2 times; take a larger piece: return"):
        find(rule("desk.guard:Guard.against", "return"), package)
