"""A computer of Active Directory: who answers for it, and what protects it."""

import re

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.ports import Device
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.active_directory.account import group_ids
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.protection import protected_by
from helpdesk_tui.directory.filters import either, equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.text import LONGEST_DN

COMPUTERS = "(objectClass=computer)"
COMPUTER_ATTRIBUTES = (
    "objectGUID",
    "objectSid",
    "objectClass",
    "cn",
    "sAMAccountName",
    "userAccountControl",
    "managedBy",
    "tokenGroups",
    "nTSecurityDescriptor",
)
LONGEST_NAME = 255
"""Characters: as long as a DNS name may be."""

_DOMAIN_CONTROLLER = 0x2000 | 0x4000000  # SERVER_TRUST_ACCOUNT, PARTIAL_SECRETS_ACCOUNT (MS-ADTS 2.2.16)
_OF_DOMAIN = re.compile(r"[\w.-]+\\(?=[^\\]+\Z)")


def named(name: str) -> str:
    """The filter for a whole name: NAME, NAME$, DOMAIN\\NAME or name.example.com. Raises `Refused`
    (device-missing, device-not-found)."""
    wanted = _OF_DOMAIN.sub("", name.strip(), count=1)
    short = wanted.removesuffix("$")
    if not short:
        raise Refused(problem("device-missing"))
    if len(wanted) > LONGEST_NAME:
        raise Refused(problem("device-not-found", name=wanted[:40] + "…"))
    names = (equal("sAMAccountName", f"{short}$"), equal("dNSHostName", wanted), equal("cn", short))
    return f"(&{COMPUTERS}{either(*names)})"


def device_of(link: Link, domain: Domain, entry: Attributes) -> Device:
    """Raises `Refused` (device-not-found) for what is no computer, or does not show its identity."""
    identity = entry.decoded("objectGUID", values.guid)
    classes = {name.lower() for name in entry.texts("objectClass")}
    name = entry.text("sAMAccountName").removesuffix("$") or entry.text("cn")
    if identity is None or "computer" not in classes or not name:
        raise Refused(problem("device-not-found", name=name or "that"))
    return Device(identity, name, entry.dn, _owner(link, entry), group_ids(entry), _protection(domain, entry))


def _protection(domain: Domain, entry: Attributes) -> str | None:
    """What cannot be told may protect it."""
    control = entry.integer("userAccountControl")
    if is_within(entry.dn, f"OU=Domain Controllers,{domain.dn}") or (control or 0) & _DOMAIN_CONTROLLER:
        return "Domain Controllers"
    sid = entry.decoded("objectSid", values.sid)
    return None if control is None or sid is None else protected_by(sid, group_ids(entry))


def _owner(link: Link, entry: Attributes) -> AccountId | None:
    """The id of what managedBy names; "" = surely nobody; None = it cannot be told."""
    if entry.raw("managedBy") is None:
        return AccountId("") if entry.is_empty("managedBy") else None
    dn = entry.as_sent("managedBy")[0]
    if dn.startswith("<") or len(dn) > LONGEST_DN or "\ufffd" in dn:
        return None
    found = link.read(dn, ["objectGUID"]).entries
    identity = Attributes(found[0]).decoded("objectGUID", values.guid) if len(found) == 1 else None
    return None if identity is None else AccountId(identity)
