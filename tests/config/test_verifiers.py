"""[radius] and [privacyidea]: what may be said, and what the services are asked by it."""

import socket
import time
from pathlib import Path

import pytest
from lab import privacyidea
from verifiers.radius_peer import SECRET, answer, password, peer, unpacked

from helpdesk_tui import config
from helpdesk_tui.compose.checking import verifiers_of
from helpdesk_tui.desk.errors import ConfigError, VerifierUnreachable
from helpdesk_tui.desk.ports import Accepted, Verifier
from helpdesk_tui.secret import Secret

FILE = Path("/etc/helpdesk-tui/config.toml")
GOOD = '[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Desk"]\n'
RADIUS = 'servers = ["radius.example.com"]\nsecret = "keyring"\n'
URL = 'url = "https://pi.example.com"\n'


def parse(section: str, lines: str) -> config.Config:
    return config.parse(f"{GOOD}[{section}]\n{lines}\n", FILE)


def verifier(section: str, lines: str) -> Verifier:
    return verifiers_of(parse(section, lines), {})[section]


def in_file(directory: Path, secret: str) -> str:
    file = directory / "secret"
    file.touch(mode=0o600)
    file.write_text(f"{secret}\n")
    return f"file:{file}"


# --- what may be said ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "endpoint"),
    [
        ("radius.example.com", ("radius.example.com", 1812)),
        ("radius.example.com:1645", ("radius.example.com", 1645)),
        ("192.0.2.7", ("192.0.2.7", 1812)),
        ("[2001:db8::1]:1645", ("2001:db8::1", 1645)),
    ],
)
def test_a_radius_server_has_its_usual_port_or_another(server: str, endpoint: tuple[str, int]):
    assert parse("radius", f'servers = ["{server}"]\nsecret = "keyring"').radius.endpoints == (endpoint,)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://pi.example.com", ""),
        ("https://pi.example.com/", ""),
        ("https://pi.example.com/a/b/", "/a/b"),
    ],
)
def test_privacyidea_lives_at_the_top_or_below(url: str, path: str):
    endpoint = parse("privacyidea", f'url = "{url}"').privacyidea.endpoint
    assert endpoint is not None
    assert (endpoint.host, endpoint.port, endpoint.path) == ("pi.example.com", 443, path)


def test_where_nothing_is_said_there_is_no_verifier():
    assert verifiers_of(config.parse(GOOD, FILE), {}) == {}


@pytest.mark.parametrize(
    ("section", "lines", "says"),
    [
        ("radius", 'servers = ["radius://radius.example.com"]', "servers (item 1): must be a server alone"),
        ("radius", 'servers = ["canary@radius.example.com"]', "servers (item 1): must be a server alone"),
        ("radius", 'servers = ["radius..example.com"]', "servers (item 1): must name a server"),
        ("radius", 'servers = ["radius.example.com:0"]', "must have a port from 1 to 65535"),
        ("radius", f"servers = {[f'r{number}' for number in range(9)]}", "servers: must be at most 8"),
        ("radius", 'servers = ["r1", "R1"]', "servers: has this twice"),
        ("radius", 'servers = ["radius.example.com"]', "secret: goes together with servers"),
        ("radius", 'secret = "keyring"', "secret: goes together with servers"),
        ("radius", RADIUS.replace("keyring", "canary"), "never the password itself"),
        ("radius", RADIUS + 'login = "{mail}"', "login: must hold {login} or {upn}"),
        ("radius", RADIUS + 'nas_identifier = ""', "nas_identifier: must be 1 to 64 printable characters"),
        ("radius", RADIUS + "server_seconds = 0", "must be a whole number from 1 to 60"),
        ("radius", RADIUS + "timeout_seconds = 121", "must be a whole number from 1 to 120"),
        ("privacyidea", 'url = "http://pi.example.com"', "url: must begin with https://"),
        ("privacyidea", 'url = "https://canary@pi.example.com"', "url: must not hold a login or password"),
        ("privacyidea", 'url = "https://pi.example.com/?a=b"', "url: must end before the ?"),
        ("privacyidea", 'realm = "staff"', "realm: has no effect without url"),
        ("privacyidea", 'api_key = "keyring"', "api_key: has no effect without url"),
        ("privacyidea", 'ca_file = "/etc/ca.pem"', "ca_file: has no effect without url"),
        ("privacyidea", URL + 'login = "ada"', "login: must hold {login} or {upn}"),
        ("privacyidea", URL + 'realm = "a\\nb"', "realm: must be 1 to 64 printable characters"),
        ("privacyidea", URL + "connect_seconds = 61", "must be a whole number from 1 to 60"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_key(section: str, lines: str, says: str):
    with pytest.raises(ConfigError) as caught:
        parse(section, lines)
    told = str(caught.value.problem)
    assert says in told
    assert "canary" not in told


def test_a_secret_that_is_not_there_stops_the_start(tmp_path: Path):
    with pytest.raises(ConfigError) as caught:
        verifier("radius", RADIUS.replace("keyring", f"file:{tmp_path}/none"))
    assert caught.value.problem.code == "password-source"


def test_an_authority_that_others_may_write_stops_the_start(tmp_path: Path):
    file = tmp_path / "ca.pem"
    file.write_text("")
    file.chmod(0o666)
    with pytest.raises(ConfigError) as caught:
        verifier("privacyidea", f'{URL}ca_file = "{file}"')
    assert caught.value.problem.code == "config-unsafe"


# --- each setting is obeyed ---------------------------------------------------------------------------


def test_a_radius_server_is_asked_with_the_secret(tmp_path: Path):
    with peer(lambda server, request: server.say(answer(request))) as server:
        lines = f'servers = ["127.0.0.1:{server.port}"]\nsecret = "{in_file(tmp_path, SECRET.decode())}"\n'
        assert verifier("radius", lines).check("ada", Secret("123456")) == Accepted()
        assert password(server.requests[0]) == b"123456"


@pytest.mark.parametrize("name", ["", "desk-7"])
def test_a_radius_server_is_told_who_asks(tmp_path: Path, name: str):
    with peer(lambda server, request: server.say(answer(request))) as server:
        lines = f'servers = ["127.0.0.1:{server.port}"]\nsecret = "{in_file(tmp_path, SECRET.decode())}"\n'
        lines += f'nas_identifier = "{name}"\n' if name else ""
        verifier("radius", lines).check("ada", Secret("123456"))
        assert dict(unpacked(server.requests[0]))[32].decode() == (name or "helpdesk-tui")


@pytest.mark.parametrize("section", ["radius", "privacyidea"])
def test_people_are_known_by_the_name_that_is_said(section: str, tmp_path: Path, make_account):
    first = f'servers = ["r1"]\nsecret = "{in_file(tmp_path, "s")}"\n' if section == "radius" else URL
    ada = make_account(login="ada", domain="EXAMPLE", principal_name="ada@example.com")
    assert verifier(section, first).login_of(ada) == "ada"
    assert verifier(section, first + 'login = "{upn}"').login_of(ada) == "ada@example.com"
    assert verifier(section, first + "login = '{domain}\\{login}'").login_of(ada) == "EXAMPLE\\ada"


def seconds_of(directory: Path, count: int, lines: str) -> float:
    """How long `count` silent RADIUS servers are waited for."""
    with peer(lambda server, request: None) as server:
        name = f"127.0.0.1:{server.port}"
        servers = [name, name.replace("127.0.0.1", "localhost")][:count]
        secret = in_file(directory, "s")
        made = verifier("radius", f'servers = {servers}\nsecret = "{secret}"\n{lines}')
        began = time.monotonic()
        with pytest.raises(VerifierUnreachable):
            made.check("ada", Secret("123456"))
        return time.monotonic() - began


def test_a_silent_server_is_left_after_so_many_seconds(tmp_path: Path):
    assert 0.8 < seconds_of(tmp_path, 1, "server_seconds = 1") < 2


def test_all_silent_servers_are_left_after_so_many_seconds(tmp_path: Path):
    assert 0.8 < seconds_of(tmp_path, 2, "server_seconds = 1\ntimeout_seconds = 1") < 1.8


def test_privacyidea_is_asked_as_said(tmp_path: Path):
    with privacyidea.serve(tmp_path) as server:
        server.realm, server.api_key = "staff", "a key"
        lines = (
            f'url = "https://localhost:{server.port}/pi/"\nrealm = "staff"\nca_file = "{server.ca_file}"\n'
            f'api_key = "{in_file(tmp_path, "a key")}"\n'
        )
        made = verifier("privacyidea", lines)
        assert made.check("ada.byron", Secret(server.code("ada.byron"))) == Accepted()


def test_a_silent_privacyidea_is_left_after_so_many_seconds(tmp_path: Path):
    with privacyidea.serve(tmp_path) as server, server._lock:
        lines = (
            f'url = "https://localhost:{server.port}/pi"\nca_file = "{server.ca_file}"\ntimeout_seconds = 1\n'
        )
        with pytest.raises(VerifierUnreachable) as caught:
            verifier("privacyidea", lines).check("ada", Secret("123456"))
    assert caught.value.problem.code == "verifier-timeout"


def test_a_privacyidea_that_does_not_connect_is_left_after_so_many_seconds():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        began = time.monotonic()
        with pytest.raises(VerifierUnreachable) as caught:
            verifier("privacyidea", f'url = "https://localhost:{port}"\nconnect_seconds = 1').check(
                "ada", Secret("123456")
            )
    assert caught.value.problem.code == "verifier-unreachable"
    assert time.monotonic() - began < 3
