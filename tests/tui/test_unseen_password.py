"""The receipt of a password that no operator sees: where it went, and how it is sent again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tui.driving import (
    Desk,
    everything_shown,
    on_screen,
    says,
    screen_text,
    settle,
    to_receipt,
    until,
    watched_demo,
)

from helpdesk_tui.desk.policy import DeskPolicy, HandOver
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, Message, MessageKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.search import SearchScreen

CARRY = {MessageKind.NEW_PASSWORD, MessageKind.PASSWORD_PART}


class Post:
    """A delivery that keeps what was in each message, and fails as told."""

    channels = frozenset(Channel)

    def __init__(self) -> None:
        self.passwords: list[str] = []
        self.is_down = False

    def send(self, message: Message) -> Delivered:
        if message.kind not in CARRY:
            return Delivered(DeliveryKind.SENT)
        if self.is_down:
            return Delivered(DeliveryKind.REFUSED, problem("delivery-unreachable", server="mx"))
        assert message.code is not None
        self.passwords.append(message.code.reveal())
        return Delivered(DeliveryKind.SENT)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def unseeing(post: Post) -> Iterator[Desk]:
    def by_sms(policy: DeskPolicy) -> DeskPolicy:
        return replace(policy, passwords=replace(policy.passwords, handed_over=HandOver.SMS))

    with watched_demo(by_sms) as desk:
        desk.console = replace(desk.console, sign_in=replace(desk.console.sign_in, delivery=post))
        yield desk


async def test_it_says_where_it_went_and_no_key_shows_it(unseeing: Desk, post: Post) -> None:
    app = unseeing.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_receipt(pilot)
        await says(pilot, "Sent by SMS, •••• 01.")
        assert post.passwords == unseeing.watch.passwords
        for key in ("f2", "space"):
            await pilot.press(key)
            assert post.passwords[0] not in everything_shown(app)
        await pilot.press("enter")
        await on_screen(pilot, SearchScreen)


async def test_what_was_not_sent_is_sent_again_by_a_key_and_not_lost_by_another(
    unseeing: Desk, post: Post
) -> None:
    post.is_down = True
    app = unseeing.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_receipt(pilot)
        await says(pilot, "NOT sent by SMS, •••• 01. mx does not answer")
        await says(pilot, "F5 sends it again")
        await pilot.press("enter")
        await says(pilot, "is gone after this")
        assert isinstance(app.screen, ReceiptScreen)
        await settle(pilot, 1)  # what is pressed before anybody can have read it does not count
        post.is_down = False
        await pilot.press("f5")
        await says(pilot, "Nobody here has seen it.")
        assert post.passwords == unseeing.watch.passwords
        assert post.passwords[0] not in everything_shown(app)
        await pilot.press("enter")
        await on_screen(pilot, SearchScreen)


async def test_when_it_was_tried_often_enough_the_key_is_gone_and_the_remedy_stands(
    unseeing: Desk, post: Post
) -> None:
    post.is_down = True
    app = unseeing.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_receipt(pilot)
        for _ in range(2):
            await pilot.press("f5")
            await says(pilot, "could not be sent")
            await until(pilot, lambda: not app.screen.is_waiting)
        await says(pilot, "Reset once more")
        assert "F5 Send again" not in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, ReceiptScreen))
