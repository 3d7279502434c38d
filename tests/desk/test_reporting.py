""" "This was not me": what a report ends, what it holds back, and who ends the hold."""

from dataclasses import replace

import pytest
from desk.conftest import DOMAIN
from desk.policies import lenient, proving
from desk.proofs import method, refused, request, why_not
from desk.registering import EMAIL, METHODS, cleared, code, contact, every_kind
from writing import FULL_RESET

from helpdesk_tui.desk import performing
from helpdesk_tui.desk.account import AccountKind
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import NotPermitted, Refused, StoreUnavailable
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import NoticeRules, ReportRules, Scope
from helpdesk_tui.desk.ports import MessageKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

RESET = FULL_RESET
ONLY = frozenset({Action.RESET})
WHY = "she rang from her own desk: no call last night"


@pytest.fixture
def app(world):
    return world.register_app()


@pytest.fixture
def dana(world):
    return world.sign_in()


@pytest.fixture
def sam(world):
    world.second_operator()
    return world.sign_in(Role.OPERATOR, Role.SUPERVISOR, login="sam")


def old_app(world):
    """One that was there long before anything that is disputed."""
    shown = world.register_app()
    world.clock.forward(hours=100)
    return shown


def report(world, desk, reason: str = WHY):
    reported = desk.reporting.report(world.ada.id, reason)
    world.clock.forward(seconds=1)
    return reported


class TestWhatEnds:
    def test_no_clearance_is_usable_afterwards(self, world, dana, sam, app) -> None:
        clearance = world.clear(dana, app)
        assert report(world, sam).ended == 1
        assert refused(dana.actions.perform, clearance.id, RESET) == "clearance-used"
        assert dana.verifying.clearance_for(world.ada.id, Action.RESET) is None
        assert not world.directory.changes

    def test_a_verification_that_is_open_yields_nothing(self, world, dana, sam, app) -> None:
        begun = dana.verifying.begin(world.ada.id, ONLY)
        report(world, sam)
        assert refused(dana.verifying.prove, begun.id, method(begun), app()) == "verification-unknown"

    def test_a_visit_that_is_under_way_registers_nothing_more(self, world) -> None:
        desk = world.sign_in(policy=every_kind())
        visit = cleared(world, desk)
        enrolment = desk.registration.begin_app(visit, "phone")
        report(world, desk)
        assert refused(desk.registration.activate, enrolment, code(world, enrolment)) == "clearance-expired"

    def test_a_code_that_was_sent_is_worth_nothing(self, world, sam) -> None:
        desk = world.sign_in(policy=proving(allowed=frozenset({EMAIL})))
        begun = desk.verifying.begin(world.ada.id, ONLY)
        way = method(begun, EMAIL)
        desk.verifying.send(begun.id, way)
        report(world, sam)
        assert world.stores.challenges.newest(begun.id, way) is None

    def test_a_write_that_has_used_its_clearance_stops_at_the_last_look(
        self, world, dana, sam, app, monkeypatch
    ) -> None:
        clearance = world.clear(dana, app)
        under_way = performing.under_way

        def late(*given):
            report(world, sam)  # by another process: it waited until intent and used clearance were on disk
            return under_way(*given)

        monkeypatch.setattr(performing, "under_way", late)

        assert refused(dana.actions.perform, clearance.id, RESET, kind=NotPermitted) == "account-reported"
        assert not world.directory.changes

    def test_the_account_itself_is_not_written(self, world, dana, app) -> None:
        report(world, dana)
        assert not world.directory.changes


class TestTheHold:
    def test_two_people_serve_the_person_from_then_on(self, world, dana, sam) -> None:
        app = old_app(world)
        report(world, dana)
        begun = dana.verifying.begin(world.ada.id, ONLY)
        progress = dana.verifying.prove(begun.id, method(begun), app())
        assert (progress.clearance, progress.approval.value) == (None, "needed")
        dana.verifying.ask_approval(begun.id)
        sam.approving.approve(begun.id, request(world, begun.id))
        cleared_by_two = dana.verifying.look(begun.id).clearance
        assert dana.actions.perform(cleared_by_two.id, RESET).outcome.value == "done"

    def test_a_clearance_by_one_person_is_not_issued_even_if_the_report_came_between(
        self, world, dana, sam, app
    ) -> None:
        progress = dana.verifying.begin(world.ada.id, ONLY)
        found = replace(world.stores.clearances.verification(progress.id), id="late")
        report(world, sam)
        world.stores.clearances.open(found)  # as if it had been opened just after
        world.stores.clearances.add_proof(found.id, method(progress), MethodKind.TOTP, world.clock.now())
        assert refused(dana.verifying.look, "late") == "verification-unknown"

    def test_what_was_new_when_the_report_came_counts_for_nothing(self, world, dana) -> None:
        app = old_app(world)
        contact(world, EMAIL, "thief@x.example")
        desk = world.sign_in(policy=proving(allowed=frozenset({MethodKind.TOTP, EMAIL})))
        report(world, desk)
        begun = desk.verifying.begin(world.ada.id, ONLY)
        assert why_not(begun, EMAIL, "own") == "new when the person said 'not me'"
        assert not why_not(begun, MethodKind.TOTP)
        assert desk.verifying.prove(begun.id, method(begun), app()).met == 1

    def test_a_number_that_was_changed_in_the_directory_counts_for_nothing(self, world) -> None:
        desk = world.sign_in(policy=proving(contacts=replace(proving().verification.contacts, fresh_days=0)))
        times = replace(world.ada.contact_times, mobile=world.clock.now())
        world.change_ada(contact_times=times)
        old_app(world)
        world.change_ada(contact_times=replace(times, mobile=world.clock.now()))
        report(world, desk)
        begun = desk.verifying.begin(world.ada.id, ONLY)
        assert why_not(begun, MethodKind.CALL_BACK, "mobile") == "new when the person said 'not me'"
        assert not why_not(begun, MethodKind.CALL_BACK, "office")

    def test_an_access_pass_of_those_hours_is_no_good(self, world) -> None:
        desk = world.sign_in(policy=every_kind())
        old_app(world)
        desk.registration.issue_pass(cleared(world, desk))
        report(world, desk)
        world.second_operator()
        other = world.sign_in(policy=every_kind(), login="sam")
        begun = other.verifying.begin(world.ada.id, METHODS)
        assert why_not(begun, MethodKind.ACCESS_PASS) == "new when the person said 'not me'"

    def test_what_is_suspended_opens_no_exception(self, world) -> None:
        """Else whoever says "not me" gets past the person's own methods."""
        people = frozenset({MethodKind.IN_PERSON, MethodKind.MANAGER})
        rules = proving(allowed=frozenset({MethodKind.TOTP}), exception=people, exception_gates=1)
        desk = world.sign_in(policy=rules)
        assert desk.verifying.begin(world.ada.id, ONLY).exceptional  # there is no app yet
        world.register_app()
        report(world, desk)
        assert refused(desk.verifying.begin, world.ada.id, ONLY) == "no-method"

    def test_an_operators_own_new_second_factor_is_suspended_and_still_guards(self, world) -> None:
        world.second_operator()
        shown = world.register_app(world.operator_account.id)
        world.directory.accounts[world.operator_account.id] = world.operator_account
        sam = world.sign_in(Role.SUPERVISOR, login="sam")
        sam.reporting.report(world.operator_account.id, "somebody registered an app")
        signing_in = world.sign_in_with().begin("dana", Secret("right"))
        assert signing_in.opened is None
        assert shown()
        with pytest.raises(NotPermitted):
            world.sign_in_with().sign_in("dana", Secret("right"))

    def test_the_card_says_it_and_a_supervisor_is_told_at_the_sign_in(self, world, dana, sam) -> None:
        report(world, dana)
        card = sam.lookup.card(world.ada.id)
        assert card.reported.report.operator_login == "dana"
        assert card.releasable
        again = world.sign_in(Role.SUPERVISOR, login="sam")
        assert [each.report.account_login for each in again.held] == ["ada.byron"]
        assert world.sign_in(Role.OPERATOR).held == ()
        assert [each.report.account for each in sam.reporting.held()] == [world.ada.id]
        assert refused(dana.reporting.held) == "supervisors-only"


class TestThoseWhoHadAPart:
    def reset(self, world, desk, app) -> None:
        desk.actions.perform(world.clear(desk, app, ONLY).id, RESET)

    def test_who_did_what_is_disputed_neither_acts_nor_approves_nor_releases(self, world, dana, sam) -> None:
        app = old_app(world)
        self.reset(world, sam, app)
        world.clock.forward(minutes=1)
        report(world, dana)
        assert refused(sam.verifying.begin, world.ada.id, ONLY) == "report-own-part"
        begun = dana.verifying.begin(world.ada.id, ONLY)
        dana.verifying.prove(begun.id, method(begun), app())
        dana.verifying.ask_approval(begun.id)
        assert refused(sam.approving.approve, begun.id, request(world, begun.id)) == "report-own-part"
        assert refused(sam.releasing.release_account, world.ada.id) == "report-own-part"
        assert world.stores.reports.hold(world.ada.id)

    def test_who_changed_methods_had_a_part(self, world) -> None:
        desk = world.sign_in(policy=every_kind())
        desk.registration.issue_pass(cleared(world, desk))
        contact(world, EMAIL, "x@x.example")
        world.stores.methods.note_change(world.ada.id, desk.operator.id, world.clock.now())
        report(world, desk)
        assert refused(desk.verifying.begin, world.ada.id, METHODS) == "report-own-part"

    def test_who_approved_had_a_part(self, world, sam) -> None:
        app = old_app(world)
        desk = world.sign_in(policy=proving(approval=True))
        begun = desk.verifying.begin(world.ada.id, ONLY)
        desk.verifying.prove(begun.id, method(begun), app())
        desk.verifying.ask_approval(begun.id)
        sam_again = world.sign_in(Role.OPERATOR, Role.SUPERVISOR, login="sam", policy=proving(approval=True))
        sam_again.approving.approve(begun.id, request(world, begun.id))
        report(world, desk)
        assert refused(sam_again.releasing.release_account, world.ada.id) == "report-own-part"

    def test_what_was_done_before_those_hours_is_nobodys_part(self, world, dana, sam) -> None:
        app = old_app(world)
        self.reset(world, sam, app)
        world.clock.forward(hours=73)
        report(world, dana)
        assert sam.releasing.release_account(world.ada.id) is None


class TestTheEnd:
    def test_a_supervisor_ends_it_and_all_is_as_before(self, world, dana, sam, app) -> None:
        report(world, dana)
        report(world, dana)  # twice: one release ends both
        assert refused(dana.releasing.release_account, world.ada.id) == "supervisors-only"
        assert sam.releasing.release_account(world.ada.id) is None
        assert sam.lookup.card(world.ada.id).reported is None
        assert world.clear(dana, app)  # the app counts again, and one person does
        made = world.stores.audit.records(event="report.made")[-1]
        (released,) = world.stores.audit.records(event="block.released")
        assert released.facts["reported_at"] == made.at.isoformat()

    def test_what_ended_stays_ended(self, world, dana, sam, app) -> None:
        clearance = world.clear(dana, app)
        report(world, sam)
        sam.releasing.release_account(world.ada.id)
        assert refused(dana.actions.perform, clearance.id, RESET) == "clearance-used"

    def test_whom_policy_lets_nobody_reset_is_released_all_the_same(self, world) -> None:
        policy = lenient(scope=Scope(enabled="nobody"))
        world.second_operator()
        sam = world.sign_in(Role.OPERATOR, Role.SUPERVISOR, login="sam", policy=policy)
        report(world, world.sign_in(policy=policy))
        assert sam.releasing.release_account(world.ada.id) is None

    @pytest.mark.parametrize("may_reset", [frozenset(), frozenset({Role.OPERATOR})])
    def test_whoever_resets_people_now_a_supervisor_releases(self, world, may_reset) -> None:
        policy = lenient(scope=Scope(roles=((Action.RESET, may_reset),)))
        world.second_operator()
        sam = world.sign_in(Role.SUPERVISOR, login="sam", policy=policy)
        report(world, world.sign_in(policy=policy))
        assert sam.releasing.release_account(world.ada.id) is None
        assert world.stores.reports.hold(world.ada.id) is None

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"group_ids": frozenset({"S-1-5-32-544"})}, "protected-account"),
            ({"kind": AccountKind.MACHINE}, "machine-account"),
            ({"dn": "CN=Ada,OU=Elsewhere,DC=demo,DC=example"}, "out-of-scope"),
            ({"security_id": f"{DOMAIN}-1201"}, "own-account"),
        ],
    )
    def test_who_may_not_touch_the_account_does_not_release_it(self, world, change, code) -> None:
        policy = lenient(scope=Scope(bases=("OU=People,DC=demo,DC=example",)))
        world.second_operator()
        sam = world.sign_in(Role.OPERATOR, Role.SUPERVISOR, login="sam", policy=policy)
        report(world, world.sign_in(policy=policy))
        world.change_ada(**change)
        assert refused(sam.releasing.release_account, world.ada.id) == code
        assert world.stores.reports.hold(world.ada.id) is not None


class TestTheRecord:
    def test_one_entry_names_what_is_disputed(self, world, dana, sam) -> None:
        app = old_app(world)
        sam.actions.perform(world.clear(sam, app, ONLY).id, RESET)
        new = contact(world, EMAIL, "thief@x.example")
        made = dana.reporting.report(world.ada.id, WHY, "INC-7")
        entry = world.stores.audit.records(event="report.made")[0]
        assert (entry.seq, entry.facts["reason"], entry.facts["ticket"]) == (made.number, WHY, "INC-7")
        events = {each.seq: each.event for each in world.stores.audit.records()}
        assert [events[each] for each in entry.facts["entries"]] == ["action.intent", "action.outcome"]
        assert entry.facts["methods"] == [new]

    def test_what_was_done_lately_is_listed_with_who_how_and_ticket(self, world, dana, sam) -> None:
        app = old_app(world)
        begun = sam.verifying.begin(world.ada.id, ONLY, "INC-7")
        by_sam = sam.verifying.prove(begun.id, method(begun), app()).clearance
        sam.actions.perform(by_sam.id, RESET)
        found = dana.reporting.lately(world.ada.id)
        (call,) = found.calls
        assert (call.operator, call.ticket) == ("sam", "INC-7")
        assert call.sentence.startswith("reset · authenticator app")
        assert found.methods == ()
        world.clock.forward(hours=73)
        assert dana.reporting.lately(world.ada.id).calls == ()

    def test_if_it_cannot_be_recorded_nothing_ends(self, world, dana, monkeypatch, app) -> None:
        clearance = world.clear(dana, app)

        def full(*_given, **_facts):
            raise StoreUnavailable(problem("store-full", path="x"))

        monkeypatch.setattr(type(world.stores.audit), "append", full)
        assert refused(report, world, dana, kind=StoreUnavailable) == "store-full"
        monkeypatch.undo()
        assert dana.actions.perform(clearance.id, RESET).outcome.value == "done"


class TestWhoMayReport:
    def test_no_proof_is_asked_but_a_reason(self, world, dana) -> None:
        assert refused(dana.reporting.report, world.ada.id, " \n", kind=Refused) == "report-reason"
        assert report(world, dana).number

    def test_who_only_reads_may_not(self, world) -> None:
        auditor = world.sign_in(Role.AUDITOR)
        assert refused(report, world, auditor) == "role-lacks-action"
        assert world.stores.reports.hold(world.ada.id) is None
        assert world.events()[-1] == "report.kept"

    def test_so_many_in_an_hour_and_no_more(self, world) -> None:
        desk = world.sign_in(policy=lenient(reports=ReportRules(an_hour=2)))
        report(world, desk)
        report(world, desk)
        again = world.sign_in(policy=desk.policy, stores=world.open(), process="2:2")
        assert refused(report, world, again) == "too-many-reports"
        world.clock.forward(minutes=61)
        assert report(world, again)

    def test_an_account_that_the_desk_does_not_serve_is_not_held(self, world) -> None:
        desk = world.sign_in(policy=lenient(scope=Scope(bases=("OU=Elsewhere,DC=demo,DC=example",))))
        assert refused(report, world, desk) == "report-not-served"


class TestWhoIsTold:
    def test_administrators_are_told_and_nobody_else(self, world) -> None:
        rules = NoticeRules(administrators=("soc@demo.example",))
        desk = world.sign_in(policy=lenient(notices=rules))
        (told,) = report(world, desk).told
        assert told.to_administrators
        (message,) = world.delivery.sent
        assert (message.kind, message.to) == (MessageKind.REPORTED, "soc@demo.example")

    def test_nobody_is_told_where_there_is_none(self, world, dana) -> None:
        assert report(world, dana).told == ()
        assert not world.delivery.sent
