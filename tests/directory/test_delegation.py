"""docs/delegation.md: its own lines, run on a real domain, give what they promise and no more."""

import re
import shlex
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from lab import ldif, people
from lab.domain import Domain
from lab.samba import _path, program

from helpdesk_tui.directory.active_directory import protection
from helpdesk_tui.directory.active_directory import security_descriptor as sd

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "delegation.md").read_text()
EXAMPLE_SID, EXAMPLE_BASE = "S-1-5-21-1111-2222-3333-1104", "DC=example,DC=com"
UNEXPIRE = "ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501"
ENABLING = "To enable, disable and set the last day"
RECOVERY_KEYS = "ea715d30-8f53-40d0-bd1e-6109186d782c"  # class msFVE-RecoveryInformation, MS-ADSC
SECRETS = "To read secrets of computers"
NEW_PASSWORD = "Another-Horse-8"

Run = Callable[[str], None]


def lines(section: str, language: str = "sh") -> list[str]:
    text = PAGE[PAGE.index(f"\n## {section}\n") :].split("\n## ", 2)[1]
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for block in found for line in block.splitlines()]


# --- what the page says is what the program does ---------------------------------------------------------


def test_every_guid_on_the_page_is_the_programs() -> None:
    known = {
        sd.Right.RESET_PASSWORD.value,
        str(sd.ATTRIBUTES["pwdlastset"][0]),
        str(sd.ATTRIBUTES["lockouttime"][0]),
        str(sd.ATTRIBUTES["useraccountcontrol"][0]),
        str(sd.ATTRIBUTES["accountexpires"][0]),
        "bf967aba-0de6-11d0-a285-00aa003049e2",  # class user, MS-ADSC
        UNEXPIRE,
        RECOVERY_KEYS,
    }
    assert set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", PAGE)) == known
    assert all(uuid.UUID(guid) for guid in known)


def test_the_groups_that_need_no_naming_are_those_that_are_protected_anyway() -> None:
    shown = dict(reversed(row) for row in re.findall(r"^\| ([^|]+) \| (S-1-5-[^|]+) \|$", PAGE, re.MULTILINE))
    rids = {f"S-1-5-21-…-{rid}": name for rid, name in protection._OF_A_DOMAIN.items()}
    assert shown == protection._BUILTIN | rids | {"S-1-5-21-…-500": "Administrator"}


@pytest.mark.parametrize(
    "section", ["To write", "To read", ENABLING, SECRETS, "A reset without a forced change"]
)
def test_each_right_is_given_on_both_kinds_of_server(section: str) -> None:
    """Line by line: the same object, and on Windows the name of what the GUID means on Samba."""
    names = {
        sd.Right.RESET_PASSWORD.value: "CA;Reset Password",
        str(sd.ATTRIBUTES["pwdlastset"][0]): "RPWP;pwdLastSet",
        str(sd.ATTRIBUTES["lockouttime"][0]): "RPWP;lockoutTime",
        str(sd.ATTRIBUTES["useraccountcontrol"][0]): "RPWP;userAccountControl",
        str(sd.ATTRIBUTES["accountexpires"][0]): "RPWP;accountExpires",
        UNEXPIRE: "CA;Unexpire Password",
        "": "GR",
    }
    windows, samba = lines(section, "bat"), lines(section)
    assert len(windows) == len(samba) > 0
    for dsacls, samba_tool in zip(windows, samba, strict=True):
        given = re.search(r'--objectdn="([^"]+)" --sddl="\(([^)]+)\)"', samba_tool)
        assert given is not None
        assert f'dsacls "{given[1]}" ' in dsacls
        assert names[given[2].split(";")[3]] in dsacls


# --- the lines, on a real domain -------------------------------------------------------------------------


@pytest.fixture
def delegated(samba: Domain) -> tuple[str, str]:
    """Login of a new operator in a new group, and the DN of a new unit with nothing delegated in it."""
    unit = f"OU=Delegated {uuid.uuid4().hex[:8]},{samba.base_dn}"
    samba.apply(ldif.add(unit, {"objectClass": "organizationalUnit"}))
    return samba.new_person(parent=people.ELSEWHERE).login, unit


@pytest.fixture
def run(samba: Domain, delegated: tuple[str, str]) -> Run:
    """Run a line of the page for this operator and unit, with the system's own samba-tool."""
    login, unit = delegated
    configuration = samba.sam.parents[1] / "etc" / "smb.conf"

    def apply(line: str) -> None:
        assert EXAMPLE_BASE in line
        assert EXAMPLE_SID in line
        line = line.replace(f"OU=People,{EXAMPLE_BASE}", unit).replace(EXAMPLE_BASE, samba.base_dn)
        tool, *rest = shlex.split(line.replace(EXAMPLE_SID, samba.sid(login)))
        where = ["-H", str(samba.sam), "-s", str(configuration)]
        environment = {"PATH": _path(), "HOME": "/"}
        subprocess.run([program(tool), *rest, *where], check=True, capture_output=True, env=environment)

    return apply


def write(samba: Domain, login: str, dn: str, **attributes: ldif.Value) -> int:
    """The LDAP result of a write as that operator."""
    return samba.modify_as(login, samba.password, ldif.modify(dn, dict(attributes)))[0]


def reset(samba: Domain, login: str, dn: str) -> int:
    """As the desk does it: one modify."""
    return write(samba, login, dn, unicodePwd=ldif.quoted(NEW_PASSWORD), pwdLastSet=0, lockoutTime=0)


@pytest.mark.lab
def test_the_three_rights_are_enough_and_each_is_needed(
    samba: Domain, delegated: tuple[str, str], run: Run
) -> None:
    login, unit = delegated
    person = samba.new_person(parent=unit)
    for line in lines("To write"):
        assert reset(samba, login, person.dn) == 50  # insufficientAccessRights
        run(line)
    assert reset(samba, login, person.dn) == 0
    assert samba.ldap_bind(person.login, NEW_PASSWORD) == "773"  # right, and must be changed


@pytest.mark.lab
def test_they_give_nothing_else(samba: Domain, delegated: tuple[str, str], run: Run) -> None:
    login, unit = delegated
    person, elsewhere = samba.new_person(parent=unit), samba.new_person(parent=people.ELSEWHERE)
    for line in lines("To write"):
        run(line)
    assert reset(samba, login, elsewhere.dn) == 50
    for attribute, value in (("mail", "x@lab.example"), ("userAccountControl", 0x202), ("description", "x")):
        assert write(samba, login, person.dn, **{attribute: value}) == 50


@pytest.mark.lab
def test_two_more_rights_enable_disable_and_set_the_last_day(
    samba: Domain, delegated: tuple[str, str], run: Run
) -> None:
    login, unit = delegated
    person = samba.new_person(parent=unit)
    assert write(samba, login, person.dn, userAccountControl=0x202) == 50
    for line in lines(ENABLING):
        run(line)
    assert write(samba, login, person.dn, userAccountControl=0x202) == 0
    assert samba.ldap_bind(person.login, samba.password) == "533"
    assert write(samba, login, person.dn, userAccountControl=0x200, accountExpires=1) == 0
    assert samba.ldap_bind(person.login, samba.password) == "701"
    assert reset(samba, login, person.dn) == 50


@pytest.mark.lab
def test_a_policy_object_can_be_read_and_not_written(
    samba: Domain, delegated: tuple[str, str], run: Run
) -> None:
    login, _ = delegated
    policy = f"CN={people.UNREADABLE_POLICY},{people.POLICIES}"
    assert not _reads(samba, login, policy, "msDS-MinimumPasswordLength")
    run(next(line for line in lines("To read") if "Password Settings Container" in line))
    assert _reads(samba, login, policy, "msDS-MinimumPasswordLength")
    assert write(samba, login, policy, **{"msDS-MinimumPasswordLength": 1}) == 50


@pytest.mark.lab
def test_reading_that_was_narrowed_can_be_given_back(
    samba: Domain, delegated: tuple[str, str], run: Run
) -> None:
    login, unit = delegated
    person = samba.new_person(parent=unit)
    administrators = "(A;CI;GA;;;DA)(A;CI;GA;;;SY)"
    _protect(samba, unit, f"O:DAG:DAD:P{administrators}(A;;LCLORPRC;;;AU)")
    _protect(samba, person.dn, f"O:DAG:DAD:{administrators}")
    read = ("tokenGroups", "nTSecurityDescriptor", "userAccountControl", "pwdLastSet")
    assert not any(_reads(samba, login, person.dn, attribute) for attribute in read)
    run(next(line for line in lines("To read") if "OU=People" in line))
    seen = [attribute for attribute in read if _reads(samba, login, person.dn, attribute)]
    assert seen == [*read]


def _protect(samba: Domain, dn: str, descriptor: str) -> None:
    samba._in_database(ldif.modify(dn, {"nTSecurityDescriptor": descriptor}), "-H", str(samba.sam))


def _reads(samba: Domain, login: str, dn: str, attribute: str) -> bool:
    """Whether that operator sees the attribute, with the system's own client."""
    options = ["-LLL", "-b", dn, "-s", "base", "-E", "!1.2.840.113556.1.4.801=::MAMCAQQ="]
    done = samba._as(login, samba.password, "ldapsearch", [*options, "(objectClass=*)", attribute])
    return f"\n{attribute}:".lower() in done.stdout.lower()
