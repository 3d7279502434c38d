"""What Active Directory itself protects: members of its administrative groups, and its built-in accounts
([MS-ADTS] 3.1.1.6.1.1; well-known SIDs and RIDs of [MS-DTYP] 2.4.2.4)."""

from helpdesk_tui.directory.active_directory.values import relative_id

_BUILTIN = {
    "S-1-5-32-544": "Administrators",
    "S-1-5-32-548": "Account Operators",
    "S-1-5-32-549": "Server Operators",
    "S-1-5-32-550": "Print Operators",
    "S-1-5-32-551": "Backup Operators",
    "S-1-5-32-552": "Replicator",
}
_OF_A_DOMAIN = {
    512: "Domain Admins",
    516: "Domain Controllers",
    518: "Schema Admins",
    519: "Enterprise Admins",
    520: "Group Policy Creator Owners",
    521: "Read-only Domain Controllers",
    525: "Protected Users",
    526: "Key Admins",
    527: "Enterprise Key Admins",
}
_DOMAIN = "S-1-5-21-"
_ADMINISTRATOR = 500


def protected_by(sid: str, groups: frozenset[str] | None) -> str | None:
    """What protects the account `sid`, which is in these groups (SIDs): the group's name, or the account's
    own; "" = nothing does; None = its groups are unknown."""
    if groups is None:
        return None
    if sid.startswith(_DOMAIN) and relative_id(sid) == _ADMINISTRATOR:
        return "Administrator"
    return next((name for held in sorted(groups) if (name := _name(held))), "")


def protecting_groups(sid: str) -> frozenset[str]:
    """SIDs of all groups that protect their members, in the domain that `sid` is of."""
    domain = sid.rpartition("-")[0] if sid.startswith(_DOMAIN) else ""
    return frozenset({*_BUILTIN, *(f"{domain}-{rid}" for rid in _OF_A_DOMAIN if domain)})


def _name(sid: str) -> str:
    return _BUILTIN.get(sid) or (_OF_A_DOMAIN.get(relative_id(sid), "") if sid.startswith(_DOMAIN) else "")
