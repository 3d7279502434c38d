"""Ways round operators' second factor: stolen passwords, one rogue supervisor, moments between two looks."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import replace

import pytest
from desk.policies import lenient, proving
from desk.test_second_factor import PASSWORD, Office, asked, put, refused, wrong

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.catalogue import CATALOGUE
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.effect import Effect
from helpdesk_tui.desk.errors import NotPermitted, StoreUnavailable
from helpdesk_tui.desk.method import MAX_APPS, Grade, MethodKind, OathSettings, Origin
from helpdesk_tui.desk.policy import RegistrationRules, SecondFactor
from helpdesk_tui.desk.ports import Limit, NewSeed
from helpdesk_tui.desk.signing_in import OwnerOfTheKey
from helpdesk_tui.secret import Secret

BLOCKED = ("second-factor-blocked", "second-factor-guessed")
METHODS = frozenset({Action.CHANGE_METHODS})


@pytest.fixture
def office(world) -> Office:
    return Office(world)


def serve(office, *logins):
    """They can be looked up and served, as anybody."""
    for login in logins:
        account = office.account(login)
        office.world.directory.accounts[account.id] = account


def in_person(office):
    """A policy under which the word of an operator proves who has too few methods."""
    office.policy = proving(
        allowed=frozenset({MethodKind.RECOVERY_CODE}),
        exception=frozenset({MethodKind.IN_PERSON}),
        exception_gates=1,
        documents=("passport",),
    )


def prove_in_person(desk, begun):
    own = next(each.method.id for each in begun.options if each.method.kind is MethodKind.IN_PERSON)
    prompt = begun.prompts[own]
    values = {each.name: Secret(each.choices[0].value if each.choices else "seen") for each in prompt.fields}
    return desk.verifying.answer(begun.id, own, Answer(prompt.id, values))


def why(call, *args):
    with pytest.raises(NotPermitted) as caught:
        call(*args)
    return caught.value.problem.code


# --- one supervisor, and the methods of an operator who has one ---------------------------------------


def test_other_actions_beside_it_make_no_change_of_methods_cheaper(office) -> None:
    office.give_app("dana", "sam")
    serve(office, "dana")
    sam = office.sign_in("sam")
    begun = sam.verifying.begin(office.account("dana").id, METHODS | {Action.UNLOCK})
    assert begun.approval.value == "needed"


def test_what_was_cleared_before_there_was_one_does_not_take_it_away(office) -> None:
    in_person(office)
    office.give_app("sam")
    serve(office, "dana")
    sam, dana = office.sign_in("sam"), office.account("dana").id
    cleared = prove_in_person(sam, sam.verifying.begin(dana, METHODS)).clearance
    assert cleared
    office.give_app("dana")
    (app,) = office.world.stores.methods.methods(dana)
    assert why(sam.keeping.remove, cleared.id, app.id) == "guarded-unapproved"
    assert office.world.stores.methods.methods(dana) == (app,)
    assert office.world.events()[-1] == "method.failed"


def test_what_a_visit_registers_ends_it_not(office) -> None:
    """The app, and recovery codes right after it."""
    in_person(office)
    serve(office, "dana")
    sam, dana = office.sign_in("sam"), office.account("dana").id
    office.policy = replace(office.policy)
    cleared = prove_in_person(sam, sam.verifying.begin(dana, METHODS)).clearance
    for _ in range(2):
        registering = sam.registering.begin(cleared.id, MethodKind.RECOVERY_CODE)
        assert sam.registering.answer(registering.id, Answer("make")).method


def test_who_has_proven_no_second_factor_takes_nobodys_away(office) -> None:
    """Two stolen passwords of supervisors are two people's word, and no more."""
    office.give_app("dana")
    serve(office, "dana")
    sam = office.sign_in("sam")
    assert why(sam.verifying.begin, office.account("dana").id, METHODS) == "own-factor-needed"


def test_who_has_none_approves_no_change_of_anothers(office) -> None:
    office.give_app("dana", "sam")
    serve(office, "dana")
    sam, dana = office.sign_in("sam"), office.account("dana").id
    begun = sam.verifying.begin(dana, METHODS)
    second = next(each.method.id for each in begun.options if each.method.kind is MethodKind.SECOND_OPERATOR)
    typed = {"login": Secret("sue"), "password": Secret(PASSWORD)}
    here = Answer("confirm-here", typed)
    assert why(sam.verifying.answer, begun.id, second, here) == "approver-without-factor"
    sam.verifying.answer(begun.id, second, Answer("ask"))
    sue = office.sign_in("sue")
    (waiting,) = sue.approving.waiting()
    assert why(sue.approving.approve, waiting.verification, waiting.request) == "own-factor-needed"
    office.give_app("sue")
    sue = office.sign_in("sue")
    sue.approving.approve(waiting.verification, waiting.request)


def a_day(office):
    """Under the usual rules a method is new for a day."""
    office.policy = lenient(registration=RegistrationRules(own_hours=0, any_hours=0))
    office.world.clock.forward(hours=25)


def test_a_second_factor_of_today_replaces_nobodys(office) -> None:
    """Else one supervisor enrols a second one by a stolen password, and both are the two that it takes."""
    office.give_app("dana", "sue", "sid")
    a_day(office)
    office.give_app("sam")
    signing_in = office.begin()
    put(signing_in, key="lost")
    assert refused(signing_in, login="sam", password=PASSWORD) == "voucher-too-new"
    office.confirm(signing_in, "sue")
    office.confirm(signing_in, "sid")
    office.register(signing_in)
    assert signing_in.opened


def test_a_second_factor_of_today_confirms_a_first_one(office) -> None:
    office.rule = SecondFactor.REQUIRED
    a_day(office)
    office.give_app("sam")
    signing_in = office.begin()
    office.confirm(signing_in, "sam")
    office.register(signing_in)
    assert signing_in.opened


def test_a_second_factor_of_today_changes_nobodys_and_approves_no_change(office) -> None:
    office.give_app("dana", "sam")
    serve(office, "dana")
    a_day(office)
    office.give_app("sue")
    sue, sam, dana = office.sign_in("sue"), office.sign_in("sam"), office.account("dana").id
    assert why(sue.verifying.begin, dana, METHODS) == "own-factor-new"
    begun = sam.verifying.begin(dana, METHODS)
    second = next(each.method.id for each in begun.options if each.method.kind is MethodKind.SECOND_OPERATOR)
    here = Answer("confirm-here", {"login": Secret("sue"), "password": Secret(PASSWORD)})
    assert why(sam.verifying.answer, begun.id, second, here) == "voucher-too-new"
    sam.verifying.answer(begun.id, second, Answer("ask"))
    (waiting,) = sue.approving.waiting()
    assert why(sue.approving.approve, waiting.verification, waiting.request) == "own-factor-new"


def test_who_registers_at_the_sign_in_touches_nobodys_on_that_day(office) -> None:
    office.rule = SecondFactor.REQUIRED
    office.give_app("dana", "sue")
    serve(office, "dana")
    a_day(office)
    signing_in = office.begin("sam")
    office.confirm(signing_in, "sue")
    office.register(signing_in, "sam")
    assert why(signing_in.opened.verifying.begin, office.account("dana").id, METHODS) == "own-factor-new"


def test_a_registration_as_anybodys_counts_as_the_beginning(office) -> None:
    """Two stolen passwords enrol nobody, once a supervisor has an app, wherever that was registered."""
    in_person(office)
    serve(office, "sue")
    sam, sue = office.sign_in("sam"), office.account("sue").id
    cleared = prove_in_person(sam, sam.verifying.begin(sue, METHODS)).clearance
    registering = sam.registering.begin(cleared.id, MethodKind.RECOVERY_CODE)
    assert sam.registering.answer(registering.id, Answer("make")).method
    office.rule = SecondFactor.REQUIRED
    assert refused(office.begin("dana"), login="sid", password=PASSWORD) == "voucher-without-factor"


# --- a sign-in that waits -----------------------------------------------------------------------------


def test_a_sign_in_that_waits_for_a_supervisor_is_over_after_a_while(office) -> None:
    office.rule = SecondFactor.REQUIRED
    signing_in = office.begin()
    office.world.clock.forward(minutes=10)
    assert refused(signing_in, login="sam", password=PASSWORD) == "second-factor-expired"


def test_a_confirmation_is_good_for_a_while(office) -> None:
    office.rule = SecondFactor.REQUIRED
    signing_in = office.begin()
    put(signing_in, login="sam", password=PASSWORD)
    office.world.clock.forward(minutes=10)
    assert refused(signing_in, label="later") == "second-factor-expired"


def test_each_supervisor_may_take_a_while(office) -> None:
    office.give_app("dana", "sam", "sue")
    signing_in = office.begin()
    for step in (
        lambda: put(signing_in, key="lost"),
        lambda: office.confirm(signing_in, "sam"),
        lambda: office.confirm(signing_in, "sue"),
        lambda: office.register(signing_in),
    ):
        office.world.clock.forward(minutes=8)
        step()
    assert signing_in.opened


@pytest.mark.parametrize("change", [{"enabled": False}, {"group_ids": frozenset()}])
def test_who_is_no_operator_any_more_gets_in_by_no_code(office, change) -> None:
    office.give_app("dana")
    signing_in = office.begin()
    office.world.change_operator(**change)
    with pytest.raises(NotPermitted) as caught:
        put(signing_in, code=office.code())
    assert caught.value.problem.code in ("operator-disabled", "role-lost")
    assert caught.value.problem.effect is Effect.OVER
    assert signing_in.opened is None
    assert "sign-in.done" not in office.world.events()


def test_who_is_no_operator_any_more_registers_nothing(office) -> None:
    office.rule = SecondFactor.REQUIRED
    signing_in = office.begin()
    put(signing_in, login="sam", password=PASSWORD)
    office.world.change_operator(enabled=False)
    assert refused(signing_in, label="phone") == "operator-disabled"
    assert office.world.stores.methods.methods(office.account("dana").id) == ()


def test_the_word_of_one_is_not_kept_for_when_two_are_needed(office) -> None:
    """Begun before there was a second factor, ended after there is one."""
    office.rule = SecondFactor.REQUIRED
    early = office.begin()
    put(early, login="sam", password=PASSWORD)
    put(early, label="thief's")
    office.give_app("dana")
    assert refused(early, code="123456") == "second-factor-changed"
    later = office.begin()
    assert later.stands().title == "Prove that it is you"


def test_a_colleague_who_was_disabled_meanwhile_confirms_nothing(office) -> None:
    office.give_app("sam")
    dana, verification, method = asked(office)
    typed = {"login": Secret("sam"), "password": Secret(PASSWORD)}
    dana.verifying.answer(verification, method, Answer("confirm-here", typed))
    sam = office.account("sam")
    office.world.directory.others["sam"] = replace(sam, state=replace(sam.state, enabled=False))
    code = Answer("code", {"code": Secret(office.code("sam"))})
    assert why(dana.verifying.answer, verification, method, code) == "operator-disabled"


def test_a_colleague_who_waits_too_long_begins_anew(office) -> None:
    office.give_app("sam")
    dana, verification, method = asked(office)
    typed = {"login": Secret("sam"), "password": Secret(PASSWORD)}
    dana.verifying.answer(verification, method, Answer("confirm-here", typed))
    office.world.clock.forward(minutes=10)
    code = Answer("code", {"code": Secret(office.code("sam"))})
    assert why(dana.verifying.answer, verification, method, code) == "second-factor-expired"


def test_a_sign_in_that_was_given_up_leaves_no_desk(office) -> None:
    office.give_app("dana")
    signing_in = office.begin()
    put(signing_in, code=office.code())
    signing_in.end()
    assert signing_in.opened is None


# --- guessing, with help from inside ------------------------------------------------------------------


def test_one_supervisor_does_not_buy_guesses_without_end(office) -> None:
    """A stolen password, and a supervisor who ends every block: as many guesses as four days have."""
    office.rules = replace(office.rules, failures=Limit(1, 3600))
    office.give_app("dana", "sam")
    serve(office, "dana")
    sam, tried = office.sign_in("sam"), 0
    for _ in range(30):
        signing_in = office.begin()
        while refused(signing_in, code=wrong(office)) not in BLOCKED:
            tried += 1
        sam.releasing.release_operator("dana")
    assert tried == 16
    office.world.clock.forward(days=1)
    assert office.sign_in()


def by_sms(office):
    """Dana's second factor is a registered mobile."""
    office.rules = replace(office.rules, kinds=frozenset({MethodKind.SMS}), minimum_grade=Grade.CONTACT)
    methods, now = office.world.stores.methods, office.world.clock.now()
    number = Secret("+447700900123")
    made = methods.add_contact(office.account("dana").id, MethodKind.SMS, "phone", number, now)
    assert methods.activate(made, now)


def test_a_stolen_password_sends_few_messages(office) -> None:
    """They cost money, and the whole desk has so many a day."""
    by_sms(office)
    for _ in range(9):
        signing_in = office.begin()
        with suppress(NotPermitted):
            put(signing_in)
    assert len(office.world.delivery.sent) == 5


def test_who_proves_it_by_a_message_has_all_tries_again(office) -> None:
    by_sms(office)
    for _ in range(9):
        signing_in = office.begin()
        put(signing_in)
        put(signing_in, code=office.world.delivery.code().reveal())
        assert signing_in.opened
        office.world.clock.forward(minutes=2)


# --- the true operator is not locked out --------------------------------------------------------------


def test_who_has_lost_as_many_as_policy_allows_registers_all_the_same(office) -> None:
    office.policy = lenient(registration=RegistrationRules(own_hours=0, any_hours=0, new_hours=0, max_apps=1))
    office.give_app("dana", "sam", "sue")
    signing_in = office.begin()
    put(signing_in, key="lost")
    office.confirm(signing_in, "sam")
    office.confirm(signing_in, "sue")
    office.register(signing_in)
    assert signing_in.opened
    assert len(office.world.stores.methods.methods(office.account("dana").id)) == 1


@pytest.mark.parametrize("active", [MAX_APPS, 1])
def test_a_full_store_of_apps_is_no_dead_end(office, active) -> None:
    """Five lost ones; or one, and what somebody imported beside it."""
    office.give_app(*["dana"] * active, "sam", "sue")
    methods, dana = office.world.stores.methods, office.account("dana").id
    for number in range(MAX_APPS - active):
        key = Secret(office.world.randomness.base32(20))
        seed = NewSeed(MethodKind.TOTP, "filler", key, OathSettings(), Origin.IMPORTED, f"F{number}")
        methods.add_seed(dana, seed, office.world.clock.now())
    signing_in = office.begin()
    put(signing_in, key="lost")
    office.confirm(signing_in, "sam")
    office.confirm(signing_in, "sue")
    office.register(signing_in)
    assert signing_in.opened


def test_the_owner_of_the_key_registers_nothing_that_does_not_count(office) -> None:
    """It would end what counts, and open the desk to the password."""
    office.rules = replace(office.rules, kinds=frozenset({MethodKind.RECOVERY_CODE}))
    methods, dana = office.world.stores.methods, office.account("dana").id
    methods.add_recovery_codes(dana, [Secret("ABCDEFGHJKMNPQ")], office.world.clock.now())
    assert why(office.begin, "dana", OwnerOfTheKey("helpdesk")) == "second-factor-none"
    assert office.begin().opened is None


def test_guesses_do_not_keep_the_owner_of_the_key_from_enrolling(office) -> None:
    office.give_app("dana")
    for _ in range(24):
        signing_in = office.begin()
        while refused(signing_in, code=wrong(office)) != "second-factor-blocked":
            pass
        office.world.clock.forward(minutes=59)
    signing_in = office.begin(owner=OwnerOfTheKey("helpdesk"))
    office.register(signing_in)
    assert signing_in.opened


def test_who_can_prove_nothing_before_an_approval_is_told_where_to_get_it(office) -> None:
    methods, sam = office.world.stores.methods, office.account("sam").id
    methods.add_recovery_codes(sam, [Secret("ABCDEFGHJKMNPQ")], office.world.clock.now())
    signing_in = office.begin("sam")
    put(signing_in, code="1-ABCD-EFGH-JKMN-PQ")
    office.world.clock.forward(minutes=5)
    assert why(signing_in.opened.confirming_self.begin) == "second-factor-unusable"


# --- the store ----------------------------------------------------------------------------------------


def test_what_is_counted_fits_the_columns_of_the_store(office, monkeypatch) -> None:
    """SQLite would not mind; another database does."""
    names = []
    begin = office.world.stores.attempts.begin

    def noted(account, method, operator, *rest):
        names.extend((account, method, operator))
        return begin(account, method, operator, *rest)

    monkeypatch.setattr(office.world.stores.attempts, "begin", noted)
    office.give_app("dana", "sam", "sue")
    signing_in = office.begin()
    refused(signing_in, code=wrong(office))
    put(signing_in, key="lost")
    office.confirm(signing_in, "sam")
    office.confirm(signing_in, "sue")
    office.register(signing_in)
    assert max(map(len, names)) <= 64


def test_the_time_of_first_ones_does_not_come_back_by_another_hand(office) -> None:
    """Nor with another key."""
    office.rule = SecondFactor.REQUIRED
    office.give_app("sam")
    office.sign_in("sam")
    with closing(sqlite3.connect(office.world.place)) as file, file:
        file.execute("DELETE FROM registrations WHERE account = 'second factors'")
    signing_in = office.begin("dana")
    with pytest.raises(StoreUnavailable) as caught:
        put(signing_in, login="sue", password=PASSWORD)
    assert caught.value.problem.code == "store-altered"
    assert signing_in.opened is None


# --- words --------------------------------------------------------------------------------------------

SAID = [
    *("code-wrong", "code-malformed", "code-used", "code-older", "clock-drift", "resync-failed"),
    *("recovery-code-malformed", "pass-malformed", "pass-wrong", "sent-code-wrong", "no-code-sent"),
    *("code-expired", "contact-changed", "answer-missing", "choice-unknown", "prompt-changed"),
    *("verifier-rejected", "verifier-code-used", "verifier-code-malformed", "verifier-asks-on"),
    *("registration-wrong-code", "operator-disabled", "operator-expired", "role-lost"),
]


@pytest.mark.parametrize("code", SAID)
def test_what_is_said_of_a_proof_fits_who_proves_themselves(code) -> None:
    cause, remedy = (sentence.casefold() for sentence in CATALOGUE[code][:2])
    for word in ("caller", "person", "ask ", "verification"):
        assert word not in cause
        assert word not in remedy.replace("ask an administrator", "")
