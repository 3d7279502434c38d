"""The demo says whom it has: each is there, and is as it is said."""

import subprocess
import sys

import pytest

from helpdesk_tui.demo.guide import OPERATORS, PEOPLE, guide_lines
from helpdesk_tui.desk.account import Account

SHOWS = {
    "ada.byron": lambda a: not a.state.locked and a.mail and a.mobile,
    "grace.okafor": lambda a: a.state.locked,
    "nora.lind": lambda a: a.state.password_expired and not a.state.must_change,
    "mia.santos": lambda a: a.state.must_change,
    "aisha.khan": lambda a: a.state.password_set,
    "ivan.petrov": lambda a: not a.state.enabled,
    "lena.fischer": lambda a: a.state.password_never_expires,
    "omar.haddad": lambda a: a.state.smart_card_required,
    "bea.flores": lambda a: a.state.locked and not a.state.enabled,
    "james.wilson": lambda a: a.name == "James Wilson",
    "felix.brandt": lambda a: a.department == "Finance",
    "hannah.cole": lambda a: not a.mobile,
    "noah.bright": lambda a: a.mobile and a.mail,
    "gil.moreno": lambda a: a.manager and not (a.mobile or a.office_phone or a.mail),
    "agnes.thorne": lambda a: a.was_protected,
}


@pytest.mark.parametrize("login", [login for login, _ in PEOPLE])
def test_whoever_is_listed_is_as_is_said(stage, login):
    account: Account = stage.read(login, "super")
    assert SHOWS[login](account)


@pytest.mark.parametrize("login", [login for login, _ in OPERATORS])
def test_every_operator_who_is_listed_signs_in_with_the_login_as_password(stage, login):
    assert stage.signs_in(login, login) == "ok"


def test_the_help_of_the_demo_lists_them():
    said = subprocess.run(
        [sys.executable, "-m", "helpdesk_tui", "demo", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert "\n".join(guide_lines()) in said
