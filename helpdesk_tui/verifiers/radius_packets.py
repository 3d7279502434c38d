"""RADIUS packets (RFC 2865): the one module that knows pyrad.

pyrad makes and checks them; an attribute that is cut short it takes for whole, so the shape of a reply is
looked at before. MD5 is all that protects this protocol: so each reply must bear a Message-Authenticator (RFC
2869 §5.14), without which whoever sits in between turns a no into a yes (CVE-2024-3596).
"""

from dataclasses import dataclass
from enum import Enum, auto

from pyrad.packet import (
    AccessAccept,
    AccessChallenge,
    AccessReject,
    AccessRequest,
    AuthPacket,
    PacketError,
)

from helpdesk_tui.secret import Secret

# Attributes (RFC 2865 §5, RFC 2869 §5)
_USER_NAME, _USER_PASSWORD, _REPLY_MESSAGE, _STATE = 1, 2, 18, 24
_NAS_IDENTIFIER, _MESSAGE_AUTHENTICATOR = 32, 80

MOST_BYTES = 4096
"""Of a packet (RFC 2865 §3)."""
LONGEST_NAME = 253
"""In bytes of UTF-8 (RFC 2865 §5)."""


class Verdict(Enum):
    ACCEPT = AccessAccept
    REJECT = AccessReject
    CHALLENGE = AccessChallenge


class Flaw(Enum):
    """Why a datagram is no reply."""

    UNTRUSTED = auto()  # not made with the shared secret, or to something else
    UNSIGNED = auto()  # made with it, but without a Message-Authenticator
    GARBLED = auto()  # not as the RFC says


@dataclass(frozen=True, repr=False)
class Reply:
    verdict: Verdict
    words: bytes  # of all its Reply-Message
    state: bytes  # b"" unless it is a challenge


class Request:
    """One Access-Request, as it goes to one server, and the reply that belongs to it.

    Raises `ValueError` where this computer has no MD5.
    """

    def __init__(
        self,
        *,
        identifier: int,  # 0 to 255
        authenticator: bytes,  # 16 bytes that nobody can guess
        secret: Secret,
        login: str,
        code: Secret,
        nas_identifier: str,
        state: bytes,  # what the last challenge held; b"" = none
    ) -> None:
        # It puts the Message-Authenticator before all others: what stands behind can be made to collide.
        packet = AuthPacket(
            AccessRequest, identifier, secret.reveal().encode(), authenticator, message_authenticator=True
        )
        packet[_USER_NAME] = [login.encode()]
        packet[_USER_PASSWORD] = [packet.PwCrypt(code.reveal())]
        packet[_NAS_IDENTIFIER] = [nas_identifier.encode()]
        if state:
            packet[_STATE] = [state]
        self._packet = packet
        self.data: bytes = packet.RequestPacket()

    def reply(self, datagram: bytes) -> Reply | Flaw:
        """What a datagram says in reply to this request."""
        size = int.from_bytes(datagram[2:4], "big")
        if not 20 <= size <= min(len(datagram), MOST_BYTES) or datagram[1] != self.data[1]:
            return Flaw.UNTRUSTED
        datagram = datagram[:size]  # the rest is padding (RFC 2865 §3)
        if not _is_well_formed(datagram):
            return Flaw.GARBLED
        try:
            found = self._packet.CreateReply(packet=datagram)
        except PacketError:
            return Flaw.GARBLED
        if not self._packet.VerifyReply(found, datagram):
            return Flaw.UNTRUSTED
        signatures = found.get(_MESSAGE_AUTHENTICATOR, [])
        if not signatures:
            return Flaw.UNSIGNED
        return _read(found) if len(signatures) == 1 else Flaw.GARBLED


def _read(found: AuthPacket) -> Reply | Flaw:
    try:
        verdict = Verdict(found.code)
    except ValueError:
        return Flaw.GARBLED
    states = found.get(_STATE, [])
    words = b" ".join(found.get(_REPLY_MESSAGE, []))
    if verdict is not Verdict.CHALLENGE:
        return Reply(verdict, words, b"")
    return Reply(verdict, words, states[0]) if len(states) == 1 and states[0] else Flaw.GARBLED


def _is_well_formed(datagram: bytes) -> bool:
    """Whether its attributes, each as long as it says itself, fill it to the byte."""
    place = 20
    while place < len(datagram):
        left = len(datagram) - place
        length = datagram[place + 1] if left > 1 else 0
        if not 2 < length <= left:
            return False
        place += length
    return True
