"""Who is in a group stands with the group (RFC 4519 §2.17, §2.40; RFC 2307 §2.2)."""

from helpdesk_tui.desk.ports import Change, GroupPower, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.dialect import Dialect, Writing
from helpdesk_tui.directory.ldapv3.groups import GROUPS, Member, groups_of
from helpdesk_tui.directory.ldapv3.named import group_with_key
from helpdesk_tui.directory.ldapv3.problems import short
from helpdesk_tui.directory.messages import DirectoryEntry, Modification
from helpdesk_tui.directory.named import entries_of
from helpdesk_tui.directory.problems import BY_RESULT, MEMBERS_BY_RESULT, Result, read_problem
from helpdesk_tui.directory.write import MEMBERS
from helpdesk_tui.language import _

_BY_CLASS = (("groupofuniquenames", "uniqueMember"), ("posixgroup", "memberUid"))
"""The rest has member; a posixGroup may be a group of names as well, and is one then."""
_NAMES = frozenset({"groupofnames", "groupofmembers", "groupofentries", "ipausergroup"})


def regrouped(writing: Writing, change: Change, root: str) -> Reply:
    """Add to the group with that key, or remove from it, by one modify of its entry."""
    how = next(way for action, way in MEMBERS.items() if action in change.steps)
    group = group_with_key(writing.link, root, change.asked.group)
    entries = _read(writing.link, group, "objectClass") if group else ()
    if not group or not entries:
        return Reply(ReplyKind.NOT_SENT, problem("group-gone"))
    classes = {name.lower() for name in Attributes(entries[0]).texts("objectClass")}
    attribute = _attribute(classes)
    if attribute == "memberUid" and writing.login != writing.seen.login:
        return Reply(ReplyKind.NOT_SENT, problem("login-hides-characters"))
    value = writing.login if attribute == "memberUid" else writing.dn
    result = writing.link.modify(group, [Modification(how, attribute, (value.encode(),))])
    if result.done:
        return Reply(ReplyKind.ACCEPTED, code=short(result))
    return Reply(ReplyKind.REFUSED, _problem(result, writing.link.server), short(result))


def group_power(link: Link, root: str, group: str, dialect: Dialect) -> GroupPower:
    """Of the group with that key."""
    dn = group_with_key(link, root, group)
    entries = _read(link, dn, "memberOf") if dn else ()
    if not dn or not entries:
        return GroupPower(None, None)
    member_of = Attributes(entries[0]).as_sent("memberOf")  # all that tells of groups that are computed
    ids = groups_of(link, root, Member(dn, "", "", member_of)) | {group}
    return GroupPower(ids, dialect.protected_by(ids))


def _read(link: Link, group: str, attribute: str) -> tuple[DirectoryEntry, ...]:
    return entries_of(link.read(group, [attribute], GROUPS), link.server, read_problem)


def _attribute(classes: set[str]) -> str:
    if classes & _NAMES:
        return "member"
    return next((name for kind, name in _BY_CLASS if kind in classes), "member")


def _problem(result: Result, server: str) -> Problem:
    code = MEMBERS_BY_RESULT.get(result.code) or BY_RESULT.get(result.code, "directory-refused")
    words = _("change the members of this group")
    return problem(code, server=server, action=words, detail=result.detail)
