"""Names, the default, confirming again, and asking for a new registration."""

from dataclasses import replace

import pytest
from desk.proofs import refused
from desk.registering import EMAIL, Token, cleared, contact, every_kind, methods

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.operator import Role


@pytest.fixture
def desk(world):
    return world.sign_in(policy=every_kind(own_hours=24))


@pytest.fixture
def mail(world):
    return contact(world, EMAIL, "ada@home.example", "home")


@pytest.fixture
def clearance(world, desk, mail):
    return cleared(world, desk)


def test_a_method_gets_another_name(world, desk, mail, clearance) -> None:
    assert desk.registration.rename(clearance, mail, " the\n new  one ").label == "the new one"
    assert methods(world)[0].label == "the new one"
    assert world.events()[-1] == "method.renamed"


def test_a_name_is_not_empty(world, desk, mail, clearance) -> None:
    assert refused(desk.registration.rename, clearance, mail, " \n ", kind=Refused) == "label-empty"


def test_one_method_is_the_default(world, desk, mail, clearance) -> None:
    other = contact(world, EMAIL, "ada@second.example", "second")
    desk.registration.set_default(clearance, mail)
    assert desk.registration.set_default(clearance, other).is_default
    assert [each.is_default for each in methods(world)] == [False, True]


def test_what_does_not_count_yet_is_no_default(world, desk, clearance) -> None:
    imported = Token(world, world.ada.id).id
    call = desk.registration.set_default
    assert refused(call, clearance, imported, kind=Refused) == "method-not-active"


def test_another_persons_method_is_left_alone(world, desk, clearance) -> None:
    theirs = Token(world, world.add_person("bob").id).id
    use = desk.registration
    assert refused(use.rename, clearance, theirs, "mine", kind=Refused) == "method-unknown"
    assert refused(use.set_default, clearance, theirs, kind=Refused) == "method-unknown"
    assert world.stores.clearances.clearance(clearance).used_at is None


def test_name_and_default_start_no_cool_down_and_no_notice(world, desk, mail, clearance) -> None:
    desk.registration.rename(clearance, mail, "other")
    desk.registration.set_default(clearance, mail)
    desk.registration.reconfirm(clearance)
    assert desk.lookup.card(world.ada.id).may(Action.RESET)
    assert world.delivery.sent == []
    assert desk.registration.notices(world.ada.id) == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda use, clearance, mail: use.rename(clearance, mail, "other"),
        lambda use, clearance, mail: use.set_default(clearance, mail),
        lambda use, clearance, mail: use.reconfirm(clearance),
    ],
)
def test_each_uses_up_the_clearance_like_any_change(world, desk, mail, clearance, change) -> None:
    change(desk.registration, clearance, mail)
    change(desk.registration, clearance, mail)
    other = world.sign_in(policy=every_kind(own_hours=24))
    assert refused(change, other.registration, clearance, mail) == "clearance-used"


def test_confirming_again_is_kept(world, desk, clearance) -> None:
    world.clock.forward(minutes=1)
    desk.registration.reconfirm(clearance)
    status = desk.registration.status(world.ada.id)
    assert status.confirmed_at == world.clock.now()
    last = world.stores.audit.records()[-1]
    assert (last.event, last.facts["clearance"]) == ("registration.confirmed", clearance)


class TestAskingForANewRegistration:
    def test_it_takes_no_clearance_and_holds_until_one_comes(self, world, desk, mail) -> None:
        desk.registration.require_again(world.ada.id)
        assert desk.registration.status(world.ada.id).due == "Must register again: asked for on 2026-03-02."
        assert world.events()[-1] == "registration.required"
        desk.registration.reconfirm(cleared(world, desk))
        assert desk.registration.status(world.ada.id).due == ""

    @pytest.mark.parametrize("role", [Role.REGISTRAR, Role.SUPERVISOR])
    def test_registrars_and_supervisors_may(self, world, role) -> None:
        world.sign_in(role).registration.require_again(world.ada.id)
        assert world.stores.methods.standing(world.ada.id).required_at == world.clock.now()

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
    def test_others_may_not(self, world, role) -> None:
        desk = world.sign_in(role)
        assert refused(desk.registration.require_again, world.ada.id) == "role-lacks-action"
        assert world.stores.methods.standing(world.ada.id).required_at is None
        assert world.events()[-1] == "registration.kept"

    @pytest.mark.parametrize("role", [Role.REGISTRAR, Role.SUPERVISOR])
    def test_the_guard_stands_before_it(self, world, role) -> None:
        desk = world.sign_in(role)
        world.change_ada(group_ids=frozenset({"S-1-5-32-544"}))
        assert refused(desk.registration.require_again, world.ada.id) == "protected-account"

    def test_the_operator_must_still_be_one(self, world, desk) -> None:
        world.directory.operator = replace(world.operator_account, group_ids=frozenset())
        with pytest.raises(NotPermitted) as caught:
            desk.registration.require_again(world.ada.id)
        assert caught.value.problem.code == "role-lost"
