"""Mail, SMS and services that check codes: reached and greeted. No message is sent, and no person's code."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.checking import privacyidea_of, radius_of
from helpdesk_tui.compose.doctor.words import certificate, unless_keyring
from helpdesk_tui.compose.sending import mail_of, sms_of
from helpdesk_tui.config import Config
from helpdesk_tui.config.place import require_safe
from helpdesk_tui.delivery.gateway import Gateway
from helpdesk_tui.delivery.mail import Mail
from helpdesk_tui.delivery.outcomes import NotSentError
from helpdesk_tui.delivery.settings import GatewaySettings
from helpdesk_tui.desk.diagnosis import Check, Finding, Level, failed
from helpdesk_tui.desk.ports import Accepted, Challenged
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.secret import Secret
from helpdesk_tui.verifiers.radius import Radius
from helpdesk_tui.verifiers.settings import RadiusServer

_NOBODY = "helpdesk-tui-doctor"
_SLACK = 2


def mail_check(config: Config, environ: Mapping[str, str]) -> Check:
    section = config.mail
    look = partial(look_at_mail, config, environ)
    return Check(
        "mail", unless_keyring("mail", look), section.connect_seconds + section.timeout_seconds + _SLACK
    )


def look_at_mail(config: Config, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Raises `ConfigError`."""
    if config.mail.ca_file is not None:
        require_safe(config.mail.ca_file)
    settings = mail_of(config, environ)
    if settings is None:
        yield _unused("mail", _("[mail] names no server, so no mail is sent."))
        return
    clock = SystemClock()
    try:
        ends = Mail(settings, clock, SystemChance()).greet()
    except NotSentError as error:
        yield failed("mail", error.problem)
        return
    said = (
        _("{server} greets and takes the login.", server=settings.server)
        if settings.password is not None
        else _("{server} greets.", server=settings.server)
    )
    yield Finding("mail", Level.OK, said)
    yield certificate("mail", ends, clock.now())


def sms_check(config: Config, environ: Mapping[str, str]) -> Check:
    section = config.sms
    look = partial(look_at_sms, config, environ)
    return Check(
        "SMS", unless_keyring("SMS", look), section.connect_seconds + section.timeout_seconds + _SLACK
    )


def look_at_sms(config: Config, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Raises `ConfigError`."""
    if config.sms.ca_file is not None:
        require_safe(config.sms.ca_file)
    settings = sms_of(config, environ)
    if settings is None:
        yield _unused("SMS", _("[sms] names no gateway, so no SMS is sent."))
    elif not isinstance(settings, GatewaySettings):
        yield _unused("SMS", _("Whether this service can be reached shows when something is sent."))
    else:
        try:
            ends = Gateway(settings).greet()
        except NotSentError as error:
            yield failed("SMS", error.problem)
            return
        yield Finding("SMS", Level.OK, _("The gateway is reached by verified TLS."))
        yield certificate("SMS", ends, SystemClock().now())


def radius_checks(config: Config, environ: Mapping[str, str]) -> list[Check]:
    """One for each server."""
    seconds = config.radius.timeout_seconds + _SLACK
    servers = {f"RADIUS {host}:{port}": RadiusServer(host, port) for host, port in config.radius.endpoints}
    return [
        Check(topic, unless_keyring(topic, partial(look_at_radius, config, environ, server)), seconds)
        for topic, server in servers.items()
    ]


def look_at_radius(config: Config, environ: Mapping[str, str], server: RadiusServer) -> Iterator[Finding]:
    """Asked for a code of nobody: its no, signed with the shared secret, proves that it is there. Raises
    `ConfigError`, `VerifierUnreachable`."""
    settings = radius_of(config, environ)
    if settings is None:
        return
    topic = f"RADIUS {server.host}:{server.port}"
    checked = Radius(replace(settings, servers=(server,)), SystemChance()).check(_NOBODY, Secret("000000"))
    if isinstance(checked, Accepted):
        yield failed(topic, problem("doctor-any-code", server=server.host, login=_NOBODY))
    elif isinstance(checked, Challenged):
        said = _("It answers, and asks {login}, whom nobody knows, for more.", login=_NOBODY)
        yield Finding(
            topic, Level.WARNING, said, _("Make sure that it refuses logins that it does not know.")
        )
    else:
        yield Finding(topic, Level.OK, _("It answers by the shared secret, and refuses a code of nobody."))


def privacyidea_check(config: Config, environ: Mapping[str, str]) -> Check:
    section = config.privacyidea
    look = partial(look_at_privacyidea, config, environ)
    return Check(
        "privacyIDEA",
        unless_keyring("privacyIDEA", look),
        section.connect_seconds + section.timeout_seconds + _SLACK,
    )


def look_at_privacyidea(config: Config, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Raises `ConfigError`, `VerifierUnreachable`."""
    verifier = privacyidea_of(config, environ)
    if verifier is None:
        yield _unused("privacyIDEA", _("[privacyidea] names no address, so it checks no codes."))
        return
    ends = verifier.greet()
    yield Finding("privacyIDEA", Level.OK, _("It is reached by verified TLS."))
    yield certificate("privacyIDEA", ends, SystemClock().now())


def _unused(topic: str, said: str) -> Finding:
    return Finding(topic, Level.SKIPPED, said)
