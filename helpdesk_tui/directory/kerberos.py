"""Signing in by a Kerberos ticket: SASL GSS-SPNEGO inside TLS; the only module that knows gssapi.

Inside TLS nothing is signed or encrypted a second time: domain controllers refuse that, and MIT's library
would ask for it by itself. What ties ticket and connection together is the channel binding. The server's name
goes to Kerberos as it stands in the configuration, which is the name that TLS verifies: no DNS has a say in
it, whatever krb5.conf says of `rdns` and `dns_canonicalize_hostname`.
"""

import itertools
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import gssapi
from gssapi.raw import ChannelBindings, GSSError, set_cred_option
from gssapi.raw.exceptions import ExpiredCredentialsError, MissingCredentialsError

from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, NotPermitted
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.channel_binding import server_end_point
from helpdesk_tui.text import clean

T = TypeVar("T")

_SPNEGO = gssapi.OID.from_int_seq("1.3.6.1.5.5.2")  # RFC 4178
_KRB5 = gssapi.OID.from_int_seq("1.2.840.113554.1.2.2")  # RFC 4121
_NO_CI_FLAGS = gssapi.OID.from_int_seq("1.2.752.43.13.29")  # GSS_KRB5_CRED_NO_CI_FLAGS_X of MIT and Heimdal

_NO_KEYTAB = "MEMORY:none"
"""Else the library would take the default keytab where there is no ticket, and its owner for the operator."""

_FLAGS = gssapi.RequirementFlag.mutual_authentication

# What Kerberos itself says: the error's number (krb5.h), and words in MIT's text for where it is lost.
_CAUSES = (
    (-1765328352, "icket expired", "ticket-expired"),
    (-1765328351, "not yet valid", "ticket-clock"),
    (-1765328347, "lock skew too great", "ticket-clock"),
    (-1765328366, "have been revoked", "ticket-revoked"),
    (-1765328372, "policy rejects request", "ticket-revoked"),
    (-1765328378, "Client not found in Kerberos", "ticket-revoked"),
    (-1765328377, "Server not found in Kerberos", "no-service-name"),
    (-1765328228, "annot contact any KDC", "no-kdc"),
    (-1765328230, "annot find KDC", "ticket-elsewhere"),
    (-1765328164, "annot resolve", "no-kdc"),
)

_numbers = itertools.count(1)


def configure(krb5_conf: Path) -> None:
    """Of the whole process: the library reads it from the environment alone."""
    os.environ["KRB5_CONFIG"] = str(krb5_conf)


@dataclass(frozen=True)
class Source:
    """Where tickets come from. `principal`: whose, "" = whoever's the cache holds."""

    store: Mapping[str, str]
    principal: str = ""
    is_keytab: bool = False


def operators_cache(principal: str = "") -> Source:
    """The cache that KRB5CCNAME names now, or the default one; with a `principal`, of nobody else."""
    named = os.environ.get("KRB5CCNAME", "")
    return Source({"client_keytab": _NO_KEYTAB, **({"ccache": named} if named else {})}, principal)


def keytab(path: Path, principal: str) -> Source:
    """Tickets by a keytab; they are kept in memory, and got anew when they expire."""
    cache = f"MEMORY:helpdesk-tui-{os.getpid()}-{next(_numbers)}"
    return Source({"client_keytab": f"FILE:{path}", "ccache": cache}, principal, is_keytab=True)


def holder(source: Source) -> str:
    """Whose tickets these are: "login@REALM". Raises `NotPermitted` (no-ticket, ticket-expired)."""
    return _told(source, lambda: str(_credentials(source, _KRB5).name), "")


class TicketNegotiation:
    """A `Negotiation` with the server of that name, bound to the connection on which it shows `certificate`.

    Raises `NotPermitted` (no-ticket, ticket-…), `DirectoryUnreachable` (no-kdc, no-service-name).
    """

    mechanism = "GSS-SPNEGO"

    def __init__(self, source: Source, server: str, certificate: bytes) -> None:
        self._source = source
        self._server = server
        binding = server_end_point(certificate)
        self._binding = ChannelBindings(application_data=binding) if binding else None
        self._context: Any = None

    def step(self, received: bytes) -> bytes:
        return _told(self._source, lambda: self._step(received), self._server)

    @property
    def is_complete(self) -> bool:
        return self._context is not None and bool(self._context.complete)

    def _step(self, received: bytes) -> bytes:
        if self._context is None:
            try:
                return self._begin(_SPNEGO)
            except GSSError:
                self._begin(_KRB5)  # what it raises says more; SPNEGO numbers errors as it likes
                raise
        return self._context.step(received) or b""

    def _begin(self, mechanism: Any) -> bytes:
        credentials = _credentials(self._source, mechanism)
        set_cred_option(_NO_CI_FLAGS, credentials, None)
        self._context = gssapi.SecurityContext(
            name=gssapi.Name(_service_name(self._server), gssapi.NameType.kerberos_principal),
            creds=credentials,
            mech=mechanism,
            flags=_FLAGS,
            channel_bindings=self._binding,
            usage="initiate",
        )
        self._context.__DEFER_STEP_ERRORS__ = False  # what was wrong is told now, not at the next step
        token: bytes = self._context.step() or b""
        return token


def _service_name(server: str) -> str:
    """With an empty realm, so that the KDC says where the server belongs (RFC 6806 §8)."""
    escaped = server.replace("\\", "\\\\").replace("@", "\\@").replace("/", "\\/")
    return f"ldap/{escaped}@"


def _credentials(source: Source, mechanism: Any) -> Any:
    name = gssapi.Name(source.principal, gssapi.NameType.kerberos_principal) if source.principal else None
    store: dict[bytes | str, bytes | str] = {}
    store.update(source.store)
    found = gssapi.Credentials(usage="initiate", name=name, store=store, mechs=[mechanism])
    if not source.is_keytab:
        _demand_time_left(found)
    return found


def _demand_time_left(credentials: Any) -> None:
    if credentials.lifetime is not None and credentials.lifetime <= 0:
        raise ExpiredCredentialsError(11 << 16, 0)


def _told(source: Source, ask: Callable[[], T], server: str) -> T:
    try:
        return ask()
    except GSSError as error:
        raise _trouble(error, source, server) from None


def _trouble(error: GSSError, source: Source, server: str) -> HelpdeskError:
    code = _code(error, source)
    why = problem(code, server=server, detail=clean(_words(error), 300))
    return DirectoryUnreachable(why) if code in {"no-kdc", "no-service-name"} else NotPermitted(why)


def _code(error: GSSError, source: Source) -> str:
    if isinstance(error, ExpiredCredentialsError):
        return "ticket-expired"
    words = _words(error)
    for number, said, code in _CAUSES:
        if error.min_code == number % 2**32 or said in words:
            return code
    if source.is_keytab:
        return "keytab-refused"
    return "no-ticket" if isinstance(error, MissingCredentialsError) else "ticket-trouble"


def _words(error: GSSError) -> str:
    return str(error)
