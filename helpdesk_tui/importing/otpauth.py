"""Authenticator apps as `otpauth://` addresses (Key URI Format), one a line; `#` begins a comment.

Apps write more into them than the format knows. What is known to make other codes is refused; the rest is
passed over, and its names are told: the owner's first code shows whether it mattered.
"""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.imports import ImportedLine, ImportedSeed, RefusedLine
from helpdesk_tui.desk.method import MethodKind, OathSettings, Origin
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.importing import fields
from helpdesk_tui.importing.source import TokenFile, text_of
from helpdesk_tui.secret import Secret

_SCHEME = "otpauth://"
_MIGRATION = "otpauth-migration:"
_KNOWN = frozenset({"secret", "issuer", "algorithm", "digits", "period", "counter"})
_FOR_LOOKS = frozenset({"image", "icon", "color", "lock"})
_OTHER_CODES = frozenset(  # another start of time, length, alphabet, digest or key than is read here
    {"t0", "epoch", "offset", "interval", "step", "timestep", "length", "encoder", "alphabet"}
    | {"hash", "digest", "algo", "suite", "type", "checksum", "truncation"}
    | {"2step_salt", "2step_output", "2step_difficulty"}
)
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,19}", re.ASCII)  # shorter than any key
_MOST = 64  # parameters


def is_list(head: bytes) -> bool:
    """Whether a file that begins so seems to be one of these."""
    return head[:7].lower() == b"otpauth" or head.startswith(b"#")


def read(source: TokenFile) -> Iterator[ImportedLine]:
    """Apps, and what was refused of them. Raises `Unreadable`."""
    seen: set[bytes] = set()
    for number, line in source.lines():
        try:
            text = text_of(line).strip()
            if not text or text.startswith("#"):
                continue
            owner, seed, ignored = _seed(text)
            _refuse_twice(seed.secret, seen)
        except Refused as refused:
            yield RefusedLine(number, refused.problem)
        else:
            yield ImportedSeed(number, owner, seed, ignored)


def _seed(text: str) -> tuple[str, NewSeed, tuple[str, ...]]:
    kind, label, query = _parts(text)
    words = _words(query)
    issuer, _, account = label.rpartition(":")
    settings = OathSettings(
        digits=fields.digits_of(words.get("digits", "6")),
        period=fields.period_of(words.get("period", "30")) if kind == "totp" else None,
        algorithm=fields.algorithm_of(words.get("algorithm", "SHA1")),
    )
    counter = fields.counter_of(words.get("counter", "")) if kind == "hotp" else 0
    name = fields.label_of(words.get("issuer") or issuer, otherwise="app")
    owner = fields.owner_of(account)
    if not owner:
        raise Refused(problem("otpauth-owner"))
    secret = fields.key_of_base32(words.get("secret", ""))
    ignored = tuple(sorted(words.keys() - _KNOWN - _FOR_LOOKS))
    return owner, NewSeed(MethodKind.TOTP, name, secret, settings, Origin.IMPORTED, counter=counter), ignored


def _parts(text: str) -> tuple[str, str, str]:
    """Kind, label and parameters. There is no fragment: apps leave `#` in a label as it is."""
    if text[: len(_MIGRATION)].lower() == _MIGRATION:
        raise Refused(problem("otpauth-migration"))
    if text[: len(_SCHEME)].lower() != _SCHEME:
        raise Refused(problem("otpauth-form"))
    path, _, query = text[len(_SCHEME) :].partition("?")
    kind, _, label = path.partition("/")
    if kind.lower() not in ("totp", "hotp"):
        raise Refused(problem("otpauth-kind"))
    try:
        return kind.lower(), unquote(label, errors="strict"), query
    except UnicodeDecodeError:
        raise Refused(problem("otpauth-encoding")) from None


def _words(query: str) -> dict[str, str]:
    """Each parameter, and none that is known to make other codes. Some apps write `&` as HTML does, or bare
    names, or `&` without anything behind it."""
    pairs = [pair.partition("=") for pair in query.replace("&amp;", "&").split("&") if pair]
    if len(pairs) > _MOST:
        raise Refused(problem("otpauth-parameters"))
    words: dict[str, str] = {}
    for quoted, _, value in pairs:
        name = unquote_plus(quoted).strip().lower()
        told = _unquoted(value) if name in _KNOWN else ""
        if not _NAME.fullmatch(name) or words.setdefault(name, told) != told:
            raise Refused(problem("otpauth-parameters"))
    if words.keys() & _OTHER_CODES:
        raise Refused(problem("otpauth-other-codes"))
    return words


def _unquoted(value: str) -> str:
    try:
        return unquote_plus(value, errors="strict").strip()
    except UnicodeDecodeError:
        raise Refused(problem("otpauth-encoding")) from None


def _refuse_twice(secret: Secret, seen: set[bytes]) -> None:
    """Two apps with one key would be one app. Only digests are kept, for as long as the file is read."""
    digest = hashlib.sha256(secret.reveal().encode()).digest()
    if digest in seen:
        raise Refused(problem("import-key-twice"))
    seen.add(digest)
