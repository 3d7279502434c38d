"""Writing: no clearance, no write; and the outcome is what was read back."""

from dataclasses import replace

import pytest
from desk.asking import Asking
from desk.conftest import DOMAIN
from desk.policies import lenient, proving
from writing import FULL_RESET, a_change

from helpdesk_tui.desk import guessing, performing
from helpdesk_tui.desk.account import AccountId, Marks
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.errors import (
    DirectoryUnreachable,
    HelpdeskError,
    NotPermitted,
    Refused,
    StoreUnavailable,
)
from helpdesk_tui.desk.new_password import password_for
from helpdesk_tui.desk.policy import HistoryRule, PasswordRules
from helpdesk_tui.desk.ports import Ability, Capability, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

RESET = FULL_RESET


def refused(call, *args, kind: type[Refused] = NotPermitted) -> str:
    with pytest.raises(kind) as caught:
        call(*args)
    return caught.value.problem.code


@pytest.fixture
def desk(world):
    return world.sign_in()


@pytest.fixture
def app(world):
    return world.register_app()


def test_a_verified_reset_is_one_modify_and_is_read_back(world, desk, app) -> None:
    receipt = desk.actions.perform(world.clear(desk, app).id, RESET)
    assert receipt.outcome is Outcome.DONE
    assert [result.step for result in receipt.steps] == [Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK]
    assert len(world.directory.changes) == 1
    sent = world.directory.changes[0]
    assert sent.steps == {Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK}
    assert sent.new_password == receipt.password


def test_intent_stands_before_the_write_and_the_outcome_after(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    seen = []
    world.directory.script = lambda account, change: (
        seen.extend(world.events()),
        world.directory.accept(account, change),
    )[1]
    receipt = desk.actions.perform(clearance.id, RESET)
    assert seen[-1] == "action.intent"
    assert world.story()[-1].event == "action.outcome"
    assert world.stores.audit.open_intents() == ()
    assert receipt.number == next(r.seq for r in world.stores.audit.records() if r.event == "action.intent")


def test_the_record_holds_no_password(world, desk, app) -> None:
    receipt = desk.actions.perform(world.clear(desk, app).id, RESET)
    assert receipt.password is not None
    said = repr([record.facts for record in world.stores.audit.records()])
    assert receipt.password.reveal() not in said


def test_without_a_clearance_nothing_is_written(world, desk) -> None:
    assert refused(desk.actions.perform, ClearanceId("made-up"), RESET) == "no-clearance"
    assert world.directory.changes == []
    assert world.events()[-1] == "action.denied"


def test_a_clearance_is_used_up(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    desk.actions.perform(clearance.id, RESET)
    assert refused(desk.actions.perform, clearance.id, RESET) == "clearance-used"
    assert len(world.directory.changes) == 1


def test_a_clearance_expires(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.clock.forward(minutes=10)
    assert refused(desk.actions.perform, clearance.id, RESET) == "clearance-expired"
    world.clock.forward(hours=-2)
    assert refused(desk.actions.perform, clearance.id, RESET) == "clock-went-back"
    assert world.directory.changes == []


def test_a_clearance_is_for_its_operator(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.operator = replace(
        world.operator_account, id=AccountId("88888888-0000-0000-0000-000000000000")
    )
    assert refused(world.sign_in().actions.perform, clearance.id, RESET) == "clearance-not-for-this"
    assert world.directory.changes == []


def test_a_clearance_is_for_its_actions(world, desk, app) -> None:
    clearance = world.clear(desk, app, frozenset({Action.UNLOCK}))
    assert refused(desk.actions.perform, clearance.id, RESET) == "clearance-not-for-this"
    assert world.directory.changes == []


def test_a_clearance_is_for_the_policy_it_was_given_under(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    stricter = world.sign_in(policy=proving(gates=2))
    assert refused(stricter.actions.perform, clearance.id, RESET) == "policy-changed"
    assert world.directory.changes == []


@pytest.mark.parametrize(
    "changes",
    [
        {"dn": "CN=Ada Lovelace,OU=People,DC=demo,DC=example"},
        {"dn": "CN=Ada Byron,OU=Board,DC=demo,DC=example"},
        {"security_id": "S-1-5-21-1004336348-1177238915-682003330-9999"},
        {"mobile": "+44 7700 900999"},
        {"mail": "eve@demo.example"},
        {"enabled": False},
        {"group_ids": frozenset({"S-1-5-21-1004336348-1177238915-682003330-4242"})},
        {"group_ids": None},
        {"mobile": None},
    ],
)
def test_an_account_that_changed_since_the_proof_is_not_touched(
    world, desk, app, make_account, changes
) -> None:
    clearance = world.clear(desk, app)
    world.directory.accounts[world.ada.id] = make_account(**{"locked": True, **changes})
    assert refused(desk.actions.perform, clearance.id, RESET) == "account-changed"
    world.directory.accounts[world.ada.id] = world.ada
    assert refused(desk.actions.perform, clearance.id, RESET) == "clearance-used", "changed back is too late"
    assert world.directory.changes == []


def test_an_account_recreated_under_the_same_login_is_another(world, desk, app, make_account) -> None:
    clearance = world.clear(desk, app)
    del world.directory.accounts[world.ada.id]
    twin = make_account(id=AccountId("77777777-0000-0000-0000-000000000000"))
    world.directory.accounts[twin.id] = twin
    assert refused(desk.actions.perform, clearance.id, RESET, kind=Refused) == "account-gone"
    assert world.directory.changes == []


def test_a_lockout_by_a_hostile_caller_does_not_spoil_the_clearance(world, desk, app, make_account) -> None:
    world.directory.accounts[world.ada.id] = make_account(locked=False)
    clearance = world.clear(desk, app)
    world.directory.accounts[world.ada.id] = make_account(locked=True)
    assert desk.actions.perform(clearance.id, RESET).outcome is Outcome.DONE


def test_the_guard_stands_inside_the_write_too(world, desk, app, make_account, monkeypatch) -> None:
    """The fingerprint sees groups as well; here it is made blind, so that the guard stands alone."""
    monkeypatch.setattr("helpdesk_tui.desk.cleared.fingerprint", lambda account: "same")
    monkeypatch.setattr("helpdesk_tui.desk.course.fingerprint", lambda account: "same")
    monkeypatch.setattr("helpdesk_tui.desk.planning.fingerprint", lambda account: "same")
    clearance = world.clear(desk, app)
    admin = make_account(group_ids=frozenset({"S-1-5-32-544"}))
    world.directory.accounts[world.ada.id] = admin
    assert refused(desk.actions.perform, clearance.id, RESET) == "protected-account"
    assert world.directory.changes == []


def test_no_record_no_write(world, desk, app, monkeypatch) -> None:
    clearance = world.clear(desk, app)

    def full(*_: object) -> None:
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(type(world.stores.audit), "append", full)
    with pytest.raises(StoreUnavailable):
        desk.actions.perform(clearance.id, RESET)
    assert world.directory.changes == []


def test_a_directory_that_is_away_costs_no_clearance(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.reachable = False
    with pytest.raises(DirectoryUnreachable):
        desk.actions.perform(clearance.id, RESET)
    world.directory.reachable = True
    assert desk.actions.perform(clearance.id, RESET).outcome is Outcome.DONE


# --- from the check to the write --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (lambda world: world.change_ada(group_ids=frozenset({f"{DOMAIN}-512"})), "account-changed"),
        (lambda world: world.change_ada(mobile="+44 7700 900999"), "account-changed"),
        (lambda world: world.change_ada(dn="CN=Ada,OU=Elsewhere,DC=demo,DC=example"), "account-changed"),
        (lambda world: world.directory.accounts.clear(), "account-gone"),
        (lambda world: world.change_operator(group_ids=frozenset()), "role-lost"),
        (lambda world: world.change_operator(enabled=False), "operator-disabled"),
    ],
)  # fmt: skip
def test_what_happens_while_the_connection_opens_is_seen_and_nothing_is_written(
    world, desk, app, meanwhile, code
) -> None:
    clearance = world.clear(desk, app)
    world.directory.prepared = lambda account: meanwhile(world)
    assert refused(desk.actions.perform, clearance.id, RESET, kind=Refused) == code
    assert world.directory.changes == []
    intent, denied, outcome = world.story()[-3:]
    if code == "account-gone":
        intent, outcome = world.story()[-2:]
    assert (intent.event, outcome.event) == ("action.intent", "action.outcome")
    assert (outcome.facts["outcome"], set(outcome.facts["problems"])) == ("refused", {code})
    assert code == "account-gone" or (denied.event, denied.facts["problem"]) == ("action.denied", code)
    assert world.stores.audit.open_intents() == ()


def test_the_guard_is_asked_on_the_connection_that_writes(world, desk, app, monkeypatch) -> None:
    clearance = world.clear(desk, app)
    monkeypatch.setattr("helpdesk_tui.desk.cleared.fingerprint", lambda account: clearance.fingerprint)
    admin = frozenset({f"{DOMAIN}-512"})
    world.directory.prepared = lambda account: world.change_ada(group_ids=admin)
    assert refused(desk.actions.perform, clearance.id, RESET) == "protected-account"
    assert world.directory.changes == []


def test_a_connection_for_the_write_that_does_not_come_about_costs_no_clearance(world, desk, app) -> None:
    clearance = world.clear(desk, app)

    def away(account) -> None:
        raise DirectoryUnreachable(problem("unreachable", server="dc1"))

    world.directory.prepared = away
    with pytest.raises(DirectoryUnreachable):
        desk.actions.perform(clearance.id, RESET)
    assert "action.intent" not in world.events()
    world.directory.prepared = lambda account: None
    assert desk.actions.perform(clearance.id, RESET).outcome is Outcome.DONE


def test_a_line_that_breaks_before_the_last_look_is_told_as_not_sent(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.prepared = lambda account: setattr(
        world.directory, "read_error", DirectoryUnreachable(problem("connection-lost", server="dc1"))
    )
    receipt = desk.actions.perform(clearance.id, RESET)
    assert receipt.outcome is Outcome.REFUSED
    assert {result.problem.code for result in receipt.steps} == {"connection-lost"}
    assert world.directory.changes == []
    assert world.story()[-1].facts["reply"] == "not-sent"
    assert world.stores.audit.open_intents() == ()


@pytest.fixture
def made(monkeypatch) -> list[Secret]:
    """The passwords that the desk makes."""
    found: list[Secret] = []
    monkeypatch.setattr(
        performing, "password_for", lambda *given: found.append(password_for(*given)) or found[-1]
    )
    return found


def no_line(world, monkeypatch) -> None:
    def away(_) -> None:
        raise DirectoryUnreachable(problem("unreachable", server="dc1"))

    world.directory.prepared = away


def used_up(world, monkeypatch) -> None:
    monkeypatch.setattr(world.stores.clearances, "consume", lambda *_: False)


def no_record(world, monkeypatch) -> None:
    def full(*_):
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(type(world.stores.audit), "append", full)


def killed(world, monkeypatch) -> None:
    def kill(*_):
        raise KeyboardInterrupt

    world.directory.script = kill


@pytest.mark.parametrize("what", [no_line, used_up, no_record, killed])
def test_a_password_that_was_made_for_nothing_is_dropped(world, desk, app, made, monkeypatch, what) -> None:
    clearance = world.clear(desk, app)
    what(world, monkeypatch)
    with pytest.raises((HelpdeskError, KeyboardInterrupt)):
        desk.actions.perform(clearance.id, RESET)
    assert [each.dropped for each in made] == [True]


def test_a_typed_one_stays_with_its_screen_until_the_clearance_is_used(world, desk, app, monkeypatch) -> None:
    typed, clearance = Secret("Sturdy-Teapot-42"), world.clear(desk, app)
    used_up(world, monkeypatch)
    assert refused(desk.actions.perform, clearance.id, replace(RESET, password=typed)) == "clearance-used"
    assert not typed.dropped


def test_nothing_that_takes_time_comes_between_the_last_look_and_the_write(world, app, monkeypatch) -> None:
    """Neither a list of breaches nor an estimate of guesses nor a look at a group."""
    seen: list[str] = []

    def noted(name: str, call):
        return lambda *given: (seen.append(name), call(*given))[1]

    class Breached:
        holds = staticmethod(noted("breached", lambda _: False))

    desk = replace(world.sign_in_with(), breached=Breached()).sign_in("dana", Secret("right"))
    desk = replace(desk, verifying=Asking(desk.verifying))
    clearance = world.clear(desk, app)
    monkeypatch.setattr(guessing, "score", noted("guessed", lambda *_: 4))
    monkeypatch.setattr(world.directory, "read", noted("read", world.directory.read))
    monkeypatch.setattr(world.directory, "read_operator", noted("operator", world.directory.read_operator))
    monkeypatch.setattr(world.directory, "script", noted("written", world.directory.accept))
    desk.actions.perform(clearance.id, replace(RESET, password=Secret("Sturdy-Teapot-42")))
    before = seen[: seen.index("written")]
    assert before[-3:] == ["breached", "operator", "read"]
    assert before.count("guessed") == 1


def test_a_typed_password_is_weighed_again_for_another_name(world, desk, app, monkeypatch) -> None:
    clearance = world.clear(desk, app)
    monkeypatch.setattr(guessing, "score", lambda _, names: 0 if "Teapot" in names else 4)
    world.directory.prepared = lambda account: world.change_ada(surname="Teapot")
    order = replace(RESET, password=Secret("Sturdy-Teapot-42"))
    assert refused(desk.actions.perform, clearance.id, order, kind=Refused) == "password-guessable"
    assert world.directory.changes == []


# --- what the server says -----------------------------------------------------------------------------


def test_a_refusal_is_a_refusal_with_its_reason(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    why = problem("password-refused")
    world.directory.script = lambda *_: Reply(ReplyKind.REFUSED, why, "53/0000052D")
    receipt = desk.actions.perform(clearance.id, RESET)
    assert {(result.outcome, result.problem) for result in receipt.steps} == {(Outcome.REFUSED, why)}
    assert receipt.password is None
    outcome = world.story()[-1].facts
    assert (outcome["outcome"], outcome["code"]) == ("refused", "53/0000052D")


def test_yes_from_the_server_is_not_success(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.script = lambda *_: Reply(ReplyKind.ACCEPTED)
    receipt = desk.actions.perform(clearance.id, RESET)
    assert receipt.outcome is Outcome.REFUSED
    assert receipt.password is None


def test_a_forced_change_that_did_not_take_is_shown_as_partial(world, desk, app) -> None:
    clearance = world.clear(desk, app)

    def half(account, change):
        world.directory.apply(account, replace(change, steps=change.steps - {Action.FORCE_CHANGE}))
        return Reply(ReplyKind.ACCEPTED)

    world.directory.script = half
    steps = {s.step: s.outcome for s in desk.actions.perform(clearance.id, RESET).steps}
    assert steps == {
        Action.RESET: Outcome.DONE,
        Action.FORCE_CHANGE: Outcome.REFUSED,
        Action.UNLOCK: Outcome.DONE,
    }


def lost(world, *, applied: bool):
    def script(account, change):
        if applied:
            world.directory.apply(account, change)
        return Reply(ReplyKind.LOST, problem("reply-lost"))

    return script


def test_a_lost_answer_is_resolved_by_reading_never_by_sending_again(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.script = lost(world, applied=True)
    receipt = desk.actions.perform(clearance.id, RESET)
    assert receipt.outcome is Outcome.DONE
    assert len(world.directory.changes) == 1


def test_a_lost_write_that_was_not_made_is_said_to_be_not_made(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.script = lost(world, applied=False)
    receipt = desk.actions.perform(clearance.id, RESET)
    assert {s.problem.code for s in receipt.steps} == {"not-applied"}
    assert sum(world.pauses) >= 3, "the server may still be at it"
    assert len(world.directory.changes) == 1


def test_a_slow_server_that_writes_after_the_answer_was_given_up_is_seen(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    late = []
    world.directory.script = lambda account, change: (
        late.append((account, change)),
        Reply(ReplyKind.LOST, problem("reply-lost")),
    )[1]
    pause = world.pauses

    class Pauses(list):
        def append(self, seconds):
            if seconds and late:
                world.directory.apply(*late.pop())

    world.pauses = Pauses()
    desk = world.sign_in()
    assert desk.actions.perform(clearance.id, RESET).outcome is Outcome.DONE
    assert pause == []


def test_a_server_that_shows_a_part_of_the_write_first_is_asked_until_it_shows_the_rest(world, app) -> None:
    """When the password was set is written behind the rest; where writes are not counted it is all that
    tells."""
    accounts, late = world.directory.accounts, []
    uncounted = replace(world.ada.marks, password=None)
    accounts[world.ada.id] = replace(world.ada, marks=uncounted)

    def script(account, change):
        world.directory.apply(account, change)
        written = accounts[account.id]
        late.append(replace(written, marks=replace(written.marks, password=None)))
        accounts[account.id] = replace(written, marks=replace(uncounted, entry=written.marks.entry))
        return Reply(ReplyKind.LOST, problem("reply-lost"))

    class Pauses(list):
        def append(self, seconds):
            if seconds and late:
                accounts[world.ada.id] = late.pop()

    world.pauses = Pauses()
    desk = world.sign_in()
    clearance = world.clear(desk, app)
    world.directory.script = script
    assert desk.actions.perform(clearance.id, RESET).outcome is Outcome.DONE


def gone_in_the_middle(world):
    def script(account, change):
        world.directory.apply(account, change)
        world.directory.reachable = False
        return Reply(ReplyKind.LOST, problem("reply-lost"))

    return script


def test_a_server_that_dies_leaves_unknown_and_the_next_start_resolves_it(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.script = gone_in_the_middle(world)
    receipt = desk.actions.perform(clearance.id, RESET)
    assert receipt.outcome is Outcome.UNKNOWN
    assert receipt.password is None
    assert world.story()[-1].event == "action.unsettled"
    assert len(world.stores.audit.open_intents()) == 1
    world.directory.reachable = True
    assert world.sign_in(process="2:2").resolved == (), "its process still runs"
    world.alive = False
    (resolved,) = world.sign_in(process="2:2").resolved
    assert (resolved.outcome, resolved.login) == (Outcome.DONE, "ada.byron")
    assert world.story()[-1].facts["steps"] == dict.fromkeys(("reset", "force-change", "unlock"), "done")
    assert world.sign_in(process="2:2").resolved == ()
    assert len(world.directory.changes) == 1


def test_the_same_process_looks_again_at_its_next_sign_in(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.script = gone_in_the_middle(world)
    desk.actions.perform(clearance.id, RESET)
    world.directory.reachable = True
    (resolved,) = world.sign_in().resolved
    assert resolved.outcome is Outcome.DONE


def test_a_write_under_way_is_left_alone(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    seen = []

    def meanwhile(account, change):
        seen.append(world.sign_in().resolved)
        return world.directory.accept(account, change)

    world.directory.script = meanwhile
    assert desk.actions.perform(clearance.id, RESET).recorded
    assert seen == [()]


def test_a_lost_write_that_comes_late_is_found_though_it_was_not_seen_at_first(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    late = []
    world.directory.script = lambda account, change: (
        late.append((account, replace(change, new_password=Secret("as sent")))),
        Reply(ReplyKind.LOST, problem("reply-lost")),
    )[1]
    receipt = desk.actions.perform(clearance.id, RESET)
    assert {s.problem.code for s in receipt.steps} == {"not-applied"}
    (resolved,) = world.sign_in().resolved
    assert (resolved.final, resolved.problem.code) == (False, "not-settled"), "it is too early to tell"
    world.directory.apply(*late.pop())
    world.clock.forward(seconds=61)
    (resolved,) = world.sign_in().resolved
    assert (resolved.outcome, resolved.final) == (Outcome.DONE, True)


def interrupted(world, desk, app, *, applied: bool) -> None:
    """An action whose process dies in the write."""
    clearance = world.clear(desk, app)

    def die(account, change):
        if applied:
            world.directory.apply(account, change)
        raise KeyboardInterrupt

    world.directory.script = die
    with pytest.raises(KeyboardInterrupt):
        desk.actions.perform(clearance.id, RESET)
    world.alive = False
    world.directory.script = world.directory.accept


def test_a_process_that_died_before_the_write_is_resolved_as_not_done(world, desk, app) -> None:
    interrupted(world, desk, app, applied=False)
    world.clock.forward(seconds=61)
    (resolved,) = world.sign_in(process="2:2").resolved
    assert (resolved.outcome, resolved.problem.code) == (Outcome.REFUSED, "not-applied")


def test_somebody_elses_reset_the_day_after_is_not_taken_for_ours(world, desk, app) -> None:
    interrupted(world, desk, app, applied=False)
    world.clock.forward(days=1)
    world.directory.apply(world.directory.accounts[world.ada.id], a_change(Secret("x"), must_change=True))
    (resolved,) = world.sign_in(process="2:2").resolved
    assert (resolved.outcome, resolved.problem.code) == (Outcome.UNKNOWN, "resolve-blind")


def test_a_person_who_changed_the_password_since_makes_it_unknown_not_refused(world, desk, app) -> None:
    interrupted(world, desk, app, applied=True)
    world.directory.apply(world.directory.accounts[world.ada.id], a_change(Secret("x"), must_change=False))
    (resolved,) = world.sign_in(process="2:2").resolved
    assert resolved.outcome is Outcome.UNKNOWN


def test_a_later_action_on_the_account_makes_an_earlier_one_untellable(world, desk, app) -> None:
    interrupted(world, desk, app, applied=False)
    world.clock.forward(minutes=1)
    interrupted(world, desk, app, applied=True)
    first, second = world.sign_in(process="2:2").resolved
    assert (first.outcome, first.problem.code) == (Outcome.UNKNOWN, "resolve-superseded")
    assert second.outcome is Outcome.DONE


def test_an_account_that_cannot_be_read_now_keeps_nobody_out_and_is_read_later(world, desk, app) -> None:
    interrupted(world, desk, app, applied=True)
    account = world.directory.accounts[world.ada.id]
    world.directory.read_error = DirectoryUnreachable(problem("directory-garbled", server="dc1"))
    (resolved,) = world.sign_in(process="2:2").resolved
    assert (resolved.final, resolved.problem.code) == (False, "directory-garbled")
    world.directory.read_error = None
    assert world.directory.accounts[world.ada.id] == account
    assert [each.outcome for each in world.sign_in(process="2:2").resolved] == [Outcome.DONE]


def test_an_account_out_of_sight_is_looked_for_by_others_for_a_week(world, desk, app) -> None:
    interrupted(world, desk, app, applied=True)
    world.directory.read_error = Refused(problem("account-gone"))
    (resolved,) = world.sign_in(process="2:2").resolved
    assert (resolved.final, resolved.problem.code) == (False, "account-gone")
    world.directory.read_error = None
    assert [each.outcome for each in world.sign_in(process="2:2").resolved] == [Outcome.DONE]


def test_an_account_that_is_gone_for_a_week_is_unknown_for_good(world, desk, app) -> None:
    interrupted(world, desk, app, applied=True)
    world.directory.read_error = Refused(problem("account-gone"))
    world.clock.forward(days=8)
    (resolved,) = world.sign_in(process="2:2").resolved
    assert (resolved.final, resolved.outcome) == (True, Outcome.UNKNOWN)


def test_a_process_that_stands_still_does_not_keep_an_action_open(world, desk, app) -> None:
    interrupted(world, desk, app, applied=True)
    world.alive = True  # stopped by a signal: it is there, and does nothing
    assert world.sign_in(process="2:2").resolved == ()
    world.clock.forward(minutes=11)
    assert [each.outcome for each in world.sign_in(process="2:2").resolved] == [Outcome.DONE]


def test_an_outcome_that_another_process_recorded_first_is_contradicted_not_hidden(world, desk, app) -> None:
    clearance = world.clear(desk, app)

    def finished_by_another(account, change):
        intent = world.stores.audit.open_intents()[0]
        world.stores.audit.finish(intent.seq, {"outcome": "refused"}, world.clock.now())
        return world.directory.accept(account, change)

    world.directory.script = finished_by_another
    assert desk.actions.perform(clearance.id, RESET).outcome is Outcome.DONE
    last = world.story()[-1]
    assert (last.event, last.facts["outcome"]) == ("action.contradicted", "done")


def test_a_password_that_was_accepted_but_cannot_be_read_back_is_still_given(
    world, desk, app, make_account
) -> None:
    blind = make_account(marks=Marks(None, None), password_set="never", must_change=True)
    world.directory.accounts[world.ada.id] = blind
    clearance = world.clear(desk, app)
    world.directory.script = lambda *_: Reply(ReplyKind.ACCEPTED)
    receipt = desk.actions.perform(clearance.id, RESET)
    assert receipt.outcome is Outcome.UNKNOWN
    assert receipt.password is not None


def test_whatever_breaks_after_the_write_does_not_hide_it(world, desk, app) -> None:
    clearance = world.clear(desk, app)

    def accept_and_break(account, change):
        world.directory.read_error = ZeroDivisionError()
        return world.directory.accept(account, change)

    world.directory.script = accept_and_break
    assert desk.actions.perform(clearance.id, RESET).outcome is Outcome.UNKNOWN


def test_what_programs_that_use_the_account_will_do_is_told_before(world, desk, app) -> None:
    assert "runs-services" not in [each.code for each in desk.actions.preview(world.ada.id, RESET).warnings]
    world.change_ada(runs_services=True)
    told = [each.code for each in desk.actions.preview(world.ada.id, RESET).warnings]
    assert told.count("runs-services") == 1
    unlock = desk.actions.preview(world.ada.id, Order(Action.UNLOCK))
    assert "runs-services" not in [each.code for each in unlock.warnings]


def test_what_goes_on_taking_the_old_password_is_told_before(world, desk, app) -> None:
    world.directory.info = replace(world.directory.info, after_reset="A laptop keeps it.")
    assert any("A laptop keeps it." in each for each in desk.actions.preview(world.ada.id, RESET).sentences)
    forced = desk.actions.preview(world.ada.id, Order(Action.FORCE_CHANGE))
    assert not any("laptop" in each for each in forced.sentences)


def test_an_interrupted_action_at_another_server_waits_for_it(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.script = gone_in_the_middle(world)
    desk.actions.perform(clearance.id, RESET)
    world.directory.reachable = True
    world.directory.info = replace(world.directory.info, server="dc2.demo.example")
    (resolved,) = world.sign_in().resolved
    assert (resolved.final, resolved.problem.code) == (False, "resolve-elsewhere")
    assert len(world.stores.audit.open_intents()) == 1


def test_a_store_that_fails_after_the_write_does_not_hide_it(world, desk, app, monkeypatch) -> None:
    clearance = world.clear(desk, app)

    def full(*_: object) -> None:
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(type(world.stores.audit), "finish", full)
    receipt = desk.actions.perform(clearance.id, RESET)
    assert (receipt.outcome, receipt.recorded) == (Outcome.DONE, False)
    assert receipt.password is not None
    monkeypatch.undo()
    world.alive = False
    assert [each.outcome for each in world.sign_in().resolved] == [Outcome.DONE]


@pytest.mark.parametrize(
    ("changes", "order", "code"),
    [
        ({"password_never_expires": True}, RESET, "must-change-ineffective"),
        ({"smart_card_required": True}, Order(Action.FORCE_CHANGE), "must-change-ineffective"),
        ({"cannot_change_password": True}, Order(Action.FORCE_CHANGE), "must-change-trap"),
        (
            {"cannot_change_password": True, "change_can_be_forced": False},
            Order(Action.FORCE_CHANGE),
            "must-change-ineffective",
        ),
        ({"locked": False}, Order(Action.UNLOCK), "not-locked"),
        ({}, Order(Action.RESET, frozenset({Action.UNLOCK})), "change-must-be-forced"),
        ({}, replace(FULL_RESET, password=Secret("short")), "password-too-short"),
        ({}, replace(FULL_RESET, password=Secret("Ada-Byron-1815")), "password-has-name"),
        ({}, Order(Action.CHANGE_METHODS), "nothing-to-do"),
    ],
)
def test_what_cannot_work_is_refused_before_the_write_and_costs_no_clearance(
    world, desk, app, make_account, changes, order, code
) -> None:
    world.directory.accounts[world.ada.id] = make_account(**{"locked": True, **changes})
    clearance = world.clear(desk, app, frozenset(Action))
    assert refused(desk.actions.perform, clearance.id, order, kind=Refused) == code
    assert code in [each.code for each in desk.actions.preview(world.ada.id, order).refusals]
    assert world.directory.changes == []
    assert world.stores.clearances.clearance(clearance.id).used_at is None


def test_history_is_asked_for_typed_passwords_since_a_generated_one_is_new(world, desk, app) -> None:
    desk.actions.perform(world.clear(desk, app).id, RESET)
    world.clock.forward(minutes=1)
    typed = replace(FULL_RESET, password=Secret("Sturdy-Teapot-42"))
    desk.actions.perform(world.clear(desk, app).id, typed)
    assert [sent.obey_history for sent in world.directory.changes] == [False, True]


def test_history_can_be_demanded(world, app) -> None:
    world.directory.info = replace(
        world.directory.info, abilities={Capability.HISTORY_ON_RESET: Ability(False)}
    )
    desk = world.sign_in(policy=lenient(passwords=PasswordRules(history_on_reset=HistoryRule.REQUIRED)))
    assert refused(desk.actions.perform, world.clear(desk, app).id, RESET, kind=Refused) == "control-missing"


@pytest.mark.parametrize("action", [Action.FORCE_CHANGE, Action.UNLOCK])
def test_single_steps_send_only_themselves(world, desk, app, action) -> None:
    receipt = desk.actions.perform(world.clear(desk, app).id, Order(action))
    assert receipt.outcome is Outcome.DONE
    (sent,) = world.directory.changes
    assert sent.new_password is None
    assert sent.steps == {action}
    assert receipt.password is None


def test_a_finished_reset_forgets_the_failed_proofs(world, desk, app) -> None:
    begun = desk.verifying.begin(world.ada.id)
    totp = begun.options[0].method.id
    for _ in range(4):
        refused(desk.verifying.prove, begun.id, totp, Secret("000000"))
    desk.actions.perform(world.clear(desk, app).id, RESET)
    world.clock.forward(seconds=60)
    again = desk.verifying.begin(world.ada.id)
    for _ in range(4):
        refused(desk.verifying.prove, again.id, totp, Secret("000000"))
    assert world.clear(desk, app)
