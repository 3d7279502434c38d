"""[radius] and [privacyidea]: services outside that check a caller's code."""

from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt, StrictStr, ValidationInfo, field_validator

from helpdesk_tui.config import addresses, values
from helpdesk_tui.config.section import Name, OptionalPath, PasswordSource, Section

LoginTemplate = Annotated[StrictStr, AfterValidator(values.login_template)]
ConnectSeconds = Annotated[StrictInt, Field(ge=1, le=60)]
Seconds = Annotated[StrictInt, Field(ge=1, le=120)]


class RadiusSection(Section):
    servers: tuple[Annotated[StrictStr, AfterValidator(addresses.radius_server)], ...] = ()
    secret: PasswordSource = ""
    login: LoginTemplate = "{login}"
    nas_identifier: Name = "helpdesk-tui"
    server_seconds: ConnectSeconds = 5
    timeout_seconds: Seconds = 15

    @property
    def endpoints(self) -> tuple[tuple[str, int], ...]:
        """Host and port of each server; none = no code is checked by RADIUS."""
        return tuple(addresses.radius_endpoint(server) for server in self.servers)

    @field_validator("servers")
    @classmethod
    def _are_few(cls, servers: tuple[str, ...]) -> tuple[str, ...]:
        if len(servers) > 8:
            raise ValueError("must be at most 8: who waits for more has hung up")
        return values.distinct(servers)

    @field_validator("secret")
    @classmethod
    def _goes_with_servers(cls, secret: str, info: ValidationInfo) -> str:
        if bool(secret) != bool(info.data.get("servers", secret)):
            raise ValueError("goes together with servers: give both or neither")
        return secret


class PrivacyIdeaSection(Section):
    url: Annotated[StrictStr, AfterValidator(addresses.optional_https_base)] = ""
    login: LoginTemplate = "{login}"
    realm: Annotated[StrictStr, AfterValidator(values.optional_name)] = ""
    api_key: PasswordSource = ""
    ca_file: OptionalPath = None
    connect_seconds: ConnectSeconds = 5
    timeout_seconds: Seconds = 20

    @property
    def endpoint(self) -> addresses.HttpsBase | None:
        """None = no code is checked by privacyIDEA."""
        return addresses.https_base(self.url) if self.url else None

    @field_validator("realm", "api_key", "ca_file")
    @classmethod
    def _needs_a_url(cls, value: object, info: ValidationInfo) -> object:
        if value and info.data.get("url") == "":
            raise ValueError("has no effect without url")
        return value
