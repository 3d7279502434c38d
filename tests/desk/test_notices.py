"""The person is told after the fact, on every channel; nothing that fails there stops anything."""

from dataclasses import replace

import pytest
from desk.registering import CALL_BACK, EMAIL, METHODS, SMS, cleared, code, contact, every_kind, methods
from writing import FULL_RESET

from helpdesk_tui.desk import notices
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.errors import Refused, StoreUnavailable
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import ProtectedRule, Scope
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, MessageKind, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.review import untold_of
from helpdesk_tui.secret import Secret

MAIL, MOBILE = "ada.byron@demo.example", "+447700900123"
RESET = FULL_RESET


@pytest.fixture
def desk(world):
    return world.sign_in(policy=every_kind())


def reset(world, desk):
    receipt = desk.actions.perform(world.clear(desk, world.register_app()).id, RESET)
    return receipt.notices


def told(world) -> list[str]:
    return sorted(message.to for message in world.delivery.sent)


class TestAReset:
    def test_is_told_to_mail_and_mobile_of_the_directory(self, world, desk) -> None:
        sent = reset(world, desk)
        assert told(world) == [MOBILE, MAIL]
        assert sent == (
            Notice(Channel.MAIL, "a•••@demo.example", DeliveryKind.SENT, None),
            Notice(Channel.SMS, "•••• 23", DeliveryKind.SENT, None),
        )

    def test_is_told_to_registered_contacts_too_each_address_once(self, world, desk) -> None:
        contact(world, EMAIL, "ada@home.example")
        contact(world, EMAIL, "Ada.Byron@demo.example", "the same as at work")
        contact(world, SMS, MOBILE)
        contact(world, CALL_BACK, "+44 7700 900888")  # to be called, not texted
        stored = world.stores.methods
        stored.add_contact(world.ada.id, EMAIL, "x", Secret("pending@x.example"), world.clock.now())
        reset(world, desk)
        assert [each.casefold() for each in told(world)] == [MOBILE, MAIL, "ada@home.example"]

    def test_is_told_in_the_persons_language_and_says_who_and_when(self, world, desk) -> None:
        world.change_ada(preferred_language="de-AT")
        reset(world, desk)
        (message, _) = world.delivery.sent
        assert (message.kind, message.language) == (MessageKind.PASSWORD_RESET, "de-AT")
        assert message.words["name"] == "Ada Byron"
        assert message.words["operator"] == world.operator_account.name
        assert message.words["when"] == "2026-03-02 09:30 UTC"
        assert message.code is None

    def test_is_told_where_policy_says_so(self, world) -> None:
        assert reset(world, world.sign_in(policy=every_kind(on_reset=False))) == ()
        assert world.delivery.sent == []

    def test_is_told_on_the_channels_that_there_are(self, world, desk) -> None:
        world.delivery.channels = frozenset({Channel.MAIL})
        assert [notice.channel for notice in reset(world, desk)] == [Channel.MAIL]

    def test_that_can_be_told_to_nobody_is_in_the_record(self, world, desk) -> None:
        app = world.register_app()
        world.change_ada(mail="Ada <ada@x.example>", mobile="020 7946 0101")
        assert desk.actions.perform(world.clear(desk, app).id, RESET).notices == ()
        assert world.events()[-2:] == ["notice.none", "notice.told"]


class TestFailures:
    def test_a_notice_that_failed_is_returned_and_recorded(self, world, desk) -> None:
        down = problem("delivery-unreachable", server="mx")
        world.delivery.answer = lambda message: Delivered(DeliveryKind.REFUSED, down, "timeout")
        assert [notice.problem for notice in reset(world, desk)] == [down, down]
        assert world.events()[-2:] == ["notice.due", "notice.told"]
        last = world.stores.audit.records()[-3]
        facts = ("notice.failed", "sms", "•••• 23", "delivery-unreachable", "timeout", "refused")
        names = ("channel", "to", "problem", "code", "outcome")
        assert (last.event, *(last.facts[name] for name in names)) == facts

    def test_a_gateway_that_breaks_stops_nothing(self, world, desk) -> None:
        def broken(message):
            raise RuntimeError("a mistake of its own")

        world.delivery.answer = broken
        assert [notice.outcome for notice in reset(world, desk)] == [DeliveryKind.UNKNOWN] * 2

    def test_a_store_that_fails_by_then_hides_nothing(self, world, desk, monkeypatch) -> None:
        clearance = world.clear(desk, world.register_app())
        append = type(world.stores.audit).append

        def full(store, event, facts, at):
            if event.startswith("notice."):
                raise StoreUnavailable(problem("store-full"))
            return append(store, event, facts, at)

        monkeypatch.setattr(type(world.stores.audit), "append", full)
        receipt = desk.actions.perform(clearance.id, RESET)
        assert receipt.password
        assert [notice.outcome for notice in receipt.notices] == [DeliveryKind.SENT] * 2

    def test_contacts_that_cannot_be_read_keep_nobody_from_the_others(self, world, desk, monkeypatch) -> None:
        contact(world, EMAIL, "ada@home.example")
        clearance = world.clear(desk, world.register_app())

        def damaged(*_: object) -> Secret:
            raise Refused(problem("sealed-value-damaged"))

        monkeypatch.setattr(type(world.stores.methods), "contact", damaged)
        assert len(desk.actions.perform(clearance.id, RESET).notices) == 2

    def test_a_store_without_answer_keeps_nobody_from_the_directorys(self, world, desk, monkeypatch) -> None:
        clearance = world.clear(desk, world.register_app())
        read = type(world.stores.methods).methods

        def gone(store, account):
            if world.directory.changes:
                raise StoreUnavailable(problem("store-full"))
            return read(store, account)

        monkeypatch.setattr(type(world.stores.methods), "methods", gone)
        assert len(desk.actions.perform(clearance.id, RESET).notices) == 2


class TestProtectedPeople:
    @pytest.fixture
    def desk(self, world):
        scope = Scope(protected=ProtectedRule.SUPERVISOR)
        policy = every_kind(administrators=("root@demo.example", "not an address"), scope=scope)
        return world.sign_in(Role.SUPERVISOR, Role.REGISTRAR, policy=policy)

    def test_of_what_is_done_to_them_administrators_hear_too(self, world, desk) -> None:
        world.change_ada(group_ids=frozenset({"S-1-5-32-544"}))
        assert [(notice.masked, notice.to_administrators) for notice in tell(world, desk)] == [
            ("a•••@demo.example", False),
            ("•••• 23", False),
            ("r•••@demo.example", True),
        ]
        message = world.delivery.sent[-1]
        assert (message.kind, message.to) == (MessageKind.PROTECTED_ACTION, "root@demo.example")
        assert message.words["action"] == "unlock"
        assert message.words["name"] == "Ada Byron"

    def test_of_others_they_hear_nothing(self, world, desk) -> None:
        assert not any(notice.to_administrators for notice in tell(world, desk))

    def test_they_hear_of_it_also_where_the_person_is_not_told(self, world) -> None:
        scope = Scope(protected=ProtectedRule.SUPERVISOR)
        policy = every_kind(administrators=("root@demo.example",), on_reset=False, scope=scope)
        desk = world.sign_in(Role.SUPERVISOR, policy=policy)
        world.change_ada(group_ids=frozenset({"S-1-5-32-544"}))
        assert [notice.to_administrators for notice in tell(world, desk)] == [True]


def tell(world, desk):
    """As after an unlock."""
    account = world.directory.read(world.ada.id)
    return notices.tell(desk.lookup._session, account, MessageKind.UNLOCKED, {"action": "unlock"})


class TestAChangeOfMethods:
    def test_of_a_new_app_every_channel_hears(self, world, desk) -> None:
        enrolment = desk.registration.begin_app(cleared(world, desk), "phone")
        assert world.delivery.sent == []
        desk.registration.activate(enrolment, code(world, enrolment))
        assert told(world) == [MOBILE, MAIL]
        assert {message.kind for message in world.delivery.sent} == {MessageKind.METHOD_ADDED}
        assert world.delivery.sent[0].words["method"] == "Authenticator app"
        assert len(desk.registration.notices(world.ada.id)) == 2

    def test_a_new_address_is_not_told_of_itself(self, world, desk) -> None:
        enrolment = desk.registration.begin_contact(cleared(world, desk), EMAIL, "eve@evil.example", "x")
        typed = world.delivery.code()
        world.delivery.sent.clear()
        desk.registration.activate(enrolment, typed)
        assert told(world) == [MOBILE, MAIL]

    def test_a_new_number_to_call_is_not_told_by_message_of_itself(self, world, desk) -> None:
        world.change_ada(mail="")
        contact(world, SMS, "+447700900888")
        enrolment = desk.registration.begin_contact(cleared(world, desk), CALL_BACK, MOBILE, "x")
        desk.registration.attest(enrolment, True)
        assert told(world) == ["+447700900888"]

    def test_a_new_address_is_told_if_there_is_no_other(self, world, desk) -> None:
        world.change_ada(mail="", mobile="")
        enrolment = desk.registration.begin_contact(cleared(world, desk), EMAIL, "ada@home.example", "x")
        typed = world.delivery.code()
        world.delivery.sent.clear()
        desk.registration.activate(enrolment, typed)
        assert told(world) == ["ada@home.example"]

    @pytest.mark.parametrize(
        ("kind", "address", "also"),
        [
            (EMAIL, "ada@home.example", "ada@home.example"),
            (SMS, "+447700900888", "+447700900888"),
            (CALL_BACK, "+44 7700 900888", "+447700900888"),
        ],
    )
    def test_a_removed_address_hears_of_it_too(self, world, desk, kind, address, also) -> None:
        removed = contact(world, kind, address)
        desk.registration.remove(cleared(world, desk), removed)
        assert told(world) == sorted([MOBILE, MAIL, also])
        assert {message.kind for message in world.delivery.sent} == {MessageKind.METHOD_REMOVED}

    def test_of_a_replaced_address_the_old_one_hears_and_the_new_one_not(self, world, desk) -> None:
        old = contact(world, EMAIL, "ada@old.example")
        enrolment = desk.registration.begin_contact(cleared(world, desk), EMAIL, "eve@evil.example", "x", old)
        typed = world.delivery.code()
        world.delivery.sent.clear()
        desk.registration.activate(enrolment, typed)
        removed = [m.to for m in world.delivery.sent if m.kind is MessageKind.METHOD_REMOVED]
        assert sorted(removed) == sorted([MOBILE, MAIL, "ada@old.example"])
        assert "eve@evil.example" not in told(world)
        assert len(desk.registration.notices(world.ada.id)) == len(world.delivery.sent)

    def test_the_notices_are_those_of_the_last_change(self, world, desk) -> None:
        clearance = cleared(world, desk)
        desk.registration.issue_recovery_codes(clearance)
        assert len(desk.registration.notices(world.ada.id)) == 2
        desk.registration.remove(clearance, methods(world)[0].id)
        assert len(desk.registration.notices(world.ada.id)) == 2
        desk.registration.reconfirm(clearance)
        assert desk.registration.notices(world.ada.id) == ()

    @pytest.mark.parametrize("call", ["issue_recovery_codes", "issue_pass"])
    def test_what_is_handed_out_is_told_of(self, world, desk, call) -> None:
        getattr(desk.registration, call)(cleared(world, desk))
        assert told(world) == [MOBILE, MAIL]

    def test_is_told_where_policy_says_so(self, world) -> None:
        desk = world.sign_in(policy=every_kind(on_methods=False))
        desk.registration.issue_recovery_codes(cleared(world, desk))
        assert world.delivery.sent == []

    def test_a_damaged_address_can_be_removed_all_the_same(self, world, desk, monkeypatch) -> None:
        removed = contact(world, EMAIL, "ada@home.example")
        clearance = world.clear(desk, world.register_app(), METHODS).id

        def damaged(*_: object) -> Secret:
            raise Refused(problem("sealed-value-damaged"))

        monkeypatch.setattr(type(world.stores.methods), "contact", damaged)
        desk.registration.remove(clearance, removed)
        assert [each.kind for each in methods(world)] == [MethodKind.TOTP]


def test_no_record_and_no_repr_holds_an_address(world, desk) -> None:
    contact(world, EMAIL, "ada@home.example")
    sent = reset(world, desk)
    records = repr([record.facts for record in world.stores.audit.records() if "notice" in record.event])
    for text in (records, repr(sent)):
        assert "ada@home" not in text
        assert "900123" not in text


class TestAnInterruptedReset:
    """What a process did and died over is told at the next sign-in, with the name of who did it and when."""

    @pytest.fixture
    def died(self, world, desk):
        clearance = world.clear(desk, world.register_app())

        def die(account, change):
            world.directory.apply(account, change)
            raise KeyboardInterrupt

        world.directory.script = die
        with pytest.raises(KeyboardInterrupt):
            desk.actions.perform(clearance.id, RESET)
        world.alive = False
        world.clock.forward(hours=3)

    def test_is_told_once(self, world, died) -> None:
        world.second_operator()
        assert told(world) == []
        world.sign_in(process="2:2", login="sam")
        assert told(world) == [MOBILE, MAIL]
        (message, _) = world.delivery.sent
        assert message.kind is MessageKind.PASSWORD_RESET
        assert message.words["operator"] == "dana"
        assert message.words["when"] == "2026-03-02 09:30 UTC"
        world.sign_in(process="3:3")
        assert len(told(world)) == 2

    def test_keeps_nobody_from_signing_in(self, world, died) -> None:
        def fail(message):
            raise StoreUnavailable(problem("store-locked", path="x"))

        world.delivery.answer = fail
        assert world.sign_in(process="2:2").resolved
        assert world.events()[-2:] == ["notice.failed", "notice.told"]

    def test_that_was_not_done_is_not_told(self, world, desk) -> None:
        clearance = world.clear(desk, world.register_app())

        def die(account, change):
            raise KeyboardInterrupt

        world.directory.script = die
        with pytest.raises(KeyboardInterrupt):
            desk.actions.perform(clearance.id, RESET)
        world.alive = False
        world.clock.forward(hours=3)
        assert world.sign_in(process="2:2").resolved
        assert told(world) == []

    def test_that_was_told_as_unknown_is_not_told_again(self, world, desk) -> None:
        clearance = world.clear(desk, world.register_app())

        def lose(account, change):
            world.directory.apply(account, change)
            world.directory.reachable = False
            return Reply(ReplyKind.LOST, problem("reply-lost"))

        world.directory.script = lose
        desk.actions.perform(clearance.id, RESET)
        assert len(told(world)) == 2
        world.directory.reachable = True
        assert world.sign_in().resolved
        assert len(told(world)) == 2


class TestWhoDiesOverTelling:
    """The change is made and recorded; then the program is killed before, or while, it tells the person."""

    @pytest.fixture
    def killed(self, world):
        def kill(message):
            raise KeyboardInterrupt

        world.delivery.answer = kill

    def come_back(self, world) -> None:
        world.delivery.sent.clear()
        world.delivery.answer = lambda message: Delivered(DeliveryKind.SENT)
        world.alive = False
        world.second_operator()
        world.sign_in(process="2:2", login="sam", policy=every_kind())

    def test_leaves_a_reset_to_the_next_sign_in(self, world, desk, killed) -> None:
        clearance = world.clear(desk, world.register_app())
        with pytest.raises(KeyboardInterrupt):
            desk.actions.perform(clearance.id, RESET)
        assert world.stores.audit.open_intents() == (), "its outcome is known"
        self.come_back(world)
        assert told(world) == [MOBILE, MAIL]
        assert {message.words["operator"] for message in world.delivery.sent} == {world.operator_account.name}
        self.come_back(world)
        assert told(world) == []

    def test_leaves_a_method_to_the_next_sign_in(self, world, desk, killed) -> None:
        clearance = cleared(world, desk)
        enrolment = desk.registration.begin_app(clearance, "phone")
        with pytest.raises(KeyboardInterrupt):
            desk.registration.activate(enrolment, code(world, enrolment))
        self.come_back(world)
        assert told(world) == [MOBILE, MAIL]
        assert {message.kind for message in world.delivery.sent} == {MessageKind.METHOD_ADDED}

    def test_leaves_it_to_whoever_can_read_the_account(self, world, desk, killed) -> None:
        clearance = world.clear(desk, world.register_app())
        with pytest.raises(KeyboardInterrupt):
            desk.actions.perform(clearance.id, RESET)
        world.directory.read_error = Refused(problem("account-gone"))
        self.come_back(world)
        assert told(world) == []
        world.directory.read_error = None
        self.come_back(world)
        assert told(world) == [MOBILE, MAIL]

    def test_is_not_taken_for_dead_while_alive(self, world, desk) -> None:
        seen = []

        def meanwhile(message):
            world.delivery.answer = lambda message: Delivered(DeliveryKind.SENT)
            world.second_operator()
            for process in ("1:1", "2:2"):
                world.sign_in(process=process, login="sam", policy=every_kind(), stores=world.open())
            seen.append(len(world.delivery.sent))
            return Delivered(DeliveryKind.SENT)

        world.delivery.answer = meanwhile
        desk.actions.perform(world.clear(desk, world.register_app()).id, RESET)
        assert (seen, told(world)) == ([1], [MOBILE, MAIL])

    def test_of_two_that_were_interrupted_both_are_told(self, world, desk) -> None:
        app = world.register_app()
        for action in (Action.FORCE_CHANGE, Action.RESET):
            clearance = world.clear(desk, app)

            def die(account, change):
                world.directory.apply(account, change)
                raise KeyboardInterrupt

            world.directory.script = die
            with pytest.raises(KeyboardInterrupt):
                desk.actions.perform(clearance.id, FULL_RESET if action is Action.RESET else Order(action))
            world.clock.forward(minutes=1)
        self.come_back(world)
        kinds = {message.kind for message in world.delivery.sent}
        assert kinds == {MessageKind.FORCED_CHANGE, MessageKind.PASSWORD_RESET}


class TestWhatWasSurelyNotSent:
    """A mail server or gateway was down: told at later sign-ins, so often and no longer."""

    DOWN = Delivered(DeliveryKind.REFUSED, problem("delivery-unreachable", server="sms"))

    @pytest.fixture
    def sms_down(self, world):
        def answer(message):
            return self.DOWN if message.channel is Channel.SMS else Delivered(DeliveryKind.SENT)

        world.delivery.answer = answer

    def come_back(self, world, **later: int) -> None:
        world.delivery.sent.clear()
        world.clock.forward(**later)
        world.sign_in(policy=every_kind())

    def up_again(self, world) -> None:
        world.delivery.answer = lambda message: Delivered(DeliveryKind.SENT)

    def test_is_told_at_a_later_sign_in_to_those_who_are_left(self, world, desk, sms_down) -> None:
        reset(world, desk)
        self.up_again(world)
        self.come_back(world, minutes=15)
        assert told(world) == [MOBILE]
        (message,) = world.delivery.sent
        assert (message.kind, message.words["when"]) == (MessageKind.PASSWORD_RESET, "2026-03-02 09:30 UTC")
        self.come_back(world, days=2)
        assert told(world) == []

    def test_is_told_with_the_link_of_policy_whatever_the_record_says(self, world, desk, sms_down) -> None:
        """Who can write the store's file can write an entry there: nobody is sent to a page of theirs."""
        words = {
            "name": "Ada",
            "operator": "Olga",
            "when": "now",
            "link": "https://evil.example",
            "desk": "us",
        }
        facts = {"account": world.ada.id, "kind": "password-reset", "words": words}
        world.stores.audit.append("notice.due", facts, world.clock.now())
        self.up_again(world)
        self.come_back(world, hours=1)
        assert told(world) == [MOBILE, MAIL]
        assert {message.words["link"] for message in world.delivery.sent} == {every_kind().notices.help_link}
        assert {message.words["desk"] for message in world.delivery.sent} == {every_kind().notices.help_desk}

    def test_what_may_have_been_sent_is_not_sent_again(self, world, desk) -> None:
        doubt = problem("delivery-unknown", server="sms")
        world.delivery.answer = lambda message: Delivered(DeliveryKind.UNKNOWN, doubt)
        reset(world, desk)
        self.up_again(world)
        self.come_back(world, days=2)
        assert told(world) == []
        assert world.stores.audit.open_notices() == ()

    def test_is_tried_five_times_at_growing_intervals_and_then_given_up(self, world, desk, sms_down) -> None:
        reset(world, desk)
        tries = []
        for minute in range(0, 22 * 60, 5):
            self.come_back(world, minutes=5)
            if told(world):
                tries.append(minute + 5)
        assert tries == [15, 15 + 60, 15 + 60 + 240, 15 + 60 + 240 + 960]
        assert "notice.untold" in world.events()
        assert world.stores.audit.open_notices() == ()

    def test_is_given_up_at_the_sign_in_after_the_fifth_try(self, world, desk, sms_down) -> None:
        reset(world, desk)
        for minutes in (15, 60, 240, 960):
            self.come_back(world, minutes=minutes)
            assert told(world) == [MOBILE]
        self.come_back(world, minutes=1)
        assert told(world) == []
        assert [each.event for each in self.untold(world)] == ["notice.untold"]

    def test_that_was_given_up_a_supervisor_sees(self, world, desk, sms_down) -> None:
        reset(world, desk)
        assert [each.facts["left"] for each in self.untold(world)] == [
            [{"source": "mobile", "to": "•••• 23"}]
        ]
        self.come_back(world, days=31)
        (entry,) = self.untold(world)
        assert entry.event == "notice.untold"
        assert (entry.facts["account"], entry.facts["to"]) == (world.ada.id, ["•••• 23"])
        assert told(world) == []

    def test_that_waits_after_a_crash_a_supervisor_sees(self, world, desk) -> None:
        """No later sign-in may come soon, or see the account."""

        def die(message):
            raise KeyboardInterrupt

        world.delivery.answer = die
        clearance = world.clear(desk, world.register_app())
        with pytest.raises(KeyboardInterrupt):
            desk.actions.perform(clearance.id, RESET)
        (due,) = untold_of(world.stores.audit)
        assert (due.event, due.facts["account"]) == ("notice.due", world.ada.id)

    def untold(self, world):
        return world.sign_in(Role.SUPERVISOR, policy=every_kind()).review.untold()

    def test_of_an_address_that_nothing_holds_any_more_nobody_hears(self, world, desk) -> None:
        removed = contact(world, SMS, "+447700900888")
        gone = "+447700900888"
        world.delivery.answer = lambda message: (
            self.DOWN if message.to == gone else Delivered(DeliveryKind.SENT)
        )
        desk.registration.remove(cleared(world, desk), removed)
        self.up_again(world)
        self.come_back(world, minutes=15)
        assert told(world) == []
        assert [each.event for each in self.untold(world)] == ["notice.untold"]

    def test_who_was_told_before_the_program_died_is_not_told_again(self, world, desk) -> None:
        def kill_at_sms(message):
            if message.channel is Channel.SMS:
                raise KeyboardInterrupt
            return Delivered(DeliveryKind.SENT)

        world.delivery.answer = kill_at_sms
        clearance = world.clear(desk, world.register_app())
        with pytest.raises(KeyboardInterrupt):
            desk.actions.perform(clearance.id, RESET)
        self.up_again(world)
        self.come_back(world)
        assert told(world) == [MOBILE]

    def test_two_consoles_at_once_tell_it_once(self, world, desk, sms_down, monkeypatch) -> None:
        """The second one signs in, and tells, when the first has just found what is left."""
        reset(world, desk)
        self.up_again(world)
        world.second_operator()
        append = type(world.stores.audit).append

        def meanwhile(store, event, facts, at):
            if event == "notice.due":
                monkeypatch.setattr(type(world.stores.audit), "append", append)
                world.sign_in(process="2:2", login="sam", policy=every_kind())
            return append(store, event, facts, at)

        monkeypatch.setattr(type(world.stores.audit), "append", meanwhile)
        world.alive = False
        self.come_back(world, minutes=15)
        assert told(world) == [MOBILE]

    def test_an_outage_does_not_hold_up_a_sign_in(self, world) -> None:
        policy = every_kind()
        often = replace(policy.verification, resets_a_day=0)
        desk = world.sign_in(policy=replace(policy, verification=often))
        world.delivery.answer = lambda message: self.DOWN
        app = world.register_app()
        for _ in range(4):
            desk.actions.perform(world.clear(desk, app).id, RESET)
            world.clock.forward(seconds=30)
        self.come_back(world, minutes=15)
        assert len(world.delivery.sent) == 2, "the mail and the SMS of one person, then it waits"

    def test_administrators_are_told_later_too(self, world) -> None:
        scope = Scope(protected=ProtectedRule.SUPERVISOR)
        policy = every_kind(administrators=("root@demo.example",), scope=scope)
        desk = world.sign_in(Role.SUPERVISOR, policy=policy)
        world.change_ada(group_ids=frozenset({"S-1-5-32-544"}))
        world.delivery.answer = lambda message: (
            self.DOWN if message.to == "root@demo.example" else Delivered(DeliveryKind.SENT)
        )
        tell(world, desk)
        self.up_again(world)
        world.delivery.sent.clear()
        world.clock.forward(minutes=15)
        world.sign_in(Role.SUPERVISOR, policy=policy)
        (message,) = world.delivery.sent
        assert (message.kind, message.to) == (MessageKind.PROTECTED_ACTION, "root@demo.example")
