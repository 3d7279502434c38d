"""Registering apps and tokens, and what every change of methods demands: a clearance of its own."""

from dataclasses import replace

import pyotp
import pytest
from desk.braking import braked
from desk.proofs import refused
from desk.registering import METHODS, Token, cleared, code, every_kind, methods
from writing import FULL_RESET

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.errors import Refused, StoreUnavailable
from helpdesk_tui.desk.method import MethodKind, MethodStatus, OathSettings, Origin
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import MessageKind, NewSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret


@pytest.fixture
def desk(world):
    return world.sign_in(policy=every_kind())


@pytest.fixture
def clearance(world, desk):
    return cleared(world, desk)


class TestApps:
    def test_an_app_counts_after_one_code_from_it(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "work phone")
        (pending,) = methods(world)
        assert pending.status is MethodStatus.PENDING
        added = desk.registration.activate(enrolment, code(world, enrolment))
        assert (added.status, added.label, added.origin) == (
            MethodStatus.ACTIVE,
            "work phone",
            Origin.REGISTERED,
        )

    def test_the_code_that_activates_proves_nothing_afterwards(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        used = code(world, enrolment)
        desk.registration.activate(enrolment, used)
        begun = desk.verifying.begin(world.ada.id)
        assert refused(desk.verifying.prove, begun.id, enrolment.method, used) == "code-used"

    def test_a_pending_app_proves_nothing(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        begun = desk.verifying.begin(world.ada.id)
        shown = code(world, enrolment)
        assert refused(desk.verifying.prove, begun.id, enrolment.method, shown) == "method-not-offered"

    def test_a_wrong_code_does_not_activate_and_may_be_followed_by_the_right_one(
        self, world, desk, clearance
    ) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        wrong = Secret("000000" if code(world, enrolment).reveal() != "000000" else "000001")
        assert refused(desk.registration.activate, enrolment, wrong) == "registration-wrong-code"
        assert methods(world)[0].status is MethodStatus.PENDING
        assert desk.registration.activate(enrolment, code(world, enrolment))

    def test_tries_are_limited_like_any_proof(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        wrong = Secret("000000" if code(world, enrolment).reveal() != "000000" else "000001")
        for _ in range(5):
            assert refused(desk.registration.activate, enrolment, wrong) == "registration-wrong-code"
        assert refused(desk.registration.activate, enrolment, code(world, enrolment)) == "account-blocked"

    def test_a_code_of_another_time_says_that_the_clock_is_off(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.clock.forward(minutes=-3)
        early = code(world, enrolment)
        world.clock.forward(minutes=3)
        assert refused(desk.registration.activate, enrolment, early) == "clock-drift"

    def test_a_code_that_was_told_to_come_later_does_not_count_when_its_time_comes(
        self, world, desk, clearance
    ) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.clock.forward(minutes=3)
        late = code(world, enrolment)
        world.clock.forward(minutes=-3)
        assert refused(desk.registration.activate, enrolment, late) == "clock-drift"
        world.clock.forward(minutes=3)
        assert refused(desk.registration.activate, enrolment, late) == "code-used"

    def test_a_malformed_code_costs_no_try(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        for _ in range(9):
            call = desk.registration.activate
            assert refused(call, enrolment, Secret("12345"), kind=Refused) == "code-malformed"
        assert desk.registration.activate(enrolment, code(world, enrolment))

    def test_giving_up_removes_the_pending_app_and_its_key(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        desk.registration.abandon(enrolment)
        assert enrolment.key.dropped
        assert enrolment.uri.dropped
        assert methods(world) == ()
        assert world.events()[-1] == "method.abandoned"

    def test_new_apps_are_as_policy_has_them(self, world) -> None:
        settings = OathSettings(digits=8, period=60, algorithm="SHA256")
        desk = world.sign_in(policy=every_kind(app=settings, issuer="Byron & Co"))
        enrolment = desk.registration.begin_app(cleared(world, desk), "phone")
        assert world.stores.methods.seed(enrolment.method).settings == settings
        read = pyotp.parse_uri(enrolment.uri.reveal())
        assert (read.digits, read.interval, read.issuer) == (8, 60, "Byron & Co")
        assert len(enrolment.key.reveal()) == 52  # 256 bits
        assert desk.registration.activate(enrolment, code(world, enrolment))

    def test_a_persons_apps_are_at_most_as_many_as_policy_says(self, world) -> None:
        desk = world.sign_in(policy=every_kind(max_apps=2))
        for _ in range(2):
            world.register_app()
        clearance = cleared(world, desk)
        assert refused(desk.registration.begin_app, clearance, "third", kind=Refused) == "too-many-apps"
        desk.registration.remove(clearance, methods(world)[0].id)
        assert desk.registration.begin_app(clearance, "third")

    def test_two_that_were_begun_at_once_do_not_exceed_it(self, world) -> None:
        desk = world.sign_in(policy=every_kind(max_apps=1))
        clearance = cleared(world, desk)
        first, second = (desk.registration.begin_app(clearance, name) for name in ("one", "two"))
        desk.registration.activate(first, code(world, first))
        shown = code(world, second)
        assert refused(desk.registration.activate, second, shown, kind=Refused) == "too-many-apps"

    def test_the_record_tells_of_it_without_the_key(self, world, desk, clearance) -> None:
        world.delivery.channels = frozenset()
        enrolment = desk.registration.begin_app(clearance, "phone")
        key = enrolment.key.reveal()  # the desk forgets it once it counts
        desk.registration.activate(enrolment, code(world, enrolment))
        records = world.stores.audit.records()
        assert [record.event for record in records][-3:] == [
            "method.begun",
            "method.activating",
            "method.added",
        ]
        verification = world.stores.clearances.clearance(clearance).verification
        assert {record.facts["verification"] for record in records[-3:]} == {verification}
        assert key not in repr([record.facts for record in records])


class TestTokens:
    def test_a_token_in_stock_becomes_the_persons_with_its_first_code(self, world, desk, clearance) -> None:
        token = Token(world)
        enrolment = desk.registration.begin_token(clearance, "t-100")
        assert (enrolment.kind, enrolment.key, enrolment.uri) == (MethodKind.OATH_TOKEN, None, None)
        added = desk.registration.activate(enrolment, token.code(0))
        assert (added.id, added.account, added.status) == (token.id, world.ada.id, MethodStatus.ACTIVE)
        assert world.stores.methods.in_stock("T-100") is None

    def test_a_serial_number_read_wrongly_gives_no_token_away(self, world, desk, clearance) -> None:
        mine, other = Token(world), Token(world, serial="T-101")
        enrolment = desk.registration.begin_token(clearance, "T-101")
        assert refused(desk.registration.activate, enrolment, mine.code(0)) == "token-wrong-code"
        assert world.stores.methods.in_stock("T-101") == other.id
        assert methods(world) == ()

    def test_an_unknown_serial_number_is_refused_and_uses_nothing_up(self, world, desk, clearance) -> None:
        for serial, why in (("T-999", "token-unknown"), ("", "answer-missing"), ("  ", "answer-missing")):
            call = desk.registration.begin_token
            assert refused(call, clearance, serial, kind=Refused) == why
        assert world.stores.clearances.clearance(clearance).used_at is None

    def test_a_token_is_one_persons(self, world, desk, clearance) -> None:
        token, bob = Token(world), world.add_person("bob")
        enrolment = desk.registration.begin_token(clearance, "T-100")
        assert world.stores.methods.assign(token.id, bob.id, world.clock.now())
        assert refused(desk.registration.activate, enrolment, token.code(0)) == "token-taken"
        assert methods(world) == ()
        (theirs,) = world.stores.methods.methods(bob.id)
        assert theirs.status is MethodStatus.IMPORTED

    def test_a_token_that_is_ahead_counts_after_two_codes_in_a_row(self, world, desk, clearance) -> None:
        token = Token(world)
        enrolment = desk.registration.begin_token(clearance, "T-100")
        assert refused(desk.registration.activate, enrolment, token.code(60)) == "token-wrong-code"
        gap = (token.code(60), token.code(62))
        assert refused(desk.registration.activate, enrolment, *gap) == "resync-failed"
        assert desk.registration.activate(enrolment, token.code(60), token.code(61))
        assert world.stores.methods.seed(token.id).last_step == 61

    def test_a_code_that_was_accepted_before_activates_nothing(self, world, desk, clearance) -> None:
        token = Token(world, world.ada.id)
        enrolment = desk.registration.begin_token(clearance, method=token.id)
        assert world.stores.methods.accept_step(token.id, 0, world.clock.now())
        assert refused(desk.registration.activate, enrolment, token.code(0)) == "code-used"
        assert methods(world)[0].status is MethodStatus.IMPORTED

    @pytest.mark.parametrize("kind", [MethodKind.OATH_TOKEN, MethodKind.TOTP])
    def test_what_was_imported_for_the_person_counts_after_its_first_code(
        self, world, desk, clearance, kind
    ) -> None:
        token = Token(world, world.ada.id, kind)
        enrolment = desk.registration.begin_token(clearance, method=token.id)
        assert desk.registration.activate(enrolment, token.code(0)).status is MethodStatus.ACTIVE

    def test_giving_up_leaves_what_was_imported_where_it_was(self, world, desk, clearance) -> None:
        imported, in_stock = Token(world, world.ada.id), Token(world, serial="T-101")
        desk.registration.abandon(desk.registration.begin_token(clearance, method=imported.id))
        desk.registration.abandon(desk.registration.begin_token(clearance, "T-101"))
        assert [each.status for each in methods(world)] == [MethodStatus.IMPORTED]
        assert world.stores.methods.in_stock("T-101") == in_stock.id

    def test_only_what_was_imported_for_this_person_is_begun_so(self, world, desk, clearance) -> None:
        world.register_app()
        theirs = Token(world, world.add_person("bob").id)
        for method in (methods(world)[0].id, theirs.id):
            assert refused(desk.registration.begin_token, clearance, "", method, kind=Refused) == (
                "method-unknown"
            )


class TestTheClearance:
    def test_methods_do_not_change_without_their_own_clearance(self, world, desk) -> None:
        app = world.register_app()
        for_reset = world.clear(desk, app).id
        (method,) = methods(world)
        use = desk.registration
        for call, *args in [
            (use.begin_app, "phone"),
            (use.begin_token, "T-100"),
            (use.begin_contact, MethodKind.EMAIL, "ada@home.example", "mail"),
            (use.issue_recovery_codes,),
            (use.issue_pass,),
            (use.set_questions, ()),
            (use.rename, method.id, "other"),
            (use.set_default, method.id),
            (use.remove, method.id),
            (use.reconfirm,),
        ]:
            assert refused(call, for_reset, *args) == "clearance-not-for-this"
            assert refused(call, ClearanceId("made-up"), *args) == "no-clearance"
        assert methods(world) == (method,)
        assert world.stores.methods.changes(world.ada.id, world.clock.now()) == ()

    def test_the_first_change_uses_it_up_and_the_visit_goes_on(self, world, desk, clearance) -> None:
        desk.registration.begin_app(clearance, "phone")
        assert world.stores.clearances.clearance(clearance).used_at is not None
        assert desk.registration.issue_recovery_codes(clearance)
        assert desk.registration.begin_app(clearance, "tablet")

    def test_another_session_cannot_go_on_with_it(self, world, desk, clearance) -> None:
        desk.registration.begin_app(clearance, "phone")
        other = world.sign_in(policy=every_kind())
        assert refused(other.registration.begin_app, clearance, "second") == "clearance-used"

    def test_what_was_used_for_another_action_begins_no_visit(self, world, desk) -> None:
        app = world.register_app()
        both = world.clear(desk, app, METHODS | {Action.UNLOCK}).id
        desk.actions.perform(both, Order(Action.UNLOCK))
        assert refused(desk.registration.begin_app, both, "phone") == "clearance-used"

    def test_the_visit_ends_with_the_clearances_time(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.clock.forward(minutes=10)
        assert refused(desk.registration.begin_app, clearance, "second") == "clearance-expired"
        shown = code(world, enrolment)
        assert refused(desk.registration.activate, enrolment, shown) == "clearance-expired"

    def test_the_visit_ends_with_the_call(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        shown = code(world, enrolment)
        desk.verifying.end_call(world.ada.id)
        assert enrolment.key.dropped
        assert refused(desk.registration.begin_app, clearance, "second") == "clearance-used"
        assert refused(desk.registration.activate, enrolment, shown) == "registration-expired"

    def test_the_visit_ends_with_the_call_at_another_terminal_of_the_operator(
        self, world, desk, clearance
    ) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.sign_in(policy=desk.policy, process="2:2").verifying.end_call(world.ada.id)
        assert refused(desk.registration.begin_app, clearance, "second") == "clearance-expired"
        shown = code(world, enrolment)
        assert refused(desk.registration.activate, enrolment, shown) == "clearance-expired"

    def test_the_visit_ends_with_a_supervisors_release(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.second_operator()
        sam = world.sign_in(Role.SUPERVISOR, login="sam", policy=desk.policy)
        sam.releasing.release_account(world.ada.id)
        assert refused(desk.registration.begin_app, clearance, "second") == "clearance-expired"
        shown = code(world, enrolment)
        assert refused(desk.registration.activate, enrolment, shown) == "clearance-expired"

    def test_the_visit_ends_with_the_brake(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.second_operator()
        braked(world.sign_in(Role.SUPERVISOR, login="sam", policy=desk.policy), world.ada.id)
        world.change_ada(state=world.ada.state)
        assert refused(desk.registration.begin_app, clearance, "second") == "clearance-expired"
        shown = code(world, enrolment)
        assert refused(desk.registration.activate, enrolment, shown) == "clearance-expired"

    def test_the_end_of_another_call_ends_it_not(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        desk.verifying.end_call(world.add_person("bob").id)
        assert desk.registration.activate(enrolment, code(world, enrolment))
        assert desk.registration.begin_app(clearance, "second")

    @pytest.mark.parametrize("change", [{"mobile": "+44 7700 900999"}, {"mail": "eve@evil.example"}])
    def test_the_visit_ends_when_the_account_changes(self, world, desk, clearance, change) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.change_ada(**change)
        assert refused(desk.registration.begin_app, clearance, "second") == "account-changed"
        assert refused(desk.registration.activate, enrolment, code(world, enrolment)) == "account-changed"

    def test_an_account_that_became_protected_gets_no_app_any_more(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.change_ada(group_ids=frozenset({"S-1-5-32-544"}))
        assert refused(desk.registration.activate, enrolment, code(world, enrolment)) == "account-changed"

    def test_the_visit_ends_when_the_threat_is_raised(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.elevated = True
        assert refused(desk.registration.activate, enrolment, code(world, enrolment)) == "policy-changed"

    def test_the_visit_ends_when_a_colleague_changes_the_same_methods(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.stores.methods.note_change(world.ada.id, world.second_operator().id, world.clock.now())
        assert refused(desk.registration.begin_app, clearance, "second") == "methods-changed"
        assert refused(desk.registration.activate, enrolment, code(world, enrolment)) == "methods-changed"

    def test_the_operator_must_still_be_one(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        world.directory.operator = replace(world.operator_account, group_ids=frozenset())
        assert refused(desk.registration.begin_app, clearance, "second") == "role-lost"
        assert refused(desk.registration.activate, enrolment, code(world, enrolment)) == "role-lost"

    def test_a_role_that_may_not_register_may_not(self, world, desk, clearance) -> None:
        other = world.sign_in(Role.OPERATOR, policy=every_kind())
        assert refused(other.registration.begin_app, clearance, "phone") == "role-lacks-action"

    def test_only_who_began_a_registration_ends_it(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        other = world.sign_in(policy=every_kind())
        shown = code(world, enrolment)
        assert refused(other.registration.activate, enrolment, shown) == "registration-expired"

    def test_of_two_sessions_one_begins_the_visit(self, world, desk, clearance, monkeypatch) -> None:
        """Both have looked at the clearance while it was unused."""
        other = world.sign_in(policy=every_kind())
        store = type(world.stores.clearances)
        consume = store.consume

        def late(*args: object) -> bool:
            monkeypatch.undo()
            other.registration.begin_app(clearance, "theirs")
            return consume(*args)

        monkeypatch.setattr(store, "consume", late)
        assert refused(desk.registration.begin_app, clearance, "mine") == "clearance-used"
        assert [each.label for each in methods(world)] == ["theirs"]

    def test_every_refusal_is_in_the_record(self, world, desk, clearance) -> None:
        world.change_ada(mobile=None)
        refused(desk.registration.begin_app, clearance, "phone")
        last = world.stores.audit.records()[-1]
        assert (last.event, last.facts["problem"], last.facts["clearance"]) == (
            "method.failed",
            "account-changed",
            clearance,
        )


class TestWhatAChangeDoes:
    def test_only_what_may_prove_the_person_is_registered(self, world) -> None:
        desk = world.sign_in(policy=replace(every_kind(), verification=world.sign_in().policy.verification))
        clearance = cleared(world, desk)
        use = desk.registration
        for call, *args in [
            (use.begin_contact, MethodKind.SMS, "+44 7700 900555", "mobile"),
            (use.begin_contact, MethodKind.EMAIL, "ada@home.example", "mail"),
            (use.set_questions, ()),
        ]:
            assert refused(call, clearance, *args) == "kind-not-allowed"
        assert world.stores.clearances.clearance(clearance).used_at is None
        assert methods(world) == ()

    @pytest.mark.parametrize(
        ("kind", "call"),
        [
            (MethodKind.TOTP, lambda use, clearance: use.begin_app(clearance, "phone")),
            (MethodKind.OATH_TOKEN, lambda use, clearance: use.begin_token(clearance, "T-100")),
            (MethodKind.RECOVERY_CODE, lambda use, clearance: use.issue_recovery_codes(clearance)),
            (MethodKind.ACCESS_PASS, lambda use, clearance: use.issue_pass(clearance)),
        ],
    )
    def test_each_kind_is_asked_about(self, world, kind, call) -> None:
        Token(world)
        policy = every_kind()
        everybody = policy.verification.everybody
        without = replace(everybody, allowed=everybody.allowed - {kind})
        desk = world.sign_in(
            policy=replace(policy, verification=replace(policy.verification, everybody=without))
        )
        assert refused(call, desk.registration, cleared(world, desk)) == "kind-not-allowed"

    def test_a_method_is_removed_with_its_secret(self, world, desk) -> None:
        app = world.register_app()
        clearance = world.clear(desk, app, METHODS).id
        (method,) = methods(world)
        assert desk.registration.remove(clearance, method.id) == method
        assert methods(world) == ()
        assert refused(world.stores.methods.seed, method.id, kind=Refused) == "method-unknown"

    def test_another_persons_method_is_not_removed(self, world, desk, clearance) -> None:
        theirs = Token(world, world.add_person("bob").id)
        assert refused(desk.registration.remove, clearance, theirs.id, kind=Refused) == "method-unknown"
        assert world.stores.methods.seed(theirs.id)

    def test_a_proof_by_a_method_that_was_removed_clears_nothing(self, world, desk) -> None:
        app = world.register_app()
        for_reset = world.clear(desk, app)
        world.clock.forward(seconds=30)
        for_methods = world.clear(desk, app, METHODS)
        (method,) = methods(world)
        desk.registration.remove(for_methods.id, method.id)
        assert refused(desk.actions.perform, for_reset.id, FULL_RESET) == "clearance-used"
        assert world.directory.changes == []

    def test_a_verification_that_rests_on_a_removed_method_is_over(self, world, desk) -> None:
        app = world.register_app()
        for_methods = world.clear(desk, app, METHODS)
        begun = desk.verifying.begin(world.ada.id)
        desk.registration.remove(for_methods.id, methods(world)[0].id)
        assert refused(desk.verifying.look, begun.id) == "verification-unknown"

    def test_the_visit_itself_goes_on_after_a_removal(self, world, desk) -> None:
        app = world.register_app()
        clearance = world.clear(desk, app, METHODS).id
        desk.registration.remove(clearance, methods(world)[0].id)
        assert desk.registration.begin_app(clearance, "new phone")

    def test_a_removal_that_failed_is_not_recorded_as_done(self, world, desk, monkeypatch) -> None:
        app = world.register_app()
        clearance = world.clear(desk, app, METHODS)
        (method,) = methods(world)

        def full(*_: object) -> None:
            raise StoreUnavailable(problem("store-full"))

        monkeypatch.setattr(type(world.stores.methods), "remove", full)
        with pytest.raises(StoreUnavailable):
            desk.registration.remove(clearance.id, method.id)
        assert world.events()[-1] == "method.removing"

    @pytest.mark.parametrize("after", ["method.added", "method.removed"])
    def test_a_store_that_fails_afterwards_keeps_nobody_from_being_told(
        self, world, desk, monkeypatch, after
    ) -> None:
        """What counts by then counts, and what is gone is gone: the person hears of it."""
        clearance = world.clear(desk, world.register_app(), METHODS)
        (old,) = methods(world)
        enrolment = desk.registration.begin_app(clearance.id, "new phone")
        append = type(world.stores.audit).append

        def failing(self, event: str, *rest: object):
            if event == after:
                raise StoreUnavailable(problem("store-full"))
            return append(self, event, *rest)

        monkeypatch.setattr(type(world.stores.audit), "append", failing)
        adds = after == "method.added"
        change, *arguments = (
            (desk.registration.activate, enrolment, code(world, enrolment))
            if adds
            else (desk.registration.remove, clearance.id, old.id)
        )
        with pytest.raises(StoreUnavailable):
            change(*arguments)
        kind = MessageKind.METHOD_ADDED if adds else MessageKind.METHOD_REMOVED
        assert {message.kind for message in world.delivery.sent} == {kind}
        assert desk.registration.notices(world.ada.id)

    def test_who_registered_a_method_does_not_reset_that_person_soon(self, world) -> None:
        desk = world.sign_in(policy=every_kind(own_hours=24))
        enrolment = desk.registration.begin_app(cleared(world, desk), "phone")
        assert desk.lookup.card(world.ada.id).may(Action.RESET)
        desk.registration.activate(enrolment, code(world, enrolment))
        (refusal,) = desk.lookup.card(world.ada.id).refusals[Action.RESET]
        assert refusal.code == "cooling-down-own"

    def test_who_removed_a_method_does_not_reset_that_person_soon(self, world) -> None:
        desk = world.sign_in(policy=every_kind(own_hours=24))
        clearance = world.clear(desk, world.register_app(), METHODS).id
        desk.registration.remove(clearance, methods(world)[0].id)
        assert not desk.lookup.card(world.ada.id).may(Action.RESET)

    def test_what_counted_for_nothing_is_removed_without_ado(self, world, desk, clearance) -> None:
        imported = Token(world, world.ada.id)
        desk.registration.remove(clearance, imported.id)
        assert methods(world) == ()
        assert world.delivery.sent == []
        assert world.stores.methods.changes(world.ada.id, world.clock.now()) == ()

    def test_an_app_that_was_removed_cannot_be_confirmed_any_more(self, world, desk, clearance) -> None:
        enrolment = desk.registration.begin_app(clearance, "phone")
        desk.registration.remove(clearance, enrolment.method)
        shown = code(world, enrolment)
        assert refused(desk.registration.activate, enrolment, shown, kind=Refused) == "method-unknown"

    def test_the_store_holds_no_more_than_it_may_either(self, world, desk, clearance) -> None:
        """Imported ones count for the store's own limit."""
        for number in range(5):
            seed = NewSeed(
                MethodKind.TOTP,
                f"app {number}",
                Secret(world.randomness.base32(20)),
                OathSettings(),
                Origin.IMPORTED,
            )
            world.stores.methods.add_seed(world.ada.id, seed, world.clock.now())
        assert refused(desk.registration.begin_app, clearance, "sixth", kind=Refused) == "too-many-apps"


def test_one_persons_methods_change_twenty_times_a_day_and_can_still_be_removed(world) -> None:
    """Each change is told on every channel, and each message costs."""
    desk = world.sign_in(policy=every_kind())
    clearance = cleared(world, desk)
    for _ in range(20):
        desk.registration.issue_recovery_codes(clearance)
    sent = len(world.delivery.sent)
    assert refused(desk.registration.issue_recovery_codes, clearance) == "too-many-changes"
    assert len(world.delivery.sent) == sent
    desk.registration.remove(clearance, methods(world)[0].id)
    world.clock.forward(days=1)
    desk.registration.issue_recovery_codes(cleared(world, desk))
