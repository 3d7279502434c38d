"""What was read of a person's computer, in words."""

from collections.abc import Iterator
from datetime import datetime

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.revealing_devices import Revealed
from helpdesk_tui.words.times import day

LABELS = {Action.LAPS: "Local password", Action.BITLOCKER: "Recovery key"}


def about_lines(revealed: Revealed, now: datetime) -> Iterator[str]:
    """Which computer it is of, and what is to be known of it."""
    yield f"{LABELS[revealed.place.action]} of {revealed.place.device.name}"
    if revealed.place.key_id:
        yield f"Key ID {revealed.place.key_id}"
    if revealed.account_name:
        yield f"Account {revealed.account_name}"
    if isinstance(revealed.expires, datetime):
        when = day(revealed.expires, now)
        yield f"Good until the computer replaces it, due {when}"
