"""Codes that a service outside checks: what counts, what does not, and what may follow."""

from dataclasses import replace

import pytest
from desk.asking import Asking
from desk.conftest import World
from desk.policies import lenient

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.conversation.prompt import Answer, Prompt
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.effect import Effect
from helpdesk_tui.desk.errors import NotPermitted, Refused, VerifierUnreachable
from helpdesk_tui.desk.method import FACTS, Grade, Method, MethodKind
from helpdesk_tui.desk.methods.registry import ENROLMENTS
from helpdesk_tui.desk.policy import DeskPolicy, Tier
from helpdesk_tui.desk.ports import Accepted, Challenged, Checked, Continuation, Rejected
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.schema import attempts

KINDS = [MethodKind.RADIUS, MethodKind.PRIVACYIDEA]
FURTHER = Challenged("Now the word", Continuation(0, b"state"))
DOWN = VerifierUnreachable(problem("radius-no-answer", server="radius1"))


class Service:
    """Answers in this order, the last one for ever; keeps what it was asked."""

    def __init__(self, *answers: Checked | BaseException, login: str = "ada") -> None:
        self.answers = list(answers)
        self.login = login
        self.asked: list[tuple[str, str, Continuation | None]] = []

    def login_of(self, account: Account) -> str:
        return self.login

    def check(self, login: str, code: Secret, continuation: Continuation | None = None) -> Checked:
        self.asked.append((login, code.reveal(), continuation))
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, BaseException):
            raise found
        return found


def policy(*kinds: MethodKind, gates: int = 1) -> DeskPolicy:
    usual = lenient()
    everybody = Tier(allowed=frozenset(kinds), gates=gates)
    return replace(usual, verification=replace(usual.verification, everybody=everybody))


class Call:
    """Ada is on the line, and this kind is to prove her."""

    def __init__(
        self, world: World, service: Service | None, kind: MethodKind, rules: DeskPolicy | None = None
    ) -> None:
        self.world, self.service, self.kind = world, service, kind
        way_in = replace(
            world.sign_in_with(policy=rules or policy(*KINDS, MethodKind.CALL_BACK)),
            verifiers={kind: service} if service else {},
        )
        desk: Desk = way_in.sign_in("dana", Secret("right"))
        self.desk = desk
        self.verifying = Asking(desk.verifying)
        self.progress = self.verifying.begin(world.ada.id)

    @property
    def method(self) -> Method:
        return next(each.method for each in self.progress.options if each.method.kind is self.kind)

    @property
    def why_not(self) -> str:
        return next(each.why_not for each in self.progress.options if each.method.kind is self.kind)

    @property
    def prompt(self) -> Prompt:
        return self.verifying.look(self.progress.id).prompts[self.method.id]

    @property
    def left(self) -> int:
        return self.verifying.look(self.progress.id).attempts_left

    def say(self, code: str = "123 456", key: str = "") -> "Call":
        answer = Answer(self.prompt.id, {} if key else {"code": Secret(code)}, key)
        self.progress = self.verifying.answer(self.progress.id, self.method.id, answer)
        return self

    def refused(self, code: str = "123 456") -> str:
        with pytest.raises((NotPermitted, Refused)) as caught:
            self.say(code)
        return caught.value.problem.code


@pytest.fixture(params=KINDS, ids=str)
def kind(request: pytest.FixtureRequest) -> MethodKind:
    found: MethodKind = request.param
    return found


# --- yes and no ---------------------------------------------------------------------------------------


def test_a_yes_proves_the_caller(world: World, kind: MethodKind):
    service = Service(Accepted())
    call = Call(world, service, kind).say()
    assert call.progress.clearance is not None
    assert service.asked == [("ada", "123456", None)]


def test_a_try_is_counted_when_the_service_is_asked(world: World, kind: MethodKind):
    """It may take long, and whoever kills the program meanwhile has tried."""

    class Slow(Service):
        def check(self, login: str, code: Secret, continuation: Continuation | None = None) -> Checked:
            world.nobody_waits()
            with world.open() as others, others.database.reading() as connection:
                assert connection.execute(attempts.select()).one().failed
            return super().check(login, code, continuation)

    assert Call(world, Slow(Accepted()), kind).say().progress.clearance is not None


def test_a_no_is_a_failed_proof(world: World, kind: MethodKind):
    call = Call(world, Service(Rejected("No such luck")), kind)
    before = call.left
    with pytest.raises(NotPermitted) as caught:
        call.say()
    assert caught.value.problem.code == "verifier-rejected"
    assert caught.value.problem.detail == "No such luck"
    assert f"Attempts left: {before - 1}" in str(caught.value.problem)
    assert call.left == before - 1


def test_after_five_times_no_it_is_blocked(world: World, kind: MethodKind):
    service = Service(Rejected())
    call = Call(world, service, kind)
    assert [call.refused() for _ in range(5)] == ["verifier-rejected"] * 5
    assert call.refused() == "account-blocked"
    assert len(service.asked) == 5


def test_no_answer_is_no_failed_proof(world: World, kind: MethodKind):
    call = Call(world, Service(DOWN, DOWN, DOWN, DOWN, DOWN, DOWN, Accepted()), kind)
    before = call.left
    for _ in range(6):
        with pytest.raises(VerifierUnreachable) as caught:
            call.say()
        assert caught.value.problem.effect is Effect.PASSING
        assert call.left == before
    assert "verification.unanswered" in world.events()
    assert call.say().progress.clearance is not None


def test_a_process_that_ends_before_the_answer_has_tried(world: World, kind: MethodKind):
    """The attempt stands before the service is asked: so nobody tries for free by ending the program."""
    call = Call(world, Service(KeyboardInterrupt()), kind)
    before = call.left
    with pytest.raises(KeyboardInterrupt):
        call.say()
    assert call.left == before - 1


def test_a_code_works_once_here_whatever_the_service_says(world: World, kind: MethodKind):
    service = Service(Accepted())
    assert Call(world, service, kind).say().progress.clearance is not None
    again = Call(world, service, kind)
    assert again.refused() == "verifier-code-used"
    assert again.say("654321").progress.clearance is not None


@pytest.mark.parametrize("typed", ["", "   ", "1" * 129, "ö" * 65, "12\x1b34", "12\x0034", "12\ud932"])
def test_what_is_no_code_goes_nowhere_and_costs_nothing(world: World, kind: MethodKind, typed: str):
    service = Service(Accepted())
    call = Call(world, service, kind)
    before = call.left
    assert call.refused(typed) in {"verifier-code-malformed", "answer-missing"}
    assert (service.asked, call.left) == ([], before)


# --- further questions --------------------------------------------------------------------------------


def test_what_the_service_asks_further_is_put_and_answered(world: World, kind: MethodKind):
    service = Service(FURTHER, Accepted())
    call = Call(world, service, kind).say()
    before = call.left
    assert call.progress.clearance is None
    assert "Now the word" in call.prompt.advice
    assert call.say("rose bud").progress.clearance is not None
    assert service.asked[1] == ("ada", "rose bud", FURTHER.continuation)
    assert before < call.desk.verifying.begin(world.ada.id).attempts_left  # a yes pays for both


def test_each_answer_counts_until_there_is_a_yes(world: World, kind: MethodKind):
    """A service that asks on after a wrong code would else be a way to guess for nothing."""
    call = Call(world, Service(FURTHER, FURTHER, Rejected()), kind)
    before = call.left
    call.say().say("one")
    assert call.left == before - 2
    assert call.refused("two") == "verifier-rejected"
    assert call.left == before - 3


def test_a_service_that_asks_for_ever_is_left(world: World, kind: MethodKind):
    rules = policy(*KINDS)
    wide = replace(rules.verification.limits.account, failures=20)
    limits = replace(rules.verification.limits, account=wide, method=wide)
    rules = replace(rules, verification=replace(rules.verification, limits=limits))
    call = Call(world, Service(FURTHER), kind, rules)
    for _ in range(5):
        call.say("word")
    assert call.refused("word") == "verifier-asks-on"
    assert call.prompt.id == "code"


def test_an_answer_to_an_earlier_question_is_none_to_a_later_one(world: World, kind: MethodKind):
    service = Service(FURTHER, FURTHER, Accepted())
    call = Call(world, service, kind).say()
    first = call.prompt.id
    call.say("one")
    with pytest.raises(Refused) as caught:
        call.verifying.answer(call.progress.id, call.method.id, Answer(first, {"code": Secret("two")}))
    assert caught.value.problem.code == "prompt-changed"
    assert len(service.asked) == 2


def test_one_begins_anew_instead_of_answering(world: World, kind: MethodKind):
    service = Service(FURTHER, Accepted())
    call = Call(world, service, kind).say().say(key="again")
    assert call.prompt.id == "code"
    assert call.say("654321").progress.clearance is not None
    assert service.asked[1] == ("ada", "654321", None)


def test_after_a_no_to_an_answer_it_begins_anew(world: World, kind: MethodKind):
    call = Call(world, Service(FURTHER, Rejected()), kind).say()
    assert call.refused("thorn") == "verifier-rejected"
    assert call.prompt.id == "code"


def test_no_answer_to_an_answer_leaves_the_question(world: World, kind: MethodKind):
    call = Call(world, Service(FURTHER, DOWN, Accepted()), kind).say()
    with pytest.raises(VerifierUnreachable):
        call.say("rosebud")
    assert call.prompt.id == "further-1"
    assert call.say("rosebud").progress.clearance is not None


def test_an_empty_answer_is_for_what_is_confirmed_elsewhere(world: World, kind: MethodKind):
    service = Service(replace(FURTHER, elsewhere=True), Accepted())
    assert Call(world, service, kind).say().say("").progress.clearance is not None
    assert service.asked[1][1] == ""
    other = Call(world, Service(FURTHER), kind).say("654321")
    assert other.refused("") == "answer-missing"


# --- when it counts -----------------------------------------------------------------------------------


def test_where_no_server_is_configured_it_says_so(world: World, kind: MethodKind):
    service = {MethodKind.RADIUS: "RADIUS", MethodKind.PRIVACYIDEA: "privacyIDEA"}[kind]
    assert Call(world, None, kind).why_not == f"no {service} server is configured"


def test_whoever_has_no_login_there_is_not_proven_there(world: World, kind: MethodKind):
    assert Call(world, Service(Accepted(), login=""), kind).why_not == "the account has no login there"


def test_where_policy_does_not_name_it_nobody_sees_it(world: World, kind: MethodKind):
    call = Call(world, Service(Accepted()), kind, policy(MethodKind.CALL_BACK))
    assert all(each.method.kind is not kind for each in call.progress.options)


def test_it_is_a_device_and_rests_on_the_token(kind: MethodKind):
    facts = FACTS[kind]
    assert (facts.grade, facts.factor, facts.good_for_reset) == (
        Grade.DEVICE,
        FACTS[MethodKind.OATH_TOKEN].factor,
        True,
    )


def test_it_counts_beside_another_factor(world: World, kind: MethodKind):
    call = Call(world, Service(Accepted()), kind, policy(kind, MethodKind.CALL_BACK, gates=2)).say()
    assert (call.progress.met, call.progress.gates, call.progress.clearance) == (1, 2, None)


def test_the_record_knows_how_and_not_what(world: World, kind: MethodKind):
    Call(world, Service(FURTHER, Accepted()), kind).say("canary 1").say("canary 2")
    told = str(world.stores.audit.records())
    assert "canary" not in told
    assert "Now the word" not in told
    assert {"verification.attempt", "verification.asked-further", "verification.proof"} <= set(world.events())


def test_nothing_is_registered_for_it(kind: MethodKind):
    assert kind not in ENROLMENTS
