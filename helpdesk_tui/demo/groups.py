"""The groups of the demo directory: well-known ones and the desk's, nested as in a real domain."""

from collections.abc import Iterable
from dataclasses import dataclass

from helpdesk_tui.demo.entries import SUFFIX, USERS, escaped
from helpdesk_tui.desk.names import dn_parts

DOMAIN_SID = "S-1-5-21-1000000001-2000000002-3000000003"

OPERATORS, REGISTRARS = "Helpdesk Operators", "Helpdesk Registrars"
SUPERVISORS, AUDITORS = "Helpdesk Supervisors", "Helpdesk Auditors"
FINANCE, EXECUTIVES, CONTRACTORS = "Finance", "Executives", "Contractors"

_BUILTIN = f"CN=Builtin,{SUFFIX}"
_GROUPS = f"OU=Groups,{SUFFIX}"


@dataclass(frozen=True)
class Group:
    """A security group."""

    name: str
    sid: str
    parent: str
    member_of: tuple[str, ...] = ()  # names of the groups that hold this one

    @property
    def dn(self) -> str:
        """Its distinguished name."""
        return f"CN={escaped(self.name)},{self.parent}"


def _builtin(name: str, rid: int) -> Group:
    return Group(name, f"S-1-5-32-{rid}", _BUILTIN)


def _known(name: str, rid: int, *member_of: str) -> Group:
    return Group(name, f"{DOMAIN_SID}-{rid}", USERS, member_of)


def _own(name: str, rid: int, *member_of: str) -> Group:
    return Group(name, f"{DOMAIN_SID}-{rid}", _GROUPS, member_of)


# [MS-DTYP] 2.4.2.4: well-known SIDs and relative identifiers
GROUPS = {
    group.name: group
    for group in (
        _builtin("Administrators", 544),
        _builtin("Users", 545),
        _builtin("Guests", 546),
        _builtin("Account Operators", 548),
        _builtin("Server Operators", 549),
        _builtin("Print Operators", 550),
        _builtin("Backup Operators", 551),
        _builtin("Replicator", 552),
        _known("Domain Admins", 512, "Administrators"),
        _known("Domain Users", 513, "Users"),
        _known("Domain Guests", 514, "Guests"),
        _known("Domain Computers", 515),
        _known("Domain Controllers", 516),
        _known("Schema Admins", 518),
        _known("Enterprise Admins", 519, "Administrators"),
        _known("Group Policy Creator Owners", 520),
        _known("Read-only Domain Controllers", 521),
        _known("Protected Users", 525),
        _known("Key Admins", 526),
        _known("Enterprise Key Admins", 527),
        _own(OPERATORS, 1600),
        _own(REGISTRARS, 1601),
        _own(SUPERVISORS, 1602),
        _own(AUDITORS, 1603),
        _own(FINANCE, 1604, "Everybody in the building"),
        _own("Everybody in the building", 1605),
        _own("Tier 1 Administrators", 1606, "Platform Team"),
        _own("Platform Team", 1607, "Domain Admins"),
        _own("Research [/secret]", 1608),
        _own(EXECUTIVES, 1609),
        _own(CONTRACTORS, 1610),
    )
}

# Those whose members AdminSDHolder guards ([MS-ADTS] 3.1.1.6.1.1): delegated rights do not reach them.
_GUARDED = frozenset(
    [f"S-1-5-32-{rid}" for rid in (544, 548, 549, 550, 551, 552)]
    + [f"{DOMAIN_SID}-{rid}" for rid in (512, 516, 518, 519, 520, 521, 526, 527)]
)
_PROTECTING = _GUARDED | {f"{DOMAIN_SID}-525"}  # and Protected Users
_ADMINISTRATOR = 500
_GUARDED_ACCOUNTS = frozenset({_ADMINISTRATOR, 502})  # and krbtgt


def all_groups(direct: Iterable[str], primary: str) -> frozenset[str]:
    """Names of every group, through nesting, with the primary group: what `tokenGroups` holds."""
    found: set[str] = set()
    waiting = [primary, *direct]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(GROUPS[name].member_of)
    return frozenset(found)


def sids(names: Iterable[str]) -> frozenset[str]:
    """The SIDs of the groups with these names."""
    return frozenset(GROUPS[name].sid for name in names)


def is_of_domain(sid: str) -> bool:
    """Whether the domain itself gave that SID: none of BUILTIN, nor of another domain."""
    return sid.startswith(f"{DOMAIN_SID}-")


def is_guarded(rid: int, group_sids: frozenset[str]) -> bool:
    """Whether the account with this RID and these groups is out of reach for delegated rights."""
    return rid in _GUARDED_ACCOUNTS or bool(group_sids & _GUARDED)


def protected_by(rid: int, group_sids: frozenset[str]) -> str:
    """The group that protects the account with this RID and these groups, or its own name; "" = none does."""
    if rid == _ADMINISTRATOR:
        return "Administrator"
    held = sorted(
        (group.sid, name) for name, group in GROUPS.items() if group.sid in group_sids & _PROTECTING
    )
    return held[0][1] if held else ""


def find_group(text: str) -> Group | None:
    """A group by name, `DEMO\\name`, DN or SID; case does not matter."""
    wanted = text.strip()
    name = wanted.rpartition("\\")[2] if "=" not in wanted else wanted
    for group in GROUPS.values():
        if name.casefold() == group.name.casefold() or wanted.upper() == group.sid:
            return group
        if "=" in wanted and dn_parts(wanted) == dn_parts(group.dn):
            return group
    return None
