"""What sending needs to be told; the configuration loader fills it, `Deliveries` checks it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from helpdesk_tui.secret import Secret

FieldValue = str | int | float | bool | list["FieldValue"] | dict[str, "FieldValue"]
"""A value of a JSON body, as TOML gives it; a text in it is a template."""


@dataclass(frozen=True)
class MailSettings:
    """A mail server. There is no way to ask for an unencrypted connection."""

    server: str  # DNS name or IP address, as it stands in the server's certificate
    sender: str  # mail address; returns go there too
    port: int = 587
    security: Literal["starttls", "tls"] = "starttls"
    login: str = ""  # "" = none
    password: Secret | None = None
    sender_name: str = ""  # shown beside the address
    ca_file: Path | None = None  # PEM; None = the system's authorities
    hello_name: str = ""  # how this computer names itself; "" = its address on the connection
    connect_seconds: float = 5  # until the connection stands
    timeout_seconds: float = 20  # for all of it, from the first byte to the last


@dataclass(frozen=True)
class GatewaySettings:
    """An HTTPS interface that takes one SMS a request.

    `fields` and `headers` may hold `$to` (number in E.164 form), `$digits` (the same without "+"), `$text`
    and `$secret`; "$$" is a dollar sign. What is filled in is encoded for where it stands and not read again.
    """

    url: str  # https; may hold a query of its own, but no placeholders
    fields: Mapping[str, FieldValue]  # nested with format "json" only
    method: Literal["POST", "PUT", "GET"] = "POST"
    format: Literal["json", "form", "query"] = "json"
    headers: Mapping[str, str] = field(default_factory=dict)  # "Authorization": "Bearer $secret"
    secret: Secret | None = None
    login: str = ""  # with it `secret` is the password of HTTP basic authentication (RFC 7617)
    success_status: tuple[int, int] = (200, 299)  # first and last
    success_path: str = ""  # dotted, into a JSON answer: "messages.0.status"; "" = not looked at
    success_values: tuple[str, ...] = ()  # what stands there, as text: "0", "true", "queued"
    success_pattern: str = ""  # regular expression, found in the answer; "" = not looked at
    ca_file: Path | None = None  # PEM; None = the system's authorities
    connect_seconds: float = 5
    timeout_seconds: float = 20


@dataclass(frozen=True)
class AppriseSettings:
    """One of the SMS services that apprise knows."""

    url: Secret  # with `$to` where the number goes; holds the account's password
    ca_file: Path | None = None  # PEM; None = the authorities that come with requests
    connect_seconds: float = 5
    timeout_seconds: float = 20


@dataclass(frozen=True)
class TextSettings:
    """The words of messages."""

    folder: Path | None = None  # "de.toml", "pt-BR.toml", …; None = English only
    language: str = "en"  # for people whose language is unknown
