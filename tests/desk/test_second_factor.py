"""What an operator proves beside the password: at the sign-in, for an approval, at a colleague's terminal."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from desk.conftest import DOMAIN
from desk.policies import lenient, proving

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.conversation.prompt import Answer, ShownKind
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.method import MethodKind, MethodStatus, OathSettings
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import OperatorRules, RegistrationRules, SecondFactor
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.desk.signing_in import OwnerOfTheKey
from helpdesk_tui.secret import Secret

OPERATORS, SUPERVISORS = f"{DOMAIN}-{1600 + len('operators')}", f"{DOMAIN}-{1600 + len('supervisors')}"
PASSWORD = "right"


class Office:
    """A desk with Dana, an operator, and the supervisors Sam, Sue and Sid."""

    def __init__(self, world) -> None:
        self.world = world
        self.rule = SecondFactor.WHEN_REGISTERED
        self.rules = OperatorRules()
        self.policy = lenient()
        self.apps = {}
        both = frozenset({OPERATORS, SUPERVISORS})
        for number, login in enumerate(("sam", "sue", "sid"), 1):
            identity = AccountId(f"88888888-0000-0000-0000-{number:012}")
            world.second_operator(login, id=identity, security_id=f"{DOMAIN}-{1300 + number}", group_ids=both)

    def account(self, login):
        return self.world.directory.others.get(login, self.world.operator_account)

    def way_in(self):
        operators = replace(self.rules, second_factor=self.rule)
        way_in = self.world.sign_in_with(policy=replace(self.policy, operators=operators))
        roles = {
            Role.OPERATOR: ("operators",),
            Role.REGISTRAR: ("operators",),
            Role.SUPERVISOR: ("supervisors",),
        }
        return replace(way_in, roles=roles)

    def begin(self, login="dana", owner=None):
        return self.way_in().begin(login, Secret(PASSWORD), owner)

    def give_app(self, *logins, label="phone"):
        """An app that counts; `code` says what it shows."""
        for login in logins:
            key = self.world.randomness.base32(20)
            new = NewSeed(MethodKind.TOTP, label, Secret(key), OathSettings())
            methods, now = self.world.stores.methods, self.world.clock.now()
            added = methods.add_seed(self.account(login).id, new, now)
            assert methods.accept_step(added, 1, now, activate=True)
            self.apps[login] = pyotp.TOTP(key)

    def code(self, login="dana"):
        return self.apps[login].at(self.world.clock.now())

    def sign_in(self, login="dana"):
        """By password and, where it is asked for, the app's code; then the clock goes on."""
        signing_in = self.begin(login)
        if signing_in.opened is None:
            put(signing_in, code=self.code(login))
            self.world.clock.forward(seconds=30)
        assert signing_in.opened
        return signing_in.opened

    def confirm(self, signing_in, login):
        """A supervisor's word, by password and app."""
        put(signing_in, login=login, password=PASSWORD)
        if login in self.apps:
            put(signing_in, code=self.code(login))

    def register(self, signing_in, login="dana"):
        """The app that is asked for; the desk is open afterwards."""
        put(signing_in, label="new phone")
        shows = signing_in.stands().prompt.shows
        uri = next(each.text for each in shows if each.kind is ShownKind.QR)
        self.apps[login] = pyotp.parse_uri(uri.reveal())
        put(signing_in, code=self.code(login))
        self.world.clock.forward(seconds=30)


@pytest.fixture
def office(world) -> Office:
    return Office(world)


def put(talk, *, key="", **typed):
    """The answer to what is asked now."""
    prompt = talk.stands().prompt
    return talk.answer(Answer(prompt.id, {name: Secret(each) for name, each in typed.items()}, key))


def refused(talk, **answer):
    with pytest.raises(NotPermitted) as caught:
        put(talk, **answer)
    return caught.value.problem.code


# --- at the sign-in -----------------------------------------------------------------------------------


def test_with_a_method_registered_the_password_alone_opens_nothing(office) -> None:
    office.give_app("dana")
    signing_in = office.begin()
    assert signing_in.opened is None
    assert signing_in.stands().prompt.fields[0].label == "App code"
    assert "sign-in.done" not in office.world.events()
    with pytest.raises(NotPermitted) as caught:
        office.way_in().sign_in("dana", Secret(PASSWORD))
    assert caught.value.problem.code == "second-factor-needed"


def test_the_true_operator_gets_in_and_the_record_says_how(office) -> None:
    office.give_app("dana")
    signing_in = office.begin()
    put(signing_in, code=office.code())
    assert signing_in.opened.lookup.search("ada.byron").rows
    events = {record.event: record.facts for record in office.world.stores.audit.records()}
    assert events["sign-in.done"]["second_factor"] == "totp"
    assert events["second-factor.asked"]["offered"] == ["totp"]


@pytest.mark.parametrize("rule", [SecondFactor.OFF, SecondFactor.WHEN_REGISTERED])
def test_nothing_more_is_asked_of_who_has_nothing_registered(office, rule) -> None:
    office.rule = rule
    assert office.begin().opened


def test_off_is_off(office) -> None:
    office.rule = SecondFactor.OFF
    office.give_app("dana")
    assert office.begin().opened


def test_required_lets_nobody_in_without(office) -> None:
    office.rule = SecondFactor.REQUIRED
    signing_in = office.begin()
    assert signing_in.opened is None
    assert signing_in.stands().title == "A supervisor confirms who you are"


def test_only_what_is_registered_counts_and_never_the_desks_own_ways(office) -> None:
    """Dana has a mobile, a mailbox and colleagues; none of them was registered by anybody."""
    office.rule = SecondFactor.REQUIRED
    office.rules = replace(office.rules, kinds=frozenset(MethodKind), minimum_grade=1)
    assert office.begin().stands().title == "A supervisor confirms who you are"


def test_what_waits_for_its_first_code_does_not_count(office) -> None:
    new = NewSeed(MethodKind.TOTP, "phone", Secret(office.world.randomness.base32(20)), OathSettings())
    office.world.stores.methods.add_seed(office.account("dana").id, new, office.world.clock.now())
    assert office.begin().opened


def test_a_kind_that_policy_does_not_name_does_not_count(office) -> None:
    office.give_app("dana")
    office.rules = replace(office.rules, kinds=frozenset({MethodKind.OATH_TOKEN}))
    assert office.begin().opened


def test_what_is_registered_and_used_up_does_not_open_the_desk_to_the_password(office) -> None:
    codes = [Secret(f"{number:016}") for number in range(1)]
    methods, account = office.world.stores.methods, office.account("dana").id
    made = methods.add_recovery_codes(account, codes, office.world.clock.now())
    assert methods.use_recovery_code(made, 1, codes[0], office.world.clock.now())
    signing_in = office.begin()
    assert signing_in.opened is None
    assert signing_in.stands().title == "Two supervisors confirm who you are"


def test_another_of_ones_methods_can_be_taken(office) -> None:
    office.give_app("dana")
    methods, account = office.world.stores.methods, office.account("dana").id
    methods.add_recovery_codes(account, [Secret("ABCDEFGHJKMNPQ")], office.world.clock.now())
    signing_in = office.begin()
    put(signing_in, key="method")
    assert signing_in.stands().kind is MethodKind.RECOVERY_CODE
    put(signing_in, code="1-ABCD-EFGH-JKMN-PQ")
    assert signing_in.opened


def test_two_apps_of_one_operator_are_told_apart(office) -> None:
    office.give_app("dana")
    first = office.apps["dana"]
    office.give_app("dana", label="work tablet")
    signing_in, now = office.begin(), office.world.clock.now()
    asked = {}
    for _ in range(2):
        advice = signing_in.stands().prompt.advice
        asked["work tablet" if "work tablet" in advice else "phone" if "phone" in advice else ""] = advice
        put(signing_in, key="method")
    assert asked.keys() == {"phone", "work tablet"}
    while "phone" not in signing_in.stands().prompt.advice:
        put(signing_in, key="method")
    put(signing_in, code=first.at(now))
    assert signing_in.opened


def test_prompts_speak_to_the_operator(office) -> None:
    office.give_app("dana")
    prompt = office.begin().stands().prompt
    words = [
        prompt.advice,
        prompt.fields[0].help,
        *(each.prompt.advice for each in prompt.keys if each.prompt),
    ]
    assert "Type the code that your app shows now." in words
    assert not any("caller" in each for each in words)


# --- wrong codes --------------------------------------------------------------------------------------


def test_wrong_codes_block_for_a_while_and_never_for_good(office) -> None:
    office.give_app("dana")
    signing_in = office.begin()
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(NotPermitted) as caught:
            put(signing_in, code=wrong(office))
        assert f"Attempts left: {left}" in str(caught.value.problem)
    assert refused(signing_in, code=office.code()) == "second-factor-blocked"
    assert refused(office.begin(), code=office.code()) == "second-factor-blocked"
    office.world.clock.forward(hours=1, seconds=1)
    assert office.sign_in()


def test_a_whole_day_of_guessing_has_a_limit_too(office) -> None:
    office.give_app("dana")
    tried = 0
    for _ in range(24):
        signing_in = office.begin()
        while refused(signing_in, code=wrong(office)) != "second-factor-blocked":
            tried += 1
        office.world.clock.forward(minutes=59)
    assert tried == 20
    office.world.clock.forward(days=1)
    assert office.sign_in()


def test_guesses_at_the_sign_in_and_in_calls_are_counted_apart(office) -> None:
    """Who phones as Dana does not lock her out; who has her password does not end the verification of her."""
    office.give_app("dana", "sam")
    signing_in = office.begin()
    for _ in range(5):
        refused(signing_in, code=wrong(office))
    sam, dana = office.sign_in("sam"), office.account("dana").id
    office.world.directory.accounts[dana] = office.account("dana")
    begun = sam.verifying.begin(dana)
    assert begun.attempts_left == 5
    totp = next(option.method.id for option in begun.options if option.method.kind is MethodKind.TOTP)
    for _ in range(5):
        with pytest.raises(NotPermitted):
            sam.verifying.answer(begun.id, totp, Answer("code", {"code": Secret(wrong(office))}))
    office.world.clock.forward(hours=1, seconds=1)
    assert office.sign_in()


def test_a_supervisor_ends_the_block(office) -> None:
    office.give_app("dana", "sam")
    signing_in = office.begin()
    for _ in range(5):
        refused(signing_in, code=wrong(office))
    office.world.directory.accounts[office.account("dana").id] = office.account("dana")
    office.sign_in("sam").releasing.release_operator("dana")
    assert office.sign_in()


def test_a_code_of_the_sign_in_proves_no_caller(office) -> None:
    office.give_app("dana", "sam")
    sam, dana = office.sign_in("sam"), office.account("dana").id
    signing_in, code = office.begin(), office.code()
    put(signing_in, code=code)
    office.world.directory.accounts[dana] = office.account("dana")
    begun = sam.verifying.begin(dana)
    totp = next(option.method.id for option in begun.options if option.method.kind is MethodKind.TOTP)
    with pytest.raises(NotPermitted) as caught:
        sam.verifying.answer(begun.id, totp, Answer("code", {"code": Secret(code)}))
    assert caught.value.problem.code == "code-used"


def test_a_sign_in_that_waits_is_over_after_ten_minutes(office) -> None:
    office.give_app("dana")
    signing_in = office.begin()
    office.world.clock.forward(minutes=10)
    assert refused(signing_in, code=office.code()) == "second-factor-expired"


def test_who_gives_up_leaves_no_connection_and_opens_nothing_later(office) -> None:
    office.give_app("dana")
    closed = []
    office.world.directory.close = lambda: closed.append(True)
    signing_in = office.begin()
    prompt = signing_in.stands().prompt
    signing_in.end()
    signing_in.end()
    assert closed == [True]
    with pytest.raises(NotPermitted) as caught:
        signing_in.answer(Answer(prompt.id, {"code": Secret(office.code())}))
    assert caught.value.problem.code == "second-factor-over"
    assert office.world.events()[-1] == "second-factor.given-up"


# --- the first one, and a lost one --------------------------------------------------------------------


def test_two_supervisors_enrol_each_other(office) -> None:
    office.rule = SecondFactor.REQUIRED
    sam = office.begin("sam")
    put(sam, login="sue", password=PASSWORD)  # nobody at this desk has one: somebody must be the first
    office.register(sam, "sam")
    assert sam.opened
    sue = office.begin("sue")
    put(sue, login="sam", password=PASSWORD)
    assert sue.stands().prompt.advice.startswith("sam confirms. Type the code that your app shows")
    put(sue, code=office.code("sam"))
    office.register(sue, "sue")
    assert sue.opened
    assert office.sign_in("sam")
    said = [record.facts for record in office.world.stores.audit.records(event="second-factor.confirmed")]
    assert [(each["supervisor_login"], each["by"]) for each in said] == [
        ("sue", "password alone, as the first"),
        ("sam", "totp"),
    ]


def test_once_somebody_has_one_the_password_of_a_supervisor_confirms_nobody(office) -> None:
    """Two stolen passwords enrol no third person."""
    office.rule = SecondFactor.REQUIRED
    office.give_app("sam")
    office.sign_in("sam")
    assert refused(office.begin("dana"), login="sue", password=PASSWORD) == "voucher-without-factor"


@pytest.mark.parametrize(
    ("login", "code"),
    [("dana", "voucher-not-supervisor"), ("sam", "voucher-is-operator"), ("olga", "voucher-not-supervisor")],
)
def test_only_another_supervisor_confirms(office, login, code) -> None:
    office.rule = SecondFactor.REQUIRED
    office.world.second_operator("olga", id=AccountId("88888888-0000-0000-0000-000000000009"))
    office.give_app("sue")
    office.sign_in("sue")
    assert refused(office.begin("sam"), login=login, password=PASSWORD) == code
    assert office.world.events()[-1] == "second-factor.not-confirmed"


def test_a_supervisors_password_is_not_tried_out_at_anothers_sign_in(office) -> None:
    office.rule = SecondFactor.REQUIRED
    signing_in = office.begin()
    for _ in range(5):
        assert refused(signing_in, login="sam", password="guess") == "wrong-password"
    assert refused(signing_in, login="sam", password=PASSWORD) == "second-factor-blocked"


def test_who_has_lost_it_needs_two_supervisors_and_what_was_lost_proves_nothing_more(office) -> None:
    office.give_app("dana", "sam", "sue")
    lost = office.apps["dana"]
    signing_in = office.begin()
    put(signing_in, key="lost")
    assert signing_in.stands().title == "Two supervisors confirm who you are"
    office.confirm(signing_in, "sam")
    assert "Supervisor 2 of 2" in signing_in.stands().prompt.advice
    assert refused(signing_in, login="sam", password=PASSWORD) == "voucher-again"
    office.confirm(signing_in, "sue")
    office.register(signing_in)
    assert signing_in.opened
    (only,) = office.world.stores.methods.methods(office.account("dana").id)
    assert only.status is MethodStatus.ACTIVE
    assert only.label == "new phone"
    later = office.begin()
    with pytest.raises(NotPermitted):
        put(later, code=lost.at(office.world.clock.now()))
    put(later, code=office.code())
    assert later.opened


def test_what_is_lost_stays_until_the_new_one_counts(office) -> None:
    office.give_app("dana", "sam", "sue")
    signing_in = office.begin()
    put(signing_in, key="lost")
    office.confirm(signing_in, "sam")
    office.confirm(signing_in, "sue")
    put(signing_in, label="new phone")
    signing_in.end()
    (only,) = office.world.stores.methods.methods(office.account("dana").id)
    assert only.label == "phone"


def test_the_passwords_of_supervisors_alone_replace_nothing(office) -> None:
    office.give_app("dana")
    signing_in = office.begin()
    put(signing_in, key="lost")
    assert refused(signing_in, login="sam", password=PASSWORD) == "voucher-without-factor"


def test_a_supervisor_who_cannot_prove_it_can_be_left_for_another(office) -> None:
    office.rule = SecondFactor.REQUIRED
    office.give_app("sam", "sue")
    office.sign_in("sam")
    signing_in = office.begin()
    put(signing_in, login="sam", password=PASSWORD)
    put(signing_in, key="here")
    office.confirm(signing_in, "sue")
    office.register(signing_in)
    assert signing_in.opened


def test_the_person_hears_of_a_new_second_factor(office) -> None:
    office.rule = SecondFactor.REQUIRED
    signing_in = office.begin("dana")
    put(signing_in, login="sam", password=PASSWORD)
    office.register(signing_in)
    assert office.world.delivery.sent[-1].words["method"] == "Authenticator app"


def test_where_no_app_counts_nothing_is_registered_at_the_sign_in(office) -> None:
    office.rule = SecondFactor.REQUIRED
    office.rules = replace(office.rules, kinds=frozenset({MethodKind.OATH_TOKEN}))
    with pytest.raises(NotPermitted) as caught:
        office.begin()
    assert caught.value.problem.code == "second-factor-none"


def test_the_owner_of_the_stores_key_stands_for_every_supervisor(office) -> None:
    office.rule = SecondFactor.REQUIRED
    signing_in = office.begin(owner=OwnerOfTheKey("helpdesk"))
    office.register(signing_in)
    assert signing_in.opened
    (said,) = office.world.stores.audit.records(event="second-factor.confirmed")
    assert said.facts["owner_of_the_key"] == "helpdesk"
    assert office.sign_in()


# --- a second person's word ---------------------------------------------------------------------------


def asked(office):
    """Dana has asked for an approval of Ada's verification."""
    office.policy = proving(approval=True)
    app = office.world.register_app()
    dana = office.sign_in()
    begun = dana.verifying.begin(office.world.ada.id)
    of = {option.method.kind: option.method.id for option in begun.options}
    dana.verifying.answer(begun.id, of[MethodKind.TOTP], Answer("code", {"code": app()}))
    dana.verifying.answer(begun.id, of[MethodKind.SECOND_OPERATOR], Answer("ask"))
    return dana, begun.id, of[MethodKind.SECOND_OPERATOR]


def test_an_approval_asks_for_it_once_the_last_proof_is_old(office) -> None:
    office.give_app("sam")
    dana, verification, _ = asked(office)
    sam = office.sign_in("sam")
    assert sam.confirming_self.begin() is None
    office.world.clock.forward(minutes=5)
    (waiting,) = sam.approving.waiting()
    with pytest.raises(NotPermitted) as caught:
        sam.approving.approve(verification, waiting.request)
    assert caught.value.problem.code == "second-factor-due"
    talk = sam.confirming_self.begin()
    put(talk, code=office.code("sam"))
    assert talk.stands().prompt is None
    sam.approving.approve(verification, waiting.request)
    assert dana.verifying.look(verification).clearance


def test_a_no_asks_for_nothing(office) -> None:
    office.give_app("sam")
    _, verification, _ = asked(office)
    sam = office.sign_in("sam")
    office.world.clock.forward(minutes=5)
    (waiting,) = sam.approving.waiting()
    sam.approving.refuse(verification, waiting.request)


def test_a_colleague_who_confirms_here_proves_it_too(office) -> None:
    office.give_app("sam")
    dana, verification, method = asked(office)
    typed = {"login": Secret("sam"), "password": Secret(PASSWORD)}
    progress = dana.verifying.answer(verification, method, Answer("confirm-here", typed))
    assert progress.clearance is None
    assert progress.prompts[method].advice.startswith("sam confirms. Type the code that your app shows")
    code = Answer("code", {"code": Secret(office.code("sam"))})
    assert dana.verifying.answer(verification, method, code).clearance
    given = office.world.stores.audit.records(event="approval.given")[-1].facts
    assert (given["approver_login"], given["second_factor"]) == ("sam", "totp")


def test_where_it_is_required_a_colleague_without_one_approves_nothing_here(office) -> None:
    office.rule = SecondFactor.REQUIRED
    office.give_app("dana")
    dana, verification, method = asked(office)
    typed = {"login": Secret("sam"), "password": Secret(PASSWORD)}
    with pytest.raises(NotPermitted) as caught:
        dana.verifying.answer(verification, method, Answer("confirm-here", typed))
    assert caught.value.problem.code == "approver-without-factor"


def test_a_colleague_who_is_blocked_ends_nobodys_verification(office) -> None:
    office.give_app("sam")
    dana, verification, method = asked(office)
    typed = {"login": Secret("sam"), "password": Secret(PASSWORD)}
    dana.verifying.answer(verification, method, Answer("confirm-here", typed))
    for _ in range(5):
        with pytest.raises(NotPermitted):
            dana.verifying.answer(
                verification, method, Answer("code", {"code": Secret(wrong(office, "sam"))})
            )
    with pytest.raises(NotPermitted) as caught:
        dana.verifying.answer(verification, method, Answer("code", {"code": Secret(office.code("sam"))}))
    assert caught.value.problem.code == "second-factor-blocked"
    assert caught.value.problem.effect.value == "other method"
    assert dana.verifying.look(verification).prompts[method].key("here")


# --- what guards the desk is not taken away by one -----------------------------------------------------


def test_the_methods_of_an_operator_who_has_one_take_another_supervisor(office) -> None:
    office.policy = lenient(registration=RegistrationRules(own_hours=0, any_hours=0, new_hours=0))
    office.give_app("dana", "sam")
    dana = office.account("dana")
    office.world.directory.accounts[dana.id] = dana
    sam = office.sign_in("sam")
    changing = sam.verifying.begin(dana.id, frozenset({Action.CHANGE_METHODS}))
    totp = next(option.method.id for option in changing.options if option.method.kind is MethodKind.TOTP)
    done = sam.verifying.answer(changing.id, totp, Answer("code", {"code": Secret(office.code())}))
    assert done.met == 1
    assert done.clearance is None
    assert done.approval.value == "needed"


def test_the_first_method_of_an_operator_takes_one(office) -> None:
    office.policy = proving(exception=frozenset({MethodKind.IN_PERSON}), exception_gates=1)
    dana = office.account("dana")
    office.world.directory.accounts[dana.id] = dana
    sam = office.sign_in("sam")
    changing = sam.verifying.begin(dana.id, frozenset({Action.CHANGE_METHODS}))
    assert changing.approval.value == "not needed"


def test_other_people_and_other_actions_are_as_ever(office) -> None:
    office.give_app("dana", "sam")
    app = office.world.register_app()
    assert app
    dana = office.account("dana")
    office.world.directory.accounts[dana.id] = dana
    sam = office.sign_in("sam")
    assert sam.verifying.begin(dana.id).approval.value == "not needed"
    changing = frozenset({Action.CHANGE_METHODS})
    assert office.sign_in().verifying.begin(office.world.ada.id, changing).approval.value == "not needed"


def wrong(office, login="dana"):
    """A code that the app shows at no time near."""
    near = {
        office.apps[login].at(office.world.clock.now() + timedelta(seconds=30 * step))
        for step in range(-120, 121)
    }
    return next(f"{number:06}" for number in range(1000) if f"{number:06}" not in near)


def test_who_signs_in_hears_of_wrong_codes_typed_with_the_own_password(office) -> None:
    """Whoever typed them knows it."""
    office.give_app("dana")
    assert office.sign_in().wrong_codes == 0
    thief = office.begin()
    for _ in range(2):
        refused(thief, code=wrong(office))
    assert office.sign_in().wrong_codes == 2
    office.world.clock.forward(days=1)
    assert office.sign_in().wrong_codes == 0
