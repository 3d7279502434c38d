"""SMS through apprise's services: one plugin, one recipient, nothing of the rest of apprise."""

import logging
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import apprise  # noqa: F401 - now: its two seconds belong to no test
import pytest
from delivery.sending import CODE, NUMBER, PHRASE, Peer, by, is_refused, is_unknown, played, sms_message
from lab import gateway
from lab.certificates import Authority, Certificate

from helpdesk_tui.delivery.apprise_gateway import SCHEMAS, AppriseGateway, _Listener
from helpdesk_tui.delivery.settings import AppriseSettings
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind
from helpdesk_tui.secret import Secret

KEY = "canary-key-4711"


def settings_for(server: gateway.Server, rest: str = "", ca_file: Path | None = None) -> AppriseSettings:
    url = f"jsons://desk:{KEY}@localhost:{server.port}/send/$to{rest}"
    return AppriseSettings(Secret(url), ca_file=ca_file or server.ca_file)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[gateway.Server]:
    with gateway.serve(tmp_path_factory.mktemp("apprise"), authority=authority) as server:
        yield server


@pytest.fixture
def server(running: gateway.Server) -> gateway.Server:
    running.received.clear()
    running.status, running.headers = 200, {}
    return running


def test_a_code_arrives(server: gateway.Server) -> None:
    delivered = by(sms=settings_for(server)).send(sms_message())
    assert delivered == Delivered(DeliveryKind.SENT, None, "jsons")
    [request] = server.to(NUMBER)
    assert request.headers["authorization"].startswith("Basic ")
    text = request.json()["message"]
    assert text.startswith(CODE)
    assert PHRASE in text
    assert request.json()["attachments"] == []


@pytest.mark.parametrize("name", ["$to", "{{app_id}}", ":smile:", "<b>x</b>", "%s %%", "\\n \\x41", "**x**"])
def test_a_text_is_not_read_as_anything_else(server: gateway.Server, name: str) -> None:
    assert by(sms=settings_for(server)).send(sms_message(operator=name)).kind is DeliveryKind.SENT
    assert name in server.to(NUMBER)[0].json()["message"]


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_no_of_the_service_is_a_refusal(server: gateway.Server, status: int) -> None:
    server.status = status
    delivered = by(sms=settings_for(server)).send(sms_message())
    assert is_refused(delivered, "gateway-refused")
    assert len(server.received) == 1


def test_a_certificate_that_is_wrong_gets_nothing(
    tmp_path: Path, authority: Authority, bad: tuple[str, Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the address nor the environment turns the check off."""
    problem, certificate = bad
    with gateway.serve(tmp_path, authority=authority, certificate=certificate) as server:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.certificate))
        monkeypatch.setenv("CURL_CA_BUNDLE", str(certificate.certificate))
        assert is_refused(by(sms=settings_for(server, "?verify=no")).send(sms_message()), problem)
        assert not server.received


def test_without_a_ca_file_only_usual_authorities_count(
    server: gateway.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(server.ca_file))
    given = replace(settings_for(server), ca_file=None)
    assert is_refused(by(sms=given).send(sms_message()), "delivery-untrusted")
    assert not server.received


@pytest.mark.parametrize("status", [302, 307, 308])
def test_no_redirect_is_followed(
    server: gateway.Server, tmp_path: Path, authority: Authority, status: int
) -> None:
    with gateway.serve(tmp_path, authority=authority) as elsewhere:
        server.status, server.headers = status, {"Location": elsewhere.url}
        assert is_refused(
            by(sms=settings_for(server, "?redirect=yes")).send(sms_message()), "gateway-refused"
        )
        assert not elsewhere.received


def test_nothing_is_sent_twice(server: gateway.Server) -> None:
    server.status = 500
    assert by(sms=settings_for(server, "?retry=3&wait=0")).send(sms_message()).kind is DeliveryKind.REFUSED
    assert len(server.received) == 1


def test_nobody_listens(authority: Authority) -> None:
    with played(lambda peer: None) as stage:
        port = stage.port
    given = AppriseSettings(Secret(f"jsons://localhost:{port}/$to"), ca_file=authority.ca_file)
    assert is_refused(by(sms=given).send(sms_message()), "delivery-unreachable")


@pytest.mark.parametrize("end", ["close", "reset", "hang", "drip"])
def test_after_a_lost_answer_nobody_knows(authority: Authority, good: Certificate, end: str) -> None:
    def script(peer: Peer) -> None:
        peer.encrypt(good)
        peer.until("CONTENT-LENGTH")
        if end == "drip":
            peer.connection.sendall(b"HTTP/1.1 200 fine\r\n\r\n")
            for _ in range(300):
                peer.connection.sendall(b"x")
                time.sleep(0.02)
        elif end != "close":
            getattr(peer, end)()

    with played(script) as stage:
        url = Secret(f"jsons://localhost:{stage.port}/$to")
        given = AppriseSettings(url, ca_file=authority.ca_file, connect_seconds=0.2, timeout_seconds=0.3)
        deliveries = by(sms=given)
        began = time.monotonic()
        assert is_unknown(deliveries.send(sms_message()))
        assert time.monotonic() - began < 5
        assert stage.connections == 1


def test_an_answer_without_an_end_is_not_read_to_its_end(authority: Authority, good: Certificate) -> None:
    said = [0]

    def script(peer: Peer) -> None:
        peer.encrypt(good)
        peer.until("CONTENT-LENGTH")
        peer.connection.sendall(b"HTTP/1.1 200 fine\r\n\r\n")
        while said[0] < 100_000_000:
            peer.connection.sendall(bytes(100_000))
            said[0] += 100_000

    with played(script) as stage:
        url = Secret(f"jsons://localhost:{stage.port}/$to")
        by(sms=AppriseSettings(url, ca_file=authority.ca_file, timeout_seconds=10)).send(sms_message())
    assert said[0] < 20_000_000


def test_a_plugin_that_is_dripped_on_does_not_go_on_behind_the_scenes(
    authority: Authority, good: Certificate
) -> None:
    def script(peer: Peer) -> None:
        peer.encrypt(good)
        peer.until("CONTENT-LENGTH")
        peer.connection.sendall(b"HTTP/1.1 200 fine\r\n\r\n")
        for _ in range(300):
            peer.connection.sendall(b"x")
            time.sleep(0.02)

    with played(script) as stage:
        url = Secret(f"jsons://localhost:{stage.port}/$to")
        given = AppriseSettings(url, ca_file=authority.ca_file, connect_seconds=0.2, timeout_seconds=0.3)
        assert is_unknown(by(sms=given).send(sms_message()))
        ends = time.monotonic() + 3
        while any(each.name == "SMS" for each in threading.enumerate()) and time.monotonic() < ends:
            time.sleep(0.02)
        assert not [each for each in threading.enumerate() if each.name == "SMS"]


def test_an_error_in_a_plugin_leaves_it_unknown(
    server: gateway.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError(f"{KEY} {CODE}")

    deliveries = by(sms=settings_for(server))
    assert deliveries.send(sms_message()).kind is DeliveryKind.SENT
    monkeypatch.setattr("apprise.plugins.custom_json.NotifyJSON.send", fail)
    delivered = deliveries.send(sms_message())
    assert is_unknown(delivered)
    assert KEY not in repr(delivered)


@pytest.mark.parametrize(
    "url",
    [
        "file:///tmp/$to",
        "exec:///bin/sh?$to",
        "syslog://$to",
        "dbus://$to",
        "windows://$to",
        "apprises://host/$to",
        "https://example.com/plugin.py?$to",
        "config+https://example.com/$to",
        "json://localhost/$to",
        "smpp://user:pass@host/1/$to",
        "smseagle://token@host/$to",
        "kavenegar://key/$to",
        "mailtos://user:pass@example.com/$to",
        "vapid://$to",
        "",
        "$to",
        "JSONS://x/$to",
        " jsons://x/$to",
        "python:jsons://x/$to",
    ],
)
def test_only_services_that_send_sms_over_https_are_used(url: str) -> None:
    with pytest.raises(ConfigError) as error:
        by(sms=AppriseSettings(Secret(url)))
    assert "sends SMS over HTTPS" in error.value.problem.cause


@pytest.mark.parametrize(
    "url",
    [
        f"jsons://{KEY}@localhost/",
        f"jsons://{KEY}@localhost/$to?x=$text",
        f"jsons://{KEY}@localhost/$to?x=5$",
        f"jsons://{KEY}@localhost/$to x",
        f"jsons://{KEY}@localhost/$to\n",
    ],
)
def test_the_address_has_the_number_in_it_and_nothing_else(url: str) -> None:
    with pytest.raises(ConfigError) as error:
        by(sms=AppriseSettings(Secret(url)))
    assert error.value.problem.code == "delivery-setting"
    assert KEY not in str(error.value)


def test_several_recipients_are_none() -> None:
    given = AppriseSettings(Secret("bulksms://user:pass@+15551234567/$to"))
    assert is_refused(by(sms=given).send(sms_message()), "gateway-unusable")


def test_an_address_that_its_service_cannot_read_is_said() -> None:
    given = AppriseSettings(Secret("twilio://nonsense/$to"))
    assert is_refused(by(sms=given).send(sms_message()), "gateway-unusable")


@pytest.mark.parametrize(
    "url",
    [
        "twilio://AC0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef@15551234567/$to",
        "vonage://AC012345:SECRET12@15551234567/$to",
        "bulksms://user:pass@$to",
        "seven://apikeyapikey/$digits",
        "msgbird://abcdefghijklmnopqrstuvwxy/15551234567/$to",
        "clicksend://user:pass@$to",
        "sns://AHIAJGNT76XIMXDBIJYA/bu1dHSdO22pfaaVy/wmNsdjJ4Fv/us-east-1/$to",
    ],
)
def test_the_number_reaches_each_service_as_its_only_target(url: str) -> None:
    plugin = AppriseGateway(AppriseSettings(Secret(url)))._plugin(NUMBER, _Listener())
    assert plugin is not None
    assert NUMBER.removeprefix("+") in str(getattr(plugin, "targets", None) or plugin.phone)
    assert (plugin.retry, plugin.redirects) == (0, False)
    assert Path(plugin.verify_certificate).is_file()


def test_every_service_is_one_of_apprises_own_over_https() -> None:
    """apprise renames and moves services now and then."""
    from apprise.manager_plugins import NotificationManager  # noqa: PLC0415 - slow, used here alone

    known = NotificationManager()
    for schema in SCHEMAS:
        service = known[schema]
        assert service.__module__.startswith("apprise.plugins."), schema
        secure = service.secure_protocol
        assert schema in (secure if isinstance(secure, tuple | list | set | frozenset) else (secure,)), schema
        text = Path(_file_of(service)).read_text()
        assert "verify=self.verify_certificate" in text, schema
        assert "allow_redirects=self.redirects" in text, schema


def _file_of(service: type) -> str:
    return sys.modules[service.__module__].__file__ or ""


def test_nothing_is_written_to_the_home_directory(
    server: gateway.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    assert by(sms=settings_for(server)).send(sms_message()).kind is DeliveryKind.SENT
    assert not list(tmp_path.iterdir())


def test_sms_is_offered(server: gateway.Server) -> None:
    assert by(sms=settings_for(server)).channels == {Channel.SMS}


@pytest.mark.parametrize("name", ["apprise", "urllib3.connectionpool", "requests"])
def test_libraries_that_log_addresses_are_silent(
    server: gateway.Server, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        by(sms=settings_for(server)).send(sms_message())
        logging.getLogger(name).error("heard")
    assert "heard" not in caplog.text
    assert not caplog.records
