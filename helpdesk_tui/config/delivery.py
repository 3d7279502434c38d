"""[mail], [sms] and [texts]: how the desk reaches people."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictInt, StrictStr, ValidationInfo, field_validator

from helpdesk_tui.config import addresses, templates, values
from helpdesk_tui.config.section import (
    ConnectSeconds,
    Name,
    OptionalPath,
    PasswordSource,
    Seconds,
    Section,
    goes_with,
    needs,
)

Login = Annotated[StrictStr, AfterValidator(values.optional(values.name))]
Headers = dict[
    Annotated[StrictStr, AfterValidator(templates.header_name)],
    Annotated[StrictStr, AfterValidator(templates.header)],
]
Fields = Annotated[dict[StrictStr, Any], AfterValidator(templates.fields)]


class MailSection(Section):
    server: Annotated[StrictStr, AfterValidator(values.optional(addresses.mail_server))] = ""
    login: Login = ""
    password: PasswordSource = ""
    sender: Annotated[StrictStr, AfterValidator(values.optional(addresses.mail_address))] = ""
    sender_name: Name = "Help desk"
    hello_name: Annotated[StrictStr, AfterValidator(values.optional(addresses.host))] = ""
    ca_file: OptionalPath = None
    connect_seconds: ConnectSeconds = 5
    timeout_seconds: Seconds = 20

    @property
    def address(self) -> addresses.Address | None:
        """None = no mail."""
        return addresses.mail_server(self.server) if self.server else None

    _need_a_server = needs("server", "login", "password", "sender", "hello_name", "ca_file")
    _login = goes_with("password", "login")

    @field_validator("sender")
    @classmethod
    def _is_given(cls, sender: str, info: ValidationInfo) -> str:
        if info.data.get("server") and not sender:
            raise ValueError("is needed: whom the mails are from")
        return sender


class SmsSection(Section):
    gateway: Literal["", "https", "apprise"] = ""
    url: Annotated[StrictStr, AfterValidator(values.optional(addresses.https))] = ""
    secret: PasswordSource = ""
    login: Login = ""
    method: Literal["POST", "PUT", "GET"] = "POST"
    format: Literal["json", "form", "query"] = "json"
    headers: Headers = Field(default_factory=dict)
    fields: Fields = Field(default_factory=lambda: {"to": "$to", "text": "$text"})
    success_status: Annotated[
        tuple[Annotated[StrictInt, Field(ge=200, le=299)], ...], AfterValidator(values.first_and_last)
    ] = (200, 299)
    success_path: StrictStr = ""
    success_values: tuple[StrictStr, ...] = ()
    success_pattern: Annotated[StrictStr, AfterValidator(values.pattern)] = ""
    ca_file: OptionalPath = None
    connect_seconds: ConnectSeconds = 5
    timeout_seconds: Seconds = 20

    @field_validator(
        "url", "secret", "login", "headers", "success_path", "success_values", "success_pattern", "ca_file"
    )
    @classmethod
    def _fits_gateway(cls, value: object, info: ValidationInfo) -> object:
        gateway, name = info.data.get("gateway"), info.field_name
        if value and gateway == "":
            raise ValueError("has no effect without gateway")
        if value and gateway == "apprise" and name not in ("secret", "ca_file"):
            raise ValueError('has no effect with gateway = "apprise"')
        if not value and (gateway, name) in (("https", "url"), ("apprise", "secret")):
            raise ValueError(f'is needed, since gateway = "{gateway}"')
        return value

    @field_validator("login")
    @classmethod
    def _goes_with_secret(cls, login: str, info: ValidationInfo) -> str:
        if login and info.data.get("secret") == "":
            raise ValueError("goes together with secret, its password")
        if ":" in login:
            raise ValueError("must not have a colon")
        return login

    @field_validator("format")
    @classmethod
    def _has_a_place(cls, form: str, info: ValidationInfo) -> str:
        if info.data.get("gateway") == "https" and info.data.get("method") == "GET" and form != "query":
            raise ValueError('must be "query", since method = "GET"')
        return form

    @field_validator("fields")
    @classmethod
    def _say_all(cls, fields: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        if info.data.get("gateway") == "https":
            if info.data.get("format") in ("form", "query") and templates.are_nested(fields):
                raise ValueError('may hold lists and tables with format = "json" only')
            for words in _unsaid(fields, info.data):
                raise ValueError(words)
        return fields

    _success = goes_with("success_values", "success_path")


def _unsaid(fields: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    """What a request would lack, or would hold for nothing."""
    if "secret" not in given or "headers" not in given or "login" not in given:
        return
    words = templates.words_in(fields) | templates.words_in(given["headers"])
    if not words & {"to", "digits"}:
        yield "must have the number in one of them: $to, or $digits for it without the plus"
    if "text" not in words:
        yield "must have $text, the message, in one of them"
    if given["secret"] and not given["login"] and "secret" not in words:
        yield "or headers must have $secret, or it is of no use"
    if not given["secret"] and "secret" in words:
        yield "or headers have $secret, and secret is empty"


class TextsSection(Section):
    folder: OptionalPath = None
    language: Annotated[StrictStr, AfterValidator(values.language)] = "en"
