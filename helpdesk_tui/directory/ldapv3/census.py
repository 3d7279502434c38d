"""Everybody below some bases, in pages: what a policy is counted with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from helpdesk_tui.desk.account import AccountId, AccountKind, CensusEntry
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.account import kind_of, manager_of
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.ldapv3.groups import GROUPS, group_key
from helpdesk_tui.directory.ldapv3.reading import IDENTITY
from helpdesk_tui.directory.ldapv3.schema import Schema
from helpdesk_tui.directory.named import entry_dn
from helpdesk_tui.directory.pages import Course, bounded, outermost
from helpdesk_tui.directory.problems import read_problem
from helpdesk_tui.text import clean

_OF_A_GROUP = ("member", "uniqueMember", "memberUid", "gidNumber")
_GROUPS_AT_ONCE = 10
"""In a page: each may have tens of thousands of members."""


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
            for found in course.pages(base, schema.persons, self._attributes):
                is_empty, entry = False, Attributes(found, self.readable)
                identity = dialect.identity(entry)
                if identity and identity not in seen and kind_of(entry, schema) is AccountKind.PERSON:
                    seen.add(identity)
                    yield self._person(entry, identity, group_key(found.dn), members)
            if (
                is_empty and entry_dn(link, base, read_problem) is None
            ):  # 389 says of such a base that it is empty
                raise Refused(problem("base-not-found", base=clean(base)))

    @property
    def _attributes(self) -> Sequence[str]:
        """What an entry of the census is made of, and no more: there are many."""
        schema = self.schema
        told = (*schema.login, *schema.mail, *schema.mobile, *schema.office_phone, *schema.manager)
        asked = (*IDENTITY, *told, "krbPrincipalName", "gidNumber", *self.dialect.census_attributes)
        return tuple(dict.fromkeys(asked))

    def _person(
        self, entry: Attributes, identity: AccountId, key: str, members: Mapping[str, _Members]
    ) -> CensusEntry:
        schema = self.schema
        login, number = entry.first(schema.login), entry.text("gidNumber")
        held = frozenset(
            group
            for group, within in members.items()
            if key in within.dns or login in within.logins or (number and number in within.numbers)
        )
        return CensusEntry(
            id=identity,
            security_id=key,
            login=login,
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
        )

    def _members(self, course: Course, asked: frozenset[str]) -> dict[str, _Members]:
        """By key, of those groups that are there. Each group is read once: any may be in another."""
        groups: dict[str, _Members] = {}
        for found in course.pages(self.root, GROUPS, _OF_A_GROUP, at_once=_GROUPS_AT_ONCE):
            entry = Attributes(found)
            names = [*entry.as_sent("member"), *entry.as_sent("uniqueMember")]
            groups[group_key(found.dn)] = _Members(
                frozenset(map(group_key, names)),
                frozenset(entry.texts("memberUid")),
                frozenset({entry.text("gidNumber")} - {""}),
            )
        return {group: _whole(groups, group) for group in asked if group in groups}


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
