"""What the server would let the signed-in account write: it is asked (effective rights,
draft-ietf-ldapext-acl-model-08 §4.2, as 389 Directory Server has it)."""

import re
from collections.abc import Iterable, Mapping

from helpdesk_tui.desk.account import Rights
from helpdesk_tui.desk.action import Action
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.messages import Control

EFFECTIVE_RIGHTS = "1.3.6.1.4.1.42.2.27.9.5.2"
_LONGEST = 10_000


def written_to(link: Link, dn: str, acts_as: str, needed: Mapping[Action, tuple[str, ...]]) -> Rights:
    """Whether all attributes that an action needs may be written by `acts_as`, who asks. Unknown where the
    server does not say."""
    names = tuple(dict.fromkeys(name for each in needed.values() for name in each))
    ask = Control(EFFECTIVE_RIGHTS, b"dn:" + acts_as.encode("utf-8", "replace"))
    answer = link.read(dn, names, controls=[ask])
    told = Attributes(answer.entries[0]).text("attributeLevelRights", _LONGEST) if answer.entries else ""
    rights = dict(re.findall(r"([A-Za-z0-9;-]+):([a-zA-Z]+)", told.lower()))

    def may_write(name: str) -> bool | None:
        found = rights.get(name.lower())
        return None if found is None else found != "none" and "w" in found

    return {action: _all(may_write(name) for name in each) for action, each in needed.items()}


def _all(known: Iterable[bool | None]) -> bool | None:
    found = list(known)
    if False in found:
        return False
    return None if None in found else True
