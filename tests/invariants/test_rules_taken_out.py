"""A rule whose test cannot fail is no rule: each is taken out, and its test must fail.

The rules stand in `rules`, by subject. A rule that is not where it is said to be fails too, so that the lists
stay true; the message says where its code is now.
"""

import importlib
import pkgutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from invariants import rules
from invariants.runner import Runner
from invariants.taking_out import Rule, program_without

RULES: list[Rule] = [
    rule
    for module in pkgutil.iter_modules(rules.__path__)
    for rule in importlib.import_module(f"{rules.__name__}.{module.name}").RULES
]

pytestmark = [pytest.mark.invariants, pytest.mark.timeout(300)]


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    with Runner() as running:
        yield running


@pytest.fixture
def program() -> Iterator[Path]:
    """Where the changed program goes: a short path, since sockets of the tests lie under it."""
    with tempfile.TemporaryDirectory(prefix="rule-", ignore_cleanup_errors=True) as directory:
        yield Path(directory)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))
def test_its_test_fails_without_the_rule(rule: Rule, runner: Runner, program: Path) -> None:
    program_without(rule, program)
    ran = runner.run(rule.tests, program)
    assert ran.code == 1, f"exit {ran.code}\n{ran.output[-5000:]}"
    assert "failed" in ran.output
    assert "ModuleNotFoundError" not in ran.output
