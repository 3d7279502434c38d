"""lookup, show and audit: lines for people, JSON as documented."""

import json
import re
from dataclasses import replace

import pytest
from plain.driving import POLICY
from plain.shapes import documented, shape

from helpdesk_tui.arguments import parser
from helpdesk_tui.demo.session import DemoSession
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.ports import Ability, Capability, DirectoryInfo, SearchedBy
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.words.directories import directory_lines


def test_a_lookup_gives_a_line_for_each_account(desk):
    ran = desk("lookup", "Ada", "Byron")
    assert (ran.code, ran.out) == (
        Exit.DONE,
        "ada.byron\tAda Byron\tactive\tEngineering\tada.byron@demo.example\n",
    )
    assert "grace.okafor\tGrace Okafor\tlocked" in desk("lookup", "grace").out


def test_a_lookup_that_finds_nothing_is_a_1(desk):
    ran = desk("lookup", "nobody at all")
    assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert "No account matches 'nobody at all'." in ran.err


def test_more_than_can_be_shown_is_said_aloud(desk):
    crowded = desk.with_policy(replace(POLICY, search_limit=5))
    ran = crowded("lookup", "e")
    assert ran.code == Exit.DONE
    assert ran.out.count("\n") == 5
    assert "There are more results than can be shown." in ran.err


def test_of_what_is_narrowed_those_who_are_left_are_listed(desk):
    assert desk("lookup", "locked:", "grace").out.startswith("grace.okafor\t")
    assert desk("lookup", "ada", "dept:marketing").code == Exit.REFUSED
    ran = desk("lookup", 'ou:"No such unit"')
    assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert "No organisational unit or container is called 'No such unit' there." in ran.err


def test_a_lookup_shows_as_many_as_it_is_told(desk):
    ran = desk("lookup", "--json", "--limit", "7", "e")
    assert (len(json.loads(ran.out)["accounts"]), json.loads(ran.out)["more"]) == (7, True)
    first = [each["login"] for each in json.loads(ran.out)["accounts"]]
    longer = json.loads(desk("lookup", "--json", "--limit", "500", "e").out)
    assert [each["login"] for each in longer["accounts"]][:7] == first
    assert not longer["more"]


@pytest.mark.parametrize("number", ["0", "501", "-1", "many", "²"])
def test_a_lookup_takes_only_a_number_of_rows_that_can_be_shown(number, capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["lookup", f"--limit={number}", "ada"])
    assert ended.value.code == Exit.USAGE
    assert "must be a number from 1 to 500" in capsys.readouterr().err


def test_an_index_that_may_be_missing_is_said_beside_the_rows(desk, monkeypatch):
    slow = DemoSession.search
    found = lambda *given: replace(slow(*given), slow=frozenset({SearchedBy.NAME, SearchedBy.LOCKED}))  # noqa: E731 - a name for one line
    monkeypatch.setattr(DemoSession, "search", found)
    ran = desk("lookup", "grace", "locked:")
    assert ran.out.count("\n") == 1
    assert "the directory may have no index of names, locked accounts" in " ".join(ran.err.split())


def test_show_says_why_and_what_may_be_done(desk):
    out = desk("show", "grace.okafor").out
    assert "- The account is locked after wrong passwords." in out
    actions = "Reset the password, force a change, unlock, read a local password, read a recovery key"
    assert f"You may:\n- {actions}, change methods.\n" in out
    assert "Authenticator app" in out
    own = desk("show", "demo").out
    assert "This is your own account." in own


def test_what_was_recognised_of_the_directory_is_said(desk):
    lines = desk("directory").out.splitlines()
    assert lines[0] == "demo: demo.example, at dc1.demo.example (no TLS). Changes are made as demo."
    assert "  shows the password policy in force: yes" in lines
    shown = desk("directory", "agnes.thorne").out
    assert "On DEMO\\agnes.thorne:" in shown
    assert "  reset the password: you may not" in shown


def test_what_a_directory_cannot_do_is_said_with_the_reason():
    lines = directory_lines(
        DirectoryInfo(
            *("LDAP", "example.com", "ldap1", "TLSv1.3", "olga", True),
            abilities={Capability.SIGN_IN_STATE: Ability(False, "nobody can tell")},
            cannot={Action.UNLOCK: "it locks nobody"},
        )
    )
    assert list(lines) == [
        "LDAP: example.com, at ldap1 (TLSv1.3). Changes are made as olga.",
        "This server is read-only: nothing can be changed here.",
        "  weighs a new password by its own policy: it depends",
        "  obeys history and minimum age on a reset: it depends",
        "  shows the password policy in force: it depends",
        "  shows what keeps people from signing in: no; nobody can tell",
        "  refuses a write where the account was changed meanwhile: it depends",
        "  shows afterwards whether a password was written: it depends",
        "  shows when a number or an address was changed: it depends",
        "  shows groups within groups: it depends",
        "  tells for each server how many wrong passwords came in there: it depends",
        "  keeps a first day of an account: it depends",
        "  ends what is open already: it depends",
        "  tells its administrators from other people: it depends",
        "  Not offered: unlock: it locks nobody.",
    ]


@pytest.mark.parametrize("words", [("show", "ada.byron"), ("show", "--json", "ada.byron")])
def test_phone_numbers_are_masked(desk, words):
    out = desk(*words).out
    assert "7700" not in re.sub(r"[0-9a-f]{64}|[0-9a-f-]{36}", "", out)
    assert json.dumps("••••")[1:-1] in out or "••••" in out


def test_an_ambiguous_account_is_refused_with_a_way_out(desk):
    ran = desk("show", "wilson")
    assert ran.code == Exit.REFUSED
    assert "matches 2 accounts" in ran.err


@pytest.mark.parametrize(
    ("heading", "number", "words", "operator"),
    [
        ("lookup", 0, ["lookup", "--json", "ada.byron"], "demo"),
        ("show", 0, ["show", "--json", "ada.byron"], "demo"),
        ("show", 1, ["show", "--why", "--json", "grace.okafor"], "demo"),
        ("audit", 1, ["audit", "verify", "--json"], "super"),
        ("directory", 0, ["directory", "--json", "ada.byron"], "demo"),
    ],
)
def test_json_has_the_documented_shape(desk, heading, number, words, operator):
    if heading == "show":
        desk("verify", "ada.byron", answers=[("Method", "1"), ("Code", "000000")])  # there is a history
    ran = desk(*words, operator=operator)
    assert ran.code == Exit.DONE
    assert ran.out.isascii()
    assert shape(json.loads(ran.out)) == shape(documented(heading, number))


def test_the_json_of_methods_is_the_list_of_show(desk):
    listed = json.loads(desk("methods", "ada.byron", "list", "--json").out)
    assert listed == json.loads(desk("show", "--json", "ada.byron").out)["methods"]
    assert [each["kind"] for each in listed] == ["totp", "call-back", "call-back", "sms", "email"]


def test_the_json_of_the_record_has_the_documented_shape(desk):
    desk("lookup", "ada")
    listed = json.loads(desk("audit", "list", "--json", operator="super").out)
    wanted = {**documented("audit")[0], "facts": {}}
    assert [shape({**each, "facts": {}}) for each in listed] == [shape(wanted)] * len(listed)
    assert [each["event"] for each in listed][:2] == ["sign-in.done", "search"]


def test_odd_names_stay_on_one_line_and_are_ascii_in_json(desk):
    crowded = desk.with_policy(replace(POLICY, search_limit=500))
    shown = [line for letter in "abdemnz" for line in crowded("lookup", letter).out.split("\n")]
    assert len(shown) > 50
    assert all(field.isprintable() for line in shown for field in line.split("\t"))
    assert crowded("lookup", "--json", "m").out.isascii()


def test_the_record_is_for_auditors_and_supervisors(desk):
    refused = desk("audit", "list")
    assert (refused.code, refused.out) == (Exit.NOT_PERMITTED, "")
    assert "auditor or supervisor" in refused.err
    assert desk("audit", "list", operator="auditor").code == Exit.DONE


def test_the_record_lists_the_newest_and_one_account_only(desk):
    desk("show", "ada.byron")
    desk("show", "grace.okafor")
    about = desk("audit", "list", "--account", "ada.byron", operator="super").out
    assert "looked at\tada.byron" in about
    assert "grace" not in about
    assert desk("audit", "list", "--last", "2", operator="super").out.count("\n") == 2


def test_a_supervisor_sees_whom_no_notice_reached(desk):
    ada = json.loads(desk("lookup", "--json", "ada.byron").out)["accounts"][0]["id"]
    clock = desk.console.sign_in.clock
    facts = {"account": ada, "account_login": "ada.byron", "operator_login": "dana", "kind": "unlocked"}
    desk.console.sign_in.stores.audit.append("notice.untold", facts, clock.now())
    about = {"left": [{"source": "mail", "to": "a•••@demo.example"}], "tries": 1}
    desk.console.sign_in.stores.audit.append("notice.due", facts | about, clock.now())
    listed = desk("audit", "list", "--untold", operator="super").out
    assert [line.split("\t")[3:] for line in listed.splitlines()] == [
        ["was never told of it", "ada.byron"],
        ["is to be told", "ada.byron"],
    ]
    assert desk("audit", "list", "--untold", "--account", "grace.okafor", operator="super").out == ""
    assert desk("audit", "list", "--untold", operator="demo").code == Exit.NOT_PERMITTED


def test_a_head_noted_earlier_must_still_be_there(desk):
    head = re.search(r"\d+:[0-9a-f]+", desk("audit", "verify", operator="super").out)
    assert head
    assert desk("audit", "verify", "--head", head[0], operator="super").code == Exit.DONE
    number, _, digest = head[0].partition(":")
    for wrong in (f"{number}:{digest[::-1]}", f"9999:{digest}"):
        ran = desk("audit", "verify", "--head", wrong, operator="super")
        assert ran.code == Exit.REFUSED
        assert "The record is shorter than it was, or not the same" in ran.err


def test_a_broken_record_is_a_1_in_json_too(desk):
    ran = desk("audit", "verify", "--json", "--head", "9999:ab", operator="super")
    assert ran.code == Exit.REFUSED
    assert json.loads(ran.out)["whole"] is False
    assert json.loads(ran.out)["problem"]["code"] == "audit-truncated"


def test_what_stops_somebody_is_said_alone_with_what_to_do(desk):
    ran = desk("show", "grace.okafor", "--why")
    assert ran.code == Exit.DONE
    first = ran.out.splitlines()[0]
    assert first.startswith("The account is locked after wrong passwords. Since ")
    assert "Unlock it once the caller is proven." in first
    assert "Methods" not in ran.out
    assert desk("show", "ada.byron", "--why").out.startswith("Nothing is in the way.")
    stops = {each["stops"] for each in json.loads(desk("show", "bea.flores", "--why", "--json").out)}
    assert "sign-in" in stops


def test_every_server_says_where_wrong_passwords_came_in(desk):
    ran = desk("show", "grace.okafor", "--servers")
    assert ran.code == Exit.DONE
    line = ran.out.split("Where the wrong passwords came in:\n- ")[1].splitlines()[0]
    assert line.startswith("dc1.demo.example: 5 wrong passwords, the last one: ")
    assert "; locked since " in line
    assert "Where the wrong passwords" not in desk("show", "grace.okafor").out


def test_the_servers_in_json_are_as_documented(desk):
    found = json.loads(desk("show", "grace.okafor", "--servers", "--json").out)
    (row,) = found["servers"]
    times = {name: row.pop(name) for name in ("last_wrong", "locked_since", "last_sign_in")}
    assert row == {"server": "dc1.demo.example", "wrong_passwords": 5, "problem": None}
    assert all(each.endswith("Z") or each == "never" for each in times.values())
    assert found["servers_not_asked"] == 0


def test_where_a_directory_cannot_tell_the_servers_it_is_a_refusal_with_the_reason(desk, monkeypatch):
    usual = DemoSession.info.fget
    cannot = {Capability.EVERY_SERVER: Ability(False, "there is one server")}
    monkeypatch.setattr(DemoSession, "info", property(lambda self: replace(usual(self), abilities=cannot)))
    ran = desk("show", "grace.okafor", "--servers")
    assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert "Where wrong passwords came in cannot be told: there is one server." in ran.err
