"""Invariant 9: who may act on whom."""

import pytest
from writing import make_rights

from helpdesk_tui.desk.account import AccountKind
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.guard import refusals
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import Scope

DOMAIN = "S-1-5-21-1004336348-1177238915-682003330"
DESK = f"{DOMAIN}-1600"


def codes(*args: object) -> list[str]:
    return [each.code for each in refusals(*args)]


def test_an_operator_may_help_an_ordinary_person(make_account, make_operator) -> None:
    for action in (Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK):
        assert codes(make_operator(), make_account(), action, Scope()) == []


@pytest.mark.parametrize("action", [Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK])
def test_what_the_directory_would_surely_refuse_is_not_offered(action, make_account, make_operator) -> None:
    """Only a right that is known to be missing speaks against it: what cannot be read is tried."""
    for has, expected in ((False, ["no-right"]), (None, []), (True, [])):
        rights = {**make_rights(True, True, True), action: has}
        assert codes(make_operator(), make_account(rights=rights), action, Scope()) == expected


def test_only_a_registrar_changes_methods(make_account, make_operator) -> None:
    assert codes(make_operator(), make_account(), Action.CHANGE_METHODS, Scope()) == ["role-lacks-action"]
    assert codes(make_operator(Role.REGISTRAR), make_account(), Action.CHANGE_METHODS, Scope()) == []


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.AUDITOR])
def test_roles_that_do_not_reset_do_not_reset(role, make_account, make_operator) -> None:
    assert codes(make_operator(role), make_account(), Action.RESET, Scope()) == ["role-lacks-action"]


def test_nobody_acts_on_the_own_account(make_account, make_operator) -> None:
    operator = make_operator(Role.SUPERVISOR)
    assert "own-account" in codes(operator, make_account(id=operator.id), Action.RESET, Scope())
    assert "own-account" in codes(
        operator, make_account(security_id=operator.security_id), Action.RESET, Scope()
    )


def test_whom_the_directory_protects_nobody_touches(make_account, make_operator) -> None:
    account = make_account(protected_by="Directory Administrators")
    for role in Role:
        assert "protected-account" in codes(make_operator(role), account, Action.UNLOCK, Scope())


@pytest.mark.parametrize("unreadable", ["group_ids", "protected_by"])
def test_unreadable_groups_count_as_protected(unreadable, make_account, make_operator) -> None:
    account = make_account(**{unreadable: None})
    assert codes(make_operator(), account, Action.RESET, Scope()) == ["protection-unknown"]


def test_groups_named_in_the_configuration_are_protected(make_account, make_operator) -> None:
    account = make_account(group_ids=frozenset({f"{DOMAIN}-4711"}))
    scope = Scope(protected_groups=frozenset({f"{DOMAIN}-4711"}))
    assert codes(make_operator(), account, Action.RESET, scope) == ["protected-account"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": AccountKind.MACHINE}, "machine-account"),
        ({"kind": AccountKind.SYSTEM}, "system-account"),
    ],
)
def test_accounts_of_no_person_are_not_touched(changes, code, make_account, make_operator) -> None:
    assert codes(make_operator(), make_account(**changes), Action.RESET, Scope()) == [code]


def test_scope_is_a_list_of_places_less_another(make_account, make_operator) -> None:
    scope = Scope(
        bases=("OU=People,DC=demo,DC=example",), excluded=("OU=Board,OU=People,DC=demo,DC=example",)
    )
    inside = make_account()
    outside = make_account(dn="CN=Ada,OU=Other,DC=demo,DC=example")
    excluded = make_account(dn="CN=Ada,OU=Board,OU=People,DC=demo,DC=example")
    assert codes(make_operator(), inside, Action.RESET, scope) == []
    assert codes(make_operator(), outside, Action.RESET, scope) == ["out-of-scope"]
    assert codes(make_operator(), excluded, Action.RESET, scope) == ["out-of-scope"]


def test_members_of_the_desk_are_a_supervisors_business(make_account, make_operator) -> None:
    peer, scope = make_account(group_ids=frozenset({DESK})), Scope(desk_groups=frozenset({DESK}))
    assert codes(make_operator(), peer, Action.RESET, scope) == ["peer-operator"]
    assert codes(make_operator(Role.SUPERVISOR), peer, Action.RESET, scope) == []


def test_a_name_too_long_to_be_read_whole_is_in_no_scope(make_account, make_operator) -> None:
    account = make_account(dn="CN=Ada,OU=People,OU=" + "x" * 2000 + "…")
    assert codes(make_operator(), account, Action.RESET, Scope(excluded=("OU=Board,DC=demo",))) == [
        "out-of-scope"
    ]


def test_a_name_too_long_to_be_read_whole_is_refused_without_a_scope_too(make_account, make_operator) -> None:
    """A tier goes by the place as well, and a cut name is in none."""
    account = make_account(dn="CN=Ada,OU=" + "x" * 2000 + "…")
    found = refusals(make_operator(), account, Action.RESET, Scope())
    assert [reason.code for reason in found] == ["out-of-scope"]
