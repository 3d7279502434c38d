"""Which tier an account is proven by, what each demands, and the way out where too little is registered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk.conftest import LONG_AGO
from desk.policies import lenient, proving
from desk.proofs import method, refused, request, why_not

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import ConfigError, DirectoryUnreachable, Refused, StoreUnavailable
from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, Grade, MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import (
    USUAL_METHODS,
    Enabled,
    ProtectedRule,
    RegistrationRules,
    Scope,
    Tier,
    VerificationPolicy,
)
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.tiers import PROTECTED, tier_of
from helpdesk_tui.desk.verification import approval_id
from helpdesk_tui.secret import Secret

DOMAIN = "S-1-5-21-1004336348-1177238915-682003330"
FINANCE = f"{DOMAIN}-1607"  # as the scripted directory resolves "finance"


def tiered(*tiers: Tier, **everybody: object):
    rules = VerificationPolicy(tiers=tiers, everybody=Tier(**everybody))
    return lenient(verification=rules)


def test_the_first_tier_that_fits_is_taken(make_account) -> None:
    policy = tiered(
        Tier(name="finance", groups=frozenset({FINANCE})),
        Tier(name="people", bases=("ou=people,dc=demo,dc=example",)),
    )
    assert tier_of(make_account(), policy, False).name == "people"
    assert tier_of(make_account(group_ids=frozenset({FINANCE})), policy, False).name == "finance"
    assert tier_of(make_account(dn="CN=X,OU=Board,DC=demo,DC=example"), policy, False).name == "everybody"
    assert tier_of(make_account(group_ids=None), policy, False).name == "people"


def test_names_of_groups_become_ids_at_sign_in_and_a_missing_one_stops_it(world) -> None:
    world.register_app()
    named = Tier(name="finance", groups=frozenset({"finance"}), gates=2)
    desk = world.sign_in(policy=tiered(named))
    assert desk.lookup.card(world.ada.id).tier == "everybody"
    world.change_ada(group_ids=frozenset({FINANCE}))
    assert desk.lookup.card(world.ada.id).tier == "finance"
    assert desk.verifying.begin(world.ada.id).gates == 2
    missing = Tier(name="finance", groups=frozenset({"missing"}))
    with pytest.raises(ConfigError) as caught:
        world.sign_in(policy=tiered(missing))
    assert caught.value.problem.code == "names-missing"


def test_a_tier_has_lifetimes_of_its_own(world) -> None:
    app = world.register_app()
    short = {"verification_lifetime": timedelta(minutes=6), "clearance_lifetime": timedelta(minutes=2)}
    desk = world.sign_in(policy=proving(**short))
    begun = desk.verifying.begin(world.ada.id)
    assert begun.expires_at == world.clock.now() + timedelta(minutes=6)
    clearance = desk.verifying.prove(begun.id, method(begun), app()).clearance
    assert clearance.expires_at == world.clock.now() + timedelta(minutes=2)


# --- gates ----------------------------------------------------------------------------------------------


def test_two_gates_are_not_filled_by_one_phone(world) -> None:
    desk = world.sign_in(policy=proving(gates=2, allowed=frozenset({MethodKind.SMS, MethodKind.CALL_BACK})))
    assert refused(desk.verifying.begin, world.ada.id) == "too-few-methods"


def test_a_proof_by_the_phone_fills_one_gate_for_all_its_methods(world) -> None:
    kinds = frozenset({MethodKind.SMS, MethodKind.CALL_BACK, MethodKind.EMAIL})
    desk = world.sign_in(policy=proving(gates=2, allowed=kinds))
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, MethodKind.SMS))
    half = desk.verifying.prove(begun.id, method(begun, MethodKind.SMS), world.delivery.code())
    assert (half.met, half.clearance) == (1, None)
    call = method(begun, MethodKind.CALL_BACK)
    assert refused(desk.verifying.number_to_dial, begun.id, call, kind=Refused) == "method-already-proven"
    desk.verifying.send(begun.id, method(begun, MethodKind.EMAIL))
    assert desk.verifying.prove(begun.id, method(begun, MethodKind.EMAIL), world.delivery.code()).clearance


# --- protected people -------------------------------------------------------------------------------------


def protecting(**changes: object):
    return lenient(
        scope=Scope(protected=ProtectedRule.SUPERVISOR, protected_groups=frozenset({"crown"})),
        verification=VerificationPolicy(everybody=Tier(**changes)),
    )


@pytest.fixture
def protected_ada(world):
    world.change_ada(group_ids=frozenset({f"{DOMAIN}-512"}))
    return world.ada


def test_the_tier_for_protected_people_is_fixed(make_account) -> None:
    admin = make_account(group_ids=frozenset({f"{DOMAIN}-512"}))
    weak = protecting(
        gates=1, allowed=frozenset(MethodKind), minimum_grade=Grade.KNOWLEDGE, exception=EXCEPTIONAL_KINDS
    )
    tier = tier_of(admin, weak, False)
    assert (tier.name, tier.gates, tier.minimum_grade) == (PROTECTED, 2, Grade.CODE)
    assert MethodKind.QUESTIONS not in tier.allowed
    assert tier.approval
    assert not tier.prefilled
    assert not tier.exception
    stricter = protecting(gates=3, minimum_grade=Grade.DEVICE)
    assert tier_of(admin, stricter, False).gates == 3
    assert tier_of(admin, stricter, False).minimum_grade is Grade.DEVICE


def test_protected_people_are_refused_unless_policy_gives_them_to_supervisors(world, protected_ada) -> None:
    world.register_app()
    for desk in (world.sign_in(Role.SUPERVISOR), world.sign_in(Role.OPERATOR, policy=protecting())):
        assert refused(desk.verifying.begin, world.ada.id) == "protected-account"


def test_a_supervisor_proves_a_protected_person_by_two_strong_methods_and_a_colleague(
    world, protected_ada
) -> None:
    app = world.register_app()
    world.second_operator()
    registrar = world.sign_in(Role.SUPERVISOR, Role.REGISTRAR, policy=protecting())
    assert refused(registrar.verifying.begin, world.ada.id) == "too-few-methods"
    codes = tuple(Secret(f"ACDEFGH{letter}") for letter in "JKMN")
    world.stores.methods.add_recovery_codes(world.ada.id, codes, world.clock.now())
    begun = registrar.verifying.begin(world.ada.id, frozenset({Action.RESET}))
    assert begun.tier == PROTECTED
    assert why_not(begun, MethodKind.CALL_BACK) == "too weak for this policy"
    registrar.verifying.prove(begun.id, method(begun), app())
    recovery = method(begun, MethodKind.RECOVERY_CODE)
    proven = registrar.verifying.prove(begun.id, recovery, Secret("1-ACDE-FGHJ"))
    assert (proven.met, proven.clearance) == (2, None)
    assert registrar.verifying.approve_here(begun.id, "sam", Secret("right")).clearance


# --- the exception path -----------------------------------------------------------------------------------


def exceptional(**changes: object):
    return proving(
        **(
            {
                "allowed": frozenset({MethodKind.TOTP}),
                "exception": frozenset({MethodKind.IN_PERSON, MethodKind.SECOND_OPERATOR}),
                "exception_gates": 2,
            }
            | changes
        )
    )


def test_nothing_registered_and_no_exception_means_no(world) -> None:
    desk = world.sign_in(policy=exceptional(exception=frozenset()))
    assert refused(desk.verifying.begin, world.ada.id) == "no-method"


def test_nothing_registered_is_proven_in_person_and_by_a_second_operator(world) -> None:
    world.second_operator()
    desk = world.sign_in(policy=exceptional())
    begun = desk.verifying.begin(world.ada.id)
    assert (begun.exceptional, begun.gates) == (True, 2)
    half = desk.verifying.attest_in_person(begun.id, method(begun, MethodKind.IN_PERSON), "passport")
    assert (half.met, half.clearance) == (1, None)
    assert desk.verifying.approve_here(begun.id, "sam", Secret("right")).clearance
    begun_record = next(
        record for record in world.stores.audit.records() if record.event == "verification.begun"
    )
    assert begun_record.facts["exceptional"] is True
    proofs = [r.facts for r in world.stores.audit.records() if r.event == "verification.proof"]
    assert proofs[0]["document"] == "passport"
    assert proofs[1]["approver_login"] == "sam"


def test_recovery_codes_that_are_all_used_fill_no_gate(world) -> None:
    world.second_operator()
    last = Secret("ACDEFGHJ")
    world.stores.methods.add_recovery_codes(world.ada.id, [last], world.clock.now())
    desk = world.sign_in(policy=exceptional(allowed=frozenset({MethodKind.RECOVERY_CODE})))
    begun = desk.verifying.begin(world.ada.id)
    assert (begun.exceptional, desk.registration.status(world.ada.id).enough) == (False, True)
    codes = method(begun, MethodKind.RECOVERY_CODE)
    assert desk.verifying.prove(begun.id, codes, Secret("1-ACDE-FGHJ")).clearance
    anew = desk.verifying.begin(world.ada.id)
    assert (anew.exceptional, why_not(anew, MethodKind.RECOVERY_CODE)) == (True, "all are used")
    assert not desk.registration.status(world.ada.id).enough


def test_who_has_a_usable_method_gets_no_exception(world) -> None:
    world.register_app()
    desk = world.sign_in(policy=exceptional())
    begun = desk.verifying.begin(world.ada.id)
    assert not begun.exceptional
    assert all(option.method.kind not in EXCEPTIONAL_KINDS for option in begun.options)


def test_what_is_registered_counts_on_the_exception_path_too(world) -> None:
    app = world.register_app()
    desk = world.sign_in(policy=exceptional(gates=2))
    begun = desk.verifying.begin(world.ada.id)
    assert begun.exceptional
    desk.verifying.prove(begun.id, method(begun), app())
    in_person = method(begun, MethodKind.IN_PERSON)
    assert desk.verifying.attest_in_person(begun.id, in_person, "passport").clearance


def test_a_document_is_one_of_the_kinds_that_policy_names(world) -> None:
    desk = world.sign_in(policy=exceptional())
    begun = desk.verifying.begin(world.ada.id)
    in_person = method(begun, MethodKind.IN_PERSON)
    attest = desk.verifying.attest_in_person
    assert refused(attest, begun.id, in_person, "P1234567", kind=Refused) == "choice-unknown"


def test_an_ordinary_policy_offers_none_of_the_desks_own_ways(world) -> None:
    world.register_app()
    kinds = {option.method.kind for option in world.sign_in().verifying.begin(world.ada.id).options}
    assert not kinds & EXCEPTIONAL_KINDS


# --- a second operator ------------------------------------------------------------------------------------


@pytest.fixture
def approved(world):
    """A desk whose policy wants a second operator beside one proof; the caller's proof is there."""
    app = world.register_app()
    desk = world.sign_in(policy=proving(approval=True))
    begun = desk.verifying.begin(world.ada.id)
    proven = desk.verifying.prove(begun.id, method(begun), app())
    assert (proven.met, proven.gates, proven.clearance) == (1, 1, None)
    return desk, begun


def test_a_second_operator_approves_at_another_terminal(world, approved) -> None:
    desk, begun = approved
    world.second_operator()
    sam = world.sign_in(login="sam", policy=proving(approval=True))
    assert sam.approving.waiting() == ()
    assert desk.verifying.ask_approval(begun.id).approval.value == "asked for"
    (waiting,) = sam.approving.waiting()
    assert (waiting.account.login, waiting.operator_login) == ("ada.byron", "dana")
    assert waiting.proofs == ("Authenticator app",)
    assert desk.approving.waiting() == ()
    sam.approving.approve(waiting.verification, waiting.request)
    assert sam.approving.waiting() == ()
    assert desk.verifying.look(begun.id).clearance
    assert world.events()[-2:] == ["approval.given", "verification.cleared"]


def test_an_approval_that_is_refused_is_asked_for_no_longer(world, approved) -> None:
    desk, begun = approved
    world.second_operator()
    sam = world.sign_in(login="sam", policy=proving(approval=True))
    desk.verifying.ask_approval(begun.id)
    sam.approving.refuse(begun.id, request(world, begun.id))
    seen = desk.verifying.look(begun.id)
    assert (seen.approval.value, seen.clearance) == ("needed", None)
    assert refused(sam.approving.approve, begun.id, request(world, begun.id)) == "verification-unknown"


def test_nobody_approves_their_own_verification(world, approved) -> None:
    desk, begun = approved
    desk.verifying.ask_approval(begun.id)
    assert refused(desk.approving.approve, begun.id, request(world, begun.id)) == "approver-is-operator"
    elsewhere = world.sign_in(policy=proving(approval=True), process="2:2")
    assert refused(elsewhere.approving.approve, begun.id, request(world, begun.id)) == "approver-is-operator"
    assert refused(desk.verifying.approve_here, begun.id, "dana", Secret("right")) == "approver-is-operator"
    same_person = world.second_operator(security_id=world.operator_account.security_id)
    assert same_person.id != world.operator_account.id
    assert refused(desk.verifying.approve_here, begun.id, "sam", Secret("right")) == "approver-is-operator"
    assert desk.verifying.look(begun.id).clearance is None


def test_the_person_concerned_approves_nothing(world, approved) -> None:
    desk, begun = approved
    world.directory.others["ada.byron"] = world.directory.accounts[world.ada.id]
    world.change_ada(group_ids=world.operator_account.group_ids)
    begun_as = desk.verifying.approve_here
    assert refused(begun_as, begun.id, "ada.byron", Secret("right")) in ("no-role", "account-changed")


def test_a_wrong_password_or_no_role_approves_nothing(world, approved) -> None:
    desk, begun = approved
    assert refused(desk.verifying.approve_here, begun.id, "sam", Secret("wrong")) == "wrong-password"
    world.second_operator(group_ids=frozenset())
    assert refused(desk.verifying.approve_here, begun.id, "sam", Secret("right")) == "no-role"
    assert desk.verifying.look(begun.id).clearance is None


def test_a_no_needs_no_grounds(world, approved) -> None:
    """Of an account that changed meanwhile too, and by whoever of the desk sees it; but not by oneself."""
    desk, begun = approved
    desk.verifying.ask_approval(begun.id)
    assert refused(desk.approving.refuse, begun.id, request(world, begun.id)) == "approver-is-operator"
    world.second_operator()
    auditor = world.sign_in(Role.AUDITOR, login="sam", policy=desk.policy)
    assert refused(auditor.approving.refuse, begun.id, request(world, begun.id)) == "role-lacks-action"
    sam = world.sign_in(Role.OPERATOR, login="sam", policy=desk.policy)
    world.change_ada(mobile="+44 7700 900999")
    sam.approving.refuse(begun.id, request(world, begun.id))
    assert world.events()[-1] == "approval.refused"


def test_a_refusal_ends_the_request_also_for_an_approval_under_way(world, approved, monkeypatch) -> None:
    """One colleague has looked at it and is about to say yes; another says no meanwhile."""
    desk, begun = approved
    world.second_operator()
    sam = world.sign_in(login="sam", policy=proving(approval=True))
    desk.verifying.ask_approval(begun.id)
    (seen,) = sam.approving.waiting()
    add = world.stores.clearances.add_proof

    def refused_meanwhile(*given):
        world.stores.clearances.withdraw_approval(begun.id, seen.request)
        return add(*given)

    monkeypatch.setattr(world.stores.clearances, "add_proof", refused_meanwhile)
    assert refused(sam.approving.approve, begun.id, seen.request) == "approval-unknown"
    assert world.events()[-1] == "approval.denied"
    monkeypatch.undo()
    assert desk.verifying.look(begun.id).clearance is None


def test_an_approval_counts_for_the_request_it_was_asked_for_only(world, approved) -> None:
    desk, begun = approved
    world.second_operator()
    sam = world.sign_in(login="sam", policy=proving(approval=True))
    desk.verifying.ask_approval(begun.id)
    (first,) = sam.approving.waiting()
    sam.approving.refuse(begun.id, first.request)
    desk.verifying.ask_approval(begun.id)
    assert refused(sam.approving.approve, begun.id, first.request) == "approval-unknown"
    assert refused(sam.approving.refuse, begun.id, first.request) == "approval-unknown"
    assert desk.verifying.look(begun.id).clearance is None


def test_nobody_tries_out_a_colleagues_password_here(world, approved) -> None:
    desk, begun = approved
    for left in (4, 3, 2, 1, 0):
        assert refused(desk.verifying.approve_here, begun.id, "sam", Secret("wrong")) == "wrong-password"
        assert desk.verifying.look(begun.id).attempts_left == left
    assert refused(desk.verifying.approve_here, begun.id, "sam", Secret("right")) == "account-blocked"


def test_what_is_no_wrong_password_of_a_second_operator_counts_as_no_guess(world, approved) -> None:
    desk, begun = approved
    world.second_operator(group_ids=frozenset())
    for _ in range(6):
        assert refused(desk.verifying.approve_here, begun.id, "sam", Secret("right")) == "no-role"
    for _ in range(6):
        assert (
            refused(desk.verifying.approve_here, begun.id, "", Secret("x"), kind=Refused) == "answer-missing"
        )
    assert desk.verifying.look(begun.id).attempts_left == 5


def test_a_directory_in_trouble_costs_the_first_operator_no_attempt(world, approved, monkeypatch) -> None:
    """What the server says of itself ("no logon servers") is no guess at a colleague's password."""
    desk, begun = approved
    sign_in = world.directory.sign_in

    def in_trouble(login: str, password: Secret) -> None:
        trouble = problem("sign-in-trouble", server="dc1", status="49/51f", detail="49/51f")
        raise DirectoryUnreachable(trouble)

    before = desk.verifying.look(begun.id).attempts_left
    monkeypatch.setattr(world.directory, "sign_in", in_trouble, raising=False)
    for _ in range(before + 1):
        with pytest.raises(DirectoryUnreachable) as caught:
            desk.verifying.approve_here(begun.id, "sam", Secret("right"))
        assert caught.value.problem.code == "sign-in-trouble"
        assert not caught.value.problem.ends_session
    assert desk.verifying.look(begun.id).attempts_left == before
    monkeypatch.setattr(world.directory, "sign_in", sign_in, raising=False)
    assert refused(desk.verifying.approve_here, begun.id, "sam", Secret("wrong")) == "wrong-password"
    assert desk.verifying.look(begun.id).attempts_left == before - 1


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"enabled": False}, "operator-disabled"),
        ({"enabled": None}, "operator-disabled"),
        ({"account_expires": LONG_AGO.mail}, "operator-expired"),
    ],
)
def test_an_account_that_is_over_approves_nothing_though_its_password_works(
    world, approved, state, code
) -> None:
    """Not every directory refuses it at sign-in."""
    desk, begun = approved
    world.second_operator(state=replace(world.operator_account.state, **state))
    assert refused(desk.verifying.approve_here, begun.id, "sam", Secret("right")) == code
    assert world.stores.audit.records()[-1].facts["problem"] == code
    assert desk.verifying.look(begun.id).approval.value == "needed"


def test_an_approval_without_a_proof_clears_nothing(world) -> None:
    world.register_app()
    world.second_operator()
    desk = world.sign_in(policy=proving(approval=True))
    begun = desk.verifying.begin(world.ada.id)
    assert desk.verifying.approve_here(begun.id, "sam", Secret("right")).clearance is None


def test_an_account_that_changed_is_not_approved(world, approved) -> None:
    desk, begun = approved
    world.second_operator()
    sam = world.sign_in(login="sam", policy=proving(approval=True))
    desk.verifying.ask_approval(begun.id)
    world.change_ada(mobile="+44 7700 900999")
    assert refused(sam.approving.approve, begun.id, request(world, begun.id)) == "account-changed"


def test_who_planted_a_method_does_not_approve_the_reset_that_rests_on_it(world) -> None:
    app = world.register_app()
    sam = world.second_operator()
    rules = RegistrationRules(own_hours=24, any_hours=0, new_hours=0)
    desk = world.sign_in(policy=replace(proving(approval=True), registration=rules))
    world.stores.methods.note_change(world.ada.id, sam.id, world.clock.now())
    begun = desk.verifying.begin(world.ada.id, frozenset({Action.RESET}))
    desk.verifying.prove(begun.id, method(begun), app())
    assert refused(desk.verifying.approve_here, begun.id, "sam", Secret("right")) == "approver-cools-down"


# --- for whom resets are enabled --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        (Scope(enabled=Enabled.NOBODY), "not-enabled"),
        (Scope(enabled=Enabled.GROUPS, enabled_groups=frozenset({"sales"})), "not-enabled"),
        (Scope(enabled=Enabled.GROUPS, enabled_groups=frozenset({"finance"})), None),
        (Scope(enabled=Enabled.EVERYBODY), None),
    ],
)
def test_resets_are_for_those_whom_policy_enables(world, scope, code) -> None:
    world.register_app()
    world.change_ada(group_ids=frozenset({FINANCE}))
    desk = world.sign_in(policy=lenient(scope=scope))
    refusals = desk.lookup.card(world.ada.id).refusals
    assert [problem.code for problem in refusals[Action.RESET]] == ([code] if code else [])
    assert refusals[Action.CHANGE_METHODS] == ()
    if code:
        assert refused(desk.verifying.begin, world.ada.id) == code


def test_an_unlock_without_a_reset_is_as_policy_says(world) -> None:
    app = world.register_app()
    desk = world.sign_in(policy=lenient(scope=Scope(unlock_alone=False)))
    clearance = world.clear(desk, app)
    assert Action.UNLOCK not in clearance.actions
    assert desk.lookup.card(world.ada.id).refusals[Action.UNLOCK][0].code == "unlock-alone-off"


def test_usual_methods_need_no_gateway_and_no_second_person() -> None:
    assert not USUAL_METHODS & (EXCEPTIONAL_KINDS | {MethodKind.QUESTIONS, MethodKind.SMS, MethodKind.EMAIL})


def test_who_comes_too_late_is_told_and_stops_nothing(world, approved) -> None:
    """A refusal that changes nothing any more must not look as if it did."""
    desk, begun = approved
    world.second_operator()
    sam = world.sign_in(login="sam", policy=proving(approval=True))
    desk.verifying.ask_approval(begun.id)
    sam.approving.approve(begun.id, request(world, begun.id))
    assert refused(sam.approving.refuse, begun.id, request(world, begun.id)) == "approval-unknown"
    assert refused(sam.approving.approve, begun.id, request(world, begun.id)) == "approval-unknown"
    assert desk.verifying.look(begun.id).clearance


def test_an_approval_at_this_terminal_is_recorded_before_it_counts(world, approved, monkeypatch) -> None:
    desk, begun = approved
    world.second_operator()

    def full(*_: object) -> None:
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(type(world.stores.audit), "append", full)
    with pytest.raises(StoreUnavailable):
        desk.verifying.approve_here(begun.id, "sam", Secret("right"))
    monkeypatch.undo()
    assert desk.verifying.look(begun.id).approval.value == "needed"
    desk.verifying.approve_here(begun.id, "sam", Secret("right"))
    given = next(each for each in world.stores.audit.records() if each.event == "approval.given")
    assert given.facts["approver_login"] == "sam"


# --- manager and second operator ------------------------------------------------------------------------


@pytest.fixture
def two_vouch(world):
    """Nothing is registered: manager and second operator vouch, and the manager is of the desk herself."""
    boss = world.second_operator("boss", mail="bea.boss@demo.example")
    world.second_operator("sam", id=AccountId("88888888-0000-0000-0000-000000000001"))
    world.change_ada(manager="Bea Boss")
    world.directory.managers[world.ada.id] = boss
    kinds = frozenset({MethodKind.MANAGER, MethodKind.SECOND_OPERATOR})
    desk = world.sign_in(policy=exceptional(exception=kinds))
    return desk, desk.verifying.begin(world.ada.id)


def test_a_manager_who_vouched_is_no_second_operator_too(world, two_vouch) -> None:
    desk, begun = two_vouch
    manager = method(begun, MethodKind.MANAGER)
    desk.verifying.send(begun.id, manager)
    assert desk.verifying.prove(begun.id, manager, world.delivery.code()).met == 1
    approve = desk.verifying.approve_here
    assert refused(approve, begun.id, "boss", Secret("right")) == "approver-is-manager"
    desk.verifying.ask_approval(begun.id)
    elsewhere = world.sign_in(login="boss", policy=desk.policy)
    assert elsewhere.approving.waiting() == ()
    assert refused(elsewhere.approving.approve, begun.id, request(world, begun.id)) == "approver-is-manager"
    assert approve(begun.id, "sam", Secret("right")).clearance


def test_a_manager_who_says_yes_twice_at_the_same_moment_fills_one_gate(world, two_vouch) -> None:
    """Neither of the two saw the other: what both left in the store clears nothing."""
    desk, begun = two_vouch
    boss, add = world.directory.others["boss"], world.stores.clearances.add_proof
    add(begun.id, method(begun, MethodKind.MANAGER), MethodKind.MANAGER, world.clock.now())
    second = method(begun, MethodKind.SECOND_OPERATOR)
    add(begun.id, approval_id(second, boss.id), MethodKind.SECOND_OPERATOR, world.clock.now())
    assert refused(desk.verifying.look, begun.id) == "approver-is-manager"
    assert refused(desk.verifying.look, begun.id) == "verification-unknown"
    assert desk.verifying.clearance_for(world.ada.id, Action.RESET) is None


def test_a_second_operator_does_not_vouch_as_the_manager_too(world, two_vouch) -> None:
    desk, begun = two_vouch
    manager = method(begun, MethodKind.MANAGER)
    desk.verifying.send(begun.id, manager)
    assert desk.verifying.approve_here(begun.id, "boss", Secret("right")).met == 1
    prove, code = desk.verifying.prove, world.delivery.code()
    assert refused(prove, begun.id, manager, code, kind=Refused) == "manager-unfit"
    assert refused(desk.verifying.send, begun.id, manager, kind=Refused) == "manager-unfit"
