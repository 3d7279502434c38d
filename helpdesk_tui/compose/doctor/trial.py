"""One message on trial, to the operator who asks for it and to nobody else: it costs money, and may annoy."""

from collections.abc import Iterator, Mapping

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.sending import mail_of, sms_of
from helpdesk_tui.config import Config
from helpdesk_tui.delivery.apprise_gateway import AppriseGateway
from helpdesk_tui.delivery.gateway import Gateway
from helpdesk_tui.delivery.mail import Mail
from helpdesk_tui.delivery.outcomes import NotSentError
from helpdesk_tui.delivery.settings import GatewaySettings
from helpdesk_tui.delivery.texts import Text
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.contacts import e164, same_number
from helpdesk_tui.desk.diagnosis import Finding, Level, failed
from helpdesk_tui.desk.ports import Delivered
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

_WORDS = "This is a test by helpdesk-tui doctor. Nothing is to be done."


def try_sending(
    config: Config, environ: Mapping[str, str], operator: Account, address: str
) -> Iterator[Finding]:
    """By mail where it holds an "@", else by SMS. Raises `ConfigError`."""
    topic, region = "test message", config.search.phone_region
    is_mail = "@" in address
    if is_mail:
        is_own = address.strip().casefold() == operator.mail.strip().casefold()
    else:
        is_own = bool(operator.mobile) and same_number(address, operator.mobile or "", region)
    if not is_own:
        yield failed(topic, problem("doctor-not-own"))
        return
    try:
        if is_mail:
            outcome = _by_mail(config, environ, operator.mail.strip())
        else:
            outcome = _by_sms(config, environ, e164(operator.mobile or "", region) or "")
    except NotSentError as error:
        yield failed(topic, error.problem)
        return
    if outcome.problem is not None:
        yield failed(topic, outcome.problem)
    else:
        yield Finding(topic, Level.OK, "It was handed over: look whether it arrives.")


def _by_mail(config: Config, environ: Mapping[str, str], address: str) -> Delivered:
    settings = mail_of(config, environ)
    if settings is None:
        raise NotSentError(problem("channel-off", channel="mail"))
    text = Text("Test of the help desk", Secret(_WORDS), "en")
    return Mail(settings, SystemClock(), SystemChance()).send(address, text)


def _by_sms(config: Config, environ: Mapping[str, str], number: str) -> Delivered:
    settings = sms_of(config, environ)
    if settings is None:
        raise NotSentError(problem("channel-off", channel="SMS"))
    sender = Gateway(settings) if isinstance(settings, GatewaySettings) else AppriseGateway(settings)
    return sender.send(number, Text("", Secret(_WORDS), "en"))
