"""No byte of a credential before verified TLS: invariant 5."""

import ipaddress
import socket
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from directory.conftest import PASSWORD, Port, Serve, SignIn, StillClock
from directory.fake_server import Exchange, FakeServer, tlv
from lab.certificates import EXPIRED, Authority, self_signed

from helpdesk_tui.desk.errors import ConfigError, DirectoryUnreachable
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.settings import Endpoint, Settings
from helpdesk_tui.secret import Secret
from helpdesk_tui.tls import verifying_context


def refused(port: Port, server: FakeServer, **options: object) -> str:
    """The code of the problem with which signing in fails; and nothing was said by then."""
    with pytest.raises((DirectoryUnreachable, ConfigError)) as caught:
        port(server, **options).sign_in("olga", Secret(PASSWORD))
    assert [request.name for request in server.requests if request.name != "extended"] == []
    assert PASSWORD.encode() not in server.plain_bytes
    assert PASSWORD not in str(caught.value)
    return caught.value.problem.code


def test_signs_in_over_ldaps_by_host_name(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    assert sign_in(server).info.tls in {"TLSv1.2", "TLSv1.3"}
    assert all(request.encrypted for request in server.requests)


def test_signs_in_by_an_ip_address_that_stands_in_the_certificate(serve: Serve, sign_in: SignIn) -> None:
    assert sign_in(serve(), host="127.0.0.1").info.server == "127.0.0.1"


def test_signs_in_over_starttls(serve: Serve, sign_in: SignIn) -> None:
    server = serve(starttls=True)
    assert sign_in(server, tls="starttls").info.tls in {"TLSv1.2", "TLSv1.3"}
    assert [request.name for request in server.requests if not request.encrypted] == ["extended"]


@pytest.mark.parametrize("starttls", [False, True])
def test_a_self_signed_certificate_is_refused(
    serve: Serve, port: Port, tmp_path: Path, starttls: bool
) -> None:
    server = serve(certificate=self_signed(tmp_path, "localhost"), starttls=starttls)
    assert refused(port, server, tls="starttls" if starttls else "ldaps") == "tls-untrusted"


def test_a_certificate_of_another_authority_is_refused(serve: Serve, port: Port, tmp_path: Path) -> None:
    assert refused(port, serve(certificate=Authority(tmp_path).issue("localhost"))) == "tls-untrusted"


def test_the_systems_authorities_do_not_vouch_for_ours(serve: Serve, port: Port) -> None:
    assert refused(port, serve(), ca_file=None) == "tls-untrusted"


@pytest.mark.parametrize("starttls", [False, True])
def test_a_certificate_for_another_name_is_refused(
    serve: Serve, port: Port, authority: Authority, starttls: bool
) -> None:
    server = serve(certificate=authority.issue("elsewhere.example"), starttls=starttls)
    assert refused(port, server, tls="starttls" if starttls else "ldaps") == "tls-wrong-name"


def test_a_certificate_for_another_address_is_refused(serve: Serve, port: Port, authority: Authority) -> None:
    server = serve(certificate=authority.issue("localhost", "192.0.2.1"))
    assert refused(port, server, host="127.0.0.1") == "tls-wrong-name"


NO_NAMES: list[tuple[str, list[x509.GeneralName]]] = [
    ("localhost", []),
    ("localhost", [x509.RFC822Name("desk@localhost")]),
    ("localhost", [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
    ("127.0.0.1", []),
    ("127.0.0.1", [x509.DNSName("127.0.0.1")]),
    ("127.0.0.1", [x509.RFC822Name("desk@localhost")]),
]


@pytest.mark.parametrize(("host", "alternatives"), NO_NAMES)
def test_a_common_name_is_no_name(
    serve: Serve, port: Port, authority: Authority, host: str, alternatives: list[x509.GeneralName]
) -> None:
    """An authority vouches for the names and addresses that it lists as such (RFC 9525 §2)."""
    server = serve(certificate=authority.issue(host, alternatives=alternatives))
    assert refused(port, server, host=host) == "tls-wrong-name"


def test_an_expired_certificate_is_refused(serve: Serve, port: Port, authority: Authority) -> None:
    assert refused(port, serve(certificate=authority.issue("localhost", days=EXPIRED))) == "tls-expired"


def test_a_certificate_of_tomorrow_is_refused(serve: Serve, port: Port, authority: Authority) -> None:
    assert refused(port, serve(certificate=authority.issue("localhost", days=(1, 30)))) == "tls-expired"


def test_a_plain_server_gets_no_credential(serve: Serve, port: Port) -> None:
    assert refused(port, serve(certificate=None)) == "tls-failed"


def test_a_server_that_refuses_starttls_gets_no_credential(serve: Serve, port: Port) -> None:
    server = serve(certificate=None, handlers={"extended": lambda exchange: exchange.result(53, "not me")})
    with pytest.raises(DirectoryUnreachable) as caught:
        port(server, tls="starttls").sign_in("olga", Secret(PASSWORD))
    assert (caught.value.problem.code, caught.value.problem.detail) == ("tls-failed", "53 not me")
    assert [request.name for request in server.requests] == ["extended", "unbind"][: len(server.requests)]
    assert PASSWORD.encode() not in server.plain_bytes


def test_bytes_that_follow_the_starttls_answer_in_clear_are_refused(serve: Serve, port: Port) -> None:
    def answer_and_inject(exchange: Exchange) -> None:
        ok = tlv(0x0A, b"\0") + tlv(0x04, b"") * 2
        number = tlv(0x02, bytes([exchange.request.number]))
        exchange.raw(tlv(0x30, number + tlv(0x78, ok)) + tlv(0x30, tlv(0x02, b"\2") + tlv(0x61, ok)))

    server = serve(starttls=True, handlers={"extended": answer_and_inject})
    assert refused(port, server, tls="starttls") == "tls-failed"


@pytest.mark.parametrize("first", [b"", tlv(0x79, b"")])
def test_before_tls_one_small_answer_is_heard(serve: Serve, port: Port, first: bytes) -> None:
    """Not a large one, and none behind another message: whoever sends it has proven nothing yet."""

    def answer(exchange: Exchange) -> None:
        if first:
            exchange.message(first)
        value = b"" if first else tlv(0x8B, bytes(5000))
        exchange.message(tlv(0x78, tlv(0x0A, b"\0") + tlv(0x04, b"") * 2 + value))

    server = serve(starttls=True, handlers={"extended": answer})
    assert refused(port, server, tls="starttls") == "answer-too-large"


def test_there_is_no_way_to_ask_for_an_unencrypted_connection(serve: Serve, port: Port) -> None:
    server = serve(certificate=None)
    assert refused(port, server, tls="none") == "tls-required"
    assert server.connections == 0


def test_a_server_of_old_tls_is_refused(authority: Authority) -> None:
    context = verifying_context(authority.ca_file)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_session_keys_are_not_written_to_a_file(
    serve: Serve, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    sign_in(serve())
    assert not (tmp_path / "keys").exists()


def test_a_ca_file_that_cannot_be_read_is_named(serve: Serve, port: Port, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate")
    with pytest.raises(ConfigError):
        port(serve(), ca_file=broken).sign_in("olga", Secret(PASSWORD))
    assert refused(port, serve(), ca_file=broken) == "ca-file"
    assert refused(port, serve(), ca_file=tmp_path / "absent.pem") == "ca-file"


def test_a_host_that_does_not_exist_is_named(authority: Authority) -> None:
    assert _reached("no-such-host.invalid", 636, authority) == "no-such-host"


def test_a_port_where_nobody_listens_is_unreachable(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    assert _reached("localhost", free, authority) == "unreachable"


def test_the_next_server_is_tried_when_the_first_does_not_answer(
    serve: Serve, port: Port, tmp_path: Path
) -> None:
    untrusted, good = serve(certificate=self_signed(tmp_path, "localhost")), serve()
    session = port(untrusted, good).sign_in("olga", Secret(PASSWORD))
    session.close()
    assert untrusted.requests == []
    assert good.seen("bind")


def test_the_first_servers_problem_is_told_when_none_answers(
    serve: Serve, port: Port, tmp_path: Path
) -> None:
    first, second = serve(certificate=self_signed(tmp_path, "localhost")), serve(certificate=None)
    with pytest.raises(DirectoryUnreachable) as caught:
        port(first, second).sign_in("olga", Secret(PASSWORD))
    assert caught.value.problem.code == "tls-untrusted"


def _reached(host: str, number: int, authority: Authority) -> str:
    settings = Settings((Endpoint(host, number),), authority.ca_file, connect_timeout=1, receive_timeout=1)
    with pytest.raises(DirectoryUnreachable) as caught:
        ActiveDirectory(settings, StillClock()).sign_in("olga", Secret(PASSWORD))
    return caught.value.problem.code
