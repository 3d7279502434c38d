"""The lock files fit pyproject.toml, name no place, and pin everything by hash; the wheel is whole."""

import re
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from helpdesk_tui import __version__

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "tests/requirements.lock")
EVERY_LOCK = (*LOCKS, "kerberos.lock")


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def _pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+) \\$", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_what_the_project_needs_is_locked_within_its_range(lock):
    project = _project()
    needed = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    if lock.startswith("tests/"):
        needed += project["project"]["optional-dependencies"]["test"]
    pins = _pins(lock)
    for requirement in map(Requirement, needed):
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in {lock}: run tests/lock"
        assert version in requirement.specifier, f"{requirement} is {version} in {lock}: run tests/lock"


def test_the_extra_is_locked_within_its_range():
    pins = _pins("kerberos.lock")
    for requirement in map(Requirement, _project()["project"]["optional-dependencies"]["kerberos"]):
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier, "run tests/lock"


def test_the_tests_run_with_the_versions_that_people_get():
    assert _pins(LOCKS[0]).items() <= _pins(LOCKS[1]).items()


@pytest.mark.parametrize("lock", EVERY_LOCK)
def test_a_lock_file_names_neither_an_index_nor_a_directory(lock):
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|^\s*-|(?<![\w.])/|@ ", re.sub(r" {4}(--hash=\S+|#.*)", "", text), re.MULTILINE)
    assert "://" not in text


@pytest.mark.parametrize("lock", EVERY_LOCK)
def test_every_locked_package_has_hashes(lock):
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]
    assert len(entries) > (20 if lock in LOCKS else 1)
    assert all("--hash=sha256:" in entry for entry in entries)


def test_every_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text()
    block = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    lines = [line for line in block.splitlines() if line.strip().startswith('"')]
    assert lines
    assert all(re.search(r"# \w+", line) for line in lines), lines


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """Where pip has put the wheel that is built from this tree, in an environment of its own."""
    at = tmp_path_factory.mktemp("installed")
    build = "import sys; from flit_core import buildapi; print(buildapi.build_wheel(sys.argv[1]))"
    made = subprocess.run(
        [sys.executable, "-c", build, at], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", at / "venv"], check=True, timeout=60)
    (packages,) = (at / "venv").glob("lib/python*/site-packages")
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"))  # what it needs lies there
    python = at / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", f"--python={python}", "install", "--quiet", "--no-index", "--no-deps"]
    wheel = at / made.stdout.split()[-1]
    subprocess.run(
        [*pip, "--ignore-installed", "--disable-pip-version-check", wheel], check=True, timeout=120
    )
    return at / "venv"


def _files(package: Path) -> set[str]:
    found = {str(each.relative_to(package)) for each in package.rglob("*") if each.is_file()}
    return {name for name in found if "__pycache__" not in name}


def test_the_wheel_has_every_file_of_the_package(installed):
    (package,) = installed.glob("lib/python*/site-packages/helpdesk_tui")
    assert _files(package) == _files(ROOT / "helpdesk_tui")


def test_what_the_wheel_installs_runs(installed):
    python, program = installed / "bin" / "python", installed / "bin" / "helpdesk-tui"
    where = subprocess.run(
        [python, "-I", "-c", "import helpdesk_tui; print(helpdesk_tui.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert where.stdout.startswith(str(installed))
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout == f"helpdesk-tui {__version__}\n"
