"""Whether somebody is registered, and why one must register."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desk.registering import CALL_BACK, EMAIL, SMS, contact, every_kind

from helpdesk_tui.desk.account import AccountId, ContactTimes
from helpdesk_tui.desk.method import (
    EXCEPTIONAL_KINDS,
    Method,
    MethodId,
    MethodKind,
    MethodStatus,
    OathSettings,
    Origin,
)
from helpdesk_tui.desk.policy import RegistrationRules, Tier, VerificationPolicy
from helpdesk_tui.desk.ports import Channel, NewSeed, Standing
from helpdesk_tui.desk.registration.status import judge
from helpdesk_tui.secret import Secret

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
NEVER = Standing(None, None)
LATELY = Standing(NOW - timedelta(days=10), None)
REQUIRED = RegistrationRules(required=True)
FEW = Tier(allowed=frozenset({MethodKind.TOTP, MethodKind.SMS}))


def method(kind: MethodKind, origin: Origin = Origin.REGISTERED) -> Method:
    return Method(
        MethodId(kind.value), AccountId("a"), kind, "", origin, MethodStatus.ACTIVE, "x", None, None
    )


APP, TEXT, CALL, MAIL = (method(kind) for kind in (MethodKind.TOTP, SMS, CALL_BACK, EMAIL))


@pytest.mark.parametrize(
    ("usable", "gates", "enough"),
    [
        ((), 1, False),
        ((MAIL,), 1, True),
        ((MAIL,), 2, False),
        ((MAIL, APP), 2, True),
        ((TEXT, CALL), 2, False),  # one phone
        ((MAIL, method(MethodKind.SECOND_OPERATOR, Origin.DESK)), 2, False),
        ((method(MethodKind.IN_PERSON, Origin.DESK),), 1, False),  # anybody's
        ((method(CALL_BACK, Origin.PREFILLED),), 1, True),
    ],
)
def test_enough_is_a_factor_for_each_gate(usable, gates, enough) -> None:
    assert judge(usable, gates, NEVER, RegistrationRules(), NOW).enough is enough


def test_one_method_must_be_good_for_mfa() -> None:
    assert not judge((MAIL,), 1, NEVER, RegistrationRules(), NOW).mfa
    assert judge((MAIL, APP), 1, NEVER, RegistrationRules(), NOW).mfa


@pytest.mark.parametrize(
    ("usable", "gates", "rules", "standing", "due"),
    [
        ((), 1, RegistrationRules(), NEVER, ""),
        ((), 1, REQUIRED, NEVER, "Must register: no method yet."),
        ((MAIL,), 2, REQUIRED, LATELY, "Must register: 1 of 2 methods."),
        ((MAIL,), 1, REQUIRED, LATELY, "Must register: no method is good for MFA."),
        ((MAIL,), 1, replace(REQUIRED, combined=False), LATELY, ""),
        ((APP,), 1, REQUIRED, LATELY, ""),
        ((APP,), 1, REQUIRED, NEVER, "Must confirm the methods: never done, every 180 days."),
        (
            (APP,),
            1,
            REQUIRED,
            Standing(datetime(2026, 3, 1, tzinfo=UTC), None),
            "Must confirm the methods: last done 2026-03-01, every 180 days.",
        ),
        ((APP,), 1, replace(REQUIRED, reconfirm_days=0), NEVER, ""),
        (
            (APP,),
            1,
            replace(REQUIRED, reconfirm_days=10),
            LATELY,
            "Must confirm the methods: last done 2026-11-12, every 10 days.",
        ),
        ((APP,), 1, replace(REQUIRED, reconfirm_days=11), LATELY, ""),
        (
            (APP,),
            1,
            RegistrationRules(),
            Standing(NOW, datetime(2026, 11, 2, tzinfo=UTC)),
            "Must register again: asked for on 2026-11-02.",
        ),
    ],
)
def test_what_is_due_is_said_in_a_sentence(usable, gates, rules, standing, due) -> None:
    assert judge(usable, gates, standing, rules, NOW).due == due


class TestOfAnAccount:
    def status(self, world, **rules):
        policy = every_kind(**rules)
        return world.sign_in(policy=policy).registration.status(world.ada.id)

    def tiered(self, world, **tier):
        policy = every_kind()
        everybody = replace(policy.verification.everybody, **tier)
        policy = replace(policy, verification=replace(policy.verification, everybody=everybody))
        return world.sign_in(policy=policy).registration.status(world.ada.id)

    def test_prefilled_contacts_count_where_the_tier_counts_them(self, world) -> None:
        assert self.tiered(world, gates=2).enough
        assert not self.tiered(world, gates=2, prefilled=False).enough

    def test_prefilled_contacts_that_changed_just_now_do_not_count(self, world) -> None:
        world.change_ada(contact_times=ContactTimes(*[world.clock.now()] * 4))
        assert not self.tiered(world).enough

    def test_what_waits_to_be_confirmed_does_not_count(self, world) -> None:
        seed = NewSeed(MethodKind.TOTP, "x", Secret(world.randomness.base32(20)), OathSettings())
        world.stores.methods.add_seed(world.ada.id, seed, world.clock.now())
        assert not self.tiered(world, prefilled=False).enough
        contact(world, EMAIL, "ada@home.example")
        assert self.tiered(world, prefilled=False).enough

    def test_a_kind_that_the_tier_does_not_allow_does_not_count(self, world) -> None:
        contact(world, EMAIL, "ada@home.example")
        assert not self.tiered(world, prefilled=False, allowed=frozenset({MethodKind.TOTP})).enough

    def test_a_pass_is_no_registration(self, world) -> None:
        now = world.clock.now()
        until = now + timedelta(hours=1)
        world.stores.methods.add_pass(world.ada.id, Secret("ABCDEFGHJK"), now, until, once=True)
        status = self.tiered(world, prefilled=False)
        assert (status.enough, status.mfa) == (False, False)

    def test_an_address_counts_where_something_can_be_sent(self, world) -> None:
        contact(world, EMAIL, "ada@home.example")
        world.delivery.channels = frozenset({Channel.SMS})
        assert not self.tiered(world, prefilled=False).enough

    def test_a_threat_sends_nobody_to_register_again(self, world) -> None:
        world.elevated = True
        assert self.tiered(world).enough

    def test_protected_people_need_more(self, world) -> None:
        world.register_app()
        assert self.tiered(world).enough
        world.change_ada(group_ids=frozenset({"S-1-5-32-544"}))
        assert not self.tiered(world).enough

    def test_the_card_says_what_is_due(self, world) -> None:
        desk = world.sign_in(policy=every_kind(required=True))
        world.change_ada(mail="", mobile="", office_phone="")
        assert desk.lookup.card(world.ada.id).registration.due == "Must register: no method yet."


def test_what_may_be_registered_is_what_the_tier_allows_and_what_can_be_sent(world) -> None:
    desk = world.sign_in(policy=every_kind())
    assert desk.registration.kinds(world.ada.id)[:2] == (MethodKind.OATH_TOKEN, MethodKind.TOTP)
    assert not set(desk.registration.kinds(world.ada.id)) & EXCEPTIONAL_KINDS
    world.delivery.channels = frozenset({Channel.MAIL})
    assert SMS not in desk.registration.kinds(world.ada.id)
    assert EMAIL in desk.registration.kinds(world.ada.id)
    few = world.sign_in(policy=replace(every_kind(), verification=VerificationPolicy(everybody=FEW)))
    assert few.registration.kinds(world.ada.id) == (MethodKind.TOTP,)
