"""An authority that all servers of these tests share, so that keys are made once."""

from collections.abc import Iterator

import pytest
from lab import privacyidea
from lab.certificates import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def _running(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[privacyidea.Server]:
    with privacyidea.serve(tmp_path_factory.mktemp("privacyidea"), authority=authority) as server:
        yield server


@pytest.fixture
def server(_running: privacyidea.Server) -> privacyidea.Server:
    _running.forget()
    return _running
