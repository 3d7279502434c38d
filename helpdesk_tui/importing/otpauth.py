"""Authenticator apps as `otpauth://` addresses (Key URI Format), one a line; `#` begins a comment."""

import hashlib
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from helpdesk_tui.desk.imports import ImportedLine, ImportedSeed, RefusedLine
from helpdesk_tui.desk.methods import MethodKind, OathSettings, Origin
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused
from helpdesk_tui.importing import fields
from helpdesk_tui.importing.source import Source, text_of
from helpdesk_tui.secret import Secret

SCHEME = "otpauth://"
_OF_ALL = frozenset({"secret", "issuer", "algorithm", "digits"})
_OF_KIND = {"totp": _OF_ALL | {"period"}, "hotp": _OF_ALL | {"counter"}}
_IGNORED = frozenset({"image", "icon", "color"})  # what some apps add to look nice
_MOST = 12


def read(source: Source) -> Iterator[ImportedLine]:
    """Apps, and what was refused of them. Raises `Unreadable`."""
    seen: set[bytes] = set()
    for number, line in source.lines():
        try:
            text = text_of(line)
            if not text or text.startswith("#"):
                continue
            owner, seed = _seed(text)
            _refuse_twice(seed.secret, seen)
        except Refused as refused:
            yield RefusedLine(number, refused.problem)
        else:
            yield ImportedSeed(number, owner, seed)


def _seed(text: str) -> tuple[str, NewSeed]:
    try:
        parts = urlsplit(text)
        kind, path = parts.netloc.lower(), unquote(parts.path, errors="strict")
        pairs = parse_qsl(
            parts.query, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_MOST
        )
    except ValueError:
        raise Refused(problem("otpauth-form")) from None
    if parts.scheme != "otpauth" or kind not in _OF_KIND or parts.fragment:
        raise Refused(problem("otpauth-form"))
    words = _checked(kind, pairs)
    issuer, _, account = path.removeprefix("/").rpartition(":")
    settings = OathSettings(
        digits=fields.digits_of(words.get("digits", "6")),
        period=fields.period_of(words.get("period", "30")) if kind == "totp" else None,
        algorithm=fields.algorithm_of(words.get("algorithm", "SHA1")),
    )
    counter = fields.counter_of(words.get("counter", "")) if kind == "hotp" else 0
    label = fields.label_of(words.get("issuer") or issuer, otherwise="app")
    owner = fields.owner_of(account)
    if not owner:
        raise Refused(problem("otpauth-owner"))
    secret = fields.key_of_base32(words["secret"])
    return owner, NewSeed(MethodKind.TOTP, label, secret, settings, Origin.IMPORTED, counter=counter)


def _checked(kind: str, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Each parameter once, and none that would change the codes in a way that is not known here."""
    words = {name.lower(): value.strip() for name, value in pairs}
    if len(words) != len(pairs) or set(words) - _OF_KIND[kind] - _IGNORED:
        raise Refused(problem("otpauth-parameters"))
    if not words.get("secret"):
        raise Refused(problem("import-key-form"))
    return words


def _refuse_twice(secret: Secret, seen: set[bytes]) -> None:
    """Two apps with one key would be one app. Only digests are kept, for as long as the file is read."""
    digest = hashlib.sha256(secret.reveal().encode()).digest()
    if digest in seen:
        raise Refused(problem("import-key-twice"))
    seen.add(digest)
