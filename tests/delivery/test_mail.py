"""Mail to a real server, over TLS."""

from collections.abc import Iterator
from dataclasses import replace
from email.headerregistry import Address
from pathlib import Path

import pytest
from delivery.sending import ADDRESS, CODE, NOW, PASSWORD, PHRASE, by, code_message, is_refused
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lab import smtp
from lab.certificates import Authority, Certificate

from helpdesk_tui.delivery.settings import MailSettings, TextSettings
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind
from helpdesk_tui.secret import Secret


def settings_for(server: smtp.Server, **changes: object) -> MailSettings:
    usual = MailSettings(
        "localhost", "desk@example.com", server.port, ca_file=server.ca_file, sender_name="The help desk"
    )
    return replace(usual, **changes)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[smtp.Server]:
    with smtp.serve(tmp_path_factory.mktemp("smtp"), authority=authority) as running:
        yield running


@pytest.fixture(autouse=True)
def _empty(server: smtp.Server) -> None:
    server.received.clear()
    server.refuse.clear()


def sent(delivered: Delivered) -> bool:
    assert delivered == Delivered(DeliveryKind.SENT, None, "250 2.0.0")
    return True


def test_a_code_arrives_with_what_its_reader_needs(server: smtp.Server) -> None:
    assert sent(by(settings_for(server)).send(code_message()))
    message = server.wait_for(ADDRESS)
    text = message.get_content()
    for needed in (CODE, PHRASE, "Noor Haddad", "the help desk", "Ada Lovelace", "https://help.example.com"):
        assert needed in text
    assert message["Subject"] == "A code for your call to the help desk"
    assert message.get_content_type() == "text/plain"


def test_the_headers_say_who_when_and_that_a_machine_wrote(server: smtp.Server) -> None:
    assert sent(by(settings_for(server)).send(code_message()))
    [mail] = server.to(ADDRESS)
    message = mail.message
    assert message["From"].addresses == (Address("The help desk", addr_spec="desk@example.com"),)
    assert message["To"].addresses == (Address(addr_spec=ADDRESS),)
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<token1@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert mail.sender == "desk@example.com"


def test_each_message_has_an_id_of_its_own(server: smtp.Server) -> None:
    deliveries = by(settings_for(server))
    assert sent(deliveries.send(code_message()))
    assert sent(deliveries.send(code_message()))
    ids = {mail.message["Message-ID"] for mail in server.to(ADDRESS)}
    assert len(ids) == 2


def test_tls_from_the_first_byte(tmp_path: Path, authority: Authority) -> None:
    with smtp.serve(tmp_path, authority=authority, security="tls") as server:
        assert sent(by(settings_for(server, security="tls")).send(code_message()))
        assert CODE in server.wait_for(ADDRESS).get_content()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server does not see the TLS around it
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_login_with_a_password_of_any_letters(tmp_path: Path, authority: Authority, security: str) -> None:
    with smtp.serve(tmp_path, authority=authority, security=security, login=("désk", PASSWORD)) as server:
        given = settings_for(server, security=security, login="désk", password=Secret(PASSWORD))
        assert sent(by(given).send(code_message()))
        assert [mail.login for mail in server.received] == ["désk"]


def test_a_wrong_password_is_said(tmp_path: Path, authority: Authority) -> None:
    with smtp.serve(tmp_path, authority=authority, login=("desk", PASSWORD)) as server:
        given = settings_for(server, login="desk", password=Secret("wrong"))
        delivered = by(given).send(code_message())
        assert is_refused(delivered, "mail-login")
        assert delivered.code == "535 5.7.8"
        assert not server.received


@pytest.mark.parametrize(
    ("verb", "answer", "problem", "code"),
    [
        ("MAIL", "550 5.7.1 not you", "mail-sender", "550 5.7.1"),
        ("MAIL", "451 later", "delivery-later", "451"),
        ("RCPT", "550 5.1.1 no such user", "mail-recipient", "550 5.1.1"),
        ("RCPT", "450 4.2.0 greylisted, come back", "delivery-later", "450 4.2.0"),
        ("DATA", "554 5.7.1 looks like spam", "mail-rejected", "554 5.7.1"),
        ("DATA", "452 4.3.1 no room", "delivery-later", "452 4.3.1"),
    ],
)
def test_what_the_server_refuses_is_said(
    server: smtp.Server, verb: str, answer: str, problem: str, code: str
) -> None:
    server.refuse[verb] = answer
    delivered = by(settings_for(server)).send(code_message())
    assert is_refused(delivered, problem)
    assert delivered.code == code
    assert not server.received


def test_a_certificate_that_is_wrong_ends_it_before_anything_is_said(
    tmp_path: Path, authority: Authority, bad: tuple[str, Certificate]
) -> None:
    problem, certificate = bad
    for security in ("starttls", "tls"):
        with smtp.serve(tmp_path, authority=authority, certificate=certificate, security=security) as server:
            assert is_refused(by(settings_for(server, security=security)).send(code_message()), problem)
            assert not server.received


def test_without_a_ca_file_only_the_systems_authorities_count(server: smtp.Server) -> None:
    assert is_refused(by(settings_for(server, ca_file=None)).send(code_message()), "delivery-untrusted")


@pytest.mark.parametrize(
    "to",
    [
        "ada@example.com\r\nRCPT TO:<eve@evil.example>",
        "ada@example.com\nBcc: eve@evil.example",
        "ada@example.com, eve@evil.example",
        "Ada <ada@example.com>",
        "ada@example.com> NOTIFY=NEVER",
        "àda@example.com",
        "",
        "+4915112345678",
    ],
)
def test_what_is_not_one_plain_address_gets_nothing(server: smtp.Server, to: str) -> None:
    message = replace(code_message(), to=to)
    delivered = by(settings_for(server)).send(message)
    assert is_refused(delivered, "address-unusable")
    assert not server.received


HOSTILE = (
    st.text(max_size=60)
    | st.text('=?qbQB0AaD_utf-8@<>"\r\n: .\u200b', max_size=60)
    | st.sampled_from(
        [
            "x\r\nBcc: eve@evil.example",
            "x\n\nA new body",
            "x\r\n.\r\nMAIL FROM:<eve@evil.example>",
            "=?utf-8?q?=0D=0ABcc:_eve=40evil.example?=",
            "=?utf-8?b?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=",
            "\u2028Bcc: eve@evil.example",
            "x\x85Bcc: eve@evil.example",
            "x\x0b\x0c\x1cBcc: eve@evil.example",
            '"quoted" <eve@evil.example>',
            "." * 60,
            "\ud800",
        ]
    )
)


HEADERS = [
    *("auto-submitted", "content-language", "content-transfer-encoding", "content-type", "date", "from"),
    *("message-id", "mime-version", "subject", "to", "x-auto-response-suppress"),
]


@given(HOSTILE, HOSTILE)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_name_adds_a_header_a_recipient_or_a_part(server: smtp.Server, name: str, desk: str) -> None:
    server.received.clear()
    sender = settings_for(server, sender_name=name)
    assert sent(by(sender).send(code_message(name=name, operator=name, desk=desk)))
    [mail] = server.received
    assert mail.recipients == (ADDRESS,)
    message = mail.message
    assert sorted(header.lower() for header in message) == HEADERS
    assert [each.addr_spec for each in message["From"].addresses] == ["desk@example.com"]
    assert not message.is_multipart()
    assert message.get_content().count(CODE) == 1


@pytest.mark.parametrize("line", [".", "..", ". a line that begins with a dot", ".\r\nQUIT"])
def test_a_line_with_a_dot_ends_no_message(server: smtp.Server, tmp_path: Path, line: str) -> None:
    (tmp_path / "en.toml").write_text(
        f'[code]\nsubject = "s"\nmail = """\nfirst $code $phrase\n{line}\nlast\n"""\n', newline=""
    )
    assert sent(by(settings_for(server), texts=TextSettings(tmp_path)).send(code_message()))
    text = server.wait_for(ADDRESS).get_content().replace("\r\n", "\n")
    assert text.startswith("first")
    assert text.endswith("last\n")
    assert f"\n{line}\n".replace("\r", "") in text


def test_long_and_foreign_texts_arrive_whole(server: smtp.Server, tmp_path: Path) -> None:
    assert sent(
        by(settings_for(server)).send(
            code_message(name="李小龙 " * 20, operator="Žofie Čapková", link="x" * 250)
        )
    )
    [mail] = server.received
    assert mail.content.isascii()
    assert max(map(len, mail.content.splitlines())) <= 998
    assert "Žofie Čapková" in mail.message.get_content()
    assert "x" * 250 in mail.message.get_content()


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"server": "mail example"}, "server"),
        ({"sender": "Desk <desk@example.com>"}, "sender"),
        ({"sender": "desk@example.com\nBcc: x@y"}, "sender"),
        ({"security": "none"}, "security"),
        ({"hello_name": "a\r\nMAIL FROM:<x@y>"}, "hello_name"),
        ({"login": "desk"}, "login"),
        ({"password": Secret(PASSWORD)}, "login"),
        ({"login": "a\0b", "password": Secret(PASSWORD)}, "login"),
    ],
)
def test_settings_that_cannot_be_used_are_found_at_the_start(changes: dict[str, object], names: str) -> None:
    usual = MailSettings("localhost", "desk@example.com")
    with pytest.raises(ConfigError) as error:
        by(replace(usual, **changes))
    assert error.value.problem.code == "delivery-setting"
    assert names in error.value.problem.cause
    assert PASSWORD not in str(error.value)


def test_a_ca_file_that_is_none_is_found_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for path in (tmp_path / "ca.pem", tmp_path / "nowhere.pem"):
        with pytest.raises(ConfigError) as error:
            by(MailSettings("localhost", "desk@example.com", ca_file=path))
        assert error.value.problem.code == "ca-file"


def test_only_what_is_configured_is_offered(server: smtp.Server) -> None:
    assert by().channels == frozenset()
    assert by(settings_for(server)).channels == {Channel.MAIL}
    assert is_refused(by().send(code_message()), "channel-off")
    assert is_refused(by(settings_for(server)).send(code_message(Channel.SMS)), "channel-off")


def test_a_message_that_lacks_a_word_is_not_sent(server: smtp.Server) -> None:
    message = code_message()
    lacking = replace(message, words={word: text for word, text in message.words.items() if word != "phrase"})
    delivered = by(settings_for(server)).send(lacking)
    assert is_refused(delivered, "message-incomplete")
    assert "phrase" in delivered.problem.cause
    assert not server.received
