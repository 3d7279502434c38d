"""When contact data last changed, from what servers keep for replication.

Attributes have a stamp each: in replPropertyMetaData, which Samba and Windows show, or in
msDS-ReplAttributeMetaData, which Windows computes for readers who may not see the first. The manager is a
link, and links have stamps of their own (MS-ADTS 3.1.1.1.9): Windows shows them in msDS-ReplValueMetaData,
Samba nowhere. There the entry's whenChanged stands in, which no change of a link can be younger than.

The times are those of the server that took the change (the originating one), in whole seconds.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from helpdesk_tui.desk.account import ContactTimes, When
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.values import generalized_time

BINARY, BY_ATTRIBUTE, BY_VALUE = (
    "replPropertyMetaData",
    "msDS-ReplAttributeMetaData",
    "msDS-ReplValueMetaData",
)
ATTRIBUTES = (BINARY, BY_VALUE, "whenChanged")

ATTRIBUTE_TYPES = {
    "mail": 0x150003,  # 0.9.2342.19200300.100.1.3
    "mobile": 0x150029,  # 0.9.2342.19200300.100.1.41
    "telephoneNumber": 0x14,  # 2.5.4.20
    "manager": 0x15000A,  # 0.9.2342.19200300.100.1.10
}
"""ATTRTYP (MS-ADTS 3.1.1.2.6): the OID's last number, and above it the place of its prefix in a table
(MS-DRSR 5.16.4) that begins alike on every server, so that the first schema's attributes are the same."""

_NAME = re.compile(r"<pszAttributeName>([^<>]{1,256})</pszAttributeName>")
_CHANGED = re.compile(r"<ftimeLastOriginatingChange>([^<>]{1,32})</ftimeLastOriginatingChange>")

Stamp = tuple[str, datetime]
"""An attribute's name in lower case, and when it or one of its values last changed."""


def contact_times(entry: Attributes) -> ContactTimes:
    """None = unknown; "never" = no stamp, so the attribute never held anything."""
    return ContactTimes(
        mail=_changed(entry, "mail"),
        mobile=_changed(entry, "mobile"),
        office_phone=_changed(entry, "telephoneNumber"),
        manager=_manager_changed(entry),
    )


def with_stamps(link: Link, dn: str, entry: DirectoryEntry) -> DirectoryEntry:
    """Where the binary stamps may not be read, with those that Windows computes: they are long, so they are
    asked for only then."""
    if BINARY.lower() in entry.values:
        return entry
    for more in link.read(dn, [BY_ATTRIBUTE]).entries:
        return entry._replace(values={**more.values, **entry.values})
    return entry


def stamp_of(raw: bytes) -> Stamp:
    """From one value of msDS-Repl…MetaData, which is XML of the fields of MS-DRSR 4.1.13.1.17 or .25.

    No XML parser reads it, so that none can be misled: two parts matter, each must be there exactly once.
    Raises `ValueError`."""
    text = raw.decode("utf-8").rstrip("\0")
    names, moments = _NAME.findall(text), _CHANGED.findall(text)
    if len(names) != 1 or len(moments) != 1:
        raise ValueError("no replication metadata")
    return names[0].lower(), datetime.strptime(moments[0], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _changed(entry: Attributes, name: str) -> When:
    if entry.raw(BINARY) is not None:
        kind = ATTRIBUTE_TYPES[name]
        found = entry.decoded(BINARY, lambda raw: values.attribute_version(raw, kind))
        return None if found is None else found[1] or "never"
    stamps = _stamps(entry, BY_ATTRIBUTE)
    return _newest(stamps, name) if stamps else None


def _manager_changed(entry: Attributes) -> When:
    """The newest of the links, deleted ones too; one older than such stamps has an attribute's stamp."""
    if entry.raw("manager") is None:
        return None  # whether there ever was one cannot be told
    links = _stamps(entry, BY_VALUE)
    if links is None:
        return None
    found = (_newest(links, "manager"), _changed(entry, "manager"))
    known = [when for when in found if isinstance(when, datetime)]
    return max(known) if known else entry.decoded("whenChanged", generalized_time)


def _stamps(entry: Attributes, name: str) -> list[Stamp] | None:
    """[] = none came; None = one that came cannot be read, and might be the one that matters."""
    try:
        return [stamp_of(raw) for raw in entry.all_raw(name)]
    except ValueError:
        return None


def _newest(stamps: Iterable[Stamp], name: str) -> When:
    return max((at for of, at in stamps if of == name.lower()), default="never")
