"""slapd.conf of the lab's OpenLDAP: one database, password policies, and the rights of the operators."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lab import ldap_people, people
from lab.certificates import Certificate
from lab.ldap_people import CIRCLE, CLUB, GROUPS, OPERATORS, PEOPLE, SHELL_USERS, group_dn
from lab.ldap_server import LdapServer
from lab.openldap_people import policy_dn

ROOT = f"cn=root,{ldap_people.BASE}"
ROOT_PASSWORD = "Lab-Root-2024!"


@dataclass(frozen=True)
class Peer:
    """Another server that takes writes too, and has the same in the end."""

    number: int
    """Of this one, by which its writes are known."""
    port: int
    """On 127.0.0.1, which leads to the other one's plain port."""
    fills: bool = False
    """What the other one has comes first: this one begins empty."""


@dataclass(frozen=True)
class Options:
    """In what one lab server differs from another."""

    delegate: Literal["manage", "write"] = "manage"
    """What the operators may do with people's passwords. Who manages them is a password administrator: the
    new passwords are not checked."""
    hash_cleartext: bool = True
    """Passwords that are written by modify are hashed."""
    use_lockout: bool = True
    """A bind says that the account is locked."""
    access_log: bool = False
    """What is written can be read in cn=accesslog, by the operators too, but for passwords."""
    size_limit: int = 0
    """Nobody gets more entries from one search, by pages neither. By default 500 at once, by pages all."""
    crowd_size: int = 0
    """So many people more, and groups of 20,000 of them (lab.crowd)."""
    replicated: bool = False
    """Others may be replicas of it."""
    replica_of: LdapServer | None = None
    """It has what that one has, and sends those who write to it."""
    peer: Peer | None = None
    """It takes writes, and so does that one (lab.openldap_pair)."""
    access: str = ""
    """Rules of access that go before all others."""
    more: str = ""
    """The last lines of the file: those of this database first."""


_SCHEMAS = ("core", "cosine", "inetorgperson", "nis")

_CONFIGURATION = """\
{schemas}
pidfile {directory}/slapd.pid
argsfile {directory}/slapd.args
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload ppolicy
{log_module}
{replication_module}
TLSCACertificateFile {ca_file}
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}
tool-threads 2
password-hash {{SSHA}}
{log_database}
database mdb
suffix {base}
directory {directory}/data
maxsize {maximum}
rootdn {root}
rootpw {root_password}
{limits}
index objectClass,entryUUID,entryCSN,member,uniqueMember,memberUid,gidNumber,manager,pwdPolicySubentry eq
index uid,cn,sn,givenName,displayName,mail,telephoneNumber,mobile,employeeNumber eq,sub
overlay memberof
overlay ppolicy
ppolicy_default "{default_policy}"
{hash_cleartext}
{use_lockout}
{log_overlay}
{replication}
{access}
access to dn.subtree="{people}" attrs=userPassword
    by group.exact="{operators}" {right}
    by self =xw
    by anonymous auth
access to attrs=userPassword by self =xw by anonymous auth
access to dn.subtree="{people}" attrs=pwdReset,pwdAccountLockedTime,pwdStartTime,pwdEndTime
    by group.exact="{operators}" write
    by users read
access to dn.subtree="{groups}" filter="(|(cn={club})(cn={shell})(cn={circle}))"
    attrs=member,uniqueMember,memberUid
    by group.exact="{operators}" write
    by users read
access to attrs=pwdHistory by * none
access to dn.exact="{unreadable}" by * none
access to * by users read
{more}
"""

_LOG_DATABASE = """\
database mdb
suffix cn=accesslog
directory {directory}/accesslog
maxsize {maximum}
rootdn {root}
index objectClass,reqStart,reqDN,reqEntryUUID,reqResult,entryCSN eq
access to attrs=reqMod val.regex="^(userPassword|pwdHistory):.*" by * none
access to attrs=reqOld by * none
access to * by group.exact="{operators}" read
"""

_REPLICA = """\
syncrepl rid=001 provider=ldaps://{provider.address}:{provider.port} type=refreshAndPersist retry="1 +"
    searchbase="{provider.base_dn}" bindmethod=simple binddn="{root}" credentials={root_password}
    tls_cacert={provider.ca_file} tls_reqcert=demand
updateref ldaps://{provider.host}:{provider.port}
"""

_PEER = """\
syncrepl rid=00{peer.number} provider=ldap://127.0.0.1:{peer.port} type=refreshAndPersist retry="1 +"
    searchbase="{base}" bindmethod=simple binddn="{root}" credentials={root_password}
multiprovider on
overlay syncprov
"""

_LOG_OVERLAY = """\
overlay accesslog
logdb cn=accesslog
logops writes
logsuccess TRUE
"""


def _replication(options: Options) -> str:
    who = {"root": ROOT, "root_password": ROOT_PASSWORD}
    if options.peer is not None:
        return _PEER.format(peer=options.peer, base=ldap_people.BASE, **who)
    if options.replica_of is not None:
        return _REPLICA.format(provider=options.replica_of, **who)
    return "overlay syncprov" if options.replicated else ""


def _replication_module(options: Options) -> str:
    number = f"\nserverID {options.peer.number}" if options.peer is not None else ""
    return f"moduleload syncprov{number}" if options.replicated or number else ""


def text(directory: Path, server: LdapServer, certificate: Certificate, options: Options) -> str:
    """The file, for a server that keeps everything in `directory`."""
    shared = {"directory": directory, "root": ROOT, "operators": group_dn(OPERATORS), "maximum": 4 << 30}
    log = options.access_log
    paged = "sizelimit size.soft=500 size.hard=500 size.prtotal=unlimited"
    filled = _CONFIGURATION.format(
        **shared,
        schemas="\n".join(f"include /etc/ldap/schema/{name}.schema" for name in _SCHEMAS),
        log_module="moduleload accesslog" if log else "",
        log_database=_LOG_DATABASE.format(**shared) if log else "",
        replication_module=_replication_module(options),
        replication=_replication(options),
        log_overlay=_LOG_OVERLAY if log else "",
        ca_file=server.ca_file,
        certificate=certificate.certificate,
        key=certificate.key,
        base=server.base_dn,
        root_password=ROOT_PASSWORD,
        limits=f"sizelimit {options.size_limit}" if options.size_limit else paged,
        default_policy=server.default_policy,
        hash_cleartext="ppolicy_hash_cleartext" if options.hash_cleartext else "",
        use_lockout="ppolicy_use_lockout" if options.use_lockout else "",
        people=PEOPLE,
        groups=GROUPS,
        club=CLUB,
        shell=SHELL_USERS,
        circle=CIRCLE,
        right={"manage": "=mwc", "write": "=wc"}[options.delegate],
        unreadable=policy_dn(people.UNREADABLE_POLICY),
        access=options.access,
        more=options.more,
    )
    return re.sub(r"\n\n+", "\n", filled)  # what is switched off leaves no line
