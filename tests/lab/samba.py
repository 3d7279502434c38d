"""A real Active Directory domain on this machine: Samba, provisioned, populated, started and stopped.

    with SambaDomain(directory) as domain:
        domain.ldap_bind("ada.byron", domain.password)

It takes a loopback address of its own (127.0.0.N), so that it collides with no other server, and is reached
at `localhost` through a port that leads there (lab.forward); a test that wants a domain controller to vanish
makes a `Forward` of its own to `domain.address` and cuts it. An old password stops working at once here;
by default Samba accepts it for another hour (`old password allowed period`). A ticket signs in inside TLS, as
at Windows (`allow_sasl_over_tls`), and Kerberos knows the server by the names that it is reached by.

Needs root, for the ports below 1024, and the Debian packages that tests/run names. Nothing outside the
directory is written.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from lab import ldif, people
from lab.certificates import Authority
from lab.domain import Domain, LabError
from lab.forward import Forward

PROGRAMS = (
    "samba",
    "samba-tool",
    "ldbmodify",
    "ldbsearch",
    "ldapsearch",
    "ldapmodify",
    "kinit",
    "kpasswd",
    "kvno",
)
PORTS = (88, 389, 464, 636, 3268, 3269)

_RESET = "00299570-246d-11d0-a768-00aa006e0529"
_CHANGE = "ab721a53-1e2f-11d0-9819-00aa0040529b"
_PASSWORD_SET = "bf967a0a-0de6-11d0-a285-00aa003049e2"
_LOCKOUT_TIME = "28630ebf-41d5-11d1-a9c1-0000f80367c1"
_CONTROL = "bf967a68-0de6-11d0-a285-00aa003049e2"
_ACCOUNT_EXPIRES = "bf967915-0de6-11d0-a285-00aa003049e2"
_MEMBER = "bf9679c0-0de6-11d0-a285-00aa003049e2"
_USER = "bf967aba-0de6-11d0-a285-00aa003049e2"

_DC = f"CN=DC1,OU=Domain Controllers,{people.BASE}"

_CONFIGURATION = """\
[global]
netbios name = {name}
realm = LAB.EXAMPLE
workgroup = LAB
server role = active directory domain controller
server services = {services}
interfaces = {address}/8
bind interfaces only = yes
private dir = {directory}/private
lock directory = {directory}
state directory = {directory}/state
cache directory = {directory}/cache
pid directory = {directory}/run
ncalrpc dir = {directory}/run/ncalrpc
winbindd socket directory = {directory}/run/winbindd
ntp signd socket directory = {directory}/run/ntp
log file = {directory}/log/%m.log
logging = file
max log size = 0
tls certfile = {certificate}
tls keyfile = {key}
tls cafile = {ca_file}
prefork children = 2
old password allowed period = 0
ldap server require strong auth = allow_sasl_over_tls
"""

_KERBEROS = """\
[libdefaults]
default_realm = LAB.EXAMPLE
dns_lookup_kdc = false
dns_lookup_realm = false
rdns = false
udp_preference_limit = 1

[realms]
LAB.EXAMPLE = {{
    kdc = {address}:88
    kpasswd_server = {address}:464
    admin_server = {address}:464
}}

[domain_realm]
lab.example = LAB.EXAMPLE
.lab.example = LAB.EXAMPLE
"""


def missing() -> str:
    """Why the lab cannot run here, as a sentence; "" when it can."""
    path = _path()
    absent = [program for program in PROGRAMS if shutil.which(program, path=path) is None]
    if absent:
        return f"The real servers are not installed: no {', '.join(absent)}. tests/run installs them as root."
    if os.geteuid() != 0:
        return "A domain controller needs root, for its ports: run tests/run as root, or in a container."
    return ""


class SambaDomain:
    """Starts on entering, stops on leaving, also when the start fails half way. With `can_be_joined` further
    domain controllers may be added (lab.second_dc)."""

    name = "dc1"

    def __init__(self, directory: Path, address: str = "", *, can_be_joined: bool = False) -> None:
        self._directory = directory
        self._address = address
        self.authority: Authority | None = None  # of its certificates, once it was started
        self._services = "rpc, ldap, cldap, kdc" if can_be_joined else "ldap, cldap, kdc"
        self._server: subprocess.Popen[bytes] | None = None
        self._forwards: list[Forward] = []

    def __enter__(self) -> Domain:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> Domain:
        """Make it, and start it. About ten seconds. Raises LabError with the servers' own words."""
        if reason := missing():
            raise LabError(reason)
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End every process of the server. May be called twice."""
        for forward in self._forwards:
            forward.close()
        self._forwards.clear()
        server, self._server = self._server, None
        if server is None:
            return
        if server.stdin is not None:
            server.stdin.close()
        # Samba's tasks are in the server's session and process group: they end together.
        for ending in (signal.SIGTERM, signal.SIGKILL):
            _signal_group(server.pid, ending)
            if _group_ended(server, seconds=5):
                return
        raise LabError(f"Samba's process group {server.pid} does not end")

    def kill(self) -> None:
        """At once, as when its power fails; what was written stays."""
        if self._server is not None:
            _signal_group(self._server.pid, signal.SIGKILL)
            _group_ended(self._server, seconds=5)

    def freeze(self) -> None:
        """It keeps its connections and says nothing more, until `kill`."""
        if self._server is not None:
            _signal_group(self._server.pid, signal.SIGSTOP)

    def revive(self, domain: Domain) -> None:
        """After `kill`: the same server, with what it knew."""
        self._server = self._run()
        self._await(domain)

    def _start(self) -> Domain:
        address = self._address or free_address(PORTS)
        _require_free(address)
        self._directory.mkdir(parents=True, exist_ok=True)
        domain = self._describe(address)
        self._make(domain)
        self._server = self._run()
        self._await(domain)
        self._settle(domain)
        return domain

    def _make(self, domain: Domain) -> None:
        """All that lies in its directory: database and configuration."""
        _provision(self._directory, domain.address)
        self._configure(domain, Authority(domain.authority))
        _populate(domain, self._configuration)

    def _settle(self, domain: Domain) -> None:
        """What only a running server does."""
        for login in people.LOCKED:
            domain.lock(login)

    @property
    def _configuration(self) -> Path:
        return self._directory / "etc" / "smb.conf"

    def _describe(self, address: str) -> Domain:
        for port in (636, 389):
            self._forwards.append(Forward(address, port))
        return Domain(
            host="localhost",
            port=self._forwards[0].port,
            plain_port=self._forwards[1].port,
            address=address,
            ca_file=self._directory / "tls" / "ca.pem",
            authority=self._directory / "tls",
            base_dn=people.BASE,
            domain="lab.example",
            short_domain="LAB",
            people_dn=people.PEOPLE,
            krb5_config=self._directory / "krb5.conf",
            sam=self._directory / "private" / "sam.ldb",
            administrator=people.ADMINISTRATOR,
            administrator_password=people.ADMINISTRATOR_PASSWORD,
            password=people.PASSWORD,
            logs=self._directory / "log",
        )

    def _configure(self, domain: Domain, authority: Authority) -> None:
        """Our own configuration: only the services that are needed, everything inside the directory."""
        self.authority = authority
        # OpenLDAP's clients take "localhost" for this computer's name.
        names = (*_names(self.name, domain), domain.address, socket.gethostname(), socket.getfqdn())
        certificate = authority.issue(*dict.fromkeys(names), file=self.name)
        for name in ("log", "run", "cache", "state"):
            (self._directory / name).mkdir(exist_ok=True)
        self._configuration.write_text(
            _CONFIGURATION.format(
                directory=self._directory,
                name=self.name.upper(),
                services=self._services,
                address=domain.address,
                certificate=certificate.certificate,
                key=certificate.key,
                ca_file=domain.ca_file,
            )
        )
        domain.krb5_config.write_text(_KERBEROS.format(address=domain.address))

    def _run(self) -> subprocess.Popen[bytes]:
        with (self._directory / "log" / "samba.out").open("wb") as output:
            return subprocess.Popen(
                # Interactive, it ends with its standard input: also when this process is killed.
                [*(program("samba"), "-s", self._configuration, "--interactive", "--model=prefork")],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _await(self, domain: Domain, seconds: float = 60) -> None:
        """Until LDAPS and the KDC answer."""
        deadline = time.monotonic() + seconds
        waiting = list(PORTS)
        while waiting:
            if self._server is None or self._server.poll() is not None or time.monotonic() > deadline:
                raise LabError(f"Samba does not answer on {domain.address}: {self._last_words()}")
            if _answers(domain.address, waiting[0]):
                waiting.pop(0)
            else:
                time.sleep(0.05)
        while not self._is_ready(domain):
            if time.monotonic() > deadline:
                raise LabError(f"the administrator cannot sign in: {self._last_words()}")
            time.sleep(0.1)

    def _is_ready(self, domain: Domain) -> bool:
        try:
            return domain.ldap_bind(domain.administrator, domain.administrator_password) == "ok"
        except LabError:  # it listens before it serves
            return False

    def _last_words(self) -> str:
        logs = sorted((self._directory / "log").glob("*"), key=lambda file: file.stat().st_mtime)
        return "\n".join(file.read_text(errors="replace")[-1500:] for file in logs[-2:])


def free_address(ports: tuple[int, ...]) -> str:
    """A loopback address on which nobody listens at these ports. Raises LabError."""
    start = 2 + os.getpid() % 200
    for last in (*range(start, 255), *range(2, start)):
        address = f"127.0.0.{last}"
        if not taken_ports(address, ports):
            return address
    raise LabError("No loopback address is free for a domain controller: a server listens on 0.0.0.0.")


def taken_ports(address: str, ports: tuple[int, ...]) -> list[int]:
    """Those ports on which one cannot listen."""
    taken = []
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
                probe.listen()
            except OSError:
                taken.append(port)
    return taken


def _require_free(address: str) -> None:
    if taken := taken_ports(address, PORTS):
        ports = ", ".join(map(str, taken))
        raise LabError(f"Another server uses {address} at port {ports}; stop it, or give another address.")


def _provision(directory: Path, address: str) -> None:
    run_tool(
        *("domain", "provision", f"--targetdir={directory}", "--realm=LAB.EXAMPLE", "--domain=LAB"),
        *("--server-role=dc", "--dns-backend=NONE", "--host-name=dc1", f"--host-ip={address}"),
        f"--adminpass={people.ADMINISTRATOR_PASSWORD}",
        f"--option=interfaces={address}/8",
        "--option=bind interfaces only=yes",
    )


def _populate(domain: Domain, configuration: Path) -> None:
    """Load the people into the database, before anybody serves it."""
    _load(domain, "".join(people.everything()))
    # By itself Samba registers its names in a task that does not run here.
    services = [*(f"ldap/{name}" for name in _names("dc1", domain)), f"host/{domain.host}"]
    _load(domain, ldif.add_values(_DC, {"servicePrincipalName": services}))
    for login in people.EXPIRED:
        domain_dn = _found(domain, login, "dn")
        _load(domain, ldif.modify(domain_dn, {"pwdLastSet": people.LONG_AGO}), keep_last_set=True)
    _load(domain, ldif.modify(_found(domain, people.PRIMARY, "dn"), {"primaryGroupID": 512}))
    operators = _found(domain, "Helpdesk Operators", "objectSid")
    rights = (
        f"(OA;CIIO;CR;{_RESET};{_USER};{operators})"
        f"(OA;CIIO;RPWP;{_PASSWORD_SET};{_USER};{operators})"
        f"(OA;CIIO;RPWP;{_LOCKOUT_TIME};{_USER};{operators})"
        f"(OA;CIIO;RPWP;{_CONTROL};{_USER};{operators})"
        f"(OA;CIIO;RPWP;{_ACCOUNT_EXPIRES};{_USER};{operators})"
    )
    _allow(domain, configuration, people.PEOPLE, rights)
    _allow(domain, configuration, people.VPN, f"(OA;;RPWP;{_MEMBER};;{operators})")
    policy = f"CN={people.READABLE_POLICY},{people.POLICIES}"
    _allow(domain, configuration, policy, f"(A;;GR;;;{operators})")
    cannot = f"(OD;;CR;{_CHANGE};;PS)(OD;;CR;{_CHANGE};;WD)"
    _allow(domain, configuration, _found(domain, people.CANNOT_CHANGE, "dn"), cannot)


def _names(name: str, domain: Domain) -> tuple[str, ...]:
    return domain.host, f"{name}.{domain.domain}"


def _load(domain: Domain, changes: str, *, keep_last_set: bool = False) -> None:
    control = ["--controls=local_oid:1.3.6.1.4.1.7165.4.3.20:0"] if keep_last_set else []
    checked([program("ldbmodify"), "-H", str(domain.sam), *control], changes)


def _found(domain: Domain, login: str, attribute: str) -> str:
    said = checked([program("ldbsearch"), "-H", str(domain.sam), f"(sAMAccountName={login})", attribute])
    return next(line.partition(": ")[2] for line in said.splitlines() if line.partition(": ")[0] == attribute)


def _allow(domain: Domain, configuration: Path, dn: str, sddl: str) -> None:
    run_tool(
        *("dsacl", "set", "-H", str(domain.sam), "-s", str(configuration)),
        *(f"--objectdn={dn}", f"--sddl={sddl}"),
    )


def run_tool(*arguments: str) -> None:
    checked([program("samba-tool"), *arguments])


def checked(command: list[str], text: str = "", environment: Mapping[str, str] | None = None) -> str:
    """What a program of the system's said. Raises LabError."""
    # Outside any virtual environment: samba-tool is a Python program of the system's.
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PATH": _path(), "LC_ALL": "C.UTF-8", "HOME": "/"} | dict(environment or {}),
    )
    if done.returncode != 0:
        raise LabError(f"{Path(command[0]).name} {command[1]} failed: {(done.stderr + done.stdout)[-3000:]}")
    return done.stdout


def _path() -> str:
    return "/usr/sbin:/usr/bin:/sbin:/bin"


def program(name: str) -> str:
    return shutil.which(name, path=_path()) or name


def _answers(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False
    return True


def _signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def _group_ended(server: subprocess.Popen[bytes], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        server.poll()  # reaps the first process
        try:
            os.killpg(server.pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False
