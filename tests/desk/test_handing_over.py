"""A new password that no operator sees: it goes to the person, once it is in force, and to nobody else."""

import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from desk.conftest import NOW
from desk.registering import EMAIL, SMS, contact, every_kind
from writing import FULL_RESET

from helpdesk_tui.desk import password_ways
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused, StoreUnavailable
from helpdesk_tui.desk.handing_over import SentPart, halves
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import HandOver, PasswordRules, Tier, VerificationPolicy
from helpdesk_tui.desk.ports import (
    Ability,
    Capability,
    Channel,
    Delivered,
    DeliveryKind,
    MessageKind,
    Reply,
    ReplyKind,
)
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

MAIL, MOBILE = "ada.byron@demo.example", "+447700900123"
DOWN = problem("delivery-unreachable", server="mx")
CARRIES = {MessageKind.NEW_PASSWORD, MessageKind.PASSWORD_PART}


def policy(by: HandOver, *, shown_instead: bool = False, **rules: object):
    passwords = PasswordRules(handed_over=by, shown_instead=shown_instead)
    return every_kind(passwords=passwords, **rules)


@pytest.fixture(autouse=True)
def _operator_has_a_phone_of_her_own(world) -> None:
    world.change_operator(mobile="+44 7700 900001", mail="dana@demo.example")


@pytest.fixture
def post(world):
    """What was in each message that carried a password, as its reader has it: the desk forgets it."""
    got = []

    def kept(message):
        if message.kind in CARRIES:
            secret, words = message.code.reveal(), dict(message.words)
            got.append((message.channel, message.to, message.kind, secret, words))
        return Delivered(DeliveryKind.SENT, code="250")

    world.delivery.answer = kept
    return got


def clearance(world, desk):
    """By the app that Ada has; a code of it works once."""
    if not hasattr(world, "app"):
        world.app = world.register_app()
    world.clock.forward(seconds=30)
    return world.clear(desk, world.app).id


def reset(world, desk):
    return desk.actions.perform(clearance(world, desk), FULL_RESET)


def set_password(world) -> str:
    return world.directory.changes[-1].new_password.reveal()


def remembering(world):
    """The directory keeps what was set: the desk forgets its own."""
    kept = []

    def script(account, change):
        kept.append(change.new_password.reveal())
        return world.directory.accept(account, change)

    world.directory.script = script
    return kept


def refusals(world, desk) -> list[str]:
    return [each.code for each in desk.lookup.card(world.ada.id).refusals[Action.RESET]]


class TestWhereItGoes:
    @pytest.mark.parametrize(
        ("by", "where"),
        [(HandOver.SMS, (Channel.SMS, MOBILE)), (HandOver.MAIL, (Channel.MAIL, MAIL))],
    )
    def test_by_the_channel_that_policy_names_and_to_no_operator(self, world, post, by, where) -> None:
        in_force = remembering(world)
        receipt = reset(world, world.sign_in(policy=policy(by)))
        assert receipt.outcome is Outcome.DONE
        assert receipt.password is None
        ((channel, to, kind, password, words),) = post
        assert (channel, to) == where
        assert kind is MessageKind.NEW_PASSWORD
        assert [password] == in_force
        assert words["name"] == "Ada Byron"
        assert receipt.handed.is_sent
        assert receipt.handed.parts[0].channel is where[0]

    def test_in_two_halves_by_two_channels(self, world, post) -> None:
        in_force = remembering(world)
        receipt = reset(world, world.sign_in(policy=policy(HandOver.SPLIT)))
        assert [(channel, words["part"]) for channel, _, _, _, words in post] == [
            (Channel.SMS, "1"),
            (Channel.MAIL, "2"),
        ]
        assert "".join(half for *_, half, _ in post) == in_force[0]
        assert receipt.handed.parts == (
            SentPart(Channel.SMS, "•••• 23", DeliveryKind.SENT),
            SentPart(Channel.MAIL, "a•••@demo.example", DeliveryKind.SENT),
        )

    def test_a_registered_contact_goes_before_one_of_the_directory(self, world, post) -> None:
        contact(world, EMAIL, "ada@home.example")
        world.clock.forward(days=4)
        reset(world, world.sign_in(policy=policy(HandOver.MAIL)))
        assert [to for _, to, *_ in post] == ["ada@home.example"]

    @pytest.mark.parametrize("times", [{"mobile": NOW - timedelta(days=2)}, {"mobile": None}])
    def test_a_number_that_was_just_changed_or_may_be_gets_nothing(self, world, times) -> None:
        world.change_ada(contact_times=replace(world.ada.contact_times, **times))
        desk = world.sign_in(policy=policy(HandOver.SMS))
        assert refusals(world, desk) == ["password-unsendable"]
        assert desk.lookup.card(world.ada.id).refusals[Action.UNLOCK] == ()

    def test_a_number_that_was_just_registered_gets_nothing(self, world, post) -> None:
        contact(world, SMS, "+447700900999")
        desk = world.sign_in(policy=policy(HandOver.SMS))
        reset(world, desk)
        assert [to for _, to, *_ in post] == [MOBILE]

    def test_the_fresh_days_hold_for_registered_numbers_too(self, world, post) -> None:
        contact(world, SMS, "+447700900999")
        desk = world.sign_in(policy=policy(HandOver.SMS))  # new_hours is 0 there
        world.clock.forward(days=2, hours=23)
        (way,) = password_ways.plan(desk.actions._session, world.ada, Action.RESET).ways
        assert way.address == MOBILE
        world.clock.forward(hours=2)
        reset(world, desk)
        assert [to for _, to, *_ in post] == ["+447700900999"]

    def test_nothing_prefilled_where_policy_wants_registered_ones(self, world) -> None:
        rules = VerificationPolicy(everybody=Tier(prefilled=False))
        desk = world.sign_in(policy=policy(HandOver.SMS, verification=rules))
        assert refusals(world, desk) == ["password-unsendable"]

    @pytest.mark.parametrize(("by", "datum"), [(HandOver.SMS, "mobile"), (HandOver.MAIL, "mail")])
    def test_never_to_the_operators_own(self, world, by, datum) -> None:
        own = {"mobile": "+44 7700 900666", "mail": "Dana@demo.example"}[datum]
        world.change_operator(**{datum: own})
        world.change_ada(**{datum: {"mobile": "07700 900666", "mail": "dana+ada@demo.example"}[datum]})
        desk = world.sign_in(policy=policy(by))
        why = desk.lookup.card(world.ada.id).refusals[Action.RESET][0]
        assert (why.code, "it is yours" in why.cause) == ("password-unsendable", True)

    def test_not_to_a_number_that_is_no_mobile(self, world) -> None:
        world.change_ada(mobile="020 7946 0101")
        assert refusals(world, world.sign_in(policy=policy(HandOver.SMS))) == ["password-unsendable"]


class TestATier:
    """What is said of its people goes before what is said of all."""

    def desk(self, world, everybody: HandOver, theirs: HandOver | None):
        tier = Tier("board", bases=("OU=People,DC=demo,DC=example",), handed_over=theirs)
        return world.sign_in(policy=policy(everybody, verification=VerificationPolicy(tiers=(tier,))))

    @pytest.mark.parametrize(
        ("everybody", "theirs", "seen"),
        [
            (HandOver.SHOWN, HandOver.SMS, False),
            (HandOver.SMS, HandOver.SHOWN, True),
            (HandOver.SMS, None, False),
        ],
    )
    def test_has_its_own_way(self, world, post, everybody, theirs, seen) -> None:
        desk = self.desk(world, everybody, theirs)
        assert desk.actions.rules(world.ada).may_be_typed is seen
        receipt = reset(world, desk)
        assert (bool(receipt.password), bool(post)) == (seen, not seen)

    def test_is_told_before_anybody_is_asked(self, world) -> None:
        world.change_ada(mobile="")
        assert refusals(world, self.desk(world, HandOver.SHOWN, HandOver.SMS)) == ["password-unsendable"]


class TestBeforeAnybodyIsAsked:
    @pytest.mark.parametrize("datum", ["mobile", "mail"])
    def test_who_lacks_one_of_two_channels_is_not_reset(self, world, datum) -> None:
        world.change_ada(**{datum: ""})
        desk = world.sign_in(policy=policy(HandOver.SPLIT))
        assert refusals(world, desk) == ["password-unsendable"]

    def test_it_is_shown_where_policy_leaves_that(self, world, post) -> None:
        world.change_ada(mobile="")
        desk = world.sign_in(policy=policy(HandOver.SMS, shown_instead=True))
        assert refusals(world, desk) == []
        shown = desk.actions.preview(world.ada.id, FULL_RESET)
        assert [each.code for each in shown.warnings] == ["password-shown-instead"]
        receipt = reset(world, desk)
        assert (receipt.password.reveal(), receipt.handed, post) == (set_password(world), None, [])

    def test_nobody_is_reset_where_it_would_never_be_seen_to_be_set(self, world) -> None:
        blind = {**world.directory.info.abilities, Capability.PROOF_OF_WRITE: Ability(False)}
        world.directory.info = replace(world.directory.info, abilities=blind)
        assert refusals(world, world.sign_in(policy=policy(HandOver.SMS))) == ["password-unsendable"]

    def test_the_preview_says_where_it_goes(self, world) -> None:
        desk = world.sign_in(policy=policy(HandOver.SMS))
        said = desk.actions.preview(world.ada.id, FULL_RESET).sentences
        assert "The password is sent to the person by SMS, •••• 23. You will not see it." in said

    def test_what_an_operator_types_an_operator_knows(self, world) -> None:
        desk = world.sign_in(policy=policy(HandOver.SMS, shown_instead=True))
        typed = replace(FULL_RESET, password=Secret("Correct-Horse-7-Battery"))
        assert "typed-password-off" in [
            each.code for each in desk.actions.preview(world.ada.id, typed).refusals
        ]

    def test_a_contact_that_is_lost_before_the_write_stops_it(self, world, post) -> None:
        number = contact(world, SMS, "+447700900999")
        world.change_ada(mobile="")
        world.clock.forward(days=4)
        desk = world.sign_in(policy=policy(HandOver.SMS))
        given = clearance(world, desk)
        world.directory.prepared = lambda account: world.stores.methods.remove(number)
        with pytest.raises(Refused) as caught:
            desk.actions.perform(given, FULL_RESET)
        assert caught.value.problem.code == "password-unsendable"
        assert (world.directory.changes, post) == ([], [])
        assert world.stores.audit.open_intents() == ()


class TestNotBeforeItIsSet:
    def test_it_is_sent_behind_the_write_and_its_record(self, world) -> None:
        seen = []
        world.delivery.answer = lambda message: (
            seen.append((message.kind, len(world.directory.changes), world.story()[-1].event)),
            Delivered(DeliveryKind.SENT),
        )[1]
        reset(world, world.sign_in(policy=policy(HandOver.SMS)))
        assert seen[0] == (MessageKind.NEW_PASSWORD, 1, "action.outcome")

    @pytest.mark.parametrize("kind", [ReplyKind.REFUSED, ReplyKind.NOT_SENT])
    def test_what_was_refused_is_sent_to_nobody(self, world, post, kind) -> None:
        desk = world.sign_in(policy=policy(HandOver.SMS))
        given = clearance(world, desk)
        world.directory.script = lambda account, change: Reply(kind, problem("password-refused"))
        receipt = desk.actions.perform(given, FULL_RESET)
        assert (receipt.outcome, receipt.handed.parts, receipt.handed.why_not) == (Outcome.REFUSED, (), None)
        assert post == []
        assert gone(desk, receipt)

    def test_of_a_lost_answer_nothing_is_sent_unless_the_write_is_seen(self, world, post) -> None:
        desk = world.sign_in(policy=policy(HandOver.SMS))
        given = clearance(world, desk)
        world.directory.script = lambda account, change: Reply(ReplyKind.LOST)
        receipt = desk.actions.perform(given, FULL_RESET)
        assert post == []
        given = clearance(world, desk)
        world.directory.script = lambda account, change: (
            world.directory.apply(account, change),
            Reply(ReplyKind.LOST),
        )[1]
        receipt = desk.actions.perform(given, FULL_RESET)
        assert receipt.outcome is Outcome.DONE
        assert [to for _, to, *_ in post] == [MOBILE]

    def test_what_could_not_be_read_back_waits_until_it_is(self, world, post) -> None:
        desk = world.sign_in(policy=policy(HandOver.SMS))
        given = clearance(world, desk)

        def accepts_and_is_gone(account, change):
            reply = world.directory.accept(account, change)
            world.directory.reachable = False
            return reply

        world.directory.script = accepts_and_is_gone
        receipt = desk.actions.perform(given, FULL_RESET)
        assert (receipt.outcome, receipt.handed.why_not.code) == (Outcome.UNKNOWN, "password-unproven")
        assert (receipt.password, post) == (None, [])
        with pytest.raises(DirectoryUnreachable):
            desk.actions.send_again(receipt.number)
        world.directory.reachable = True
        assert desk.actions.send_again(receipt.number).is_sent
        assert post[0][3] == set_password(world)

    def test_what_the_server_took_and_did_not_do_is_never_sent(self, world, post) -> None:
        desk = world.sign_in(policy=policy(HandOver.SMS))
        given = clearance(world, desk)

        def says_yes_and_is_gone(account, change):
            world.directory.reachable = False
            return Reply(ReplyKind.ACCEPTED)

        world.directory.script = says_yes_and_is_gone
        receipt = desk.actions.perform(given, FULL_RESET)
        world.directory.reachable = True
        with pytest.raises(Refused) as caught:
            desk.actions.send_again(receipt.number)
        assert (caught.value.problem.code, post) == ("password-unproven", [])


def gone(desk, receipt) -> bool:
    with pytest.raises(Refused) as caught:
        desk.actions.send_again(receipt.number)
    return caught.value.problem.code == "password-gone"


class TestSendingAgain:
    @pytest.fixture
    def desk(self, world):
        return world.sign_in(policy=policy(HandOver.SMS))

    def down(self, world) -> None:
        world.delivery.answer = lambda message: Delivered(DeliveryKind.REFUSED, DOWN, "timeout")

    def test_the_receipt_says_that_it_was_not_sent_and_it_can_be(self, world, desk, request) -> None:
        self.down(world)
        receipt = reset(world, desk)
        assert receipt.outcome is Outcome.DONE
        assert receipt.handed.parts == (SentPart(Channel.SMS, "•••• 23", DeliveryKind.REFUSED, DOWN),)
        assert receipt.handed.left == 2
        post = request.getfixturevalue("post")
        assert desk.actions.send_again(receipt.number).is_sent
        assert post[0][3] == set_password(world)

    def test_so_many_times(self, world, desk) -> None:
        self.down(world)
        receipt = reset(world, desk)
        left = [desk.actions.send_again(receipt.number).left for _ in range(2)]
        assert left == [1, 0]
        assert gone(desk, receipt)

    def test_not_once_its_receipt_is_closed(self, world, desk) -> None:
        self.down(world)
        receipt = reset(world, desk)
        desk.actions.close_receipt(receipt.number)
        assert gone(desk, receipt)
        assert desk.actions._handing_over._held is None

    def test_a_receipt_that_is_closed_late_takes_nothing_from_the_next(self, world, desk) -> None:
        self.down(world)
        first, second = reset(world, desk), reset(world, desk)
        desk.actions.close_receipt(first.number)
        assert desk.actions.send_again(second.number).left == 1

    def test_not_after_ten_minutes(self, world, desk) -> None:
        self.down(world)
        receipt = reset(world, desk)
        world.clock.forward(minutes=10)
        assert gone(desk, receipt)

    def test_not_that_of_another_receipt(self, world, desk) -> None:
        self.down(world)
        first = reset(world, desk)
        second = reset(world, desk)
        assert gone(desk, first)
        assert desk.actions.send_again(second.number).left == 1

    def test_not_to_a_number_that_was_changed_meanwhile(self, world, desk, request) -> None:
        self.down(world)
        receipt = reset(world, desk)
        fresh = replace(world.ada.contact_times, mobile=world.clock.now())
        world.change_ada(mobile="+44 7700 900666", contact_times=fresh)
        post = request.getfixturevalue("post")
        with pytest.raises(Refused) as caught:
            desk.actions.send_again(receipt.number)
        assert (caught.value.problem.code, post) == ("password-unsendable", [])

    def test_not_once_somebody_set_another_password(self, world, desk) -> None:
        self.down(world)
        receipt = reset(world, desk)
        marks = world.directory.accounts[world.ada.id].marks
        world.change_ada(marks=replace(marks, password=marks.password + 1))
        assert gone(desk, receipt)

    def test_not_by_who_is_no_operator_any_more(self, world, desk) -> None:
        self.down(world)
        receipt = reset(world, desk)
        world.clock.forward(seconds=31)
        world.change_operator(enabled=False)
        with pytest.raises(Refused):
            desk.actions.send_again(receipt.number)

    def test_a_gateway_that_breaks_stops_nothing(self, world, desk) -> None:
        def broken(message):
            raise RuntimeError(message.code.reveal() if message.code else "")

        world.delivery.answer = broken
        receipt = reset(world, desk)
        assert receipt.handed.parts[0].outcome is DeliveryKind.UNKNOWN
        assert world.stores.audit.open_intents() == ()


class TestTheRecord:
    def test_says_where_it_went_and_never_what(self, world, post) -> None:
        reset(world, world.sign_in(policy=policy(HandOver.SPLIT)))
        sent = [each for each in world.stores.audit.records() if each.event == "password.sent"]
        assert [(each.facts["channel"], each.facts["to"], each.facts["source"]) for each in sent] == [
            ("sms", "•••• 23", "mobile"),
            ("mail", "a•••@demo.example", "mail"),
        ]
        said = repr([record.facts for record in world.stores.audit.records()])
        whole = set_password(world)
        for secret in (whole, *halves(whole), MOBILE, MAIL):
            assert secret not in said

    def test_says_that_it_was_not_sent(self, world) -> None:
        world.delivery.answer = lambda message: Delivered(DeliveryKind.REFUSED, DOWN, "timeout")
        reset(world, world.sign_in(policy=policy(HandOver.MAIL)))
        failed = next(each for each in world.stores.audit.records() if each.event == "password.failed")
        assert (failed.facts["problem"], failed.facts["outcome"]) == ("delivery-unreachable", "refused")

    def test_a_store_that_fails_by_then_keeps_nobody_without(self, world, post, monkeypatch) -> None:
        desk = world.sign_in(policy=policy(HandOver.SMS))
        given = clearance(world, desk)
        append = type(world.stores.audit).append

        def full(store, event, facts, at):
            if event.startswith("password."):
                raise StoreUnavailable(problem("store-full"))
            return append(store, event, facts, at)

        monkeypatch.setattr(type(world.stores.audit), "append", full)
        assert desk.actions.perform(given, FULL_RESET).handed.is_sent
        assert len(post) == 1

    def test_a_dump_at_the_moment_of_sending_shows_none(self, world) -> None:
        """No local variable of a frame on the way, as a traceback with locals or a debugger has them."""
        seen, sent = [], []

        def look(message):
            if message.code is not None and message.kind in CARRIES:
                sent.append(message.code.reveal())
                frame = sys._getframe(1)
                while frame is not None:
                    if frame.f_globals.get("__name__", "").startswith("helpdesk_tui."):
                        seen.append(repr(frame.f_locals))
                    frame = frame.f_back
            return Delivered(DeliveryKind.SENT)

        world.delivery.answer = look
        reset(world, world.sign_in(policy=policy(HandOver.SPLIT)))
        assert len(seen) > 8
        for secret in (*sent, "".join(sent)):
            assert all(secret not in each for each in seen)

    def test_the_notice_of_the_reset_holds_none(self, world, post) -> None:
        reset(world, world.sign_in(policy=policy(HandOver.SMS)))
        assert [each.code for each in world.delivery.sent if each.kind not in CARRIES] == [None, None]


@pytest.mark.parametrize(
    ("password", "first", "second"),
    [
        ("Kfhq-7mtw.Rxnaq", "Kfhq-7m", "tw.Rxnaq"),
        ("Kfhq-7mtw.Rxna+9qwe", "Kfhq-7mtw", ".Rxna+9qwe"),
        ("Kfhq-7mtw.Rxna+9qwe=Mnpt", "Kfhq-7mtw.Rxna", "+9qwe=Mnpt"),
        ("Correct-horse-battery-staple", "Correct-horse", "-battery-staple"),
        ("ab", "a", "b"),
    ],
)
def test_a_half_ends_in_no_sign_and_both_make_the_whole(password, first, second) -> None:
    assert halves(password) == (first, second)


def test_other_actions_send_no_password(world, post) -> None:
    desk = world.sign_in(Role.OPERATOR, policy=policy(HandOver.SMS))
    order = desk.actions.usual(world.ada, Action.FORCE_CHANGE)
    receipt = desk.actions.perform(clearance(world, desk), order)
    assert (receipt.handed, post) == (None, [])
