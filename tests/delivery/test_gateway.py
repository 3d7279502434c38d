"""SMS through an HTTPS gateway that the settings describe."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from delivery.sending import CODE, NUMBER, PASSWORD, PHRASE, by, is_refused, is_unknown, sms_message
from hypothesis import given, settings
from hypothesis import strategies as st
from lab import gateway
from lab.certificates import Authority, Certificate

from helpdesk_tui.delivery.request import filled
from helpdesk_tui.delivery.settings import GatewaySettings
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind
from helpdesk_tui.secret import Secret

KEY = "canary-key-4711"


def settings_for(server: gateway.Server, **changes: object) -> GatewaySettings:
    usual = GatewaySettings(
        server.url,
        {"to": "$to", "text": "$text"},
        headers={"X-Key": "$secret"},
        secret=Secret(KEY),
        ca_file=server.ca_file,
    )
    return replace(usual, **changes)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[gateway.Server]:
    with gateway.serve(tmp_path_factory.mktemp("gateway"), authority=authority) as server:
        yield server


@pytest.fixture
def server(running: gateway.Server) -> gateway.Server:
    """As if it had just been started."""
    running.received.clear()
    running.status, running.answer, running.headers = 200, b'{"result": {"status": "ok"}}', {}
    return running


def sent(delivered: Delivered) -> bool:
    assert delivered == Delivered(DeliveryKind.SENT, None, "HTTP 200")
    return True


# --- what is sent -----------------------------------------------------------------------------------


def test_a_code_arrives_as_json(server: gateway.Server) -> None:
    assert sent(by(sms=settings_for(server)).send(sms_message()))
    request = server.wait_for(NUMBER)
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-key"] == KEY
    assert request.json()["to"] == NUMBER
    text = request.json()["text"]
    assert text.startswith(CODE)
    for needed in (PHRASE, "Noor Haddad", "the help desk", "https://help.example.com"):
        assert needed in text


def test_fields_may_be_nested_and_keep_what_is_no_text(server: gateway.Server) -> None:
    fields = {
        "messages": [{"to": ["$digits"], "body": "$text"}],
        "test": False,
        "retries": 0,
        "from": "$$1",
    }
    assert sent(by(sms=settings_for(server, fields=fields)).send(sms_message()))
    found = server.wait_for(NUMBER).json()
    assert found["messages"][0]["to"] == [NUMBER.removeprefix("+")]
    assert (found["test"], found["retries"], found["from"]) == (False, 0, "$1")


def test_a_form(server: gateway.Server) -> None:
    given = settings_for(server, format="form", fields={"To": "$to", "Body": "$text", "Key": "$secret"})
    assert sent(by(sms=given).send(sms_message()))
    request = server.wait_for(NUMBER)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    form = request.form()
    assert form["To"] == NUMBER
    assert form["Body"].startswith(CODE)
    assert form["Key"] == KEY


def test_a_query_is_added_to_the_one_that_the_address_has(server: gateway.Server) -> None:
    given = settings_for(server, method="GET", format="query", url=server.url + "?account=7")
    assert sent(by(sms=given).send(sms_message()))
    request = server.wait_for(NUMBER)
    assert (request.method, request.body) == ("GET", b"")
    assert request.query()["account"] == "7"
    assert request.query()["to"] == NUMBER
    assert request.query()["text"].startswith(CODE)


def test_basic_authentication(server: gateway.Server) -> None:
    given = settings_for(server, login="dësk", secret=Secret(PASSWORD), headers={})
    assert sent(by(sms=given).send(sms_message()))
    scheme, _, pair = server.received[0].headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(pair).decode()) == ("Basic", f"dësk:{PASSWORD}")


HOSTILE = st.text(max_size=80) | st.sampled_from(
    [
        '", "to": "+1900',
        "&to=+1900",
        "$secret",
        "${secret}",
        "$to",
        "%2B",
        "\r\nX: y",
        "\\u0022",
        "#",
        "🐍",
        "'",
    ]
)


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
@pytest.mark.parametrize("form", ["json", "form", "query"])
def test_what_is_filled_in_is_never_structure_and_never_read_again(form: str, text: str) -> None:
    fields = {"to": "$to", "text": "<$text>", "from": "desk"}
    settings = GatewaySettings("https://sms.example", fields, format=form, secret=Secret(KEY))
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        text = text.encode("utf-8", "replace").decode()  # cleaned texts have none
    request = filled(settings, "/send", NUMBER, text)
    came = gateway.Request("POST", request.path, request.headers, request.body or b"")
    found = {"json": came.json, "form": came.form, "query": came.query}[form]()
    assert found == {"to": NUMBER, "text": f"<{text}>", "from": "desk"}


def test_a_template_in_a_name_stays_text(server: gateway.Server) -> None:
    assert sent(by(sms=settings_for(server)).send(sms_message(operator="$secret ${code}")))
    text = server.wait_for(NUMBER).json()["text"]
    assert "$secret ${code}" in text
    assert KEY not in text


@pytest.mark.parametrize(
    "to", ["", "015112345678", "+49 151 1", "+4915112345678,+1900", "+49151\r\nX: y", "ada@x"]
)
def test_what_is_no_number_gets_nothing(server: gateway.Server, to: str) -> None:
    delivered = by(sms=settings_for(server)).send(replace(sms_message(), to=to))
    assert is_refused(delivered, "number-unusable")
    assert not server.received


def test_a_header_that_would_break_is_not_sent(server: gateway.Server) -> None:
    given = settings_for(server, headers={"X-Text": "$text"})
    assert is_refused(by(sms=given).send(sms_message(operator="Zö")), "gateway-unusable")
    assert not server.received


def test_proxies_and_authorities_of_the_environment_do_not_count(
    server: gateway.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent")
    assert sent(by(sms=settings_for(server)).send(sms_message()))


# --- what the answer means --------------------------------------------------------------------------

PATH = {"success_path": "result.status", "success_values": ("ok", "queued")}


@pytest.mark.parametrize(
    ("answer", "changes", "kind", "problem"),
    [
        (b'{"result": {"status": "ok"}}', PATH, DeliveryKind.SENT, ""),
        (b'{"result": {"status": "queued"}}', PATH, DeliveryKind.SENT, ""),
        (b'{"result": {"status": "no credit"}}', PATH, DeliveryKind.REFUSED, "gateway-refused"),
        (b'{"error": "wrong key"}', PATH, DeliveryKind.REFUSED, "gateway-refused"),
        (b'{"result": {"status": null}}', PATH, DeliveryKind.REFUSED, "gateway-refused"),
        (b'{"result": {"status": ["ok"]}}', PATH, DeliveryKind.REFUSED, "gateway-refused"),
        (b"[]", PATH, DeliveryKind.REFUSED, "gateway-refused"),
        (b'"ok"', PATH, DeliveryKind.REFUSED, "gateway-refused"),
        (b"", PATH, DeliveryKind.UNKNOWN, "gateway-unclear"),
        (b"<html>please log in</html>", PATH, DeliveryKind.UNKNOWN, "gateway-unclear"),
        (b'{"result": {"status": "ok"', PATH, DeliveryKind.UNKNOWN, "gateway-unclear"),
        (b"[" * 60_000, PATH, DeliveryKind.UNKNOWN, "gateway-unclear"),
        (b"1" * 9_000, PATH, DeliveryKind.UNKNOWN, "gateway-unclear"),
        (b'{"a": "' + b"x" * 70_000 + b'"}', PATH, DeliveryKind.UNKNOWN, "gateway-unclear"),
        (
            b'{"messages": [{"status": "0"}]}',
            {"success_path": "messages.0.status", "success_values": ("0",)},
            DeliveryKind.SENT,
            "",
        ),
        (b'{"code": 0}', {"success_path": "code", "success_values": ("0",)}, DeliveryKind.SENT, ""),
        (b'{"ok": true}', {"success_path": "ok", "success_values": ("true",)}, DeliveryKind.SENT, ""),
        (
            b'{"ok": false}',
            {"success_path": "ok", "success_values": ("true",)},
            DeliveryKind.REFUSED,
            "gateway-refused",
        ),
        (b"OK 1234", {"success_pattern": r"^OK \d+$"}, DeliveryKind.SENT, ""),
        (b"ERR 12", {"success_pattern": r"^OK \d+$"}, DeliveryKind.REFUSED, "gateway-refused"),
        (b'{"error": 1}', {}, DeliveryKind.SENT, ""),  # nothing is known of the answer's form
    ],
)
def test_a_200_with_an_error_in_it_is_no_success(
    server: gateway.Server, answer: bytes, changes: dict[str, object], kind: DeliveryKind, problem: str
) -> None:
    server.answer = answer
    delivered = by(sms=settings_for(server, **changes)).send(sms_message())
    assert delivered.kind is kind
    assert (delivered.problem.code if delivered.problem else "") == problem
    assert delivered.code == "HTTP 200"


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (400, "gateway-refused"),
        (401, "gateway-login"),
        (403, "gateway-login"),
        (404, "gateway-refused"),
        (429, "delivery-later"),
        (503, "delivery-later"),
        (501, "gateway-refused"),
    ],
)
def test_an_error_of_http_is_a_refusal(server: gateway.Server, status: int, problem: str) -> None:
    server.status = status
    delivered = by(sms=settings_for(server)).send(sms_message())
    assert is_refused(delivered, problem)
    assert delivered.code == f"HTTP {status}"


@pytest.mark.parametrize("status", [500, 502, 504, 999])
def test_after_an_error_behind_the_gateway_nobody_knows(server: gateway.Server, status: int) -> None:
    server.status = status
    assert is_unknown(by(sms=settings_for(server)).send(sms_message()), "gateway-unclear")


def test_one_status_may_be_asked_for(server: gateway.Server) -> None:
    server.status = 200
    assert is_refused(
        by(sms=settings_for(server, success_status=(202, 202))).send(sms_message()), "gateway-refused"
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(
    server: gateway.Server, tmp_path: Path, authority: Authority, status: int
) -> None:
    with gateway.serve(tmp_path, authority=authority) as elsewhere:
        server.status, server.headers = status, {"Location": elsewhere.url}
        assert is_refused(by(sms=settings_for(server)).send(sms_message()), "gateway-redirect")
        assert not elsewhere.received
    assert len(server.received) == 1


def test_a_certificate_that_is_wrong_gets_nothing(
    tmp_path: Path, authority: Authority, bad: tuple[str, Certificate]
) -> None:
    problem, certificate = bad
    with gateway.serve(tmp_path, authority=authority, certificate=certificate) as server:
        assert is_refused(by(sms=settings_for(server)).send(sms_message()), problem)
        assert not server.received


def test_without_a_ca_file_only_the_systems_authorities_count(server: gateway.Server) -> None:
    assert is_refused(by(sms=settings_for(server, ca_file=None)).send(sms_message()), "delivery-untrusted")
    assert not server.received


# --- settings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"url": "http://sms.example/"}, "url"),
        ({"url": "ftp://sms.example/"}, "url"),
        ({"url": "sms.example"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "https://user:secret@sms.example/"}, "url"),
        ({"url": "https://sms.example:99999/"}, "url"),
        ({"url": "https://sms.example/#x"}, "url"),
        ({"url": "https://sms.example/a b"}, "url"),
        ({"url": "https://sms.example/\r\nX: y"}, "url"),
        ({"url": "https://sms.example/$to"}, "url"),
        ({"url": "https://[::1/"}, "url"),
        ({"method": "DELETE"}, "method"),
        ({"format": "xml"}, "format"),
        ({"method": "GET"}, "format"),
        ({"fields": {"to": "$to"}}, "fields"),
        ({"fields": {"text": "$text"}}, "fields"),
        ({"fields": {"to": "$to", "text": "$text $txt"}}, "field text"),
        ({"fields": {"to": "$to", "text": "$text 5$"}}, "field text"),
        ({"fields": {"m": [{"to": "$too", "text": "$text"}]}}, "field m.to"),
        ({"fields": {"m": {"to": "$to", "text": "$text"}}, "format": "form"}, "fields"),
        ({"headers": {"X-Key": "$secret"}, "secret": None}, "header X-Key"),
        ({"headers": {"X Key": "a"}}, "headers"),
        ({"headers": {"Host": "a"}}, "headers"),
        ({"headers": {"X": "a\r\nY: b"}}, "headers"),
        ({"headers": {"X": "$secret"}, "secret": Secret(f"{KEY}\nY: b")}, "headers"),
        ({"login": "a:b"}, "login"),
        ({"login": "a", "secret": None, "headers": {}}, "login"),
        ({"success_status": (200, 399)}, "success_status"),
        ({"success_status": (204, 200)}, "success_status"),
        ({"success_path": "a.b"}, "success_path"),
        ({"success_pattern": "("}, "success_pattern"),
    ],
)
def test_settings_that_cannot_be_used_are_found_at_the_start(changes: dict[str, object], names: str) -> None:
    usual = GatewaySettings("https://sms.example/send", {"to": "$to", "text": "$text"}, secret=Secret(KEY))
    with pytest.raises(ConfigError) as error:
        by(sms=replace(usual, **changes))
    assert error.value.problem.code == "delivery-setting"
    assert names in error.value.problem.cause
    assert KEY not in str(error.value)


def test_sms_is_offered_where_it_is_configured(server: gateway.Server) -> None:
    assert by(sms=settings_for(server)).channels == {Channel.SMS}


def test_a_request_does_not_show_itself() -> None:
    settings = GatewaySettings("https://sms.example", {"to": "$to", "text": "$text"}, secret=Secret(KEY))
    shown = repr(filled(settings, "/", NUMBER, CODE)) + repr(settings)
    assert not [canary for canary in (NUMBER, CODE, KEY) if canary in json.dumps(shown)]
