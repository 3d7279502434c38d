"""Registering an app, removing methods: each with a clearance of its own."""

import pyotp
import pytest

from helpdesk_tui.desk.clearance import Action, ClearanceId
from helpdesk_tui.desk.methods import MethodStatus
from helpdesk_tui.desk.orders import Order
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import NotPermitted, Refused, StoreUnavailable
from helpdesk_tui.secret import Secret

METHODS = frozenset({Action.CHANGE_METHODS})


def refused(call, *args, kind: type[Refused] = NotPermitted) -> str:
    with pytest.raises(kind) as caught:
        call(*args)
    return caught.value.problem.code


@pytest.fixture
def desk(world):
    return world.sign_in()


@pytest.fixture
def clearance(world, desk):
    """Ada is proven by a call-back, for a change of her methods."""
    begun = desk.verifying.begin(world.ada.id, METHODS)
    call = begun.options[0].method.id
    desk.verifying.number_to_dial(begun.id, call)
    return desk.verifying.attest(begun.id, call, confirmed=True).clearance


def code(world, enrolment) -> Secret:
    return Secret(pyotp.parse_uri(enrolment.uri.reveal()).at(world.clock.now()))


def test_an_app_counts_after_one_code_from_it(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_totp(clearance.id, "work phone")
    (pending,) = world.stores.methods.methods(world.ada.id)
    assert pending.status is MethodStatus.PENDING
    added = desk.registration.activate(enrolment, code(world, enrolment))
    assert (added.status, added.label) == (MethodStatus.ACTIVE, "work phone")


def test_the_code_that_activates_proves_nothing_afterwards(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_totp(clearance.id, "phone")
    used = code(world, enrolment)
    desk.registration.activate(enrolment, used)
    begun = desk.verifying.begin(world.ada.id)
    assert refused(desk.verifying.prove, begun.id, enrolment.method, used) == "code-used"


def test_a_pending_app_proves_nothing(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_totp(clearance.id, "phone")
    begun = desk.verifying.begin(world.ada.id)
    assert refused(desk.verifying.prove, begun.id, enrolment.method, code(world, enrolment)) == (
        "method-not-offered"
    )


def test_a_wrong_code_does_not_activate(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_totp(clearance.id, "phone")
    assert refused(desk.registration.activate, enrolment, Secret("000000")) == "registration-wrong-code"


def test_giving_up_removes_the_pending_app_and_its_key(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_totp(clearance.id, "phone")
    desk.registration.abandon(enrolment)
    assert enrolment.key.dropped
    assert enrolment.uri.dropped
    assert world.stores.methods.methods(world.ada.id) == ()


def test_methods_do_not_change_without_their_own_clearance(world, desk) -> None:
    app = world.register_app()
    for_reset = world.clear(desk, app)
    (method,) = world.stores.methods.methods(world.ada.id)
    assert refused(desk.registration.begin_totp, for_reset.id, "phone") == "clearance-not-for-this"
    assert refused(desk.registration.remove, for_reset.id, method.id) == "clearance-not-for-this"
    assert refused(desk.registration.issue_recovery_codes, ClearanceId("made-up")) == "no-clearance"
    assert world.stores.methods.methods(world.ada.id) == (method,)


def test_one_clearance_is_one_change_of_methods(world, desk, clearance) -> None:
    desk.registration.begin_totp(clearance.id, "phone")
    assert refused(desk.registration.begin_totp, clearance.id, "second") == "clearance-used"


def test_a_method_is_removed_with_its_secret(world, desk) -> None:
    app = world.register_app()
    clearance = world.clear(desk, app, METHODS)
    (method,) = world.stores.methods.methods(world.ada.id)
    desk.registration.remove(clearance.id, method.id)
    assert world.stores.methods.methods(world.ada.id) == ()
    assert refused(world.stores.methods.totp, method.id, kind=Refused) == "method-unknown"


def test_a_persons_apps_are_at_most_five(world, desk) -> None:
    apps = [world.register_app() for _ in range(5)]
    begun = desk.verifying.begin(world.ada.id, METHODS)
    shown = [desk.verifying.begin(world.ada.id, METHODS).options[0].method.id]
    assert shown
    first = world.stores.methods.methods(world.ada.id)[0].id
    clearance = desk.verifying.prove(begun.id, first, apps[0]()).clearance
    assert refused(desk.registration.begin_totp, clearance.id, "sixth", kind=Refused) == "too-many-apps"


def test_the_record_tells_of_it_without_the_key(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_totp(clearance.id, "phone")
    desk.registration.activate(enrolment, code(world, enrolment))
    records = world.stores.audit.records()
    assert [record.event for record in records][-3:] == ["method.begun", "method.activating", "method.added"]
    assert enrolment.key.reveal() not in repr([record.facts for record in records])


def test_an_account_that_became_protected_gets_no_app_any_more(world, desk, clearance, make_account) -> None:
    enrolment = desk.registration.begin_totp(clearance.id, "phone")
    world.directory.accounts[world.ada.id] = make_account(group_ids=frozenset({"S-1-5-32-544"}))
    assert refused(desk.registration.activate, enrolment, code(world, enrolment)) == "account-changed"


def test_an_app_is_confirmed_in_the_time_of_its_clearance(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_totp(clearance.id, "phone")
    world.clock.forward(minutes=10)
    assert refused(desk.registration.activate, enrolment, code(world, enrolment)) == "clearance-expired"


def test_only_who_began_a_registration_ends_it(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_totp(clearance.id, "phone")
    other = world.sign_in()
    assert refused(other.registration.activate, enrolment, code(world, enrolment)) == "registration-expired"


def test_a_proof_by_a_method_that_was_removed_clears_nothing(world, desk) -> None:
    app = world.register_app()
    for_reset = world.clear(desk, app)
    world.clock.forward(seconds=30)
    for_methods = world.clear(desk, app, METHODS)
    (method,) = world.stores.methods.methods(world.ada.id)
    desk.registration.remove(for_methods.id, method.id)
    assert refused(desk.actions.perform, for_reset.id, Order(Action.RESET)) == "clearance-used"
    assert world.directory.changes == []


def test_a_removal_that_failed_is_not_recorded_as_done(world, desk, monkeypatch) -> None:
    app = world.register_app()
    clearance = world.clear(desk, app, METHODS)
    (method,) = world.stores.methods.methods(world.ada.id)

    def full(*_: object) -> None:
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(type(world.stores.methods), "remove", full)
    with pytest.raises(StoreUnavailable):
        desk.registration.remove(clearance.id, method.id)
    assert world.events()[-1] == "method.removing"
