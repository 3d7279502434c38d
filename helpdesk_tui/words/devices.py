"""What was read of a person's computer, in words."""

from collections.abc import Iterator
from datetime import datetime

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.revealing_devices import Revealed
from helpdesk_tui.language import N_, Phrases, _
from helpdesk_tui.words.times import day

LABELS = Phrases({Action.LAPS: N_("Local password"), Action.BITLOCKER: N_("Recovery key")})
_OF = {Action.LAPS: N_("Local password of {device}"), Action.BITLOCKER: N_("Recovery key of {device}")}


def about_lines(revealed: Revealed, now: datetime) -> Iterator[str]:
    """Which computer it is of, and what is to be known of it."""
    yield _(_OF[revealed.place.action], device=revealed.place.device.name)
    if revealed.place.key_id:
        yield _("Key ID {key}", key=revealed.place.key_id)
    if revealed.account_name:
        yield _("Account {name}", name=revealed.account_name)
    if isinstance(revealed.expires, datetime):
        when = day(revealed.expires, now)
        yield _("Good until the computer replaces it, due {when}", when=when)
