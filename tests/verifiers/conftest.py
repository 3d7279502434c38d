"""An authority that all servers of these tests share, so that keys are made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lab import privacyidea
from lab.certificates import Authority, Certificate


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def good(authority: Authority) -> Certificate:
    return authority.issue("localhost")


@pytest.fixture
def server(tmp_path: Path, authority: Authority, good: Certificate) -> Iterator[privacyidea.Server]:
    """One for each test: what was asked late in one is no question of the next."""
    with privacyidea.serve(tmp_path, authority=authority, certificate=good) as running:
        yield running
