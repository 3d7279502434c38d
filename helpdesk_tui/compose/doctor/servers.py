"""The directory's servers: reached, certificate, clock. Nobody signs in, and no password travels."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial

from helpdesk_tui.compose.directories import finding_of
from helpdesk_tui.compose.doctor.words import certificate
from helpdesk_tui.config import Config
from helpdesk_tui.config.place import require_safe
from helpdesk_tui.desk.diagnosis import Check, Finding, Level, examine, failed
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.root_dse import ServerKind, read_root, server_time
from helpdesk_tui.directory.settings import Endpoint
from helpdesk_tui.language import N_, _
from helpdesk_tui.tls import verifying_context

_SKEWED, _REFUSED = timedelta(seconds=30), timedelta(minutes=5)
"""A code of an app is good for 30 s; Kerberos takes five minutes (RFC 4120 §7.5.8)."""


_SEARCH_SECONDS = 30.0  # for DNS to name them

_NAMES = {
    ServerKind.ACTIVE_DIRECTORY: "Active Directory",
    ServerKind.OPENLDAP: "OpenLDAP",
    ServerKind.DS389: N_("a 389 Directory Server"),
    ServerKind.FREEIPA: "FreeIPA",
    ServerKind.PLAIN: N_("an LDAP server of another kind"),
}


def server_checks(config: Config, clock: Clock) -> list[Check]:
    """One for each server that is named; one for all that DNS names, and for what concerns them all."""
    section = config.directory
    try:
        if section.ca_file is not None:
            require_safe(section.ca_file)
    except ConfigError as error:
        why = failed("directory servers", error.problem)
        return [Check(why.topic, lambda: [why], section.connect_timeout)]
    seconds = section.connect_timeout + 2 * section.receive_timeout + 1
    if section.domain:
        look = partial(_of_domain, config, clock, seconds)
        return [Check("directory servers", look, _SEARCH_SECONDS + seconds)]
    named = [
        Endpoint(each.host, each.port, "ldaps" if each.scheme == "ldaps" else "starttls")
        for each in section.endpoints
    ]
    return _each(named, config, clock, seconds)


def _each(servers: Iterable[Endpoint], config: Config, clock: Clock, seconds: float) -> list[Check]:
    return [Check(_topic(each), partial(look_at_server, config, clock, each), seconds) for each in servers]


def look_at_server(config: Config, clock: Clock, endpoint: Endpoint) -> Iterator[Finding]:
    """Raises `DirectoryUnreachable`, `ConfigError`."""
    section, topic = config.directory, _topic(endpoint)
    link = Link(
        endpoint, verifying_context(section.ca_file), section.connect_timeout, section.receive_timeout
    )
    with closing(link):
        link.open()
        root, told = read_root(link), server_time(link)
        now = clock.now()
        yield Finding(
            topic,
            Level.OK,
            _("Reached by {tls}; it is {kind}.", tls=link.tls_version, kind=_(_NAMES[root.kind])),
        )
        yield certificate(topic, link.certificate_ends, now)
        yield _clock(topic, told, now)


def _of_domain(config: Config, clock: Clock, seconds: float) -> Iterator[Finding]:
    """All that DNS names now, at once. Raises `DirectoryUnreachable` where it names none."""
    found = finding_of(config)
    yield from examine(_each(found.servers(OpenLinks()) if found else (), config, clock, seconds))


def _clock(topic: str, told: datetime | None, now: datetime) -> Finding:
    if told is None:
        return Finding(topic, Level.SKIPPED, _("This server does not tell its time."))
    apart = abs(now - told)
    seconds = round(apart.total_seconds())
    if apart < _SKEWED:
        return Finding(topic, Level.OK, _("Its clock and this computer's agree."))
    level = Level.FAILED if apart >= _REFUSED else Level.WARNING
    said = (
        _("This computer's clock is {count} s ahead of the server's.", count=seconds)
        if now > told
        else _("This computer's clock is {count} s behind the server's.", count=seconds)
    )
    return Finding(
        topic, level, said, _("Set both by the same time servers (NTP): codes and tickets depend on it.")
    )


def _topic(endpoint: Endpoint) -> str:
    return f"directory server {endpoint.host}:{endpoint.port}"
