"""A real 389 Directory Server on this machine: populated, started and stopped.

    with Ds389(directory) as server:
        server.bind("ada.byron", server.password)

The operators ("Helpdesk Operators") act with their own rights, as the options say (lab.dse_ldif). Needs the
Debian packages that tests/run names, no root. Nothing outside the directory is written.
"""

import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from lab import ds389_people, dse_ldif, freeipa, ldap_people, ldif
from lab.certificates import Certificate
from lab.domain import LabError
from lab.ds389_people import EPOCH, GLOBAL_POLICY, LOCKED, LONG_AGO, in_a_while, policy_dn, policy_entry
from lab.ldap_machine import PATH, LdapMachine, certificate, describe, program
from lab.ldap_server import Bind, LdapServer
from lab.ldif import Value

PROGRAMS = (
    *("ns-slapd", "certutil", "pk12util", "setpriv"),
    *("ldapsearch", "ldapmodify", "ldapwhoami", "ldappasswd"),
)


def missing() -> str:
    """Why it cannot run here, as a sentence; "" when it can."""
    absent = [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]
    return (
        f"389 Directory Server is not installed: no {', '.join(absent)}. tests/run installs it as root."
        if absent
        else ""
    )


@dataclass(frozen=True)
class Ds389Server(LdapServer):
    """A running ns-slapd."""

    def id(self, login_or_dn: str) -> str:
        """Of nsUniqueId, which every entry has: entryUUID only those that were added to a running server."""
        digits = self.attributes(login_or_dn, "nsUniqueId")["nsUniqueId"][0].replace("-", "")
        return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])

    def is_locked(self, login: str) -> bool:
        # Nobody may be asked without being counted: the account usability control knows no failures.
        names = ("passwordRetryCount", "accountUnlockTime", "pwdPolicySubentry")
        entry = self.attributes(login, *names)
        own = self.attributes(entry.get("pwdPolicySubentry", [GLOBAL_POLICY])[0], "passwordMaxFailure")
        policy = {**self.attributes(GLOBAL_POLICY, "passwordMaxFailure"), **own}
        failures = int(entry.get("passwordRetryCount", ["0"])[0])
        until = entry.get("accountUnlockTime", [""])[0]
        return failures >= int(policy["passwordMaxFailure"][0]) and (
            until == EPOCH or until > f"{datetime.now(UTC):%Y%m%d%H%M%S}Z"
        )

    def must_change(self, login: str) -> None:
        self.set_attributes(login, passwordExpirationTime=EPOCH)

    def unlock(self, login: str) -> None:
        self.set_attributes(login, passwordRetryCount=0, accountUnlockTime=[])

    def disable(self, login: str) -> None:
        self.set_attributes(login, nsAccountLock="true")

    def date_back(self, login: str, at: datetime) -> None:
        """The server lets nobody write this, so the whole database goes out and in again: in these two
        seconds nobody else is served."""
        dn, stamp = self.dn(login), f"{at.astimezone(UTC):%Y%m%d%H%M%S}Z"
        file = self.logs.parent / "ldif" / "dated-back.ldif"
        file.unlink(missing_ok=True)
        self._task("export", file, nsNoWrap="true", nsDumpUniqId="true")
        entries = file.read_text().split("\n\n")
        for number, entry in enumerate(entries):
            if any(found["dn"][0].decode() == dn for found in ldif.parse(entry)):
                entries[number] = re.sub(r"(?im)^((?:modify|create)Timestamp): .*$", rf"\1: {stamp}", entry)
        file.write_text("\n\n".join(entries))
        self._task("import", file)
        self._await_service(dn, stamp)

    def _await_service(self, dn: str, stamp: str) -> None:
        """The task has ended before everybody is served again."""
        deadline, served = time.monotonic() + 30, 0
        while served < 3:  # in a row
            if time.monotonic() > deadline:
                raise LabError(f"{dn} cannot be read after the import")
            try:
                shown = self.attributes(dn, "modifyTimestamp").get("modifyTimestamp")
            except LabError:
                shown = None
            served = served + 1 if shown == [stamp] else 0
            time.sleep(0.05)

    def age_password(self, login: str, expired_at: str = LONG_AGO) -> None:
        """Let the password have expired then."""
        self.set_attributes(login, passwordExpirationTime=expired_at)

    def _verdict(self, result: int, said: str) -> Bind:
        if "must be changed" in said:  # whatever becomes of the question that follows the bind
            return Bind.MUST_CHANGE
        if result == 0:
            return Bind.OK
        if result == 49:
            return Bind.EXPIRED if "expired" in said else Bind.WRONG
        return Bind.LOCKED if result == 19 else Bind.REFUSED

    def _hash(self, password: str) -> str:
        return ldap_people.hashed(password, "sha512")

    def _settle(self, dn: str, attributes: dict[str, Value | list[Value]]) -> None:
        # The server wants it changed at once, whatever stands in the entry.
        expires = attributes.get("passwordExpirationTime", in_a_while())
        self.set_attributes(dn, passwordExpirationTime=expires)

    def _task(self, kind: str, file: Path, **more: Value) -> None:
        """Let the server itself do it, and wait."""
        name = f"lab {time.monotonic_ns()}"
        dn = f"cn={name},cn={kind},cn=tasks,cn=config"
        classes = ["top", "extensibleObject"]
        what = {"nsInstance": dse_ldif.BACKEND, "nsFilename": str(file), "ttl": 600, **more}
        self.apply(ldif.add(dn, {"objectClass": classes, "cn": name, **what}))
        deadline = time.monotonic() + 60
        while "nsTaskExitCode" not in (said := self.attributes(dn)):
            if time.monotonic() > deadline:
                raise LabError(f"the {kind} does not end: {said}")
            time.sleep(0.05)
        if said["nsTaskExitCode"] != ["0"]:
            raise LabError(f"the {kind} failed: {said}")

    def _new_policy(self, name: str, attributes: dict[str, Value]) -> str:
        self.apply(ldif.add(policy_dn(name), policy_entry(name, attributes)))
        return policy_dn(name)


class Ds389(LdapMachine[Ds389Server]):
    """`options` are those of lab.dse_ldif: `Ds389(directory, delegate="aci")`."""

    locked = LOCKED

    def __init__(self, directory: Path, **options: Any) -> None:
        super().__init__(directory)
        self._options = dse_ldif.Options(**options)
        if self._options.freeipa:  # the server itself locks nobody there
            self.locked = ()

    def _missing(self) -> str:
        return missing()

    def _prepare(self) -> Ds389Server:
        server = Ds389Server(
            **describe(self._directory),
            administrator=dse_ldif.MANAGER,
            administrator_password=dse_ldif.MANAGER_PASSWORD,
            default_policy=GLOBAL_POLICY,
        )
        for name in ("schema", "lock", "tmp", "ldif", "bak", "run", "log", "db"):
            (self._directory / name).mkdir(exist_ok=True)
        schema = freeipa.schema() if self._options.freeipa else "dn: cn=schema\n"
        (self._directory / "schema" / "99user.ldif").write_text(schema)
        for name in ("slapd-collations.conf", "certmap.conf"):
            shutil.copy(Path("/etc/dirsrv/config") / name, self._directory)
        self._keep(certificate(server), server.ca_file)
        (self._directory / "dse.ldif").write_text(dse_ldif.text(self._directory, server, self._options))
        self._load()
        return server

    def _command(self, server: Ds389Server) -> list[str]:
        # -d keeps it in front
        return [program("ns-slapd"), "-D", str(self._directory), "-i", str(self._pid_file), "-d", "0"]

    @property
    def _pid_file(self) -> Path:
        return self._directory / "run" / "pid"

    def _last_words(self) -> str:
        errors = self._directory / "log" / "errors"
        return super()._last_words() + (errors.read_text(errors="replace")[-3000:] if errors.exists() else "")

    def _keep(self, issued: Certificate, ca_file: Path) -> None:
        """The certificate where the server looks for it: in an NSS database without a password."""
        bundle = self._directory / "tls" / "server.p12"
        bundle.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"Server-Cert",
                serialization.load_pem_private_key(issued.key.read_bytes(), None),
                x509.load_pem_x509_certificate(issued.certificate.read_bytes()),
                None,
                serialization.BestAvailableEncryption(b"lab"),
            )
        )
        place = ("-d", str(self._directory))
        self._run_tool("certutil", "-N", *place, "--empty-password")
        self._run_tool("certutil", "-A", *place, "-n", "CA", "-t", "CT,,", "-a", "-i", str(ca_file))
        self._run_tool("pk12util", "-i", str(bundle), *place, "-W", "lab", "-K", "")

    def _load(self) -> None:
        """Put the people into the database, before anybody serves it."""
        source = self._directory / "ldif" / "people.ldif"
        with source.open("w") as file:
            rules = dse_ldif.acis(self._options)
            more = freeipa.everything() if self._options.freeipa else ()
            for dn, attributes in ds389_people.everything(self._options.crowd_size, rules, more):
                file.write(ldif.entry(dn, attributes))
        place = ("-D", str(self._directory))
        self._run_tool("ns-slapd", "ldif2db", *place, "-n", dse_ldif.BACKEND, "-i", str(source))

    def _run_tool(self, *command: str) -> None:
        done = subprocess.run(
            [program(command[0]), *command[1:]],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            stdin=subprocess.DEVNULL,
            env={"PATH": PATH},
        )
        if done.returncode != 0:
            raise LabError(f"{command[0]} {command[1]} failed: {(done.stderr + done.stdout)[-3000:]}")
