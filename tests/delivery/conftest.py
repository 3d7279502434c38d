"""An authority that all servers of these tests share, so that keys are made once."""

from collections.abc import Iterator

import pytest
from lab.certificates import EXPIRED, Authority, Certificate, self_signed


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def good(authority: Authority) -> Certificate:
    return authority.issue("localhost")


@pytest.fixture(params=["delivery-untrusted", "delivery-wrong-name", "common name", "delivery-expired"])
def bad(
    request: pytest.FixtureRequest, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Certificate]]:
    """A certificate that is wrong, with the problem that it must lead to."""
    problem: str = request.param
    if problem == "delivery-untrusted":
        yield problem, self_signed(tmp_path_factory.mktemp("stranger"), "localhost")
    elif problem == "delivery-wrong-name":
        yield problem, authority.issue("elsewhere.example")
    elif problem == "common name":
        yield "delivery-wrong-name", authority.issue("localhost", alternatives=())
    else:
        yield problem, authority.issue("localhost", days=EXPIRED)
