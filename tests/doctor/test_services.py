"""Mail, SMS and verifiers: greeted, and nothing is sent."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from doctor.conftest import Configured, levels, looked, trouble
from lab import gateway, privacyidea, smtp
from lab.certificates import Authority, Certificate
from verifiers.radius_peer import REJECT, SECRET, Peer, answer, peer

from helpdesk_tui.compose.doctor.services import (
    look_at_mail,
    look_at_privacyidea,
    look_at_radius,
    look_at_sms,
    radius_checks,
)
from helpdesk_tui.verifiers.settings import RadiusServer

SecretFile = Callable[[str], str]


def mail(configured: Configured, port: int, ca_file: Path, more: str = ""):
    return configured(
        f'[mail]\nserver = "smtp://localhost:{port}"\nsender = "d@example.com"\nca_file = "{ca_file}"\n'
        f"connect_seconds = 10\ntimeout_seconds = 20\n{more}"
    )


def sms(configured: Configured, url: str, ca_file: Path):
    return configured(
        f'[sms]\ngateway = "https"\nurl = "{url}"\nca_file = "{ca_file}"\nconnect_seconds = 10\n'
        'timeout_seconds = 20\nfields = { to = "$to", text = "$text" }'
    )


def test_nothing_is_said_against_what_is_not_used(configured: Configured):
    for look in (look_at_mail, look_at_sms, look_at_privacyidea):
        assert levels(looked(partial(look, configured(), {}))) == ["skipped"]
    assert radius_checks(configured(), {}) == []


def test_a_mail_server_is_greeted_and_gets_no_mail(
    configured: Configured, authority: Authority, good: Certificate, tmp_path: Path
):
    with smtp.serve(tmp_path, authority=authority, certificate=good) as server:
        found = looked(partial(look_at_mail, mail(configured, server.port, server.ca_file), {}))
        assert levels(found) == ["ok", "ok"]
        assert server.received == []


def test_a_login_that_the_mail_server_refuses_fails_and_is_not_shown(
    configured: Configured, authority: Authority, good: Certificate, secret_file: SecretFile, tmp_path: Path
):
    more = f'login = "desk"\npassword = "{secret_file("canary-wrong")}"'
    with smtp.serve(tmp_path, authority=authority, certificate=good, login=("desk", "right")) as server:
        found = looked(partial(look_at_mail, mail(configured, server.port, server.ca_file, more), {}))
    assert (trouble(found).level, "canary" in str(found)) == ("failed", False)


def test_a_gateway_is_reached_and_asked_nothing(
    configured: Configured, authority: Authority, good: Certificate, tmp_path: Path
):
    with gateway.serve(tmp_path, authority=authority, certificate=good) as server:
        found = looked(partial(look_at_sms, sms(configured, server.url, server.ca_file), {}))
        assert levels(found) == ["ok", "ok"]
        assert server.received == []


def test_privacyidea_is_reached_and_asked_nothing(
    configured: Configured, authority: Authority, good: Certificate, tmp_path: Path
):
    with privacyidea.serve(tmp_path, authority=authority, certificate=good) as server:
        rest = f'[privacyidea]\nurl = "https://localhost:{server.port}/pi"\nca_file = "{server.ca_file}"'
        assert levels(looked(partial(look_at_privacyidea, configured(rest), {}))) == ["ok", "ok"]
        assert server.received == []


def radius(configured: Configured, secret: str, script: Callable[[Peer, bytes], object]):
    with peer(script) as server:
        rest = (
            f'[radius]\nservers = ["127.0.0.1:{server.port}"]\nsecret = "{secret}"\n'
            "server_seconds = 10\ntimeout_seconds = 10"
        )
        config = configured(rest)
        return looked(partial(look_at_radius, config, {}, RadiusServer("127.0.0.1", server.port)))


def test_a_radius_server_that_refuses_a_code_of_nobody_is_there(
    configured: Configured, secret_file: SecretFile
):
    secret = secret_file(SECRET.decode())
    found = radius(configured, secret, lambda server, request: server.say(answer(request, REJECT)))
    assert levels(found) == ["ok"]
