"""Lists: who is on them, that they say when they are not whole, and what is recorded of who reads them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk.conftest import DOMAIN, NOW, World
from desk.policies import lenient

from helpdesk_tui.desk.account import AccountKind
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.between_calls import MOST_LOCKED
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused
from helpdesk_tui.desk.listing import OF_DIRECTORY, ListedAccount, ListKind
from helpdesk_tui.desk.lists import ListPart, WantedList
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import Enabled, RegistrationRules, Scope
from helpdesk_tui.desk.problems import problem


def read(desk: Desk, kind: ListKind, **wanted: object) -> tuple[list[ListedAccount], ListPart]:
    """All rows, and the last part."""
    parts = list(desk.lists.read(WantedList(kind, **wanted)))
    assert [part.is_last for part in parts] == [False] * (len(parts) - 1) + [True]
    return [row for part in parts for row in part.rows], parts[-1]


def logins(desk: Desk, kind: ListKind, **wanted: object) -> list[str]:
    return [row.account.login for row in read(desk, kind, **wanted)[0]]


def lost() -> DirectoryUnreachable:
    return DirectoryUnreachable(problem("connection-lost", server="dc1"))


STATES = {
    ListKind.LOCKED: {"locked": True},
    ListKind.DISABLED: {"enabled": False},
    ListKind.EXPIRED: {"account_expires": NOW - timedelta(days=1)},
    ListKind.ENDING: {"account_expires": NOW + timedelta(days=3)},
    ListKind.PASSWORD_EXPIRED: {"password_expires": NOW - timedelta(days=1), "password_expired": True},
    ListKind.PASSWORD_EXPIRING: {"password_expires": NOW + timedelta(days=3)},
    ListKind.MUST_CHANGE: {"must_change": True, "password_expired": True, "password_expires": None},
    ListKind.NEVER_SIGNED_IN: {"last_sign_in": "never"},
}


def test_every_state_has_a_list() -> None:
    assert STATES.keys() == OF_DIRECTORY


@pytest.mark.parametrize("kind", STATES)
def test_each_state_stands_on_its_own_list_and_on_no_other(world: World, kind: ListKind) -> None:
    world.change_ada(state=replace(world.ada.state, locked=False))
    world.add_person("concerned", **STATES[kind])
    desk = world.sign_in()
    assert {each for each in STATES if "concerned" in logins(desk, each)} == {kind}
    assert "ada.byron" not in logins(desk, kind)


def test_days_bound_what_ends_soon(world: World) -> None:
    world.add_person("soon", account_expires=NOW + timedelta(days=3))
    desk = world.sign_in()
    assert logins(desk, ListKind.ENDING, days=2) == []
    assert logins(desk, ListKind.ENDING, days=3) == ["soon"]


def test_only_whom_the_desk_serves_is_listed(world: World) -> None:
    world.add_person("inside", locked=True)
    world.add_person("outside", locked=True, dn="CN=outside,OU=Legal,DC=demo,DC=example")
    scope = Scope(bases=("OU=People,DC=demo,DC=example",))
    assert logins(world.sign_in(policy=lenient(scope=scope)), ListKind.LOCKED) == ["ada.byron", "inside"]
    scope = Scope(excluded=("OU=People,DC=demo,DC=example",))
    assert logins(world.sign_in(policy=lenient(scope=scope)), ListKind.LOCKED) == ["outside"]


def test_machines_are_on_no_list(world: World) -> None:
    world.add_person("PC-1$", locked=True, kind=AccountKind.MACHINE)
    assert logins(world.sign_in(), ListKind.LOCKED) == ["ada.byron"]


def test_who_cannot_be_told_is_shown_and_counted_apart(world: World) -> None:
    world.add_person("unread", locked=None)
    rows, last = read(world.sign_in(), ListKind.LOCKED)
    assert [(row.account.login, row.unsure) for row in rows] == [("ada.byron", False), ("unread", True)]
    assert (last.found, last.unsure, last.looked_at, last.untold) == (1, 1, 2, 0)


def test_who_is_not_compared_is_counted(world: World) -> None:
    world.directory.untold_people = 7
    assert read(world.sign_in(), ListKind.LOCKED)[1].untold == 7
    assert world.stores.audit.records(event="list.ended")[-1].facts["complete"] is False


def test_rows_come_before_the_list_is_through(world: World) -> None:
    world.add_person("last", locked=True)
    parts = world.sign_in().lists.read(WantedList(ListKind.LOCKED))
    assert [row.account.login for row in next(parts).rows] == ["ada.byron"]
    parts.close()
    ended = world.stores.audit.records(event="list.ended")[-1].facts
    assert (ended["found"], ended["complete"]) == (1, False)


# --- not whole ------------------------------------------------------------------------------------------


def test_a_list_that_breaks_off_keeps_what_came_and_says_so(world: World) -> None:
    world.add_person("after", locked=True)
    world.directory.break_listing[1] = lost()
    rows, last = read(world.sign_in(), ListKind.LOCKED)
    assert [row.account.login for row in rows] == ["ada.byron"]
    assert [each.code for each in last.incomplete] == ["connection-lost"]
    assert world.stores.audit.records(event="list.ended")[-1].facts["complete"] is False


def test_a_list_that_never_begins_is_refused(world: World) -> None:
    for error in (lost(), Refused(problem("list-unable", why="x"))):
        world.directory.break_listing[0] = error
        with pytest.raises(type(error)):
            read(world.sign_in(), ListKind.LOCKED)


def test_a_domain_that_was_not_looked_through_is_said_and_the_others_are_there(world: World) -> None:
    world.directory.unlooked = problem("list-domain", domain="NORTH", why="It does not answer.")
    rows, last = read(world.sign_in(), ListKind.LOCKED)
    assert [row.account.login for row in rows] == ["ada.byron"]
    assert "NORTH" in last.incomplete[0].cause


def test_registrations_of_other_domains_are_said_to_be_missing(world: World) -> None:
    world.directory.info = replace(world.directory.info, also=("north.example",))
    assert [each.code for each in read(world.sign_in(), ListKind.ENABLED)[1].incomplete] == [
        "list-own-domain"
    ]


def test_who_is_no_operator_any_more_reads_no_further(world: World) -> None:
    world.add_person("after", locked=True)
    parts = world.sign_in().lists.read(WantedList(ListKind.LOCKED))
    next(parts)
    world.clock.forward(minutes=1)
    world.change_operator(enabled=False)
    with pytest.raises(NotPermitted):
        next(parts)


# --- temporary passwords ----------------------------------------------------------------------------------


def reset(world: World, desk: Desk) -> None:
    clearance = world.clear(desk, world.register_app())
    desk.actions.perform(clearance.id, Order(Action.RESET, frozenset({Action.FORCE_CHANGE})))


def test_a_temporary_password_is_listed_until_it_is_changed(world: World) -> None:
    world.add_person("by.others", must_change=True)
    desk = world.sign_in()
    assert logins(desk, ListKind.TEMPORARY) == []
    reset(world, desk)
    (row,), _ = read(desk, ListKind.TEMPORARY)
    assert (row.account.login, row.at, row.about) == ("ada.byron", NOW, "dana")
    world.change_ada(state=replace(world.ada.state, must_change=False))
    assert logins(desk, ListKind.TEMPORARY) == []


# --- registrations ----------------------------------------------------------------------------------------


def test_registered_enabled_and_capable_are_told_apart(world: World) -> None:
    world.change_ada(mail="", mobile="", office_phone="")
    held = frozenset({f"{DOMAIN}-1500", f"{DOMAIN}-1607"})
    both = world.add_person("both", mail="", mobile="", office_phone="", group_ids=held)
    world.add_person("only.enabled", mail="", mobile="", office_phone="", group_ids=held)
    world.register_app()
    world.register_app(both.id)
    scope = Scope(enabled=Enabled.GROUPS, enabled_groups=frozenset({"Finance"}))
    desk = world.sign_in(policy=lenient(scope=scope))
    assert logins(desk, ListKind.REGISTERED) == ["ada.byron", "both"]
    assert logins(desk, ListKind.ENABLED) == ["both", "only.enabled"]
    assert logins(desk, ListKind.CAPABLE) == ["both"]
    assert logins(desk, ListKind.REGISTERED, method=MethodKind.TOTP) == ["ada.byron", "both"]
    assert logins(desk, ListKind.REGISTERED, method=MethodKind.SMS) == []


def test_who_must_register_and_who_must_confirm_are_two_lists(world: World) -> None:
    world.change_ada(mail="", mobile="", office_phone="")
    world.add_person("nothing.yet", mail="", mobile="", office_phone="")
    world.register_app()
    world.stores.methods.confirmed(world.ada.id, NOW)
    rules = RegistrationRules(required=True, reconfirm_days=180)
    desk = world.sign_in(policy=lenient(registration=rules))
    assert logins(desk, ListKind.MUST_REGISTER) == ["nothing.yet"]
    assert logins(desk, ListKind.RECONFIRM) == []
    world.clock.forward(days=181)
    (row,), _ = read(world.sign_in(policy=lenient(registration=rules)), ListKind.RECONFIRM)
    assert (row.account.login, row.at, row.about) == ("ada.byron", NOW, "totp")


def test_a_leaver_is_on_no_list_of_registrations(world: World) -> None:
    world.change_ada(state=replace(world.ada.state, enabled=False))
    assert logins(world.sign_in(), ListKind.ENABLED) == []


# --- the record, and between two calls ----------------------------------------------------------------------


def test_who_read_which_list_is_in_the_record(world: World) -> None:
    read(world.sign_in(Role.AUDITOR), ListKind.ENDING, days=30)
    begun, ended = world.stores.audit.records()[-2:]
    assert (begun.event, begun.facts["list"], begun.facts["days"]) == ("list.begun", "ending", 30)
    assert (ended.event, ended.facts["found"], ended.facts["complete"]) == ("list.ended", 0, True)


def test_the_last_calls_are_ones_own_and_newest_first(world: World) -> None:
    desk = world.sign_in()
    assert desk.between_calls.last_calls() == ()
    other = world.add_person("other")
    world.second_operator()
    world.sign_in(login="sam").lookup.card(world.add_person("not.mine").id)
    desk.lookup.card(world.ada.id)
    reset(world, desk)
    world.clock.forward(minutes=5)
    desk.lookup.card(other.id)
    found = desk.between_calls.last_calls()
    assert [(each.login, each.account) for each in found] == [
        ("other", other.id), ("ada.byron", world.ada.id),
    ]  # fmt: skip
    assert found[1].what.startswith("reset · authenticator app")
    assert found[0].what == "looked at, nothing changed"


def test_who_is_locked_is_asked_once_a_minute_and_a_few_are_enough(world: World) -> None:
    desk = world.sign_in()
    assert [row.account.login for row in desk.between_calls.locked_now().rows] == ["ada.byron"]
    for number in range(MOST_LOCKED):
        world.add_person(f"locked{number}", locked=True)
    assert len(desk.between_calls.locked_now().rows) == 1
    world.clock.forward(minutes=1)
    found = desk.between_calls.locked_now()
    assert (len(found.rows), found.more) == (MOST_LOCKED, True)


def test_a_directory_that_was_slow_to_filter_is_left_alone_for_a_while(world: World) -> None:
    told, asked = world.directory.listing, []

    def slowly(*wanted: object) -> object:
        asked.append(wanted)
        world.clock.forward(seconds=5)
        yield from told(*wanted)

    world.directory.listing = slowly
    between = world.sign_in().between_calls
    assert len(between.locked_now().rows) == 1
    world.clock.forward(minutes=5)
    assert between.locked_now().rows == ()
    assert len(asked) == 1
    world.clock.forward(minutes=5)
    assert len(between.locked_now().rows) == 1


def test_who_is_locked_may_be_unknown(world: World) -> None:
    world.directory.break_listing[0] = Refused(problem("list-unable", why="x"))
    found = world.sign_in().between_calls.locked_now()
    assert found.rows == ()
    assert found.unknown is not None
