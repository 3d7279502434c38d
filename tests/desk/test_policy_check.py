"""The policy read back in sentences, and whom it would leave without enough methods."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from desk.conftest import DOMAIN, NOW
from desk.policies import lenient, proving
from desk.proofs import refused

from helpdesk_tui.desk import guard
from helpdesk_tui.desk.account import ContactTimes
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, Grade, MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import (
    ContactRules,
    Enabled,
    NoticeRules,
    OperatorRules,
    ProtectedRule,
    RegistrationRules,
    Scope,
    SecondFactor,
    Tier,
    UnknownAge,
    VerificationPolicy,
)
from helpdesk_tui.desk.policy_check import TierCount
from helpdesk_tui.desk.policy_words import sentences, warnings
from helpdesk_tui.desk.ports import Channel, Limit
from helpdesk_tui.secret import Secret

FINANCE = "S-1-5-21-1004336348-1177238915-682003330-1607"


def counted(world, policy) -> list[TierCount]:
    return list(world.sign_in(Role.AUDITOR, policy=policy).policy_check.count().tiers)


def people(world, *numbers: str) -> None:
    for place, mobile in enumerate(numbers):
        world.add_person(f"person{place}", mobile=mobile, office_phone="", mail="")


def test_who_has_too_few_methods_is_counted(world) -> None:
    world.change_ada(mobile="", office_phone="", mail="")
    people(world, "+44 7700 900001", "", "nonsense")
    assert counted(world, lenient()) == [TierCount("everybody", people=4, enough=1, by_exception=0)]
    world.register_app()
    (count,) = counted(world, lenient())
    assert (count.enough, count.too_few) == (2, 2)
    assert world.events()[-1] == "policy.checked"


def test_more_gates_strand_more_people(world) -> None:
    world.register_app()
    people(world, "+44 7700 900001")
    (one,) = counted(world, proving(gates=1))
    (two,) = counted(world, proving(gates=2))
    assert (one.too_few, two.too_few) == (0, 1)


def test_the_exception_path_is_counted_apart(world) -> None:
    world.change_ada(mobile="", office_phone="")
    (count,) = counted(world, proving(exception=EXCEPTIONAL_KINDS, exception_gates=2))
    assert (count.enough, count.by_exception, count.too_few) == (0, 1, 0)
    (count,) = counted(world, proving(exception=frozenset({MethodKind.MANAGER}), exception_gates=1))
    assert (count.by_exception, count.too_few) == (0, 1)


def test_every_tier_is_counted_by_itself(world) -> None:
    tier = Tier(name="finance", groups=frozenset({"finance"}), minimum_grade=Grade.DEVICE)
    policy = lenient(verification=VerificationPolicy(tiers=(tier,)))
    world.add_person("fay", group_ids=frozenset({FINANCE}))
    assert counted(world, policy) == [TierCount("finance", 1, 0, 0), TierCount("everybody", 1, 1, 0)]


def test_a_tier_that_fits_nobody_is_named_too(world) -> None:
    """A misspelt part of the directory fits nobody: that must be seen."""
    tier = Tier(name="finance", bases=("OU=Finnance,DC=demo,DC=example",))
    policy = lenient(verification=VerificationPolicy(tiers=(tier,)))
    assert counted(world, policy)[0] == TierCount("finance", 0, 0, 0)


def test_each_part_that_the_scope_names_is_counted_and_those_without_anybody_too(world) -> None:
    world.add_person("fay", group_ids=frozenset({FINANCE}))
    people = "OU=People,DC=demo,DC=example"
    misspelt = "OU=Bord,DC=demo,DC=example"
    scope = Scope(
        bases=(people,),
        excluded=(misspelt, "CN=fay," + people),
        enabled=Enabled.GROUPS,
        enabled_groups=frozenset({"finance"}),
        protected_groups=frozenset({"nobody at all"}),
    )
    found = world.sign_in(Role.AUDITOR, policy=lenient(scope=scope)).policy_check.count().scopes
    assert [(each.key, each.name, each.accounts) for each in found] == [
        ("bases", people, 2),
        ("excluded", misspelt, 0),
        ("excluded", "CN=fay," + people, 1),
        ("enabled_groups", "", 1),
        ("protected_groups", "", 0),
    ]


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"enabled": False}, 0),
        ({"enabled": None}, 1),
        ({"dn": "CN=Ada,OU=Board,DC=demo,DC=example"}, 0),
        ({"was_protected": True}, 1),
        ({"group_ids": frozenset({f"{DOMAIN}-512"})}, 0),
    ],
)
def test_only_those_whom_the_desk_serves_are_counted(world, changes, counts) -> None:
    account = world.make_account(**changes)
    world.directory.accounts[world.ada.id] = account
    scope = Scope(excluded=("OU=Board,DC=demo,DC=example",))
    assert sum(each.people for each in counted(world, lenient(scope=scope))) == counts


def test_protected_people_are_counted_where_supervisors_serve_them(world) -> None:
    world.change_ada(group_ids=frozenset({f"{DOMAIN}-512"}))
    policy = lenient(scope=Scope(protected=ProtectedRule.SUPERVISOR))
    assert counted(world, policy) == [
        TierCount("everybody", 0, 0, 0),
        TierCount("protected people", 1, 0, 0),
    ]


def test_enabled_groups_limit_the_count(world) -> None:
    world.add_person("fay", group_ids=frozenset({FINANCE}))
    policy = lenient(scope=Scope(enabled=Enabled.GROUPS, enabled_groups=frozenset({"finance"})))
    assert [each.people for each in counted(world, policy)] == [1]
    assert counted(world, lenient(scope=Scope(enabled=Enabled.NOBODY))) == [TierCount("everybody", 0, 0, 0)]


def test_prefilled_data_counts_as_the_tier_says_and_sms_only_with_a_gateway(world) -> None:
    sms = frozenset({MethodKind.SMS})
    assert counted(world, proving(allowed=sms, prefilled=False))[0].enough == 0
    assert counted(world, proving(allowed=sms))[0].enough == 1
    world.delivery.channels = frozenset()
    assert counted(world, proving(allowed=sms))[0].enough == 0


def test_progress_is_told(world) -> None:
    people(world, *["+44 7700 900001"] * 120)
    told: list[int] = []
    world.sign_in(Role.AUDITOR).policy_check.count(told.append)
    assert told == [100, 121]


def test_it_is_not_for_plain_operators(world) -> None:
    desk = world.sign_in(Role.OPERATOR)
    assert refused(desk.policy_check.sentences) == "policy-not-for-you"
    assert refused(desk.policy_check.count) == "policy-not-for-you"


# --- the sentences --------------------------------------------------------------------------------------

STRICT = lenient(
    verification=VerificationPolicy(
        tiers=(Tier(name="finance", groups=frozenset({"finance"}), gates=2, approval=True, prefilled=False),),
        everybody=Tier(exception=EXCEPTIONAL_KINDS),
        contacts=ContactRules(fresh_days=7, caller_states_number=True),
    ),
    registration=RegistrationRules(required=True, reconfirm_days=90, own_hours=24, any_hours=1),
    scope=Scope(protected=ProtectedRule.SUPERVISOR, enabled=Enabled.GROUPS, unlock_alone=False),
    notices=NoticeRules(on_methods=False, administrators=("soc@example.com",)),
)


def test_the_policy_is_read_back_in_sentences(world) -> None:
    said = "\n".join(world.sign_in(Role.AUDITOR, policy=STRICT).policy_check.sentences())
    for sentence in (
        "Resets are enabled for members of the enabled groups. An account may not be unlocked without",
        "Supervisors act on protected people by the fixed tier",
        "For finance: 2 proofs that rest on different things, and a second operator confirms.",
        "For finance contact data of the directory that nobody confirmed does not count.",
        "For everybody else: 1 proof.",
        "For everybody else with too few methods: 2 proofs, of what there is and of in person, manager's",
        "Contact data changed in the last 7 days does not count.",
        "the caller says the number, which is compared.",
        "After 5 failed proofs in 1 day an account is blocked, for 1 day.",
        "Everybody must register, and confirms again after 90 days.",
        "may not reset that person for 24 hours.",
        "Nobody may reset a person for 1 hour after a change of methods.",
        "A new method proves a change of methods only for 24 hours, unless a strong one proved it.",
        "One person is reset 2 times a day at most; then a supervisor does it.",
        "A reset forces a change; whose password never expires is not reset.",
        "The person is told of resets.",
        "told to 1 address of administrators.",
    ):
        assert sentence in said


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (
            OperatorRules(SecondFactor.OFF),
            ["Operators prove nothing but their password: whoever has it has the desk."],
        ),
        (
            OperatorRules(),
            [
                "Operators who have a second factor prove it when they sign in, and before they approve: "
                "hardware token, authenticator app, recovery code.",
                "A second factor with 5 wrong codes in 1 hour waits until the oldest is older than that.",
            ],
        ),
        (
            OperatorRules(SecondFactor.REQUIRED, frozenset({MethodKind.TOTP}), failures=Limit(1, 1800)),
            [
                "Every operator proves a second factor when they sign in, and before they approve: "
                "authenticator app.",
                "A second factor with 1 wrong code in 30 minutes waits until the oldest is older than that.",
            ],
        ),
    ],
)
def test_what_operators_prove_is_read_back(rules, said) -> None:
    assert list(sentences(lenient(operators=rules), frozenset(), False))[-len(said) :] == said


def test_an_elevated_threat_is_said_first(world) -> None:
    world.elevated = True
    first = world.sign_in(Role.AUDITOR).policy_check.sentences()[0]
    assert first == "The threat is elevated: only proofs of the grade 'code' or stronger count."


def test_more_gates_while_the_threat_is_elevated_are_said(world) -> None:
    world.elevated = True
    policy = lenient(verification=VerificationPolicy(threat_gates=2))
    first = world.sign_in(Role.AUDITOR, policy=policy).policy_check.sentences()[0]
    assert first.endswith("only proofs of the grade 'code' or stronger count, and 2 gates at least.")


LIKELY_LOST = "it is likely the mailbox that the lost password opens"


@pytest.mark.parametrize(
    ("tier", "channels", "warned"),
    [
        ({"allowed": frozenset({MethodKind.EMAIL})}, frozenset(Channel), True),
        ({"allowed": frozenset({MethodKind.EMAIL})}, frozenset({Channel.SMS}), False),
        ({"allowed": frozenset({MethodKind.EMAIL}), "prefilled": False}, frozenset(Channel), False),
        ({"allowed": frozenset({MethodKind.SMS})}, frozenset(Channel), False),
        (
            {"allowed": frozenset({MethodKind.EMAIL}), "minimum_grade": Grade.CODE},
            frozenset(Channel),
            False,
        ),
    ],
)
def test_where_the_directorys_own_mail_address_proves_it_is_warned_of(world, tier, channels, warned) -> None:
    world.delivery.channels = channels
    desk = world.sign_in(Role.AUDITOR, policy=proving(**tier))
    found = [each for each in desk.policy_check.sentences() if LIKELY_LOST in each]
    assert [each.startswith("The directory's own mail address proves, for everybody") for each in found] == (
        [True] if warned else []
    )


@pytest.mark.parametrize(
    ("rule", "kinds", "warned"),
    [
        (SecondFactor.REQUIRED, {MethodKind.OATH_TOKEN}, True),
        (SecondFactor.REQUIRED, {MethodKind.OATH_TOKEN, MethodKind.TOTP}, False),
        (SecondFactor.REQUIRED, {MethodKind.RADIUS}, False),
        (SecondFactor.WHEN_REGISTERED, {MethodKind.OATH_TOKEN}, False),
    ],
)
def test_where_who_has_no_second_factor_stays_out_it_is_warned_of(rule, kinds, warned) -> None:
    policy = lenient(operators=OperatorRules(second_factor=rule, kinds=frozenset(kinds)))
    assert any("who has none stays out" in each for each in warnings(policy, frozenset())) == warned


def test_every_sentence_is_one(world) -> None:
    for policy in (lenient(), STRICT, lenient(scope=Scope(enabled=Enabled.NOBODY))):
        for sentence in world.sign_in(Role.AUDITOR, policy=policy).policy_check.sentences():
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert len(sentence) < 260


# --- by the very rules that verify ----------------------------------------------------------------------


SMS_ALONE = {"allowed": frozenset({MethodKind.SMS})}


@pytest.mark.parametrize(
    ("times", "rules", "enough"),
    [
        (ContactTimes(), ContactRules(), 0),
        (ContactTimes(), ContactRules(unknown_age=UnknownAge.ALLOW), 1),
        (ContactTimes(), ContactRules(fresh_days=0), 1),
        (ContactTimes(mobile=NOW - timedelta(days=1)), ContactRules(), 0),
        (ContactTimes(mobile=NOW - timedelta(days=4)), ContactRules(), 1),
    ],
)
def test_contact_data_counts_as_it_would_in_a_verification(world, times, rules, enough) -> None:
    world.change_ada(contact_times=times)
    (count,) = counted(world, proving(**SMS_ALONE, contacts=rules))
    assert (count.people, count.enough) == (1, enough)


def test_a_method_that_is_new_or_used_up_does_not_count_yet_or_any_more(world) -> None:
    codes = frozenset({MethodKind.RECOVERY_CODE})
    policy = proving(allowed=codes)
    waiting = replace(policy, registration=RegistrationRules())
    method = world.stores.methods.add_recovery_codes(world.ada.id, [Secret("x")], world.clock.now())
    assert [counted(world, each)[0].enough for each in (policy, waiting)] == [1, 0]
    world.stores.methods.mark_well_proven(method)
    assert counted(world, waiting)[0].enough == 1
    assert world.stores.methods.use_recovery_code(method, 1, Secret("x"), world.clock.now())
    assert counted(world, policy)[0].enough == 0


def test_whom_the_guard_protects_the_count_protects(world) -> None:
    """By groups, as a verification does: adminCount outlives membership, and proves nothing."""
    world.change_ada(was_protected=True)
    admin = world.add_person("adm", group_ids=frozenset({f"{DOMAIN}-512"}))
    assert [each.people for each in counted(world, lenient())] == [1]
    served = lenient(scope=Scope(protected=ProtectedRule.SUPERVISOR))
    assert [(each.tier, each.people) for each in counted(world, served)] == [
        ("everybody", 1),
        ("protected people", 1),
    ]
    assert guard.protecting_group(admin, Scope())


@pytest.mark.parametrize(
    "policy",
    [
        lenient(),
        proving(gates=2),
        proving(**SMS_ALONE),
        proving(minimum_grade=Grade.CODE),
        proving(approval=True, gates=2),
        proving(prefilled=False),
        proving(gates=2, exception=EXCEPTIONAL_KINDS),
        proving(exception=frozenset({MethodKind.MANAGER}), exception_gates=1),
    ],
    ids=range(8),
)
def test_whom_it_counts_can_be_verified_and_nobody_else(world, policy) -> None:
    world.register_app()
    world.add_person("bare", mobile="", office_phone="", mail="")
    world.add_person("managed", mobile="", office_phone="", mail="", manager="Dana Moore")
    world.add_person("fresh", contact_times=ContactTimes(*[NOW - timedelta(days=1)] * 4))
    world.add_person("unknown", contact_times=ContactTimes())
    world.add_person("odd", mobile="not a number", office_phone="", mail="@")
    (count,) = counted(world, policy)
    desk, verified = world.sign_in(policy=policy), []
    for account in list(world.directory.accounts.values()):
        with suppress(NotPermitted):
            verified.append(desk.verifying.begin(account.id).exceptional)
    assert count.people == len(world.directory.accounts)
    assert (count.enough, count.by_exception) == (verified.count(False), verified.count(True))
