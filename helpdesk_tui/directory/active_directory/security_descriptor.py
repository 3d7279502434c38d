"""Who may do what with an entry, weighed from its nTSecurityDescriptor (MS-ADTS 5.1.3, MS-DTYP 2.4).

The server decides; what is said here is a forecast. Conditional entries (MS-DTYP 2.4.4.17) cannot be weighed:
where one may allow something, what no other entry allows is unknown.
"""

import struct
import uuid
from dataclasses import dataclass
from enum import StrEnum

from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.keeping import kept_if_short

READ_PROPERTY, WRITE_PROPERTY, CONTROL_ACCESS = 0x10, 0x20, 0x100

EVERYONE, AUTHENTICATED, SELF = "S-1-1-0", "S-1-5-11", "S-1-5-10"

_ALLOW, _DENY, _ALLOW_OBJECT, _DENY_OBJECT = 0, 1, 5, 6
_ALLOW_IF, _ALLOW_OBJECT_IF = 9, 11
_INHERIT_ONLY = 0x08
_HAS_OBJECT_TYPE, _HAS_INHERITED_TYPE = 0x1, 0x2
_DACL_PRESENT = 0x4

# The generic rights as they are for directory objects, MS-ADTS 5.1.3.2.
_GENERIC = {0x10000000: 0xF01FF, 0x40000000: 0x20028, 0x80000000: 0x20094}

PERSONAL_INFORMATION = uuid.UUID("77b5b886-944a-11d1-aebd-0000f80367c1")
ACCOUNT_RESTRICTIONS = uuid.UUID("4c164200-20c0-11d0-a768-00aa006e0529")
PUBLIC_INFORMATION = uuid.UUID("e48d0154-bcf8-11d1-8702-00c04fb96050")
REMOTE_ACCESS_INFORMATION = uuid.UUID("037088f8-0ae1-11d2-b422-00a0c968f939")
MEMBERSHIP = uuid.UUID("bc0ac240-79a9-11d0-9020-00c04fc2d4cf")
LOGON_INFORMATION = uuid.UUID("5f202010-79a5-11d0-9020-00c04fc2d4cf")


class Right(StrEnum):
    """Control-access rights (MS-ADTS 5.1.3.2.1)."""

    RESET_PASSWORD = "00299570-246d-11d0-a768-00aa006e0529"  # noqa: S105 - a GUID
    CHANGE_PASSWORD = "ab721a53-1e2f-11d0-9819-00aa0040529b"  # noqa: S105 - a GUID


ATTRIBUTES: dict[str, tuple[uuid.UUID, uuid.UUID | None]] = {
    "mobile": (uuid.UUID("f0f8ffa3-1191-11d0-a060-00aa006c33ed"), PERSONAL_INFORMATION),
    "telephonenumber": (uuid.UUID("bf967a49-0de6-11d0-a285-00aa003049e2"), PERSONAL_INFORMATION),
    "manager": (uuid.UUID("bf9679b5-0de6-11d0-a285-00aa003049e2"), PUBLIC_INFORMATION),
    "managedby": (uuid.UUID("0296c120-40da-11d1-a9c0-0000f80367c1"), None),
    "lockouttime": (uuid.UUID("28630ebf-41d5-11d1-a9c1-0000f80367c1"), None),
    "accountexpires": (uuid.UUID("bf967915-0de6-11d0-a285-00aa003049e2"), ACCOUNT_RESTRICTIONS),
    "useraccountcontrol": (uuid.UUID("bf967a68-0de6-11d0-a285-00aa003049e2"), ACCOUNT_RESTRICTIONS),
    "pwdlastset": (uuid.UUID("bf967a0a-0de6-11d0-a285-00aa003049e2"), ACCOUNT_RESTRICTIONS),
    "logonhours": (uuid.UUID("bf9679ab-0de6-11d0-a285-00aa003049e2"), LOGON_INFORMATION),
    "userworkstations": (uuid.UUID("bf9679d7-0de6-11d0-a285-00aa003049e2"), LOGON_INFORMATION),
    "badpwdcount": (uuid.UUID("bf96792e-0de6-11d0-a285-00aa003049e2"), LOGON_INFORMATION),
    "badpasswordtime": (uuid.UUID("bf96792d-0de6-11d0-a285-00aa003049e2"), None),
    "lastlogon": (uuid.UUID("bf967997-0de6-11d0-a285-00aa003049e2"), LOGON_INFORMATION),
    "lastlogontimestamp": (uuid.UUID("c0e20a04-0e5a-4ff3-9482-5efeaecd7060"), LOGON_INFORMATION),
    "admincount": (uuid.UUID("bf967918-0de6-11d0-a285-00aa003049e2"), None),
    "tokengroups": (uuid.UUID("b7c69e6d-2cc7-11d2-854e-00a0c983f608"), REMOTE_ACCESS_INFORMATION),
    "memberof": (uuid.UUID("bf967991-0de6-11d0-a285-00aa003049e2"), MEMBERSHIP),
    "msds-resultantpso": (uuid.UUID("b77ea093-88d0-4780-9a98-911f8e8b1dca"), None),
}
"""schemaIDGUID and property set of the attributes whose absence must be told from unreadability."""


@dataclass(frozen=True)
class AccessEntry:
    """One ACE that applies to the entry itself. `object_type` None = every right and attribute."""

    allows: bool
    mask: int
    sid: str
    object_type: uuid.UUID | None


@dataclass(frozen=True)
class SecurityDescriptor:
    """`entries` in their order; None = no DACL, which allows everything."""

    entries: tuple[AccessEntry, ...] | None
    has_conditions: bool = False  # there are entries that allow something on a condition

    def grants(self, sids: frozenset[str], mask: int, *types: uuid.UUID | None) -> bool:
        """Whether the first entry that speaks of these SIDs and this right allows it (MS-ADTS 5.1.3.3.2).

        `types`: the right's or attribute's GUID and the property sets that hold it.
        """
        if self.entries is None:
            return True
        for entry in self.entries:
            if entry.sid in sids and entry.mask & mask and entry.object_type in {None, *types}:
                return entry.allows
        return False

    def denies_change_to_person(self) -> bool:
        """PASSWD_CANT_CHANGE: a deny of Change Password for SELF or Everyone."""
        change = uuid.UUID(Right.CHANGE_PASSWORD)
        return any(
            not entry.allows
            and entry.mask & CONTROL_ACCESS
            and entry.sid in {SELF, EVERYONE}
            and entry.object_type in {None, change}
            for entry in self.entries or ()
        )


@kept_if_short(64, 16 * 1024)
def parse(raw: bytes) -> SecurityDescriptor:
    """A self-relative descriptor (MS-DTYP 2.4.6); in one container most are the same. Raises `ValueError`."""
    try:
        revision, _, control, _, _, _, dacl = struct.unpack_from("<BBHIIII", raw)
        if revision != 1:
            raise ValueError("unknown revision of a security descriptor")
        if not control & _DACL_PRESENT or not dacl:
            return SecurityDescriptor(None)
        _, _, size, count, _ = struct.unpack_from("<BBHHH", raw, dacl)
        kinds, entries = _entries(raw[dacl + 8 : dacl + size], count)
        return SecurityDescriptor(entries, bool(kinds & {_ALLOW_IF, _ALLOW_OBJECT_IF}))
    except struct.error as error:
        raise ValueError("a security descriptor that is cut off") from error


def _entries(raw: bytes, count: int) -> tuple[set[int], tuple[AccessEntry, ...]]:
    """The kinds of all entries that apply to the entry itself, and those that can be weighed."""
    kinds: set[int] = set()
    found, at = [], 0
    for _ in range(count):
        kind, flags, size = struct.unpack_from("<BBH", raw, at)
        if size < 8 or at + size > len(raw):
            raise ValueError("an access entry that is cut off")
        if not flags & _INHERIT_ONLY:
            kinds.add(kind)
            if kind in {_ALLOW, _DENY, _ALLOW_OBJECT, _DENY_OBJECT}:
                found.append(_entry(kind, raw[at + 4 : at + size]))
        at += size
    return kinds, tuple(found)


def _entry(kind: int, body: bytes) -> AccessEntry:
    (mask,) = struct.unpack_from("<I", body)
    object_type, at = None, 4
    if kind in {_ALLOW_OBJECT, _DENY_OBJECT}:
        (present,) = struct.unpack_from("<I", body, 4)
        at = 8
        if present & _HAS_OBJECT_TYPE:
            object_type = uuid.UUID(bytes_le=body[at : at + 16])
            at += 16
        if present & _HAS_INHERITED_TYPE:
            at += 16
    if len(body) < at + 8:
        raise ValueError("an access entry without a SID")
    who = values.sid(body[at : at + 8 + 4 * body[at + 1]])
    for generic, rights in _GENERIC.items():
        mask |= rights if mask & generic else 0
    return AccessEntry(kind in {_ALLOW, _ALLOW_OBJECT}, mask, who, object_type)
