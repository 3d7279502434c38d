"""Codes that privacyIDEA checks: `POST /validate/check`, over verified HTTPS.

A yes is what says so twice: `result.value` and `result.authentication` (since its version 3.6). Whatever else
comes is a no, a further question, or no answer at all.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from urllib.parse import urlencode

from helpdesk_tui.connection import Connection, NoSuchHostError
from helpdesk_tui.desk.account import Person
from helpdesk_tui.desk.errors import Refused, VerifierUnreachable
from helpdesk_tui.desk.ports import Accepted, Challenged, Checked, Continuation, Rejected
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.services import is_code, service_login
from helpdesk_tui.https import Answer, NoAnswerError, Request, exchange
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean
from helpdesk_tui.tls import Cause, cause_of, verifying_context, words_of
from helpdesk_tui.verifiers.settings import PrivacyIdeaSettings

_LONGEST_NAME = 253  # bytes; as with RADIUS
_LONGEST_WORDS = 200  # characters of what the server says
_LONGEST_TRANSACTION = 64  # characters; it makes them of 20 digits

_TLS_CODES = {
    Cause.EXPIRED: "verifier-expired",
    Cause.WRONG_NAME: "verifier-wrong-name",
    Cause.UNTRUSTED: "verifier-untrusted",
    Cause.OTHER: "verifier-tls-failed",
}


class PrivacyIdea:
    """`ports.Verifier`. Raises `ConfigError` (ca-file)."""

    def __init__(self, settings: PrivacyIdeaSettings) -> None:
        self._settings = settings
        self._context = verifying_context(settings.ca_file)

    def login_of(self, person: Person) -> str:
        return service_login(self._settings.login, person, _LONGEST_NAME)

    def check(self, login: str, code: Secret, continuation: Continuation | None = None) -> Checked:
        """As the port says."""
        if not is_code(code.reveal()):
            raise Refused(problem("verifier-code-malformed"))
        request = self._request(login, code, continuation)
        with self._connected() as connection:
            try:
                answer = exchange(connection, self._context, request)
            except NoAnswerError:
                code_ = "verifier-timeout" if connection.out_of_time else "verifier-broke-off"
                raise self._unreachable(code_) from None
        return self._judged(answer)

    def greet(self) -> datetime:
        """Connect and encrypt; nothing is asked. When its certificate ends. Raises `VerifierUnreachable`."""
        with self._connected() as connection:
            return connection.certificate_ends

    def _request(self, login: str, code: Secret, continuation: Continuation | None) -> Request:
        settings = self._settings
        fields = {"user": login, "pass": code.reveal()}
        if settings.realm:
            fields["realm"] = settings.realm
        if continuation is not None:
            fields["transaction_id"] = continuation.token.decode()
        headers = {
            "Accept": "application/json",
            "Connection": "close",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "helpdesk-tui",
        }
        if settings.api_key is not None:
            headers["Authorization"] = settings.api_key.reveal()
        return Request("POST", f"{settings.path}/validate/check", urlencode(fields).encode(), headers)

    # --- the connection -----------------------------------------------------------------------------

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """Verified TLS; until it stands nothing is sent. Raises `VerifierUnreachable`."""
        settings = self._settings
        with closing(Connection(settings.host, settings.port)) as connection:
            with connection.within(settings.connect_seconds):
                self._dial(connection)
            with connection.within(settings.timeout_seconds):
                yield connection

    def _dial(self, connection: Connection) -> None:
        try:
            connection.dial()
        except OSError as error:
            code = "verifier-no-host" if isinstance(error, NoSuchHostError) else "verifier-unreachable"
            raise self._unreachable(code, words_of(error)) from None
        try:
            connection.encrypt(self._context)
        except (OSError, ValueError) as error:
            code = "verifier-unreachable" if connection.out_of_time else _TLS_CODES[cause_of(error)]
            raise self._unreachable(code, words_of(error)) from None

    def _unreachable(self, code: str, detail: str = "") -> VerifierUnreachable:
        return VerifierUnreachable(problem(code, server=self._settings.host, detail=detail))

    # --- the answer ---------------------------------------------------------------------------------

    def _judged(self, answer: Answer) -> Checked:
        if answer.status != 200:
            raise self._unreachable(_code_of(answer.status), f"HTTP {answer.status}{_error_in(answer)}")
        said = _object(answer.body)
        result, detail = _mapping(said.get("result")), _mapping(said.get("detail"))
        if result.get("status") is not True:
            raise self._unreachable("verifier-refused", f"HTTP 200{_error_in(answer)}")
        value, authentication = result.get("value"), result.get("authentication")
        words = _words(detail)
        if value is True and authentication == "ACCEPT":
            return Accepted()
        if value is False and authentication == "CHALLENGE":
            return Challenged(words, Continuation(0, self._transaction(detail)), _is_elsewhere(detail))
        if value is False and authentication in {"REJECT", "DECLINED"}:
            return Rejected(words)
        raise self._unreachable("verifier-unclear", "HTTP 200")

    def _transaction(self, detail: Mapping[str, object]) -> bytes:
        found = detail.get("transaction_id")
        if not isinstance(found, str) or not found or len(found) > _LONGEST_TRANSACTION:
            raise self._unreachable("verifier-unclear", "HTTP 200")
        return found.encode(errors="replace")


def _code_of(status: int) -> str:
    if 300 <= status <= 399:
        return "verifier-redirect"
    if status in {401, 403}:
        return "verifier-login"
    return "verifier-refused" if 400 <= status <= 499 else "verifier-unclear"


def _words(detail: Mapping[str, object]) -> str:
    message = detail.get("message")
    return clean(message, _LONGEST_WORDS) if isinstance(message, str) else ""


def _is_elsewhere(detail: Mapping[str, object]) -> bool:
    """Whether one of the tokens that it asked is confirmed on a device."""
    challenges = detail.get("multi_challenge")
    asked = [detail, *(map(_mapping, challenges) if isinstance(challenges, list) else ())]
    return any(each.get("client_mode") == "poll" for each in asked)


def _error_in(answer: Answer) -> str:
    """The number of the error that it tells of, " ERR904"; its words may repeat what it was given."""
    code = _mapping(_mapping(_object(answer.body).get("result")).get("error")).get("code")
    return f" ERR{code}" if isinstance(code, int) and 0 <= code <= 99999 else ""


def _object(body: bytes | None) -> Mapping[str, object]:
    """A JSON object; an empty one where there is none, it is too large, or breaks off."""
    try:
        return _mapping(json.loads(body or b""))
    except (ValueError, RecursionError):
        return {}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
