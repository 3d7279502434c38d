"""An account that another server holds than the operator's own: of another domain."""

from dataclasses import asdict, replace

import pytest
from desk.policies import lenient
from desk.registering import every_kind
from desk.test_actions import RESET, gone_in_the_middle
from desk.test_tiers import tiered

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Before, Outcome
from helpdesk_tui.desk.errors import ConfigError, DirectoryUnreachable
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import HistoryRule, PasswordRules, Scope, Tier
from helpdesk_tui.desk.ports import Ability, Capability
from helpdesk_tui.desk.problems import problem

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


# --- a domain that does not answer --------------------------------------------------------------------


def silent_for(world, *accounts) -> list[str]:
    """Whoever of these is read; their servers do not answer."""
    usual, asked = world.directory.read, []

    def read(account: str) -> Account:
        if account in accounts:
            asked.append(account)
            raise DirectoryUnreachable(problem("unreachable", server=NORTH))
        return usual(account)

    world.directory.read = read
    return asked


def interrupt(world, number: int) -> str:
    """An action on somebody else each time, whose outcome nobody has seen."""
    person = world.add_person(f"person{number}")
    before = asdict(Before.of(person, (Action.RESET,)))
    facts = {"account": person.id, "account_login": person.login, "host": "gone", "process": "9:9",
             "action": "reset", "steps": ["reset"], "before": before}  # fmt: skip
    world.stores.audit.append("action.intent", facts, world.clock.now())
    return person.id


def test_a_sign_in_does_not_wait_for_each_interrupted_action_of_a_silent_domain(world) -> None:
    world.alive = False
    people = [interrupt(world, number) for number in range(6)]
    asked = silent_for(world, *people)
    resolved = world.sign_in().resolved
    assert len(asked) == 2
    assert [(each.final, each.problem.code) for each in resolved] == [(False, "unreachable")] * 6
    assert len(world.stores.audit.open_intents()) == 6


def test_a_sign_in_does_not_wait_for_each_notice_to_people_of_a_silent_domain(world) -> None:
    world.alive = False
    people = [world.add_person(f"person{number}").id for number in range(6)]
    for person in people:
        facts = {"account": person, "kind": "password-reset", "words": {}, "host": "gone", "process": "9:9"}
        world.stores.audit.append("notice.due", facts, world.clock.now())
    asked = silent_for(world, *people)
    world.sign_in()
    assert len(asked) == 2


def test_what_waits_is_shown_though_one_domain_is_silent(world) -> None:
    world.second_operator()
    dana = world.sign_in(policy=every_kind())
    here, there = world.ada.id, world.add_person("cid").id
    for each in (there, here):
        dana.verifying.ask_approval(dana.verifying.begin(each).id)
    silent_for(world, there)
    sam = world.sign_in(Role.SUPERVISOR, login="sam", policy=every_kind())
    assert [each.account.id for each in sam.approving.waiting()] == [here]
    silent_for(world, here)
    sam = world.sign_in(Role.SUPERVISOR, login="sam", policy=every_kind())
    with pytest.raises(DirectoryUnreachable):
        sam.approving.waiting()


def test_operators_may_be_in_such_a_group(world) -> None:
    world.directory.shortfalls["operators"] = "is domain-local"
    assert world.sign_in().operator.roles
