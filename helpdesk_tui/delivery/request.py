"""The request that a gateway's settings describe, filled in for one SMS.

A template is filled in once, as a text; then the whole is encoded as JSON or as a form. So nothing that is
filled in can become structure, and nothing that was filled in is read as a template again.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Template
from urllib.parse import SplitResult, urlencode, urlsplit

from helpdesk_tui.delivery.addresses import is_host
from helpdesk_tui.delivery.outcomes import setting_error
from helpdesk_tui.delivery.settings import FieldValue, GatewaySettings
from helpdesk_tui.https import Request
from helpdesk_tui.language import _

WORDS = frozenset({"to", "digits", "text", "secret"})
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", re.ASCII)  # RFC 9110 §5.1
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?", re.ASCII)
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "content-type"})
_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Target:
    """Where requests go."""

    host: str
    port: int
    path: str  # with the query that the address itself has


def target(settings: GatewaySettings) -> Target:
    """Raises `ConfigError` (delivery-setting)."""
    try:
        parts: SplitResult = urlsplit(settings.url)
        port = parts.port or 443
    except ValueError:
        raise setting_error(_of("url"), _("it is no address")) from None
    if parts.scheme != "https":
        raise setting_error(_of("url"), _("it does not begin with https://"))
    if not is_host(parts.hostname or ""):
        raise setting_error(_of("url"), _("it names no server"))
    if "@" in parts.netloc or parts.fragment:
        raise setting_error(_of("url"), _("a login or a fragment does not belong into it"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if "$" in path:
        raise setting_error(_of("url"), _("it takes no $words: they belong into fields and headers"))
    if not re.fullmatch(r"[\x21-\x7e]+", path):
        raise setting_error(_of("url"), _("it holds spaces or signs that are not ASCII"))
    return Target(parts.hostname or "", port, path)


def check(settings: GatewaySettings) -> None:
    """Everything that can be wrong before the first SMS. Raises `ConfigError` (delivery-setting)."""
    if settings.method not in {"POST", "PUT", "GET"}:
        raise setting_error(_of("method"), _("it is none of POST, PUT and GET"))
    if settings.format not in {"json", "form", "query"}:
        raise setting_error(_of("format"), _("it is none of json, form and query"))
    if settings.method == "GET" and settings.format != "query":
        raise setting_error(_of("format"), _("with GET it is query"))
    used: set[str] = set()
    for where, text in _texts(settings):
        used |= _placeholders(where, text, settings)
    if not ({"to", "digits"} & used and "text" in used):
        raise setting_error(_of("fields"), _("they hold $to and $text, or $digits and $text"))
    if settings.format != "json" and any(
        isinstance(value, list | dict) for value in settings.fields.values()
    ):
        raise setting_error(_of("fields"), _("they are nested with format json only"))
    _check_headers(settings)
    _check_success(settings)


def filled(settings: GatewaySettings, path: str, to: str, text: str) -> Request:
    """For one SMS. Raises `ValueError` when a header cannot hold what is filled in."""
    words = {"to": to, "digits": to.removeprefix("+"), "text": text, "secret": _secret(settings)}
    fields = {name: _filled(value, words) for name, value in settings.fields.items()}
    body = None
    if settings.format == "json":
        body = json.dumps(fields).encode()
    elif settings.format == "form":
        body = urlencode(_flat(fields)).encode()
    else:
        path += ("&" if "?" in path else "?") + urlencode(_flat(fields))
    return Request(settings.method, path, body, _headers(settings, words))


def _headers(settings: GatewaySettings, words: Mapping[str, str]) -> dict[str, str]:
    headers = {"User-Agent": "helpdesk-tui", "Accept": "*/*", "Connection": "close"}
    if settings.format in _TYPES:
        headers["Content-Type"] = _TYPES[settings.format]
    if settings.login:
        pair = f"{settings.login}:{_secret(settings)}".encode()
        headers["Authorization"] = "Basic " + base64.b64encode(pair).decode("ascii")
    for name, value in settings.headers.items():
        headers[name] = Template(value).substitute(words)
        if not _HEADER_VALUE.fullmatch(headers[name]):
            raise ValueError("a header would hold a sign that is not allowed there")
    return headers


def _secret(settings: GatewaySettings) -> str:
    return settings.secret.reveal() if settings.secret is not None else ""


def _filled(value: FieldValue, words: Mapping[str, str]) -> FieldValue:
    if isinstance(value, str):
        return Template(value).substitute(words)
    if isinstance(value, list):
        return [_filled(each, words) for each in value]
    if isinstance(value, dict):
        return {name: _filled(each, words) for name, each in value.items()}
    return value


def _flat(fields: Mapping[str, FieldValue]) -> list[tuple[str, str]]:
    return [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in fields.items()]


def _texts(settings: GatewaySettings) -> Iterator[tuple[str, str]]:
    """Every template, with where it stands."""

    def inside(where: str, value: FieldValue) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield where, value
        elif isinstance(value, list):
            for each in value:
                yield from inside(where, each)
        elif isinstance(value, dict):
            for name, each in value.items():
                yield from inside(f"{where}.{name}", each)

    for name, value in settings.fields.items():
        yield from inside(_("field {name}", name=name), value)
    for name, text in settings.headers.items():
        yield _("header {name}", name=name), text


def _placeholders(where: str, text: str, settings: GatewaySettings) -> set[str]:
    template = Template(text)
    if not template.is_valid():
        raise setting_error(_of(where), _("a $ starts no word; a dollar sign is written $$"))
    used = set(template.get_identifiers())
    if unknown := sorted(used - WORDS):
        raise setting_error(_of(where), _("there is no ${word}", word=unknown[0]))
    if "secret" in used and settings.secret is None:
        raise setting_error(_of(where), _("no secret is given for $secret"))
    return used


def _check_headers(settings: GatewaySettings) -> None:
    for name in settings.headers:
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS:
            raise setting_error(_of("headers"), _("one has a name that cannot be given"))
    if ":" in settings.login or (settings.login and settings.secret is None):
        raise setting_error(_of("login"), _("it has no colon, and a secret beside it"))
    try:
        _headers(settings, {"to": "+0", "digits": "0", "text": "text", "secret": _secret(settings)})
    except ValueError:
        why = _("one would hold a line break or a sign that is not ASCII")
        raise setting_error(_of("headers"), why) from None


def _check_success(settings: GatewaySettings) -> None:
    first, last = settings.success_status
    if not 200 <= first <= last <= 299:
        raise setting_error(_of("success_status"), _("it lies between 200 and 299"))
    if bool(settings.success_path) != bool(settings.success_values):
        raise setting_error(_of("success_path"), _("path and values belong together"))
    try:
        re.compile(settings.success_pattern)
    except (re.error, RecursionError, OverflowError):
        raise setting_error(_of("success_pattern"), _("it is no regular expression")) from None


def _of(part: str) -> str:
    return _("The SMS gateway's {part}", part=part)
