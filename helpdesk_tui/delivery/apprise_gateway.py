"""SMS through one of the services that apprise knows.

apprise does much more than that: it writes files, starts programs, loads code and configurations, repeats,
follows redirects, and logs addresses with the passwords in them. So the address must be of a service that
sends SMS over HTTPS, nothing but one plugin of apprise's own is used, and that plugin speaks into a listener
that keeps nothing.

The listener also hears what apprise does not tell: a plugin answers True or False, but writes its log while
the error that it met is being handled.

Through `requests`, proxies of the environment apply: the TLS inside them is verified here.
"""

import logging
import queue
import re
import ssl
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from helpdesk_tui.delivery.addresses import is_number
from helpdesk_tui.delivery.bounded_requests import bound_answers
from helpdesk_tui.delivery.connection import tls_problem
from helpdesk_tui.delivery.outcomes import refused, sent, setting_error, unknown
from helpdesk_tui.delivery.settings import AppriseSettings
from helpdesk_tui.delivery.texts import Text
from helpdesk_tui.desk.ports import Delivered
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import _
from helpdesk_tui.tls import verifying_context

SCHEMAS = frozenset(
    {
        "atalk", "bulksms", "bulkvs", "burstsms", "kudosity", "clickatell", "clicksend", "cm", "d7sms",
        "eight00com", "46elks", "elks", "exotel", "httpsms", "infobip", "kaleyra", "klr", "mobilemessage",
        "mobilemsg", "msg91", "msgbird", "notifyre", "octopush", "plivo", "serwersms", "seven", "sinch",
        "smsc", "smseagles", "smstunnel", "sns", "telesign", "telnyx", "twilio", "voipms", "vonage",
        "nexmo",
        "jsons",  # any address that takes apprise's own JSON
    }
)  # fmt: skip
"""Services that send SMS, by HTTPS alone, with the certificate checked."""

_SCHEMA = re.compile(r"([a-z0-9]+)://", re.ASCII)
_LOGGERS = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib", "charset_normalizer")


class AppriseGateway:
    """Sends by one service. Safe to call from several threads.

    Raises `ConfigError` (delivery-setting, ca-file) for settings that cannot be used.
    """

    def __init__(self, settings: AppriseSettings) -> None:
        self._url = _template(settings)
        if settings.ca_file is not None:
            verifying_context(settings.ca_file)  # so that a file that is none is found now
        self._settings = settings
        self._service = self._url.template.partition(":")[0]

    def send(self, to: str, text: Text) -> Delivered:
        """One call of the service's plugin, which makes one request."""
        if not is_number(to):
            return refused(problem("number-unusable"))
        heard = _Listener()
        plugin = self._plugin(to, heard)
        if plugin is None:
            return refused(problem("gateway-unusable"))
        answers: queue.SimpleQueue[bool | None] = queue.SimpleQueue()

        body = text.body.reveal()

        def call() -> None:
            try:
                answers.put(bool(plugin.notify(body=body, title="")))
            except Exception:  # noqa: BLE001 - plugins are many, and any of their errors may hold the secret
                answers.put(None)

        threading.Thread(target=call, name="SMS", daemon=True).start()
        try:
            took_it = answers.get(timeout=self._settings.connect_seconds + self._settings.timeout_seconds)
        except queue.Empty:
            took_it = None
        return self._judged(took_it, heard)

    def _judged(self, took_it: bool | None, heard: "_Listener") -> Delivered:
        if took_it:
            return sent(self._service)
        if took_it is None:
            return unknown(problem("delivery-unknown", server=self._service), self._service)
        if heard.met is None:  # the service answered no
            return refused(problem("gateway-refused", server=self._service), self._service)
        if before := _never_left(heard.met, self._service):
            return refused(before, self._service)
        return unknown(problem("delivery-unknown", server=self._service), self._service)

    def _plugin(self, to: str, heard: "_Listener") -> Any:
        """apprise's plugin for this address, with nothing of it left open; None if it cannot be used."""
        _silence_loggers()
        bound_answers()
        from apprise import Apprise, AppriseAsset  # noqa: PLC0415 - half a second, seldom used

        asset = AppriseAsset(async_mode=False, storage_mode="memory", secure_logging=True)
        url = self._url.substitute(to=quote(to, safe=""), digits=to.removeprefix("+"))
        try:
            plugin: Any = Apprise.instantiate(url, asset=asset)
        except Exception:  # noqa: BLE001 - a library of many services raises what it likes
            return None
        if plugin is None or not _is_own(plugin):
            return None
        plugin.logger = heard
        plugin.retry = 0
        plugin.redirects = False
        plugin.socket_connect_timeout = self._settings.connect_seconds
        plugin.socket_read_timeout = self._settings.timeout_seconds
        plugin.verify_certificate = _authorities(self._settings.ca_file)
        return plugin if len(plugin) == 1 else None  # one recipient


class _Listener(logging.Logger):
    """Takes a plugin's log and keeps nothing of it but the error that was being handled."""

    def __init__(self) -> None:
        super().__init__("apprise", logging.DEBUG)
        self.met: BaseException | None = None

    def handle(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - not even looked at
        self.met = sys.exc_info()[1] or self.met


def _template(settings: AppriseSettings) -> Template:
    """Raises `ConfigError` (delivery-setting)."""
    setting = _("The apprise URL")
    url = settings.url.reveal()
    schema = _SCHEMA.match(url)
    if schema is None or schema[1] not in SCHEMAS:
        raise setting_error(setting, _("it is not of a service that sends SMS over HTTPS"))
    template = Template(url)
    if not template.is_valid():
        raise setting_error(setting, _("a $ starts no word; a dollar sign is written $$"))
    used = set(template.get_identifiers())
    if len(used) != 1 or not used <= {"to", "digits"}:
        raise setting_error(setting, _("it holds $to (or $digits) where the number goes, and no other word"))
    if not url.isprintable() or " " in url:
        raise setting_error(setting, _("it holds spaces or control characters"))
    return template


def _is_own(plugin: Any) -> bool:
    """Whether it is what the schema says, and comes with apprise: code loaded by others does not count."""
    return plugin.schema in SCHEMAS and type(plugin).__module__.startswith("apprise.plugins.")


def _authorities(ca_file: Path | None) -> str:
    """A file by name: for `True`, requests would take one that the environment names."""
    import certifi  # noqa: PLC0415 - comes with requests, which comes with apprise

    return str(ca_file) if ca_file is not None else certifi.where()


def _never_left(error: BaseException, server: str) -> Problem | None:
    """The problem, if no connection stood on which the SMS could have left."""
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError  # noqa: PLC0415 - heavy: only when it is needed

    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return tls_problem(cause, server)
        if isinstance(cause, NewConnectionError | ConnectTimeoutError):
            return problem("delivery-unreachable", server=server)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it wraps: requests and urllib3 put each other's errors into arguments."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
        waiting += [cause for cause in inner if isinstance(cause, BaseException)]


def _silence_loggers() -> None:
    """What these libraries log holds addresses with passwords, numbers and codes."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.disabled = True
        logger.setLevel(logging.CRITICAL + 10)  # for the loggers below it
