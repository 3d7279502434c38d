"""Several domains of a forest: found in the global catalogue, read and written at a server of their own."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from directory.conftest import PASSWORD
from directory.fake_forest import (
    HOME,
    HOST,
    NORA,
    NORA_DN,
    NORTH,
    NORTH_HOST,
    FakeForest,
    Listed,
    running,
)
from directory.fake_server import OPERATOR_ID, PERSON, PERSON_ID, PERSON_SID, Exchange, FakeServer, sid_bytes
from lab.certificates import Authority
from writing import a_change

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import ConfigError, DirectoryUnreachable, HelpdeskError, Refused
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.narrowing import Narrowing
from helpdesk_tui.desk.ports import DirectorySession, ReplyKind
from helpdesk_tui.directory.active_directory import catalogue
from helpdesk_tui.directory.settings import Credentials
from helpdesk_tui.secret import Secret

PAT = AccountId(PERSON_ID)
PAT_AT_HOME = {"CN=Pat Person,DC=fake,DC=example": PERSON | {"displayName": [b"Pat Person"]}}


@pytest.fixture
def forest(authority: Authority, named) -> Iterator[FakeForest]:
    with running(authority, named) as forest:
        yield forest


@pytest.fixture
def session(forest: FakeForest) -> Iterator[DirectorySession]:
    session = forest.sign_in()
    yield session
    session.close()


def code(ask: Callable[[], object], kind: type[HelpdeskError] = HelpdeskError) -> str:
    with pytest.raises(kind) as caught:
        ask()
    return caught.value.problem.code


def binds(server: FakeServer) -> list[str]:
    return [request.target for request in server.seen("bind")]


# --- who there is -------------------------------------------------------------------------------------


def test_who_is_of_another_domain_is_found_behind_those_of_the_own(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.at_home |= PAT_AT_HOME
    found = session.search("n", 5)
    assert [(row.login, row.elsewhere) for row in found.rows] == [("pat", ""), ("nora", "NORTH")]
    assert (found.more, found.unsearched) == (False, None)
    assert forest.north.requests == [], "the catalogue alone is asked"


def test_whoever_bears_just_what_was_typed_comes_first_whatever_the_domain(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.at_home |= PAT_AT_HOME
    found = session.search("nora", 5)
    assert ([row.login for row in found.rows], found.exact) == (["nora", "pat"], 1)


def test_the_same_login_in_two_domains_is_two_people(forest: FakeForest, session: DirectorySession) -> None:
    forest.at_home |= {"CN=Nora,DC=fake,DC=example": PERSON | {"sAMAccountName": [b"nora"]}}
    found = session.search("nora", 5)
    assert ([row.elsewhere for row in found.rows], found.exact) == (["", "NORTH"], 2)


@pytest.mark.parametrize("typed", [PERSON_ID, PERSON_SID, "CN=Pat Person,DC=fake,DC=example"])
def test_who_is_named_by_an_id_or_a_dn_is_nobody_elsewhere(
    forest: FakeForest, session: DirectorySession, typed: str
) -> None:
    forest.home.handlers["search"] = lambda exchange: with_pat(forest, exchange)
    assert [row.login for row in session.search(typed, 5).rows] == ["pat"]
    assert forest.catalogue.requests == []


def with_pat(forest: FakeForest, exchange: Exchange) -> None:
    if exchange.request.target in {f"<SID={PERSON_SID}>", "CN=Pat Person,DC=fake,DC=example"}:
        exchange.entry("CN=Pat Person,DC=fake,DC=example", PERSON)
        exchange.result(0)
    else:
        forest.answer_home(exchange)


def test_no_more_rows_than_asked_for_and_that_there_are_more(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.at_home |= PAT_AT_HOME
    found = session.search("n", 1)
    assert (len(found.rows), found.more) == (1, True)


@pytest.mark.parametrize("typed", ["NORTH\\nora", "north.fake.example\\nora"])
def test_who_is_named_with_a_domain_is_looked_for_there_alone(
    forest: FakeForest, session: DirectorySession, typed: str
) -> None:
    forest.at_home |= PAT_AT_HOME
    before = len(forest.home.requests)
    assert [row.login for row in session.search(typed, 5).rows] == ["nora"]
    bases = [request.target for request in forest.home.requests[before:]]
    assert HOME not in bases


def test_of_the_own_domain_the_catalogue_is_not_asked(forest: FakeForest, session: DirectorySession) -> None:
    session.search("FAKE\\pat", 5)
    assert forest.catalogue.requests == []


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("EXAMPLE\\pat", "account-of-another-domain"),
        ("pat@example", "account-of-another-domain"),
        ("elsewhere\\pat", "account-of-another-forest"),
    ],
)
def test_who_is_of_a_domain_that_is_not_served_is_said_to_be(
    forest: FakeForest, session: DirectorySession, typed: str, problem: str
) -> None:
    forest.in_catalogue.clear()
    assert code(lambda: session.search(typed, 5), Refused) == problem


def test_who_has_the_address_of_another_domain_is_found_where_it_lies(
    forest: FakeForest, session: DirectorySession
) -> None:
    assert [row.login for row in session.search("nora@example", 5).rows] == ["nora"]


def test_a_domain_above_the_own_does_not_find_the_own_twice(forest: FakeForest) -> None:
    """Its tree holds the domains below it, in the catalogue."""
    forest.at_home |= PAT_AT_HOME
    forest.in_catalogue |= PAT_AT_HOME
    forest.in_catalogue["CN=Top,DC=example"] = PERSON | {
        "sAMAccountName": [b"top"],
        "objectGUID": [b"t" * 16],
    }
    session = forest.sign_in(other_domains=("example", "north.fake.example"))
    try:
        found = [(row.login, row.elsewhere) for row in session.search("x", 9).rows]
        assert found == [("pat", ""), ("top", "EXAMPLE"), ("nora", "NORTH")]
    finally:
        session.close()


def test_filters_do_not_reach_other_domains_and_that_is_said(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.at_home |= PAT_AT_HOME
    found = session.search("", 5, Narrowing(departments=("sales",)))
    assert found.unsearched is not None
    assert found.unsearched.code == "catalogue-narrowed"
    assert forest.catalogue.requests == []


def test_a_number_that_nobody_has_there_may_be_somebodys(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.in_catalogue.clear()
    found = session.search("0701234567", 5)
    assert found.unsearched is not None
    assert found.unsearched.code == "catalogue-numbers"


def test_state_that_the_catalogue_does_not_hold_is_unknown(session: DirectorySession) -> None:
    (row,) = session.search("nora", 5).rows
    assert (row.enabled, row.locked, row.must_change) == (True, None, None)


# --- a catalogue that does not answer as it should --------------------------------------------------------


def test_a_catalogue_that_is_silent_keeps_nobody_from_the_own_domain(
    forest: FakeForest, session: DirectorySession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "_PATIENCE", 0.3)
    forest.at_home |= PAT_AT_HOME
    forest.catalogue.handlers["search"] = lambda exchange: None
    began = time.monotonic()
    found = session.search("n", 5)
    assert time.monotonic() - began < 1
    assert found.unsearched is not None
    assert ([row.login for row in found.rows], found.unsearched.code) == (["pat"], "catalogue-late")


def test_it_is_left_alone_for_half_a_minute_and_then_asked_again(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.catalogue.handlers["search"] = lambda exchange: exchange.close()
    assert session.search("nora", 5).unsearched is not None
    asked = len(forest.catalogue.requests)
    del forest.catalogue.handlers["search"]
    forest.catalogue.handlers["search"] = forest.answer_catalogue
    forest.clock.moved += timedelta(seconds=29)
    assert session.search("nora", 5).unsearched is not None
    assert len(forest.catalogue.requests) == asked
    forest.clock.moved += timedelta(seconds=2)
    assert session.search("nora", 5).unsearched is None


def test_a_clock_that_is_set_back_does_not_keep_it_silent_for_long(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.catalogue.handlers["search"] = lambda exchange: exchange.close()
    session.search("nora", 5)
    forest.catalogue.handlers["search"] = forest.answer_catalogue
    forest.clock.moved -= timedelta(days=1)
    assert session.search("nora", 5).unsearched is None


@pytest.mark.parametrize(
    "root",
    [
        {"isGlobalCatalogReady": [b"FALSE"]},
        {"isGlobalCatalogReady": []},
        {"configurationNamingContext": [b"CN=Configuration,DC=other,DC=example"]},
        {"configurationNamingContext": []},
    ],
)
def test_what_is_no_catalogue_of_this_forest_gets_no_password(
    forest: FakeForest, session: DirectorySession, root: dict[str, list[bytes]]
) -> None:
    forest.catalogue.root |= root
    found = session.search("nora", 5)
    assert found.unsearched is not None
    assert found.unsearched.code == "catalogue-foreign"
    assert binds(forest.catalogue) == []


def test_where_a_password_was_refused_it_is_not_tried_again(
    forest: FakeForest, session: DirectorySession
) -> None:
    """Each try counts as a wrong password of the operator's."""
    forest.catalogue.handlers["bind"] = lambda exchange: exchange.result(49, "80090308: data 52e, v1db1")
    for _ in range(3):
        found = session.search("nora", 5)
        assert found.unsearched is not None
        assert found.unsearched.code == "refused-elsewhere"
        forest.clock.moved += timedelta(minutes=1)
    assert len(binds(forest.catalogue)) == 1


def test_where_no_server_holds_it_that_is_said(forest: FakeForest, session: DirectorySession) -> None:
    forest.listed["FAKE"].options = 0
    found = session.search("nora", 5)
    assert found.unsearched is not None
    assert found.unsearched.code == "catalogue-none"


@pytest.mark.parametrize("host", ["dc1.evil.example", "dc1.example", "127.0.0.1", "-"])
def test_a_catalogue_by_a_name_out_of_the_domains_is_not_asked(
    forest: FakeForest, session: DirectorySession, host: str
) -> None:
    forest.listed["FAKE"].options = 0
    forest.listed["OTHER"] = Listed(host, HOME, options=1)
    found = session.search("nora", 5)
    assert found.unsearched is not None
    assert found.unsearched.code == "catalogue-none"


# --- one account ------------------------------------------------------------------------------------------


def test_an_account_is_read_at_a_server_of_its_own_domain(
    forest: FakeForest, session: DirectorySession
) -> None:
    account = session.read(session.search("nora", 5).rows[0].id)
    assert (account.dn, account.domain, account.elsewhere) == (NORA_DN, "NORTH", "NORTH")
    assert (account.server, session.info_of(account.id).server) == (NORTH_HOST, NORTH_HOST)
    assert (session.info.server, session.info.also) == (HOST, ("north.fake.example",))


def test_one_of_which_only_the_id_is_known_is_found_too(
    forest: FakeForest, session: DirectorySession
) -> None:
    assert session.read(NORA).login == "nora"
    assert session.read(PAT).elsewhere == ""


def test_a_change_goes_to_its_own_domain_and_is_read_back_there(
    forest: FakeForest, session: DirectorySession
) -> None:
    with session.prepare_change(NORA) as prepared:
        assert prepared.read().server == NORTH_HOST
        assert prepared.change(a_change(Secret("New-Pass-77"))).kind is ReplyKind.ACCEPTED
    assert [request.target for request in forest.north.seen("modify")] == [f"<GUID={NORA}>"]
    assert forest.home.seen("modify") == forest.catalogue.seen("modify") == []
    before = len(forest.north.requests)
    session.read(NORA)
    assert len(forest.north.requests) > before


def test_a_change_of_the_own_domain_stays_there(forest: FakeForest, session: DirectorySession) -> None:
    with session.prepare_change(PAT) as prepared:
        prepared.change(a_change(Secret("New-Pass-77")))
    assert len(forest.home.seen("modify")) == 1
    assert forest.north.requests == []


def test_who_is_nowhere_is_gone(forest: FakeForest, session: DirectorySession) -> None:
    del forest.in_catalogue[NORA_DN]
    assert code(lambda: session.read(NORA), Refused) == "account-gone"


def test_who_lies_in_a_domain_that_is_not_served_is_neither_read_nor_written(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.in_catalogue["CN=Nora North,DC=example"] = forest.in_catalogue.pop(NORA_DN)
    assert code(lambda: session.read(NORA), Refused) == "account-gone"
    assert code(lambda: session.prepare_change(NORA).__enter__(), Refused) == "account-gone"


def test_who_was_moved_to_another_domain_is_found_there(
    forest: FakeForest, session: DirectorySession
) -> None:
    """Within a forest an account keeps its GUID (MS-ADTS 3.1.1.5.4.2)."""
    assert session.read(NORA).server == NORTH_HOST
    del forest.in_north[NORA_DN]
    forest.home.handlers["search"] = FakeServer.answer_search.__get__(forest.home)
    assert session.read(NORA).server == HOST


def test_one_that_was_moved_is_shown_once_and_read_where_it_is(
    forest: FakeForest, session: DirectorySession
) -> None:
    """The catalogue is behind."""
    forest.at_home["CN=Nora,DC=fake,DC=example"] = forest.in_north[NORA_DN]
    forest.home.handlers["search"] = lambda exchange: with_nora(forest, exchange)
    for _ in range(2):
        (row,) = session.search("nora", 5).rows
        assert (row.elsewhere, session.read(row.id).server) == ("", HOST)


def with_nora(forest: FakeForest, exchange: Exchange) -> None:
    if exchange.request.target == f"<GUID={NORA}>":
        exchange.entry("CN=Nora,DC=fake,DC=example", forest.at_home["CN=Nora,DC=fake,DC=example"])
        exchange.result(0)
    else:
        forest.answer_home(exchange)


def test_its_manager_and_its_servers_are_asked_for_there(
    forest: FakeForest, session: DirectorySession
) -> None:
    assert session.manager(NORA) is None
    forest.in_north[NORA_DN]["badPwdCount"] = [b"4"]
    forest.north.handlers["search"] = north_with_sites(forest)
    (row,) = session.at_every_server(NORA).rows
    assert (row.server, row.wrong_passwords) == (NORTH_HOST, 4)


def north_with_sites(forest: FakeForest) -> Callable[[Exchange], None]:
    def answer(exchange: Exchange) -> None:
        at_home = exchange.request.target.startswith("CN=Sites,")
        (forest.answer_home if at_home else forest.answer_north)(exchange)

    return answer


def test_the_server_that_decides_on_its_lockouts_is_its_own_domains(
    forest: FakeForest, session: DirectorySession
) -> None:
    assert code(lambda: session.lockout_server(NORA), Refused) == "lockout-server-unknown"
    asked = [request.target for request in forest.north.requests]
    assert NORTH in asked
    forest.in_north[NORTH] = {
        "fSMORoleOwner": [Listed("", "").settings("NORTH").encode()],
        "objectGUID": [b""],
    }
    forest.north.handlers["search"] = lambda exchange: with_role(forest, exchange)
    assert session.lockout_server(NORA) is None, "it is the one that is asked"


def with_role(forest: FakeForest, exchange: Exchange) -> None:
    if exchange.request.target == NORTH:
        exchange.entry(NORTH, {"fSMORoleOwner": [Listed("", "").settings("NORTH").encode()]})
        exchange.result(0)
    else:
        forest.answer_north(exchange)


# --- the server of another domain ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["dc1.evil.example", HOST, "127.0.0.1", "north.fake.example.evil.example", ""]
)
def test_a_server_by_a_name_out_of_the_domain_is_not_asked(
    forest: FakeForest, session: DirectorySession, host: str
) -> None:
    forest.listed["NORTH"].host = host
    assert code(lambda: session.read(NORA), DirectoryUnreachable) == "domain-no-servers"


def test_a_server_of_another_domain_gets_no_password(forest: FakeForest, session: DirectorySession) -> None:
    forest.north.root["defaultNamingContext"] = [b"DC=other,DC=example"]
    assert code(lambda: session.read(NORA), DirectoryUnreachable) == "server-of-another-domain"
    assert binds(forest.north) == []


def test_a_server_that_refuses_the_password_is_not_tried_again(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.north.handlers["bind"] = lambda exchange: exchange.result(49, "80090308: data 52e, v1db1")
    for _ in range(3):
        assert code(lambda: session.read(NORA), DirectoryUnreachable) == "refused-elsewhere"
    assert len(binds(forest.north)) == 1


def test_one_that_did_not_answer_is_tried_again(forest: FakeForest, session: DirectorySession) -> None:
    forest.north.handlers["search"] = lambda exchange: exchange.close()
    assert code(lambda: session.read(NORA), DirectoryUnreachable) == "connection-lost"
    forest.north.handlers["search"] = forest.answer_north
    asked = forest.north.connections
    assert code(lambda: session.read(NORA), DirectoryUnreachable) == "connection-lost"
    assert forest.north.connections == asked, (
        "it is left alone for half a minute: many may be read one by one"
    )
    forest.clock.moved += timedelta(seconds=31)
    assert session.read(NORA).login == "nora"


def test_servers_of_the_own_site_go_first(forest: FakeForest, session: DirectorySession) -> None:
    """The far one has no server at all: it would be noticed."""
    forest.listed["A"] = Listed("dc9.north.fake.example", NORTH, site="Far")
    began = time.monotonic()
    assert session.read(NORA).server == NORTH_HOST
    assert time.monotonic() - began < 1


def test_where_the_near_one_is_gone_a_far_one_is_taken(forest: FakeForest, session: DirectorySession) -> None:
    forest.listed["A"] = Listed("dc9.north.fake.example", NORTH, site="Here")
    forest.listed["NORTH"].site = "Far"
    assert session.read(NORA).server == NORTH_HOST


def test_whoever_signed_in_by_a_dn_is_known_elsewhere_by_login_and_domain(forest: FakeForest) -> None:
    session = forest.sign_in("CN=Olga,DC=fake,DC=example")
    try:
        session.read(NORA)
        assert binds(forest.home)[0] == "CN=Olga,DC=fake,DC=example"
        assert {*binds(forest.north), *binds(forest.catalogue)} == {"olga@fake.example"}
    finally:
        session.close()


def test_a_service_acts_in_all_domains(forest: FakeForest) -> None:
    session = forest.sign_in(service=Credentials("FAKE\\desk", Secret("Service-Pass-1")))
    try:
        assert session.read(NORA).login == "nora"
        assert set(binds(forest.north)) == {"FAKE\\desk"}
        assert all(request.password == b"Service-Pass-1" for request in forest.north.seen("bind"))
    finally:
        session.close()


def test_no_password_goes_anywhere_unencrypted(forest: FakeForest, session: DirectorySession) -> None:
    session.read(session.search("nora", 5).rows[0].id)
    for server in (forest.home, forest.north, forest.catalogue):
        assert binds(server)
        assert all(request.encrypted for request in server.seen("bind"))
        assert PASSWORD.encode() not in server.plain_bytes


def test_signing_out_ends_what_is_asked_elsewhere(forest: FakeForest) -> None:
    session = forest.sign_in()
    session.read(session.search("nora", 5).rows[0].id)
    session.close()
    for ask in (lambda: session.read(NORA), lambda: session.search("nora", 5), lambda: session.read(PAT)):
        assert code(ask, Refused) == "signed-out"


def test_signing_out_before_another_domain_was_asked_for(forest: FakeForest) -> None:
    session = forest.sign_in()
    session.close()
    session.close()
    assert code(lambda: session.search("NORTH\\nora", 5), Refused) == "signed-out"
    assert forest.catalogue.requests == forest.north.requests == []


# --- the operator and what the configuration names --------------------------------------------------------


def test_the_operator_is_of_the_own_domain(forest: FakeForest, session: DirectorySession) -> None:
    session.read(NORA)
    assert (session.operator.id, session.read_operator().id) == (OPERATOR_ID, OPERATOR_ID)


@pytest.mark.parametrize("name", ["south.fake.example", "fake.example", "NORTH", "evil.example"])
def test_a_domain_that_is_none_of_the_others_of_the_forest_stops_the_sign_in(
    forest: FakeForest, name: str
) -> None:
    assert code(lambda: forest.sign_in(other_domains=(name,)), ConfigError) == "domain-not-in-forest"


def test_a_cross_reference_whose_names_disagree_is_no_domain(forest: FakeForest) -> None:
    forest.domains[NORTH] = ("NORTH", "evil.example")
    assert (
        code(lambda: forest.sign_in(other_domains=("evil.example",)), ConfigError) == "domain-not-in-forest"
    )


def test_a_domain_that_is_named_twice_is_served_once(forest: FakeForest) -> None:
    session = forest.sign_in(other_domains=("north.fake.example", "NORTH.fake.example"))
    try:
        assert session.info.also == ("north.fake.example",)
        assert len(session.search("nora", 5).rows) == 1
    finally:
        session.close()


GROUP_DN = f"CN=Desk,OU=Groups,{NORTH}"
NORTH_SID = "S-1-5-21-7-8-9"
GROUP_SID = f"{NORTH_SID}-1400"


def a_group(kind: int) -> dict[str, list[bytes]]:
    return {
        "objectSid": [sid_bytes(GROUP_SID)],
        "objectGUID": [b"g" * 16],
        "sAMAccountName": [b"Desk"],
        "groupType": [str(kind).encode()],
    }


@pytest.mark.parametrize("name", ["NORTH\\Desk", "north.fake.example\\Desk", GROUP_DN])
def test_a_group_that_is_named_with_its_domain_is_looked_for_there(
    forest: FakeForest, session: DirectorySession, name: str
) -> None:
    forest.in_north = {GROUP_DN: a_group(-2147483640)}
    forest.north.handlers["search"] = lambda exchange: with_group(forest, exchange)
    assert session.group_id(name) == GROUP_SID
    assert session.group_shortfall(name, of_operators=False) == ""


def with_group(forest: FakeForest, exchange: Exchange) -> None:
    if exchange.request.target == GROUP_DN:
        exchange.entry(GROUP_DN, forest.in_north[GROUP_DN])
        exchange.result(0)
    else:
        forest.answer_north(exchange)


def test_a_domain_local_group_does_not_tell_of_everybody(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.at_home = {f"CN=Local,{HOME}": a_group(-2147483644) | {"sAMAccountName": [b"Local"]}}
    assert "domain-local" in session.group_shortfall("Local", of_operators=False)
    assert "fake.example" in session.group_shortfall("Local", of_operators=False)
    forest.at_home[f"CN=Local,{HOME}"].pop("groupType")
    assert "does not show its kind" in session.group_shortfall("Local", of_operators=False)


def test_where_one_domain_is_served_a_domain_local_group_tells_of_everybody(forest: FakeForest) -> None:
    forest.at_home = {f"CN=Local,{HOME}": a_group(-2147483644) | {"sAMAccountName": [b"Local"]}}
    session = forest.sign_in(other_domains=())
    try:
        assert session.group_shortfall("Local", of_operators=False) == ""
    finally:
        session.close()


def test_people_are_counted_in_the_own_domain(forest: FakeForest, session: DirectorySession) -> None:
    forest.at_home |= PAT_AT_HOME
    assert [each.login for each in session.census([], frozenset())] == ["pat"]
    assert [each.login for each in session.census([HOME, NORTH], frozenset())] == ["pat"]
    assert code(lambda: session.census([NORTH], frozenset()), Refused) == "census-of-another-domain"
    assert forest.north.seen("search") == []


# --- lists ------------------------------------------------------------------------------------------------

OFF = {"userAccountControl": [b"514"]}
FAR = datetime(2100, 1, 1, tzinfo=UTC)


def listed(session: DirectorySession, *bases: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Who is disabled, with the domain, and what was not looked through."""
    pages = list(session.listing(ListKind.DISABLED, bases, FAR))
    rows = [(row.account.login, row.account.elsewhere) for page in pages for row in page.rows]
    return rows, [page.unlooked.code for page in pages if page.unlooked]


def test_a_list_is_of_every_domain_that_is_served(forest: FakeForest, session: DirectorySession) -> None:
    forest.at_home |= {dn: each | OFF for dn, each in PAT_AT_HOME.items()}
    forest.in_north = {dn: each | OFF for dn, each in forest.in_north.items()}
    assert listed(session) == ([("pat", ""), ("nora", "NORTH")], [])
    assert listed(session, NORTH) == ([("nora", "NORTH")], [])
    assert listed(session, HOME) == ([("pat", "")], [])
    assert session.read(NORA).login == "nora"


def test_a_domain_that_does_not_answer_is_said_and_the_own_is_listed(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.at_home |= {dn: each | OFF for dn, each in PAT_AT_HOME.items()}
    forest.north.handlers["search"] = lambda exchange: None
    assert listed(session) == ([("pat", "")], ["list-domain"])
