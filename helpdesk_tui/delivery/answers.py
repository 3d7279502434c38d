"""What a gateway's answer means. Many answer 200 and put the failure into the body."""

import json
import re

from helpdesk_tui.delivery.outcomes import refused, sent, unknown
from helpdesk_tui.delivery.settings import GatewaySettings
from helpdesk_tui.desk.ports import Delivered
from helpdesk_tui.desk.problems import problem

_NO_ANSWER_YET = frozenset({500, 502, 504})  # the gateway may have passed the SMS on before it failed


def wants_body(settings: GatewaySettings) -> bool:
    return bool(settings.success_path or settings.success_pattern)


def judged(settings: GatewaySettings, server: str, status: int, body: bytes | None) -> Delivered:
    """`body` is None where it was too large, or broke off; where a text was asked for, none is no answer."""
    code = f"HTTP {status}"
    first, last = settings.success_status
    if not first <= status <= last:
        return _failed(server, status, code)
    if not wants_body(settings):
        return sent(code)
    verdict = _says_success(settings, body) if body else None
    if verdict is None:
        return unknown(problem("gateway-unclear", server=server, detail=code), code)
    return sent(code) if verdict else refused(problem("gateway-refused", server=server, detail=code), code)


def _failed(server: str, status: int, code: str) -> Delivered:
    if status in _NO_ANSWER_YET or not 200 <= status <= 599:
        return unknown(problem("gateway-unclear", server=server, detail=code), code)
    if 300 <= status <= 399:
        return refused(problem("gateway-redirect", server=server, detail=code), code)
    if status in {401, 403, 407}:
        return refused(problem("gateway-login", server=server, detail=code), code)
    if status in {408, 425, 429, 503}:
        return refused(problem("delivery-later", server=server, detail=code), code)
    return refused(problem("gateway-refused", server=server, detail=code), code)


def _says_success(settings: GatewaySettings, body: bytes) -> bool | None:
    """None where the answer is not of the form that the settings speak of."""
    text = body.decode("utf-8", errors="replace")
    if settings.success_pattern and not re.search(settings.success_pattern, text):
        return False
    if not settings.success_path:
        return True
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _as_text(_at(found, settings.success_path)) in settings.success_values


def _at(found: object, path: str) -> object:
    """What stands at a dotted path ("messages.0.status"); a value that has no text if nothing does."""
    for step in path.split("."):
        if isinstance(found, dict) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isascii() and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            return {}
    return found


def _as_text(value: object) -> str | None:
    """A scalar as JSON writes it, texts without quotes; None for what is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float) or value is None:
        return json.dumps(value)
    return None
