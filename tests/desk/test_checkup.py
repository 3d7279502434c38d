"""A look at what surrounds the desk, by an operator's session: within the desk's rules, and in its record."""

from dataclasses import replace

import pytest
from desk.policies import lenient
from desk.proofs import refused

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import Scope, SendRules, VerificationPolicy
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, Limit, MessageKind
from helpdesk_tui.desk.problems import problem

OWN, MOBILE = "dana@demo.example", "+44 7700 900456"
RIGHTS = {each: True for each in Action}


@pytest.fixture
def checkup(world):
    world.change_ada(rights=RIGHTS)
    return world.sign_in().checkup


def levels(found: list[Finding]) -> list[str]:
    return [each.level.value for each in found]


def trouble(found: list[Finding]) -> Finding:
    (only,) = [each for each in found if each.level in {Level.WARNING, Level.FAILED}]
    assert only.remedy
    return only


def facts(world, event: str) -> list[dict[str, object]]:
    return [each.facts for each in world.stores.audit.records() if each.event == event]


# --- the session ----------------------------------------------------------------------------------------


def test_who_is_signed_in_is_told_with_roles_and_who_changes_things(checkup):
    (found,) = checkup.operator()
    assert (found.topic, found.level) == ("operator", Level.OK)
    assert "operator, registrar" in found.said


@pytest.mark.parametrize(
    ("roles", "shown"),
    [
        ((Role.OPERATOR,), False),
        ((Role.REGISTRAR,), False),
        ((Role.SUPERVISOR,), True),
        ((Role.AUDITOR,), True),
    ],
)
def test_surroundings_are_shown_to_who_looks_after_the_desk(world, roles, shown):
    assert world.sign_in(*roles).checkup.is_offered is shown


def test_who_looks_at_them_is_in_the_record(world):
    world.sign_in(Role.SUPERVISOR).checkup.demand()
    assert facts(world, "doctor.looked")[-1]["operator_login"] == "dana"


def test_others_are_refused_and_that_is_recorded(world, checkup):
    assert refused(checkup.demand, kind=NotPermitted) == "role-lacks-action"
    assert facts(world, "doctor.denied")[-1]["problem"] == "role-lacks-action"


@pytest.mark.parametrize("look", ["operator", "names", "account", "send_test"])
def test_who_lost_the_role_meanwhile_learns_nothing(world, look):
    world.change_operator(mail=OWN)
    checkup = world.sign_in().checkup
    world.change_operator(group_ids=frozenset())
    asked = {"names": ("", ""), "account": ("ada.byron",), "send_test": (OWN,)}.get(look, ())
    assert refused(lambda: list(getattr(checkup, look)(*asked)), kind=NotPermitted) == "role-lost"
    assert "account.viewed" not in world.events()
    assert world.delivery.sent == []


def test_a_policy_of_the_directory_that_cannot_be_read_is_named(checkup):
    found = trouble(list(checkup.names("cn=missing,dc=demo,dc=example", "")))
    assert "cn=missing,dc=demo,dc=example" in found.said
    assert levels(list(checkup.names("", ""))) == ["ok"]


# --- one account ----------------------------------------------------------------------------------------


def test_an_account_that_the_operator_may_help_is_fine_and_looking_is_recorded(world, checkup):
    assert levels(list(checkup.account("ada.byron"))) == ["ok", "ok"]
    assert facts(world, "search")[-1]["query"] == "ada.byron"
    viewed = facts(world, "account.viewed")[-1]
    assert (viewed["operator_login"], viewed["account_login"]) == ("dana", "ada.byron")


def test_a_right_that_is_not_delegated_fails_by_its_name(world, checkup):
    world.change_ada(rights=RIGHTS | {Action.UNLOCK: False})
    found = trouble(list(checkup.account("ada.byron")))
    assert (found.level, "unlock" in found.said.lower()) == ("failed", True)


def test_rights_that_nobody_tells_are_neither_good_nor_bad(world, checkup):
    world.change_ada(rights={})
    assert levels(list(checkup.account("ada.byron")))[0] == "skipped"


def test_a_policy_that_cannot_be_read_is_a_warning(world, checkup):
    world.change_ada(policy=None)
    found = trouble(list(checkup.account("ada.byron")))
    assert (found.topic, found.level) == ("password policy", "warning")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"dn": "CN=Ada,OU=Elsewhere,DC=demo,DC=example"}, "out-of-scope"),
        ({"group_ids": frozenset({"S-1-5-32-544"})}, "protected-account"),
    ],
)
def test_whom_the_desk_does_not_serve_shows_neither_rights_nor_policy(world, changed, code):
    world.change_ada(rights={}, policy=None, **changed)
    scope = Scope(bases=("OU=People,DC=demo,DC=example",))
    checkup = world.sign_in(policy=lenient(scope=scope)).checkup
    (found,) = checkup.account("ada.byron")
    assert found.level is Level.FAILED
    assert found.said == problem(code, group="Administrators").cause
    assert facts(world, "account.viewed")[-1]["account_login"] == "ada.byron"


def test_ones_own_account_is_no_sample(world, checkup):
    world.directory.accounts[world.operator_account.id] = world.operator_account
    assert trouble(list(checkup.account("dana"))).said == problem("own-account").cause


def test_an_account_that_is_not_one_is_refused(checkup):
    assert refused(lambda: list(checkup.account("nobody")), kind=Refused) == "account-not-found"


# --- the desk's own account -----------------------------------------------------------------------------


def test_the_desks_own_account_looks_in_the_record_by_its_name(world):
    world.change_ada(rights=RIGHTS)
    with world.sign_in_with().looking_as_service("svc-desk") as checkup:
        found = list(checkup.account("ada.byron"))
    assert levels(found) == ["ok", "ok"]
    assert found[0].said.startswith("The desk's account")
    assert facts(world, "account.viewed")[-1]["operator_login"] == "system account svc-desk"
    assert "sign-in.done" not in world.events()


# --- a test message -------------------------------------------------------------------------------------


@pytest.fixture
def own(world):
    """The operator's, with a mail address and a mobile."""
    world.change_operator(mail=OWN, mobile=MOBILE)
    return world.sign_in().checkup


@pytest.mark.parametrize(
    ("typed", "channel", "to"),
    [("DANA@demo.example ", Channel.MAIL, OWN), ("07700 900456", Channel.SMS, "+447700900456")],
)
def test_a_test_goes_to_ones_own_address_as_the_directory_has_it(world, own, typed, channel, to):
    assert levels(list(own.send_test(typed))) == ["ok"]
    (sent,) = world.delivery.sent
    assert (sent.channel, sent.kind, sent.to, sent.code) == (channel, MessageKind.TEST, to, None)
    assert world.events()[-2:] == ["test.sending", "test.sent"]


@pytest.mark.parametrize(
    "address", ["ada.byron@demo.example", "+447700900999", f"{OWN}.evil.example", "@", "1", "", " "]
)
def test_nobody_else_gets_one_and_the_try_is_recorded(world, own, address):
    assert refused(lambda: list(own.send_test(address)), kind=NotPermitted) == "doctor-not-own"
    assert world.delivery.sent == []
    assert facts(world, "test.denied")[-1]["problem"] == "doctor-not-own"


@pytest.mark.parametrize("address", ["", " ", OWN, MOBILE])
def test_an_operator_of_whom_nothing_is_known_gets_none(world, address):
    world.change_operator(mail="", mobile=None)
    checkup = world.sign_in().checkup
    assert refused(lambda: list(checkup.send_test(address)), kind=NotPermitted) == "doctor-not-own"


def test_tests_count_among_the_codes_that_are_sent_by_whoever_is_signed_in(world):
    world.change_operator(mail=OWN, mobile=MOBILE)
    usual = SendRules()
    few = replace(usual.limits, account=Limit(2, 600))
    rules = VerificationPolicy(sending=replace(usual, limits=few))
    policy = lenient(verification=rules)
    for address in (OWN, MOBILE):
        assert levels(list(world.sign_in(policy=policy).checkup.send_test(address))) == ["ok"]
    again = world.sign_in(policy=policy).checkup
    assert refused(lambda: list(again.send_test(OWN)), kind=NotPermitted) == "too-many-codes"
    assert len(world.delivery.sent) == 2
    assert facts(world, "test.denied")[-1]["problem"] == "too-many-codes"
    world.clock.forward(minutes=11)
    assert levels(list(world.sign_in(policy=policy).checkup.send_test(OWN))) == ["ok"]


def test_one_that_is_not_taken_fails_and_is_recorded(world, own):
    world.delivery.answer = lambda _: Delivered(DeliveryKind.REFUSED, problem("not-delivered"), "550")
    assert trouble(list(own.send_test(OWN))).level is Level.FAILED
    assert facts(world, "test.not-sent")[-1]["code"] == "550"


def test_an_sms_goes_where_policy_lets_one_go(world):
    world.change_operator(mobile=MOBILE)
    rules = VerificationPolicy(sending=replace(SendRules(), countries=frozenset({"SE"})))
    (found,) = world.sign_in(policy=lenient(verification=rules)).checkup.send_test(MOBILE)
    assert found.level is Level.FAILED
    assert world.delivery.sent == []
