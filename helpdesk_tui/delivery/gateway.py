"""SMS through an HTTPS interface that the settings describe."""

from datetime import datetime

from helpdesk_tui.connection import Connection
from helpdesk_tui.delivery.addresses import is_number
from helpdesk_tui.delivery.answers import judged, wants_body
from helpdesk_tui.delivery.connection import connected, encrypt
from helpdesk_tui.delivery.outcomes import refused, unknown
from helpdesk_tui.delivery.request import check, filled, target
from helpdesk_tui.delivery.settings import GatewaySettings
from helpdesk_tui.delivery.texts import Text
from helpdesk_tui.desk.ports import Delivered
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.https import NoAnswerError, Request, exchange
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
        """One request, whatever comes of it. Raises `NotSentError`."""
        if not is_number(to):
            return refused(problem("number-unusable"))
        settings, server = self._settings, self._target
        try:
            request = filled(settings, server.path, to, text.body.reveal())
        except ValueError:
            return refused(problem("gateway-unusable"))
        times = settings.connect_seconds, settings.timeout_seconds
        with connected(server.host, server.port, *times) as connection:
            encrypt(connection, self._context)
            return self._exchange(connection, request)

    def greet(self) -> datetime:
        """Connect and encrypt; nothing is asked. When its certificate ends. Raises `NotSentError`."""
        settings, server = self._settings, self._target
        times = settings.connect_seconds, settings.timeout_seconds
        with connected(server.host, server.port, *times) as connection:
            encrypt(connection, self._context)
            return connection.certificate_ends

    def _exchange(self, connection: Connection, request: Request) -> Delivered:
        """From here on the request may have arrived, until the answer says more."""
        try:
            answer = exchange(connection, self._context, request, wants_body=wants_body(self._settings))
        except NoAnswerError:
            return unknown(problem("delivery-unknown", server=self._target.host))
        return judged(self._settings, self._target.host, answer.status, answer.body)
