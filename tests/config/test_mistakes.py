"""What is said about a wrong configuration: file, line, key, what is wrong, and the nearest valid key."""

import contextlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from config.example import sections
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui import config
from helpdesk_tui.desk.errors import ConfigError

FILE = Path("/etc/helpdesk-tui/config.toml")
GOOD = """\
[directory]
servers = ["ldaps://dc1.example.com"]
[roles]
operator = ["Desk"]
"""


def problem_of(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, FILE)
    return str(caught.value.problem)


def test_the_smallest_configuration_is_enough():
    assert config.parse(GOOD, FILE).directory.servers == ("ldaps://dc1.example.com",)


@pytest.mark.parametrize(
    ("section", "line", "says"),
    [
        ("verification", "gates = 0", "line 6: [verification] gates: must be a whole number from 1 to 3."),
        ("verification", "gates = 4", "line 6: [verification] gates: must be a whole number from 1 to 3."),
        ("verification", 'gates = "2"', "[verification] gates: must be a whole number."),
        ("verification", "gates = true", "[verification] gates: must be a whole number."),
        ("verification", "gates = 1.0", "[verification] gates: must be a whole number."),
        ("verification", "minutes = 4", "must be a whole number from 5 to 60"),
        ("verification", "minutes = 61", "must be a whole number from 5 to 60"),
        ("verification", "minuts = 15", "[verification] minuts: there is no such key; did you mean minutes?"),
        ("verification", "clearance-minutes = 5", "did you mean clearance_minutes?"),
        ("verification", "idle_minutes = 5", "idle_minutes belongs in [session]"),
        ("verification", "qqq = 5", "The keys here are: methods, minimum_grade, gates"),
        (
            "verification",
            'methods = ["totp", "app"]',
            "methods (item 2): must be 'radius', 'privacyidea', 'totp'",
        ),
        ("verification", 'methods = ["totp", "sms"]', "methods (item 2): SMS cannot be sent: fill in [sms]"),
        ("verification", 'methods = ["email"]', "methods (item 1): mails cannot be sent: fill in [mail]"),
        (
            "verification",
            'methods = ["totp"]\nexception = ["second-operator"]\nexception_gates = 3',
            "line 8: [verification] exception_gates: each gate takes another factor, and exception with "
            "methods leaves 2 (colleague, app).",
        ),
        (
            "verification",
            'exception = ["manager"]',
            "line 6: [verification] exception (item 1): mails cannot be sent: fill in [mail]",
        ),
        ("verification", "methods = []", "[verification] methods: must not be empty."),
        ("verification", 'methods = "totp"', "[verification] methods: must be a list, in square brackets."),
        (
            "verification",
            'minimum_grade = "strong"',
            "must be 'knowledge', 'contact', 'vouched', 'code' or 'device'",
        ),
        ("verification", 'minimum_grade = "device"\ngates = 3', "minimum_grade leave 2 (token, app)."),
        (
            "verification",
            'methods = ["totp"]\ngates = 2',
            "line 7: [verification] gates: each gate takes another",
        ),
        (
            "verification",
            'methods = ["totp", "access-pass"]\ngates = 2',
            "leave 1 (app).",
        ),  # no reset by a pass
        ("verification", 'methods = ["access-pass"]', "leave none."),
        (
            "verification",
            'exception = ["totp"]',
            "that need no registration: in-person, manager, second-operator",
        ),
        ("verification", "exception_gates = 4", "must be a whole number from 1 to 3"),
        (
            "verification",
            # A colleague's approval stands beside the gates, and fills none.
            'methods = ["second-operator"]\napproval = true',
            "leave none.",
        ),
        ("verification", "documents = []", "documents: must not be empty"),
        ("verification", 'documents = ["passport", "Passport"]', "documents: has this twice: Passport"),
        ("verification", 'documents = ["a\\nb"]', "documents (item 1): must be 1 to 64 printable characters"),
        ("verification", "prefilled = 1", "must be true or false"),
        ("verification", "totp_window = 1", "[verification] totp_window: there is no such key"),
        (
            "tiers",
            "gates = 1",
            "[[tiers]]: must be tables, each with its name in double brackets: [[tiers]].",
        ),
        ("contacts", "fresh_days = 366", "must be a whole number from 0 to 365"),
        ("contacts", 'unknown_age = "ask"', "must be 'refuse' or 'allow'"),
        ("sending", "code_minutes = 11", "must be a whole number from 1 to 10"),
        ("sending", "code_digits = 6", "must be a whole number from 7 to 10"),
        ("sending", "codes = 51", "must be a whole number from 1 to 50"),
        ("sending", "per_minutes = 0", "must be a whole number from 1 to 1440"),
        ("oath", "window = 3", "must be a whole number from 0 to 2"),
        ("oath", "look_ahead = 51", "must be a whole number from 1 to 50"),
        ("oath", "resync_window = 49", "must be a whole number from 50 to 1000"),
        ("questions", "registered = 6", "must be a whole number from 3 to 5"),
        ("questions", "asked = 2", "must be a whole number from 3 to 5"),
        (
            "questions",
            "registered = 3\nasked = 4",
            "line 7: [questions] asked: must not be more than registered (3)",
        ),
        ("questions", 'texts = ["a", "b", "c", "d"]', "texts: must be at least 5, as many as are registered"),
        ("questions", 'texts = ["a", "b", "c", "d", "A"]', "texts: has this twice: A"),
        ("questions", f'texts = ["{"a" * 201}"]', "texts (item 1): must be 1 to 200 printable characters"),
        ("questions", 'texts = [" "]', "texts (item 1): must be 1 to 200 printable characters"),
        ("threat", 'minimum_grade = "knowledge"', "must be 'contact', 'vouched', 'code' or 'device'"),
        ("threat", 'file = "elevated"', "[threat] file: must be an absolute path"),
        ("threat", 'elevated = "yes"', "must be true or false"),
        ("verification", 'ticket = "maybe"', "must be 'off', 'optional' or 'required'"),
        ("verification", 'ticket_pattern = "("', "is no regular expression"),
        (
            "verification",
            "ticket_pattern = 'INC[0-9]{7}'\nticket_example = \"INC1\"",
            "does not match ticket_pattern",
        ),
        ("limits", "account_failures = 0", "must be a whole number from 1 to 20"),
        ("passwords", "length = 14", "must be a whole number from 15 to 64"),
        ("passwords", "words = 4", "must be a whole number from 5 to 12"),
        ("passwords", 'word_list = "words.txt"', "or the absolute path of a list"),
        ("passwords", "minimum_score = 5", "must be a whole number from 0 to 4"),
        ("passwords", 'handed_over = "sms"', "SMS cannot be sent: fill in [sms]"),
        ("passwords", 'handed_over = "split"', "mails cannot be sent: fill in [mail]"),
        ("passwords", "shown_instead = true", 'has no effect with handed_over = "shown"'),
        ("passwords", 'typed = "yes"', "[passwords] typed: must be true or false."),
        ("passwords", 'history_on_reset = "always"', "must be 'required', 'when-possible' or 'never'"),
        ("registration", 'issuer = "Help: desk"', "without a colon"),
        ("registration", 'issuer = ""', "must be 1 to 64 printable characters"),
        ("registration", 'algorithm = "MD5"', "must be 'SHA1', 'SHA256' or 'SHA512'"),
        ("registration", "digits = 7", "digits: must be 6 or 8"),
        ("registration", "digits = 6.0", "digits: must be a whole number"),
        ("registration", "period = 45", "period: must be 30 or 60"),
        ("registration", "max_apps = 6", "must be a whole number from 1 to 5"),
        ("registration", "reconfirm_days = 731", "must be a whole number from 0 to 730"),
        ("registration", "pass_minutes = 9", "must be a whole number from 10 to 43200"),
        ("registration", "pass_minutes = 43201", "must be a whole number from 10 to 43200"),
        ("registration", "pass_length = 7", "must be a whole number from 8 to 48"),
        ("registration", "pass_length = 49", "must be a whole number from 8 to 48"),
        ("registration", "own_hours = -1", "must be a whole number from 0 to 720"),
        ("registration", "any_hours = 721", "must be a whole number from 0 to 720"),
        (
            "notices",
            'administrators = ["Ada <a@b.example>"]',
            "administrators (item 1): must be a mail address",
        ),
        (
            "notices",
            'administrators = ["a@b.example"]',
            "administrators: mails cannot be sent: fill in [mail]",
        ),
        ("notices", 'help_desk = ""', "must be 1 to 64 printable characters"),
        ("notices", 'help_link = "ftp://help.example.com"', "must be a page (https://…) or a mail address"),
        ("notices", 'help_link = "help"', "must be a mail address"),
        ("notices", 'help_link = "https://"', "must name a server"),
        ("notices", 'help_link = "https://a:b@help.example.com"', "must not hold a login or password"),
        ("notices", 'help_link = "https://help.example.com/a b"', "of ASCII characters without spaces"),
        ("texts", 'folder = "texts"', "[texts] folder: must be an absolute path"),
        ("texts", 'language = "English"', "must be a language, like en or pt-BR"),
        ("scope", 'enabled = "groups"', 'enabled_groups: is needed, since enabled = "groups"'),
        ("scope", 'enabled_groups = ["Staff"]', 'has no effect with enabled = "everybody": leave it empty'),
        ("scope", 'enabled = "some"', "must be 'everybody', 'groups' or 'nobody'"),
        ("scope", 'protected = "allow"', "must be 'refuse' or 'supervisor'"),
        ("store", 'path = "desk.db"', "must be an absolute path: begin with /"),
        ("store", "path = 3", "must be text"),
        ("store", 'key = "secret"', "must be auto, keyring, credential, file, or file:/ABSOLUTE/PATH"),
        ("session", "idle_minutes = -1", "must be a whole number from 0 to 480"),
        ("session", "lock_minutes = -1", "must be a whole number from 0 to 480"),
        ("session", "idle_minutes = 5\nlock_minutes = 5", "has no effect with idle_minutes = 5"),
        ("session", 'second_factor = "on"', "must be 'off', 'when-registered' or 'required'"),
        (
            "session",
            'second_factor_methods = ["totp", "call-back"]',
            "line 6: [session] second_factor_methods (item 2): must be one of those that prove an operator: "
            "radius, privacyidea, totp, oath-token, recovery-code, access-pass, sms, email.",
        ),
        ("session", 'second_factor_methods = ["in-person"]', "must be one of those that prove an operator"),
        ("session", 'second_factor_methods = ["second-operator"]', "one of those that prove an operator"),
        ("session", 'second_factor_methods = ["questions"]', "must be one of those that prove an operator"),
        ("session", "second_factor_methods = []", "[session] second_factor_methods: must not be empty."),
        (
            "session",
            'second_factor_methods = ["totp", "sms"]\nsecond_factor_grade = "contact"',
            "line 6: [session] second_factor_methods (item 2): SMS cannot be sent: fill in [sms]",
        ),
        (
            "session",
            'second_factor_methods = ["email"]\nsecond_factor_grade = "contact"',
            "second_factor_methods (item 1): mails cannot be sent: fill in [mail]",
        ),
        (
            "session",
            'second_factor_methods = ["radius"]',
            '(item 1): nobody checks these codes: fill in [radius], with "servers" first.',
        ),
        (
            "session",
            'second_factor_methods = ["privacyidea"]',
            'nobody checks these codes: fill in [privacyidea], with "url" first.',
        ),
        (
            "session",
            'second_factor_methods = ["totp", "recovery-code"]\nsecond_factor_grade = "device"',
            "line 7: [session] second_factor_grade: is stronger than recovery-code, which could never count: "
            "leave out one of them.",
        ),
        ("session", 'second_factor_methods = ["sms"]', "second_factor_grade: is stronger than sms"),
        ("session", "second_factor_failures = 0", "must be a whole number from 1 to 20"),
        ("session", "second_factor_failures = 21", "must be a whole number from 1 to 20"),
        ("session", "second_factor_minutes = 4", "must be a whole number from 5 to 1440"),
        ("session", "second_factor_minutes = 1441", "must be a whole number from 5 to 1440"),
        ("search", 'phone_region = "UK"', "must be a country in two capitals, like US, GB or DE"),
        ("scope", 'bases = ["Staff"]', "[scope] bases (item 1): must be a distinguished name"),
        ("scope", 'protected_groups = [" "]', "[scope] protected_groups (item 1): must not be empty."),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_key(section, line, says):
    said = problem_of(f"{GOOD}[{section}]\n{line}\n")
    assert says in said
    assert f"{FILE}, line " in said


KEYTAB = 'servers = ["ldaps://dc1"]\nact_as = "service"\nservice_keytab = "/k"\n'


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            'servers = ["ldap://dc1"]',
            "ldap:// would send passwords unencrypted: write ldaps://, or set starttls",
        ),
        ('servers = ["ldaps://dc1"]\nstarttls = true', "ldaps:// is encrypted from the start"),
        ("servers = []", "[directory] servers: name the servers here, or give domain"),
        ("", "[directory] servers: name the servers here, or give domain"),
        ('kind = "openldap"\ndomain = "example.com"', "domain: is for Active Directory"),
        ('servers = ["ldaps://dc1"]\ndomain = "example.com"', "servers: has no effect with domain"),
        (
            'kind = "openldap"\nservers = ["ldaps://dc1"]\nother_domains = ["north.example.com"]',
            "other_domains: is for Active Directory",
        ),
        ('servers = ["ldaps://dc1"]\nother_domains = ["north"]', "other_domains"),
        (
            'servers = ["ldaps://dc1"]\nother_domains = ['
            + ", ".join(f'"d{number}.example.com"' for number in range(21))
            + "]",
            "other_domains: takes 20 domains at most",
        ),
        (
            'servers = ["ldaps://dc1"]\nother_domains = ["north.example.com"]\nbase_dn = "DC=example,DC=com"',
            "base_dn: is of one domain",
        ),
        *(
            (f'domain = "{name}"', "domain: must be the DNS name of a domain, like example.com")
            for name in (
                "example",
                "example..com",
                ".example.com",
                "example.com.",
                "*.com",
                "ldaps://a.b",
                "a_b.c",
            )
        ),
        ('servers = ["dc1.example.com"]', "servers (item 1): must begin with ldaps://"),
        ('servers = ["http://dc1"]', "must begin with ldaps://"),
        ('servers = ["ldaps://"]', "must name a server"),
        ('servers = ["ldaps://dc 1"]', "must name a server"),
        ('servers = ["ldaps://bind:secret@dc1"]', "must be a server alone"),
        ('servers = ["ldaps://dc1/DC=example"]', "must be a server alone"),
        ('servers = ["ldaps://dc1:99999"]', "must have a port from 1 to 65535"),
        ('servers = ["ldaps://dc1"]\nca_file = "ca.pem"', "must be an absolute path"),
        ('servers = ["ldaps://dc1"]\nbase_dn = "example.com"', "must be a distinguished name"),
        ('servers = ["ldaps://dc1"]\nconnect_timeout = 2.5', "must be a whole number"),
        ('servers = ["ldaps://dc1"]\nact_as = "root"', "must be 'operator' or 'service'"),
        (
            'servers = ["ldaps://dc1"]\nact_as = "service"',
            'service_login: is needed, since act_as = "service"',
        ),
        ('servers = ["ldaps://dc1"]\nservice_login = "svc"', 'has no effect with act_as = "operator"'),
        ('servers = ["ldaps://dc1"]\nsign_in = "kerberos"', "must be 'password', 'ticket' or 'either'"),
        ('servers = ["ldaps://192.0.2.7"]\nsign_in = "ticket"', "Kerberos knows servers by their names"),
        ('servers = ["ldaps://[2001:db8::1]"]\nsign_in = "either"', "write no IP address in servers"),
        ('servers = ["ldaps://dc1"]\nkrb5_conf = "krb5.conf"', "must be an absolute path"),
        ('servers = ["ldaps://dc1"]\nservice_keytab = "/k"', 'has no effect with act_as = "operator"'),
        (f'{KEYTAB}service_login = "s"\nservice_password = "keyring"', "has no effect with service_keytab"),
        (KEYTAB, 'service_login: is needed, since act_as = "service"'),
        (f"{KEYTAB}service_login = 'LAB\\s'", "as Kerberos writes it: login, or login@REALM"),
        ('servers = ["ldaps://dc1"]\nkind = "openldap"\nsign_in = "either"', "Active Directory alone takes"),
        (f'{KEYTAB}service_login = "s"\nkind = "ldap"', "Active Directory alone takes"),
        (f'{KEYTAB}service_login = "s"'.replace("dc1", "192.0.2.7"), "write no IP address in servers"),
        (
            'servers = ["ldaps://dc1"]\nkind = "novell"',
            "must be 'auto', 'active-directory', 'openldap', '389-ds', 'freeipa' or 'ldap'",
        ),
    ],
)
def test_a_directory_that_cannot_be_used_is_refused_with_its_reason(lines, says):
    assert says in problem_of(f'[directory]\n{lines}\n[roles]\noperator = ["Desk"]\n')


def test_starttls_makes_plain_addresses_safe():
    text = GOOD.replace("ldaps://dc1", "ldap://dc1").replace("[roles]", "starttls = true\n[roles]")
    (endpoint,) = config.parse(text, FILE).directory.endpoints
    assert (endpoint.scheme, endpoint.port) == ("ldap", 389)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("ldaps://DC1.Example.com:6360", "dc1.example.com", 6360),
        ("ldaps://[2001:db8::1]", "2001:db8::1", 636),
    ],
)
def test_a_server_may_have_a_port_or_be_an_address(url, host, port):
    (endpoint,) = config.parse(GOOD.replace("ldaps://dc1.example.com", url), FILE).directory.endpoints
    assert (endpoint.host, endpoint.port) == (host, port)


def test_a_password_in_the_place_of_its_source_is_not_repeated():
    text = f"{GOOD}[directory.x]\n".replace(
        "[roles]", 'act_as = "service"\nservice_login = "svc"\nservice_password = "Hunter-2-canary"\n[roles]'
    )
    said = problem_of(text)
    assert "never the password itself" in said
    assert "canary" not in said


def test_the_value_of_an_unknown_key_is_not_repeated():
    said = problem_of(f'{GOOD}[session]\npassword = "canary"\n')
    assert "[session] password" in said
    assert "canary" not in said


def test_all_mistakes_come_at_once_in_the_order_of_lines():
    said = problem_of(
        'top = 1\n[directory]\nservers = ["ldap://dc1"]\nca_fil = "/x"\n'
        "[verificaton]\ngates = 9\n[search]\nlimit = 0\n"
    )
    lines = [line for line in said.splitlines() if ", line " in line]
    assert [int(line.split(", line ")[1].split(":")[0]) for line in lines] == [1, 3, 4, 5, 8, 8]
    assert "The configuration has 6 mistakes" in said
    assert "did you mean ca_file?" in said
    assert "[verificaton]: there is no such section; did you mean verification?" in said
    assert "[roles]: is missing" in said


def test_a_key_outside_its_section_is_told_where_it_belongs():
    assert "line 1: [gates]: there is no such section; gates belongs in [verification]." in problem_of(
        f"gates = 1\n{GOOD}"
    )


def test_a_list_of_wrong_values_alone_is_not_called_empty_too():
    said = problem_of(f'{GOOD}[verification]\nmethods = ["app"]\n')
    assert "The configuration has 1 mistake:" in said
    assert "must not be empty" not in said


def test_roles_without_any_group_let_nobody_in():
    assert "nobody could sign in" in problem_of(GOOD.replace('operator = ["Desk"]', "operator = []"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[directory\n", "line 1: this is no TOML"),
        (f"{GOOD}x = \n", "line 5: this is no TOML: invalid value."),
        (f'{GOOD}operator = ["a"]\n', "line 5: this is no TOML: cannot overwrite a value."),
        (f'{GOOD}x = """', "line 5: this is no TOML"),
        ("x = " + "[" * 5000, "nested too deeply"),
    ],
)
def test_a_mistake_of_syntax_has_its_line(text, says):
    assert says in problem_of(text)


def test_control_characters_of_the_file_do_not_reach_the_terminal():
    said = problem_of(f'{GOOD}[session]\n"a\\u001b]52;c;x\\u0007\\u202e" = 1\n["\\u009b2J"]\n')
    assert not [sign for sign in said if sign != "\n" and (ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0)]
    assert "\u202e" not in said


TIERS = (
    GOOD
    + """\
[verification]
gates = 2
[[tiers]]
name = "finance"
bases = ["OU=Finance,DC=example,DC=com"]
[[tiers]]
name = "sales"
groups = ["Sales"]
"""
)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("gates = 4", "line 13: [[tiers]] (number 2) gates: must be a whole number from 1 to 3."),
        ("gats = 4", "line 13: [[tiers]] (number 2) gats: there is no such key; did you mean gates?"),
        ('ticket = "off"', "(number 2) ticket: there is no such key; ticket belongs in [verification]."),
        (
            'minimum_grade = "device"\ngates = 3',
            "line 14: [[tiers]] (number 2) gates: each gate takes another",
        ),
        # Two gates, as [verification] says; the mistake is in what the tier itself says.
        ('methods = ["totp"]', "line 13: [[tiers]] (number 2) methods: each gate takes another factor"),
        (
            'methods = ["totp", "email"]',
            "line 13: [[tiers]] (number 2) methods (item 2): mails cannot be sent",
        ),
        (
            'methods = ["totp"]\ngates = 1\nexception = ["in-person"]\nexception_gates = 3',
            "line 16: [[tiers]] (number 2) exception_gates: each gate takes another factor",
        ),
        (
            'methods = ["totp", "second-operator"]\napproval = true',
            "line 13: [[tiers]] (number 2) methods: each",
        ),
        ('exception = ["second-operator", "manager"]', "(number 2) exception (item 2): mails cannot be sent"),
        ('[[tiers]]\ngroups = ["a"]', "line 13: [[tiers]] (number 3) name: is missing"),
        ('[[tiers]]\nname = "it"', "line 13: [[tiers]] (number 3) groups: nobody is in this tier"),
        ('[[tiers]]\nname = "Sales"\ngroups = ["a"]', "line 14: [[tiers]] (number 3) name: another tier has"),
        ('[[tiers]]\nname = "everybody"\ngroups = ["a"]', "is the name of a tier that is always there"),
        (
            '[[tiers]]\nname = "Protected people"\ngroups = ["a"]',
            "is the name of a tier that is always there",
        ),
        ('[[tiers]]\nname = "a\\u0007"\ngroups = ["a"]', "name: must be 1 to 64 printable characters"),
        ('[[tiers]]\nname = "it"\nbases = ["IT"]', "bases (item 1): must be a distinguished name"),
    ],
)
def test_a_mistake_in_a_tier_is_named_with_its_number_and_key(lines, says):
    assert says in problem_of(f"{TIERS}{lines}\n")


def test_a_mistake_in_verification_is_not_told_again_for_its_tiers():
    said = problem_of(TIERS.replace("gates = 2", 'methods = ["totp"]\ngates = 2'))
    assert "The configuration has 1 mistake:" in said
    assert "[verification] gates" in said


def test_a_tier_takes_from_verification_what_it_does_not_say():
    text = (
        TIERS.replace("gates = 2", "gates = 2\nminutes = 20\nprefilled = false") + "clearance_minutes = 3\n"
    )
    finance, sales = config.parse(text, FILE).policy.verification.tiers
    everybody = config.parse(text, FILE).policy.verification.everybody
    assert finance == replace(everybody, name="finance", bases=("OU=Finance,DC=example,DC=com",))
    assert sales == replace(
        everybody, name="sales", groups=frozenset({"Sales"}), clearance_lifetime=timedelta(minutes=3)
    )
    assert (everybody.gates, everybody.prefilled) == (2, False)
    assert everybody.verification_lifetime == timedelta(minutes=20)


_SECTIONS = {name: list(section.model_fields) for name, section in sections().items()}
_KEYS = [(section, key) for section, names in _SECTIONS.items() for key in names]


def _head(section: str) -> str:
    return "[[tiers]]" if section == "tiers" else f"[{section}]"


@given(st.sampled_from(_KEYS), st.data())
def test_a_mistyped_key_is_led_back_to_the_real_one(which, data):
    section, key = which
    at = data.draw(st.integers(0, len(key) - 1))
    typed = key[:at] + "z" + key[at + 1 :]  # no key of ours has a z
    said = problem_of(f"{_head(section)}\n{typed} = 1\n")
    (line,) = [each for each in said.splitlines() if typed in each]
    assert ", line 2: " in line
    nearest = line.partition("did you mean ")[2].rstrip("?")
    assert nearest in _SECTIONS[section]


@given(st.text())
def test_no_text_makes_anything_but_a_configuration_or_a_problem(text):
    with pytest.raises(ConfigError):
        config.parse(text, FILE)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(_KEYS), _VALUES)
def test_any_value_is_taken_or_refused_and_nothing_else_happens(which, value):
    section, key = which
    given_ = {"directory": {"servers": ["ldaps://dc1"]}, "roles": {"operator": ["Desk"]}}
    given_.setdefault(section, {})[key] = value
    text = "".join(
        f"{_head(name)}\n" + "".join(f"{k} = {_toml(v)}\n" for k, v in keys.items())
        for name, keys in given_.items()
    )
    with contextlib.suppress(ConfigError):
        config.parse(text, FILE)


def _toml(value: object) -> str:
    if value is None or isinstance(value, str):
        escaped = "".join(
            f"\\U{ord(sign):08X}" if not 0xD800 <= ord(sign) < 0xE000 else "" for sign in value or ""
        )
        return f'"{escaped}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    return repr(value)
