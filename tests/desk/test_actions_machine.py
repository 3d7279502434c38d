"""No sequence of events writes without a clearance, twice by one, or what was not asked for: every action, in
any order, on an account that others change meanwhile, at a server that answers as it likes."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from desk.conftest import DOMAIN, World, make_account
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.registry import SPECS, WRITING, steps_of
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.asked import NOTHING, Asked
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import OfferedGroup
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem

pytestmark = pytest.mark.timeout(300)  # hundreds of steps, each with a store

VPN = f"{DOMAIN}-{1600 + len('VPN')}"
ACTIONS = [spec.action for spec in WRITING]
WRITTEN: set[Action] = set()
"""In any example: an action that is always refused proves nothing."""
MAKE = make_account.__wrapped__()


class Acting(RuleBasedStateMachine):
    """Sue may do everything; what she holds are the clearances that a caller earned."""

    @initialize(data=st.data())
    def open_desk(self, data: st.DataObject) -> None:
        self.folder = tempfile.TemporaryDirectory()  # ends with the machine
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
        self.an_administrator_changes_the_account(data)

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

    def _prove_the_caller(self) -> None:
        self.world.clock.forward(minutes=1)
        with suppress(HelpdeskError):
            self.held.append(self.world.clear(self.desk, self.app).id)

    def _what_is_asked(self, action: Action, data: st.DataObject) -> Asked:
        """Mostly what goes with the action, so that it can be done at all; one in five times anything."""
        now = self.world.clock.now()
        dates = [*(Asked(ends=now + timedelta(days=days)) for days in (-2, 1, 40)), Asked(ends="never")]
        groups = [Asked(group=VPN)]
        fitting = {Action.SET_DATES: dates, Action.ADD_TO_GROUP: groups, Action.REMOVE_FROM_GROUP: groups}
        anything = [NOTHING, *dates, *groups]
        is_usual = data.draw(st.integers(1, 5)) < 5
        return data.draw(st.sampled_from(fitting.get(action, [NOTHING]) if is_usual else anything))

    @rule(action=st.sampled_from(ACTIONS), by=st.sampled_from(["new", "new", "old"]), data=st.data())
    def something_is_ordered(self, action: Action, by: str, data: st.DataObject) -> None:
        """Whether or not it is possible, by a new clearance or one that may be used, over, or none, after
        what happened meanwhile."""
        for happens in data.draw(st.lists(st.sampled_from(self._events()), max_size=2)):
            happens(data)
        if by == "new":
            self._prove_the_caller()
        asked = self._what_is_asked(action, data)
        order = Order(action, frozenset(SPECS[action].also), asked=asked)
        self.clearance, self.asked = self.held[-1], order
        if by == "old":
            self.clearance = data.draw(st.sampled_from(self.held))
        before = len(self.world.directory.changes)
        try:
            receipt = self.desk.actions.perform(self.clearance, order)
        except HelpdeskError:
            assert len(self.world.directory.changes) == before, "refused, and written"
            return
        finally:
            self.asked = None
        assert len(self.world.directory.changes) == before + 1
        WRITTEN.add(action)
        shows = SPECS[action].shows
        if receipt.outcome is Outcome.DONE and shows:
            assert shows(self.world.directory.accounts[self.world.ada.id], asked) is True

    def _events(self) -> list[Callable[[st.DataObject], None]]:
        return [
            self.the_server_changes_its_ways,
            self.an_administrator_changes_the_account,
            self.time_passes,
            self.the_call_ends,
            self.the_program_starts_anew,
        ]

    def the_server_changes_its_ways(self, data: st.DataObject) -> None:
        ways = ["accepted", "accepted", "ignored", "refused", "lost after", "lost before"]
        self.answer = data.draw(st.sampled_from(ways))

    def an_administrator_changes_the_account(self, data: st.DataObject) -> None:
        ada = self.world.directory.accounts[self.world.ada.id]
        names = ("enabled", "locked", "must_change", "can_be_disabled")
        state = replace(ada.state, **{name: data.draw(st.booleans()) for name in names})
        by_reset = data.draw(st.booleans()) and not state.enabled
        others = (ada.group_ids or frozenset()) - {VPN}
        groups = others | {VPN} if data.draw(st.booleans()) else others
        self.world.change_ada(state=replace(state, reset_enables=by_reset), group_ids=groups)

    def time_passes(self, data: st.DataObject) -> None:
        self.world.clock.forward(minutes=data.draw(st.sampled_from([1, 11])))

    def the_call_ends(self, _: st.DataObject) -> None:
        self.desk.verifying.end_call(self.world.ada.id)

    def the_program_starts_anew(self, _: st.DataObject) -> None:
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


SETTINGS = settings(
    max_examples=9,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # to shrink one takes minutes, and it is short
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_no_sequence_of_orders_writes_what_was_not_asked_for() -> None:
    WRITTEN.clear()
    run_state_machine_as_test(Acting, settings=SETTINGS)
    assert set(ACTIONS) == WRITTEN
