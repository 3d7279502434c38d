"""Codes that the desk sends: by SMS and mail to the caller, by mail to the manager."""

import string
from dataclasses import replace
from datetime import timedelta

import pytest
from desk.conftest import LONG_AGO
from desk.policies import proving
from desk.proofs import method, refused, why_not
from desk.registering import cleared

from helpdesk_tui.desk.account import ContactTimes
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import USUAL_SENDING, ContactRules, SendRules, UnknownAge
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, Limit, MessageKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

SMS, EMAIL, MANAGER, CALL_BACK = (
    MethodKind.SMS,
    MethodKind.EMAIL,
    MethodKind.MANAGER,
    MethodKind.CALL_BACK,
)
ALL = frozenset(MethodKind)


@pytest.fixture
def desk(world):
    return world.sign_in(policy=proving(allowed=ALL))


def test_a_texted_code_proves_the_caller(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    sent = desk.verifying.send(begun.id, method(begun, SMS))
    (message,) = world.delivery.sent
    assert (message.channel, message.kind, message.to) == (Channel.SMS, MessageKind.CODE, "+447700900123")
    (phrase,) = sent.shows
    assert message.words["phrase"].upper() == phrase.text
    assert len(phrase.text.split()) == 2
    assert "Sent to •••• 23." in sent.advice
    assert sent.until == world.clock.now() + timedelta(minutes=5)
    assert message.words["operator"] == world.operator_account.name
    assert desk.verifying.prove(begun.id, method(begun, SMS), world.delivery.code()).clearance
    assert world.events()[-6:-1] == [
        "verification.begun",
        "challenge.sending",
        "challenge.sent",
        "verification.attempt",
        "verification.proof",
    ]


def test_a_mailed_code_proves_the_caller_spaces_and_all(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, EMAIL))
    assert world.delivery.sent[0].to == "ada.byron@demo.example"
    typed = Secret(" " + world.delivery.code().reveal().replace(" ", " - "))
    assert desk.verifying.prove(begun.id, method(begun, EMAIL), typed).clearance


def test_a_sent_code_has_eight_digits_and_no_two_are_alike(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    for _ in range(5):
        desk.verifying.send(begun.id, method(begun, SMS))
    codes = {world.delivery.code(place).reveal().replace(" ", "") for place in range(5)}
    assert len(codes) == 5
    assert all(len(code) == 8 and set(code) <= set(string.digits) for code in codes)


def test_a_sent_code_works_once(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, SMS))
    code = world.delivery.code()
    desk.verifying.prove(begun.id, method(begun, SMS), code)
    begun = desk.verifying.begin(world.ada.id)
    assert refused(desk.verifying.prove, begun.id, method(begun, SMS), code, kind=Refused) == "prompt-changed"


def test_sending_again_ends_the_code_before(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, SMS))
    desk.verifying.send(begun.id, method(begun, SMS))
    first, second = world.delivery.code(0), world.delivery.code(1)
    assert refused(desk.verifying.prove, begun.id, method(begun, SMS), first) == "sent-code-wrong"
    assert desk.verifying.prove(begun.id, method(begun, SMS), second).clearance


def test_a_code_sent_for_one_account_does_not_prove_another(world, desk) -> None:
    """Neither in the other's verification, nor by the same address there."""
    eve = world.add_person("eve", mobile="+44 7700 900123")
    first, other = desk.verifying.begin(world.ada.id), desk.verifying.begin(eve.id)
    desk.verifying.send(first.id, method(first, SMS))
    desk.verifying.send(other.id, method(other, SMS))
    of_ada = world.delivery.code(0)
    assert refused(desk.verifying.prove, other.id, method(other, SMS), of_ada) == "sent-code-wrong"
    assert refused(desk.verifying.prove, other.id, method(first, SMS), of_ada) == "method-not-offered"


def test_a_code_sent_to_one_address_does_not_prove_by_another_method(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, SMS))
    desk.verifying.send(begun.id, method(begun, EMAIL))
    texted = world.delivery.code(0)
    assert refused(desk.verifying.prove, begun.id, method(begun, EMAIL), texted) == "sent-code-wrong"


def test_a_contact_changed_between_challenge_and_proof_ends_the_verification(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, SMS))
    world.change_ada(mobile="+44 7700 900999")
    code = world.delivery.code()
    assert refused(desk.verifying.prove, begun.id, method(begun, SMS), code) == "account-changed"
    assert refused(desk.verifying.look, begun.id) == "verification-unknown"


def test_a_code_expires(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, SMS))
    world.clock.forward(minutes=5)
    code = world.delivery.code()
    assert refused(desk.verifying.prove, begun.id, method(begun, SMS), code, kind=Refused) == "code-expired"


def test_a_malformed_code_or_none_sent_costs_no_attempt(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    prove, sms = desk.verifying.prove, method(begun, SMS)
    assert refused(prove, begun.id, sms, Secret("12345678"), kind=Refused) == "prompt-changed"
    desk.verifying.send(begun.id, sms)
    assert refused(prove, begun.id, sms, Secret("1234567"), kind=Refused) == "code-malformed"
    assert refused(prove, begun.id, sms, Secret("１２３４５６７８"), kind=Refused) == "code-malformed"
    assert desk.verifying.look(begun.id).attempts_left == 5


def test_guessing_is_blocked_though_new_codes_are_sent(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    for _ in range(4):
        desk.verifying.send(begun.id, method(begun, SMS))
        refused(desk.verifying.prove, begun.id, method(begun, SMS), Secret("00000000"))
    desk.verifying.send(begun.id, method(begun, SMS))
    right, sent = world.delivery.code(), len(world.delivery.sent)
    refused(desk.verifying.prove, begun.id, method(begun, SMS), Secret("00000000"))
    assert refused(desk.verifying.prove, begun.id, method(begun, SMS), right) == "account-blocked"
    assert refused(desk.verifying.send, begun.id, method(begun, SMS)) == "account-blocked"
    assert len(world.delivery.sent) == sent


def test_only_so_many_codes_are_sent_about_one_account(world) -> None:
    few = SendRules(limits=replace(USUAL_SENDING, account=Limit(3, 600)))
    desk = world.sign_in(policy=proving(allowed=ALL, sending=few))
    begun = desk.verifying.begin(world.ada.id)
    for kind in (SMS, EMAIL, SMS):
        desk.verifying.send(begun.id, method(begun, kind))
    assert refused(desk.verifying.send, begun.id, method(begun, EMAIL)) == "too-many-codes"
    desk.verifying.cancel(begun.id)
    begun = desk.verifying.begin(world.ada.id)
    assert refused(desk.verifying.send, begun.id, method(begun, EMAIL)) == "too-many-codes"
    assert len(world.delivery.sent) == 3
    world.clock.forward(minutes=10)
    assert desk.verifying.send(begun.id, method(begun, EMAIL))


class TestMessagesCostMoney:
    """One operator once sent 80 SMS to one number in 14 seconds."""

    def send_all(self, world, desk, people: int, kind: MethodKind = SMS, **facts: object) -> list[str]:
        """A code about each of so many people; what became of each."""
        outcomes = []
        for number in range(people):
            person = world.add_person(f"person{number}", **facts)
            begun = desk.verifying.begin(person.id)
            try:
                desk.verifying.send(begun.id, method(begun, kind))
                outcomes.append("sent")
            except Refused as error:
                outcomes.append(error.problem.code)
        return outcomes

    def test_one_number_gets_ten_in_an_hour_whomever_they_are_about(self, world, desk) -> None:
        outcomes = self.send_all(world, desk, 80, mobile="+44 7700 900777")
        assert outcomes == ["sent"] * 10 + ["too-many-codes-there"] * 70
        assert len(world.delivery.sent) == 10
        world.clock.forward(hours=1, seconds=-1)
        begun = desk.verifying.begin(world.add_person("late", mobile="07700 900777").id)
        with pytest.raises(Refused) as caught:
            desk.verifying.send(begun.id, method(begun, SMS))
        assert "10:30 UTC" in caught.value.problem.remedy
        world.clock.forward(seconds=1)
        assert desk.verifying.send(begun.id, method(begun, SMS))

    def test_registering_and_verifying_share_one_count(self, world) -> None:
        policy = proving(
            allowed=ALL, sending=SendRules(limits=replace(USUAL_SENDING, destination=Limit(2, 600)))
        )
        desk = world.sign_in(policy=policy)
        assert self.send_all(world, desk, 2, mobile="+44 7700 900777") == ["sent", "sent"]
        begin = desk.registration.begin_contact
        assert refused(begin, cleared(world, desk), SMS, "07700 900777", "x") == "too-many-codes-there"
        assert world.stores.methods.methods(world.ada.id) == ()

    def test_a_tag_makes_no_other_mailbox(self, world) -> None:
        few = SendRules(limits=replace(USUAL_SENDING, destination=Limit(1, 600)))
        desk = world.sign_in(policy=proving(allowed=ALL, sending=few))
        clearance = cleared(world, desk)
        desk.registration.begin_contact(clearance, EMAIL, "eve+1@home.example", "x")
        again = desk.registration.begin_contact
        assert refused(again, clearance, EMAIL, "Eve+2@home.example", "y") == "too-many-codes-there"

    def test_a_manager_gets_as_many_as_anybody_with_that_address(self, world) -> None:
        few = SendRules(limits=replace(USUAL_SENDING, destination=Limit(1, 600)))
        desk = world.sign_in(policy=proving(allowed=ALL, sending=few))
        boss = world.add_person("boss", mail="boss@demo.example", contact_times=LONG_AGO)
        world.directory.managers[world.ada.id] = boss
        world.change_ada(manager="boss")
        begun = desk.verifying.begin(boss.id)
        desk.verifying.send(begun.id, method(begun, EMAIL))
        begun = desk.verifying.begin(world.ada.id)
        assert refused(desk.verifying.send, begun.id, method(begun, MANAGER)) == "too-many-codes-there"

    def test_one_operator_sends_forty_in_an_hour_wherever_they_go(self, world, desk) -> None:
        outcomes = []
        for number in range(45):
            person = world.add_person(f"p{number}", mobile=f"+44 7700 900{200 + number}")
            begun = desk.verifying.begin(person.id)
            try:
                desk.verifying.send(begun.id, method(begun, SMS))
                outcomes.append("sent")
            except Refused as error:
                outcomes.append(error.problem.code)
        assert outcomes == ["sent"] * 40 + ["too-many-codes-yours"] * 5
        world.second_operator()
        other = world.sign_in(policy=proving(allowed=ALL), process="2:2", login="sam")
        begun = other.verifying.begin(world.ada.id)
        assert other.verifying.send(begun.id, method(begun, SMS))

    def test_the_whole_desk_sends_so_many_in_a_day_and_says_until_when(self, world) -> None:
        few = SendRules(limits=replace(USUAL_SENDING, desk=Limit(1, 86400)))
        desk = world.sign_in(policy=proving(allowed=ALL, sending=few))
        begun = desk.verifying.begin(world.ada.id)
        desk.verifying.send(begun.id, method(begun, SMS))
        with pytest.raises(Refused) as caught:
            desk.verifying.send(begun.id, method(begun, EMAIL))
        assert caught.value.problem.code == "too-many-codes-today"
        assert "2026-03-03 09:30 UTC" in caught.value.problem.remedy

    def test_a_satellite_phone_of_long_ago_is_not_texted_either(self, world, desk) -> None:
        stored = world.stores.methods
        made = stored.add_contact(world.ada.id, SMS, "own", Secret("+870773111632"), world.clock.now())
        assert stored.activate(made, world.clock.now())
        begun = desk.verifying.begin(world.ada.id)
        assert refused(desk.verifying.send, begun.id, made, kind=Refused) == "number-not-texted"
        assert world.delivery.sent == []

    @pytest.mark.parametrize("mobile", ["+870 773 111 632", "0909 879 0000", "+44 70 1234 5678"])
    def test_a_dear_number_of_the_directory_is_offered_to_call_and_not_to_text(
        self, world, desk, mobile
    ) -> None:
        begun = desk.verifying.begin(world.add_person("far", mobile=mobile).id)
        assert why_not(begun, SMS)
        assert refused(desk.verifying.send, begun.id, method(begun, SMS)) == "method-not-offered"
        assert world.delivery.sent == []


def test_a_message_that_was_refused_proves_nothing_and_says_why(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    world.delivery.answer = lambda message: Delivered(DeliveryKind.REFUSED, problem("not-delivered"), "550")
    assert refused(desk.verifying.send, begun.id, method(begun, SMS), kind=Refused) == "not-delivered"
    assert world.events()[-1] == "challenge.not-sent"
    code = world.delivery.code()
    assert refused(desk.verifying.prove, begun.id, method(begun, SMS), code, kind=Refused) == "prompt-changed"


def test_a_message_that_may_have_arrived_still_counts(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    world.delivery.answer = lambda message: Delivered(DeliveryKind.UNKNOWN, problem("not-delivered"))
    sent = desk.verifying.send(begun.id, method(begun, SMS))
    assert sent.doubt is not None
    assert desk.verifying.prove(begun.id, method(begun, SMS), world.delivery.code()).clearance


def test_no_code_is_in_the_record_or_in_a_repr(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    sent = desk.verifying.send(begun.id, method(begun, SMS))
    code = world.delivery.code().reveal()
    record = repr([record.facts for record in world.stores.audit.records()])
    for form in (code, code.replace(" ", "")):
        assert form not in record + repr(sent) + repr(world.delivery.sent)
    assert "900123" not in record.replace(" ", "")


def test_without_a_gateway_nothing_is_offered_that_must_be_sent(world, desk) -> None:
    world.delivery.channels = frozenset()
    begun = desk.verifying.begin(world.ada.id)
    assert why_not(begun, SMS) == "no SMS gateway is configured"
    assert why_not(begun, EMAIL) == "no mail server is configured"
    assert refused(desk.verifying.send, begun.id, method(begun, SMS)) == "method-not-offered"


def test_a_landline_takes_no_text_and_a_bad_address_no_mail(world, desk) -> None:
    world.change_ada(mobile="020 7946 0101", mail="ada@demo.example\r\nBcc: eve@example.org")
    begun = desk.verifying.begin(world.ada.id)
    assert why_not(begun, SMS) == "the number cannot be used"
    assert why_not(begun, EMAIL) == "the address cannot be used"


# --- how old the directory's data must be -------------------------------------------------------------


def fresh(desk, world) -> str:
    return why_not(desk.verifying.begin(world.ada.id), SMS)


def test_a_number_changed_lately_does_not_count_yet(world, desk) -> None:
    now = world.clock.now()
    world.register_app()
    world.change_ada(contact_times=ContactTimes(mobile=now - timedelta(days=2), mail=now, office_phone=now))
    assert fresh(desk, world) == "changed 2026-02-28, counts from 2026-03-03"
    world.clock.forward(days=1)
    assert fresh(desk, world) == ""


@pytest.mark.parametrize("unknown", [None, "never"])
def test_a_number_of_unknown_age_counts_as_policy_says(world, unknown) -> None:
    world.register_app()
    world.change_ada(contact_times=replace(world.ada.contact_times, mobile=unknown))
    assert fresh(world.sign_in(policy=proving(allowed=ALL)), world) == "when it last changed cannot be read"
    rules = ContactRules(unknown_age=UnknownAge.ALLOW)
    assert fresh(world.sign_in(policy=proving(allowed=ALL, contacts=rules)), world) == ""
    rules = ContactRules(fresh_days=0)
    assert fresh(world.sign_in(policy=proving(allowed=ALL, contacts=rules)), world) == ""


def test_prefilled_data_counts_only_where_policy_says_so(world) -> None:
    world.register_app()
    desk = world.sign_in(policy=proving(allowed=ALL, prefilled=False))
    begun = desk.verifying.begin(world.ada.id)
    for kind in (SMS, EMAIL, CALL_BACK):
        assert why_not(begun, kind) == "policy wants a registered one"


# --- the number that the caller states ------------------------------------------------------------------


@pytest.fixture
def stating(world):
    rules = ContactRules(caller_states_number=True)
    return world.sign_in(policy=proving(allowed=ALL, contacts=rules))


@pytest.mark.parametrize("kind", [SMS, CALL_BACK])
def test_the_caller_says_the_number_first_where_policy_asks(world, stating, kind) -> None:
    begun = stating.verifying.begin(world.ada.id)
    which = method(begun, kind, "mobile")
    use = stating.verifying.send if kind is SMS else stating.verifying.number_to_dial
    assert refused(use, begun.id, which, kind=Refused) == "prompt-changed"
    stating.verifying.state_number(begun.id, which, "07700 900 123")
    assert use(begun.id, which)


def test_a_mistyped_number_is_a_failed_attempt_and_the_right_one_is_not_told(world, stating) -> None:
    begun = stating.verifying.begin(world.ada.id)
    which = method(begun, SMS)
    with pytest.raises(Refused) as caught:
        stating.verifying.state_number(begun.id, which, "+44 7700 900124")
    assert caught.value.problem.code == "number-differs"
    assert "123" not in str(caught.value.problem)
    assert stating.verifying.look(begun.id).attempts_left == 4
    assert world.events()[-1] == "verification.failed"
    assert refused(stating.verifying.send, begun.id, which, kind=Refused) == "prompt-changed"
    assert refused(stating.verifying.state_number, begun.id, which, "call me", kind=Refused) == (
        "number-malformed"
    )
    assert stating.verifying.look(begun.id).attempts_left == 4


# --- the manager ----------------------------------------------------------------------------------------


@pytest.fixture
def boss(world):
    boss = world.add_person("boss", name="Bea Boss", mail="bea.boss@demo.example", preferred_language="de")
    world.change_ada(manager="Bea Boss")
    world.directory.managers[world.ada.id] = boss
    return boss


def managed(world, desk) -> tuple[object, object]:
    begun = desk.verifying.begin(world.ada.id)
    return begun.id, method(begun, MANAGER)


def test_the_managers_code_proves_the_caller(world, desk, boss) -> None:
    begun, which = managed(world, desk)
    desk.verifying.send(begun, which)
    (message,) = world.delivery.sent
    assert (message.kind, message.to, message.language) == (MessageKind.MANAGER_CODE, boss.mail, "de")
    assert message.words["manager"] == "Bea Boss"
    assert message.words["name"] == "Ada Byron"
    assert desk.verifying.prove(begun, which, world.delivery.code()).clearance


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"enabled": False}, "manager-unfit"),
        ({"enabled": None}, "manager-unfit"),
        ({"account_expires": LONG_AGO.mail}, "manager-unfit"),
        ({"account_expires": None}, "manager-unfit"),
        ({"id": "99999999-2222-3333-4444-555555555555"}, "manager-unfit"),
        ({"id": "11111111-2222-3333-4444-555555555555"}, "manager-unfit"),
        ({"mail": ""}, "manager-unreachable"),
        ({"mail": "ADA.byron@demo.example"}, "manager-unreachable"),
        ({"contact_times": ContactTimes()}, "manager-unreachable"),
    ],
)
def test_a_manager_who_is_no_witness_gets_no_code(world, desk, boss, changes, code) -> None:
    of_state = {name: value for name, value in changes.items() if hasattr(boss.state, name)}
    rest = {name: value for name, value in changes.items() if name not in of_state}
    unfit = replace(boss, state=replace(boss.state, **of_state), **rest)
    world.directory.managers[world.ada.id] = unfit
    begun, which = managed(world, desk)
    assert refused(desk.verifying.send, begun, which, kind=Refused) == code
    assert world.delivery.sent == []


def test_a_manager_named_lately_does_not_count_yet(world, desk, boss) -> None:
    world.change_ada(contact_times=replace(world.ada.contact_times, manager=world.clock.now()))
    begun = desk.verifying.begin(world.ada.id)
    assert why_not(begun, MANAGER) == "changed 2026-03-02, counts from 2026-03-05"


def test_a_managers_address_that_changed_meanwhile_proves_nothing(world, desk, boss) -> None:
    begun, which = managed(world, desk)
    desk.verifying.send(begun, which)
    world.directory.managers[world.ada.id] = replace(boss, mail="eve@demo.example")
    assert refused(desk.verifying.prove, begun, which, world.delivery.code()) == "contact-changed"
