"""Several domains of a forest, where servers lie, lag or fall silent: no password is tried twice, nobody acts
as somebody else, and what is not known is not said."""

import threading
import time
from collections.abc import Iterator

import pytest
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
from directory.fake_server import PERSON_ID, Exchange, sid_bytes
from directory.test_forest import GROUP_DN, GROUP_SID, NORTH_SID, a_group, binds, code, with_group
from lab.certificates import Authority

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.narrowing import Narrowing
from helpdesk_tui.desk.ports import DirectorySession, GroupPower
from helpdesk_tui.directory.active_directory import catalogue, listed_servers
from helpdesk_tui.directory.settings import Credentials
from helpdesk_tui.secret import Secret

PAT = AccountId(PERSON_ID)
SOMEBODY_ELSE = [sid_bytes("S-1-5-21-7-8-9-4711"), sid_bytes("S-1-5-11")]


def refused(exchange: Exchange) -> None:
    exchange.result(49, "80090308: data 52e, v1db1")


@pytest.fixture
def forest(authority: Authority, named) -> Iterator[FakeForest]:
    with running(authority, named) as forest:
        yield forest


@pytest.fixture
def session(forest: FakeForest) -> Iterator[DirectorySession]:
    session = forest.sign_in()
    yield session
    session.close()


@pytest.fixture
def served(forest: FakeForest) -> Iterator[DirectorySession]:
    """By an account of the desk's own."""
    session = forest.sign_in(service=Credentials("CN=Desk,DC=fake,DC=example", Secret("Service-Pass-1")))
    yield session
    session.close()


# --- whose password is tried, and who acts ------------------------------------------------------------


def test_a_service_that_is_refused_is_not_tried_again(forest: FakeForest, served: DirectorySession) -> None:
    forest.catalogue.handlers["bind"] = forest.north.handlers["bind"] = refused
    for _ in range(3):
        served.search("nora", 5)
        assert code(lambda: served.read(NORA), DirectoryUnreachable) == "refused-elsewhere"
        forest.clock.moved += forest.a_minute
    assert len(binds(forest.catalogue)) + len(binds(forest.north)) == 1


def test_a_password_that_was_changed_meanwhile_is_tried_once(
    forest: FakeForest, session: DirectorySession
) -> None:
    """On whatever connection comes next: for reading, for a write, to another server."""
    session.read(NORA)
    forest.north.handlers |= {"bind": refused, "search": lambda exchange: exchange.close()}
    bound = len(binds(forest.north))
    for ask in (
        lambda: session.read(NORA),
        lambda: session.prepare_change(NORA).__enter__(),
        lambda: session.read(NORA),
        lambda: session.prepare_change(NORA).__enter__(),
    ):
        code(ask, DirectoryUnreachable)
        forest.north.handlers["search"] = forest.answer_north
    assert len(binds(forest.north)) == bound + 1


def test_what_one_server_refused_is_not_tried_at_the_next(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.catalogue.handlers["bind"] = refused
    session.search("nora", 5)
    forest.clock.moved += forest.a_minute
    assert code(lambda: session.read(NORA), DirectoryUnreachable) == "refused-elsewhere"
    assert binds(forest.north) == []


@pytest.mark.parametrize("who", [SOMEBODY_ELSE, []])
def test_nobody_acts_elsewhere_as_somebody_else(
    forest: FakeForest, session: DirectorySession, who: list[bytes]
) -> None:
    """A name may be another account's there."""
    forest.north.root["tokenGroups"] = who
    assert code(lambda: session.read(NORA), DirectoryUnreachable) == "refused-elsewhere"
    assert code(lambda: session.prepare_change(NORA).__enter__(), DirectoryUnreachable) == "refused-elsewhere"
    assert forest.north.seen("modify") == []
    assert len(binds(forest.north)) == 1


def test_a_service_named_by_a_dn_is_known_elsewhere_by_login_and_domain(
    forest: FakeForest, served: DirectorySession
) -> None:
    served.read(NORA)
    assert {*binds(forest.north), *binds(forest.catalogue)} == {"olga@fake.example"}


# --- silence ------------------------------------------------------------------------------------------


def test_a_card_does_not_wait_for_a_search_that_was_given_up(
    forest: FakeForest, session: DirectorySession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "_PATIENCE", 0.2)
    held = threading.Event()

    def slow(exchange: Exchange) -> None:
        if exchange.request.target == NORTH:
            held.wait(5)
        forest.answer_catalogue(exchange)

    forest.catalogue.handlers["search"] = slow
    found = session.search("nora", 5)
    assert found.unsearched is not None
    forest.clock.moved += forest.a_minute
    began = time.monotonic()
    assert session.read(NORA).login == "nora"
    assert time.monotonic() - began < 0.8
    held.set()


def test_a_silent_catalogue_costs_one_wait_for_many_accounts(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.catalogue.handlers["search"] = lambda exchange: None
    began = time.monotonic()
    for _ in range(3):
        assert code(lambda: session.read(NORA), DirectoryUnreachable) == "directory-timeout"
    assert time.monotonic() - began < 2.5


def test_a_search_waits_two_seconds_and_no_longer(
    forest: FakeForest, session: DirectorySession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For those before it and for its own answer together."""
    monkeypatch.setattr(catalogue, "_PATIENCE", 0.4)
    forest.catalogue.handlers["search"] = lambda exchange: time.sleep(0.9)
    first = threading.Thread(target=lambda: session.search("nora", 5))
    first.start()
    time.sleep(0.1)
    began = time.monotonic()
    session.search("nor", 5)
    assert time.monotonic() - began < 0.7
    first.join()


def test_where_no_thread_can_be_started_the_next_search_is_none_the_worse(
    forest: FakeForest, session: DirectorySession, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(catalogue, "Waiting", lambda *_: (_ for _ in ()).throw(RuntimeError("can't start")))
        with pytest.raises(RuntimeError):
            session.search("nora", 5)
    assert [row.login for row in session.search("nora", 5).rows] == ["nora"]


# --- what is not known --------------------------------------------------------------------------------


def test_state_that_a_catalogue_computes_from_what_it_does_not_hold_is_unknown(
    forest: FakeForest, session: DirectorySession
) -> None:
    computed = {"msDS-User-Account-Control-Computed": [str(0x800000).encode()], "pwdLastSet": [b"0"]}
    forest.in_catalogue[NORA_DN] |= computed
    (row,) = session.search("nora", 5).rows
    unknown = (row.locked, row.must_change, row.password_expired, row.account_expired)
    assert unknown == (None, None, None, None)


@pytest.mark.parametrize("typed", ["E12345", "ab-12345", "12345", "0701234567"])
def test_a_number_may_be_somebodys_else_whoever_was_found(
    forest: FakeForest, session: DirectorySession, typed: str
) -> None:
    found = session.search(typed, 5)
    assert [row.login for row in found.rows] == ["nora"]
    assert found.unsearched is not None
    assert found.unsearched.code == "catalogue-numbers"


def test_who_is_named_with_a_domain_is_not_shown_past_a_filter(
    forest: FakeForest, session: DirectorySession
) -> None:
    found = session.search("NORTH\\nora", 5, Narrowing(departments=("sales",), locked=True))
    assert found.rows == ()
    assert found.unsearched is not None
    assert found.unsearched.code == "catalogue-narrowed"


def test_names_that_could_not_be_read_are_no_mistake_of_the_configuration(forest: FakeForest) -> None:
    def busy(exchange: Exchange) -> None:
        if exchange.request.target.startswith("CN=Partitions,"):
            exchange.result(51)
        else:
            forest.answer_home(exchange)

    forest.home.handlers["search"] = busy
    assert code(forest.sign_in, DirectoryUnreachable) == "directory-busy"


def test_a_list_of_servers_is_read_to_its_end(
    forest: FakeForest, session: DirectorySession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed_servers, "_MOST", 3)
    assert code(lambda: session.read(NORA), DirectoryUnreachable) == "answer-too-large"


# --- servers and groups beyond their domain -----------------------------------------------------------


def test_a_server_speaks_for_its_own_domain_alone(forest: FakeForest, session: DirectorySession) -> None:
    """The home's gives an entry of the domain below it."""

    def claims(exchange: Exchange) -> None:
        if exchange.request.target == f"<GUID={NORA}>":
            exchange.entry(NORA_DN, forest.in_north[NORA_DN])
            exchange.result(0)
        else:
            forest.answer_home(exchange)

    forest.home.handlers["search"] = claims
    assert session.read(NORA).server == NORTH_HOST
    with session.prepare_change(NORA) as prepared:
        assert prepared.read().server == NORTH_HOST


def test_the_catalogue_of_the_own_domain_is_asked_before_another_domains(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.listed["FAKE"].options = 0
    forest.listed |= {
        "NORTH": Listed(NORTH_HOST, NORTH, options=1),
        "FAR": Listed(HOST, HOME, options=1, site="Far"),
    }
    assert [row.login for row in session.search("nora", 5).rows] == ["nora"]
    assert forest.north.requests == []


@pytest.mark.parametrize(("kind", "fits"), [(-2147483640, True), (-2147483646, False), (-2147483644, False)])
def test_operators_are_in_no_group_of_another_domain_but_a_universal_one(
    forest: FakeForest, session: DirectorySession, kind: int, fits: bool
) -> None:
    forest.in_north = {GROUP_DN: a_group(kind)}
    forest.north.handlers["search"] = lambda exchange: with_group(forest, exchange)
    assert (session.group_shortfall("NORTH\\Desk", of_operators=True) == "") is fits


def test_operators_may_be_in_any_group_of_their_own_domain(
    forest: FakeForest, session: DirectorySession
) -> None:
    forest.at_home = {f"CN=Local,{HOME}": a_group(-2147483644) | {"sAMAccountName": [b"Local"]}}
    assert session.group_shortfall("Local", of_operators=True) == ""


def test_what_a_group_of_another_domain_gives_is_told_by_its_own_server(
    forest: FakeForest, session: DirectorySession
) -> None:
    """The home's says that it has that group too, and that it gives nothing."""
    administrators = f"{NORTH_SID}-512"
    home = a_group(-2147483640) | {"tokenGroups": [sid_bytes(f"{NORTH_SID}-513")]}
    forest.in_north = {GROUP_DN: a_group(-2147483640) | {"tokenGroups": [sid_bytes(administrators)]}}

    def claims(exchange: Exchange) -> None:
        if exchange.request.target in {f"<SID={GROUP_SID}>", GROUP_DN}:
            exchange.entry(GROUP_DN, home)
            exchange.result(0)
        else:
            forest.answer_home(exchange)

    forest.home.handlers["search"] = claims
    assert session.group_power(GROUP_SID) == GroupPower(None, None)  # nobody has found it yet
    assert session.group_id("NORTH\\Desk") == GROUP_SID
    assert session.group_power(GROUP_SID) == GroupPower(
        frozenset({GROUP_SID, administrators}), "Domain Admins"
    )


def test_of_a_group_that_every_domain_has_no_server_tells_what_it_gives(session: DirectorySession) -> None:
    assert session.group_power("S-1-5-32-555") == GroupPower(None, None)
