"""Composition: what the configuration says reaches the adapters, and nothing is opened too early."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from helpdesk_tui import compose, config, language, saved_passwords
from helpdesk_tui.compose.checking import radius_of
from helpdesk_tui.compose.sending import deliveries_of, sms_of
from helpdesk_tui.compose.threat import threat_of
from helpdesk_tui.config import Config
from helpdesk_tui.console import Console
from helpdesk_tui.delivery.settings import GatewaySettings, MailSettings
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import ConfigError, StoreUnavailable
from helpdesk_tui.desk.method import Grade, MethodKind
from helpdesk_tui.desk.operator import Role, SignInBy
from helpdesk_tui.desk.policy import HistoryRule, TicketRule
from helpdesk_tui.desk.ports import Channel, IsElevated, Limit, Message, MessageKind
from helpdesk_tui.directory import active_directory, ldapv3
from helpdesk_tui.directory.active_directory.finding import DomainServers
from helpdesk_tui.directory.ldapv3 import Schema
from helpdesk_tui.directory.recognising import RecognisedDirectory
from helpdesk_tui.directory.root_dse import RootDse, ServerKind
from helpdesk_tui.directory.settings import Endpoint, Keytab, Settings
from helpdesk_tui.secret import Secret

EVERYTHING = """\
[directory]
kind = "active-directory"
starttls = true
servers = ["ldap://dc1.example.com", "ldap://dc2.example.com:3890"]
ca_file = "/etc/ca.pem"
base_dn = "OU=Staff,DC=example,DC=com"
connect_timeout = 3
receive_timeout = 7
act_as = "service"
service_login = "svc@example.com"
service_password = "file:{secret}"
[roles]
operator = ["A", "B"]
registrar = ["C"]
supervisor = ["D"]
auditor = ["E"]
[scope]
bases = ["OU=Staff,DC=example,DC=com"]
excluded = ["OU=Board,OU=Staff,DC=example,DC=com"]
protected_groups = ["VIP"]
[verification]
methods = ["totp", "recovery-code"]
minimum_grade = "code"
gates = 2
minutes = 20
clearance_minutes = 5
ticket = "required"
ticket_pattern = "INC[0-9]+"
ticket_example = "INC42"
[oath]
window = 2
[limits]
account_failures = 3
account_minutes = 10
account_block_minutes = 20
method_failures = 4
method_minutes = 30
method_block_minutes = 40
operator_failures = 6
operator_minutes = 50
operator_block_minutes = 60
[passwords]
length = 20
typed = false
visible_seconds = 30
history_on_reset = "required"
always_force_change = false
[registration]
issuer = "Example desk"
[store]
path = "{store}"
key = "file"
[session]
idle_minutes = 5
lock_minutes = 3
copy_notes = true
repaint = true
default_login = "ada"
[search]
limit = 10
phone_region = "GB"
"""


@pytest.fixture
def everything(tmp_path: Path) -> Config:
    secret = tmp_path / "secret"
    secret.write_text("canary\n")
    secret.chmod(0o600)
    text = EVERYTHING.format(secret=secret, store=tmp_path / "state" / "desk.db")
    return config.parse(text, tmp_path / "config.toml")


def small(**store: str) -> Config:
    lines = "".join(f'{key} = "{value}"\n' for key, value in store.items())
    text = (
        f'[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Desk"]\n[store]\n{lines}'
    )
    return config.parse(text, Path("/config.toml"))


def test_every_setting_of_the_policy_arrives(everything: Config):
    policy = compose.for_config(everything, {}).sign_in.policy
    proof = policy.verification
    everybody = proof.everybody
    assert (everybody.gates, proof.oath.window, everybody.minimum_grade) == (2, 2, Grade.CODE)
    assert everybody.allowed == {MethodKind.TOTP, MethodKind.RECOVERY_CODE}
    assert everybody.verification_lifetime == timedelta(minutes=20)
    assert everybody.clearance_lifetime == timedelta(minutes=5)
    assert (proof.ticket, proof.ticket_pattern, proof.ticket_example) == (
        TicketRule.REQUIRED,
        "INC[0-9]+",
        "INC42",
    )
    assert proof.limits.account == Limit(3, 600, 1200)
    assert proof.limits.method == Limit(4, 1800, 2400)
    assert proof.limits.operator == Limit(6, 3000, 3600)
    assert policy.scope.bases == ("OU=Staff,DC=example,DC=com",)
    assert policy.scope.excluded == ("OU=Board,OU=Staff,DC=example,DC=com",)
    assert policy.scope.protected_groups == {"VIP"}
    rules = policy.passwords
    assert (rules.length, rules.typed, rules.visible_seconds) == (20, False, 30)
    assert (rules.history_on_reset, rules.always_force_change) == (HistoryRule.REQUIRED, False)
    assert (policy.search_limit, policy.phone_region) == (10, "GB")
    assert policy.registration.issuer == "Example desk"


def test_roles_session_and_target_arrive(everything: Config):
    console = compose.for_config(everything, {})
    assert console.sign_in.roles == {
        Role.OPERATOR: ("A", "B"),
        Role.REGISTRAR: ("C",),
        Role.SUPERVISOR: ("D",),
        Role.AUDITOR: ("E",),
    }
    assert (console.idle_seconds, console.copies_notes, console.default_login) == (300, True, "ada")
    assert (console.lock_seconds, console.repaints) == (180, True)
    assert console.target == "example.com · dc1.example.com"
    assert console.demo is None


def test_names_that_are_not_there_are_told_by_their_line(everything: Config):
    console = compose.for_config(everything, {})
    said = console.sign_in.place_of(("roles", "operator"), "B")
    assert said == everything.place_of(("roles", "operator"), "B")
    assert "line " in said
    assert console.sign_in.base_dn == everything.directory.base_dn


def test_the_directory_gets_its_settings_and_the_services_password(everything: Config, monkeypatch):
    given: list[Settings] = []

    class Directory:
        def __init__(self, settings: Settings, clock: object, finding: object) -> None:
            assert finding is None  # the servers are named
            given.append(settings)

        def sign_in(self, login: str, password: Secret) -> None:
            raise ConnectionError(login)

    monkeypatch.setattr(active_directory, "ActiveDirectory", Directory)
    console = compose.for_config(everything, {})
    assert given == []
    with pytest.raises(ConnectionError, match="ada"):
        console.sign_in.sign_in("ada", Secret("x"))
    (settings,) = given
    assert settings.servers == (
        Endpoint("dc1.example.com", 389, "starttls"),
        Endpoint("dc2.example.com", 3890, "starttls"),
    )
    assert settings.ca_file == Path("/etc/ca.pem")
    assert (settings.connect_timeout, settings.receive_timeout) == (3, 7)
    assert (settings.base_dn, settings.phone_region) == ("OU=Staff,DC=example,DC=com", "GB")
    assert settings.service
    assert (settings.service.login, settings.service.password.reveal()) == ("svc@example.com", "canary")
    console.close()


@pytest.mark.parametrize(("starttls", "tls"), [("false", "ldaps"), ("true", "starttls")])
def test_a_domain_stands_in_the_place_of_its_servers(monkeypatch, starttls: str, tls: str):
    given: list[DomainServers | None] = []

    class Directory:
        def __init__(self, settings: Settings, clock: object, finding: DomainServers | None) -> None:
            assert settings.servers == ()
            given.append(finding)

        def sign_in(self, login: str, password: Secret) -> None:
            raise ConnectionError(login)

    monkeypatch.setattr(active_directory, "ActiveDirectory", Directory)
    text = f'[directory]\ndomain = "example.com"\nstarttls = {starttls}\n[roles]\noperator = ["A"]\n'
    console = compose.for_config(config.parse(text, Path("/config.toml")), {})
    assert console.target == "example.com"
    with pytest.raises(ConnectionError):
        console.sign_in.sign_in("ada", Secret("x"))
    (finding,) = given
    assert finding
    assert (finding.domain, finding.tls) == ("example.com", tls)
    console.close()


def test_a_missing_password_of_the_service_is_said_at_sign_in(everything: Config, tmp_path: Path):
    (tmp_path / "secret").unlink()
    console = compose.for_config(everything, {})
    with pytest.raises(ConfigError) as caught:
        console.sign_in.sign_in("ada", Secret("x"))
    assert caught.value.problem.code == "password-source"


def test_a_broken_store_is_said_before_any_password_travels(tmp_path: Path, monkeypatch):
    def reached(*_: object) -> None:
        raise AssertionError("a password was on its way")

    monkeypatch.setattr(active_directory, "ActiveDirectory", reached)
    (tmp_path / "open").mkdir(mode=0o777)
    (tmp_path / "open").chmod(0o777)
    console = compose.for_config(small(path=str(tmp_path / "open" / "desk.db"), key="file"), {})
    with pytest.raises(StoreUnavailable) as caught:
        console.sign_in.sign_in("ada", Secret("x"))
    assert caught.value.problem.code == "store-not-private"


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"XDG_STATE_HOME": "/var/lib/desk"}, "/var/lib/desk/helpdesk-tui/desk.db"),
        ({"XDG_STATE_HOME": "relative"}, None),
        ({}, None),
    ],
)
def test_the_store_is_in_the_state_directory(environ, place):
    usual = str(Path("~").expanduser() / ".local/state/helpdesk-tui/desk.db")
    assert str(compose.default_store(environ)) == (place or usual)


def test_a_key_in_a_plain_file_is_said_aloud(tmp_path: Path):
    store, bus = tmp_path / "desk.db", {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1/bus"}

    def notices(key: str, environ: dict[str, str]) -> tuple[str, ...]:
        return compose.for_config(small(path=str(store), key=key), environ).notices

    assert "guarded by its mode alone" in notices("file", {})[0]
    assert str(store) + ".key" in notices("auto", {})[0]
    assert notices("auto", bus) == ()
    (tmp_path / "desk.db.key").touch()
    assert len(notices("auto", bus)) == 1
    (tmp_path / "helpdesk-tui-key").touch()
    assert notices("auto", {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == ()
    for elsewhere in ("keyring", "credential", "file:/etc/desk.key"):
        assert notices(elsewhere, {}) == ()


def test_a_key_file_that_is_named_must_be_there(tmp_path: Path):
    chosen = small(path=str(tmp_path / "state" / "desk.db"), key=f"file:{tmp_path / 'key'}")
    console = compose.for_config(chosen, {})
    with pytest.raises(StoreUnavailable) as caught:
        console.sign_in.sign_in("ada", Secret("x"))
    assert caught.value.problem.code == "key-not-made"


def test_the_demo_is_gone_after_closing(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    console = compose.for_demo({})
    assert list(tmp_path.iterdir()) == []
    desk = console.sign_in.sign_in("demo", Secret("demo"))
    (place,) = tmp_path.iterdir()
    assert place.stat().st_mode & 0o777 == 0o700
    ada = desk.lookup.resolve("ada.byron")
    assert console.demo
    assert len(console.demo.caller_says(ada, MethodKind.TOTP) or "") == 6
    jonas = desk.lookup.resolve("jonas.weber")
    assert console.demo.caller_says(jonas, MethodKind.TOTP) is None
    console.close()
    console.close()
    assert list(tmp_path.iterdir()) == []


def _signed_in(console: Console, login: str) -> Desk:
    """With the code of the app, where that is asked for."""
    signing_in = console.sign_in.begin(login, Secret(login))
    if signing_in.opened is None:
        stands = signing_in.stands()
        assert stands.prompt
        assert console.demo
        code = console.demo.caller_says(stands.account.id, stands.kind) or ""
        signing_in.answer(Answer(stands.prompt.id, {"code": Secret(code)}))
    assert signing_in.opened
    return signing_in.opened


def test_every_role_of_the_demo_can_sign_in_with_the_login_as_password():
    console = compose.for_demo({})
    held = {
        login: _signed_in(console, login).operator.roles
        for login in ("demo", "super", "operator", "registrar", "auditor")
    }
    console.close()
    assert held == {
        "demo": {Role.OPERATOR, Role.REGISTRAR},
        "super": {Role.SUPERVISOR, Role.REGISTRAR},
        "operator": {Role.OPERATOR},
        "registrar": {Role.REGISTRAR},
        "auditor": {Role.AUDITOR},
    }


# --- mail, SMS and the threat ---------------------------------------------------------------------------

SENDING = """\
[directory]
servers = ["ldaps://dc1.example.com"]
[roles]
operator = ["Desk"]
[notices]
help_link = "https://help.example.com"
[mail]
server = "smtps://mail.example.com:4650"
login = "desk"
password = "file:{folder}/mail-password"
sender = "helpdesk@example.com"
sender_name = "The desk"
hello_name = "desk.example.com"
ca_file = "{folder}/ca.pem"
connect_seconds = 2
timeout_seconds = 9
[sms]
gateway = "https"
url = "https://sms.example.com/send"
secret = "file:{folder}/sms-secret"
method = "PUT"
format = "json"
success_status = [201, 202]
success_path = "result"
success_values = ["queued"]
success_pattern = "queued"
ca_file = "{folder}/ca.pem"
connect_seconds = 3
timeout_seconds = 8
[sms.fields]
number = "$to"
words = "$text"
[sms.headers]
Authorization = "Bearer $secret"
[texts]
folder = "{folder}/texts"
language = "de"
"""


def test_the_start_warns_where_the_directorys_own_mail_address_proves(tmp_path: Path):
    """It is likely the mailbox that the lost password opens."""

    def notices(rules: str) -> tuple[str, ...]:
        text = SENDING.format(folder=tmp_path) + f'[store]\nkey = "keyring"\n[verification]\n{rules}\n'
        return compose.for_config(config.parse(text, tmp_path / "config.toml"), {}).notices

    (warning,) = notices('methods = ["totp", "email"]')
    assert warning.startswith("The directory's own mail address proves, for everybody: it is likely")
    assert notices('methods = ["totp", "email"]\nprefilled = false') == ()
    assert notices('methods = ["totp"]') == ()


@pytest.fixture
def sending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    """A folder with what the configuration points to; what is made of it is kept instead of used."""
    for name, text in (("mail-password", "mail-canary"), ("sms-secret", "sms-canary"), ("ca.pem", "none")):
        (tmp_path / name).write_text(f"{text}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o600)
    (tmp_path / "texts").mkdir(mode=0o700)
    (tmp_path / "texts" / "de.toml").write_text(
        '[code]\nsubject = "Ein Code"\nmail = "$code $phrase"\n', encoding="utf-8"
    )
    made: list[tuple[object, ...]] = []
    monkeypatch.setattr("helpdesk_tui.delivery.Deliveries", lambda *settings: made.append(settings))
    deliveries_of(config.parse(SENDING.format(folder=tmp_path), tmp_path / "config.toml"), {})
    return made[0]


def test_mail_and_sms_get_their_settings(sending: tuple[object, ...], tmp_path: Path) -> None:
    mail, sms, texts, *_ = sending
    assert mail == MailSettings(
        server="mail.example.com",
        port=4650,
        security="tls",
        sender="helpdesk@example.com",
        sender_name="The desk",
        hello_name="desk.example.com",
        login="desk",
        password=mail.password,
        ca_file=tmp_path / "ca.pem",
        connect_seconds=2,
        timeout_seconds=9,
    )
    assert mail.password.reveal() == "mail-canary"
    assert sms == GatewaySettings(
        url="https://sms.example.com/send",
        fields={"number": "$to", "words": "$text"},
        method="PUT",
        format="json",
        headers={"Authorization": "Bearer $secret"},
        secret=sms.secret,
        success_status=(201, 202),
        success_path="result",
        success_values=("queued",),
        success_pattern="queued",
        ca_file=tmp_path / "ca.pem",
        connect_seconds=3,
        timeout_seconds=8,
    )
    assert sms.secret.reveal() == "sms-canary"
    code = Message(Channel.MAIL, MessageKind.CODE, "a@example.com", "", _words(), Secret("1234 5678"))
    assert texts.render(code).subject == "Ein Code"


def _words() -> dict[str, str]:
    named = ("name", "operator", "phrase", "minutes", "desk", "link")
    return dict.fromkeys(named, "x")


class Loud:
    """A language that has another word for everything."""

    def gettext(self, sentence: str) -> str:
        return sentence.upper()


def test_entries_of_the_keyring_are_called_the_same_in_every_language(tmp_path: Path, monkeypatch):
    """As config.example.toml names them."""
    monkeypatch.setattr(language, "_catalog", lambda _: Loud())
    asked = []
    monkeypatch.setattr(
        saved_passwords, "_from_keyring", lambda *names: asked.append(names[:2]) or Secret("x")
    )
    text = """\
[directory]
servers = ["ldaps://dc1.example.com"]
[roles]
operator = ["Desk"]
[notices]
help_link = "desk@example.com"
[radius]
servers = ["radius1.example.com"]
secret = "keyring"
[sms]
gateway = "https"
url = "https://sms.example.com"
secret = "keyring"
fields = { to = "$to", text = "$text", key = "$secret" }
"""
    found = config.parse(text, tmp_path / "config.toml")
    assert language._("said") == "SAID"
    radius_of(found, {})
    sms_of(found, {})
    assert asked == [
        ("the RADIUS servers", saved_passwords.Purpose.RADIUS),
        ("the SMS gateway", saved_passwords.Purpose.SMS),
    ]


def test_texts_that_others_may_write_stop_the_sign_in(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts").chmod(0o777)
    text = (
        '[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Desk"]\n'
        f'[store]\npath = "{tmp_path / "state" / "desk.db"}"\nkey = "file"\n'
        f'[texts]\nfolder = "{tmp_path / "texts"}"\n'
    )
    console = compose.for_config(config.parse(text, tmp_path / "config.toml"), {})
    with pytest.raises(ConfigError) as caught:
        console.sign_in.sign_in("ada", Secret("x"))
    assert caught.value.problem.code == "config-unsafe"
    console.close()


def threatened(text: str) -> IsElevated:
    base = '[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Desk"]\n'
    return threat_of(config.parse(f"{base}[threat]\n{text}\n", Path("/config.toml")))


def test_the_threat_is_elevated_by_a_setting_or_while_a_file_is_there(tmp_path: Path) -> None:
    file = tmp_path / "elevated"
    assert threatened("elevated = true")()
    assert not threatened("elevated = false")()
    by_file = threatened(f'file = "{file}"')
    assert not by_file()
    file.touch()
    assert by_file()
    file.unlink()
    assert not by_file()
    file.symlink_to("/nowhere")
    assert by_file()


def test_a_file_that_cannot_be_looked_for_counts_as_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert threatened(f'file = "{tmp_path}/file/elevated"')()


def test_tickets_and_a_keytab_arrive(tmp_path: Path, monkeypatch):
    given: list[Settings] = []

    class Directory:
        def __init__(self, settings: Settings, clock: object, finding: object) -> None:
            given.append(settings)

        def ticket_holder(self) -> str:
            return "ada@EXAMPLE.COM"

    keys, conf = tmp_path / "keytab", tmp_path / "krb5.conf"
    for file in (keys, conf):
        file.write_text("")
        file.chmod(0o600)
    text = (
        '[directory]\nservers = ["ldaps://dc1.example.com"]\nsign_in = "either"\nact_as = "service"\n'
        f'service_login = "svc"\nservice_keytab = "{keys}"\nkrb5_conf = "{conf}"\n'
        '[roles]\noperator = ["Desk"]\n'
    )
    monkeypatch.setattr(active_directory, "ActiveDirectory", Directory)
    console = compose.for_config(config.parse(text, tmp_path / "config.toml"), {})
    assert console.sign_in.by is SignInBy.EITHER
    assert console.sign_in.ticket_offer().holder == "ada@EXAMPLE.COM"
    (settings,) = given
    assert (settings.service_keytab, settings.krb5_conf) == (Keytab("svc", keys), conf)
    console.close()


@pytest.mark.parametrize(("file", "code"), [("keytab", "password-source"), ("krb5.conf", "config-unsafe")])
def test_a_keytab_or_a_configuration_of_kerberos_that_others_reach_is_refused(
    tmp_path: Path, file: str, code: str
):
    for name in ("keytab", "krb5.conf"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o600)
    (tmp_path / file).chmod(0o666)
    text = (
        '[directory]\nservers = ["ldaps://dc1.example.com"]\nsign_in = "ticket"\nact_as = "service"\n'
        f'service_login = "svc"\nservice_keytab = "{tmp_path}/keytab"\nkrb5_conf = "{tmp_path}/krb5.conf"\n'
        '[roles]\noperator = ["Desk"]\n'
    )
    console = compose.for_config(config.parse(text, tmp_path / "config.toml"), {})
    with pytest.raises(ConfigError) as caught:
        console.sign_in.ticket_offer()
    assert caught.value.problem.code == code


def test_further_domains_are_not_passed_over_by_a_directory_that_has_none(tmp_path: Path, monkeypatch):
    """Else nobody of them would be found, without a word."""
    monkeypatch.setattr(RecognisedDirectory, "_kind", lambda self: ServerKind.OPENLDAP)
    text = (
        '[directory]\nservers = ["ldaps://dc1.example.com"]\nother_domains = ["north.example.com"]\n'
        f'[roles]\noperator = ["Desk"]\n[store]\npath = "{tmp_path}/state/desk.db"\nkey = "file"\n'
    )
    console = compose.for_config(config.parse(text, tmp_path / "config.toml"), {})
    with pytest.raises(ConfigError) as caught:
        console.sign_in.sign_in("ada", Secret("x"))
    assert caught.value.problem.code == "other-domains-unused"
    console.close()


def test_a_service_with_a_keytab_does_nothing_at_a_directory_that_takes_none(tmp_path: Path, monkeypatch):
    """Else its operators would act by their own rights."""
    monkeypatch.setattr(RecognisedDirectory, "_kind", lambda self: ServerKind.OPENLDAP)
    (tmp_path / "keytab").write_text("")
    (tmp_path / "keytab").chmod(0o600)
    text = (
        '[directory]\nservers = ["ldaps://dc1.example.com"]\nact_as = "service"\nservice_login = "svc"\n'
        f'service_keytab = "{tmp_path}/keytab"\n[roles]\noperator = ["Desk"]\n'
        f'[store]\npath = "{tmp_path}/state/desk.db"\nkey = "file"\n'
    )
    console = compose.for_config(config.parse(text, tmp_path / "config.toml"), {})
    with pytest.raises(ConfigError) as caught:
        console.sign_in.sign_in("ada", Secret("x"))
    assert caught.value.problem.code == "keytab-unused"
    console.close()


LDAP = """\
[directory]
kind = "{kind}"
servers = ["ldaps://ldap1.example.com"]
[ldap]
lookup_login = "cn=finder,dc=example,dc=com"
lookup_password = "file:{password}"
default_policy = "cn=default,dc=example,dc=com"
hashes_passwords = true
[attributes]
login = ["userid", "employeeNumber"]
mobile = ["mobileTelephoneNumber"]
[roles]
operator = ["Desk"]
"""


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("openldap", "OpenLDAP"),
        ("389-ds", "389 Directory Server"),
        ("freeipa", "FreeIPA"),
        ("ldap", "LDAP"),
    ],
)
def test_an_ldap_directory_gets_its_settings(tmp_path: Path, monkeypatch, kind: str, name: str):
    given: list[tuple[Settings, Any, Schema]] = []

    class Directory:
        def __init__(self, settings: Settings, clock: object, make_dialect: Any, schema: Schema) -> None:
            given.append((settings, make_dialect, schema))

        def sign_in(self, login: str, password: Secret) -> None:
            raise ConnectionError(login)

    password, file = tmp_path / "password", tmp_path / "config.toml"
    password.write_text("canary\n")
    password.chmod(0o600)
    monkeypatch.setattr(ldapv3, "LdapDirectory", Directory)
    loaded = config.parse(LDAP.format(kind=kind, password=password), file)
    console = compose.for_config(loaded, {"XDG_STATE_HOME": str(tmp_path)})
    with pytest.raises(ConnectionError):
        console.sign_in.sign_in("ada", Secret("x"))
    ((settings, make_dialect, schema),) = given
    assert settings.lookup
    assert (settings.lookup.login, settings.lookup.password.reveal()) == (
        "cn=finder,dc=example,dc=com",
        "canary",
    )
    assert (schema.login, schema.mobile, schema.mail) == (
        ("userid", "employeeNumber"),
        ("mobileTelephoneNumber",),
        ("mail",),
    )
    root = RootDse((), "", frozenset(), frozenset(), frozenset(), "", "", frozenset())
    dialect = make_dialect(root)
    assert dialect.name == name
    if kind == "389-ds":
        freeipa = replace(root, extensions=frozenset({"2.16.840.1.113730.3.8.10.1"}))
        assert make_dialect(freeipa).name == "FreeIPA"
    if kind == "openldap":
        assert (dialect.default_policy, dialect.hashes, dialect.schema) == (
            "cn=default,dc=example,dc=com",
            True,
            schema,
        )
    console.close()
