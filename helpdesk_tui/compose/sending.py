"""Mail and SMS, from the configuration."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.ports import Delivery
from helpdesk_tui.saved_passwords import Purpose, optional_from_source

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.delivery.settings import AppriseSettings, GatewaySettings, MailSettings

_IN_KEYRING = "the SMS gateway"
"""The name of an entry without a login: the same in every language."""


def deliveries_of(config: "Config", environ: Mapping[str, str]) -> Delivery:
    """Raises `ConfigError` where a password cannot be had, or a file is not safe or not as it should be."""
    from helpdesk_tui.config.place import require_safe
    from helpdesk_tui.delivery import Deliveries
    from helpdesk_tui.delivery.settings import TextSettings
    from helpdesk_tui.delivery.texts import load

    for path in (config.mail.ca_file, config.sms.ca_file, config.texts.folder):
        if path is not None:
            require_safe(path)  # whoever writes it decides who gets the codes, or what people are told
    texts = load(TextSettings(**config.texts.model_dump()))
    return Deliveries(mail_of(config, environ), sms_of(config, environ), texts, SystemClock(), SystemChance())


def mail_of(config: "Config", environ: Mapping[str, str]) -> "MailSettings | None":
    """Raises `ConfigError`; None = there is no mail."""
    from helpdesk_tui.delivery.settings import MailSettings

    section, address = config.mail, config.mail.address
    if address is None:
        return None
    return MailSettings(
        server=address.host,
        port=address.port,
        security="tls" if address.scheme == "smtps" else "starttls",
        password=optional_from_source(section.password, section.login, environ, Purpose.MAIL),
        **section.model_dump(exclude={"server", "password"}),
    )


def sms_of(config: "Config", environ: Mapping[str, str]) -> "GatewaySettings | AppriseSettings | None":
    """Raises `ConfigError`; None = there is no SMS."""
    from helpdesk_tui.delivery.settings import AppriseSettings, GatewaySettings

    section = config.sms
    if not section.gateway:
        return None
    secret = optional_from_source(section.secret, section.login or _IN_KEYRING, environ, Purpose.SMS)
    if section.gateway == "apprise":
        if secret is None:
            raise ValueError("the configuration demands it")
        common = {"ca_file", "connect_seconds", "timeout_seconds"}
        return AppriseSettings(url=secret, **section.model_dump(include=common))
    return GatewaySettings(secret=secret, **section.model_dump(exclude={"gateway", "secret"}))
