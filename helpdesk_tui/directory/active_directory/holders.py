"""Which groups hold a group, through any number of groups between."""

from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.reading import DACL_ONLY
from helpdesk_tui.directory.active_directory.values import sid
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry

MOST_GROUPS = 500
"""That are read. More is no answer but a mistake, or an attack."""

_TOLD = ("objectSid", "tokenGroups", "memberOf", "nTSecurityDescriptor")


def holding(link: Link, group: str, token: frozenset[str]) -> frozenset[str] | None:
    """SIDs of all groups that hold the one with this DN; `token`: those of whoever reads. None = unknown.

    tokenGroups has them all (MS-ADTS 3.1.1.4.5.19); but Samba computes it of accounts alone, and who is in no
    group has none: then it is gone from group to group by memberOf, of which each must surely be readable.
    """
    found: set[str] = set()
    waiting, seen = [group], {group.lower()}
    while waiting:
        answer = link.read(waiting.pop(), _TOLD, controls=[DACL_ONLY])
        if not answer.result.done or not answer.entries or len(seen) > MOST_GROUPS:
            return None
        sids, above = _told(answer.entries[0], token)
        if sids is None:
            return None
        found |= sids
        new = {dn.lower(): dn for dn in above if dn.lower() not in seen}
        waiting += new.values()
        seen |= new.keys()
    return frozenset(found)


def _told(shown: DirectoryEntry, token: frozenset[str]) -> tuple[frozenset[str] | None, list[str]]:
    """Its own SID and those that it shows; and the DNs of the groups that are to be looked at."""
    entry = Attributes(shown, token)
    try:
        computed = frozenset(map(sid, entry.all_raw("tokenGroups")))
        own = frozenset(map(sid, entry.all_raw("objectSid")))
    except ValueError:
        return None, []
    if computed:
        return own | computed, []
    # A part of many comes under a name of its own (MS-ADTS 3.1.1.3.1.3.3).
    is_cut = any(name.startswith("memberof;") for name in shown.values)
    if not own or is_cut or not (entry.may_read("tokenGroups") and entry.may_read("memberOf")):
        return None, []
    return own, entry.as_sent("memberOf")
