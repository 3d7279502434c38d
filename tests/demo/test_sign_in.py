"""Signing in: the desk's operators at the port, everybody else at a computer."""

import pytest

from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted
from helpdesk_tui.desk.ports import Capability
from helpdesk_tui.secret import Secret

START = "Winter-Rain-4137"


@pytest.mark.parametrize(
    "login", ["demo", "DEMO", " demo ", "DEMO\\demo", "demo.example\\demo", "demo@demo.example"]
)
def test_an_operator_signs_in_by(stage, login):
    session = stage.directory.sign_in(login, Secret("demo"))
    assert session.operator.login == "demo"
    assert session.operator.name == "Dana Moore"
    assert session.info.acts_as == "demo"


def test_a_session_says_what_it_is_connected_to(stage):
    info = stage.session().info
    assert (info.kind, info.domain, info.server, info.tls) == ("demo", "demo.example", "dc1.demo.example", "")
    assert (info.read_only, info.able(Capability.HISTORY_ON_RESET)) == (False, True)


@pytest.mark.parametrize("login", ["demo", "super", "operator", "registrar", "auditor", "norole"])
def test_these_are_let_in(stage, login):
    assert stage.session(login).operator.login == login


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("expired", "operator-password-expired"),
        ("mustchange", "operator-must-change"),
        ("locked", "operator-locked"),
        ("disabled", "operator-disabled"),
        ("ended", "operator-expired"),
        ("hours", "operator-hours"),
        ("elsewhere", "operator-workstation"),
        ("restricted", "operator-restricted"),
    ],
)
def test_these_are_told_why_not(stage, login, code):
    with pytest.raises(NotPermitted) as refused:
        stage.session(login)
    assert refused.value.problem.code == code


@pytest.mark.parametrize("login", ["expired", "mustchange", "disabled", "ended", "hours", "elsewhere"])
def test_a_wrong_password_hides_every_other_cause(stage, login):
    with pytest.raises(NotPermitted) as refused:
        stage.directory.sign_in(login, Secret("wrong"))
    assert refused.value.problem.code == "wrong-password"


@pytest.mark.parametrize(
    ("login", "password", "code"),
    [
        ("demo", "canary-77", "wrong-password"),
        ("demo", "Demo", "wrong-password"),
        ("nobody", "demo", "wrong-password"),
        ("OTHER\\demo", "demo", "wrong-password"),
        ("demo@other.example", "demo", "wrong-password"),
        ("DC1$", "demo", "wrong-password"),
        ("demo", "", "sign-in-empty"),
        ("", "demo", "sign-in-empty"),
        ("  ", "demo", "sign-in-empty"),
        ("DC1$", "", "sign-in-empty"),
    ],
)
def test_nobody_else_is_let_in(stage, login, password, code):
    with pytest.raises(NotPermitted) as refused:
        stage.directory.sign_in(login, Secret(password))
    assert refused.value.problem.code == code
    assert "canary" not in repr(refused.value.problem)


def test_group_ids_of_operators_are_those_of_their_groups(stage):
    session = stage.session()
    for name in ("Helpdesk Operators", "Helpdesk Registrars"):
        assert session.group_id(name) in session.operator.group_ids
    assert session.group_id("Helpdesk Supervisors") in stage.session("super").operator.group_ids
    assert session.group_id("Helpdesk Supervisors") not in session.operator.group_ids


@pytest.mark.parametrize(
    "name",
    [
        "Domain Admins",
        "domain admins",
        "DEMO\\Domain Admins",
        "CN=Domain Admins,CN=Users,DC=demo,DC=example",
        "cn=domain admins, cn=users, dc=demo, dc=example",
        "S-1-5-21-1000000001-2000000002-3000000003-512",
    ],
)
def test_a_group_is_found_by_name_dn_and_sid(stage, name):
    assert stage.session().group_id(name) == "S-1-5-21-1000000001-2000000002-3000000003-512"


@pytest.mark.parametrize("name", ["", "Nobody", "CN=Domain Admins,DC=demo", "S-1-5-32-999", "*", "ada.byron"])
def test_there_is_no_such_group(stage, name):
    assert stage.session().group_id(name) is None


def test_groups_are_followed_through_nesting_and_the_primary_group(stage):
    domain_admins = stage.session().group_id("Domain Admins")
    administrators = "S-1-5-32-544"
    assert {domain_admins, administrators} <= stage.read("agnes.thorne").group_ids  # two levels down
    assert {domain_admins, administrators} <= stage.read("piotr.zalewski").group_ids  # primary
    assert not {domain_admins, administrators} & stage.read("ada.byron").group_ids
    assert stage.session().group_id("Domain Users") in stage.read("ada.byron").group_ids


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("ada.byron", "ok"),
        ("tom.keller", "ok"),
        ("lena.fischer", "ok"),
        ("nora.lind", "532"),
        ("mia.santos", "773"),
        ("ivan.petrov", "533"),
        ("chloe.dubois", "701"),
        ("grace.okafor", "775"),
        ("nils.strand", "530"),
        ("omar.haddad", "52f"),
        ("bea.flores", "775"),
        ("nobody", "525"),
    ],
)
def test_people_see_at_their_computer(stage, login, code):
    assert stage.signs_in(login, START) == code


def test_a_successful_sign_in_is_the_last_one(stage):
    assert stage.signs_in("ada.byron", START) == "ok"
    assert stage.read("ada.byron").state.last_sign_in == stage.clock.now()


def test_permitted_hours_are_weighed_at_the_time_of_sign_in(stage):
    assert stage.read("nils.strand").state.outside_hours is True
    stage.clock.turn(hours=72)
    assert stage.signs_in("nils.strand", START) == "ok"
    stage.clock.turn(hours=9)
    assert stage.signs_in("nils.strand", START) == "530"


def test_expiry_comes_with_time(stage):
    assert stage.read("tom.keller").state.password_expired is False
    stage.clock.turn(days=3, seconds=-1)
    assert stage.signs_in("tom.keller", START) == "ok"
    stage.clock.turn(seconds=1)
    assert stage.signs_in("tom.keller", START) == "532"
    assert stage.read("tom.keller", by="super").state.password_expired is True


def test_no_server_no_sign_in(stage):
    stage.directory.fail_next("unreachable")
    with pytest.raises(DirectoryUnreachable):
        stage.session()
    assert stage.session()
