"""An account's history: a line a call, in plain words; the rows behind it stay in the record."""

import pytest
from desk.proofs import refused
from desk.registering import every_kind
from writing import FULL_RESET

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

RESET = FULL_RESET


@pytest.fixture
def app(world):
    return world.register_app()


@pytest.fixture
def desk(world):
    return world.sign_in(policy=every_kind())


def history(world, desk) -> list[str]:
    return [each.sentence for each in desk.lookup.card(world.ada.id).history]


def reset(world, desk, app, order: Order = RESET):
    world.clock.forward(minutes=1)
    return desk.actions.perform(world.clear(desk, app).id, order)


def test_one_reset_is_one_line_with_who_when_how_proven_and_how_told(world, desk, app) -> None:
    world.clock.forward(minutes=1)
    began = world.clock.now()
    desk.actions.perform(world.clear(desk, app).id, RESET)
    (line,) = desk.lookup.card(world.ada.id).history
    assert (line.operator, line.at) == ("dana", began)
    assert line.sentence == "reset · authenticator app · told by mail, SMS"


def test_the_newest_call_stands_first(world, desk, app) -> None:
    for action in (Action.UNLOCK, Action.FORCE_CHANGE, Action.RESET):
        reset(world, desk, app, FULL_RESET if action is Action.RESET else Order(action))
    assert [line.split(" · ")[0] for line in history(world, desk)] == [
        "reset",
        "change forced",
        "unlocked",
    ]


def test_the_rows_stay_in_the_record(world, desk, app) -> None:
    reset(world, desk, app)
    assert history(world, desk)
    for event in (
        "verification.begun",
        "verification.proof",
        "action.intent",
        "action.outcome",
        "notice.sent",
    ):
        assert event in world.events()


@pytest.mark.parametrize(
    ("kind", "said"),
    [(ReplyKind.REFUSED, "not reset"), (ReplyKind.LOST, "reset, outcome unknown")],
)
def test_what_was_not_done_or_is_not_known_is_not_said_to_be_done(world, desk, app, kind, said) -> None:
    def script(account, change):
        world.directory.reachable = kind is not ReplyKind.LOST
        return Reply(kind, problem("password-refused", action="reset"), "53")

    world.directory.script = script
    reset(world, desk, app)
    world.directory.reachable = True
    (line,) = history(world, desk)
    assert line.startswith(f"{said} · authenticator app")


def test_who_could_not_be_told_is_said(world, desk, app) -> None:
    def answer(message):
        kind = DeliveryKind.REFUSED if message.channel is Channel.MAIL else DeliveryKind.UNKNOWN
        return Delivered(kind, problem("delivery-failed"))

    world.delivery.answer = answer
    reset(world, desk, app)
    assert history(world, desk) == ["reset · authenticator app · perhaps told by SMS · not told by mail"]


def test_nobody_to_be_told_is_said(world, desk, app) -> None:
    world.change_ada(mail="", mobile="")
    reset(world, desk, app)
    assert history(world, desk) == ["reset · authenticator app · nobody told: no address"]


def test_a_call_that_led_to_nothing_says_so(world, desk, app) -> None:
    begun = desk.verifying.begin(world.ada.id)
    totp = next(option.method.id for option in begun.options if option.method.label == "phone")
    for _ in range(2):
        with pytest.raises(NotPermitted):
            desk.verifying.prove(begun.id, totp, Secret("000000"))
    desk.verifying.cancel(begun.id)
    assert history(world, desk) == ["verification given up · 2 failed proofs"]
    world.clock.forward(minutes=1)
    world.clear(desk, app)
    assert history(world, desk)[0] == "caller verified, nothing changed · authenticator app"


def test_looking_hides_nothing(world, desk, app) -> None:
    """Cards that are opened again and again leave rows, and push no call off the card."""
    reset(world, desk, app)
    for _ in range(20):
        desk.lookup.card(world.ada.id)
    assert len(history(world, desk)) == 1


def test_a_refusal_is_a_line_of_its_own(world, desk, app) -> None:
    for _ in range(2):
        reset(world, desk, app)
    assert refused(desk.verifying.begin, world.ada.id, frozenset({Action.RESET})) == "reset-too-often"
    line = history(world, desk)[0]
    assert line.startswith("verification refused")


def test_who_approved_is_named_in_the_line_of_the_call(world, app) -> None:
    world.second_operator()
    desk, sam = (
        world.sign_in(policy=every_kind()),
        world.sign_in(Role.SUPERVISOR, login="sam", policy=every_kind()),
    )
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.ask_approval(begun.id)
    (waiting,) = sam.approving.waiting()
    sam.approving.approve(waiting.verification, waiting.request)
    line = history(world, desk)[0]
    assert "approved by sam" in line
    assert desk.lookup.card(world.ada.id).history[0].operator == "dana"


def test_lines_are_bounded(world, desk, app) -> None:
    for _ in range(25):
        world.clock.forward(minutes=1)
        world.clear(desk, app)
    assert len(history(world, desk)) == 20
