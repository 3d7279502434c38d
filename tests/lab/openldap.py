"""A real OpenLDAP server on this machine: slapd with password policies, populated, started and stopped.

    with OpenLdap(directory) as server:
        server.bind("ada.byron", server.password)

The operators ("Helpdesk Operators") act with their own rights, as the options say (lab.slapd_conf). Needs the
Debian packages that tests/run names, no root. Nothing outside the directory is written.
"""

import shutil
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lab import ldap_people, ldif, openldap_people, slapd_conf
from lab.domain import LabError
from lab.ldap_machine import PATH, LdapMachine, certificate, describe, program
from lab.ldap_server import Bind, LdapServer
from lab.ldif import Value
from lab.openldap_people import FOR_EVER, LOCKED, LONG_AGO, POLICY_OF_ALL, policy_dn, policy_entry

PROGRAMS = ("slapd", "slapadd", "setpriv", "ldapsearch", "ldapmodify", "ldapwhoami", "ldappasswd")


def missing() -> str:
    """Why it cannot run here, as a sentence; "" when it can."""
    absent = [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]
    return (
        f"OpenLDAP is not installed: no {', '.join(absent)}. tests/run installs it as root." if absent else ""
    )


@dataclass(frozen=True)
class OpenLdapServer(LdapServer):
    """A running slapd."""

    def id(self, login_or_dn: str) -> str:
        return self.attributes(login_or_dn, "entryUUID")["entryUUID"][0]

    def is_locked(self, login: str) -> bool:
        # "for ever" looks in the server's verdict as an expired password does
        said = self.usability(login)
        times = self.attributes(login, "pwdAccountLockedTime").get("pwdAccountLockedTime", [])
        return "inactive" in said or (said.startswith("not available") and FOR_EVER in times)

    def must_change(self, login: str) -> None:
        self.set_attributes(login, pwdReset="TRUE")

    def unlock(self, login: str) -> None:
        if "pwdAccountLockedTime" in self.attributes(login, "pwdAccountLockedTime"):
            self.set_attributes(login, pwdAccountLockedTime=[], pwdFailureTime=[])

    def date_back(self, login: str, at: datetime) -> None:
        """modifyTimestamp, createTimestamp and pwdChangedTime. What an access log holds stays."""
        stamp = f"{at.astimezone(UTC):%Y%m%d%H%M%S}Z"
        entry = self.attributes(login, "pwdChangedTime")
        changed = {"pwdChangedTime": stamp} if "pwdChangedTime" in entry else {}
        self.set_attributes(login, modifyTimestamp=stamp, createTimestamp=stamp, **changed)

    def age_password(self, login: str, set_at: str = LONG_AGO) -> None:
        """Let the password be of that time: by default it has expired."""
        self.set_attributes(login, pwdChangedTime=set_at)

    def sequence(self) -> list[str]:
        """How far it has come: of a server and a replica that has caught up it is the same."""
        return self.attributes(self.base_dn, "contextCSN").get("contextCSN", [])

    def _verdict(self, result: int, said: str) -> Bind:
        if result == 0:
            return Bind.MUST_CHANGE if "must be changed" in said else Bind.OK
        if result == 49:
            for words, verdict in (("Account locked", Bind.LOCKED), ("Password expired", Bind.EXPIRED)):
                if words in said:
                    return verdict
            return Bind.WRONG
        return Bind.REFUSED

    def _hash(self, password: str) -> str:
        return ldap_people.hashed(password)

    def _new_policy(self, name: str, attributes: dict[str, Value]) -> str:
        self.apply(ldif.add(policy_dn(name), policy_entry(name, attributes)))
        return policy_dn(name)

    def _administrators_options(self) -> list[str]:
        return ["-e", "!relax"]


class OpenLdap(LdapMachine[OpenLdapServer]):
    """`options` are those of lab.slapd_conf: `OpenLdap(directory, delegate="write")`."""

    locked = LOCKED

    def __init__(self, directory: Path, **options: Any) -> None:
        super().__init__(directory)
        self._options = slapd_conf.Options(**options)

    def _missing(self) -> str:
        return missing()

    def _prepare(self) -> OpenLdapServer:
        server = OpenLdapServer(
            **describe(self._directory),
            administrator=slapd_conf.ROOT,
            administrator_password=slapd_conf.ROOT_PASSWORD,
            default_policy=policy_dn(POLICY_OF_ALL),
        )
        for name in ("data", "accesslog", "log"):
            (self._directory / name).mkdir(exist_ok=True)
        issued = certificate(server)
        self._configuration.write_text(slapd_conf.text(self._directory, server, issued, self._options))
        if self._options.replica_of is None and not (self._options.peer and self._options.peer.fills):
            self._load()
        return server

    def _command(self, server: OpenLdapServer) -> list[str]:
        urls = f"ldap://{server.address}:{server.plain_port} ldaps://{server.address}:{server.port}"
        # -d keeps it in front
        return [program("slapd"), "-d", "none", "-f", str(self._configuration), "-h", urls]

    def _begin(self, server: OpenLdapServer) -> None:
        provider = self._options.replica_of
        if provider is None:
            super()._begin(server)
            return
        deadline = time.monotonic() + 60
        while server.sequence() != provider.sequence():
            if time.monotonic() > deadline:
                raise LabError(f"the replica does not catch up: {self._last_words()}")
            time.sleep(0.1)

    @property
    def _configuration(self) -> Path:
        return self._directory / "slapd.conf"

    def _load(self) -> None:
        """Put the people into the database, before anybody serves it."""
        source = self._directory / "people.ldif"
        with source.open("w") as file:
            for dn, attributes in openldap_people.everything(self._options.crowd_size):
                file.write(ldif.entry(dn, attributes))
        command = [program("slapadd"), "-q", "-f", str(self._configuration), "-b", ldap_people.BASE]
        done = subprocess.run(
            [*command, "-l", str(source)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            env={"PATH": PATH},
        )
        if done.returncode != 0:
            raise LabError(f"slapadd failed: {(done.stderr + done.stdout)[-3000:]}")
