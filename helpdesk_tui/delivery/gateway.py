"""SMS through an HTTPS interface that the settings describe.

It uses http.client and not a library above it: that reads no proxies, authorities or logins from the
environment or from files, follows no redirect, repeats nothing, logs nothing, and takes a connection that is
already verified and bounded in time.
"""

import http.client

from helpdesk_tui.connection import Connection
from helpdesk_tui.delivery.addresses import is_number
from helpdesk_tui.delivery.answers import MOST_BYTES, judged, wants_body
from helpdesk_tui.delivery.connection import connected, encrypt
from helpdesk_tui.delivery.outcomes import NotSentError, refused, unknown
from helpdesk_tui.delivery.request import Request, check, filled, target
from helpdesk_tui.delivery.settings import GatewaySettings
from helpdesk_tui.delivery.texts import Text
from helpdesk_tui.desk.ports import Delivered
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.tls import verifying_context


class Gateway:
    """Sends by one gateway. Safe to call from several threads.

    Raises `ConfigError` (delivery-setting, ca-file) for settings that cannot be used.
    """

    def __init__(self, settings: GatewaySettings) -> None:
        check(settings)
        self._settings = settings
        self._target = target(settings)
        self._context = verifying_context(settings.ca_file)

    def send(self, to: str, text: Text) -> Delivered:
        """One request, whatever comes of it."""
        if not is_number(to):
            return refused(problem("number-unusable"))
        settings, server = self._settings, self._target
        try:
            request = filled(settings, server.path, to, text.body.reveal())
        except ValueError:
            return refused(problem("gateway-unusable"))
        try:
            times = settings.connect_seconds, settings.timeout_seconds
            with connected(server.host, server.port, *times) as connection:
                encrypt(connection, self._context)
                return self._exchange(connection, request)
        except NotSentError as error:
            return refused(error.problem, error.code)

    def _exchange(self, connection: Connection, request: Request) -> Delivered:
        """From here on the request may have arrived, until the answer says more."""
        client = http.client.HTTPSConnection(self._target.host, self._target.port, context=self._context)
        client.sock = connection.stream
        try:
            client.request(self._settings.method, request.path, request.body, dict(request.headers))
            answer = client.getresponse()
        except (OSError, http.client.HTTPException, ValueError):
            return unknown(problem("delivery-unknown", server=self._target.host))
        with answer:
            body = _body(answer, connection) if wants_body(self._settings) else b""
        return judged(self._settings, self._target.host, answer.status, body)


def _body(answer: http.client.HTTPResponse, connection: Connection) -> bytes | None:
    """All of it; None when it is too large or breaks off."""
    try:
        body = answer.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    cut_short = connection.out_of_time or answer.length not in {None, 0}  # fewer bytes than were announced
    return None if cut_short or len(body) > MOST_BYTES else body
