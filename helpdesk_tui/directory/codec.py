"""Requests to bytes and bytes to answers; the only module that knows ldap3.

Only its codec is used, so the traps of its `Connection` do not exist here: no unverified TLS, no referral is
ever followed, no schema is fetched, no password stays in an object, nothing is logged, no request is sent
twice. Its decoder gets nothing but what `ber` has looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ldap3 import (
    BASE,
    DEREF_NEVER,
    MODIFY_ADD,
    MODIFY_DELETE,
    MODIFY_REPLACE,
    SASL,
    SIMPLE,
    SUBTREE,
)
from ldap3.core.exceptions import LDAPExceptionError
from ldap3.operation.bind import bind_operation
from ldap3.operation.extended import extended_operation
from ldap3.operation.modify import modify_operation
from ldap3.operation.search import compile_filter, parse_filter, search_operation
from ldap3.operation.unbind import unbind_operation
from ldap3.protocol.controls import build_control
from ldap3.protocol.rfc2696 import paged_search_control
from ldap3.protocol.rfc4511 import LDAPMessage, MessageID, ProtocolOp
from ldap3.utils import asn1

from helpdesk_tui.directory import ber
from helpdesk_tui.directory.messages import Control, DirectoryEntry, Modification
from helpdesk_tui.directory.problems import Result
from helpdesk_tui.text import clean

# protocolOp tags of answers, RFC 4511 §4.2 ff.
BOUND, ENTRY, SEARCH_DONE, MODIFIED, REFERENCE, EXTENDED, INTERMEDIATE = 1, 4, 5, 7, 19, 24, 25

START_TLS = "1.3.6.1.4.1.1466.20037"  # RFC 4511 §4.14
NOTICE_OF_DISCONNECTION = "1.3.6.1.4.1.1466.20036"  # §4.4.1
PAGED_RESULTS = "1.2.840.113556.1.4.319"  # RFC 2696

_OPERATIONS = {"add": MODIFY_ADD, "delete": MODIFY_DELETE, "replace": MODIFY_REPLACE}
_LONGEST_COOKIE = 65536
_LONGEST_WORDS = 4096  # bytes of the server's own words that are looked at
_MOST_REFERRALS = 10
_MOST_CONTROL_ELEMENTS = 8
_MOST_CONTROLS = 8
_LONGEST_CONTROL = 2 * _LONGEST_COOKIE
_NO_CONTROLS: Mapping[str, bytes] = MappingProxyType({})

# Any result may carry referrals (RFC 4511 §4.1.9); ldap3 knows them of searches and writes only. The last is
# the place where Active Directory puts the name of its notice of disconnection.
for _forms in (asn1.BIND_RESPONSE_CONTEXT, asn1.EXTENDED_RESPONSE_CONTEXT):
    _forms.setdefault(3, asn1.decode_sequence)
asn1.LDAP_MESSAGE_CONTEXT.setdefault(10, asn1.decode_octet_string)

# What a codec raises when it is fed with something else than LDAP.
_GARBLED = (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError,
            LDAPExceptionError)  # fmt: skip


class Message(NamedTuple):
    """One message of a server. `result` is None for what ends no request."""

    number: int  # of the request that it answers; 0 = of none
    operation: int
    entry: DirectoryEntry | None = None
    result: Result | None = None
    cookie: bytes = b""
    credentials: bytes = b""  # of a bind by SASL
    name: str = ""  # of an extended operation


# --- requests -------------------------------------------------------------------------------------------


def start_tls() -> Any:
    return "extendedReq", extended_operation(START_TLS)


def unbind() -> Any:
    return "unbindRequest", unbind_operation()


def bind(name: str, password: bytes) -> Any:
    """As bytes: ldap3 would prepare a text by SASLprep, and AD does not."""
    return "bindRequest", bind_operation(3, SIMPLE, _sendable(name), password)


def bind_by(mechanism: str, token: bytes) -> Any:
    """One round of SASL (RFC 4513 §5.2); whose it is stands in the token."""
    return "bindRequest", bind_operation(3, SASL, "", None, mechanism, token)


def search(base: str, where: str, attributes: Sequence[str], seconds: int, *, below: bool) -> Any:
    """Of the entry `base` itself, or of all the subtree."""
    scope = SUBTREE if below else BASE
    request = search_operation(
        _sendable(base), where, scope, DEREF_NEVER, list(attributes), 0, seconds, False, False, False
    )
    return "searchRequest", request


def modify(dn: str, modifications: Sequence[Modification]) -> Any:
    changes: dict[str, list[tuple[str, list[bytes]]]] = {}
    for each in modifications:
        changes.setdefault(each.attribute, []).append((_OPERATIONS[each.operation], list(each.values)))
    return "modifyRequest", modify_operation(dn, changes, False)


def extended(name: str, value: bytes) -> Any:
    return "extendedReq", extended_operation(name, value)


def encoded_filter(where: str) -> bytes:
    """A filter (RFC 4515) as bytes, as some controls hold one."""
    parsed = parse_filter(_sendable(where), None, None, None, None, None)
    encoded: bytes = asn1.encode(compile_filter(parsed.elements[0]))
    return encoded


def page_control(size: int, cookie: bytes) -> Any:
    """A cookie goes in a critical control: without it the server would begin anew."""
    return paged_search_control(bool(cookie), size, cookie)


def controls_of(controls: Iterable[Control]) -> list[Any]:
    return [
        build_control(each.oid, each.critical, each.value, encode_control_value=False) for each in controls
    ]


def encoded(number: int, request: Any, controls: Sequence[Any] = ()) -> bytes:
    """A request, as the functions above give it, as one LDAP message."""
    kind, operation = request
    message = LDAPMessage()
    message["messageID"] = MessageID(number)
    message["protocolOp"] = ProtocolOp().setComponentByName(kind, operation)
    for position, control in enumerate(controls):
        message["controls"][position] = control
    data: bytes = asn1.encode(message)
    return data


def _sendable(text: str) -> str:
    """`text` without lone surrogates, which have no UTF-8."""
    return text.encode("utf-8", "replace").decode()


# --- answers --------------------------------------------------------------------------------------------


def received(data: bytes, most: int) -> tuple[Message, int]:
    """One message, and how many elements it is made of: all is looked at before a decoder sees it. Raises
    `ValueError`, which quotes nothing of it; `TooMuchError` where there are more than `most`."""
    found = ber.entry_message(data, most)
    if found is not None:
        number, entry = found
        return Message(number, ENTRY, entry=entry_of(entry)), entry.elements
    elements = ber.count_elements(data, most)
    return _decoded(data), elements


def entry_of(entry: ber.Entry) -> DirectoryEntry:
    values = {name.decode("utf-8", "replace").lower(): held for name, held in entry.attributes}
    return DirectoryEntry(entry.dn.decode("utf-8", "replace"), values)


def _decoded(data: bytes) -> Message:
    try:
        return _message(asn1.decode_message_fast(data))
    except _GARBLED as error:
        raise ValueError(type(error).__name__) from None


def _message(found: Any) -> Message:
    number, operation, payload = found["messageID"], found["protocolOp"], found["payload"]
    if not isinstance(number, int):
        raise TypeError("a message begins with its number")
    if operation in {REFERENCE, INTERMEDIATE}:
        return Message(number, operation)
    controls = _controls(found["controls"])
    result = _result(payload, controls)
    if operation == EXTENDED:
        return Message(number, operation, result=result, name=_name(payload))
    if operation == BOUND:
        return Message(number, operation, result=result, credentials=_credentials(payload))
    return Message(number, operation, result=result, cookie=_cookie(controls))


# each node of the fast decoder is (class, constructed, tag, value)


def _text(raw: object) -> str:
    if not isinstance(raw, bytes):
        raise TypeError("text is an octet string")
    return raw.decode("utf-8", "replace")


def _words(raw: object) -> str:
    """What a server says in words: may be of any length, and is shown."""
    return clean(_text(raw)[:_LONGEST_WORDS].rstrip("\0"), 1024)


def _result(payload: Any, controls: Mapping[str, bytes]) -> Result:
    code = payload[0][3]
    if not isinstance(code, int):
        raise TypeError("a result code is a number")
    referrals: tuple[str, ...] = ()
    if len(payload) > 3 and payload[3][2] == 3:
        referrals = tuple(_words(node[3]) for node in payload[3][3][:_MOST_REFERRALS])
    return Result(code, _words(payload[2][3]), referrals, controls)


def _credentials(payload: Any) -> bytes:
    """serverSaslCreds (RFC 4511 §4.2.2)."""
    return next((bytes(node[3]) for node in payload[3:] if node[2] == 7), b"")


def _name(payload: Any) -> str:
    return next((_words(node[3]) for node in payload[3:] if node[2] == 10), "")


def _controls(controls: Any) -> Mapping[str, bytes]:
    """By OID, the values as they came; of more than a server needs, the page's alone. Where Active Directory
    puts the name of its notice of disconnection, there are none."""
    if controls is None or isinstance(controls, bytes):
        return _NO_CONTROLS
    found: dict[str, bytes] = {}
    for control in controls:
        oid, *rest = control[3]
        name, value = _text(oid[3]), b"".join(node[3] for node in rest if node[2] == 4)
        is_page = name == PAGED_RESULTS
        if is_page and len(value) > _LONGEST_CONTROL:  # to go without would be to end a list half way
            raise ValueError("a cookie that no server needs")
        if is_page or (len(found) < _MOST_CONTROLS and len(value) <= _LONGEST_CONTROL):
            found[name] = bytes(value)
    return MappingProxyType(found)


def _cookie(controls: Mapping[str, bytes]) -> bytes:
    value = controls.get(PAGED_RESULTS)
    if value is None:
        return b""
    ber.count_elements(value, _MOST_CONTROL_ELEMENTS, ber.PAGE)
    cookie = bytes(asn1.decode_sequence(value, 0, len(value))[0][3][1][3])
    if len(cookie) > _LONGEST_COOKIE:
        raise ValueError("a cookie that no server needs")
    return cookie
