"""A person's own change: the old password clears it, and nothing else is done by it."""

from dataclasses import replace

import pytest
from desk.conftest import DOMAIN
from desk.policies import lenient

from helpdesk_tui.desk.account import AccountKind
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS, WRITING
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.banned import Banned, BannedMode
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.effect import Effect
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, NotPermitted, StoreUnavailable
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import Enabled, PasswordRules, Scope
from helpdesk_tui.desk.ports import Blocked, MessageKind, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.secret import Secret

OLD, NEW = "Their-Old-One-1", "Their-Own-Choice-88"


@pytest.fixture
def desk(world):
    world.change_ada(state=replace(world.ada.state, locked=False, must_change=True, password_expired=True))
    return world.sign_in()


def typed(old: str = OLD, new: str = NEW, again: str = "") -> Answer:
    values = {"old": Secret(old), "new": Secret(new), "again": Secret(again or new)}
    return Answer("change-password", values)


def problem_of(call, *args) -> Problem:
    with pytest.raises(HelpdeskError) as caught:
        call(*args)
    return caught.value.problem


def try_once(world, desk, old: str = "Wrong-Old-One-1", account=None) -> str:
    """What was said to a wrong one."""
    return problem_of(desk.changing_own.begin(account or world.ada.id).answer, typed(old)).code


# --- the change -------------------------------------------------------------------------------------------


def test_who_knows_the_old_password_changes_it_and_it_is_read_back(world, desk) -> None:
    change = desk.changing_own.begin(world.ada.id)
    assert change.answer(typed()).prompt is None
    assert world.directory.own_changes == [(OLD, NEW)]
    assert world.directory.changes == []  # no other write
    receipt = change.receipt
    assert receipt.outcome is Outcome.DONE
    assert [(step.step, step.words) for step in receipt.steps] == [
        (Action.CHANGE_PASSWORD, "Password changed by the person")
    ]
    assert receipt.password is None


def test_the_intent_stands_before_it_and_the_outcome_after(world, desk) -> None:
    seen = []

    def script(account, old, new):
        seen.extend(world.events())
        return world.directory.accept_own(account, old, new)

    world.directory.own_script = script
    desk.changing_own.begin(world.ada.id).answer(typed())
    assert seen[-1] == "action.intent"
    assert [record.event for record in world.story()[-2:]] == ["action.intent", "action.outcome"]
    assert world.stores.audit.open_intents() == ()
    assert world.story()[-2].facts["action"] == "change-password"


def test_a_count_that_fails_after_it_hides_no_change(world, desk, monkeypatch) -> None:
    change = desk.changing_own.begin(world.ada.id)

    def fail(*_):
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(type(world.stores.attempts), "succeed", fail)
    change.answer(typed())
    assert change.receipt.outcome is Outcome.DONE


def test_no_record_no_change(world, desk, monkeypatch) -> None:
    change = desk.changing_own.begin(world.ada.id)

    def fail(event, facts, at):
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(world.stores.audit, "append", fail)
    problem_of(change.answer, typed())
    assert world.directory.own_changes == []


def test_the_record_holds_neither_password(world, desk) -> None:
    change = desk.changing_own.begin(world.ada.id)
    problem_of(change.answer, typed("Wrong-Old-One-1"))
    change.answer(typed())
    said = repr([record.facts for record in world.stores.audit.records()])
    assert not any(each in said for each in (OLD, NEW, "Wrong-Old-One-1"))


def test_the_person_is_told_and_no_operator_is_said_to_have_reset_it(world, desk) -> None:
    desk.changing_own.begin(world.ada.id).answer(typed())
    assert {each.kind for each in world.delivery.sent} == {MessageKind.PASSWORD_CHANGED}


def test_it_is_done_once(world, desk) -> None:
    change = desk.changing_own.begin(world.ada.id)
    change.answer(typed())
    assert problem_of(change.answer, typed(NEW, "Another-Choice-99")).code == "own-change-over"
    ended = desk.changing_own.begin(world.ada.id)
    ended.end()
    assert problem_of(ended.answer, typed(NEW, "Another-Choice-99")).code == "own-change-over"
    assert len(world.directory.own_changes) == 1


def test_a_lost_answer_is_not_sent_again_but_read(world, desk) -> None:
    def lose(account, old, new):
        world.directory.accept_own(account, old, new)
        return Reply(ReplyKind.LOST, problem("reply-lost"))

    world.directory.own_script = lose
    change = desk.changing_own.begin(world.ada.id)
    change.answer(typed())
    assert change.receipt.outcome is Outcome.DONE
    assert len(world.directory.own_changes) == 1


def test_a_change_that_was_lost_on_the_way_is_not_said_to_be_done(world, desk) -> None:
    world.directory.own_script = lambda *_: Reply(ReplyKind.LOST, problem("reply-lost"))
    change = desk.changing_own.begin(world.ada.id)
    change.answer(typed())
    assert change.receipt.outcome is Outcome.REFUSED
    assert world.delivery.sent == []
    assert len(world.stores.audit.open_intents()) == 1  # a slow server may still make it


def test_what_broke_off_is_found_at_the_next_sign_in(world, desk) -> None:
    def die(account, old, new):
        world.directory.accept_own(account, old, new)
        raise KeyboardInterrupt

    world.directory.own_script = die
    with pytest.raises(KeyboardInterrupt):
        desk.changing_own.begin(world.ada.id).answer(typed())
    world.alive = False
    (found,) = world.sign_in(process="2:2").resolved
    assert (found.outcome, found.final) == (Outcome.DONE, True)
    assert {each.kind for each in world.delivery.sent} == {MessageKind.PASSWORD_CHANGED}


def test_a_directory_that_is_away_costs_no_try(world, desk) -> None:
    change = desk.changing_own.begin(world.ada.id)
    for _ in range(5):
        world.directory.reachable = False
        with pytest.raises(DirectoryUnreachable):
            change.answer(typed())
        world.directory.reachable = True
    change.answer(typed())
    assert change.receipt.outcome is Outcome.DONE


def test_what_the_server_refuses_is_said_to_the_person(world, desk) -> None:
    """And not that an operator should generate another one."""
    refusals = {
        "password-refused": "own-change-refused",
        "password-in-history": "own-change-used",
        "password-too-young": "own-change-recent",
        "password-pattern": "password-pattern",
    }
    for code, said in refusals.items():
        why = problem(code, detail="19/0000052D")
        world.directory.own_script = lambda *_, why=why: Reply(ReplyKind.REFUSED, why, "19/0000052D")
        found = problem_of(desk.changing_own.begin(world.ada.id).answer, typed())
        assert (found.code, found.detail) == (said, "19/0000052D")
        assert world.story()[-1].facts["problems"] == [said]


def test_a_refusal_by_policy_is_no_guess(world, desk) -> None:
    """It shows that the old one was right: whoever chooses badly may go on choosing."""
    world.directory.own_script = lambda *_: Reply(ReplyKind.REFUSED, problem("password-refused"))
    change = desk.changing_own.begin(world.ada.id)
    assert [problem_of(change.answer, typed()).code for _ in range(8)] == ["own-change-refused"] * 8


# --- what is typed ----------------------------------------------------------------------------------------


def test_the_new_one_is_typed_twice_alike_and_is_another(world, desk) -> None:
    change = desk.changing_own.begin(world.ada.id)
    assert problem_of(change.answer, typed(again="Their-Own-Choice-89")).code == "typed-twice"
    assert problem_of(change.answer, typed(OLD, OLD)).code == "own-change-same"
    assert problem_of(change.answer, typed("")).code == "answer-missing"
    assert world.directory.own_changes == []


def test_every_rule_that_the_new_one_breaks_is_said_at_once(world) -> None:
    rules = PasswordRules(banned_mode=BannedMode.ENFORCED, banned=Banned(frozenset({"acme"})))
    desk = world.sign_in(policy=replace(lenient(), passwords=rules))
    world.change_ada(state=replace(world.ada.state, locked=False))
    why = problem_of(desk.changing_own.begin(world.ada.id).answer, typed(new="acme"))
    assert why.code == "own-change-unfit"
    for words in ("shorter than 8", "three of", "banned"):
        assert words in why.cause
    assert world.directory.own_changes == []


def test_a_new_one_that_is_known_from_a_breach_is_not_sent(world, desk, monkeypatch) -> None:
    class Known:
        def holds(self, password):
            return password.reveal() == NEW

    way_in = replace(world.sign_in_with(), breached=Known())
    change = way_in.sign_in("dana", Secret("right")).changing_own.begin(world.ada.id)
    assert problem_of(change.answer, typed()).code == "password-breached"
    assert world.directory.own_changes == []


# --- guessing ---------------------------------------------------------------------------------------------


def test_three_wrong_ones_in_an_hour_are_the_last(world, desk) -> None:
    """Whatever number of conversations they are typed in; and the directory hears of no fourth."""
    assert [try_once(world, desk) for _ in range(3)] == ["old-password-wrong"] * 3
    assert problem_of(desk.changing_own.begin, world.ada.id).code == "own-change-blocked"
    assert len(world.directory.own_changes) == 3
    world.clock.forward(minutes=61)
    desk.changing_own.begin(world.ada.id).answer(typed())


def test_a_conversation_that_was_open_is_stopped_too(world, desk) -> None:
    change = desk.changing_own.begin(world.ada.id)
    for _ in range(3):
        problem_of(change.answer, typed("Wrong-Old-One-1"))
    stopped = problem_of(change.answer, typed())
    assert (stopped.code, stopped.effect) == ("own-change-blocked", Effect.OVER)
    assert len(world.directory.own_changes) == 3


def test_five_wrong_ones_in_a_day_are_the_last(world, desk) -> None:
    said = []
    for _ in range(6):
        said.append(try_once(world, desk) if len(said) < 5 else "")
        world.clock.forward(minutes=25)
    assert said[:5] == ["old-password-wrong"] * 5
    world.clock.forward(hours=2)
    assert problem_of(desk.changing_own.begin, world.ada.id).code == "own-change-blocked"


def test_one_operator_does_not_go_from_account_to_account(world, desk) -> None:
    """One password each for many people: the operator's own count ends it."""
    limit = lenient().verification.limits.operator.failures
    people = [world.add_person(f"p{number}") for number in range(limit + 1)]
    said = [try_once(world, desk, account=each.id) for each in people[:limit]]
    assert set(said) == {"old-password-wrong"}
    assert problem_of(desk.changing_own.begin, people[-1].id).code == "own-change-blocked"
    assert len(world.directory.own_changes) == limit


def test_the_try_is_counted_before_it_is_sent(world, desk) -> None:
    def killed(*_):
        raise KeyboardInterrupt

    world.directory.own_script = killed
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            desk.changing_own.begin(world.ada.id).answer(typed("Wrong-Old-One-1"))
    assert problem_of(desk.changing_own.begin, world.ada.id).code == "own-change-blocked"


def test_wrong_old_passwords_are_no_failed_proofs_nor_forgive_any(world, desk) -> None:
    """Who has forgotten the password needs a proof next; and who knows it has proven nothing else."""
    app = world.register_app()
    for _ in range(3):
        try_once(world, desk)
    world.clear(desk, app)
    limits, now = lenient().verification.limits, world.clock.now()
    before = world.stores.attempts.left(world.ada.id, desk.operator.id, limits, now)
    begun = world.stores.attempts.begin(world.ada.id, "some-method", desk.operator.id, limits, now)
    assert not isinstance(begun, Blocked)
    world.clock.forward(minutes=61)
    desk.changing_own.begin(world.ada.id).answer(typed())
    left = world.stores.attempts.left(world.ada.id, desk.operator.id, limits, world.clock.now())
    assert left == before - 1


# --- whose --------------------------------------------------------------------------------------------------


def test_it_is_no_power_of_the_desk_so_ones_own_and_a_peers_may_be_changed(world) -> None:
    desk = world.sign_in()
    peer = world.add_person("peer", group_ids=world.operator_account.group_ids)
    world.directory.accounts[world.operator_account.id] = world.operator_account
    for each in (peer.id, world.operator_account.id):
        desk.changing_own.begin(each)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": AccountKind.MACHINE}, "machine-account"),
        ({"dn": "CN=Ada Byron,OU=Elsewhere,DC=demo,DC=example"}, "out-of-scope"),
        ({"group_ids": frozenset({f"{DOMAIN}-512"})}, "protected-account"),
        ({"group_ids": None}, "protection-unknown"),
    ],
)
def test_the_guard_answers_before_it_and_inside_it(world, changes, code) -> None:
    """An administrator's password is not for a terminal of the desk."""
    policy = replace(lenient(), scope=Scope(bases=("OU=People,DC=demo,DC=example",)))
    world.change_ada(state=replace(world.ada.state, locked=False))
    desk = world.sign_in(policy=policy)
    change = desk.changing_own.begin(world.ada.id)
    world.change_ada(**changes)
    assert problem_of(change.answer, typed()).code == code
    assert problem_of(desk.changing_own.begin, world.ada.id).code == code
    assert world.directory.own_changes == []
    assert world.story()[-1].event == "action.denied"


def test_whom_policy_enables_for_resets_is_no_matter(world, desk) -> None:
    policy = replace(lenient(), scope=Scope(enabled=Enabled.NOBODY))
    world.sign_in(policy=policy).changing_own.begin(world.ada.id)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"smart_card_required": True}, "smart-card-required"),
        ({"cannot_change_password": True}, "why-may-not-change"),
        ({"locked": True}, "own-change-locked"),
        ({"must_change": False}, "own-change-too-young"),
    ],
)
def test_what_cannot_end_well_is_said_before_anything_is_typed(world, desk, state, code) -> None:
    young = {"password_set": world.clock.now()} if code == "own-change-too-young" else {}
    world.change_ada(state=replace(world.directory.accounts[world.ada.id].state, **state, **young))
    assert problem_of(desk.changing_own.begin, world.ada.id).code == code
    assert desk.lookup.card(world.ada.id).refusals[Action.CHANGE_PASSWORD][0].code == code


def test_where_the_directory_cannot_it_is_not_offered(world, desk) -> None:
    info = replace(world.directory.info, cannot={Action.CHANGE_PASSWORD: "it has no operation for that"})
    world.directory.infos[world.ada.id] = info
    assert not desk.lookup.card(world.ada.id).offers(Action.CHANGE_PASSWORD)
    assert problem_of(desk.changing_own.begin, world.ada.id).code == "not-on-this-server"


def test_who_cannot_be_proven_may_change_it_all_the_same(world, desk) -> None:
    world.change_ada(mobile="", office_phone="", mail="")
    card = desk.lookup.card(world.ada.id)
    assert not any(card.offers(each) for each in CALL_ACTIONS)
    assert card.offers(Action.CHANGE_PASSWORD)


def test_an_operator_who_is_none_any_more_changes_nothing(world, desk) -> None:
    change = desk.changing_own.begin(world.ada.id)
    world.change_operator(enabled=False)
    assert problem_of(change.answer, typed()).ends_session
    assert world.directory.own_changes == []


def test_an_auditor_is_offered_nothing_of_it(world) -> None:
    world.change_ada(state=replace(world.ada.state, locked=False))
    with pytest.raises(NotPermitted):
        world.sign_in(Role.AUDITOR).changing_own.begin(world.ada.id)


def test_no_clearance_is_for_it_and_it_is_for_no_other_write(world, desk) -> None:
    """The only write without one can do nothing but a change with the old password."""
    assert Action.CHANGE_PASSWORD not in CALL_ACTIONS
    assert Action.CHANGE_PASSWORD not in {spec.action for spec in WRITING}
    clearance = world.clear(desk, world.register_app())
    order = Order(Action.CHANGE_PASSWORD, password=Secret(NEW))
    with pytest.raises(NotPermitted):
        desk.actions.perform(clearance.id, order)
    assert world.directory.changes == []
