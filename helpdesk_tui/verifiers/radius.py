"""Codes that RADIUS servers check (RFC 2865): asked in their order, over UDP, within one deadline.

Each check has a socket of its own, tied to the server that is asked: what comes from elsewhere, or from an
earlier check, never arrives here. Datagrams that do not belong to the request are passed over, so that nobody
ends the waiting by sending some; how many is bounded, as is the time.
"""

import socket
import time
from contextlib import closing

from helpdesk_tui.connection import Address, NoSuchHostError, resolved
from helpdesk_tui.desk.account import Named
from helpdesk_tui.desk.errors import Refused, VerifierUnreachable
from helpdesk_tui.desk.ports import (
    Accepted,
    Challenged,
    Checked,
    Continuation,
    Randomness,
    Rejected,
)
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.services import is_code, service_login
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean
from helpdesk_tui.tls import words_of
from helpdesk_tui.verifiers.radius_packets import (
    LONGEST_NAME,
    MOST_BYTES,
    Flaw,
    Reply,
    Request,
    Verdict,
)
from helpdesk_tui.verifiers.settings import RadiusServer, RadiusSettings

_FIRST_WAIT = 1.0  # seconds until the same request is sent once more; then twice as long, and so on
_MOST_ADDRESSES = 4  # of one server
_MOST_DATAGRAMS = 1000  # that are looked at for one address
_LONGEST_WORDS = 200  # characters of what a server says

_FLAWS = {
    Flaw.UNTRUSTED: "radius-untrusted",
    Flaw.UNSIGNED: "radius-unsigned",
    Flaw.GARBLED: "verifier-unclear",
}


class Radius:
    """`ports.Verifier`. `randomness` makes identifiers and authenticators."""

    def __init__(self, settings: RadiusSettings, randomness: Randomness) -> None:
        self._settings = settings
        self._chance = randomness

    def login_of(self, person: Named) -> str:
        return service_login(self._settings.login, person, LONGEST_NAME)

    def check(self, login: str, code: Secret, continuation: Continuation | None = None) -> Checked:
        """As the port says. After a challenge only the server that made it is asked."""
        if not is_code(code.reveal()):
            raise Refused(problem("verifier-code-malformed"))
        ends = time.monotonic() + self._settings.timeout_seconds
        why: Problem | None = None
        for number, server in self._asked(continuation):
            until = min(ends, time.monotonic() + self._settings.server_seconds)
            request = self._request(login, code, continuation)
            try:
                return _checked(_reply_of(server, request, until), number)
            except VerifierUnreachable as error:
                why = _graver(why, error.problem)
            if time.monotonic() >= ends:
                break
        raise VerifierUnreachable(why or problem("radius-no-answer", server=self._settings.servers[0].host))

    def _asked(self, continuation: Continuation | None) -> list[tuple[int, RadiusServer]]:
        numbered = list(enumerate(self._settings.servers))
        if continuation is None:
            return numbered
        return [each for each in numbered if each[0] == continuation.server]

    def _request(self, login: str, code: Secret, continuation: Continuation | None) -> Request:
        try:
            return Request(
                identifier=self._chance.below(256),
                authenticator=self._chance.below(1 << 128).to_bytes(16, "big"),
                secret=self._settings.secret,
                login=login,
                code=code,
                nas_identifier=self._settings.nas_identifier,
                state=continuation.token if continuation else b"",
            )
        except ValueError:
            raise VerifierUnreachable(problem("radius-impossible")) from None


def _graver(one: Problem | None, other: Problem) -> Problem:
    """Of two servers' failures the one that tells more than silence."""
    return other if one is None or one.code == "radius-no-answer" else one


def _checked(reply: Reply, server: int) -> Checked:
    if reply.verdict is Verdict.ACCEPT:
        return Accepted()
    words = clean(reply.words.decode(errors="replace"), _LONGEST_WORDS)
    if reply.verdict is Verdict.REJECT:
        return Rejected(words)
    return Challenged(words, Continuation(server, reply.state))


# --- asking one server --------------------------------------------------------------------------------


def _reply_of(server: RadiusServer, request: Request, until: float) -> Reply:
    """Its reply, from the first of its addresses that gives one. Raises `VerifierUnreachable`."""
    try:
        left = until - time.monotonic()
        addresses = resolved(server.host, server.port, socket.SOCK_DGRAM, left)[:_MOST_ADDRESSES]
    except NoSuchHostError as error:
        why = problem("verifier-no-host", server=server.host, detail=words_of(error))
        raise VerifierUnreachable(why) from None
    flaw: Flaw | None = None
    for tried, address in enumerate(addresses):
        share = (until - time.monotonic()) / (len(addresses) - tried)
        found = _exchange(address, request, time.monotonic() + share)
        if isinstance(found, Reply):
            return found
        flaw = found or flaw
    raise VerifierUnreachable(problem(_FLAWS[flaw] if flaw else "radius-no-answer", server=server.host))


def _exchange(address: Address, request: Request, until: float) -> Reply | Flaw | None:
    """The reply; else what was wrong with the last datagram, or None where there was silence."""
    family, kind, protocol, place = address
    flaw: Flaw | None = None
    wait, again = _FIRST_WAIT, 0.0
    try:
        with closing(socket.socket(family, kind, protocol)) as link:
            link.connect(place)  # from here on the system takes nothing from anywhere else
            for _ in range(_MOST_DATAGRAMS):
                now = time.monotonic()
                if now >= until:
                    break
                if now >= again:
                    link.send(request.data)
                    again, wait = now + wait, wait * 2
                found = _heard(link, request, min(again, until) - now)
                if isinstance(found, Reply):
                    return found
                flaw = found or flaw
    except OSError:  # nobody is there, or no way leads there
        pass
    return flaw


def _heard(link: socket.socket, request: Request, seconds: float) -> Reply | Flaw | None:
    """What the next datagram is; None where none comes."""
    link.settimeout(max(0.001, seconds))
    try:
        datagram = link.recv(MOST_BYTES + 1)
    except TimeoutError:
        return None
    return request.reply(datagram)
