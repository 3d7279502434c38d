"""The "LDAP ping" (MS-ADTS 6.3.3): who answers, in which site this computer is, and who can be written to.

It is neither encrypted nor signed. So it decides who is tried first, and nothing else.
"""

import selectors
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from helpdesk_tui.connection import Address
from helpdesk_tui.directory import codec
from helpdesk_tui.directory.ber import message_size
from helpdesk_tui.directory.filters import both, equal

_EXTENDED_ANSWER = 23  # LOGON_SAM_LOGON_RESPONSE_EX
_WRITABLE = 0x100  # DS_WRITABLE_FLAG, MS-ADTS 6.3.1.2
_HEAD = struct.Struct("<HHI16s")
_NAMES = 8  # forest, domain, host, NetBIOS domain and host, user, site of the server, site of the client
_MOST_ELEMENTS = 32
_LARGEST_DATAGRAM = 4096


@dataclass(frozen=True)
class Pong:
    """What a domain controller says, or somebody who has taken its place."""

    domain: str
    short_domain: str
    host: str
    client_site: str  # "" = none that is known for this computer's address
    is_writable: bool


def ping(domain: str, places: Mapping[str, Address], seconds: float) -> dict[str, Pong]:
    """Ask all `places` at once over UDP; who of them answered for `domain` within so many seconds. It ends
    when all have."""
    deadline = time.monotonic() + seconds
    answers: dict[str, Pong] = {}
    with ExitStack() as opened:
        waiting = opened.enter_context(selectors.DefaultSelector())
        for name, address in places.items():
            _send(domain, name, address, waiting, opened)
        while waiting.get_map() and (left := deadline - time.monotonic()) > 0:
            for key, _ in waiting.select(left):
                pong = _received(key.fileobj)  # type: ignore[arg-type]  # what was registered: a socket
                waiting.unregister(key.fileobj)
                if pong and pong.domain.casefold() == domain.casefold():
                    answers[key.data] = pong
    return answers


def _send(
    domain: str, name: str, address: Address, waiting: selectors.BaseSelector, opened: ExitStack
) -> None:
    family, _, _, place = address
    asking = opened.enter_context(socket.socket(family, socket.SOCK_DGRAM))
    try:
        asking.setblocking(False)
        asking.connect(place)  # only this place is heard
        asking.send(request(domain))
    except OSError:
        return
    waiting.register(asking, selectors.EVENT_READ, name)


def _received(asking: socket.socket) -> Pong | None:
    try:
        return read_answer(asking.recv(_LARGEST_DATAGRAM))
    except (OSError, ValueError):
        return None


def request(domain: str) -> bytes:
    return codec.encoded(1, codec.search("", ping_filter(domain), ["Netlogon"], 1, below=False))


def ping_filter(domain: str) -> str:
    """For the extended form, whose names are compressed as in DNS (NETLOGON_NT_VERSION_5EX)."""
    return both(equal("DnsDomain", domain), r"(NtVer=\16\00\00\00)")


def read_answer(datagram: bytes) -> Pong | None:
    """None = it is not about that domain. Raises `ValueError`."""
    size = message_size(datagram)
    if size is None or size > len(datagram):
        raise ValueError("a part of a message")
    entry = codec.received(datagram[:size], _MOST_ELEMENTS)[0].entry
    values: Sequence[bytes] = entry.values.get("netlogon", ()) if entry else ()
    return read_netlogon(values[0]) if values else None


def read_netlogon(value: bytes) -> Pong:
    """NETLOGON_SAM_LOGON_RESPONSE_EX, MS-ADTS 6.3.1.9. Raises `ValueError`."""
    if len(value) < _HEAD.size or len(value) > _LARGEST_DATAGRAM:
        raise ValueError("not an answer to a ping")
    kind, _, flags, _ = _HEAD.unpack_from(value)
    if kind != _EXTENDED_ANSWER:
        raise ValueError("another form of answer")
    names, at = [], _HEAD.size
    for _ in range(_NAMES):
        name, at = _name(value, at)
        names.append(name)
    _, domain, host, short_domain, _, _, _, client_site = names
    return Pong(domain, short_domain, host, client_site, bool(flags & _WRITABLE))


def _name(data: bytes, at: int) -> tuple[str, int]:
    """A compressed name (RFC 1035 §4.1.4), and where the next one begins. A pointer leads back only."""
    labels: list[str] = []
    follows, limit = -1, len(data)
    while True:
        if not 0 <= at < limit:
            raise ValueError("a name without an end")
        length = data[at]
        if length >= 0xC0:
            if at + 1 >= len(data):
                raise ValueError("half a pointer")
            follows = at + 2 if follows < 0 else follows
            limit, at = at, int.from_bytes(data[at : at + 2], "big") & 0x3FFF
            continue
        if length > 63 or at + 1 + length > len(data):
            raise ValueError("a label without an end")
        if length == 0:
            return ".".join(labels), follows if follows >= 0 else at + 1
        labels.append(data[at + 1 : at + 1 + length].decode("utf-8", "strict"))
        at += 1 + length
