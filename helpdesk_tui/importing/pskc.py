"""Hardware tokens in a Portable Symmetric Key Container (RFC 6030).

Read: one-time codes by counter (hotp, §10.1) and by time (totp), plain or hidden by a pre-shared AES key or
a password. A policy in a package that forbids the use, or that is not known here, refuses the key (§5). What
a clock has drifted so far is left to the first two codes. A signature over the whole (§7) is not checked:
where the file comes from is for the registrar to know.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.imports import ImportedLine, ImportedSeed, RefusedLine
from helpdesk_tui.desk.method import MethodKind, OathSettings, Origin
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.importing import fields
from helpdesk_tui.importing.protection import Protection, decoded
from helpdesk_tui.importing.source import TokenFile, Unreadable
from helpdesk_tui.importing.trees import Tree, trees
from helpdesk_tui.secret import Secret

NAMESPACE = "urn:ietf:params:xml:ns:keyprov:pskc"
_OF_DRAFTS = frozenset({"KeyContainer", "SecretContainer"})  # roots, whatever their namespace
_TOKENS_OF_DRAFTS = frozenset({"Device", "Secret", "Key"})  # where RFC 6030 has a `KeyPackage`
_ALGORITHMS = {
    f"{space}{mark}{name}": name
    for space in (NAMESPACE, "http://www.ietf.org/keyprov/pskc")
    for mark in ":#"
    for name in ("hotp", "totp")
}
_POLICIES = frozenset({"StartDate", "ExpiryDate", "KeyUsage", "PINPolicy"})
_LONGEST_INTEGER = 8  # bytes
_OTHER_DIGITS = re.compile(  # of 16 or more bytes; base 64 does not come out so by chance
    "[0-9A-F]{32,}|[0-9a-f]{32,}|(?:[A-Z2-7]{8}){4,}|[A-Z2-7]{52}|[A-Z2-7]{103}=?"
)
_OF_PINS = frozenset(
    {"PINKeyId", "PINUsageMode", "MaxFailedAttempts", "MinLength", "MaxLength", "PINEncoding"}
)


def read(
    source: TokenFile, now: datetime, pre_shared: Secret | None, password: Secret | None
) -> Iterator[ImportedLine]:
    """The key packages, numbered from 1, and what was refused of them. Raises `Unreadable`."""
    found = trees(source)
    _check_root(next(found, None))
    protection, seen, number = Protection(pre_shared, password), set[str](), 0
    for tree in found:
        if tree.name in ("EncryptionKey", "MACMethod"):
            protection.declare(tree)
        if tree.name not in _TOKENS_OF_DRAFTS | {"KeyPackage"}:
            continue
        number += 1
        try:
            _refuse_draft(tree)
            key = _key(tree)
            owner = _owner(tree)
            seed = _seed(tree, key, protection, now, seen)
        except Unreadable:
            raise
        except Refused as refused:
            yield RefusedLine(number, refused.problem)
        else:
            yield ImportedSeed(number, owner, seed)
    if not number:
        raise Unreadable(problem("pskc-nothing"))


def _check_root(root: Tree | None) -> None:
    if root is None or root.name not in _OF_DRAFTS:
        securid = root is not None and root.name == "TKNBatch"
        raise Unreadable(problem("import-securid" if securid else "import-xml"))
    if root.name != "KeyContainer" or not f"{root.namespace}:".startswith(f"{NAMESPACE}:"):
        raise Unreadable(problem("pskc-draft"))
    if root.attributes.get("Version", "1.0").split(".")[0] != "1":
        raise Unreadable(problem("pskc-version"))


def _refuse_draft(tree: Tree) -> None:
    key = tree.child("Key")
    if tree.name in _TOKENS_OF_DRAFTS or (key and "KeyAlgorithm" in key.attributes):
        raise Refused(problem("pskc-draft"))


def _key(package: Tree) -> Tree:
    keys = [child for child in package.children if child.name == "Key"]
    if package.cut or len(keys) != 1:
        raise Refused(problem("pskc-package"))
    return keys[0]


def _seed(package: Tree, key: Tree, protection: Protection, now: datetime, seen: set[str]) -> NewSeed:
    algorithm = _ALGORITHMS.get(key.attributes.get("Algorithm", "").strip())
    if algorithm is None:
        raise Refused(problem("pskc-algorithm"))
    _refuse_forbidden(key.child("Policy"), now)
    data = key.child("Data") or Tree("Data", {})
    settings = _settings(key, data, algorithm, protection)
    counter = _number(data, "Counter", protection) if algorithm == "hotp" else None
    device = package.child("DeviceInfo") or Tree("DeviceInfo", {})
    label = fields.label_of(device.text_at("Manufacturer"), device.text_at("Model"), otherwise="token")
    secret = _secret(data, protection)
    serial = fields.serial_of(device.text_at("SerialNo") or key.attributes.get("Id", ""), seen)
    return NewSeed(
        MethodKind.OATH_TOKEN,
        label,
        secret,
        settings,
        Origin.IMPORTED,
        serial,
        fields.counter_of(counter or "0"),
    )


def _owner(package: Tree) -> str:
    """Of the key, or else of the device: a distinguished name, often a login."""
    return fields.owner_of(package.text_at("Key", "UserId") or package.text_at("DeviceInfo", "UserId"))


def _secret(data: Tree, protection: Protection) -> Secret:
    held = data.child("Secret")
    if held is None:  # derived from a master key elsewhere (§4.2, KeyReference)
        raise Refused(problem("pskc-no-secret"))
    if held.child("EncryptedValue"):
        return fields.key_of_bytes(protection.open(held))
    written = held.text_at("PlainValue")
    if _OTHER_DIGITS.fullmatch(written):
        raise Refused(problem("pskc-not-base64"))
    return fields.key_of_bytes(decoded(written))


def _settings(key: Tree, data: Tree, algorithm: str, protection: Protection) -> OathSettings:
    """§4.3.4: a code has so many decimal digits; a check digit behind them is not known here."""
    parameters = key.child("AlgorithmParameters") or Tree("AlgorithmParameters", {})
    form = parameters.child("ResponseFormat") or Tree("ResponseFormat", {})
    checked = form.attributes.get("CheckDigits", form.attributes.get("CheckDigit", "false"))
    if form.attributes.get("Encoding") != "DECIMAL" or checked.strip().lower() not in ("false", "0"):
        raise Refused(problem("pskc-response"))
    digits = fields.digits_of(form.attributes.get("Length", "").strip())
    digest = fields.algorithm_of(parameters.text_at("Suite") or "SHA1")
    if algorithm == "hotp":
        return OathSettings(digits, None, digest)
    if _number(data, "Time", protection) not in (None, "0"):
        raise Refused(problem("pskc-time"))
    return OathSettings(digits, fields.period_of(_number(data, "TimeInterval", protection) or "30"), digest)


def _number(data: Tree, name: str, protection: Protection) -> str | None:
    """A number as written, or hidden."""
    held = data.child(name)
    if held is None:
        return None
    if not held.child("EncryptedValue"):
        return _plain_number(held.text_at("PlainValue"))
    raw = protection.open(held)
    if not 1 <= len(raw) <= _LONGEST_INTEGER and not raw.isdigit():
        raise Refused(problem("pskc-damaged"))
    return _number_of(raw)


def _plain_number(written: str) -> str:
    """In digits (§4.2); some makers write it in base 64, as if it were to be hidden."""
    try:
        raw = b"" if written.isdigit() else decoded(written)
    except Refused:
        return written
    return _number_of(raw) if raw.isdigit() or len(raw) in (4, 8) else written


def _number_of(raw: bytes) -> str:
    """High byte first, in 4 or 8 bytes (§6.1) or in as few as it needs; or in digits."""
    return raw.decode("ascii") if raw.isdigit() else str(int.from_bytes(raw, "big"))


def _refuse_forbidden(policy: Tree | None, now: datetime) -> None:
    """§5: what is not understood forbids. A PIN that the token itself asks for is no matter of ours."""
    if policy is None:
        return
    uses = [child.text.strip() for child in policy.children if child.name == "KeyUsage"]
    pins = [child for child in policy.children if child.name == "PINPolicy"]
    if {child.name for child in policy.children} - _POLICIES or not all(map(_is_local, pins)):
        raise Refused(problem("pskc-policy"))
    if uses and "OTP" not in uses:
        raise Refused(problem("pskc-usage"))
    for child in policy.children:
        if child.name == "StartDate" and _moment(child.text) > now:
            raise Refused(problem("pskc-not-yet"))
        if child.name == "ExpiryDate" and _moment(child.text) <= now:
            raise Refused(problem("pskc-expired"))


def _is_local(pin: Tree) -> bool:
    known = set(pin.attributes) <= _OF_PINS and not pin.children
    return known and pin.attributes.get("PINUsageMode") == "Local"


def _moment(text: str) -> datetime:
    """xs:dateTime; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(problem("pskc-policy")) from None
