"""dse.ldif of the lab's 389 Directory Server, from the package's own templates: one database, the policy of
the whole server, and the rights of the operators."""

import getpass
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lab import freeipa, ldap_people, ldif, people
from lab.ds389_people import POLICY, policy_dn
from lab.ldap_people import CIRCLE, CLUB, GROUPS, OPERATORS, PEOPLE, POLICIES, SHELL_USERS, group_dn
from lab.ldap_server import LdapServer
from lab.ldif import Attributes

TEMPLATES = Path("/usr/share/dirsrv/data")
BACKEND = "userroot"
MANAGER = "cn=Directory Manager"
MANAGER_PASSWORD = "Lab-Manager-2024!"

_OPERATORS = f'groupdn = "ldap:///{group_dn(OPERATORS)}"'


@dataclass(frozen=True)
class Options:
    """In what one lab server differs from another."""

    delegate: Literal["admin", "aci"] = "admin"
    """By what the operators set people's passwords: as the policy's password administrators, whose new ones
    are not checked when they are written by modify, or by an access rule alone."""
    global_policy_readable: bool = True
    """The operators may read the policy of the whole server, in cn=config."""
    crowd_size: int = 0
    """So many people more, and groups of 20,000 of them (lab.crowd)."""
    policy: Attributes | None = None
    """What is different in the policy of the whole server."""
    freeipa: bool = False
    """FreeIPA's schema and tree, with people of its own (lab.freeipa)."""
    own_name: str = "localhost"
    """What it calls itself, as others replicate with it and clients are sent on to it."""
    counts_writes: bool = False
    """The USN plugin is on, as FreeIPA has it: each write gives an entry a higher number."""


def acis(options: Options) -> dict[str, list[str]]:
    """DN → its access rules."""
    hidden = '"userPassword || passwordHistory || aci"'
    operators = (
        "userPassword || passwordExpirationTime || passwordRetryCount || accountUnlockTime || nsAccountLock"
    )
    unreadable = policy_dn(people.UNREADABLE_POLICY)
    return (freeipa.acis() if options.freeipa else {}) | {
        ldap_people.BASE: [
            f'(targetattr != {hidden})(version 3.0; acl "Everybody reads"; allow (read, search, compare) '
            'userdn = "ldap:///all";)',
            '(targetattr = "userPassword")(version 3.0; acl "One\'s own password"; allow (write) '
            'userdn = "ldap:///self";)',
            f'(target = "ldap:///{unreadable}")(targetattr = "*")(version 3.0; acl "Nobody reads this"; '
            'deny (all) userdn = "ldap:///all";)',
        ],
        POLICIES: [  # there it says whether there is one
            '(targetattr = "passwordHistory")(version 3.0; acl "The policies"; allow (read, search, compare) '
            'userdn = "ldap:///all";)',
        ],
        GROUPS: [
            f'(targetattr = "member || uniqueMember || memberUid")'
            f'(targetfilter = "(|(cn={CLUB})(cn={SHELL_USERS})(cn={CIRCLE}))")'
            f'(version 3.0; acl "Offered groups"; allow (write) {_OPERATORS};)',
        ],
        PEOPLE: [
            f'(targetattr = "{operators}")(version 3.0; acl "The desk"; allow (write) {_OPERATORS};)',
        ],
    }


def text(directory: Path, server: LdapServer, options: Options) -> str:
    """The file, for a server that keeps everything in `directory`."""
    blocks = _filled(TEMPLATES / "template-dse.ldif", directory, server, options).split("\n\n")
    first = next(number for number, block in enumerate(blocks) if block.startswith("dn: cn=config\n"))
    blocks[first] += "\n" + _settings(server, options)
    blocks = [_switched_on(block) if "cn: MemberOf Plugin" in block else block for block in blocks]
    if options.freeipa or options.counts_writes:
        blocks = [_enabled(block) if "\ncn: USN\n" in block else block for block in blocks]
    suffix = _filled(TEMPLATES / "template-suffix-db.ldif", directory, server, options)
    return "\n\n".join(block.strip() for block in [*blocks, suffix, *_indexes()] if block.strip()) + "\n"


def _settings(server: LdapServer, options: Options) -> str:
    """Of the whole server."""
    settings: dict[str, ldif.Value | list[ldif.Value]] = {
        "nsslapd-listenhost": server.address,
        "nsslapd-securelistenhost": server.address,
        "nsslapd-secureport": server.port,
        "nsslapd-security": "on",
        "nsslapd-pwpolicy-local": "on",
        "nsslapd-accesslog-logging-enabled": "off",
        **POLICY,
        **(freeipa.SERVER_POLICY if options.freeipa else {}),
        **(options.policy or {}),
    }
    if options.delegate == "admin":
        settings["passwordAdminDN"] = group_dn(OPERATORS)
    if options.global_policy_readable:
        settings["aci"] = (
            '(targetattr = "objectClass || cn || password* || nsslapd-pwpolicy-local")'
            f'(version 3.0; acl "The policy"; allow (read, search, compare) {_OPERATORS};)'
        )
    return ldif.entry("", settings).partition("\n")[2].strip()


def _filled(template: Path, directory: Path, server: LdapServer, options: Options) -> str:
    places = ("schema", "lock", "tmp", "cert", "ldif", "bak", "run", "inst", "log", "db", "db_home", "config")
    values = {f"{place}_dir": str(directory / _PLACES.get(place, place)) for place in places} | {
        "fqdn": options.own_name,
        "ds_port": server.plain_port,
        "ds_user": getpass.getuser(),
        "rootdn": MANAGER,
        "ds_passwd": ldap_people.hashed(MANAGER_PASSWORD, "sha512"),
        "ldapi_enabled": "off",
        "ldapi": str(directory / "run" / "ldapi"),
        "ldapi_autobind": "off",
        "ds_suffix": ldap_people.BASE,
        "ds_bename": BACKEND,
        "db_lib": "bdb",  # with mdb, 2.3.1 was seen to die of a memory fault
    }
    filled = "\n".join(line for line in template.read_text().splitlines() if not line.startswith("#"))
    for name, value in values.items():
        filled = filled.replace(f"%{name}%", str(value))
    return filled


_PLACES = {"cert": ".", "config": ".", "inst": ".", "db_home": "db"}


def _switched_on(plugin: str) -> str:
    return _enabled(plugin) + "\nmemberOfAutoAddOC: nsMemberOf"


def _enabled(plugin: str) -> str:
    return plugin.replace("nsslapd-pluginenabled: off", "nsslapd-pluginenabled: on")


_SEARCHED = (
    *("uid", "cn", "sn", "givenName", "displayName", "mail"),
    *("telephoneNumber", "mobile", "employeeNumber"),
)
_LOOKED_UP = ("member", "uniqueMember", "memberUid", "memberOf", "gidNumber", "manager", "entryUUID")


def _indexes() -> list[str]:
    """Of the one database: the template's are for those that are made later."""
    parent = f"cn=index,cn={BACKEND},cn=ldbm database,cn=plugins,cn=config"

    def index(name: str, *kinds: str) -> str:
        classes = ["top", "nsIndex"]
        kept = {"objectClass": classes, "cn": name, "nsSystemIndex": "false", "nsIndexType": kinds}
        return ldif.entry(f"cn={name},{parent}", kept)

    return [
        ldif.entry(parent, {"objectClass": ["top", "extensibleObject"], "cn": "index"}),
        *(index(name, "eq", "sub", "pres") for name in _SEARCHED),
        *(index(name, "eq") for name in _LOOKED_UP),
    ]
