"""Services outside that check codes, from the configuration."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.ports import Verifier
from helpdesk_tui.saved_passwords import Purpose, from_source, optional_from_source

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.verifiers.privacyidea import PrivacyIdea
    from helpdesk_tui.verifiers.settings import RadiusSettings

_IN_KEYRING = "the RADIUS servers"
"""The name of its entry: the same in every language."""


def verifiers_of(config: "Config", environ: Mapping[str, str]) -> Mapping[str, Verifier]:
    """By the kind of method that each serves; those that are not configured are left out.

    Raises `ConfigError` where a secret cannot be had, or a file is not safe or not as it should be.
    """
    made = {
        MethodKind.RADIUS: _radius(config, environ),
        MethodKind.PRIVACYIDEA: privacyidea_of(config, environ),
    }
    return {kind: verifier for kind, verifier in made.items() if verifier is not None}


def _radius(config: "Config", environ: Mapping[str, str]) -> Verifier | None:
    settings = radius_of(config, environ)
    if settings is None:
        return None
    from helpdesk_tui.verifiers.radius import Radius

    return Radius(settings, SystemChance())


def radius_of(config: "Config", environ: Mapping[str, str]) -> "RadiusSettings | None":
    """Raises `ConfigError`; None = no code is checked by RADIUS."""
    section = config.radius
    if not section.servers:
        return None
    from helpdesk_tui.verifiers.settings import RadiusServer, RadiusSettings

    return RadiusSettings(
        servers=tuple(RadiusServer(host, port) for host, port in section.endpoints),
        secret=from_source(section.secret, _IN_KEYRING, environ, Purpose.RADIUS),
        **section.model_dump(exclude={"servers", "secret"}),
    )


def privacyidea_of(config: "Config", environ: Mapping[str, str]) -> "PrivacyIdea | None":
    """Raises `ConfigError`; None = no code is checked by privacyIDEA."""
    section, endpoint = config.privacyidea, config.privacyidea.endpoint
    if endpoint is None:
        return None
    from helpdesk_tui.config.place import require_safe
    from helpdesk_tui.verifiers.privacyidea import PrivacyIdea
    from helpdesk_tui.verifiers.settings import PrivacyIdeaSettings

    if section.ca_file is not None:
        require_safe(section.ca_file)  # whoever writes it decides who says yes to a code
    settings = PrivacyIdeaSettings(
        host=endpoint.host,
        port=endpoint.port,
        path=endpoint.path,
        api_key=optional_from_source(section.api_key, "privacyIDEA", environ, Purpose.PRIVACYIDEA),
        **section.model_dump(exclude={"url", "api_key"}),
    )
    return PrivacyIdea(settings)
