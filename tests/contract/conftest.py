"""Every directory under contract, by name."""

from collections.abc import Iterator

import pytest
from contract.directory_cases import DemoCase, DirectoryCase, SambaCase

from helpdesk_tui.desk.ports import DirectorySession
from helpdesk_tui.secret import Secret


@pytest.fixture(scope="module", params=["demo", pytest.param("samba", marks=pytest.mark.lab)])
def case(request: pytest.FixtureRequest) -> DirectoryCase:
    return DemoCase() if request.param == "demo" else SambaCase(request.getfixturevalue("samba"))


@pytest.fixture
def session(case: DirectoryCase) -> Iterator[DirectorySession]:
    """The first operator's."""
    signed_in = case.port.sign_in(case.operator, Secret(case.operator_password))
    yield signed_in
    signed_in.close()
