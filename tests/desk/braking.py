"""The brake, as operators use it."""

from helpdesk_tui.desk.brake_agreement import Agreement
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.secret import Secret

REASON = "Wrong passwords from abroad, and a call that was no call"


def say(agreement: Agreement, **values: str) -> None:
    """Answer what is asked now."""
    prompt = agreement.stands().prompt
    assert prompt is not None
    agreement.answer(Answer(prompt.id, {name: Secret(value) for name, value in values.items()}))


def agreed(desk: Desk, account: str, second: str = "", reason: str = REASON, **more: str) -> Agreement:
    """The reason, and the yes of `second` at this terminal."""
    agreement = desk.braking.begin(account, **more)
    say(agreement, reason=reason, **({"login": second, "password": "right"} if second else {}))
    return agreement


def braked(desk: Desk, account: str, second: str = "", reason: str = REASON) -> Receipt:
    return desk.braking.brake(agreed(desk, account, second, reason))
