"""The whole look on a real domain: with an operator, by the desk's own account, and without a store."""

from pathlib import Path

import pytest
from doctor import running
from doctor.conftest import Configured
from lab import people
from lab.domain import Domain
from lab.ldap_server import LdapServer

from helpdesk_tui import config
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose import for_config
from helpdesk_tui.compose.doctor import Doctor
from helpdesk_tui.config import Config
from helpdesk_tui.desk.diagnosis import Finding
from helpdesk_tui.store import KeySource, find_key, open_store

ENVIRON = {"TERM": "xterm"}


def configured_for(samba: Domain, tmp_path: Path, more: str = "") -> Config:
    text = (
        f'[directory]\nservers = ["ldaps://{samba.host}:{samba.port}"]\nca_file = "{samba.ca_file}"\n{more}\n'
        f'[roles]\noperator = ["Helpdesk Operators"]\n'
        f'[store]\npath = "{tmp_path}/state/desk.db"\nkey = "file"\n'
        '[notices]\nhelp_link = "https://help.example.com"\n'
    )
    return config.parse(text, Path("/etc/helpdesk-tui/config.toml"))


def make_store(config: Config) -> None:
    assert config.store.path
    key = find_key(config.store.path, SystemChance(), source=KeySource.FILE)
    open_store(config.store.path, key, SystemClock(), SystemChance()).close()


def events(config: Config) -> list[str]:
    assert config.store.path
    key = find_key(config.store.path, SystemChance(), source=KeySource.FILE)
    with open_store(config.store.path, key, SystemClock(), SystemChance()) as stores:
        return [each.event for each in stores.audit.records()]


def found_with(config: Config, password: str, *words: str) -> list[Finding]:
    console = for_config(config, ENVIRON)
    try:
        doctor = Doctor(ENVIRON, config, "config.toml")
        return running.found_with(doctor, console, *words, password=password)
    finally:
        console.close()


def wrong(found: list[Finding]) -> set[str]:
    return {topic for topic, _ in running.wrong(found)} - {"terminal"}


@pytest.mark.lab
@pytest.mark.xdist_group("lab")
def test_on_a_real_domain_an_operator_sees_that_all_is_well_and_it_is_recorded(samba: Domain, tmp_path: Path):
    config = configured_for(samba, tmp_path)
    make_store(config)
    found = found_with(config, samba.password, "--operator", people.OPERATOR, "--account", "ada.byron")
    said = {(each.topic, each.level.value) for each in found}
    assert wrong(found) == set()
    assert {("names", "ok"), ("operator", "ok"), ("sample account", "ok"), ("password policy", "ok")} <= said
    assert any("clock" in each.said for each in found)
    assert samba.password not in str(found)
    assert events(config) == ["sign-in.done", "search", "account.viewed"]


@pytest.mark.lab
@pytest.mark.xdist_group("lab")
def test_before_the_first_sign_in_nothing_is_made(samba: Domain, tmp_path: Path):
    config = configured_for(samba, tmp_path)
    found = found_with(config, samba.password, "--operator", people.OPERATOR, "--account", "ada.byron")
    assert wrong(found) == {"store"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.lab
@pytest.mark.xdist_group("lab")
@pytest.mark.parametrize("password", [None, "canary-wrong"])
def test_the_desks_own_account_looks_without_an_operator(samba: Domain, tmp_path: Path, password: str | None):
    file = tmp_path / "password"
    file.write_text(password or samba.password)
    file.chmod(0o600)
    service = (
        f'act_as = "service"\nservice_login = "{people.SECOND_OPERATOR}"\nservice_password = "file:{file}"'
    )
    config = configured_for(samba, tmp_path, service)
    make_store(config)
    found = found_with(config, "", "--account", "ada.byron")
    assert "canary" not in str(found)
    if password:
        assert (wrong(found), found[-1].topic) == ({"service account"}, "service account")
        assert events(config) == []
    else:
        assert wrong(found) == set()
        assert found[-1].topic == "password policy"
        assert events(config) == ["search", "account.viewed"]


@pytest.fixture(params=["openldap", "ds389"])
def server(request: pytest.FixtureRequest) -> LdapServer:
    made: LdapServer = request.getfixturevalue(request.param)
    return made


@pytest.mark.lab
@pytest.mark.xdist_group("lab")
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", set()),
        ('[scope]\nbases = ["ou=nowhere,dc=example,dc=com"]\n', {"names"}),
        ('[[tiers]]\nname = "Board"\ngroups = ["No Such Group"]\n', {"names"}),
    ],
    ids=["all is well", "a part that is not there", "a group that is not there"],
)
def test_on_other_directories_too(server: LdapServer, tmp_path: Path, more: str, expected: set[str]) -> None:
    lookup = tmp_path / "lookup"
    lookup.write_text(server.administrator_password)
    lookup.chmod(0o600)
    policy = server.default_policy if server.default_policy.startswith("cn=Everybody") else ""
    text = (
        f'[directory]\nservers = ["ldaps://{server.host}:{server.port}"]\nca_file = "{server.ca_file}"\n'
        f'[ldap]\nlookup_login = "{server.administrator}"\nlookup_password = "file:{lookup}"\n'
        f'default_policy = "{policy}"\n[roles]\noperator = ["Helpdesk Operators"]\n'
        f'[store]\npath = "{tmp_path}/state/desk.db"\nkey = "file"\n'
        f'[notices]\nhelp_link = "https://help.example.com"\n{more}'
    )
    found_config = config.parse(text, Path("/etc/helpdesk-tui/config.toml"))
    make_store(found_config)
    person = server.new_person()
    found = found_with(
        found_config, server.password, "--operator", people.OPERATOR, "--account", person.login
    )
    assert wrong(found) == expected
    assert server.password not in str(found)


def test_a_borrowed_system_account_shows_nothing_of_the_directory(configured: Configured, tmp_path: Path):
    service = 'act_as = "service"\nservice_login = "svc"\nservice_password = "keyring"'
    environ = {"SSH_ORIGINAL_COMMAND": "doctor", "XDG_STATE_HOME": str(tmp_path)}
    config = configured(directory=service)
    console = for_config(config, environ)
    (last,) = Doctor(environ, config, "config.toml").of_service(console.sign_in, "ada.byron", [])
    assert (last.topic, last.level) == ("service account", "skipped")
