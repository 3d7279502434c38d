"""Everybody below some bases, in pages: what a policy is counted with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from helpdesk_tui.desk.account import AccountId, AccountKind, CensusEntry
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.account import kind_of, manager_of
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.ldapv3.groups import GROUPS, group_key
from helpdesk_tui.directory.ldapv3.reading import IDENTITY
from helpdesk_tui.directory.ldapv3.schema import Schema
from helpdesk_tui.directory.named import demand_base
from helpdesk_tui.directory.pages import Course, bounded, outermost
from helpdesk_tui.directory.problems import NO_OBJECT, read_problem

_BY_DN = ("member", "uniqueMember")
_OF_A_GROUP = (*_BY_DN, "memberUid", "gidNumber")


@dataclass(frozen=True)
class _Members:
    """Who is in a group, through any number of groups between."""

    dns: frozenset[str]  # keys
    logins: frozenset[str]
    numbers: frozenset[str]  # gidNumber: whose primary group it is


@dataclass(frozen=True)
class Census:
    """`root` holds the groups; people are below `base` where nothing else is said."""

    root: str
    base: str
    page: int
    schema: Schema
    dialect: Dialect
    readable: frozenset[str]

    def take(self, link: Link, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        """Each person once. Of groups only the members' names are kept. Raises `Refused` (base-not-found, a
        limit of the server, …)."""
        below = outermost(bounded(bases, self.base))
        course = Course(link, self.page, read_problem)
        members = self._members(course, groups) if groups else {}
        schema, dialect = self.schema, self.dialect
        seen: set[AccountId] = set()
        for base in below:
            is_empty = True
            for shown in course.pages(base, schema.persons, self._attributes):
                is_empty, entry = False, Attributes(shown, self.readable)
                identity = dialect.identity(entry)
                if identity and identity not in seen and kind_of(entry, schema) is AccountKind.PERSON:
                    if len(below) > 1:  # one base is listed by the numbers of its entries: each comes once
                        seen.add(identity)
                    yield self._person(entry, identity, group_key(shown.dn), members)
            if is_empty:
                demand_base(link, base, read_problem)

    @property
    def _attributes(self) -> Sequence[str]:
        """What an entry of the census is made of, and no more: there are many."""
        schema = self.schema
        told = (*schema.login, *schema.mail, *schema.mobile, *schema.office_phone, *schema.manager)
        told = (*told, *schema.name, *schema.department)
        asked = (*IDENTITY, *told, "krbPrincipalName", "gidNumber", *self.dialect.census_attributes)
        return tuple(dict.fromkeys(asked))

    def _person(
        self, entry: Attributes, identity: AccountId, key: str, members: Mapping[str, _Members]
    ) -> CensusEntry:
        schema = self.schema
        login, number = entry.first_as_sent(schema.login), entry.text("gidNumber")
        held = frozenset(
            group
            for group, within in members.items()
            if key in within.dns or login in within.logins or (number and number in within.numbers)
        )
        return CensusEntry(
            id=identity,
            security_id=key,
            login=entry.first(schema.login),
            domain="",
            principal_name=entry.text("krbPrincipalName", 1024),
            dn=entry.dn,
            enabled=self.dialect.is_enabled(entry),
            mail=entry.first(schema.mail),
            mobile=entry.known_first(schema.mobile),
            office_phone=entry.known_first(schema.office_phone),
            manager=manager_of(entry, schema),
            contact_times=self.dialect.contact_times(entry),
            group_ids=held,
            protected_by=self.dialect.protected_by(held),
            name=entry.first(schema.name),
            department=entry.first(schema.department),
        )

    def _members(self, course: Course, asked: frozenset[str]) -> dict[str, _Members]:
        """By key, of those groups that are there. Only they, and the groups in them, are read: of all groups
        the members would be more than of all people."""
        dns = {group_key(each.dn): each.dn for each in course.pages(self.root, GROUPS, ("1.1",))}
        waiting = [*(asked & dns.keys())]
        groups: dict[str, _Members] = {}
        while waiting:
            group = waiting.pop()
            if group not in groups:
                groups[group] = _listed(course.link, dns[group])
                waiting += groups[group].dns & dns.keys()
        return {group: _whole(groups, group) for group in asked & groups.keys()}


def _listed(link: Link, group: str) -> _Members:
    """Those that the group with this DN names itself; nobody, if it is gone. Raises `Refused`."""
    answer = link.read(group, _OF_A_GROUP, GROUPS)
    if not answer.result.done and answer.result.code != NO_OBJECT:
        raise Refused(read_problem(answer.result, link.server))
    entries = [Attributes(each) for each in answer.entries]
    return _Members(
        frozenset(group_key(dn) for entry in entries for name in _BY_DN for dn in entry.as_sent(name)),
        frozenset(login for entry in entries for login in entry.as_sent("memberUid")),
        frozenset(filter(None, (entry.text("gidNumber") for entry in entries))),
    )


def _whole(groups: Mapping[str, _Members], group: str) -> _Members:
    """With the members of the groups in it."""
    within, waiting = {group}, [group]
    while waiting:
        for member in groups[waiting.pop()].dns & groups.keys() - within:
            within.add(member)
            waiting.append(member)
    parts = [groups[each] for each in within]
    return _Members(
        frozenset().union(*(each.dns for each in parts)),
        frozenset().union(*(each.logins for each in parts)),
        frozenset().union(*(each.numbers for each in parts)),
    )
