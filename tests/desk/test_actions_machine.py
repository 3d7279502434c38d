"""No sequence of events writes without a clearance, twice by one, or what was not asked for: every action, in
any order, on an account that others change meanwhile, at a server that answers as it likes."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from desk.conftest import DOMAIN, World, make_account
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.registry import SPECS, WRITING, steps_of
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import OfferedGroup
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem

pytestmark = pytest.mark.timeout(300)  # hundreds of steps, each with a store

VPN = f"{DOMAIN}-{1600 + len('VPN')}"
ACTIONS = [spec.action for spec in WRITING]
MAKE = make_account.__wrapped__()


class Acting(RuleBasedStateMachine):
    """Sue may do everything; what she holds are the clearances that a caller earned."""

    @initialize()
    def open_desk(self) -> None:
        self.folder = tempfile.TemporaryDirectory()  # noqa: SIM115, RUF100 - ends with the machine
        self.world = World(Path(self.folder.name), MAKE)
        self.app = self.world.register_app()
        usual = self.world.sign_in(Role.SUPERVISOR).policy
        rules = replace(usual.verification, resets_a_day=0)
        offered = replace(usual.scope, groups=(OfferedGroup("", "VPN"),))
        self.policy = replace(usual, verification=rules, scope=offered)
        self.desk = self.world.sign_in(Role.SUPERVISOR, policy=self.policy)
        self.world.directory.script = self._answer
        self.answer = "accepted"
        self.held: list[str] = ["none"]
        self.spent: set[str] = set()
        self.asked: Order | None = None

    def _answer(self, account: object, change: Change) -> Reply:
        """Each write is the one that is being asked for, and its intent stands in the record."""
        assert self.asked is not None, "a write that nobody asked for"
        assert change.steps == frozenset(steps_of(self.asked))
        assert (change.asked, bool(change.new_password)) == (
            self.asked.asked, SPECS[self.asked.action].sets_password,
        )  # fmt: skip
        intent = self.world.stores.audit.open_intents()[-1]
        assert intent.facts["clearance"] == self.clearance
        assert self.clearance not in self.spent, "the same clearance wrote twice"
        self.spent.add(self.clearance)
        if self.answer in {"accepted", "lost after"}:
            self.world.directory.apply(account, change)
        return {
            "accepted": Reply(ReplyKind.ACCEPTED),
            "ignored": Reply(ReplyKind.ACCEPTED),
            "refused": Reply(ReplyKind.REFUSED, problem("directory-refused")),
            "lost after": Reply(ReplyKind.LOST, problem("reply-lost")),
            "lost before": Reply(ReplyKind.LOST, problem("reply-lost")),
        }[self.answer]

    # --- events -------------------------------------------------------------------------------------

    @rule()
    def a_caller_is_proven(self) -> None:
        self.world.clock.forward(minutes=1)
        with suppress(HelpdeskError):
            self.held.append(self.world.clear(self.desk, self.app).id)

    @rule(action=st.sampled_from(ACTIONS), data=st.data())
    def something_is_ordered(self, action: Action, data: st.DataObject) -> None:
        """Whether or not it is possible, by a clearance that may be another's, used or none."""
        ends = self.world.clock.now() + timedelta(days=data.draw(st.integers(-2, 40)))
        asked = data.draw(st.sampled_from([Asked(), Asked(ends=ends), Asked(ends="never"), Asked(group=VPN)]))
        order = Order(action, frozenset(SPECS[action].also), asked=asked)
        self.clearance, self.asked = data.draw(st.sampled_from(self.held)), order
        before = len(self.world.directory.changes)
        try:
            receipt = self.desk.actions.perform(self.clearance, order)
        except HelpdeskError:
            assert len(self.world.directory.changes) == before, "refused, and written"
            return
        finally:
            self.asked = None
        assert len(self.world.directory.changes) == before + 1
        shows = SPECS[action].shows
        if receipt.outcome is Outcome.DONE and shows:
            assert shows(self.world.directory.accounts[self.world.ada.id], asked) is True

    @rule(answer=st.sampled_from(["accepted", "accepted", "ignored", "refused", "lost after", "lost before"]))
    def the_server_changes_its_ways(self, answer: str) -> None:
        self.answer = answer

    @rule(
        enabled=st.booleans(), locked=st.booleans(), must_change=st.booleans(), can=st.booleans(),
        by_reset=st.booleans(),
    )  # fmt: skip
    def an_administrator_changes_the_account(self, **state: bool) -> None:
        ada = self.world.directory.accounts[self.world.ada.id]
        changed = replace(
            ada.state,
            enabled=state["enabled"],
            locked=state["locked"],
            must_change=state["must_change"],
            can_be_disabled=state["can"],
            reset_enables=state["by_reset"] and not state["enabled"],
        )
        self.world.change_ada(state=changed)

    @rule(minutes=st.sampled_from([1, 11]))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.forward(minutes=minutes)

    @rule()
    def the_call_ends(self) -> None:
        self.desk.verifying.end_call(self.world.ada.id)

    @rule()
    def the_program_starts_anew(self) -> None:
        self.desk = self.world.sign_in(
            Role.SUPERVISOR, policy=self.policy, stores=self.world.open(), process="3:3"
        )

    # --- what always holds ----------------------------------------------------------------------------

    @invariant()
    def every_write_used_up_one_clearance(self) -> None:
        if not hasattr(self, "spent"):
            return
        assert len(self.world.directory.changes) == len(self.spent)
        clearances = self.world.stores.clearances
        assert all(clearances.clearance(each).used_at is not None for each in self.spent)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()


Acting.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestActing = Acting.TestCase
