"""No sequence of events reaches a clearance without the gates: the desk against a model of what was shown.

The model knows nothing of the desk's rules but this: which proofs were really given since the verification
began, whether a second person approved it, what ended it, and whether a report holds the account. It is
compared at every clearance, and the store is looked at after every step.
"""

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pyotp
import pytest
from desk.braking import braked
from desk.conftest import World, make_account
from desk.policies import proving
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.brake_rules import CLOSE
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.method import FACTS, MethodKind, OathSettings
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.schema import clearances

SMS, EMAIL, TOTP, TOKEN = MethodKind.SMS, MethodKind.EMAIL, MethodKind.TOTP, MethodKind.OATH_TOKEN
CALL, PERSON, SECOND = MethodKind.CALL_BACK, MethodKind.IN_PERSON, MethodKind.SECOND_OPERATOR
ALLOWED = frozenset({SMS, EMAIL, TOTP, TOKEN, CALL, PERSON})
SENT = st.sampled_from([SMS, EMAIL])


pytestmark = pytest.mark.timeout(300)  # hundreds of steps, each with a store


class Proving(RuleBasedStateMachine):
    """Dana proves Ada; Sam may approve, or hold the account up; the world moves on meanwhile."""

    @initialize(gates=st.sampled_from([1, 1, 2, 3]), approval=st.sampled_from([False, False, True]))
    def open_desk(self, gates: int, approval: bool) -> None:
        self.folder = tempfile.TemporaryDirectory()  # ends with the machine
        self.world = World(Path(self.folder.name), MAKE)
        self.gates, self.approval = gates, approval
        self.policy = proving(allowed=ALLOWED, gates=gates, approval=approval)
        self.world.second_operator()
        self.dana = self.world.sign_in(policy=self.policy)
        self.sam = self.world.sign_in(Role.OPERATOR, Role.SUPERVISOR, login="sam", policy=self.policy)
        self.app, self.token, self.counter = self._seed(TOTP, 30), self._seed(TOKEN, None), 1
        self.open_id: str | None = None
        self.factors: set[object] = set()
        self.approved = False
        self.held = False  # somebody said "this was not me"
        self.reported_at = None
        self.cleared = 0
        self.used: set[int] = set()  # time steps whose code was taken
        self.codes: dict[MethodKind, list[Secret]] = {SMS: [], EMAIL: []}
        self.lost: dict[MethodKind, list[Secret]] = {SMS: [], EMAIL: []}

    def _seed(self, kind: MethodKind, period: int | None) -> str:
        key = self.world.randomness.base32(20)
        new = NewSeed(kind, "mine", Secret(key), OathSettings(period=period), serial=kind.value)
        methods, now = self.world.stores.methods, self.world.clock.now()
        method = methods.add_seed(self.world.ada.id, new, now)
        assert methods.accept_step(method, 0, now, activate=True)
        return key

    # --- the model ----------------------------------------------------------------------------------

    def _forget(self) -> None:
        """Whatever was open, is not any more."""
        self.open_id, self.factors, self.approved = None, set(), False
        for kind in (SMS, EMAIL):
            self.lost[kind] += self.codes[kind]
            self.codes[kind] = []

    def _may_clear(self) -> bool:
        filled = {factor for factor in self.factors if factor is not FACTS[SECOND].factor}
        return len(filled) >= self.gates and (self.approved or not (self.approval or self.held))

    def _try(self, call, *arguments, shows: MethodKind | None = None):
        """Call the desk; `shows`: the proof that a real caller gives by it, if the desk takes it."""
        try:
            progress = call(*arguments)
        except HelpdeskError as error:
            if error.problem.code in ("verification-unknown", "account-changed", "policy-changed"):
                self._forget()
            return None
        assert progress is not None
        assert shows is not None, f"{call.__name__} took what proves nothing"
        self.factors.add(FACTS[shows].factor)
        if progress.clearance is not None:
            self._count_cleared()
        return progress

    def _count_cleared(self) -> None:
        assert self._may_clear(), f"cleared with {self.factors}, approved: {self.approved}"
        self.cleared += 1
        self._forget()

    def _method(self, kind: MethodKind) -> str:
        owner, of_directory = self.world.ada.id, {SMS: "mobile", EMAIL: "mail", CALL: "mobile"}
        if kind in (TOTP, TOKEN):
            methods = self.world.stores.methods.methods(owner)
            return next(method.id for method in methods if method.kind is kind)
        return (
            f"{owner}:{kind.value}:{of_directory[kind]}" if kind in of_directory else f"{owner}:{kind.value}"
        )

    # --- events -------------------------------------------------------------------------------------

    @rule()
    @precondition(lambda self: not self.open_id)
    def begin(self) -> None:
        self._forget()
        with suppress(HelpdeskError):
            begun = self.dana.verifying.begin(self.world.ada.id, frozenset({Action.RESET}))
            assert begun.clearance is None
            self.open_id = begun.id

    @rule(again=st.booleans())
    @precondition(lambda self: self.open_id)
    def app_code(self, again: bool) -> None:
        if not again:
            self.world.clock.forward(seconds=30)
        step = int(self.world.clock.now().timestamp()) // 30
        code = Secret(pyotp.TOTP(self.app).generate_otp(step))
        shows = TOTP if step not in self.used else None
        if self._try(self.dana.verifying.prove, self.open_id, self._method(TOTP), code, shows=shows):
            self.used.add(step)

    @rule()
    @precondition(lambda self: self.open_id)
    def token_code(self) -> None:
        code, self.counter = Secret(pyotp.HOTP(self.token).at(self.counter)), self.counter + 1
        self._try(self.dana.verifying.prove, self.open_id, self._method(TOKEN), code, shows=TOKEN)

    @rule(
        kind=st.sampled_from([TOTP, TOKEN, SMS, EMAIL]), digits=st.sampled_from(["000000", "00000000", "x"])
    )
    @precondition(lambda self: self.open_id)
    def guess(self, kind: MethodKind, digits: str) -> None:
        self._try(self.dana.verifying.prove, self.open_id, self._method(kind), Secret(digits))

    @rule(kind=SENT)
    @precondition(lambda self: self.open_id)
    def send(self, kind: MethodKind) -> None:
        self.look()  # sending begins with a look, and that may clear
        if not self.open_id:
            return
        before, progress = len(self.world.delivery.sent), None
        with suppress(HelpdeskError):
            progress = self.dana.verifying.send_code(self.open_id, self._method(kind))
        if len(self.world.delivery.sent) > before:
            self.lost[kind] += self.codes[kind]
            self.codes[kind] = [self.world.delivery.code()]
        if progress is not None and progress.clearance is not None:  # the approval came meanwhile
            self._count_cleared()

    @rule(kind=SENT)
    @precondition(lambda self: self.open_id)
    def newest_code(self, kind: MethodKind) -> None:
        for code in self.codes[kind]:
            used, self.codes[kind] = code, []
            self._try(self.dana.verifying.prove, self.open_id, self._method(kind), used, shows=kind)
            self.lost[kind].append(used)
            return

    @rule(kind=SENT, of=SENT)
    @precondition(lambda self: self.open_id)
    def an_older_code(self, kind: MethodKind, of: MethodKind) -> None:
        for code in self.lost[of][-2:]:
            if self.open_id:
                self._try(self.dana.verifying.prove, self.open_id, self._method(kind), code)

    @rule(dial=st.booleans(), confirmed=st.booleans())
    @precondition(lambda self: self.open_id)
    def call_back(self, dial: bool, confirmed: bool) -> None:
        verifying, method = self.dana.verifying, self._method(CALL)
        dialled = False
        if dial:
            with suppress(HelpdeskError):
                dialled = bool(verifying.number_to_dial(self.open_id, method))
        shows = CALL if dialled and confirmed else None
        self._try(verifying.attest, self.open_id, method, confirmed, shows=shows)

    @rule(document=st.sampled_from(["passport", "library card"]))
    @precondition(lambda self: self.open_id)
    def in_person(self, document: str) -> None:
        shows = PERSON if document == "passport" else None
        attest = self.dana.verifying.attest_in_person
        self._try(attest, self.open_id, self._method(PERSON), document, shows=shows)

    @rule(who=st.sampled_from(["sam", "dana"]), password=st.sampled_from(["right", "wrong"]))
    @precondition(lambda self: self.open_id)
    def approve_here(self, who: str, password: str) -> None:
        is_real = who == "sam" and password == "right"
        before, self.approved = self.approved, self.approved or is_real
        shows = SECOND if is_real else None
        done = self._try(self.dana.verifying.approve_here, self.open_id, who, Secret(password), shows=shows)
        if done is None:
            self.approved = before

    @rule(asked=st.booleans(), who=st.sampled_from(["sam", "dana"]))
    @precondition(lambda self: self.open_id)
    def approve_elsewhere(self, asked: bool, who: str) -> None:
        if asked:
            self.look()  # asking begins with a look, and that may clear
            if not self.open_id:
                return
            with suppress(HelpdeskError):
                self.dana.verifying.ask_approval(self.open_id)
        verification = self.open_id
        desk = self.sam if who == "sam" else self.dana
        try:
            found = self.world.stores.clearances.verification(verification)
            desk.approving.approve(verification, (found and found.approval_request) or "")
        except HelpdeskError:
            return
        assert who == "sam"
        self.approved = True
        self.factors.add(FACTS[SECOND].factor)

    @rule()
    @precondition(lambda self: self.open_id)
    def look(self) -> None:
        try:
            progress = self.dana.verifying.look(self.open_id)
        except HelpdeskError:
            self._forget()
            return
        if progress.clearance is not None:
            assert self._may_clear()
            self.cleared += 1
            self._forget()

    # --- the world moves on ---------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 6]))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.forward(minutes=minutes)

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """In one rule, so that most steps are steps of a call."""
        events = (
            self.a_day_passes,
            self.the_number_changes,
            self.the_threat_is_elevated_for_a_moment,
            self.dana_begins_anew,
            self.cancel,
            self.sam_comes_between,
            self.somebody_says_this_was_not_me,
            self.sam_releases,
            self.the_brake,
            self.restart,
        )
        data.draw(st.sampled_from(events))()

    def a_day_passes(self) -> None:
        self.world.clock.forward(hours=25)

    def the_number_changes(self) -> None:
        """And the verification that is open goes on as if nothing were."""
        numbers = ["+44 7700 900123", "+44 7700 900999"]
        numbers.remove(self.world.directory.accounts[self.world.ada.id].mobile)
        self.world.change_ada(mobile=numbers[0])
        if self.open_id:
            with suppress(HelpdeskError):
                self.dana.verifying.prove(self.open_id, self._method(TOKEN), Secret("000000"))
            with suppress(HelpdeskError):
                progress = self.dana.verifying.look(self.open_id)
                raise AssertionError(f"goes on after the number changed: {progress.met}")
        self._forget()

    def dana_begins_anew(self) -> None:
        self._forget()
        self.begin()

    def the_threat_is_elevated_for_a_moment(self) -> None:
        if self.open_id:
            self.world.elevated = True
            with suppress(HelpdeskError):
                assert self.dana.verifying.look(self.open_id).clearance is None
            self.world.elevated = False
            self._forget()

    def cancel(self) -> None:
        cancelled = self.open_id or "none"
        self.dana.verifying.cancel(cancelled)
        self._forget()
        with suppress(HelpdeskError):
            assert self.dana.verifying.look(cancelled).clearance is None

    def sam_comes_between(self) -> None:
        """By a verification of his own, or as a supervisor who ends Dana's."""
        with suppress(HelpdeskError):
            begun = self.sam.verifying.begin(self.world.ada.id)
            assert self.open_id is None or self._is_over(self.open_id)
            self.sam.verifying.cancel(begun.id)

    def somebody_says_this_was_not_me(self) -> None:
        self.dana.reporting.report(self.world.ada.id, "never called")
        self.held, self.reported_at = True, self.world.clock.now()
        self.world.clock.forward(seconds=1)  # what comes after it is later
        self._forget()
        assert self.dana.verifying.clearance_for(self.world.ada.id, Action.RESET) is None

    def sam_releases(self) -> None:
        """Unless Sam approved what is disputed."""
        with suppress(HelpdeskError):
            self.sam.releasing.release_account(self.world.ada.id)
            self.held = False
            self._forget()

    def the_brake(self) -> None:
        """Sam uses it, and enables nothing: it clears nothing, and ends what is open or cleared."""
        with suppress(HelpdeskError):
            assert braked(self.sam, self.world.ada.id).outcome is Outcome.DONE
            assert self.world.directory.changes[-1] == CLOSE
            assert not any(self._unused())
            if self.open_id:
                assert self._is_over(self.open_id)
            self._forget()
        state = replace(self.world.directory.accounts[self.world.ada.id].state, enabled=True)
        self.world.change_ada(state=state)  # by an administrator, elsewhere

    def _unused(self) -> list[str]:
        with self.world.stores.clearances._database.reading() as connection:  # looks past the port
            unused = select(clearances.c.id).where(clearances.c.used_at.is_(None))
            return list(connection.execute(unused).scalars().all())

    def _is_over(self, verification: str) -> bool:
        found = self.world.stores.clearances.verification(verification)
        return found is None or found.expires_at <= self.world.clock.now()

    def restart(self) -> None:
        self.dana = self.world.sign_in(policy=self.policy, stores=self.world.open(), process="3:3")

    @invariant()
    def the_store_holds_the_clearances_that_were_earned(self) -> None:
        if not hasattr(self, "cleared"):
            return
        with self.world.stores.clearances._database.reading() as connection:  # looks past the port
            rows = connection.execute(select(clearances.c.operator)).scalars().all()
        assert list(rows) == [self.dana.operator.id] * self.cleared

    @invariant()
    def no_clearance_outlives_a_report(self) -> None:
        if getattr(self, "reported_at", None) is None:
            return
        before = (clearances.c.used_at.is_(None), clearances.c.issued_at <= self.reported_at)
        with self.world.stores.clearances._database.reading() as connection:  # looks past the port
            usable = connection.execute(select(clearances.c.id, clearances.c.issued_at).where(*before)).all()
        assert usable == []

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()


MAKE = make_account.__wrapped__()
Proving.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestProving = Proving.TestCase
