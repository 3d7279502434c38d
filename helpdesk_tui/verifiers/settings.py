"""What the verifiers need to be told; the configuration loader fills it."""

from dataclasses import dataclass
from pathlib import Path

from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class RadiusServer:
    host: str  # DNS name or IP address
    port: int = 1812


@dataclass(frozen=True)
class RadiusSettings:
    """One group of RADIUS servers that share a secret and know the same people."""

    servers: tuple[RadiusServer, ...]  # in the order in which they are asked
    secret: Secret  # shared with each of them
    login: str = "{login}"  # template: `desk.services`
    nas_identifier: str = "helpdesk-tui"  # how the desk names itself
    server_seconds: float = 5  # until the next server is asked
    timeout_seconds: float = 15  # for all of them together


@dataclass(frozen=True)
class PrivacyIdeaSettings:
    """One privacyIDEA server. There is no way to ask for an unencrypted connection."""

    host: str  # DNS name or IP address, as it stands in the server's certificate
    port: int = 443
    path: str = ""  # where it lives on that host: "/pi"; "" = at the top
    login: str = "{login}"  # template: `desk.services`
    realm: str = ""  # "" = the server's default one
    api_key: Secret | None = None  # for servers that demand one
    ca_file: Path | None = None  # PEM; None = the system's authorities
    connect_seconds: float = 5  # until the connection stands
    timeout_seconds: float = 20  # for all of the asking
