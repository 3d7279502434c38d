"""The directory of a real desk, from its configuration."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from helpdesk_tui import saved_passwords
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.ports import DirectoryPort
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.saved_passwords import Purpose

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.directory.active_directory.finding import Finding
    from helpdesk_tui.directory.ldapv3 import Schema
    from helpdesk_tui.directory.ldapv3.dialect import Dialect
    from helpdesk_tui.directory.root_dse import RootDse, ServerKind
    from helpdesk_tui.directory.settings import Credentials, Keytab, Settings


def directory_of(config: "Config", environ: Mapping[str, str]) -> DirectoryPort:
    """Raises `ConfigError` where a saved password cannot be had."""
    from helpdesk_tui.directory.recognising import RecognisedDirectory
    from helpdesk_tui.directory.root_dse import ServerKind

    settings = _settings(config, environ)
    makers = {kind: partial(_ldap, config, settings, kind) for kind in ServerKind} | {
        ServerKind.ACTIVE_DIRECTORY: partial(_active_directory, config, settings)
    }
    if config.directory.domain:  # what DNS names for it are domain controllers
        return _active_directory(config, settings)
    kind = config.directory.kind
    return (
        RecognisedDirectory(settings, makers, SystemClock()) if kind == "auto" else makers[ServerKind(kind)]()
    )


def _settings(config: "Config", environ: Mapping[str, str]) -> "Settings":
    from helpdesk_tui.config.place import require_safe
    from helpdesk_tui.directory.settings import Endpoint, Settings

    section, ldap = config.directory, config.ldap
    for trusted in (section.ca_file, section.krb5_conf):
        if trusted is not None:
            require_safe(trusted)  # who writes it decides which server gets passwords, or names code to run
    by_password = "" if section.service_keytab else section.service_login
    saved = _credentials(by_password, section.service_password, environ, Purpose.DIRECTORY)
    looks = _credentials(ldap.lookup_login, ldap.lookup_password, environ, Purpose.LOOKUP)
    return Settings(
        servers=tuple(
            Endpoint(each.host, each.port, "ldaps" if each.scheme == "ldaps" else "starttls")
            for each in section.endpoints
        ),
        phone_region=config.search.phone_region,
        service=saved,
        service_keytab=_keytab(section.service_login, section.service_keytab),
        lookup=looks,
        **section.model_dump(
            include={"ca_file", "base_dn", "other_domains", "connect_timeout", "receive_timeout", "krb5_conf"}
        ),
        **ldap.model_dump(include={"default_policy", "hashes_passwords"}),
    )


def _credentials(
    login: str, source: str, environ: Mapping[str, str], purpose: Purpose
) -> "Credentials | None":
    from helpdesk_tui.directory.settings import Credentials

    if not login:
        return None
    return Credentials(login, saved_passwords.from_source(source, login, environ, purpose))


def _keytab(login: str, path: Path | None) -> "Keytab | None":
    from helpdesk_tui.directory.settings import Keytab

    if path is None:
        return None
    saved_passwords.require_private(path, login)
    return Keytab(login, path)


def _active_directory(config: "Config", settings: "Settings") -> DirectoryPort:
    from helpdesk_tui.directory.active_directory import ActiveDirectory

    return ActiveDirectory(settings, SystemClock(), finding_of(config))


def finding_of(config: "Config") -> "Finding | None":
    """None = the servers are named."""
    from helpdesk_tui.directory.active_directory.finding import DomainServers

    section = config.directory
    if not section.domain:
        return None
    tls: Literal["ldaps", "starttls"] = "starttls" if section.starttls else "ldaps"
    return DomainServers(section.domain, tls, section.connect_timeout, SystemChance().below)


def _for_ldap(settings: "Settings") -> "Settings":
    """Raises `ConfigError`: without the service operators would act themselves, and who is expected to be
    served would not be."""
    if settings.service_keytab is not None:
        raise ConfigError(problem("keytab-unused"))
    if settings.other_domains:
        raise ConfigError(problem("other-domains-unused"))
    return settings


def _ldap(config: "Config", settings: "Settings", kind: "ServerKind") -> DirectoryPort:
    from helpdesk_tui.directory.ldapv3 import LdapDirectory, Schema

    schema = Schema(**config.attributes.model_dump())
    return LdapDirectory(
        _for_ldap(settings), SystemClock(), lambda root: _dialect(kind, root, settings, schema), schema
    )


def _dialect(kind: "ServerKind", root: "RootDse", settings: "Settings", schema: "Schema") -> "Dialect":
    from helpdesk_tui.directory.ds389 import Ds389
    from helpdesk_tui.directory.freeipa import FreeIpa
    from helpdesk_tui.directory.ldapv3 import PlainServer
    from helpdesk_tui.directory.openldap import OpenLdap
    from helpdesk_tui.directory.root_dse import ServerKind

    if kind is ServerKind.OPENLDAP:
        return OpenLdap(root, settings.default_policy, settings.hashes_passwords, schema)
    if kind is ServerKind.PLAIN:
        return PlainServer(root, settings.hashes_passwords)
    # FreeIPA is a 389 Directory Server: whoever calls it one must not write to it as to a bare one.
    return FreeIpa(root) if ServerKind.FREEIPA in {kind, root.kind} else Ds389(root)
