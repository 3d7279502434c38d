"""What an LDAP directory needs to be told; the configuration loader fills it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class Endpoint:
    """One server. There is no way to ask for an unencrypted connection."""

    host: str  # DNS name or IP address, as it stands in the server's certificate
    port: int = 636
    tls: Literal["ldaps", "starttls"] = "ldaps"


@dataclass(frozen=True)
class Credentials:
    """An identity that binds: UPN, DOMAIN\\login or login, and its password."""

    login: str
    password: Secret


@dataclass(frozen=True)
class Keytab:
    """An identity that binds by Kerberos: login or login@REALM, and the file with its keys."""

    login: str
    path: Path


@dataclass(frozen=True)
class Settings:
    servers: tuple[Endpoint, ...]  # tried in this order, at sign-in only
    ca_file: Path | None = None  # PEM; None = the system's authorities
    base_dn: str = ""  # where people are searched; "" = the whole domain
    connect_timeout: int = 5  # seconds until a connection stands: name, all addresses, TLS
    receive_timeout: int = 10  # seconds for each request, until all of its answer is there
    phone_region: str = "US"  # for numbers written without a country code
    service: Credentials | None = None  # given: it reads and writes, and operators only prove themselves
    service_keytab: Keytab | None = None  # the same by Kerberos
    krb5_conf: Path | None = None  # of Kerberos; None = the system's
    lookup: Credentials | None = None  # who finds the entry of a login where nobody is signed in yet
    hashes_passwords: bool = False  # a password that is written by modify
    default_policy: str = ""  # DN of the password policy of everybody for whom no other is named
    other_domains: tuple[str, ...] = ()  # of the same forest, whose people are served too: DNS names
    page_size: int = 500  # entries asked for at once; servers allow 1,000 as a rule
