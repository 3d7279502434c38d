"""The port as a whole: it raises nothing, shows nothing, and serves several at once."""

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from delivery.sending import (
    ADDRESS,
    CODE,
    NUMBER,
    PASSWORD,
    Peer,
    by,
    code_message,
    is_unknown,
    played,
    sms_message,
)
from lab import gateway, smtp
from lab.certificates import Authority, Certificate

from helpdesk_tui.delivery import Deliveries
from helpdesk_tui.delivery.settings import AppriseSettings, GatewaySettings, MailSettings
from helpdesk_tui.desk.ports import Delivered, DeliveryKind, Message
from helpdesk_tui.secret import Secret

KEY = "canary-key-4711"
CANARIES = (CODE, PASSWORD, KEY, ADDRESS, NUMBER, NUMBER.removeprefix("+"))


@pytest.fixture
def mail_server(tmp_path: Path, authority: Authority) -> Iterator[smtp.Server]:
    with smtp.serve(tmp_path, authority=authority, login=("desk", PASSWORD)) as server:
        yield server


@pytest.fixture
def sms_server(tmp_path: Path, authority: Authority) -> Iterator[gateway.Server]:
    with gateway.serve(tmp_path, authority=authority) as server:
        yield server


def mail_by(server: smtp.Server, **changes: object) -> MailSettings:
    usual = MailSettings(
        "localhost",
        "desk@example.com",
        server.port,
        login="desk",
        password=Secret(PASSWORD),
        ca_file=server.ca_file,
    )
    return replace(usual, **changes)


def sms_by(server: gateway.Server, **changes: object) -> GatewaySettings:
    usual = GatewaySettings(
        server.url,
        {"to": "$to", "text": "$text"},
        headers={"Authorization": "Bearer $secret"},
        secret=Secret(KEY),
        ca_file=server.ca_file,
        timeout_seconds=2,
    )
    return replace(usual, **changes)


def apprise_by(server: gateway.Server, rest: str = "") -> AppriseSettings:
    return AppriseSettings(Secret(f"jsons://desk:{KEY}@localhost:{server.port}/$to{rest}"), server.ca_file)


def everything_that_happens(
    mail_server: smtp.Server, sms_server: gateway.Server, good: Certificate, stack: ExitStack
) -> Iterator[tuple[Deliveries, Message]]:
    """Messages by every way, to servers in every mood."""
    mail, sms = code_message(), sms_message()

    def broken(peer: Peer) -> None:
        peer.encrypt(good)
        peer.connection.recv(4096)

    stage = stack.enter_context(played(broken))
    yield by(mail_by(mail_server)), mail
    yield by(mail_by(mail_server, password=Secret(PASSWORD + "x"))), mail
    yield by(mail_by(mail_server, ca_file=None)), mail
    yield by(mail_by(mail_server, port=stage.port, security="tls", timeout_seconds=1)), mail
    yield by(mail_by(mail_server)), replace(mail, to=f"{ADDRESS}\r\n{ADDRESS}")
    for verb in ("MAIL", "RCPT", "DATA"):
        mail_server.refuse = {verb: f"550 5.0.0 {CODE} {ADDRESS} {PASSWORD}"}
        yield by(mail_by(mail_server)), mail
    for settings in (sms_by(sms_server), apprise_by(sms_server)):
        for status in (200, 302, 401, 500):
            sms_server.status, sms_server.answer = status, f"{CODE} {KEY} {NUMBER}".encode()
            sms_server.headers = {"Location": f"{sms_server.url}?{KEY}"}
            yield by(sms=settings), sms
        yield by(sms=replace(settings, ca_file=None)), sms
        yield by(sms=settings), replace(sms, to=f"{NUMBER}x")
    yield by(sms=sms_by(sms_server, success_path="a", success_values=("b",))), sms
    yield by(sms=sms_by(sms_server, url=f"https://localhost:{stage.port}/")), sms
    yield (
        by(sms=AppriseSettings(Secret(f"jsons://{KEY}@localhost:{stage.port}/$to"), sms_server.ca_file)),
        sms,
    )
    yield by(sms=AppriseSettings(Secret(f"twilio://{KEY}/$to"))), sms


def test_nothing_of_a_message_or_a_password_is_seen(
    mail_server: smtp.Server,
    sms_server: gateway.Server,
    good: Certificate,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unhandled: list[object] = []
    monkeypatch.setattr("threading.excepthook", unhandled.append)
    outcomes: list[Delivered] = []
    shown = ""
    with ExitStack() as stack, caplog.at_level(logging.DEBUG):
        for deliveries, message in everything_that_happens(mail_server, sms_server, good, stack):
            outcomes.append(deliveries.send(message))
            shown += repr(vars(deliveries)) + repr(message.code)
    assert {outcome.kind for outcome in outcomes} == set(DeliveryKind)
    seen = repr(outcomes) + caplog.text + "".join(capfd.readouterr())
    assert [canary for canary in CANARIES if canary in seen] == []
    assert [canary for canary in (CODE, PASSWORD, KEY) if canary in shown] == []
    assert not [each for each in unhandled if "SMS" in str(each)]
    assert len({outcome.problem.code for outcome in outcomes if outcome.problem}) > 8


@pytest.mark.parametrize(
    "error", [RuntimeError(CODE), UnicodeEncodeError("ascii", CODE, 0, 1, "x"), KeyError(CODE)]
)
def test_an_error_that_nobody_thought_of_leaves_it_unknown(
    mail_server: smtp.Server, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*args: object) -> None:
        raise error

    monkeypatch.setattr("helpdesk_tui.delivery.mail.Mail.send", fail)
    delivered = by(mail_by(mail_server)).send(code_message())
    assert is_unknown(delivered, "delivery-failed")
    assert CODE not in repr(delivered)


def test_several_threads_may_send_at_once(mail_server: smtp.Server, sms_server: gateway.Server) -> None:
    deliveries = by(mail_by(mail_server), sms_by(sms_server))
    outcomes: list[DeliveryKind] = []

    def send(number: int) -> None:
        outcomes.append(deliveries.send(code_message(to=f"person{number}@example.com")).kind)
        outcomes.append(deliveries.send(replace(sms_message(), to=f"+491511234500{number}")).kind)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [DeliveryKind.SENT] * 12
    assert {mail.recipients for mail in mail_server.received} == {
        (f"person{number}@example.com",) for number in range(6)
    }
    assert {request.json()["to"] for request in sms_server.received} == {
        f"+491511234500{number}" for number in range(6)
    }


def test_apprise_is_loaded_when_it_is_used_and_not_before(imported_by_delivery: set[str]) -> None:
    assert "smtplib" in imported_by_delivery
    assert not {"apprise", "requests", "urllib3", "yaml"} & imported_by_delivery


@pytest.fixture
def imported_by_delivery() -> set[str]:
    code = (
        "from helpdesk_tui.delivery import *; from helpdesk_tui.delivery.settings import *\n"
        "from helpdesk_tui.delivery.texts import load; from helpdesk_tui.secret import Secret\n"
        "from helpdesk_tui.clock import SystemClock, SystemChance\n"
        "sms = AppriseSettings(Secret('twilio://a/$to'))\n"
        "Deliveries(MailSettings('a', 'a@b'), sms, load(TextSettings()), SystemClock(), SystemChance())\n"
        "import sys; print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())
