"""An HTTPS server on localhost that answers `POST /validate/check` in the documented forms of privacyIDEA.

with privacyidea.serve(tmp_path, {"ada.byron": Person(seed)}) as server:
    …                              # server.port, server.path, server.ca_file, server.code("ada.byron")
    server.answer = b"…"           # instead of its own, until it is None again

Like its original it takes each code once, and asks on under a transaction.
"""

import itertools
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyotp
from lab.certificates import Authority, Certificate
from lab.freeradius import PEOPLE, Person
from lab.https import HOST, Handler, Listener

ASKS = "Now the word of the day"
_NUMBERS = itertools.count(10_254_108_800_156_191_660)


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]  # names in lower case
    fields: Mapping[str, str]


@dataclass
class Server:
    """What it knows, and what it was asked."""

    port: int
    ca_file: Path
    people: Mapping[str, Person]
    path: str = "/pi"
    realm: str = ""  # the only one that there is; "" = any
    api_key: str = ""  # what clients must show
    status: int = 200
    answer: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Request] = field(default_factory=list)
    stop: Callable[[], None] = lambda: None  # nobody listens any more
    start: Callable[[], None] = lambda: None  # … until somebody does again
    _open: dict[str, str] = field(default_factory=dict)  # transaction → who is asked
    _used: set[tuple[str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def code(self, name: str) -> str:
        """What this person's token shows now."""
        return pyotp.TOTP(self.people[name].seed).now()

    def respond(self, request: Request) -> tuple[int, bytes]:
        with self._lock:
            self.received.append(request)
            if self.answer is not None:
                return self.status, self.answer
            status, said = self._checked(request)
            return status, json.dumps(
                {"id": 1, "jsonrpc": "2.0", "version": "privacyIDEA 3.11", **said}
            ).encode()

    def _checked(self, request: Request) -> tuple[int, dict[str, Any]]:
        fields = request.fields
        if self.api_key and request.headers.get("authorization") != self.api_key:
            return 401, _error(4033, "Authentication failure. Missing Authorization header.")
        person = self.people.get(fields["user"])
        if person is None or (self.realm and fields.get("realm") != self.realm):
            return 400, _error(904, "ERR904: The user can not be found in any resolver in this realm!")
        if transaction := fields.get("transaction_id"):
            return 200, self._word(transaction, fields, person)
        return 200, self._token(fields, person)

    def _token(self, fields: Mapping[str, str], person: Person) -> dict[str, Any]:
        used = (fields["user"], fields["pass"])
        if used in self._used or not pyotp.TOTP(person.seed).verify(fields["pass"]):
            return _result(value=False, authentication="REJECT", message="wrong otp value")
        self._used.add(used)
        if not person.word:
            return _result(value=True, authentication="ACCEPT", message="matching 1 tokens", serial="TOTP1")
        transaction = str(next(_NUMBERS))
        self._open[transaction] = fields["user"]
        challenge = {
            "client_mode": "interactive",
            "message": ASKS,
            "serial": "PIEM0000AB00",
            "transaction_id": transaction,
            "type": "email",
        }
        return _result(
            value=False,
            authentication="CHALLENGE",
            **challenge,
            messages=[ASKS],
            multi_challenge=[challenge],
            transaction_ids=[transaction],
        )

    def _word(self, transaction: str, fields: Mapping[str, str], person: Person) -> dict[str, Any]:
        whose = self._open.get(transaction)
        if whose != fields["user"] or fields["pass"] != person.word:
            return _result(value=False, authentication="REJECT", message="Response did not match")
        del self._open[transaction]
        return _result(
            value=True, authentication="ACCEPT", message="Found matching challenge", serial="PIEM1"
        )


def _result(*, value: bool, authentication: str, **detail: Any) -> dict[str, Any]:
    return {
        "detail": {"threadid": 139847557760768, **detail},
        "result": {"status": True, "value": value, "authentication": authentication},
    }


def _error(code: int, message: str) -> dict[str, Any]:
    return {"detail": None, "result": {"status": False, "error": {"code": code, "message": message}}}


@contextmanager
def serve(
    directory: Path,
    people: Mapping[str, Person] = PEOPLE,
    *,
    authority: Authority | None = None,
    certificate: Certificate | None = None,
) -> Iterator[Server]:
    """A server until the end of the block; `certificate` is another than the good one for localhost."""
    authority = authority or Authority(directory / "privacyidea-authority")
    certificate = certificate or authority.issue(HOST)
    server = Server(0, authority.ca_file, people)
    with _listening(server, certificate):
        yield server


@contextmanager
def _listening(server: Server, certificate: Certificate) -> Iterator[None]:
    """At the port that it had before, if it had one."""

    def start() -> None:
        listener = Listener(server.port, _Handler, server, certificate)
        server.port, server.stop = listener.port, listener.stop

    server.start = start
    start()
    try:
        yield
    finally:
        server.stop()


class _Handler(Handler):
    def do_POST(self) -> None:
        server: Server = self.server.server
        found = parse_qs(self.read().decode(), keep_blank_values=True)
        fields = {name: values[0] for name, values in found.items()}
        status, said = server.respond(Request(self.path, self.headers_in_lower_case(), fields))
        headers = {"Content-Type": "application/json", **server.headers}
        self.answer(status if self.path == f"{server.path}/validate/check" else 404, headers, said)
