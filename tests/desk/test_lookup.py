"""Searching through the desk: filters, the record, more rows, what was slow."""

from collections import Counter
from dataclasses import replace
from functools import partial

import pytest

from helpdesk_tui.desk.account import AccountKind, AccountSummary
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import Ability, AccountAtServer, AccountAtServers, Capability, Found, SearchedBy
from helpdesk_tui.desk.problems import problem


def test_of_a_narrowed_search_the_record_holds_the_filters_and_the_end_of_a_number(world) -> None:
    found = AccountSummary(world.ada.id, "ada", "Ada", "", "", "CN=Ada", AccountKind.PERSON, *[None] * 5)
    asked = []
    world.directory.search = lambda *given: (asked.append(given), Found((found,), False))[1]
    lookup = world.sign_in().lookup
    for query, said in (
        ("dept:finance +44 7700 900123 locked:", '•••• 23 dept:"finance" locked:'),
        ("ou:+447700900123", 'ou:"•••• 23"'),
        ("ada", "ada"),
    ):
        lookup.search(query)
        assert world.stores.audit.records()[-1].facts["query"] == said
    limit = DeskPolicy().search_limit
    assert asked[0] == ("+44 7700 900123", limit, Narrowing(departments=("finance",), locked=True))
    assert asked[2] == ("ada", limit, EVERYBODY)


def test_what_was_slow_is_said_once_in_a_session(world) -> None:
    slow = {"ada": {SearchedBy.NAME}, "77": {SearchedBy.NUMBER, SearchedBy.NAME}}
    world.directory.search = lambda query, *_: Found((), False, slow=frozenset(slow.get(query, ())))
    lookup = world.sign_in().lookup
    said = [set(lookup.search(query).slow) for query in ("bea", "ada", "ada", "77", "77")]
    assert said == [set(), {SearchedBy.NAME}, set(), {SearchedBy.NUMBER}, set()]
    assert world.sign_in().lookup.search("ada").slow == {SearchedBy.NAME}


def test_a_card_asks_the_store_once_for_each_thing(world, monkeypatch) -> None:
    """Every action asks what holds the account, and what was done to it lately."""
    lookup, asked = world.sign_in().lookup, Counter()

    def counted(read, *given):
        asked[read.__name__, given] += 1
        return read(*given)

    reads = {"reports": ["hold"], "methods": ["methods", "standing"], "audit": ["done"]}
    for name, methods in reads.items():
        store = getattr(world.stores, name)
        for method in methods:
            monkeypatch.setattr(store, method, partial(counted, getattr(store, method)))
    lookup.card(world.ada.id)
    assert {name for name, _ in asked} == {"hold", "methods", "standing", "done"}
    assert set(asked.values()) == {1}


def test_an_account_that_is_meant_is_not_taken_where_others_of_that_name_were_not_looked_for(world) -> None:
    """Somebody who looks at a list is told."""
    row = AccountSummary(world.ada.id, "ada", "Ada", "", "", "CN=Ada", AccountKind.PERSON, *[None] * 5)
    late = problem("catalogue-late")
    world.directory.search = lambda *_: Found((row,), False, 1, unsearched=late)
    lookup = world.sign_in().lookup
    assert lookup.search("ada").unsearched == late
    with pytest.raises(Refused) as caught:
        lookup.resolve("ada")
    assert caught.value.problem.code == "account-maybe-elsewhere"
    assert late.cause in caught.value.problem.cause


def test_more_rows_come_behind_those_that_are_shown_and_never_more_than_500(world) -> None:
    rows = [
        AccountSummary(each * 36, each, each, "", "", f"CN={each}", AccountKind.PERSON, *[None] * 5)
        for each in "abcdef"
    ]
    asked = []
    world.directory.search = lambda query, limit, only: (
        asked.append(limit), Found(tuple(sorted(rows, key=lambda row: row.login)[:limit]), True, exact=1)
    )[1]  # fmt: skip
    lookup = world.sign_in().lookup
    shown = (rows[3], rows[1])
    found = lookup.search_more("x", shown)
    assert "".join(row.login for row in found.rows) == "dbacef"
    assert found.exact == 0, "those that are exact need not come first any more"
    lookup.search_more("x", tuple(rows[0] for _ in range(499)))
    assert asked == [2 + DeskPolicy().search_limit, 500]


def test_looking_where_wrong_passwords_came_in_is_recorded_and_no_call(world) -> None:
    desk = world.sign_in()
    (row,) = desk.lookup.at_every_server(world.ada.id).rows
    assert row.wrong_passwords == 3
    last = world.stores.audit.records()[-1]
    assert (last.event, last.facts["account"]) == ("account.servers", world.ada.id)
    assert desk.lookup.card(world.ada.id).history == ()


def test_what_stops_somebody_is_told_by_what_every_server_knows(world) -> None:
    since = world.clock.now()
    elsewhere = AccountAtServer("dc2.demo.example", locked_since=since)
    world.directory.at_every_server = lambda account: AccountAtServers((elsewhere,))
    desk = world.sign_in()
    assert [each.what.code for each in desk.lookup.why(world.ada.id)] == [
        "why-locked-for-good",
        "why-locked-elsewhere",
    ]
    assert world.events()[-2:] == ["account.viewed", "account.servers"]


def test_where_the_servers_cannot_be_told_the_account_alone_tells(world) -> None:
    world.directory.info = replace(world.directory.info, abilities={Capability.EVERY_SERVER: Ability(False)})
    desk = world.sign_in()
    assert [each.what.code for each in desk.lookup.why(world.ada.id)] == ["why-locked-for-good"]
    assert world.events()[-1] == "account.viewed"


def test_a_directory_that_cannot_tell_its_servers_says_why(world) -> None:
    cannot = {Capability.EVERY_SERVER: Ability(False, "there is one server")}
    world.directory.info = replace(world.directory.info, abilities=cannot)
    desk = world.sign_in()
    with pytest.raises(Refused) as caught:
        desk.lookup.at_every_server(world.ada.id)
    assert caught.value.problem.code == "servers-unable"
    assert "there is one server" in caught.value.problem.cause


def test_who_lost_the_role_is_told_nothing_of_wrong_passwords(world) -> None:
    desk = world.sign_in()
    world.change_operator(group_ids=frozenset())
    world.clock.forward(minutes=1)
    with pytest.raises(NotPermitted):
        desk.lookup.at_every_server(world.ada.id)
