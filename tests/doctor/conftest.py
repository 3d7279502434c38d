"""A configuration with one fault, and what the doctor says of it."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from lab.certificates import Authority, Certificate
from plain.conftest import desk

from helpdesk_tui import config
from helpdesk_tui.config import Config
from helpdesk_tui.desk.diagnosis import Check, Finding, Level, examine

__all__ = ["desk"]

Configured = Callable[..., Config]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def good(authority: Authority) -> Certificate:
    return authority.issue("localhost", days=(-1, 90), file="doctor-good")


@pytest.fixture(scope="session")
def soon_over(authority: Authority) -> Certificate:
    return authority.issue("localhost", days=(-1, 10), file="doctor-soon")


@pytest.fixture
def configured() -> Configured:
    """`configured("[mail]…")`: a server that is nowhere unless one is given. Nobody here is silent, so that
    patience costs nothing; the computer may be busy."""

    def make(rest: str = "", *, directory: str = "") -> Config:
        text = (
            '[directory]\nservers = ["ldaps://localhost:1"]\nconnect_timeout = 10\nreceive_timeout = 10\n'
            f"{directory}\n"
            '[roles]\noperator = ["Helpdesk Operators"]\n'
            f'{rest}\n[notices]\nhelp_link = "https://help.example.com"\n'
        )
        return config.parse(text, Path("/etc/helpdesk-tui/config.toml"))

    return make


@pytest.fixture
def secret_file(tmp_path: Path) -> Callable[[str], str]:
    """A setting that names a private file with this secret."""

    def make(secret: str) -> str:
        path = tmp_path / f"secret-{len(list(tmp_path.iterdir()))}"
        path.write_text(f"{secret}\n")
        path.chmod(0o600)
        return f"file:{path}"

    return make


def looked(look: Callable[[], Iterable[Finding]], seconds: float = 60) -> list[Finding]:
    """What is said, with what a check raises as a finding too."""
    return list(examine([Check("here", look, seconds)]))


def levels(found: Iterable[Finding]) -> list[str]:
    return [each.level.value for each in found]


def trouble(found: Iterable[Finding]) -> Finding:
    """The one finding that is no good."""
    (only,) = [each for each in found if each.level in {Level.WARNING, Level.FAILED}]
    assert only.remedy
    return only
