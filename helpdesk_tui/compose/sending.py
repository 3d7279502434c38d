"""Mail and SMS, from the configuration."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpdesk_tui import saved_passwords
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.ports import Delivery
from helpdesk_tui.saved_passwords import Purpose

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.delivery import AppriseSettings, GatewaySettings, MailSettings


def deliveries_of(config: "Config", environ: Mapping[str, str]) -> Delivery:
    """Raises `ConfigError` where a password cannot be had, or a file is not safe or not as it should be."""
    from helpdesk_tui.config.place import require_safe  # noqa: PLC0415 - the demo needs none of it
    from helpdesk_tui.delivery import Deliveries, TextSettings, load  # noqa: PLC0415 - heavy: only when it is needed

    for path in (config.mail.ca_file, config.sms.ca_file, config.texts.folder):
        if path is not None:
            require_safe(path)  # whoever writes it decides who gets the codes, or what people are told
    texts = load(TextSettings(config.texts.folder, config.texts.language))
    return Deliveries(_mail(config, environ), _sms(config, environ), texts, SystemClock(), SystemChance())


def _mail(config: "Config", environ: Mapping[str, str]) -> "MailSettings | None":
    from helpdesk_tui.delivery import MailSettings  # noqa: PLC0415 - heavy: only when it is needed

    section, address = config.mail, config.mail.address
    if address is None:
        return None
    password = section.password and saved_passwords.from_source(
        section.password, section.login, environ, Purpose.MAIL
    )
    return MailSettings(
        server=address.host,
        port=address.port,
        security="tls" if address.scheme == "smtps" else "starttls",
        sender=section.sender,
        sender_name=section.sender_name,
        hello_name=section.hello_name,
        login=section.login,
        password=password or None,
        ca_file=section.ca_file,
        connect_seconds=section.connect_seconds,
        timeout_seconds=section.timeout_seconds,
    )


def _sms(config: "Config", environ: Mapping[str, str]) -> "GatewaySettings | AppriseSettings | None":
    from helpdesk_tui.delivery import AppriseSettings, GatewaySettings  # noqa: PLC0415 - heavy: only when it is needed

    section = config.sms
    if not section.gateway:
        return None
    who = section.login or "the SMS gateway"
    secret = (
        saved_passwords.from_source(section.secret, who, environ, Purpose.SMS) if section.secret else None
    )
    if section.gateway == "apprise":
        if secret is None:
            raise ValueError("the configuration demands it")
        return AppriseSettings(
            url=secret,
            ca_file=section.ca_file,
            connect_seconds=section.connect_seconds,
            timeout_seconds=section.timeout_seconds,
        )
    return GatewaySettings(
        url=section.url,
        fields=section.fields,
        method=section.method,
        format=section.format,
        headers=section.headers,
        secret=secret,
        login=section.login,
        success_status=(section.success_status[0], section.success_status[-1]),
        success_path=section.success_path,
        success_values=section.success_values,
        success_pattern=section.success_pattern,
        ca_file=section.ca_file,
        connect_seconds=section.connect_seconds,
        timeout_seconds=section.timeout_seconds,
    )
