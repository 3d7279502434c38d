"""The way in: a role or nothing, and both recorded."""

import pytest
from desk.policies import lenient

from helpdesk_tui.desk.account import AccountKind, AccountSummary
from helpdesk_tui.desk.errors import ConfigError, DirectoryUnreachable, HelpdeskError, NotPermitted, Refused
from helpdesk_tui.desk.operator import Role, Source
from helpdesk_tui.desk.policy import DeskPolicy, Scope, Tier, VerificationPolicy
from helpdesk_tui.desk.ports import Found
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.secret import Secret


def attempt(world, password: str, groups: dict[Role, tuple[str, ...]]) -> str:
    way_in = SignIn(
        directory=world.directory,
        stores=world.stores,
        policy=DeskPolicy(),
        roles=groups,
        clock=world.clock,
        randomness=world.randomness,
        source=Source("host", "1:1", "", ""),
        pause=world.pauses.append,
        is_alive=lambda host, process: True,
        delivery=world.delivery,
        is_elevated=lambda: False,
    )
    with pytest.raises(HelpdeskError) as caught:
        way_in.sign_in("dana", Secret(password))
    return caught.value.problem.code


def test_a_password_typed_as_login_or_search_does_not_go_into_the_record(world) -> None:
    world.sign_in().lookup.search("Correct-Horse-7")
    said = repr([record.facts for record in world.stores.audit.records()])
    assert "Horse" not in said


def test_a_password_typed_as_login_while_no_server_answers_does_not_go_into_the_record(world) -> None:
    class Unreachable:
        def sign_in(self, login, password):
            raise DirectoryUnreachable(problem("unreachable", server="dc1"))

    world.directory = Unreachable()
    with pytest.raises(DirectoryUnreachable):
        world.sign_in(login="Correct-Horse-7")
    (record,) = world.stores.audit.records()
    assert (record.event, record.facts["operator_login"]) == ("sign-in.refused", "Cor…")


def test_a_wrong_password_is_refused_and_recorded(world) -> None:
    assert attempt(world, "wrong", {Role.OPERATOR: ("operators",)}) == "wrong-password"
    (record,) = world.stores.audit.records()
    assert (record.event, record.facts["operator_login"]) == ("sign-in.refused", "dan…")


def test_no_role_no_desk(world) -> None:
    assert attempt(world, "right", {Role.OPERATOR: ("others",)}) == "no-role"
    assert world.events() == ["sign-in.refused"]


def test_a_group_that_does_not_exist_stops_everybody(world) -> None:
    groups = {Role.OPERATOR: ("operators",), Role.SUPERVISOR: ("missing",)}
    assert attempt(world, "right", groups) == "names-missing"


def test_everything_named_that_is_not_there_is_told_at_once_with_what_comes_nearest(world) -> None:
    board = Tier(name="board", bases=("OU=missing board,DC=demo,DC=example",), groups=frozenset({"missing"}))
    scope = Scope(
        bases=("OU=People,DC=demo,DC=example",),
        excluded=("OU=missing,OU=People,DC=demo,DC=example",),
        protected_groups=frozenset({"missing"}),
    )
    policy = lenient(scope=scope, verification=VerificationPolicy(tiers=(board,)))
    with pytest.raises(ConfigError) as caught:
        world.sign_in(policy=policy)
    told = caught.value.problem.cause
    assert "has 4 names" in told
    for line in (
        "[scope] excluded: OU=missing,OU=People,DC=demo,DC=example: nothing is there; "
        "did you mean OU=found,OU=People,DC=demo,DC=example?",
        "[scope] protected_groups: missing: no such group.",
        "[tiers] board bases: OU=missing board,DC=demo,DC=example: nothing is there",
        "[tiers] board groups: missing: no such group.",
    ):
        assert line in told
    assert "sign-in.done" not in world.events()


def test_a_base_that_is_not_seen_serves_nobody_and_is_told_too(world) -> None:
    scope = Scope(bases=("OU=People,DC=demo,DC=example", "DC=demo,DC=example", "OU=Far,DC=demo,DC=example"))
    sign_in = world.sign_in_with(policy=lenient(scope=scope), base_dn="OU=People,DC=demo,DC=example")
    with pytest.raises(ConfigError) as caught:
        sign_in.sign_in("dana", Secret("right"))
    assert "has 1 name " in caught.value.problem.cause
    assert "OU=Far,DC=demo,DC=example: lies outside of [directory] base_dn." in caught.value.problem.cause


def test_a_base_dn_that_is_not_there_is_told_as_such(world) -> None:
    sign_in = world.sign_in_with(policy=lenient(), base_dn="OU=missing,DC=demo,DC=example")
    with pytest.raises(ConfigError) as caught:
        sign_in.sign_in("dana", Secret("right"))
    assert (
        "[directory] base_dn: OU=missing,DC=demo,DC=example: nothing is there" in caught.value.problem.cause
    )


def test_an_empty_password_never_reaches_the_directory(world) -> None:
    world.directory.sign_in = None
    assert attempt(world, "", {Role.OPERATOR: ("operators",)}) == "sign-in-empty"


def test_signing_in_is_recorded_with_where_it_came_from(world) -> None:
    world.sign_in()
    (record,) = world.stores.audit.records()
    assert record.event == "sign-in.done"
    assert record.facts["ssh_client"] == "192.0.2.7 50000"
    assert record.facts["roles"] == ["operator", "registrar"]


def test_only_auditors_and_supervisors_read_the_record(world) -> None:
    with pytest.raises(NotPermitted):
        world.sign_in(Role.OPERATOR).review.records()
    assert world.sign_in(Role.AUDITOR).review.records()
    assert world.events()[-1] == "audit.read"


def test_of_a_number_that_was_searched_for_the_record_holds_the_end_alone(world) -> None:
    found = AccountSummary(world.ada.id, "ada", "Ada", "", "", "CN=Ada", AccountKind.PERSON, *[None] * 5)
    world.directory.search = lambda query, limit, only: Found((found,), False)
    for query in ("+44 7700 900123", "07700-900123", "(0)7700/900123"):
        world.sign_in().lookup.search(query)
        assert world.stores.audit.records()[-1].facts["query"] == "•••• 23"
    for query in ("ada.byron", "ada@demo.example", "S-1-5-21-1004336348-1177238915-682003330-1200", "4711"):
        world.sign_in().lookup.search(query)
        assert world.stores.audit.records()[-1].facts["query"] == query


def test_a_refused_look_into_the_record_is_recorded(world) -> None:
    desk = world.sign_in(Role.OPERATOR)
    for look in (desk.review.records, desk.review.verify):
        with pytest.raises(NotPermitted):
            look()
        assert world.stores.audit.records()[-1].event == "audit.denied"


def test_who_bears_just_what_was_typed_is_opened_though_others_hold_it(world) -> None:
    rows = tuple(
        AccountSummary(identity, login, login, "", "", f"CN={login}", AccountKind.PERSON, *[None] * 5)
        for identity, login in ((world.ada.id, "ada"), ("b" * 36, "bea"), ("c" * 36, "cyd"))
    )
    world.directory.search = lambda query, limit, only: Found(rows, True, exact=1)
    assert world.sign_in().lookup.resolve("00012345") == world.ada.id
    for exact in (0, 2):
        world.directory.search = lambda query, limit, only, exact=exact: Found(rows, True, exact)
        with pytest.raises(Refused) as refused:
            world.sign_in().lookup.resolve("00012345")
        assert refused.value.problem.code == "account-ambiguous"
