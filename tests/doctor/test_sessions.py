"""What a session at the directory tells: names, roles, rights, policies."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from doctor.conftest import Configured, levels, looked, trouble
from lab import people
from lab.domain import Domain

from helpdesk_tui import config
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.doctor import Doctor
from helpdesk_tui.compose.doctor.sessions import look_at_account, look_at_names, session_checks
from helpdesk_tui.config import Config
from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.diagnosis import Finding, worst
from helpdesk_tui.desk.policy import Scope
from helpdesk_tui.secret import Secret


@pytest.fixture
def directory():
    return DemoDirectory(SystemClock(), SystemChance(), "GB")


@pytest.fixture
def session(directory):
    opened = directory.sign_in("operator", Secret("operator"))
    yield opened
    opened.close()


class Seen:
    """A session that shows one account otherwise than it is."""

    def __init__(self, session, **otherwise: object) -> None:
        self._session = session
        self._otherwise = otherwise

    def __getattr__(self, name: str) -> object:
        return getattr(self._session, name)

    def read(self, account: str) -> Account:
        return replace(self._session.read(account), **self._otherwise)


def sample(session, login: str = "ada.byron") -> list[Finding]:
    return looked(partial(look_at_account, session, Scope(), login, True))


def test_names_that_are_there_are_fine_and_the_role_is_said(configured: Configured, session):
    found = looked(partial(look_at_names, configured(), session, True))
    assert levels(found) == ["ok", "ok"]
    assert "operator" in found[1].said


@pytest.mark.parametrize(
    ("rest", "named"),
    [
        ('[scope]\nprotected_groups = ["Nobodies"]', "Nobodies"),
        ('[scope]\nbases = ["OU=Nowhere,DC=demo,DC=example"]', "OU=Nowhere,DC=demo,DC=example"),
        ('[scope]\nexcluded = ["OU=Away,DC=demo,DC=example"]', "OU=Away,DC=demo,DC=example"),
        ('[[tiers]]\nname = "Board"\ngroups = ["The Board Of Nobody"]', "The Board Of Nobody"),
        ('[ldap]\ndefault_policy = "cn=none,dc=demo,dc=example"', "cn=none,dc=demo,dc=example"),
    ],
)
def test_a_name_that_is_not_there_fails(configured: Configured, session, rest: str, named: str):
    found = trouble(looked(partial(look_at_names, configured(rest), session, True)))
    assert (found.level, named in found.said) == ("failed", True)


def test_who_has_no_role_learns_nothing_of_accounts(configured: Configured, directory):
    session = directory.sign_in("auditor", Secret("auditor"))
    found = list(session_checks(configured(), session, "grace.okafor", is_operator=True))
    assert worst(found) == "failed"
    assert "grace" not in str(found)


def test_an_account_that_the_operator_may_help_is_fine(session):
    rights = {each: True for each in Action}
    assert levels(sample(Seen(session, rights=rights))) == ["ok", "ok"]


def test_a_right_that_is_not_delegated_fails_by_its_name(session):
    rights = {each: each is not Action.UNLOCK for each in Action}
    found = trouble(sample(Seen(session, rights=rights)))
    assert (found.level, "unlock" in found.said.lower()) == ("failed", True)


def test_rights_that_nobody_tells_are_neither_good_nor_bad(session):
    assert levels(sample(Seen(session, rights={})))[0] == "skipped"


def test_a_policy_that_cannot_be_read_is_a_warning(session):
    rights = {each: True for each in Action}
    found = trouble(sample(Seen(session, rights=rights, policy=None)))
    assert (found.topic, found.level) == ("password policy", "warning")


@pytest.mark.parametrize("login", ["nobody.at.all", "ada"])
def test_an_account_that_is_not_one_fails(session, login: str):
    assert trouble(sample(session, login)).level == "failed"


def test_without_a_sample_nothing_is_said_of_rights(session):
    assert levels(sample(session, "")) == ["skipped"]


# --- the whole, on a real domain ------------------------------------------------------------------------


def real(samba: Domain, tmp_path: Path, group: str = "Helpdesk Operators", more: str = "") -> Config:
    text = (
        f'[directory]\nservers = ["ldaps://{samba.host}:{samba.port}"]\nca_file = "{samba.ca_file}"\n{more}\n'
        f'[roles]\noperator = ["{group}"]\n[store]\npath = "{tmp_path}/state/desk.db"\nkey = "file"\n'
    )
    return config.parse(text, Path("/etc/helpdesk-tui/config.toml"))


@pytest.mark.lab
@pytest.mark.xdist_group("lab")
def test_on_a_real_domain_an_operator_sees_that_all_is_well(samba: Domain, tmp_path: Path):
    doctor = Doctor({"TERM": "xterm"}, real(samba, tmp_path), "config.toml")
    found = list(doctor.examined(people.OPERATOR, Secret(samba.password), "ada.byron"))
    said = {(each.topic, each.level.value) for each in found}
    assert {topic for topic, level in said if level in {"warning", "failed"}} <= {"store", "terminal"}
    assert {("names", "ok"), ("operator", "ok"), ("sample account", "ok"), ("password policy", "ok")} <= said
    assert any("clock" in each.said for each in found)
    assert samba.password not in str(found)


@pytest.mark.lab
@pytest.mark.xdist_group("lab")
def test_a_wrong_password_is_told_and_the_rest_is_looked_at(samba: Domain, tmp_path: Path):
    doctor = Doctor({"TERM": "xterm"}, real(samba, tmp_path), "config.toml")
    found = list(doctor.examined(people.OPERATOR, Secret("canary-wrong"), "ada.byron"))
    assert (found[-1].topic, found[-1].level) == ("operator", "failed")
    assert "canary" not in str(found)
    assert len(found) > 5


@pytest.mark.lab
@pytest.mark.xdist_group("lab")
def test_a_service_account_that_the_directory_refuses_fails(samba: Domain, tmp_path: Path):
    password = tmp_path / "password"
    password.write_text("canary-wrong")
    password.chmod(0o600)
    service = (
        f'act_as = "service"\nservice_login = "{people.SECOND_OPERATOR}"\n'
        f'service_password = "file:{password}"'
    )
    doctor = Doctor({}, real(samba, tmp_path, more=service), "config.toml")
    found = list(doctor.examined())
    assert (found[-1].topic, found[-1].level, "canary" in str(found)) == ("service account", "failed", False)


def test_a_borrowed_system_account_shows_nothing_of_the_directory(configured: Configured, tmp_path: Path):
    service = 'act_as = "service"\nservice_login = "svc"\nservice_password = "keyring"'
    environ = {"SSH_ORIGINAL_COMMAND": "doctor", "XDG_STATE_HOME": str(tmp_path)}
    doctor = Doctor(environ, configured(directory=service), "config.toml")
    last = list(doctor.examined())[-1]
    assert (last.topic, last.level) == ("service account", "skipped")
