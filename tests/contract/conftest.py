"""Every directory under contract, by name."""

from collections.abc import Iterator

import pytest
from contract.directory_cases import DemoCase, DirectoryCase, Ds389Case, OpenLdapCase, SambaCase

from helpdesk_tui.desk.ports import DirectorySession
from helpdesk_tui.secret import Secret

CASES = {"samba": SambaCase, "openldap": OpenLdapCase, "ds389": Ds389Case}
"""By the fixture of the real server."""


@pytest.fixture(
    scope="module", params=["demo", *(pytest.param(name, marks=pytest.mark.lab) for name in CASES)]
)
def case(request: pytest.FixtureRequest) -> DirectoryCase:
    name = request.param
    return DemoCase() if name == "demo" else CASES[name](request.getfixturevalue(name))


@pytest.fixture
def session(case: DirectoryCase) -> Iterator[DirectorySession]:
    """The first operator's."""
    signed_in = case.port.sign_in(case.operator, Secret(case.operator_password))
    yield signed_in
    signed_in.close()
