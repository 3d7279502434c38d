"""The brake: the one write without a proof. It can only close."""

import ast
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from desk.braking import REASON, agreed, braked, say
from desk.conftest import DOMAIN
from desk.policies import lenient, proving
from desk.test_actions import gone_in_the_middle, refused
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from writing import FULL_RESET

import helpdesk_tui
from helpdesk_tui.desk.account import AccountId, AccountKind
from helpdesk_tui.desk.action import BRAKE, Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.errors import (
    DirectoryUnreachable,
    HelpdeskError,
    NotPermitted,
    Refused,
    StoreUnavailable,
)
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import (
    BrakeRules,
    NoticeRules,
    OperatorRules,
    ProtectedRule,
    Scope,
    SecondFactor,
)
from helpdesk_tui.desk.ports import Change, MessageKind, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

DISABLE_ALONE = Change(frozenset({Action.DISABLE}))
ADMINS = NoticeRules(administrators=("admins@demo.example",))


@pytest.fixture
def supervisor(world):
    return world.sign_in(Role.SUPERVISOR)


@pytest.fixture
def desk(world):
    """An operator's, with a second one who could sign in."""
    world.second_operator()
    return world.sign_in(Role.OPERATOR)


@pytest.fixture
def app(world):
    return world.register_app()


def intents(world):
    return [each for each in world.stores.audit.records() if each.event == "action.intent"]


# --- one write, that closes -------------------------------------------------------------------------------


def test_a_supervisor_closes_an_account_at_once_without_a_proof(world, supervisor) -> None:
    receipt = braked(supervisor, world.ada.id)
    assert (receipt.outcome, receipt.account.state.enabled) == (Outcome.DONE, False)
    assert world.directory.changes == [DISABLE_ALONE]
    intent, outcome = world.story()[-2:]
    assert (intent.event, outcome.event) == ("action.intent", "action.outcome")
    assert (intent.facts["action"], intent.facts["steps"], intent.facts["reason"]) == (
        BRAKE,
        ["disable"],
        REASON,
    )
    assert receipt.number == intent.seq


@given(
    reason=st.text(max_size=300),
    ticket=st.text(max_size=100),
    values=st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=3),
    key=st.sampled_from(["", "here", "go", "enable"]),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_said_to_it_nothing_but_closing_leaves(world, reason, ticket, values, key) -> None:
    desk = world.sign_in(Role.SUPERVISOR, policy=lenient(brake=BrakeRules(per_hour=50)))
    world.clock.forward(hours=2)
    world.directory.accounts[world.ada.id] = world.ada
    with suppress(HelpdeskError):
        agreement = desk.braking.begin(world.ada.id, ticket)
        said = {name: Secret(value) for name, value in {**values, "reason": reason}.items()}
        agreement.answer(Answer("brake", said, key))
        desk.braking.brake(agreement)
    assert all(each == DISABLE_ALONE for each in world.directory.changes)
    for each in intents(world):
        assert (each.facts["action"], each.facts["steps"]) == (BRAKE, ["disable"])
        assert 0 < len(str(each.facts["reason"])) <= 200
        assert str(each.facts["reason"]).isprintable()


def test_nothing_but_the_brake_writes_without_a_proof() -> None:
    """Who in the program sends a change: `performing` and `expiring`, which use up a clearance, what the
    first takes on to another server, and the brake. (One with the old password has another connection.)"""
    house = Path(helpdesk_tui.__file__).parent
    adapters = {"directory", "demo"}
    senders, preparers = set(), set()
    for path in house.rglob("*.py"):
        room = path.relative_to(house)
        if room.parts[0] in adapters:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "prepare_change":
                preparers.add(room.stem)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Change":
                senders.add(room.stem)
    assert preparers == {"performing", "expiring", "braking"}
    assert senders == {"weighing", "unlock_elsewhere", "expiring", "brake_rules"}


def test_no_clearance_is_for_the_brake_and_it_makes_none(world, supervisor) -> None:
    braked(supervisor, world.ada.id)
    assert BRAKE not in set(Action)
    assert not any("clearance" in each.facts for each in intents(world))
    assert not any(supervisor.verifying.clearance_for(world.ada.id, action, "") for action in Action), (
        "what closes opens nothing"
    )


# --- who --------------------------------------------------------------------------------------------------


def test_an_operator_needs_a_second_one(world, desk) -> None:
    assert [each.name for each in desk.braking.begin(world.ada.id).stands().prompt.fields] == [
        "reason",
        "login",
        "password",
    ]
    receipt = braked(desk, world.ada.id, "sam")
    assert receipt.outcome is Outcome.DONE
    (intent,) = intents(world)
    assert intent.facts["second_login"] == "sam"


def test_alone_an_operator_closes_nothing(world, desk) -> None:
    agreement = desk.braking.begin(world.ada.id)
    with pytest.raises(Refused):
        say(agreement, reason=REASON)
    assert refused(desk.braking.brake, agreement) == "brake-not-agreed"
    forged = agreed(desk, world.ada.id, "sam")
    forged._agreed = replace(forged._agreed, second=None)
    assert refused(desk.braking.brake, forged) == "brake-not-agreed"
    assert world.directory.changes == []


def test_nobody_is_the_second_one_of_oneself(world, desk) -> None:
    agreement = desk.braking.begin(world.ada.id)
    assert (
        refused(lambda: say(agreement, reason=REASON, login="dana", password="right")) == "brake-second-same"
    )
    world.second_operator("other-login", id=AccountId("7-7"), security_id=f"{DOMAIN}-1200")
    who = {"login": "other-login", "password": "right"}
    assert refused(lambda: say(agreement, reason=REASON, **who)) == "brake-second-same"
    assert world.events().count("brake.denied") == 2
    assert refused(desk.braking.brake, agreement) == "brake-not-agreed"


def test_the_second_one_is_let_by_the_guard_too(world, desk) -> None:
    """Nobody says yes to what they may not do themselves: here, to one's own account."""
    world.directory.accounts[world.ada.id] = replace(world.ada, security_id=f"{DOMAIN}-1201")
    agreement = desk.braking.begin(world.ada.id)
    with pytest.raises(NotPermitted) as caught:
        say(agreement, reason=REASON, login="sam", password="right")
    assert caught.value.problem.code == "brake-second-barred"
    assert "own account" in caught.value.problem.cause


def test_the_second_one_may_be_none_any_more_by_the_time_of_the_write(world, desk) -> None:
    agreement = agreed(desk, world.ada.id, "sam")
    sam = world.directory.others["sam"]
    world.directory.others["sam"] = replace(sam, state=replace(sam.state, enabled=False))
    assert refused(desk.braking.brake, agreement) == "brake-second-barred"
    assert world.directory.changes == []


def test_wrong_passwords_of_a_second_one_are_counted_and_stop_no_call(world, desk) -> None:
    agreement = desk.braking.begin(world.ada.id)
    for _ in range(5):
        with pytest.raises(NotPermitted):
            say(agreement, reason=REASON, login="sam", password="wrong")
    who = {"login": "sam", "password": "right"}
    assert refused(lambda: say(agreement, reason=REASON, **who)) == "brake-second-blocked"
    assert desk.lookup.card(world.ada.id).blocked is None


def test_failed_proofs_of_callers_do_not_stop_it(world, desk, app) -> None:
    """They are what it is for."""
    begun = desk.verifying.begin(world.ada.id)
    method = next(each.method.id for each in begun.options if each.method.kind == "totp")
    for _ in range(6):
        with pytest.raises(HelpdeskError):
            desk.verifying.prove(begun.id, method, Secret("000000"))
    assert desk.lookup.card(world.ada.id).blocked is not None
    assert braked(desk, world.ada.id, "sam").outcome is Outcome.DONE
    assert desk.lookup.card(world.ada.id).blocked is not None, "closing forgives nothing"


def test_a_second_one_with_a_second_factor_proves_it(world, desk) -> None:
    code = world.register_app(world.directory.others["sam"].id)
    agreement = agreed(desk, world.ada.id, "sam")
    assert "sam confirms" in agreement.stands().prompt.advice
    assert refused(desk.braking.brake, agreement) == "brake-not-agreed"
    say(agreement, code=code().reveal())
    assert desk.braking.brake(agreement).outcome is Outcome.DONE
    assert intents(world)[0].facts["second_factor"] == "totp"


def test_a_second_one_without_a_factor_does_not_do_where_policy_wants_one(world, desk) -> None:
    rules = OperatorRules(second_factor=SecondFactor.REQUIRED)
    agreement = desk.braking.begin(world.ada.id)
    object.__setattr__(agreement._session, "policy", lenient(operators=rules))
    who = {"login": "sam", "password": "right"}
    assert refused(lambda: say(agreement, reason=REASON, **who)) == "approver-without-factor"


def test_a_supervisor_alone_proves_the_second_factor_again(world) -> None:
    """One word for two: so it is surely the supervisor's."""
    desk = world.sign_in(Role.SUPERVISOR)
    code = world.register_app(desk.operator.id)
    agreement = agreed(desk, world.ada.id)
    assert refused(desk.braking.brake, agreement) == "brake-not-agreed"
    say(agreement, code=code().reveal())
    assert desk.braking.brake(agreement).outcome is Outcome.DONE


def test_a_yes_is_good_once_and_not_for_long(world, supervisor) -> None:
    agreement = agreed(supervisor, world.ada.id)
    world.clock.forward(minutes=6)
    assert refused(supervisor.braking.brake, agreement) == "brake-not-agreed"
    agreement = agreed(supervisor, world.ada.id)
    assert supervisor.braking.brake(agreement).outcome is Outcome.DONE
    world.change_ada(state=replace(world.ada.state, enabled=True))
    assert refused(supervisor.braking.brake, agreement) == "brake-not-agreed"
    given_up = agreed(supervisor, world.ada.id)
    given_up.end()
    assert refused(supervisor.braking.brake, given_up) == "brake-not-agreed"
    assert len(world.directory.changes) == 1


def test_a_yes_at_another_sign_in_is_none_here(world, supervisor) -> None:
    other = world.sign_in(Role.SUPERVISOR, process="2:2")
    assert refused(other.braking.brake, agreed(supervisor, world.ada.id)) == "brake-not-agreed"


def test_a_reason_is_needed_and_is_cleaned(world, supervisor) -> None:
    agreement = supervisor.braking.begin(world.ada.id)
    for empty in ("", "  ", "\x1b\u202e"):
        with pytest.raises(Refused) as caught:
            say(agreement, reason=empty)
        assert caught.value.problem.code == "answer-missing"
    say(agreement, reason="bad\x1b[2J\nnews " + "x" * 400)
    supervisor.braking.brake(agreement)
    reason = str(intents(world)[0].facts["reason"])
    assert (len(reason), reason[:11]) == (200, "bad[2J news")


# --- the guard --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"security_id": f"{DOMAIN}-1200"}, "own-account"),
        ({"kind": AccountKind.MACHINE}, "machine-account"),
        ({"kind": AccountKind.SYSTEM}, "system-account"),
        ({"dn": "CN=Ada,OU=Elsewhere,DC=other"}, "out-of-scope"),
        ({"group_ids": frozenset({f"{DOMAIN}-512"})}, "protected-account"),
        ({"group_ids": None}, "protection-unknown"),
        ({"rights": {Action.DISABLE: False}}, "no-right"),
        ({"enabled": False}, "already-disabled"),
        ({"can_be_disabled": False}, "cannot-be-disabled"),
    ],
)
def test_the_guard_holds_before_anybody_is_asked_and_inside_the_write(
    world, make_account, changes, code
) -> None:
    policy = lenient(scope=Scope(bases=("DC=demo,DC=example",)))
    desk = world.sign_in(Role.SUPERVISOR, policy=policy)
    agreement = agreed(desk, world.ada.id)
    changed = make_account(**changes)
    world.directory.prepared = lambda _: world.directory.accounts.update({world.ada.id: changed})
    assert refused(desk.braking.brake, agreement, kind=Refused) == code
    assert refused(desk.braking.begin, world.ada.id, kind=Refused) == code
    assert [each.code for each in desk.lookup.card(world.ada.id).brake] == [code]
    assert world.directory.changes == []
    assert world.stores.audit.open_intents() == ()


def test_peers_are_braked_by_supervisors_alone(world, desk) -> None:
    world.change_ada(group_ids=world.operator_account.group_ids)
    assert refused(desk.braking.begin, world.ada.id) == "peer-operator"
    assert world.sign_in(Role.SUPERVISOR).braking.begin(world.ada.id)


def test_protected_people_are_braked_as_the_scope_says(world) -> None:
    world.change_ada(group_ids=frozenset({f"{DOMAIN}-512"}))
    policy = lenient(scope=Scope(protected=ProtectedRule.SUPERVISOR))
    assert braked(world.sign_in(Role.SUPERVISOR, policy=policy), world.ada.id).outcome is Outcome.DONE


def test_a_tier_that_is_never_disabled_is_braked_all_the_same(world) -> None:
    """A tier is what the desk does for callers; an attack is no call."""
    desk = world.sign_in(Role.SUPERVISOR, policy=proving(refused=frozenset({Action.DISABLE})))
    assert not desk.lookup.card(world.ada.id).may(Action.DISABLE)
    assert braked(desk, world.ada.id).outcome is Outcome.DONE


@pytest.mark.parametrize(
    ("roles", "held", "code"),
    [
        ((), Role.SUPERVISOR, "brake-off"),
        ((Role.SUPERVISOR,), Role.OPERATOR, "role-lacks-action"),
        ((Role.OPERATOR,), Role.SUPERVISOR, "role-lacks-action"),
        ((Role.OPERATOR, Role.SUPERVISOR), Role.REGISTRAR, "role-lacks-action"),
        ((Role.OPERATOR, Role.SUPERVISOR), Role.AUDITOR, "role-lacks-action"),
    ],
)
def test_only_the_roles_that_are_named_use_it(world, roles, held, code) -> None:
    desk = world.sign_in(held, policy=lenient(brake=BrakeRules(frozenset(roles))))
    assert refused(desk.braking.begin, world.ada.id) == code


def test_who_lost_the_role_meanwhile_closes_nothing(world, supervisor) -> None:
    agreement = agreed(supervisor, world.ada.id)
    world.change_operator(group_ids=frozenset())
    assert refused(supervisor.braking.brake, agreement) == "role-lost"
    assert world.directory.changes == []


# --- how often --------------------------------------------------------------------------------------------


def test_so_often_an_hour_whoever_restarts_and_wherever(world, supervisor) -> None:
    people = [world.add_person(f"person{number}") for number in range(4)]
    for person in people[:3]:
        braked(supervisor, person.id)
    elsewhere = world.sign_in(Role.SUPERVISOR, stores=world.open(), process="2:2")
    assert refused(elsewhere.braking.begin, people[3].id) == "brake-limit"
    world.clock.forward(minutes=61)
    assert braked(elsewhere, people[3].id).outcome is Outcome.DONE


def test_two_at_the_same_moment_do_not_pass_the_limit_together(world) -> None:
    desk = world.sign_in(Role.SUPERVISOR, policy=lenient(brake=BrakeRules(per_hour=1)))
    other = world.add_person("other")
    first, second = agreed(desk, world.ada.id), agreed(desk, other.id)
    desk.braking.brake(first)
    assert refused(desk.braking.brake, second) == "brake-limit"
    assert len(world.directory.changes) == 1


def test_the_whole_desk_has_a_limit_too(world) -> None:
    policy = lenient(brake=BrakeRules(per_hour=1))
    for number in range(4):
        world.directory.operator = replace(
            world.operator_account, id=AccountId(f"9-{number}"), security_id=f"{DOMAIN}-8{number}"
        )
        braked(world.sign_in(Role.SUPERVISOR, policy=policy), world.add_person(f"person{number}").id)
    world.directory.operator = world.operator_account
    desk = world.sign_in(Role.SUPERVISOR, policy=policy)
    assert refused(desk.braking.begin, world.ada.id) == "brake-limit-desk"


@pytest.mark.parametrize("reply", [ReplyKind.REFUSED, ReplyKind.NOT_SENT])
def test_what_surely_closed_nothing_does_not_count(world, reply) -> None:
    desk = world.sign_in(Role.SUPERVISOR, policy=lenient(brake=BrakeRules(per_hour=1)))
    world.directory.script = lambda *_: Reply(reply, problem("no-right", action="x"))
    assert braked(desk, world.ada.id).outcome is Outcome.REFUSED
    world.directory.script = world.directory.accept
    assert braked(desk, world.ada.id).outcome is Outcome.DONE


@pytest.mark.parametrize(("is_gone", "outcome"), [(False, Outcome.REFUSED), (True, Outcome.UNKNOWN)])
def test_what_may_have_closed_counts(world, is_gone, outcome) -> None:
    """A slow server may still carry out what was not seen."""
    desk = world.sign_in(Role.SUPERVISOR, policy=lenient(brake=BrakeRules(per_hour=1)))
    lost = Reply(ReplyKind.LOST, problem("reply-lost"))
    world.directory.script = gone_in_the_middle(world) if is_gone else lambda *_: lost
    assert braked(desk, world.ada.id).outcome is outcome
    world.directory.reachable = True
    world.change_ada(state=replace(world.ada.state, enabled=True))
    assert refused(desk.braking.begin, world.ada.id) == "brake-limit"


# --- intent, reading back, what was cut off ---------------------------------------------------------------


def test_without_a_record_nothing_is_written(world, supervisor, monkeypatch) -> None:
    agreement, append = agreed(supervisor, world.ada.id), type(world.stores.audit).append

    def failing(audit, event, facts, at):
        if event == "action.intent":
            raise StoreUnavailable(problem("store-full"))
        return append(audit, event, facts, at)

    monkeypatch.setattr(type(world.stores.audit), "append", failing)
    with pytest.raises(StoreUnavailable):
        supervisor.braking.brake(agreement)
    assert world.directory.changes == []


def test_the_intent_stands_before_the_write(world, supervisor) -> None:
    seen = []
    world.directory.script = lambda account, change: (
        seen.extend(world.events()),
        world.directory.accept(account, change),
    )[1]
    braked(supervisor, world.ada.id)
    assert seen[-1] == "action.intent"


def test_it_is_read_back_and_nothing_is_claimed(world, supervisor) -> None:
    world.directory.script = lambda *_: Reply(ReplyKind.ACCEPTED)
    (step,) = braked(supervisor, world.ada.id).steps
    assert (step.outcome, step.problem.code) == (Outcome.REFUSED, "not-as-asked")
    assert world.delivery.sent == []


def test_a_lost_answer_is_looked_for_and_never_sent_again(world, supervisor) -> None:
    def lost(account, change):
        world.directory.apply(account, change)
        return Reply(ReplyKind.LOST, problem("reply-lost"))

    world.directory.script = lost
    assert braked(supervisor, world.ada.id).outcome is Outcome.DONE
    assert len(world.directory.changes) == 1


def test_what_was_cut_off_is_found_at_the_next_sign_in_and_told(world, supervisor) -> None:
    world.directory.script = gone_in_the_middle(world)
    assert braked(supervisor, world.ada.id).outcome is Outcome.UNKNOWN
    world.delivery.sent.clear()
    world.directory.reachable, world.alive = True, False
    found = world.sign_in().resolved
    assert [each.outcome for each in found] == [Outcome.DONE]


def test_who_dies_before_anybody_is_told_leaves_that_to_the_next_sign_in(
    world, supervisor, monkeypatch
) -> None:
    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("helpdesk_tui.desk.braking.conclude", dies)
    with pytest.raises(KeyboardInterrupt):
        braked(supervisor, world.ada.id)
    world.alive = False
    world.sign_in(policy=lenient(notices=ADMINS), process="3:3")
    assert {each.kind for each in world.delivery.sent} == {MessageKind.BRAKED, MessageKind.BRAKE_USED}
    assert {each.words["reason"] for each in world.delivery.sent} == {REASON}


def test_a_directory_that_dies_before_the_write_costs_no_yes(world, supervisor) -> None:
    agreement = agreed(supervisor, world.ada.id)
    world.directory.reachable = False
    with pytest.raises(DirectoryUnreachable):
        supervisor.braking.brake(agreement)
    world.directory.reachable = True
    assert supervisor.braking.brake(agreement).outcome is Outcome.DONE


# --- what was open ends; who is told ----------------------------------------------------------------------


def test_what_was_proven_or_is_being_proven_ends(world, supervisor, app) -> None:
    dana = world.sign_in(Role.OPERATOR)
    clearance = world.clear(dana, app)
    braked(supervisor, world.ada.id)
    assert refused(dana.actions.perform, clearance.id, FULL_RESET) == "clearance-used"
    world.change_ada(state=replace(world.ada.state, enabled=True))
    world.clock.forward(seconds=31)
    begun = dana.verifying.begin(world.ada.id)
    braked(supervisor, world.ada.id)
    assert refused(dana.verifying.look, begun.id) == "verification-unknown"


def test_it_ends_before_the_write(world, supervisor, app) -> None:
    """So that nobody writes in between by what was proven before."""
    dana = world.sign_in(Role.OPERATOR)
    clearance = world.clear(dana, app)
    codes = []

    def meanwhile(account, change):
        codes.append(refused(dana.actions.perform, clearance.id, FULL_RESET))
        return world.directory.accept(account, change)

    world.directory.script = meanwhile
    braked(supervisor, world.ada.id)
    assert codes == ["clearance-used"]


@pytest.mark.parametrize("on_reset", [True, False])
def test_the_person_and_the_administrators_are_told_whatever_else_is(world, on_reset) -> None:
    notices = NoticeRules(on_reset=on_reset, administrators=ADMINS.administrators)
    receipt = braked(world.sign_in(Role.SUPERVISOR, policy=lenient(notices=notices)), world.ada.id)
    told = {(each.kind, each.to) for each in world.delivery.sent}
    assert (MessageKind.BRAKE_USED, "admins@demo.example") in told
    assert (MessageKind.BRAKED, "ada.byron@demo.example") in told
    assert {each.to_administrators for each in receipt.notices} == {True, False}


def test_the_history_says_who_and_why(world, desk) -> None:
    braked(desk, world.ada.id, "sam", reason="Stolen phone")
    entry = desk.lookup.card(world.ada.id).history[0]
    assert entry.operator == "dana"
    assert entry.sentence.startswith("disabled by the brake: Stolen phone · with sam · told by")


def test_no_password_of_a_second_one_is_in_the_record(world, desk) -> None:
    password = Secret("right")
    agreement = desk.braking.begin(world.ada.id)
    values = {"reason": Secret(REASON), "login": Secret("sam"), "password": password}
    agreement.answer(Answer("brake", values))
    desk.braking.brake(agreement)
    assert password.dropped
    assert "'right'" not in repr([each.facts for each in world.stores.audit.records()])


# --- taken back -------------------------------------------------------------------------------------------


ENABLE = Order(Action.ENABLE)


def test_a_supervisor_alone_enables_it_again_under_a_clearance(world, app) -> None:
    scope = Scope(roles=((Action.ENABLE, frozenset({Role.OPERATOR, Role.SUPERVISOR})),))
    desk, boss = (
        world.sign_in(role, policy=lenient(scope=scope)) for role in (Role.OPERATOR, Role.SUPERVISOR)
    )
    braked(boss, world.ada.id)
    against = desk.lookup.card(world.ada.id).refusals[Action.ENABLE]
    assert [each.code for each in against] == ["braked"]
    clearance = world.clear(desk, app)
    assert refused(desk.actions.perform, clearance.id, ENABLE) == "clearance-not-for-this"
    world.clock.forward(minutes=30)
    clearance = world.clear(boss, app)
    assert boss.actions.perform(clearance.id, ENABLE).outcome is Outcome.DONE


def test_once_enabled_it_is_as_any_other(world, app) -> None:
    scope = Scope(roles=((Action.ENABLE, frozenset({Role.OPERATOR, Role.SUPERVISOR})),))
    boss = world.sign_in(Role.SUPERVISOR, policy=lenient(scope=scope))
    braked(boss, world.ada.id)
    boss.actions.perform(world.clear(boss, app).id, ENABLE)
    world.change_ada(state=replace(world.ada.state, enabled=False))
    desk = world.sign_in(Role.OPERATOR, policy=lenient(scope=scope))
    assert desk.lookup.card(world.ada.id).may(Action.ENABLE)


def test_it_is_not_forgotten_after_a_year(world) -> None:
    scope = Scope(roles=((Action.ENABLE, frozenset({Role.OPERATOR})),))
    braked(world.sign_in(Role.SUPERVISOR), world.ada.id)
    world.clock.time += timedelta(days=400)
    desk = world.sign_in(Role.OPERATOR, policy=lenient(scope=scope))
    assert [each.code for each in desk.lookup.card(world.ada.id).refusals[Action.ENABLE]] == ["braked"]


def test_no_reset_and_no_unlock_takes_it_back(world, supervisor, app) -> None:
    braked(supervisor, world.ada.id)
    receipt = supervisor.actions.perform(world.clear(supervisor, app).id, FULL_RESET)
    assert receipt.account.state.enabled is False


# --- beside a report that "this was not me" ----------------------------------------------------------------


def test_a_held_account_is_braked_and_who_did_that_has_no_part_in_what_is_disputed(world, supervisor) -> None:
    supervisor.reporting.report(world.ada.id, "never called")
    assert braked(supervisor, world.ada.id).outcome is Outcome.DONE
    supervisor.reporting.report(world.ada.id, "never called")
    against = supervisor.lookup.card(world.ada.id).refusals[Action.ENABLE]
    assert "report-own-part" not in [each.code for each in against]
