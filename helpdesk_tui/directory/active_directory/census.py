"""Everybody below some bases, in pages (RFC 2696): what a policy is counted with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpdesk_tui.desk.account import AccountId, AccountKind, CensusEntry
from helpdesk_tui.directory import query
from helpdesk_tui.directory.active_directory import account, values
from helpdesk_tui.directory.active_directory import contact_times as times
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.named import GROUPS
from helpdesk_tui.directory.active_directory.problems import read_problem
from helpdesk_tui.directory.active_directory.protection import protected_by
from helpdesk_tui.directory.active_directory.search import PERSONS
from helpdesk_tui.directory.filters import both, in_chain
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Control, DirectoryEntry
from helpdesk_tui.directory.named import entries_of
from helpdesk_tui.directory.pages import Course, bounded, outermost
from helpdesk_tui.directory.values import first_value
from helpdesk_tui.text import LONGEST_DN

_CONTACTS = ("mail", "mobile", "telephoneNumber", "manager")
_ATTRIBUTES = (
    *account.KIND_ATTRIBUTES,
    *times.ATTRIBUTES,
    *_CONTACTS,
    "objectGUID",
    "displayName",
    "name",
    "department",
    "userPrincipalName",
    "primaryGroupID",
    "nTSecurityDescriptor",  # without it, what is absent would be unknown
)
_IDENTITY = ("objectGUID",)
_SECURITY_GROUP = 0x80000000  # GROUP_TYPE_SECURITY_ENABLED, MS-ADTS 2.2.12


@dataclass(frozen=True)
class _Members:
    """Who is in a group, through any number of groups between."""

    accounts: frozenset[bytes]  # GUIDs as they came, by member lists
    groups: frozenset[str]  # SIDs: the group itself and those within it, any of which may be a primary group


@dataclass(frozen=True)
class Census:
    """`domain_dn` holds the groups; people are below `base` where nothing else is said. `page` entries at
    once; `token`: SIDs of whoever reads."""

    domain_dn: str
    domain: str  # its short name
    base: str
    page: int
    token: frozenset[str]
    dacl_only: Control
    protecting: frozenset[str] = frozenset()  # SIDs of the groups that protect their members

    def take(self, link: Link, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        """Each person once. Membership is asked for by group, and not by person; of it only ids are kept.
        Raises `Refused` (base-not-found, a limit of the server, …)."""
        below = outermost(bounded(bases, self.base))
        course = Course(link, self.page, read_problem)
        asked = sorted(groups | self.protecting)
        members = {group: self._members(course, below, group) for group in asked}
        seen: set[bytes] = set()
        for base in below:
            for entry in course.pages(base, PERSONS, _ATTRIBUTES, (self.dacl_only,)):
                shown = Attributes(entry, self.token)
                identity = _identity(shown)
                if identity and identity not in seen and account.kind_of(shown) is AccountKind.PERSON:
                    seen.add(identity)
                    yield _person(
                        Attributes(_with_stamps(link, entry), self.token), self.domain, members, groups
                    )

    def _members(self, course: Course, below: Sequence[str], group: str) -> _Members:
        dn = _security_group(course.link, group)
        if not dn:
            return _Members(frozenset(), frozenset())
        where = both(GROUPS, in_chain("memberOf", dn))
        within = course.pages(self.domain_dn, where, ("objectSid",))
        sids = {sid for entry in within if (sid := Attributes(entry).decoded("objectSid", values.sid))}
        where = both(PERSONS, in_chain("memberOf", dn))
        people = (entry for base in below for entry in course.pages(base, where, _IDENTITY))
        ids = {found for entry in people if (found := _identity(Attributes(entry)))}
        return _Members(frozenset(ids), frozenset({group, *sids}))


def _security_group(link: Link, group: str) -> str:
    """Its DN as the server writes it; "" = no such group, or one that gives no rights and stands in nobody's
    tokenGroups."""
    wanted = query.parse(group)
    if wanted is None or wanted.kind is not query.Kind.SID:
        return ""
    answer = link.read(f"<SID={wanted.text}>", ["groupType"], GROUPS)
    entries = entries_of(answer, link.server, read_problem)
    kinds = [(entry.dn, Attributes(entry).integer("groupType")) for entry in entries]
    return next((dn for dn, kind in kinds if kind is None or kind & _SECURITY_GROUP), "")


def _with_stamps(link: Link, entry: DirectoryEntry) -> DirectoryEntry:
    """With what tells the age of contact data, where there is any."""
    if not any(entry.values.get(name.lower()) for name in _CONTACTS):
        return entry
    guid = values.guid(entry.values["objectguid"][0])
    return times.with_stamps(link, f"<GUID={guid}>", entry)


def _person(
    entry: Attributes, domain: str, members: dict[str, _Members], asked: frozenset[str]
) -> CensusEntry:
    control = entry.integer("userAccountControl")
    sid = entry.decoded("objectSid", values.sid) or ""
    held = _groups(entry, members)
    return CensusEntry(
        id=AccountId(entry.decoded("objectGUID", values.guid) or ""),
        security_id=sid,
        login=entry.text("sAMAccountName"),
        domain=domain,
        principal_name=entry.text("userPrincipalName", account.LONGEST_UPN),
        dn=entry.dn,
        enabled=None if control is None else not control & values.DISABLED,
        mail=entry.text("mail"),
        mobile=entry.known_text("mobile"),
        office_phone=entry.known_text("telephoneNumber"),
        manager=first_value(entry.text("manager", LONGEST_DN)),
        contact_times=times.contact_times(entry),
        group_ids=held & asked,
        protected_by=protected_by(sid, held),
        name=entry.text("displayName") or entry.text("name"),
        department=entry.text("department"),
    )


def _groups(entry: Attributes, members: dict[str, _Members]) -> frozenset[str]:
    """Those of the groups that were looked at that hold it."""
    identity, primary = _identity(entry), _primary_group(entry)
    return frozenset(
        group for group, held in members.items() if identity in held.accounts or primary in held.groups
    )


def _identity(entry: Attributes) -> bytes:
    """Its GUID as it came, the smallest form to keep; b"" = it shows none."""
    return (entry.raw("objectGUID") or b"") if entry.decoded("objectGUID", values.guid) else b""


def _primary_group(entry: Attributes) -> str:
    """Its SID: it is of the account's own domain (MS-ADTS 2.2.18). "" = unknown."""
    own, number = entry.decoded("objectSid", values.sid), entry.integer("primaryGroupID")
    return "" if own is None or number is None else f"{own.rpartition('-')[0]}-{number}"
