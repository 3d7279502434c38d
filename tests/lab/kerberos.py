"""Tickets in the lab: by kinit, aged, of another realm; keytabs; and a server that checks channel bindings.

The programs are those of MIT's. What no program makes is written into the cache's file by the layout that MIT
documents (https://web.mit.edu/kerberos/krb5-latest/doc/formats/ccache_file_format.html).
"""

import importlib.util
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from struct import pack, unpack

from lab.domain import Domain, LabError, environment

_HALF_DAY = 43_200  # seconds; tickets live for ten hours here


def missing() -> str:
    """Why no ticket can be used here, as a sentence; "" when it can."""
    if importlib.util.find_spec("gssapi") is None:
        return "The library gssapi is not installed. tests/run compiles it, with libkrb5-dev and gcc."
    return ""


def kinit(domain: Domain, login: str, cache: Path, *options: str, password: str = "") -> Path:
    """Get a ticket into a cache of its own. Raises LabError."""
    done = subprocess.run(
        ["kinit", "-c", f"FILE:{cache}", *options, f"{login}@{domain.realm}"],
        input=f"{password or domain.password}\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env=environment(KRB5_CONFIG=str(domain.krb5_config)),
    )
    if done.returncode != 0:
        raise LabError(f"kinit failed: {done.stderr.strip()}")
    return cache


def fetch(domain: Domain, cache: Path, service: str) -> None:
    """Have the ticket for a service in the cache already."""
    done = subprocess.run(
        ["kvno", "-c", f"FILE:{cache}", service],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env=environment(KRB5_CONFIG=str(domain.krb5_config)),
    )
    if done.returncode != 0:
        raise LabError(f"kvno failed: {done.stderr.strip()}")


def put_clock_ahead(cache: Path, seconds: int) -> None:
    """As if the clock of whoever uses the cache were that far ahead: it notes how far clocks are apart."""
    data = cache.read_bytes()
    (length,) = unpack(">H", data[2:4])
    header = pack(">HHii", 1, 8, seconds, 0)
    cache.write_bytes(data[:2] + pack(">H", len(header)) + header + data[4 + length :])


def let_expire(cache: Path) -> None:
    put_clock_ahead(cache, _HALF_DAY)


def foreign_ticket(cache: Path, login: str, realm: str) -> None:
    """A ticket of a realm that nobody here knows."""
    now = int(time.time())
    client = _principal(realm, login)
    key = pack(">H", 18) + _data(bytes(32))
    times = pack(">4I", now, now, now + 36_000, 0)
    rest = pack(">BI2I", 0, 0, 0, 0) + _data(_ticket(realm)) + _data(b"")
    cache.write_bytes(
        pack(">HH", 0x0504, 0) + client + client + _principal(realm, "krbtgt", realm) + key + times + rest
    )
    cache.chmod(0o600)


def _ticket(realm: str) -> bytes:
    """Ticket (RFC 4120 §5.3), for a KDC that there is not."""
    names = _tlv(0x30, _tlv(0x1B, b"krbtgt") + _tlv(0x1B, realm.encode()))
    server = _tlv(0x30, _tlv(0xA0, _tlv(0x02, b"\x02")) + _tlv(0xA1, names))
    sealed = _tlv(0x30, _tlv(0xA0, _tlv(0x02, b"\x12")) + _tlv(0xA2, _tlv(0x04, bytes(64))))
    parts = [_tlv(0x02, b"\x05"), _tlv(0x1B, realm.encode()), server, sealed]
    return _tlv(0x61, _tlv(0x30, b"".join(_tlv(0xA0 + place, part) for place, part in enumerate(parts))))


def _tlv(tag: int, content: bytes) -> bytes:
    length = len(content)
    return bytes([tag]) + (bytes([length]) if length < 0x80 else bytes([0x82]) + pack(">H", length)) + content


def _principal(realm: str, *parts: str) -> bytes:
    return pack(">2I", 1, len(parts)) + b"".join(_data(part.encode()) for part in (realm, *parts))


def _data(content: bytes) -> bytes:
    return pack(">I", len(content)) + content


def keytab(domain: Domain, principal: str, path: Path) -> Path:
    """The keys of a principal, by Samba's own tool."""
    configuration = domain.sam.parent.parent / "etc" / "smb.conf"
    done = subprocess.run(
        [
            *("samba-tool", "domain", "exportkeytab", str(path), f"--principal={principal}"),
            *("-s", str(configuration)),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment(),
    )
    if done.returncode != 0 or not path.exists():
        raise LabError(f"exportkeytab failed: {(done.stderr + done.stdout).strip()}")
    path.chmod(0o600)
    return path


@dataclass(frozen=True)
class Accepted:
    token: bytes
    who: str
    is_bound: bool  # whether the client said on which connection it signs in, and was right


class WrongBindingError(Exception):
    """The client signs in on another connection."""


class Acceptor:
    """A service that holds the keys of a keytab, as a server is: it takes one ticket a time."""

    def __init__(self, keys: Path) -> None:
        self._keys = keys

    def accept(self, token: bytes, binding: bytes) -> Accepted:
        """`binding`: what this service knows of its own connection. Raises `WrongBindingError`."""
        import gssapi  # noqa: PLC0415 - only where it is installed
        from gssapi.raw import ChannelBindings  # noqa: PLC0415 - as above
        from gssapi.raw.exceptions import BadChannelBindingsError  # noqa: PLC0415 - as above

        own = gssapi.Credentials(usage="accept", store={"keytab": f"FILE:{self._keys}"})
        context = gssapi.SecurityContext(
            usage="accept", creds=own, channel_bindings=ChannelBindings(application_data=binding)
        )
        context.__DEFER_STEP_ERRORS__ = False
        try:
            answer = context.step(token)
        except BadChannelBindingsError:
            raise WrongBindingError from None
        is_bound = gssapi.RequirementFlag.channel_bound in context.actual_flags
        return Accepted(answer or b"", str(context.initiator_name), is_bound)
