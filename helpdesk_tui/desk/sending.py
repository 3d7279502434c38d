"""Messages cost money: how many codes are sent, and where no SMS goes."""

import hashlib
from datetime import datetime

from helpdesk_tui.desk import textable
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import SendRules
from helpdesk_tui.desk.ports import Channel, Full, Message
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.local_time import near

CHANNELS = {MethodKind.EMAIL: Channel.MAIL, MethodKind.MANAGER: Channel.MAIL, MethodKind.SMS: Channel.SMS}
"""How what is sent for a kind of method goes; the others send nothing."""

_FULL = {
    "account": "too-many-codes",
    "destination": "too-many-codes-there",
    "operator": "too-many-codes-yours",
    "desk": "too-many-codes-today",
}


def counted_as(channel: Channel, address: str) -> str:
    """Digest of the number or mail box that a message ends up at, as 64 hex digits: the same for whichever
    method, person or +tag it is sent."""
    local, at, domain = address.casefold().rpartition("@")
    end = f"{local.partition('+')[0]}{at}{domain}"
    return hashlib.sha256(f"{channel.value}\0{end}".encode()).hexdigest()


def too_many(full: Full, now: datetime) -> Problem:
    """Which limit on codes was reached, and until when."""
    return problem(_FULL[full.which], until=near(full.until, now))


def untextable(number: str, rules: SendRules) -> Problem | None:
    """Why no SMS goes to `number` (in international form), if so."""
    what = textable.obstacle(number, rules.countries)
    return problem("number-not-texted", what=what) if what else None


def against(message: Message, rules: SendRules) -> Problem | None:
    """Why `message` is not handed over, whatever it says and whoever registered the number."""
    return untextable(message.to, rules) if message.channel is Channel.SMS else None
