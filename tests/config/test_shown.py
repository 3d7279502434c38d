"""`config show`: each setting, where it comes from, and no secret."""

from pathlib import Path

from config.example import keys

from helpdesk_tui import config
from helpdesk_tui.config.shown import Setting, settings

BEGIN = '[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Desk"]\n'
LINK = '[notices]\nhelp_link = "https://help.example.com/?key=canary"\n'
SECRETS = """\
[mail]
server = "smtp://mail.example.com"
sender = "desk@example.com"
login = "desk"
password = "file:/canary/mail"
[sms]
gateway = "https"
url = "https://sms.example.com/send?token=canary"
secret = "credential:canary"
headers = { Authorization = "canary $secret" }
[radius]
servers = ["r.example.com"]
secret = "keyring"
"""


def shown(text: str, begin: str = BEGIN) -> dict[str, Setting]:
    return {each.key: each for each in settings(config.parse(begin + text, Path("/etc/x.toml")))}


def test_every_setting_is_shown():
    assert set(shown("")) == {*(key for key in keys() if not key.startswith("tiers.")), "profile"}


def test_it_is_said_where_each_comes_from():
    found = shown("[search]\nlimit = 20\n")
    assert found["search.limit"] == Setting("search.limit", "20", "line 6")
    assert found["search.phone_region"] == Setting("search.phone_region", '"US"', "default")


def test_what_a_profile_sets_is_of_the_profile():
    found = shown("[verification]\nminutes = 9\n" + LINK, 'profile = "entra"\n' + BEGIN)
    assert found["verification.gates"] == Setting("verification.gates", "2", "profile entra")
    assert found["verification.minutes"].origin == "line 7"


def test_tiers_are_told_apart():
    found = shown('[[tiers]]\nname = "a"\ngroups = ["A"]\n[[tiers]]\nname = "b"\ngroups = ["B"]\ngates = 2\n')
    assert (found["tiers.1.groups"].value, found["tiers.2.gates"].value) == ('["A"]', "2")
    assert found["tiers.1.gates"].origin == "default"


def test_no_secret_is_shown_nor_where_it_lies():
    found = shown(SECRETS + LINK)
    assert "canary" not in str(found)
    origins = {key: found[key].origin for key in ("mail.password", "sms.secret", "radius.secret")}
    assert origins == {
        "mail.password": "private file",
        "sms.secret": "credential",
        "radius.secret": "keyring",
    }
    assert {found[key].value for key in (*origins, "sms.headers")} == {"set"}
    assert found["ldap.lookup_password"] == Setting("ldap.lookup_password", '""', "default")


def test_what_a_terminal_would_obey_is_cleaned():
    found = shown('[session]\ndefault_login = "a\\u001b[31mb"\n')
    assert "\x1b" not in found["session.default_login"].value
