"""Who may write what: delegation reaches ordinary people only, and the desk is told so beforehand."""

import pytest
from writing import a_change, make_rights, write

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import fingerprint
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.secret import Secret

FRESH = "Fresh-Start-22"
GUARDED = ["agnes.thorne", "piotr.zalewski", "bruno.backup", "Administrator", "krbtgt", "DC1$", "KIOSK-07$",
           "svc-backup$", "PARTNER$", "Guest"]  # fmt: skip


@pytest.mark.parametrize("login", GUARDED)
@pytest.mark.parametrize(
    ("step", "code", "words"),
    [
        ({"new_password": Secret(FRESH), "must_change": True}, "50/00000005", "reset the password"),
        ({"must_change": True}, "50/00002098", "force a change"),
        ({"unlock": True}, "50/00002098", "unlock"),
    ],
    ids=["reset", "force", "unlock"],
)
def test_delegated_rights_do_not_reach(stage, login, step, code, words):
    before = stage.read(login)
    reply = stage.change(login, **step)
    assert (reply.kind, reply.problem.code, reply.code) == (ReplyKind.REFUSED, "no-right", code)
    assert words in reply.problem.cause
    assert stage.read(login) == before
    assert before.rights == make_rights(False, False, False, False)


@pytest.mark.parametrize("operator", ["registrar", "auditor", "norole"])
def test_without_delegation_nothing_may_be_written(stage, operator):
    assert stage.read("ada.byron", by=operator).rights == make_rights(False, False, False, False)
    assert stage.change("ada.byron", by=operator, unlock=True).problem.code == "no-right"


@pytest.mark.parametrize("operator", ["demo", "operator", "super"])
@pytest.mark.parametrize("login", ["ada.byron", "rita.former", "vera.guard", "james.wilson2", "norole"])
def test_delegated_rights_reach_ordinary_people(stage, operator, login):
    assert stage.read(login, by=operator).rights == make_rights(True, True, True, True)
    assert stage.change(login, by=operator, unlock=True).kind is ReplyKind.ACCEPTED


def test_admin_count_is_kept_by_those_who_left(stage):
    assert stage.read("rita.former").was_protected is True
    assert stage.read("agnes.thorne").was_protected is True
    assert stage.read("ada.byron").was_protected is False


def test_rights_are_weighed_at_the_time_of_the_write(stage):
    session, ada = stage.session(), stage.directory.id_of("ada.byron")
    assert session.read(ada).rights[Action.UNLOCK] is True
    stage.directory.administrator.join("ada.byron", "Tier 1 Administrators")
    assert stage.change("ada.byron", unlock=True).problem.code == "no-right"
    stage.directory.administrator.leave("ada.byron", "Tier 1 Administrators")
    assert stage.change("ada.byron", unlock=True).kind is ReplyKind.ACCEPTED
    stage.directory.administrator.leave("demo", "Helpdesk Operators")
    assert session.read(ada).rights[Action.UNLOCK] is False


@pytest.mark.parametrize(
    "alteration",
    [
        lambda admin: admin.alter("ada.byron", mobile="+44 7700 900777"),
        lambda admin: admin.alter("ada.byron", name="Ada King"),
        lambda admin: admin.alter("ada.byron", enabled=False),
        lambda admin: admin.rename("ada.byron", "ada.king"),
        lambda admin: admin.join("ada.byron", "Domain Admins"),
        lambda admin: admin.set_password("ada.byron", Secret(FRESH)),
    ],
    ids=["phone", "name", "disabled", "login", "group", "password"],
)
def test_what_administrators_do_meanwhile_changes_the_fingerprint(stage, alteration):
    session, ada = stage.session(), stage.directory.id_of("ada.byron")
    before = session.read(ada)
    alteration(stage.directory.administrator)
    after = session.read(ada)
    assert fingerprint(after) != fingerprint(before)
    assert after.marks.entry != before.marks.entry


def test_an_account_made_again_under_the_same_login_is_another_one(stage):
    session, ada = stage.session(), stage.directory.id_of("ada.byron")
    before = session.read(ada)
    again = stage.directory.administrator.recreate("ada.byron", Secret(FRESH))
    assert again != ada
    assert session.read(again).security_id != before.security_id
    with pytest.raises(Refused):
        session.read(ada)
    reply = write(stage.session(), ada, a_change(unlock=True))
    assert (reply.kind, reply.problem.code) == (ReplyKind.NOT_SENT, "account-gone")
    assert stage.signs_in("ada.byron", FRESH) == "ok"


def test_an_administrator_cannot_alter_what_the_directory_gives(stage):
    for name in ("id", "rid", "usn", "no_such_field"):
        with pytest.raises(KeyError):
            stage.directory.administrator.alter("ada.byron", **{name: 1})
    with pytest.raises(KeyError):
        stage.directory.administrator.alter("nobody", mobile="")
