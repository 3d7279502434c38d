"""A running lab domain, as its tests see it: where it is, and what independent clients make of it.

Every answer comes from a program of somebody else's (ldapsearch, ldapmodify, kinit, ldbmodify):
what the console did is proved without the console.
"""

import itertools
import json
import os
import re
import struct
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

from lab import ldif, people
from lab.ldif import Value

_KEEP_LAST_SET = "local_oid:1.3.6.1.4.1.7165.4.3.20:0"
"""Samba's own control: take the `pwdLastSet` that is given (dsdb/samdb/samdb.h)."""

_COMPUTED = (
    "msDS-User-Account-Control-Computed",
    "msDS-UserPasswordExpiryTimeComputed",
    "msDS-ResultantPSO",
    "tokenGroups",
)

_numbers = itertools.count(1)


class LabError(RuntimeError):
    """The lab, or a client of it, failed in a way that no test expects."""


class Kinit(StrEnum):
    OK = "ok"
    MUST_CHANGE = "must change or expired"
    CHANGED = "changed and signed in"
    CHANGE_REFUSED = "change refused"
    WRONG_PASSWORD = "wrong password"
    REVOKED = "locked, disabled or expired"
    UNKNOWN_PERSON = "unknown person"


@dataclass(frozen=True)
class NewPerson:
    """A person made for one test."""

    login: str
    password: str
    dn: str
    id: str  # objectGUID, canonical
    sid: str


@dataclass(frozen=True)
class Domain:
    """Where a lab domain is. LDAPS for people: `host`:`port` with `ca_file`, a name that verifies."""

    host: str  # "localhost", in the certificate
    port: int  # LDAPS
    plain_port: int  # LDAP; StartTLS works
    address: str  # of the server itself: 636, 389, 3268, 3269, 88, 464
    ca_file: Path
    authority: Path  # directory with the other files of the certificate authority
    base_dn: str
    domain: str  # "lab.example"
    short_domain: str  # "LAB"
    people_dn: str  # where the operators' rights are
    krb5_config: Path
    sam: Path  # the database, for ldb-tools
    administrator: str
    administrator_password: str
    password: str  # everybody's
    logs: Path

    @property
    def realm(self) -> str:
        return self.domain.upper()

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        facts = json.loads(text)
        for name in ("ca_file", "authority", "krb5_config", "sam", "logs"):
            facts[name] = Path(facts[name])
        return cls(**facts)

    # --- proof ---------------------------------------------------------------------------------------

    def ldap_bind(self, login: str, password: str) -> str:
        """A fresh simple bind over LDAPS: "ok", or the `data` code of the refusal ("52e", "773", …)."""
        done = self._as(login, password, "ldapsearch", ["-LLL", "-b", "", "-s", "base", "dn"])
        if done.returncode == 0:
            return "ok"
        if found := re.search(r"\bdata ([0-9a-f]+)", done.stderr):
            return found[1]
        raise LabError(f"a bind failed: {done.stderr.strip()}")

    def kinit(self, login: str, password: str, new_password: str = "") -> Kinit:
        """Ask the KDC for a ticket; with `new_password` change the password when the KDC demands it."""
        answers = [password, *([new_password] * 2 if new_password else [])]
        done = self._kerberos(["kinit", f"{login}@{self.realm}"], answers)
        said = done.stdout + done.stderr
        demanded = "Password expired" in said
        if done.returncode == 0:
            return Kinit.CHANGED if demanded else Kinit.OK
        for words, outcome in (
            ("Password incorrect", Kinit.WRONG_PASSWORD),
            ("Preauthentication failed", Kinit.WRONG_PASSWORD),
            ("credentials have been revoked", Kinit.REVOKED),
            ("not found in Kerberos database", Kinit.UNKNOWN_PERSON),
        ):
            if words in said:
                return outcome
        if demanded or "expired" in said:
            return Kinit.CHANGE_REFUSED if new_password else Kinit.MUST_CHANGE
        raise LabError(f"kinit failed: {said.strip()}")

    def kpasswd(self, login: str, password: str, new_password: str) -> str:
        """The person changes the password: "ok", or what the server said."""
        done = self._kerberos(["kpasswd", f"{login}@{self.realm}"], [password, new_password, new_password])
        return "ok" if done.returncode == 0 else (done.stdout + done.stderr).strip()

    def raw_attributes(self, login_or_dn: str, *names: str) -> dict[str, list[bytes]]:
        """Attributes with the computed ones, or those named, as the administrator sees them. {} = gone."""
        dn = login_or_dn if "=" in login_or_dn else self._dn(login_or_dn)
        found = self._search(dn, "base", "(objectClass=*)", names or ("*", *_COMPUTED)) if dn else []
        return found[0] if found else {}

    def attributes(self, login_or_dn: str, *names: str) -> dict[str, list[str]]:
        """As `raw_attributes`, as text; bytes that are none are shown escaped."""
        raw = self.raw_attributes(login_or_dn, *names)
        return {
            name: [value.decode(errors="backslashreplace") for value in values]
            for name, values in raw.items()
        }

    def root(self, *names: str) -> dict[str, list[bytes]]:
        """Of the server itself: its rootDSE."""
        return self._search("", "base", "(objectClass=*)", names)[0]

    def search(self, query: str, *names: str, base: str = "") -> list[dict[str, list[bytes]]]:
        """Every entry of the domain that fits, or of what is below `base`, as the administrator sees it."""
        return self._search(base or self.base_dn, "sub", query, names)

    def dn(self, login: str) -> str:
        """Raises LabError when there is no such account."""
        if found := self._dn(login):
            return found
        raise LabError(f"there is no {login} in the lab")

    def id(self, login_or_dn: str) -> str:
        """objectGUID in canonical form."""
        return str(uuid.UUID(bytes_le=self.raw_attributes(login_or_dn, "objectGUID")["objectGUID"][0]))

    def sid(self, login_or_dn: str) -> str:
        raw = self.raw_attributes(login_or_dn, "objectSid")["objectSid"][0]
        parts = [int.from_bytes(raw[at : at + 4], "little") for at in range(8, len(raw), 4)]
        return "-".join(["S", str(raw[0]), str(int.from_bytes(raw[2:8], "big")), *map(str, parts)])

    # --- what somebody else does to the directory meanwhile ------------------------------------------

    def new_person(
        self, login: str = "", *, parent: str = "", name: str = "", **attributes: Value
    ) -> NewPerson:
        """A fresh person with everybody's password, who may sign in; one for each test that writes.

        `attributes` are LDAP ones, `_` standing for `-`: `mobile="…"`, `userAccountControl=0x10200`.
        """
        login = login or f"p{os.getpid()}x{next(_numbers)}x{time.time_ns() % 1_000_000}"
        person = people.Person(
            login,
            name or f"Person {login}",
            parent or people.STAFF,
            password=self.password,
            more={key.replace("_", "-"): value for key, value in attributes.items()},
        )
        self.apply(ldif.add(person.dn, person.attributes()))
        return NewPerson(login, self.password, person.dn, self.id(person.dn), self.sid(person.dn))

    def set_attributes(self, login_or_dn: str, **attributes: Value | Iterable[Value]) -> None:
        """Replace attributes as the administrator; `[]` removes one. `_` in a name stands for `-`."""
        changes = {name.replace("_", "-"): values for name, values in attributes.items()}
        self.apply(ldif.modify(self._entry(login_or_dn), changes))

    def set_password(self, login: str, password: str) -> None:
        self.set_attributes(login, unicodePwd=ldif.quoted(password))

    def must_change(self, login: str) -> None:
        self.set_attributes(login, pwdLastSet=0)

    def age_password(self, login: str, set_at: int = people.LONG_AGO) -> None:
        """Let the password be of that time (100 ns since 1601): by default it has expired."""
        change = ldif.modify(self._entry(login), {"pwdLastSet": set_at})
        self._in_database(change, "-H", str(self.sam), f"--controls={_KEEP_LAST_SET}")

    def set_mobile(self, login: str, number: str) -> None:
        """As the administrator; "" removes it."""
        self.set_attributes(login, mobile=number or [])

    def date_back(self, login: str, at: datetime) -> None:
        """As if nothing of the entry had been written since: every stamp of its replication metadata, and
        whenChanged. No server does that for anybody, so it is done in the database, below the server."""
        dn = self._entry(login)
        stamps = bytearray(self.raw_attributes(dn, "replPropertyMetaData")["replPropertyMetaData"][0])
        seconds = int((at - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds())
        for stamp in range(16, len(stamps), 48):
            struct.pack_into("<Q", stamps, stamp + 8, seconds)
        old = {"replPropertyMetaData": bytes(stamps), "whenChanged": f"{at:%Y%m%d%H%M%S}.0Z"}
        database = self.sam.parent / "sam.ldb.d" / f"{self.base_dn.upper()}.ldb"
        self._in_database(ldif.modify(dn, old), "-H", str(database))

    def stamps(self, login: str) -> dict[int, str]:
        """ATTRTYP → "Sun Nov 22 18:42:26 2026 UTC", as Samba's own tool decodes replPropertyMetaData."""
        query = f"(sAMAccountName={ldif.escape_filter(login)})"
        command = ["ldbsearch", "-H", str(self.sam), "--show-binary", query, "replPropertyMetaData"]
        said = _checked(
            subprocess.run(command, capture_output=True, text=True, check=False, env=environment(TZ="UTC"))
        ).stdout
        stamp = re.compile(r"attid +: .*\(0x([0-9A-Fa-f]+)\)\n.*\n +originating_change_time +: (.*)\n")
        return {int(number, 16): moment for number, moment in stamp.findall(said)}

    def lock(self, login: str) -> None:
        """Wrong passwords until the account is locked."""
        for _ in range(12):
            if self.ldap_bind(login, "Not-The-Password-0") == "775":
                return
        raise LabError(f"{login} does not get locked")

    def is_locked(self, login: str) -> bool:
        computed = self.attributes(login, "msDS-User-Account-Control-Computed")
        return bool(int(computed["msDS-User-Account-Control-Computed"][0]) & 0x10)

    def move(self, login: str, parent: str) -> None:
        dn = self.dn(login)
        self.apply(ldif.move(dn, _rdn(dn), parent))

    def rename(self, login: str, name: str) -> None:
        """A new CN in the same place."""
        dn = self.dn(login)
        self.apply(ldif.move(dn, f"CN={ldif.escape_rdn(name)}", dn.removeprefix(_rdn(dn) + ",")))

    def delete(self, login: str) -> None:
        self.apply(ldif.delete(self.dn(login)))

    def add_to_group(self, login: str, group: str) -> None:
        """`group` by name or DN."""
        self.apply(ldif.add_values(self._entry(group), {"member": self.dn(login)}))

    def apply(self, changes: str) -> None:
        """Apply LDIF over LDAPS as the administrator."""
        _checked(self._as(self.administrator, self.administrator_password, "ldapmodify", [], changes))

    def modify_as(self, login: str, password: str, changes: str) -> tuple[int, str]:
        """Apply LDIF as somebody: the LDAP result and what the server said."""
        done = self._as(login, password, "ldapmodify", [], changes)
        return done.returncode, done.stderr.strip()

    def _in_database(self, changes: str, *options: str) -> None:
        """Past the server, which sees it at once."""
        _checked(
            subprocess.run(
                ["ldbmodify", *options], input=changes, capture_output=True, text=True, check=False
            )
        )

    # --- clients -------------------------------------------------------------------------------------

    def _dn(self, login: str) -> str:
        found = self._search(
            self.base_dn, "sub", f"(sAMAccountName={ldif.escape_filter(login)})", ("sAMAccountName",)
        )
        return found[0]["dn"][0].decode() if found else ""

    def _entry(self, login_or_dn: str) -> str:
        return login_or_dn if "=" in login_or_dn else self.dn(login_or_dn)

    def _search(
        self, base: str, scope: str, query: str, names: Iterable[str]
    ) -> list[dict[str, list[bytes]]]:
        arguments = ["-LLL", "-o", "ldif-wrap=no", "-b", base, "-s", scope, query, *names]
        done = self._as(self.administrator, self.administrator_password, "ldapsearch", arguments)
        if "No such object" in done.stderr:
            return []
        return ldif.parse(_checked(done).stdout)

    def _as(
        self, login: str, password: str, program: str, arguments: list[str], text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        with tempfile.NamedTemporaryFile("w") as secret:  # never on a command line
            secret.write(password)
            secret.flush()
            name = login if "@" in login or "\\" in login or "=" in login else f"{login}@{self.domain}"
            return subprocess.run(
                [program, "-x", "-H", f"ldaps://{self.address}", "-D", name, "-y", secret.name, *arguments],
                input=text,
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
                env=environment(LDAPTLS_CACERT=str(self.ca_file), LDAPTLS_REQCERT="demand"),
            )

    def _kerberos(self, command: list[str], answers: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            input="".join(f"{answer}\n" for answer in answers),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            env=environment(KRB5_CONFIG=str(self.krb5_config), KRB5CCNAME="MEMORY:lab"),
        )


def _rdn(dn: str) -> str:
    return re.match(r"(?:[^,\\]|\\.)+", dn)[0]


def _checked(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    if done.returncode != 0:
        raise LabError(f"{done.args[0]} failed: {(done.stderr or done.stdout).strip()}")
    return done


def environment(**more: str) -> dict[str, str]:
    """Of the programs of others."""
    return {"PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8", "HOME": "/"} | more
