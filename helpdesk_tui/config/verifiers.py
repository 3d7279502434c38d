"""[radius] and [privacyidea]: services outside that check a caller's code."""

from typing import Annotated

from pydantic import AfterValidator, StrictStr, field_validator

from helpdesk_tui.config import addresses, values
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

LoginTemplate = Annotated[StrictStr, AfterValidator(values.login_template)]


class RadiusSection(Section):
    servers: tuple[Annotated[StrictStr, AfterValidator(values.good_for(addresses.radius_endpoint))], ...] = ()
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

    _shared = goes_with("secret", "servers")


class PrivacyIdeaSection(Section):
    url: Annotated[StrictStr, AfterValidator(values.optional(addresses.https_base))] = ""
    login: LoginTemplate = "{login}"
    realm: Annotated[StrictStr, AfterValidator(values.optional(values.name))] = ""
    api_key: PasswordSource = ""
    ca_file: OptionalPath = None
    connect_seconds: ConnectSeconds = 5
    timeout_seconds: Seconds = 20

    @property
    def endpoint(self) -> addresses.HttpsBase | None:
        """None = no code is checked by privacyIDEA."""
        return addresses.https_base(self.url) if self.url else None

    _need_a_url = needs("url", "realm", "api_key", "ca_file")
