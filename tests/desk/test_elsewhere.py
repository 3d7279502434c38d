"""An account that another server holds than the operator's own: of another domain."""

from dataclasses import replace

import pytest
from desk.policies import lenient
from desk.test_actions import RESET, gone_in_the_middle
from desk.test_tiers import tiered

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.policy import HistoryRule, PasswordRules, Scope, Tier
from helpdesk_tui.desk.ports import Ability, Capability

NORTH = "dc1.north.example"


@pytest.fixture
def desk(world):
    """Ada is at another server."""
    world.change_ada(server=NORTH)
    world.directory.infos[world.ada.id] = replace(world.directory.info, server=NORTH)
    return world.sign_in()


@pytest.fixture
def app(world):
    return world.register_app()


def there(world, **changes) -> None:
    world.directory.infos[world.ada.id] = replace(world.directory.infos[world.ada.id], **changes)


def test_where_nothing_can_be_written_there_nothing_is_offered(world, desk) -> None:
    there(world, read_only=True)
    card = desk.lookup.card(world.ada.id)
    assert card.refusals[Action.RESET][0].code == "read-only-directory"
    assert NORTH in card.refusals[Action.RESET][0].cause


def test_what_its_server_cannot_do_is_said_of_it(world, desk, app) -> None:
    there(world, abilities={Capability.HISTORY_ON_RESET: Ability(False)})
    rules = PasswordRules(history_on_reset=HistoryRule.REQUIRED)
    elsewhere = world.sign_in(policy=replace(lenient(), passwords=rules))
    preview = elsewhere.actions.preview(world.ada.id, RESET)
    assert NORTH in " ".join(map(str, (*preview.warnings, *preview.refusals)))


def test_the_record_names_the_server_of_each_account(world, desk, app) -> None:
    receipt = desk.actions.perform(world.clear(desk, app).id, RESET)
    assert (receipt.outcome, receipt.server) == (Outcome.DONE, NORTH)
    of_ada = [each for each in world.stores.audit.records() if each.facts.get("account") == world.ada.id]
    assert {each.facts["server"] for each in of_ada if each.event != "method.added"} == {NORTH}
    signed_in = next(each for each in world.stores.audit.records() if each.event == "sign-in.done")
    assert signed_in.facts["server"] == "dc1.demo.example"


def test_an_interrupted_action_is_resolved_by_reading_there(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.script = gone_in_the_middle(world)
    desk.actions.perform(clearance.id, RESET)
    world.directory.reachable = True
    (resolved,) = world.sign_in().resolved
    assert (resolved.final, resolved.outcome) == (True, Outcome.DONE)


def test_one_whose_server_is_another_by_now_waits(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.script = gone_in_the_middle(world)
    desk.actions.perform(clearance.id, RESET)
    world.directory.reachable = True
    there(world, server="dc2.north.example")
    (resolved,) = world.sign_in().resolved
    assert (resolved.final, resolved.problem.code) == (False, "resolve-elsewhere")


@pytest.mark.parametrize(
    "policy",
    [
        replace(lenient(), scope=Scope(protected_groups=frozenset({"finance"}))),
        replace(lenient(), scope=Scope(enabled_groups=frozenset({"finance"}))),
        tiered(Tier(name="finance", groups=frozenset({"finance"}))),
    ],
    ids=["protected", "enabled", "tier"],
)
def test_a_group_that_does_not_tell_of_everybody_is_no_rule_about_people(world, policy) -> None:
    world.directory.shortfalls["finance"] = "is domain-local"
    with pytest.raises(ConfigError) as caught:
        world.sign_in(policy=policy)
    assert caught.value.problem.code == "names-missing"
    assert "finance: is domain-local" in caught.value.problem.cause + caught.value.problem.remedy


def test_operators_may_be_in_such_a_group(world) -> None:
    world.directory.shortfalls["operators"] = "is domain-local"
    assert world.sign_in().operator.roles
