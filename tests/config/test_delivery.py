"""[mail], [sms] and [texts]: what may be said, and that delivery can use whatever is accepted."""

import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpdesk_tui import config
from helpdesk_tui.config.addresses import Address, mail_address
from helpdesk_tui.delivery.addresses import is_mailbox
from helpdesk_tui.delivery.request import check, target
from helpdesk_tui.delivery.settings import GatewaySettings
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.secret import Secret

FILE = Path("/etc/helpdesk-tui/config.toml")
GOOD = (
    '[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Desk"]\n'
    '[notices]\nhelp_link = "https://help.example.com"\n'
)
WITHOUT_LINK = GOOD.split("[notices]", maxsplit=1)[0]
MAIL = 'server = "smtp://mail.example.com"\nsender = "desk@example.com"\n'
HTTPS = 'gateway = "https"\nurl = "https://sms.example.com/send"\n'


def parse(section: str, lines: str) -> config.Config:
    given = GOOD if section != "notices" else WITHOUT_LINK
    return config.parse(f"{given}[{section}]\n{lines}\n", FILE)


def refusal(section: str, lines: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(section, lines)
    return str(caught.value.problem)


@pytest.mark.parametrize(
    ("server", "means"),
    [
        ("smtp://mail.example.com", Address("smtp", "mail.example.com", 587)),
        ("smtp://mail.example.com:25", Address("smtp", "mail.example.com", 25)),
        ("smtps://MAIL.example.com", Address("smtps", "mail.example.com", 465)),
        ("smtps://[2001:db8::1]:4650", Address("smtps", "2001:db8::1", 4650)),
    ],
)
def test_a_mail_server_has_its_usual_port_or_another(server, means):
    assert parse("mail", f'server = "{server}"\nsender = "desk@example.com"').mail.address == means


def test_without_a_server_there_is_no_mail():
    assert parse("mail", "").mail.address is None


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('server = "mail.example.com"', "server: must begin with smtp:// or smtps://"),
        ('server = "smtp://desk:canary@mail.example.com"', "server: must be a server alone"),
        ('server = "smtp://mail.example.com/inbox"', "server: must be a server alone"),
        ('server = "smtp://mail.example.com:0"', "server: must have a port from 1 to 65535"),
        ('server = "smtp://mail..example.com"', "server: must name a server"),
        ('server = "smtp://[canary"', "server: must name a server"),
        ('server = "smtp://mail.example.com"', "sender: is needed"),
        ('sender = "desk@example.com"', "sender: has no effect without server"),
        ('ca_file = "/etc/ca.pem"', "ca_file: has no effect without server"),
        (MAIL + 'login = "desk"', "password: goes together with login"),
        (MAIL + 'password = "keyring"', "password: goes together with login"),
        (MAIL + 'login = "desk"\npassword = "canary"', "never the password itself"),
        (
            MAIL + 'sender_name = "a\\nBcc: b@example.com"',
            "sender_name: must be 1 to 64 printable characters",
        ),
        (MAIL + 'hello_name = "desk example"', "hello_name: must be the name of a computer"),
        (MAIL + "timeout_seconds = 121", "must be a whole number from 1 to 120"),
        (MAIL + "connect_seconds = 0", "must be a whole number from 1 to 60"),
    ],
)
def test_mail_that_cannot_be_sent_is_refused_at_its_key(lines, says):
    said = refusal("mail", lines)
    assert says in said
    assert "canary" not in said


@pytest.mark.parametrize(
    "address",
    [
        "",
        "desk",
        "@example.com",
        "desk@",
        "a b@example.com",
        "desk@example.com\\nBcc: x@y.example",
        "ä@b.example",
        "a@b@c.example",
        '\\"a b\\"@c.example',
        "a..b@c.example",
        "a%b@c.example",
        "<a@b.example>",
        "a@[127.0.0.1]",
        "a,b@c.example",
        f"{'a' * 65}@b.example",
    ],
)
def test_only_one_plain_address_is_one(address):
    assert "must be a mail address" in refusal("notices", f'administrators = ["{address}"]')


@given(st.from_regex(r"[ -~]{1,12}@[ -~]{1,12}", fullmatch=True))
def test_what_is_a_mail_address_here_is_one_where_mail_is_sent(address):
    try:
        mail_address(address)
    except ValueError:
        assume(False)
    assert is_mailbox(address)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('gateway = "twilio"', "gateway: must be '', 'https' or 'apprise'"),
        ('gateway = "https"', 'url: is needed, since gateway = "https"'),
        ('gateway = "apprise"', 'secret: is needed, since gateway = "apprise"'),
        ('url = "https://sms.example.com"', "url: has no effect without gateway"),
        (
            'gateway = "apprise"\nsecret = "keyring"\nurl = "https://a.example"',
            'no effect with gateway = "apprise"',
        ),
        ('gateway = "https"\nurl = "http://sms.example.com"', "url: must begin with https://"),
        (
            'gateway = "https"\nurl = "https://a:canary@sms.example.com"',
            "url: must not hold a login or password",
        ),
        ('gateway = "https"\nurl = "https://sms.example.com/#a"', "url: must end before the #"),
        (
            'gateway = "https"\nurl = "https://sms.example.com/ü"',
            "url: must be an address of ASCII characters",
        ),
        (HTTPS + 'secret = "canary"', "never the password itself"),
        (HTTPS + 'secret = "keyring"', "fields: or headers must have $secret, or it is of no use"),
        (HTTPS + 'headers = { Key = "$secret" }', "fields: or headers have $secret, and secret is empty"),
        (HTTPS + 'login = "desk"', "login: goes together with secret"),
        (HTTPS + 'secret = "keyring"\nlogin = "a:b"', "login: must not have a colon"),
        (HTTPS + 'method = "DELETE"', "method: must be 'POST', 'PUT' or 'GET'"),
        (HTTPS + 'method = "GET"', 'format: must be "query", since method = "GET"'),
        (HTTPS + 'format = "xml"', "format: must be 'json', 'form' or 'query'"),
        (HTTPS + 'headers = { Host = "a" }', "headers Host: is no header that may be set"),
        (HTTPS + 'headers = { "A B" = "canary" }', "headers A B: is no header that may be set"),
        (
            HTTPS + 'headers = { A = "canary\\r\\nB: c" }',
            "headers A: must be at most 1024 printable characters",
        ),
        (HTTPS + 'headers = { A = "" }', "headers A: must be ASCII characters, one or more"),
        (HTTPS + 'headers = { A = "$text" }', "headers A: may not hold $text"),
        (HTTPS + 'headers = { A = "canary ü" }', "headers A: must be ASCII characters, one or more"),
        (HTTPS + 'headers = { A = "canary$" }', "headers A: knows only $to, $digits, $text and $secret"),
        (HTTPS + 'headers = { A = "${canary}" }', "headers A: knows only $to"),
        (HTTPS + "headers = 3", "headers: must be a table"),
        (HTTPS + "fields = {}", "fields: must not be empty"),
        (HTTPS + 'fields = { to = "$to" }', "fields: must have $text"),
        (HTTPS + 'fields = { text = "$text" }', "fields: must have the number in one of them"),
        (
            HTTPS + 'fields = { to = "$to", text = "$test" }',
            "fields: knows only $to, $digits, $text and $secret",
        ),
        (
            HTTPS + 'format = "form"\nfields = { to = ["$to"], text = "$text" }',
            'tables with format = "json" only',
        ),
        (
            HTTPS + 'fields = { to = "$to", text = "$text", at = 2026-01-01 }',
            "must be text, numbers, true or false",
        ),
        (
            HTTPS + f'fields = {{ to = "$to", text = {"[" * 12}"$text"{"]" * 12} }}',
            "fields: are nested too deeply",
        ),
        (
            HTTPS + "success_status = [199, 299]",
            "success_status (item 1): must be a whole number from 200 to 299",
        ),
        (HTTPS + "success_status = [202, 200]", "success_status: must be two numbers"),
        (HTTPS + "success_status = [200]", "success_status: must be two numbers"),
        (HTTPS + 'success_path = "status"', "success_values: goes together with success_path"),
        (HTTPS + 'success_values = ["0"]', "success_values: goes together with success_path"),
        (HTTPS + 'success_pattern = "("', "success_pattern: is no regular expression"),
    ],
)
def test_a_gateway_that_cannot_be_used_is_refused_at_its_key(lines, says):
    said = refusal("sms", lines)
    assert says in said
    assert "canary" not in said.replace("${canary}", "").replace("A B", "")


def _gateway(section: config.Config) -> GatewaySettings:
    sms = section.sms
    return GatewaySettings(
        url=sms.url,
        fields=sms.fields,
        method=sms.method,
        format=sms.format,
        headers=sms.headers,
        secret=Secret("s") if sms.secret else None,
        login=sms.login,
        success_status=(sms.success_status[0], sms.success_status[1]),
        success_path=sms.success_path,
        success_values=sms.success_values,
        success_pattern=sms.success_pattern,
    )


_NUMBERS = st.sampled_from(["$to", "$digits", "${to}", "+$digits", "$$ $to", "$"])
_TEXTS = st.sampled_from(["$text", "a $text$$", "${text}", "$text.", "$secret $text", "$text$"])
_NAMES = st.sampled_from(["Authorization", "X-Key", "X-Other", "a b", "Content-Type", ""])
_VALUES = st.sampled_from(["a", "Bearer $secret", "$$", "$to", "", " a", "a\n", "ü", "$", "$text"])
_FIELDS = st.builds(dict, st.dictionaries(_NAMES, _VALUES, max_size=1), to=_NUMBERS, text=_TEXTS)
_HEADERS = st.dictionaries(_NAMES, _VALUES, max_size=1)
_URLS = st.sampled_from(
    [
        "https://a.example",
        "https://a.example/x?y=z",
        "https://1.2.3.4:8443",
        "https://a_b.example",
        "https://[a]",
    ]
)
accepted: list[bool] = []


@given(
    _FIELDS,
    _HEADERS,
    st.sampled_from(["POST", "GET"]),
    st.sampled_from(["json", "query", "form"]),
    st.sampled_from(["", "keyring"]),
    _URLS,
)
def test_a_gateway_that_is_accepted_can_be_used(fields, headers, method, form, secret, url):
    def table(values: dict[str, str]) -> str:
        return (
            "{"
            + ", ".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in values.items())
            + "}"
        )

    try:
        found = parse(
            "sms",
            f'gateway = "https"\nurl = "{url}"\nfields = {table(fields)}\nheaders = {table(headers)}\n'
            f'method = "{method}"\nformat = "{form}"\nsecret = "{secret}"',
        )
    except ConfigError:
        return
    accepted.append(True)
    check(_gateway(found))
    target(_gateway(found))


def test_some_gateways_were_accepted():
    test_a_gateway_that_is_accepted_can_be_used()
    assert accepted


def test_a_dollar_sign_is_written_twice():
    found = parse("sms", HTTPS + 'fields = { to = "$to", text = "$$ $text" }')
    assert found.sms.fields["text"] == "$$ $text"


def test_a_gateway_may_want_lists_tables_and_numbers():
    fields = 'fields = { messages = [{ to = "$digits", body = "$text" }], test = false, ttl = 300, at = 1.5 }'
    found = parse("sms", HTTPS + fields)
    check(_gateway(found))
    assert found.sms.fields["messages"] == [{"to": "$digits", "body": "$text"}]


def test_methods_that_are_sent_are_allowed_once_they_can_be_sent():
    text = f'{GOOD}[mail]\n{MAIL}[sms]\n{HTTPS}[verification]\nmethods = ["sms", "email", "manager"]\n'
    assert len(config.parse(text, FILE).policy.verification.everybody.allowed) == 3


def test_a_wrong_mail_section_is_told_once_and_not_again_at_the_methods():
    said = refusal("mail", 'server = "x"\n[verification]\nmethods = ["email"]')
    assert "The configuration has 1 mistake:" in said


WITHOUT_LINK = GOOD.split("[notices]", maxsplit=1)[0]
NO_NOTICES = "[notices]\non_reset = false\non_methods = false\n"


@pytest.mark.parametrize(
    ("lines", "needed"),
    [
        (f"[mail]\n{MAIL}", True),
        (f"[sms]\n{HTTPS}", True),
        (f"[notices]\non_reset = false\n[mail]\n{MAIL}", True),
        (f"{NO_NOTICES}[mail]\n{MAIL}", False),
        (f'{NO_NOTICES}administrators = ["a@example.com"]\n[mail]\n{MAIL}', True),
        (f'[notices]\nhelp_link = "https://help.example.com"\n[mail]\n{MAIL}', False),
        ("", False),
    ],
)
def test_a_help_link_is_needed_wherever_notices_are_sent(lines, needed):
    """Whoever did not ask for what was done must read where to say so."""
    if not needed:
        assert config.parse(WITHOUT_LINK + lines, FILE)
        return
    with pytest.raises(ConfigError) as caught:
        config.parse(WITHOUT_LINK + lines, FILE)
    said = str(caught.value.problem)
    assert "[notices] help_link: is needed, since notices are sent: each says where to object" in said
    assert "1 mistake" in said
