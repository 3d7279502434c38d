"""Which groups hold somebody, through any number of groups between: by asking each level who holds it.

Groups of LDAP have no id of their own: their DN in a form fit for comparison is theirs here. Static groups
are found by member, uniqueMember and memberUid (RFC 4519, RFC 2307), the primary group by gidNumber; what a
server computes itself (dynamic groups) by memberOf.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.names import dn_parts, hidden_characters
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.filters import both, either, equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.problems import read_problem
from helpdesk_tui.text import LONGEST_DN, clean

_CLASSES = (
    "groupOfNames", "groupOfUniqueNames", "posixGroup", "groupOfMembers", "groupOfEntries", "ipaUserGroup",
)  # fmt: skip
GROUPS = either(*(equal("objectClass", name) for name in _CLASSES))
"""Filter: groups of any kind."""
_AT_ONCE = 25
"""Names in one filter."""
_MOST_INNER = 50
"""Groups in one that is searched by."""
_MOST_LOGINS = 500
"""In a filter, of a group whose members are logins."""
MOST_GROUPS = 2000
"""Of one account. More is no answer but a mistake, or an attack."""


def group_key(dn: str) -> str:
    """Equal for two spellings of one DN, as the server wrote it: not cleaned. What nobody sees in a name is
    told apart all the same: who may make groups must not make another "Supervisors". A key is no DN to write
    to: `named.group_with_key` finds that."""
    hidden = hidden_characters(dn)
    key = ",".join(dn_parts(dn))
    return f"{key}#{'.'.join(f'{ord(each):x}' for each in hidden)}" if hidden else key


class Member(NamedTuple):
    """By what groups know somebody; "" = by nothing of the kind."""

    dn: str
    login: str
    number: str  # gidNumber of the primary group
    member_of: Sequence[str]  # groups that the server itself tells; no DN is cleaned


def groups_of(link: Link, base: str, member: Member) -> frozenset[str]:
    """Keys of all groups below `base` that hold it. Raises `Refused`, `DirectoryUnreachable`."""
    posix = [equal("memberUid", member.login)] if member.login else []
    posix += [both("(objectClass=posixGroup)", equal("gidNumber", member.number))] if member.number else []
    found = {group_key(group): group for group in member.member_of}
    waiting = [member.dn, *found.values()]
    while waiting:
        some, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        where = either(*(part for name in some for part in _holding(name)), *posix)
        posix = []
        for group in _found(link, base, where):
            if group_key(group) not in found:
                found[group_key(group)] = group
                waiting.append(group)
        if len(found) > MOST_GROUPS:
            raise Refused(problem("answer-too-large", server=link.server))
    return frozenset(found)


def people_in(link: Link, base: str, group: str, login: Sequence[str]) -> str:
    """Filter: whom the group with this DN holds, through any number of groups between. Raises `Refused`
    (group-members-unknown) where that does not stand with its members, and they are not a few logins."""
    groups: list[str] = [group]
    logins: list[str] = []
    numbers: list[str] = []
    for each in groups:  # grows as it goes
        groups += [inner for inner in _found(link, base, equal("memberOf", each)) if inner not in groups]
        for entry in map(Attributes, link.read(each, ["memberUid", "gidNumber"], GROUPS).entries):
            logins += entry.as_sent("memberUid")
            numbers += filter(None, [entry.text("gidNumber")])
        if len(groups) > _MOST_INNER or len(logins) > _MOST_LOGINS or not _told(link, base, each):
            raise Refused(problem("group-members-unknown", group=clean(group, LONGEST_DN)))
    return either(
        *(equal("memberOf", each) for each in groups),
        *(equal(name, each) for each in logins for name in login),
        *(equal("gidNumber", each) for each in numbers),
    )


def _told(link: Link, base: str, group: str) -> bool:
    """Whether memberOf of somebody tells of it; of a group without DNs for members nothing need be told."""
    if not link.read(group, ["1.1"], "(|(member=*)(uniqueMember=*))").entries:
        return True
    return bool(link.search(base, equal("memberOf", group), ["1.1"], 1).entries)


def _holding(dn: str) -> list[str]:
    return [equal("member", dn), equal("uniqueMember", dn)]


def _found(link: Link, base: str, where: str) -> Iterator[str]:
    cookie = b""
    while True:
        answer = link.search(base, both(GROUPS, where), ["1.1"], 500, cookie)
        if not answer.result.done:
            raise Refused(read_problem(answer.result, link.server))
        for entry in answer.entries:
            yield entry.dn
        cookie = answer.cookie
        if not cookie:
            return
