"""What ties a sign-in by ticket to its TLS connection: proved by a server that demands it, since Samba 4.17
does not look. It holds the keys of the lab's domain controller, and takes the tickets of the lab's KDC."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from directory.fake_server import Exchange, FakeServer, elements, tlv
from lab import kerberos, people
from lab.certificates import Authority, Certificate, self_signed
from lab.domain import Domain

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.channel_binding import server_end_point
from helpdesk_tui.directory.settings import Endpoint, Settings

_WRONG_BINDING = "80090346: LdapErr: DSID-0C090597, AcceptSecurityContext error, data 80090346, v4563"
"""Of Windows, LdapEnforceChannelBinding = 2 (KB4034879)."""


def der(certificate: Certificate) -> bytes:
    loaded = x509.load_pem_x509_certificate(certificate.certificate.read_bytes())
    return loaded.public_bytes(serialization.Encoding.DER)


class DemandingServer:
    """The bind of a domain controller that demands channel bindings; its own certificate is `certificate`."""

    def __init__(self, keys: Path, certificate: Certificate) -> None:
        self._acceptor = kerberos.Acceptor(keys)
        self._binding = b"tls-server-end-point:" + hashlib.sha256(der(certificate)).digest()
        self.mechanisms: list[bytes] = []

    def bind(self, exchange: Exchange) -> None:
        (_, sasl) = exchange.request.parts[2]
        (_, mechanism), (_, token) = elements(sasl)
        self.mechanisms.append(mechanism)
        try:
            accepted = self._acceptor.accept(token, self._binding)
        except kerberos.WrongBindingError:
            exchange.result(49, _WRONG_BINDING)
            return
        if not accepted.is_bound:
            exchange.result(49, _WRONG_BINDING)
            return
        done = tlv(0x0A, b"\0") + tlv(0x04, b"") + tlv(0x04, b"")
        exchange.message(tlv(0x61, done + tlv(0x87, accepted.token)))


SignIn = Callable[..., str]


@pytest.fixture
def sign_in(samba: Domain, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """`sign_in(own, shown)`: at a server that demands bindings to its certificate `own`, by way of a
    connection on which `shown` is seen; "ok" or the problem."""
    cache = kerberos.kinit(samba, people.OPERATOR, tmp_path / "krb5cc")
    keys = kerberos.keytab(samba, f"ldap/{samba.host}", tmp_path / "keytab")
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{cache}")
    monkeypatch.setenv("KRB5_CONFIG", str(samba.krb5_config))
    monkeypatch.setenv("KRB5RCACHENAME", "none:")

    def make(own: Certificate, shown: Certificate | None = None, tls: str = "ldaps") -> str:
        demanding = DemandingServer(keys, own)
        handlers = {"bind": demanding.bind}
        with FakeServer(certificate=shown or own, starttls=tls == "starttls", handlers=handlers) as server:
            where = (Endpoint("localhost", server.port, tls),)
            settings = Settings(where, authority.ca_file, krb5_conf=samba.krb5_config)
            try:
                ActiveDirectory(settings, SystemClock()).sign_in_with_ticket().close()
            except HelpdeskError as error:
                return error.problem.code
            assert demanding.mechanisms == [b"GSS-SPNEGO"]
            return "ok"

    return make


@pytest.fixture
def certificates(authority: Authority) -> tuple[Certificate, Certificate]:
    """Two for the same name, of the authority that the desk trusts."""
    return authority.issue("localhost", file="own"), authority.issue("localhost", file="other")


@pytest.mark.usefixtures("gssapi")
@pytest.mark.parametrize("tls", ["ldaps", "starttls"])
def test_a_server_that_demands_channel_bindings_takes_the_ticket(
    sign_in: SignIn, certificates: tuple[Certificate, Certificate], tls: str
) -> None:
    assert sign_in(certificates[0], tls=tls) == "ok"


@pytest.mark.usefixtures("gssapi")
def test_a_ticket_that_somebody_in_between_passes_on_is_refused(
    sign_in: SignIn, certificates: tuple[Certificate, Certificate]
) -> None:
    assert sign_in(*certificates) == "channel-binding-refused"


@pytest.mark.usefixtures("gssapi")
def test_such_a_server_refuses_a_ticket_that_is_bound_to_nothing(
    sign_in: SignIn, certificates: tuple[Certificate, Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk_tui.directory.kerberos.server_end_point", lambda certificate: None)
    assert sign_in(certificates[0]) == "channel-binding-refused"


@pytest.mark.usefixtures("gssapi")
def test_a_server_that_does_not_prove_itself_is_not_believed(
    samba: Domain, authority: Authority, sign_in: SignIn, certificates: tuple[Certificate, Certificate]
) -> None:
    with FakeServer(certificate=certificates[0]) as server:  # it says yes to everybody
        where = (Endpoint("localhost", server.port),)
        settings = Settings(where, authority.ca_file, krb5_conf=samba.krb5_config)
        with pytest.raises(DirectoryUnreachable) as caught:
            ActiveDirectory(settings, SystemClock()).sign_in_with_ticket()
        assert caught.value.problem.code == "server-unproven"
        assert {each.target for each in server.seen("search")} == {""}  # the rootDSE, before the bind


# --- the bytes ------------------------------------------------------------------------------------------


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def made(key: Key, algorithm: hashes.HashAlgorithm | None, **options: object) -> bytes:
    """A certificate of that signature."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = SystemClock().now()
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now)
    return builder.sign(key, algorithm, **options).public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize("name", ["sha224", "sha256", "sha384", "sha512"])
def test_the_hash_is_that_of_the_certificates_signature(name: str) -> None:
    shown = made(ec.generate_private_key(ec.SECP256R1()), getattr(hashes, name.upper())())
    assert server_end_point(shown) == b"tls-server-end-point:" + hashlib.new(name, shown).digest()


def test_it_is_found_in_a_signature_that_names_it_apart() -> None:
    key = rsa.generate_private_key(65537, 2048)
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    shown = made(key, hashes.SHA384(), rsa_padding=pss)
    assert server_end_point(shown) == b"tls-server-end-point:" + hashlib.sha384(shown).digest()


@pytest.mark.parametrize("weak", ["md5WithRSAEncryption", "sha1WithRSAEncryption"])
def test_where_that_is_weak_it_is_sha_256(weak: str) -> None:
    shown = _with_signature(weak)
    assert server_end_point(shown) == b"tls-server-end-point:" + hashlib.sha256(shown).digest()


def test_where_there_is_none_nothing_is_bound() -> None:
    assert server_end_point(made(ed25519.Ed25519PrivateKey.generate(), None)) is None


def test_of_what_is_no_certificate_nothing_is_made(tmp_path: Path) -> None:
    good = der(self_signed(tmp_path, "localhost"))
    assert server_end_point(good[: len(good) // 2]) is None
    assert server_end_point(b"") is None


def _with_signature(name: str) -> bytes:
    """A certificate that says it is signed so: nobody signs with these any more."""
    last = {"md5WithRSAEncryption": 0x04, "sha1WithRSAEncryption": 0x05}[name]
    strong = bytes.fromhex("2a864886f70d01010b")  # sha256WithRSAEncryption
    shown = made(rsa.generate_private_key(65537, 2048), hashes.SHA256())
    assert shown.count(strong) == 2
    return shown.replace(strong, strong[:-1] + bytes([last]))
