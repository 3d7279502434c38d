"""Everybody's mail and messages in the demo: a `Delivery` that delivers to whoever plays the caller."""

import threading
from dataclasses import replace

from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, Message, MessageKind
from helpdesk_tui.secret import Secret

_MOST = 500  # messages
_PASSWORDS = frozenset({MessageKind.NEW_PASSWORD, MessageKind.PASSWORD_PART})


class Inbox:
    """Keeps what is sent; codes can be read as their reader would."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: list[Message] = []

    @property
    def channels(self) -> frozenset[Channel]:
        """Every one there is: nothing has to be set up."""
        return frozenset(Channel)

    def send(self, message: Message) -> Delivered:
        """Keep it, as whoever it is for would."""
        kept = replace(message, code=Secret(message.code.reveal())) if message.code else message
        with self._lock:
            self._messages = [*self._messages, kept][-_MOST:]
        return Delivered(DeliveryKind.SENT, code="250")

    def newest_code(self, *addresses: str) -> str | None:
        """The code in the newest message to one of these; None = there is none."""
        wanted = {address.casefold() for address in addresses}
        with self._lock:
            for message in reversed(self._messages):
                if message.to.casefold() in wanted and message.code and message.kind not in _PASSWORDS:
                    return message.code.reveal()
        return None

    def messages(self, address: str) -> tuple[Message, ...]:
        """What was sent there, oldest first."""
        with self._lock:
            return tuple(each for each in self._messages if each.to.casefold() == address.casefold())
