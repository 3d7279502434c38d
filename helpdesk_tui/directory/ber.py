"""The strict look at an answer's bytes before a decoder sees them (X.690 §8.1, RFC 4511 §5.1).

What passes is one LDAP answer in which every element has a definite length that fits, stands where RFC 4511
allows its tag, and in which no number is longer than 8 bytes; of elements there are as many as may be. So
a decoder needs no more time and memory than these have, and nesting ends where the forms below end. One
pass, without recursion.
"""

from collections.abc import Mapping
from typing import NamedTuple, Union

from helpdesk_tui.directory.budget import TooMuchError

Form = Mapping[int, Union["Form", range]]
"""What may stand inside: by tag the form of its own contents, or how many bytes they have."""

_STRING, _NUMBER, _BOOLEAN = range(2**32), range(1, 9), range(1, 2)

_CONTROL: Form = {0x04: _STRING, 0x01: _BOOLEAN}  # RFC 4511 §4.1.11
_REFERRAL: Form = {0x04: _STRING}
_RESULT: Form = {0x0A: _NUMBER, 0x04: _STRING, 0xA3: _REFERRAL}  # §4.1.9
_VALUES: Form = {0x04: _STRING}
_ATTRIBUTE: Form = {0x04: _STRING, 0x31: _VALUES}  # §4.1.7

_MESSAGE: Form = {
    0x02: _NUMBER,
    0x61: {**_RESULT, 0x87: _STRING},  # bind, with SASL credentials
    0x64: {0x04: _STRING, 0x30: {0x30: _ATTRIBUTE}},  # an entry
    0x65: _RESULT,  # the end of a search
    0x67: _RESULT,  # modify
    0x73: _REFERRAL,  # references of a search
    0x78: {**_RESULT, 0x8A: _STRING, 0x8B: _STRING},  # extended
    0x79: {0x80: _STRING, 0x81: _STRING},  # intermediate
    0xA0: {0x30: _CONTROL},
    0x8A: _STRING,  # Active Directory's notice of disconnection has its name here
}
ANSWER: Form = {0x30: _MESSAGE}
PAGE: Form = {0x30: {0x02: _NUMBER, 0x04: _STRING}}  # realSearchControlValue, RFC 2696 §2

_LENGTH_OCTETS = 4


def message_size(data: bytes | bytearray) -> int | None:
    """Bytes of the LDAP message that `data` begins with; None = more is needed to tell.

    Raises `ValueError` for what cannot be one: not a SEQUENCE, indefinite or absurd length (X.690 §8.1.3).
    """
    if not data:
        return None
    if data[0] != 0x30:
        raise ValueError("not an LDAP message")
    if len(data) < 2:
        return None
    if data[1] < 0x80:
        return 2 + data[1]
    octets = data[1] - 0x80
    if not 1 <= octets <= _LENGTH_OCTETS:
        raise ValueError("an indefinite or absurd length")
    if len(data) < 2 + octets:
        return None
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")


def count_elements(data: bytes, most: int, form: Form = ANSWER) -> int:
    """How many elements `data` is made of. Raises `ValueError` where it is not of this form, `TooMuchError`
    where there are more than `most`."""
    outside: list[tuple[Form, int]] = []  # forms and ends of what is open around
    at, end, count = 0, len(data), 0
    while True:
        while at == end:
            if not outside:
                return count
            form, end = outside.pop()
        count += 1
        if count > most:
            raise TooMuchError("elements")
        contents = form.get(data[at])
        if contents is None:
            raise ValueError("an element that does not belong there")
        start, stop = _inside(data, at, end, data[at])
        if not isinstance(contents, range):
            outside.append((form, end))
            form, at, end = contents, start, stop
        elif stop - start in contents:
            at = stop
        else:
            raise ValueError("a number or truth value of absurd length")


class Entry(NamedTuple):
    """A SearchResultEntry (RFC 4511 §4.5.2)."""

    dn: bytes
    attributes: list[tuple[bytes, tuple[bytes, ...]]]
    elements: int  # as `count_elements` counts them


def entry(data: bytes, most: int, at: int = 0) -> tuple[Entry, int]:
    """The entry at `at`, and where it ends. Long answers are made of these, so this one form is looked at and
    taken apart in one pass, as strictly as by `count_elements`. Raises `ValueError`, `TooMuchError`."""
    at, end = _inside(data, at, len(data), 0x64)
    dn_at, dn_end = _inside(data, at, end, 0x04)
    at, stop = _inside(data, dn_end, end, 0x30)
    attributes: list[tuple[bytes, tuple[bytes, ...]]] = []
    count = 3
    while at < stop and count <= most:
        if usual := _short_attribute(data, at, stop):
            name, value, at = usual
            attributes.append((name, (value,)))
            count += 4
            continue
        part, at = _inside(data, at, stop, 0x30)
        name_at, name_end = _inside(data, part, at, 0x04)
        value_end, values_end = _inside(data, name_end, at, 0x31)
        if values_end != at:
            raise ValueError("more than an attribute")
        count, values = count + 3, []
        while value_end < values_end and count <= most:
            value_at, value_end = _inside(data, value_end, values_end, 0x04)
            values.append(data[value_at:value_end])
            count += 1
        attributes.append((data[name_at:name_end], tuple(values)))
    if count > most:
        raise TooMuchError("elements")
    if stop != end:
        raise ValueError("more than an entry")
    return Entry(data[dn_at:dn_end], attributes, count), end


def _short_attribute(data: bytes, at: int, stop: int) -> tuple[bytes, bytes, int] | None:
    """Name, value and end of an attribute with one value that takes less than 128 bytes in all, as nearly all
    are; None = of another form. Each length says the same end, so none needs a look of its own."""
    if stop - at < 8 or data[at] != 0x30 or data[at + 1] >= 0x80 or data[at + 2] != 0x04:
        return None
    end, values = at + 2 + data[at + 1], at + 4 + data[at + 3]
    if end > stop or values + 4 > end or data[values] != 0x31 or data[values + 2] != 0x04:
        return None
    if data[values + 1] != end - values - 2 or data[values + 3] != end - values - 4:
        return None
    return data[at + 4 : values], data[values + 4 : end], end


def entry_message(data: bytes, most: int) -> tuple[int, Entry] | None:
    """The number of a message, and the entry that it brings; None = it brings something else. Raises as
    `entry`."""
    at, end = _inside(data, 0, len(data), 0x30)
    number_at, at = _inside(data, at, end, 0x02)
    if end != len(data) or at - number_at not in _NUMBER:
        raise ValueError("a message begins with its number")
    if at == end or data[at] != 0x64:
        return None
    number = int.from_bytes(data[number_at:at], "big", signed=True)
    found, at = entry(data, most - 2, at)
    count = found.elements + 2
    if at < end:
        count += count_elements(data[at:], most - count, _MESSAGE)
    return number, Entry(found.dn, found.attributes, count)


def _inside(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Where the contents of the element at `at` begin and end, of what ends at `end`."""
    if at + 2 > end or data[at] != tag:
        raise ValueError("an element that does not belong there")
    length, at = data[at + 1], at + 2
    if length >= 0x80:
        length, at = _long_length(data, at, length - 0x80)
    if at + length > end:
        raise ValueError("longer than what it stands in")
    return at, at + length


def pieces(data: bytes) -> list[tuple[int, bytes]]:
    """Tag and contents of each element in a row, of what `count_elements` has let pass."""
    found, at = [], 0
    while at < len(data):
        tag = data[at]
        start, at = _inside(data, at, len(data), tag)
        found.append((tag, data[start:at]))
    return found


def element(tag: int, contents: bytes) -> bytes:
    """One element with a definite length (X.690 §8.1)."""
    size = len(contents)
    if size < 0x80:
        return bytes([tag, size]) + contents
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 + len(octets)]) + octets + contents


def _long_length(data: bytes, at: int, octets: int) -> tuple[int, int]:
    """The length in so many octets, and where the contents begin (X.690 §8.1.3.5)."""
    if not 1 <= octets <= _LENGTH_OCTETS:
        raise ValueError("an indefinite or absurd length")
    return int.from_bytes(data[at : at + octets], "big"), at + octets
