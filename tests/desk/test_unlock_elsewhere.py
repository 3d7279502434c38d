"""An unlock that is taken on to the server that decides on lockouts: after the first outcome, as a step of
its own, and whatever becomes of it changes nothing of the first."""

from dataclasses import replace

import pytest
from desk.conftest import DOMAIN, ScriptedLockoutServer
from desk.policies import lenient
from writing import FULL_RESET

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused, StoreUnavailable
from helpdesk_tui.desk.ports import Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.words.outcomes import steps_in_words

UNLOCK = Order(Action.UNLOCK)
SERVER = ScriptedLockoutServer.name


@pytest.fixture
def desk(world):
    return world.sign_in()


@pytest.fixture
def app(world):
    return world.register_app()


@pytest.fixture
def there(world) -> ScriptedLockoutServer:
    """Where Ada is locked, too."""
    world.directory.lockouts = ScriptedLockoutServer(world.clock, world.ada)
    return world.directory.lockouts


def ada_there(world, there, **changes: object) -> None:
    """As she stands at that server alone."""
    there.copy.accounts[world.ada.id] = world.make_account(**{"locked": True, "server": SERVER, **changes})


def unlock(world, desk, app, order: Order = UNLOCK):
    return desk.actions.perform(world.clear(desk, app).id, order)


def rows(world, *events: str):
    return [each for each in world.stores.audit.records() if each.event in events]


# --- when it is taken on ------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [UNLOCK, FULL_RESET], ids=["alone", "along with a reset"])
def test_who_is_locked_there_too_is_unlocked_there_and_it_is_said(world, desk, app, there, order) -> None:
    receipt = unlock(world, desk, app, order)
    (sent,) = there.changes
    assert (sent.steps, sent.new_password) == ({Action.UNLOCK}, None)
    assert there.copy.accounts[world.ada.id].state.locked is False
    assert (receipt.outcome, receipt.elsewhere.server) == (Outcome.DONE, SERVER)
    assert steps_in_words(receipt)[-1][1] == f"Account unlocked at {SERVER}"
    assert steps_in_words(receipt)[-1][0].outcome is Outcome.DONE
    assert len(world.directory.changes) == 1


def test_who_is_not_locked_there_is_not_written_there_and_nothing_is_said(world, desk, app, there) -> None:
    ada_there(world, there, locked=False)
    receipt = unlock(world, desk, app)
    assert there.changes == []
    assert (receipt.outcome, receipt.elsewhere) == (Outcome.DONE, None)
    assert [each.words for each, _ in steps_in_words(receipt)] == ["Account unlocked"]
    (row,) = rows(world, "action.elsewhere")
    assert (row.facts["outcome"], row.facts["of_server"]) == ("not-needed", SERVER)


def test_where_no_other_server_decides_nothing_is_looked_at_or_recorded(world, desk, app) -> None:
    receipt = unlock(world, desk, app)
    assert receipt.elsewhere is None
    assert rows(world, "action.elsewhere") == []
    (intent,) = rows(world, "action.intent")
    assert "may_unlock_at" not in intent.facts


@pytest.mark.parametrize(
    "order",
    [Order(Action.FORCE_CHANGE), Order(Action.RESET, FULL_RESET.also - {Action.UNLOCK})],
    ids=["a forced change", "a reset alone"],
)
def test_what_does_not_unlock_is_not_taken_on(world, desk, app, there, order) -> None:
    receipt = unlock(world, desk, app, order)
    assert (receipt.outcome, receipt.elsewhere, there.connections) == (Outcome.DONE, None, 0)


def test_an_unlock_that_was_not_done_here_is_not_taken_on(world, desk, app, there) -> None:
    world.directory.script = lambda *_: Reply(ReplyKind.REFUSED, problem("directory-busy", server="dc1"))
    receipt = unlock(world, desk, app)
    assert (receipt.outcome, receipt.elsewhere) == (Outcome.REFUSED, None)
    assert (there.connections, there.changes) == (0, [])


def test_a_yes_that_is_not_seen_here_is_not_taken_on(world, desk, app, there) -> None:
    world.directory.script = lambda *_: Reply(ReplyKind.ACCEPTED)
    receipt = unlock(world, desk, app)
    assert (receipt.outcome, there.connections) == (Outcome.REFUSED, 0)


def test_with_a_part_unknown_here_nothing_is_taken_on(world, desk, app, there) -> None:
    """A further intent would keep the open one from being told for good."""

    def half_seen(account, change):
        world.directory.accept(account, replace(change, new_password=None))
        unseen = replace(account.marks, password=None, password_at=None, entry=None)
        world.change_ada(marks=unseen)
        return Reply(ReplyKind.ACCEPTED)

    world.directory.accounts[world.ada.id] = replace(
        world.ada,
        marks=replace(world.ada.marks, password=None, password_at=None, entry=None),
        state=replace(world.ada.state, password_set=None),
    )
    world.directory.script = half_seen
    receipt = unlock(world, desk, app, FULL_RESET)
    assert receipt.outcome is Outcome.UNKNOWN
    assert there.connections == 0
    assert len(world.stores.audit.open_intents()) == 1


# --- the last look there ------------------------------------------------------------------------------


def stays(world, there, receipt, code: str) -> None:
    """Nothing is written there, and it is said why; the first is done."""
    assert receipt.outcome is Outcome.DONE
    assert there.changes == []
    also = receipt.elsewhere
    assert (also.server, also.result.outcome) == (SERVER, Outcome.REFUSED)
    assert code in {also.result.problem.code, also.result.problem.detail.split(" ")[0]}
    assert SERVER in also.result.problem.cause


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"group_ids": frozenset({f"{DOMAIN}-512"})}, "protected-account"),
        ({"group_ids": None}, "protection-unknown"),
        ({"dn": "CN=Ada,OU=Board,DC=demo,DC=example"}, "out-of-scope"),
        ({"id": AccountId("11111111-0000-0000-0000-000000000000")}, "account-changed"),
        ({"locked": None}, "lockout-server-blind"),
    ],
)  # fmt: skip
def test_what_is_known_there_alone_speaks_against_it(world, app, there, changes, code) -> None:
    policy = lenient()
    scope = replace(policy.scope, excluded=("OU=Board,DC=demo,DC=example",))
    desk = world.sign_in(policy=replace(policy, scope=scope))
    ada_there(world, there, **changes)
    stays(world, there, unlock(world, desk, app), code)
    (row,) = rows(world, "action.elsewhere")
    assert (row.facts["outcome"], len(rows(world, "action.intent"))) == ("refused", 1)


def test_what_happens_there_behind_the_intent_is_seen_too(world, desk, app, there) -> None:
    """On the connection that writes, just before it does."""
    usual = there.copy.read
    seen = []

    def read(account):
        seen.append(account)
        if len(seen) == 2:
            ada_there(world, there, group_ids=frozenset({f"{DOMAIN}-512"}))
        return usual(account)

    there.copy.read = read
    stays(world, there, unlock(world, desk, app), "protected-account")
    _, second = rows(world, "action.intent")
    outcome = rows(world, "action.outcome")[-1].facts
    assert (outcome["intent"], outcome["outcome"], outcome["reply"]) == (second.seq, "refused", "not-sent")


def test_who_is_unlocked_there_behind_the_intent_is_not_written_there(world, desk, app, there) -> None:
    usual = there.copy.read
    seen = []

    def read(account):
        seen.append(account)
        if len(seen) == 2:
            ada_there(world, there, locked=False)
        return usual(account)

    there.copy.read = read
    receipt = unlock(world, desk, app)
    assert (receipt.outcome, receipt.elsewhere, there.changes) == (Outcome.DONE, None, [])
    assert world.stores.audit.open_intents() == ()


# --- when it fails ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        DirectoryUnreachable(problem("unreachable", server=SERVER)),
        NotPermitted(problem("wrong-password")),
        Refused(problem("account-gone")),
        ZeroDivisionError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_server_that_cannot_be_asked_changes_nothing_of_the_first(world, desk, app, there, error) -> None:
    def prepared(account):
        raise error

    there.copy.prepared = prepared
    receipt = unlock(world, desk, app)
    stays(world, there, receipt, "lockout-server-unasked")
    assert "replication" in receipt.elsewhere.result.problem.remedy
    done, noted = world.story()[-2:]
    assert (done.event, done.facts["outcome"]) == ("action.outcome", "done")
    assert (noted.event, noted.facts["outcome"]) == ("action.elsewhere", "refused")
    assert world.stores.audit.open_intents() == ()


@pytest.mark.parametrize("error", [Refused(problem("lockout-server-unknown")), ZeroDivisionError()])
def test_where_it_cannot_be_told_who_decides_the_first_is_done_all_the_same(world, desk, app, error) -> None:
    world.directory.lockouts_error = error
    receipt = unlock(world, desk, app)
    assert receipt.outcome is Outcome.DONE
    assert receipt.elsewhere.result.problem.code == "lockout-server-unknown"
    assert steps_in_words(receipt)[-1][1] == "Account unlocked at the server that decides on lockouts"
    assert rows(world, "action.intent")[0].facts["may_unlock_at"] == "unknown"


def test_a_refusal_there_is_said_with_the_servers_reason(world, desk, app, there) -> None:
    no_right = Reply(ReplyKind.REFUSED, problem("no-right", action="unlock"), "50/00002098")
    there.copy.script = lambda *_: no_right
    receipt = unlock(world, desk, app)
    assert receipt.outcome is Outcome.DONE
    assert receipt.elsewhere.result.outcome is Outcome.REFUSED
    assert receipt.elsewhere.result.problem.code == "lockout-server-keeps"
    assert "no right to unlock" in receipt.elsewhere.result.problem.cause
    outcome = rows(world, "action.outcome")[-1].facts
    assert (outcome["server"], outcome["problems"], outcome["code"]) == (SERVER, ["no-right"], "50/00002098")


def test_a_yes_that_is_not_seen_there_is_not_done(world, desk, app, there) -> None:
    there.copy.script = lambda *_: Reply(ReplyKind.ACCEPTED)
    receipt = unlock(world, desk, app)
    assert (receipt.outcome, receipt.elsewhere.result.outcome) == (Outcome.DONE, Outcome.REFUSED)


def test_a_lost_answer_is_looked_up_there_and_never_sent_again(world, desk, app, there) -> None:
    def lost(account, change):
        there.copy.apply(account, change)
        return Reply(ReplyKind.LOST, problem("reply-lost"))

    there.copy.script = lost
    receipt = unlock(world, desk, app)
    assert (len(there.changes), receipt.elsewhere.result.outcome) == (1, Outcome.DONE)
    assert world.stores.audit.open_intents() == ()


def test_nobody_waits_long_for_it(world, desk, app, there) -> None:
    there.copy.script = lambda *_: Reply(ReplyKind.LOST, problem("reply-lost"))
    receipt = unlock(world, desk, app)
    assert (receipt.outcome, len(there.changes)) == (Outcome.DONE, 1)
    assert sum(world.pauses) <= 2
    assert there.reads <= 2


# --- the record ---------------------------------------------------------------------------------------


def test_the_first_outcome_stands_before_the_other_server_is_even_asked(world, desk, app, there) -> None:
    seen = []
    there.copy.prepared = lambda account: seen.extend(world.story())
    unlock(world, desk, app)
    assert (seen[-1].event, seen[-1].facts["outcome"]) == ("action.outcome", "done")
    (intent,) = [each for each in seen if each.event == "action.intent"]
    assert intent.facts["may_unlock_at"] == SERVER


def test_the_second_write_has_an_intent_before_it_and_an_outcome_after_it(world, desk, app, there) -> None:
    seen = []

    def script(account, change):
        seen.extend(world.story())
        return there.copy.accept(account, change)

    there.copy.script = script
    clearance = world.clear(desk, app)
    receipt = desk.actions.perform(clearance.id, UNLOCK)
    intent = seen[-1]
    assert (intent.event, intent.facts["of"]) == ("action.intent", receipt.number)
    assert intent.facts["server"] == intent.facts["before"]["server"] == SERVER
    assert (intent.facts["clearance"], intent.facts["verification"]) == (clearance.id, clearance.verification)
    outcome = world.story()[-1]
    assert (outcome.event, outcome.facts["intent"]) == ("action.outcome", intent.seq)
    assert (outcome.facts["outcome"], outcome.facts["server"]) == ("done", SERVER)


def test_what_cannot_be_recorded_is_not_written_there(world, desk, app, there, monkeypatch) -> None:
    clearance = world.clear(desk, app)
    usual = world.stores.audit.append

    def append(event, facts, at):
        if "of" in facts and event == "action.intent":
            raise StoreUnavailable(problem("store-full"))
        return usual(event, facts, at)

    monkeypatch.setattr(world.stores.audit, "append", append)
    receipt = desk.actions.perform(clearance.id, UNLOCK)
    stays(world, there, receipt, "store-full")
    assert receipt.recorded


def test_an_unlock_that_is_not_recorded_is_taken_nowhere(world, desk, app, there, monkeypatch) -> None:
    """Its intent is open: a second one would keep it from being told."""
    clearance = world.clear(desk, app)

    def full(*_: object) -> None:
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(type(world.stores.audit), "finish", full)
    receipt = desk.actions.perform(clearance.id, UNLOCK)
    stays(world, there, receipt, "lockout-server-unrecorded")
    assert (receipt.recorded, there.connections) == (False, 0)


def test_an_outcome_there_that_cannot_be_recorded_is_found_at_the_next_start(
    world, desk, app, there, monkeypatch
) -> None:
    clearance = world.clear(desk, app)
    usual = type(world.stores.audit).finish

    def finish(self, intent, facts, at):
        if facts.get("server") == SERVER:
            raise StoreUnavailable(problem("store-full"))
        return usual(self, intent, facts, at)

    monkeypatch.setattr(type(world.stores.audit), "finish", finish)
    receipt = desk.actions.perform(clearance.id, UNLOCK)
    assert (receipt.outcome, receipt.elsewhere.result.outcome) == (Outcome.DONE, Outcome.DONE)
    assert receipt.recorded is False
    monkeypatch.undo()
    (resolved,) = world.sign_in().resolved
    assert (resolved.outcome, resolved.final) == (Outcome.DONE, True)


def killed(world, desk, app, there, *, applied: bool) -> None:
    """The program dies in the second write."""
    clearance = world.clear(desk, app)

    def die(account, change):
        if applied:
            there.copy.apply(account, change)
        raise KeyboardInterrupt

    there.copy.script = die
    with pytest.raises(KeyboardInterrupt):
        desk.actions.perform(clearance.id, UNLOCK)
    world.alive = False


@pytest.mark.parametrize(("applied", "outcome"), [(True, Outcome.DONE), (False, Outcome.REFUSED)])
def test_a_kill_in_the_second_write_is_resolved_by_reading_there(
    world, desk, app, there, applied, outcome
) -> None:
    killed(world, desk, app, there, applied=applied)
    (first,) = rows(world, "action.outcome")
    assert first.facts["outcome"] == "done"
    (second,) = world.stores.audit.open_intents()
    assert second.facts["server"] == SERVER
    world.clock.forward(seconds=61)
    (resolved,) = world.sign_in(process="2:2").resolved
    assert (resolved.number, resolved.outcome, resolved.final) == (second.seq, outcome, True)
    assert rows(world, "action.outcome")[-1].facts["server"] == SERVER
    assert world.sign_in(process="2:2").resolved == ()
    due = [each.facts.get("of") for each in rows(world, "notice.due")]
    assert second.seq not in due, "the person hears of one unlock once"


def test_while_that_server_is_away_what_was_interrupted_stays_open(world, desk, app, there) -> None:
    killed(world, desk, app, there, applied=True)
    there.copy.reachable = False
    (resolved,) = world.sign_in(process="2:2").resolved
    assert (resolved.final, resolved.problem.code) == (False, "unreachable")
    world.directory.lockouts = None
    (resolved,) = world.sign_in(process="2:2").resolved
    assert (resolved.final, resolved.problem.code) == (False, "resolve-elsewhere")
    assert SERVER in resolved.problem.cause


def test_a_second_write_under_way_is_left_alone(world, desk, app, there) -> None:
    seen = []

    def meanwhile(account, change):
        seen.append(world.sign_in().resolved)
        return there.copy.accept(account, change)

    there.copy.script = meanwhile
    assert unlock(world, desk, app).recorded
    assert seen == [()]


def test_a_fault_behind_the_write_there_leaves_it_unknown_not_refused(world, desk, app, there) -> None:
    def script(account, change):
        there.copy.apply(account, change)
        raise ZeroDivisionError

    there.copy.script = script
    receipt = unlock(world, desk, app)
    assert (receipt.outcome, receipt.elsewhere.result.outcome) == (Outcome.DONE, Outcome.UNKNOWN)
    assert receipt.recorded is False
    (resolved,) = world.sign_in().resolved
    assert resolved.outcome is Outcome.DONE


def test_the_history_says_where(world, desk, app, there) -> None:
    unlock(world, desk, app)
    (line,) = desk.lookup.card(world.ada.id).history
    assert line.sentence.startswith(f"unlocked, unlocked at {SERVER} · authenticator app")
    world.clock.forward(minutes=1)
    world.directory.accounts[world.ada.id] = world.ada
    there.copy.reachable = False
    unlock(world, desk, app)
    line, _ = desk.lookup.card(world.ada.id).history
    assert line.sentence.startswith(f"unlocked, not unlocked at {SERVER} · ")
