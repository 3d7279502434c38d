"""Registering addresses and numbers: a code that was sent there, or a call that was answered."""

from dataclasses import replace
from functools import partial

import pytest
from desk.proofs import refused
from desk.registering import CALL_BACK, EMAIL, SMS, cleared, contact, every_kind, methods

from helpdesk_tui.delivery.settings import TextSettings
from helpdesk_tui.delivery.texts import load
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MAX_CONTACTS, MethodKind, MethodStatus, Origin
from helpdesk_tui.desk.policy import USUAL_SENDING, SendRules
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, Limit, MessageKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

HOME, NUMBER = "ada@home.example", "07700 900555"


@pytest.fixture
def desk(world):
    return world.sign_in(policy=every_kind(on_methods=False))


@pytest.fixture
def clearance(world, desk):
    return cleared(world, desk)


def refuse(message) -> Delivered:
    return Delivered(DeliveryKind.REFUSED, problem("mail-recipient", server="mx"), "550")


def test_an_address_counts_after_the_code_that_was_sent_there(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_contact(clearance, EMAIL, f" {HOME} ", "home")
    (pending,) = methods(world)
    assert pending.status is MethodStatus.PENDING
    added = desk.registration.activate(enrolment, world.delivery.code())
    assert (added.status, added.kind, added.label) == (MethodStatus.ACTIVE, EMAIL, "home")
    assert (added.origin, added.detail) == (Origin.REGISTERED, "a•••@home.example")
    assert world.stores.methods.contact(added.id).reveal() == HOME


def test_the_message_names_who_asks_and_carries_the_words_that_the_screen_shows(
    world, desk, clearance
) -> None:
    world.change_ada(preferred_language="de")
    enrolment = desk.registration.begin_contact(clearance, SMS, NUMBER, "mobile")
    (message,) = world.delivery.sent
    assert (message.channel, message.kind, message.to) == (
        Channel.SMS,
        MessageKind.CONFIRM,
        "+447700900555",
    )
    assert message.language == "de"
    assert message.words["operator"] == world.operator_account.name
    assert message.words["phrase"] == enrolment.sent.phrase
    assert message.words["minutes"] == "5"
    assert message.words["desk"] == desk.policy.notices.help_desk
    assert load(TextSettings()).render(message).body  # nothing is missing that a text needs
    assert (enrolment.sent.masked, enrolment.sent.doubt) == ("•••• 55", None)


def test_a_pending_address_proves_nothing(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    begun = desk.verifying.begin(world.ada.id)
    assert refused(desk.verifying.send, begun.id, enrolment.method) == "method-not-offered"


def test_a_wrong_code_confirms_nothing_and_may_be_followed_by_the_right_one(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    right = world.delivery.code()
    wrong = Secret("00000000" if right.reveal() != "0000 0000" else "00000001")
    assert refused(desk.registration.activate, enrolment, wrong) == "sent-code-wrong"
    assert methods(world)[0].status is MethodStatus.PENDING
    assert desk.registration.activate(enrolment, right)


def test_tries_are_limited_like_any_proof(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    right = world.delivery.code()
    wrong = Secret("00000000" if right.reveal() != "0000 0000" else "00000001")
    for _ in range(5):
        assert refused(desk.registration.activate, enrolment, wrong) == "sent-code-wrong"
    assert refused(desk.registration.activate, enrolment, right) == "account-blocked"


def test_only_the_newest_code_confirms(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    again = desk.registration.send_again(enrolment)
    first, second = world.delivery.code(0), world.delivery.code(1)
    assert again.sent.phrase == world.delivery.sent[1].words["phrase"]
    assert again.method == enrolment.method
    assert refused(desk.registration.activate, again, first) == "sent-code-wrong"
    assert desk.registration.activate(again, second)


def test_a_code_lasts_for_minutes(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    world.clock.forward(minutes=5)
    call = desk.registration.activate
    assert refused(call, enrolment, world.delivery.code(), kind=Refused) == "code-expired"


def test_a_code_confirms_the_address_that_it_was_sent_to_and_no_other(world, desk, clearance) -> None:
    one = desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    other = desk.registration.begin_contact(clearance, EMAIL, "ada@second.example", "second")
    assert refused(desk.registration.activate, other, world.delivery.code(0)) == "sent-code-wrong"
    assert desk.registration.activate(one, world.delivery.code(0))


def test_an_address_that_was_swapped_in_the_store_is_not_confirmed(
    world, desk, clearance, monkeypatch
) -> None:
    enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    swapped = Secret("eve@evil.example")
    monkeypatch.setattr(type(world.stores.methods), "contact", lambda store, method: swapped)
    assert refused(desk.registration.activate, enrolment, world.delivery.code()) == "sent-code-wrong"


def test_a_code_of_a_registration_proves_no_caller(world, desk, clearance) -> None:
    method = contact(world, EMAIL, "ada@first.example")
    desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    begun = desk.verifying.begin(world.ada.id)
    call = desk.verifying.prove
    assert refused(call, begun.id, method, world.delivery.code(), kind=Refused) == "prompt-changed"


def test_an_address_that_nothing_can_be_sent_to_is_not_kept(world, desk, clearance) -> None:
    world.delivery.answer = refuse
    call = desk.registration.begin_contact
    assert refused(call, clearance, EMAIL, HOME, "home", kind=Refused) == "mail-recipient"
    assert methods(world) == ()
    world.delivery.answer = lambda message: Delivered(DeliveryKind.SENT)
    assert call(clearance, EMAIL, HOME, "home"), "the visit goes on"


def test_what_cannot_be_sent_again_leaves_the_registration_as_it_was(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    world.delivery.answer = refuse
    assert refused(desk.registration.send_again, enrolment, kind=Refused) == "mail-recipient"
    assert methods(world)[0].status is MethodStatus.PENDING
    call = desk.registration.activate
    assert refused(call, enrolment, world.delivery.code(-1), kind=Refused) == "no-code-sent"


def test_a_message_that_may_not_arrive_is_said_to(world, desk, clearance) -> None:
    doubt = problem("delivery-unknown", server="mx")
    world.delivery.answer = lambda message: Delivered(DeliveryKind.UNKNOWN, doubt)
    enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    assert enrolment.sent.doubt == doubt
    assert desk.registration.activate(enrolment, world.delivery.code())


def test_codes_about_one_account_are_limited(world) -> None:
    policy = every_kind(on_methods=False)
    rules = replace(
        policy.verification, sending=SendRules(limits=replace(USUAL_SENDING, account=Limit(2, 600)))
    )
    desk = world.sign_in(policy=replace(policy, verification=rules))
    enrolment = desk.registration.begin_contact(cleared(world, desk), EMAIL, HOME, "home")
    desk.registration.send_again(enrolment)
    assert refused(desk.registration.send_again, enrolment) == "too-many-codes"
    assert len(world.delivery.sent) == 2


def test_a_number_to_call_counts_after_the_person_answered(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_contact(clearance, CALL_BACK, "020 7946 0555 ext 7", "desk")
    assert (enrolment.sent, world.delivery.sent) == (None, [])
    assert refused(desk.registration.attest, enrolment, False) == "call-back-failed"
    assert methods(world)[0].status is MethodStatus.PENDING
    added = desk.registration.attest(enrolment, True)
    assert added.status is MethodStatus.ACTIVE
    assert world.stores.methods.contact(added.id).reveal() == "+44 20 7946 0555 x7"


def test_each_is_confirmed_in_its_own_way(world, desk, clearance) -> None:
    """An answer to a prompt of another kind is none, whatever a front end sends."""
    use = desk.registration
    mail = use.begin_contact(clearance, EMAIL, HOME, "home")
    call = use.begin_contact(clearance, CALL_BACK, NUMBER, "mobile")
    app = use.begin_app(clearance, "phone")
    for enrolment in (mail, app):
        assert refused(use.attest, enrolment, True, kind=Refused) == "prompt-changed"
    assert refused(use.activate, call, world.delivery.code(), kind=Refused) == "prompt-changed"
    for enrolment in (call, app):
        assert refused(use.send_again, enrolment, kind=Refused) == "prompt-changed"
    assert {each.status for each in methods(world)} == {MethodStatus.PENDING}


@pytest.mark.parametrize(
    ("kind", "typed", "whole"), [(SMS, "07700 900 555", "+44 7700 900555"), (EMAIL, f" {HOME}", HOME)]
)
def test_an_address_is_read_back_whole_before_anything_goes_there(
    world, desk, clearance, kind, typed, whole
) -> None:
    begun = desk.registering.begin(clearance, kind)
    typed_in = Answer("address", {"address": Secret(typed)})
    asked = desk.registering.answer(begun.id, typed_in).prompt
    assert asked.id == "read-back"
    assert [each.reveal() for each in asked.shows] == [whole]
    assert world.delivery.sent == []
    assert world.stores.clearances.clearance(clearance).used_at is None
    other = desk.registering.answer(begun.id, Answer("read-back", key="other")).prompt
    assert (other.id, world.delivery.sent) == ("address", [])


@pytest.mark.parametrize(
    ("typed", "doubted"), [("+44 20 7946 0555", False), ("07700 90055", True), ("+49 1511 2345678", False)]
)
def test_a_number_that_may_lack_a_digit_is_said_to(world, desk, clearance, typed, doubted) -> None:
    """Possible in its country, but of no range that is in use."""
    begun = desk.registering.begin(clearance, CALL_BACK)
    asked = desk.registering.answer(begun.id, Answer("address", {"address": Secret(typed)})).prompt
    assert ("digit by digit" in asked.advice) == doubted


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (EMAIL, "ada@home.example\r\nBcc: eve@evil.example", "new-address-unfit"),
        (EMAIL, "Ada <ada@home.example>", "new-address-unfit"),
        (EMAIL, "a@x.example, b@x.example", "new-address-unfit"),
        (EMAIL, "", "answer-missing"),
        (SMS, "020 7946 0101", "number-not-texted"),
        (SMS, "07700 900555 ext 3", "number-not-texted"),
        (SMS, "+870 773 111 632", "number-not-texted"),
        (SMS, "0909 879 0000", "number-not-texted"),
        (SMS, "900555", "new-number-unfit"),
        (CALL_BACK, "extension 12", "new-number-unfit"),
        (MethodKind.MANAGER, HOME, "kind-not-allowed"),
    ],
)
def test_what_cannot_be_used_is_refused_and_uses_nothing_up(
    world, desk, clearance, kind, typed, code
) -> None:
    assert refused(desk.registration.begin_contact, clearance, kind, typed, "x", kind=Refused) == code
    assert world.stores.clearances.clearance(clearance).used_at is None
    assert world.delivery.sent == []


@pytest.mark.parametrize(("kind", "typed", "channel"), [(EMAIL, HOME, "mail"), (SMS, NUMBER, "sms")])
def test_where_nothing_can_be_sent_no_address_is_registered(
    world, desk, clearance, kind, typed, channel
) -> None:
    world.delivery.channels = frozenset(Channel) - {Channel(channel)}
    call = desk.registration.begin_contact
    assert refused(call, clearance, kind, typed, "x", kind=Refused) == "channel-off"


def test_one_address_is_registered_once(world, desk, clearance) -> None:
    contact(world, EMAIL, HOME)
    call = desk.registration.begin_contact
    assert refused(call, clearance, EMAIL, "ADA@home.EXAMPLE", "x", kind=Refused) == "contact-known"
    contact(world, SMS, "+447700900555")
    assert refused(call, clearance, SMS, NUMBER, "x", kind=Refused) == "contact-known"
    assert call(clearance, CALL_BACK, NUMBER, "the same number, to be called")


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (EMAIL, "DANA@demo.example"),
        (EMAIL, "dana+1@demo.example"),
        (SMS, "07700 900777"),
        (CALL_BACK, "+44 7700 900777"),
        (CALL_BACK, "+44 7700 900777 ext. 1"),
    ],
)
def test_operators_do_not_register_what_is_their_own(world, kind, typed) -> None:
    mine = replace(world.operator_account, mail="dana@demo.example", mobile="07700 900777")
    world.directory.operator = mine
    desk = world.sign_in(policy=every_kind())
    clearance = cleared(world, desk)
    assert refused(desk.registration.begin_contact, clearance, kind, typed, "x") == "contact-of-operator"
    assert methods(world) == ()


def test_a_person_has_no_more_of_a_kind_than_the_most_allowed(world, desk, clearance) -> None:
    for number in range(MAX_CONTACTS - 1):
        contact(world, EMAIL, f"ada@{number}.example")
    first = desk.registration.begin_contact(clearance, EMAIL, "ada@first.example", "")
    code = world.delivery.code()
    second = desk.registration.begin_contact(clearance, EMAIL, "ada@second.example", "")
    late = world.delivery.code()
    desk.registration.activate(first, code)
    assert refused(desk.registration.activate, second, late, kind=Refused) == "too-many-contacts"
    begin = partial(desk.registration.begin_contact, clearance)
    assert refused(begin, EMAIL, HOME, "", kind=Refused) == "too-many-contacts"
    assert begin(SMS, NUMBER, "")
    assert begin(EMAIL, HOME, "", first.method), "one may be replaced"


class TestReplacing:
    @pytest.fixture
    def old(self, world):
        return contact(world, EMAIL, "ada@old.example", "old")

    def test_the_old_one_goes_when_the_new_one_counts(self, world, old, desk, clearance) -> None:
        enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home", old)
        assert old in [each.id for each in methods(world)]
        desk.registration.activate(enrolment, world.delivery.code())
        assert [each.id for each in methods(world)] == [enrolment.method]

    def test_it_stays_when_the_new_one_is_given_up(self, world, old, desk, clearance) -> None:
        enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home", old)
        desk.registration.abandon(enrolment)
        assert [each.id for each in methods(world)] == [old]

    def test_the_new_one_is_the_default_if_the_old_one_was(self, world, old, desk, clearance) -> None:
        assert world.stores.methods.set_default(world.ada.id, old)
        enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home", old)
        assert desk.registration.activate(enrolment, world.delivery.code()).is_default

    def test_what_the_old_one_proved_clears_nothing_more(self, world, old, desk) -> None:
        sent = desk.verifying.begin(world.ada.id)
        desk.verifying.send(sent.id, old)
        for_reset = desk.verifying.prove(sent.id, old, world.delivery.code()).clearance
        clearance = cleared(world, desk)
        enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home", old)
        desk.registration.activate(enrolment, world.delivery.code())
        assert world.stores.clearances.clearance(for_reset.id).used_at is not None

    @pytest.mark.parametrize("which", ["another kind", "another person's", "none"])
    def test_only_one_of_the_same_kind_and_person_is_replaced(self, world, desk, which) -> None:
        bob, now = world.add_person("bob"), world.clock.now()
        theirs = world.stores.methods.add_contact(bob.id, EMAIL, "x", Secret("bob@home.example"), now)
        replaced = {
            "another kind": contact(world, SMS, "+447700900555"),
            "another person's": theirs,
            "none": "made-up",
        }[which]
        clearance = cleared(world, desk)
        call = desk.registration.begin_contact
        assert refused(call, clearance, EMAIL, HOME, "home", replaced, kind=Refused) == "method-unknown"


def test_the_record_tells_of_it_without_address_or_code(world, desk, clearance) -> None:
    enrolment = desk.registration.begin_contact(clearance, EMAIL, HOME, "home")
    desk.registration.activate(enrolment, world.delivery.code())
    records = world.stores.audit.records()
    assert [record.event for record in records][-5:] == [
        "method.begun",
        "challenge.sending",
        "challenge.sent",
        "method.activating",
        "method.added",
    ]
    told = repr([record.facts for record in records])
    code = world.delivery.code().reveal()
    assert HOME not in told
    assert code not in told
    assert code.replace(" ", "") not in told
