"""Who is taken for the owner of the store's key."""

import pytest

from helpdesk_tui.compose.owner import account_of_process, begin_as_owner, is_borrowed
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.secret import Secret


class WayIn:
    def begin(self, login, password, owner):
        return login, owner.name


@pytest.mark.parametrize(
    "environ",
    [{}, {"SUDO_UID": "0"}, {"DOAS_USER": "root"}, {"SSH_CONNECTION": "192.0.2.7 50000 192.0.2.1 22"}],
)
def test_whoever_runs_the_account_is_its_owner(environ) -> None:
    assert not is_borrowed(environ)
    assert begin_as_owner(WayIn(), environ)("sam", Secret("right")) == ("sam", account_of_process())


@pytest.mark.parametrize(
    "environ",
    [
        {"SUDO_UID": "1000"},
        {"DOAS_USER": "dana"},
        {"PKEXEC_UID": "1000"},
        {"SUDO_UID": "0", "DOAS_USER": "dana"},
        {"SSH_ORIGINAL_COMMAND": "operators enrol"},
    ],
)
def test_who_borrows_it_is_not(environ) -> None:
    with pytest.raises(NotPermitted) as caught:
        begin_as_owner(WayIn(), environ)("sam", Secret("right"))
    assert caught.value.problem.code == "not-the-owner"
