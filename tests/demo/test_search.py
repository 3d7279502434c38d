"""Search: whatever a person types of name, address, number or identifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.secret import Secret


def logins(stage, query, limit=50):
    return [row.login for row in stage.session().search(query, limit).rows]


@pytest.mark.parametrize(
    "query",
    [
        "ada.byron",
        "ADA.BYRON",
        "Ada Byron",
        "byron",
        "ada by",
        "by ad",
        "  ada   byr ",
        "Byron, Ada",
        "ada.byron@demo.example",
        "Ada.Byron@DEMO.example",
        "ada.byron@d",
        "DEMO\\ada.byron",
        "demo\\Ada.Byron",
        "demo.example\\ada.byron",
        "10401",
        "+44 7700 900001",
        "07700 900001",
        "07700900001",
        "07700-900-001",
        "0044 7700 900001",
        "+44 (0)7700 900001",
        "tel:+447700900001",
        "020 7946 0001",
        "(020) 7946-0001",
        "020 7946 0001 ext. 12",
        "+44 20 7946 0001 x7",
        "CN=Ada Byron,OU=People,DC=demo,DC=example",
        "cn=ada byron, ou=people, dc=DEMO, dc=example",
    ],
)
def test_ada_is_found_by(stage, query):
    assert logins(stage, query) == ["ada.byron"]


def test_ada_is_found_by_her_identifiers(stage):
    ada = stage.read("ada.byron")
    for query in (ada.id, ada.id.upper(), f"{{{ada.id}}}", f"<GUID={ada.id}>", ada.security_id,
                  ada.security_id.lower(),
                  f"<SID={ada.security_id}>", ada.dn, ada.principal_name):  # fmt: skip
        assert logins(stage, query) == ["ada.byron"]


def test_ada_comes_first_among_few(stage):
    found = logins(stage, "ada")
    assert found[0] == "ada.byron"
    assert 2 <= len(found) <= 8


def test_people_come_before_machines(stage):
    assert logins(stage, "ada")[-1] == "ADA-LAPTOP$"


@pytest.mark.parametrize(
    ("query", "login"),
    [
        ("lukasz woj", "lukasz.wojcik"),
        ("Łukasz Wójcik", "lukasz.wojcik"),
        ("soren", "soren.kjaergaard"),
        ("kjaer", "soren.kjaergaard"),
        ("grossmann", "jurgen.grossmann"),
        ("oztu", "anne.ozturk-maier"),
        ("Thordis", "thordis.sigurdardott"),
        ("o'donnell", "siobhan.odonnell"),
        ("o’donnell", "siobhan.odonnell"),
        ("donnell", "siobhan.odonnell"),
        ("الحسن", "muhammad.hasan"),
        ("高橋", "sakura.takahashi"),
        ("Παπαδοπουλος", "nikos.papadopoulos"),
        ("[/IT]", "sam.fox"),
        ("🌹", "rosa.jimenez"),
        ("*)(|(cn=*", "star.wild"),
        ("li.na", "li.na"),
    ],
)
def test_names_are_found_without_regard_to_accents_and_case(stage, query, login):
    assert logins(stage, query) == [login]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "\t\n",
        "\0",
        "\x1b",
        "nobody",
        "ada xyz",
        "yron",
        "OTHER\\ada.byron",
        "\\ada.byron",
        "a*",
        "ad?",
        ",",
        ", ;",
        "\u0301",
        "(ada",
        "ada.byron@elsewhere.example",
        "S-1-5-21-9-9-9-999",
        "00000000-0000-0000-0000-000000000000",
        "CN=Ada,OU=People,DC=demo,DC=example",
        "CN=Ada Byron",
        "+44 7700 900999",
        "77",
        "999999999999999999",
    ],
)
def test_nobody_is_found_by(stage, query):
    assert logins(stage, query) == []


def test_a_number_without_country_belongs_to_the_region_of_the_desk(stage):
    assert logins(stage, "+1 212 555 0142") == ["ryan.mitchell"]
    assert logins(stage, "+44 212 555 0142") == []
    american = DemoDirectory(stage.clock, stage.randomness, phone_region="US").sign_in("demo", Secret("demo"))
    assert [row.login for row in american.search("212 555 0143", 5).rows] == ["ryan.mitchell"]


def test_a_shared_number_finds_everybody_who_has_it(stage):
    assert len(logins(stage, "020 7946 0999")) > 5


def test_the_limit_is_kept_and_more_is_said(stage):
    session = stage.session()
    everybody = session.search("demo.example", 500)
    assert everybody.rows == ()
    ten = session.search("a", 10)
    assert len(ten.rows) == 10
    assert ten.more is True
    count = len(session.search("a", 500).rows)
    assert session.search("a", count).more is False
    assert session.search("a", count - 1).more is True


def test_an_account_is_found_by_what_it_is_now(stage):
    assert logins(stage, "07700 900001") == ["ada.byron"]
    stage.directory.administrator.alter("ada.byron", mobile="07700 900777", name="Ada King", surname="King")
    assert logins(stage, "07700 900001") == []
    assert logins(stage, "07700 900777") == logins(stage, "ada king") == ["ada.byron"]
    assert "ada.byron" not in logins(stage, "byron ada king")


def test_the_row_shows_the_state(stage):
    (row,) = stage.session().search("grace.okafor", 5).rows
    assert (row.enabled, row.locked, row.must_change, row.password_expired) == (True, True, False, False)
    (row,) = stage.session().search("chloe.dubois", 5).rows
    assert row.account_expired is True


@given(query=st.text(max_size=60))
def test_whatever_is_typed_the_answer_is_a_list(still_stage, query):
    found = still_stage.session().search(query, 500)
    assert found.more is False
    assert query.strip() or found.rows == ()


def test_a_closed_session_answers_nothing(stage):
    session = stage.session()
    ada = stage.directory.id_of("ada.byron")
    session.close()
    session.close()
    for call in (lambda: session.search("ada", 5), lambda: session.read(ada), lambda: session.group_id("x")):
        with pytest.raises(NotPermitted) as refused:
            call()
        assert refused.value.problem.code == "signed-out"


def test_reading_an_account_that_is_gone_is_refused(stage):
    session, ada = stage.session(), stage.directory.id_of("ada.byron")
    stage.directory.administrator.delete("ada.byron")
    with pytest.raises(Refused) as refused:
        session.read(ada)
    assert refused.value.problem.code == "account-gone"
