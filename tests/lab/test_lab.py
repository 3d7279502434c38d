"""The lab is what it says: otherwise what is proved in it proves nothing."""

import os
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest
from e2e.terminal import Terminal
from lab import ldif, people
from lab import samba as samba_server
from lab.certificates import EXPIRED, Authority, Certificate, self_signed
from lab.domain import Domain, Kinit, LabError
from lab.forward import Forward
from lab.samba import SambaDomain, taken_ports


@pytest.mark.parametrize(
    ("login", "bind", "ticket"),
    [
        (people.OPERATOR, "ok", Kinit.OK),
        ("mona.mustchange", "773", Kinit.MUST_CHANGE),
        ("edgar.expired", "532", Kinit.MUST_CHANGE),
        ("paula.past", "701", Kinit.REVOKED),
        ("dora.disabled", "533", Kinit.REVOKED),
        ("liam.locked", "775", Kinit.REVOKED),
        ("henry.hours", "530", Kinit.REVOKED),
        ("nobody.known", "525", Kinit.UNKNOWN_PERSON),
    ],
)
def test_people_are_in_the_state_that_is_said_of_them(samba: Domain, login, bind, ticket):
    assert samba.kinit(login, samba.password) is ticket
    assert samba.ldap_bind(login, samba.password) in {bind, "52e" if bind == "525" else bind}


def test_a_password_that_must_change_works_only_after_the_change(samba: Domain):
    person = samba.new_person()
    samba.must_change(person.login)
    assert samba.kinit(person.login, person.password) is Kinit.MUST_CHANGE
    assert samba.kinit(person.login, person.password, "short") is Kinit.CHANGE_REFUSED
    assert samba.kinit(person.login, person.password, "Brand-New-Word-8") is Kinit.CHANGED
    assert samba.kinit(person.login, person.password) is Kinit.WRONG_PASSWORD
    assert samba.ldap_bind(person.login, person.password) == "52e"
    assert samba.ldap_bind(person.login, "Brand-New-Word-8") == "ok"


def test_five_wrong_passwords_lock(samba: Domain):
    person = samba.new_person()
    samba.lock(person.login)
    assert samba.is_locked(person.login)
    assert samba.attributes(person.login)["lockoutTime"] != ["0"]


def test_a_password_cannot_be_changed_twice_on_one_day(samba: Domain):
    person = samba.new_person()
    assert "minimum password age" in samba.kpasswd(person.login, person.password, "Brand-New-Word-8")


def test_an_operator_holds_the_three_rights_and_no_more(samba: Domain):
    person = samba.new_person()
    reset = {"unicodePwd": ldif.quoted("Given-By-Desk-9"), "pwdLastSet": 0, "lockoutTime": 0}
    assert _result(samba, ldif.modify(person.dn, reset)) == 0
    assert samba.kinit(person.login, "Given-By-Desk-9") is Kinit.MUST_CHANGE
    assert _result(samba, ldif.modify(person.dn, {"mobile": "+44 7700 900999"})) == 50
    assert _result(samba, ldif.delete(person.dn)) == 50


@pytest.mark.parametrize(
    "login", ["elsa.elsewhere", "pia.protected", "otto.operator", "LAPTOP-17$", "krbtgt"]
)
def test_an_operator_reaches_nobody_else(samba: Domain, login):
    reset = {"unicodePwd": ldif.quoted("Given-By-Desk-9"), "pwdLastSet": 0, "lockoutTime": 0}
    assert _result(samba, ldif.modify(samba.dn(login), reset)) == 50


def test_the_protected_are_members_by_nesting_and_by_primary_group(samba: Domain):
    admins = samba.raw_attributes(f"CN=Domain Admins,{people.USERS}", "objectSid")["objectSid"][0]
    for login in ("nested.admin", "primary.admin"):
        found = samba.raw_attributes(login, "tokenGroups", "memberOf")
        assert admins in found["tokenGroups"]
        assert f"CN=Domain Admins,{people.USERS}".encode() not in found["memberOf"]


def test_an_entry_is_moved_renamed_and_deleted_and_keeps_its_id(samba: Domain):
    person = samba.new_person()
    samba.move(person.login, people.ELSEWHERE)
    samba.rename(person.login, 'Strange, "Name" +1')
    assert samba.dn(person.login).endswith(people.ELSEWHERE)
    assert samba.id(person.login) == person.id
    samba.delete(person.login)
    assert samba.attributes(person.dn) == {}


def test_the_name_localhost_verifies(samba: Domain):
    context = ssl.create_default_context(cafile=samba.ca_file)
    with (
        socket.create_connection((samba.host, samba.port), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=samba.host) as secured,
    ):
        assert secured.version() == "TLSv1.3"


@pytest.mark.parametrize(
    ("fault", "said"),
    [("none", ""), ("expired", "expired"), ("name", "Hostname mismatch"), ("self-signed", "self-signed")],
)
def test_certificates_are_wrong_in_the_way_they_should_be(tmp_path, fault, said):
    authority = Authority(tmp_path)
    made = {
        "none": lambda: authority.issue("localhost"),
        "expired": lambda: authority.issue("localhost", days=EXPIRED),
        "name": lambda: authority.issue("elsewhere.example"),
        "self-signed": lambda: self_signed(tmp_path, "localhost"),
    }[fault]()
    assert said in _handshake(made, authority)


def test_a_way_can_be_cut_and_mended():
    with socket.create_server(("127.0.0.1", 0)) as server, Forward(*server.getsockname()) as way:
        client = socket.create_connection(("127.0.0.1", way.port), timeout=5)
        accepted, _ = server.accept()
        accepted.sendall(b"heard")
        assert client.recv(5) == b"heard"
        way.cut()
        assert client.recv(5) == b""
        way.mend()
        again = socket.create_connection(("127.0.0.1", way.port), timeout=5)
        accepted, _ = server.accept()
        again.sendall(b"again")
        assert accepted.recv(5) == b"again"


def test_a_taken_address_is_said():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert taken_ports("127.0.0.1", (port,)) == [port]


@pytest.mark.lab
def test_a_start_that_fails_half_way_leaves_no_process(tmp_path, monkeypatch):
    seen: list[int] = []

    def run(self):
        """In the server's place: a process with a child, neither of which heeds SIGTERM."""
        stubborn = "trap '' TERM; sleep 60 & sleep 60"
        return subprocess.Popen(["sh", "-c", stubborn], start_new_session=True)

    def fail(self, _):
        seen.append(self._server.pid)
        raise LabError("half way")

    for step in ("_provision", "_populate"):
        monkeypatch.setattr(samba_server, step, lambda *_: None)
    monkeypatch.setattr(SambaDomain, "_configure", lambda *_: None)
    monkeypatch.setattr(SambaDomain, "_run", run)
    monkeypatch.setattr(SambaDomain, "_await", fail)
    with pytest.raises(LabError, match="half way"):
        SambaDomain(tmp_path).start()
    with pytest.raises(ProcessLookupError):
        os.killpg(seen[0], 0)


def test_sshd_runs_the_one_command(sshd):
    server = sshd(["sh", "-c", 'echo "$WORD from ${SSH_CONNECTION%% *}"; exit 4'], {"WORD": "Hello"})
    done = subprocess.run(server.client(), capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout.strip()) == (4, "Hello from 127.0.0.1")


def test_sshd_gives_a_terminal_of_our_size_and_tells_it_of_a_lost_line(sshd, tmp_path):
    mark = tmp_path / "hung-up"
    command = f"trap 'touch {mark}; exit' HUP; stty size; while :; do sleep 0.05; done"
    with Terminal(sshd(["sh", "-c", command]).client(), columns=97, rows=31) as terminal:
        terminal.wait_for("31 97")
        terminal.hangup()
        deadline = time.monotonic() + 10
        while not mark.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("demand", "said"),
    [({}, "1 skipped"), ({"CI": "true"}, "1 error"), ({"HELPDESK_TUI_LAB": "require"}, "1 error")],
)
def test_without_servers_a_test_is_skipped_with_the_reason_or_fails_where_it_must_not(demand, said):
    one = "tests/lab/test_lab.py::test_five_wrong_passwords_lock"
    code = (
        "import os, sys, pytest; os.geteuid = lambda: 1000;"
        f"sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', {one!r}]))"
    )
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "200"} | demand
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert said in done.stdout
    assert "A domain controller needs root" in done.stdout
    assert done.returncode == (0 if said == "1 skipped" else 1)


def _result(samba: Domain, change: str) -> int:
    """The LDAP result of a change that the operator asks for."""
    return samba.modify_as(people.OPERATOR, samba.password, change)[0]


def _handshake(made: Certificate, authority: Authority) -> str:
    """What a verifying client says of the certificate; "" = trusted."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(made.certificate, made.key)
    trusting = ssl.create_default_context(cafile=authority.ca_file)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(to_client, to_server, server_hostname="localhost")
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for end in (client, server):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
    return ""
