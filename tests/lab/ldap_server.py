"""A running LDAP server of the lab, as its tests see it: where it is, what independent clients make of it.

Every answer comes from a program of somebody else's (OpenLDAP's ldapsearch, ldapmodify, ldapwhoami,
ldappasswd): what the console did is proved without the console.
"""

import itertools
import json
import os
import re
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from lab import ldap_people, ldif
from lab.domain import LabError
from lab.ldif import Value

WRONG = "Not-The-Password-0"

_numbers = itertools.count(1)


class Bind(StrEnum):
    """What a server makes of a name and a password."""

    OK = "ok"
    MUST_CHANGE = "must-change"  # signed in, and may do nothing but change the password
    WRONG = "wrong"
    LOCKED = "locked"
    EXPIRED = "expired"
    REFUSED = "refused"  # in any other way: the account is switched off, …


@dataclass(frozen=True)
class NewPerson:
    """A person made for one test."""

    login: str
    password: str
    dn: str
    id: str  # as LdapServer.id


@dataclass(frozen=True)
class LdapServer(ABC):
    """Where a lab server is. LDAPS for people: `host`:`port` with `ca_file`, a name that verifies."""

    host: str  # "localhost", in the certificate
    address: str  # 127.0.0.1, in the certificate too
    port: int  # LDAPS
    plain_port: int  # LDAP; StartTLS works
    ca_file: Path
    authority: Path  # directory with the other files of the certificate authority
    administrator: str  # DN of who may do everything
    administrator_password: str
    password: str  # everybody's
    default_policy: str  # DN
    logs: Path
    base_dn: str = ldap_people.BASE
    people_dn: str = ldap_people.PEOPLE  # where the operators' rights are
    legal_dn: str = ldap_people.LEGAL
    staff_dn: str = ldap_people.STAFF
    groups_dn: str = ldap_people.GROUPS
    policies_dn: str = ldap_people.POLICIES

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str, indent=2)

    def group(self, name: str) -> str:
        """Its DN."""
        return ldap_people.group_dn(name)

    # --- proof ---------------------------------------------------------------------------------------

    def bind(self, login_or_dn: str, password: str) -> Bind:
        """A fresh simple bind over LDAPS that asks for the password policy's answer."""
        done = self._as(login_or_dn, password, "ldapwhoami", ["-v", "-e", "ppolicy"])
        return self._verdict(done.returncode, done.stdout + done.stderr)

    def change_own_password(self, login: str, old: str, new: str) -> str:
        """The person changes the password (RFC 3062): "ok", or what the server said."""
        return self._change(login, old, new, ["-e", "ppolicy"])

    def set_password(self, login: str, password: str) -> str:
        """The administrator sets it (RFC 3062): "ok", or what the server said. Where the policy says so, it
        must be changed then."""
        return self._change(self.administrator, self.administrator_password, password, [self._entry(login)])

    def raw_attributes(self, login_or_dn: str, *names: str) -> dict[str, list[bytes]]:
        """Attributes with the operational ones, or those named, as the administrator sees them. {} = gone."""
        dn = login_or_dn if "=" in login_or_dn else self._dn(login_or_dn)
        found = self._search(dn, "base", "(objectClass=*)", names or ("*", "+")) if dn else []
        return found[0] if found else {}

    def attributes(self, login_or_dn: str, *names: str) -> dict[str, list[str]]:
        """As `raw_attributes`, as text; bytes that are none are shown escaped."""
        return _text(self.raw_attributes(login_or_dn, *names))

    def attributes_as(self, login: str, password: str, dn: str, *names: str) -> dict[str, list[str]]:
        """What somebody else sees of an entry. {} = nothing, not even that it is there."""
        arguments = _search_arguments(dn, "base", "(objectClass=*)", names)
        found = _as_text(self._as(login, password, "ldapsearch", arguments).stdout)
        return found[0] if found else {}

    def search_as(
        self, login: str, password: str, base: str, query: str, *names: str, options: Iterable[str] = ()
    ) -> list[dict[str, list[str]]]:
        """Every entry below `base` that fits, as somebody else sees it; `options` are ldapsearch's. Raises
        LookupError with the LDAP result when the server does not answer with all of it."""
        arguments = [*options, *_search_arguments(base, "sub", query, names)]
        done = self._as(login, password, "ldapsearch", arguments)
        if done.returncode != 0:
            raise LookupError(f"{done.returncode}: {done.stderr.strip()}")
        return _as_text(done.stdout)

    def search(self, query: str, *names: str) -> list[dict[str, list[bytes]]]:
        """Every entry that fits, as the administrator sees it."""
        return self._search(self.base_dn, "sub", query, names)

    def dn(self, login: str) -> str:
        """Raises LabError when there is no such account."""
        if found := self._dn(login):
            return found
        raise LabError(f"there is no {login} in the lab")

    @abstractmethod
    def id(self, login_or_dn: str) -> str:
        """What the server names the entry for ever, as 8-4-4-4-12."""

    @abstractmethod
    def is_locked(self, login: str) -> bool:
        """By wrong passwords or for ever, and not yet free again."""

    def usability(self, login: str) -> str:
        """The server's own verdict on an account (the account usability control) as ldapsearch spells it,
        "available …" or "not available …"; "" when it gives none."""
        arguments = _search_arguments(self._entry(login), "base", "(objectClass=*)", ("1.1",))
        # Only the most talkative form shows it.
        done = _checked(self._administer("ldapsearch", ["-E", "accountUsability", *arguments[1:]]))
        found = re.search(r"^accountUsability: (.*)$", done.stdout, re.MULTILINE)
        return found[1] if found else ""

    # --- what somebody else does to the directory meanwhile ------------------------------------------

    def new_person(
        self,
        login: str = "",
        *,
        parent: str = "",
        name: str = "",
        rdn: str = "uid",
        **attributes: Value | list[Value],
    ) -> NewPerson:
        """A fresh person with everybody's password, who may sign in; one for each test that writes.

        `attributes` are LDAP ones, `_` standing for `-`: `mobile="…"`.
        """
        login = login or f"p{os.getpid()}x{next(_numbers)}x{time.time_ns() % 1_000_000}"
        more = {key.replace("_", "-"): value for key, value in attributes.items()}
        person = ldap_people.Person(login, name or f"Person {login}", parent or self.people_dn, more, rdn)
        password = {"userPassword": self._hash(self.password)}
        self.apply(ldif.add(person.dn, {**person.attributes(), **password}))
        self._settle(person.dn, more)
        return NewPerson(login, self.password, person.dn, self.id(person.dn))

    def new_policy(self, name: str, **attributes: Value) -> str:
        """A password policy like the default one but for these attributes; its DN."""
        return self._new_policy(name, {key.replace("_", "-"): value for key, value in attributes.items()})

    def new_group(self, name: str, *members: str) -> str:
        """A groupOfNames of logins or DNs; its DN."""
        dn = self.group(name)
        found = [self._entry(member) for member in members]
        self.apply(ldif.add(dn, {"objectClass": "groupOfNames", "cn": name, "member": found}))
        return dn

    def set_attributes(self, login_or_dn: str, **attributes: Value | Iterable[Value]) -> None:
        """Replace attributes as the administrator, those that only the server writes too where it lets
        anybody; `[]` removes one. `_` in a name stands for `-`."""
        changes = {name.replace("_", "-"): values for name, values in attributes.items()}
        self.apply(ldif.modify(self._entry(login_or_dn), changes))

    @abstractmethod
    def must_change(self, login: str) -> None:
        """The password that the person has must be changed at the next sign-in."""

    @abstractmethod
    def unlock(self, login: str) -> None: ...

    @abstractmethod
    def date_back(self, login: str, at: datetime) -> None:
        """As if nothing of the entry, its password neither, had been written since."""

    def lock(self, login: str) -> None:
        """Wrong passwords until the server itself says that the account is locked."""
        dn = self._entry(login)
        for _ in range(12):
            self.bind(dn, WRONG)
            if self.is_locked(dn):
                return
        raise LabError(f"{login} does not get locked")

    def move(self, login: str, parent: str) -> None:
        dn = self.dn(login)
        self.apply(ldif.move(dn, _rdn(dn), parent))

    def rename(self, login: str, name: str) -> None:
        """Another value of the attribute that the DN is made of: of most people the login."""
        dn = self.dn(login)
        rdn = f"{dn.partition('=')[0]}={ldif.escape_rdn(name)}"
        self.apply(ldif.move(dn, rdn, dn.removeprefix(_rdn(dn) + ",")))

    def delete(self, login_or_dn: str) -> None:
        self.apply(ldif.delete(self._entry(login_or_dn)))

    def add_to_group(self, login: str, group: str) -> None:
        """`group` by name or DN."""
        dn = group if "=" in group else self.group(group)
        self.apply(ldif.add_values(dn, {"member": self._entry(login)}))

    def apply(self, changes: str) -> None:
        """Apply LDIF over LDAPS as the administrator."""
        _checked(self._administer("ldapmodify", self._administrators_options(), changes))

    def modify_as(self, login: str, password: str, changes: str, *options: str) -> tuple[int, str]:
        """Apply LDIF as somebody: the LDAP result and what the server said. `options` are ldapmodify's."""
        done = self._as(login, password, "ldapmodify", list(options), changes)
        return done.returncode, (done.stdout + done.stderr).strip()

    # --- a server's own way --------------------------------------------------------------------------

    @abstractmethod
    def _verdict(self, result: int, said: str) -> Bind: ...

    @abstractmethod
    def _hash(self, password: str) -> str: ...

    @abstractmethod
    def _new_policy(self, name: str, attributes: dict[str, Value]) -> str: ...

    def _settle(self, dn: str, attributes: dict[str, Value | list[Value]]) -> None:  # noqa: B027 - some servers need nothing of it
        """Let somebody whom an administrator has just given these and a password be in no trouble."""

    def _administrators_options(self) -> list[str]:
        """With which ldapmodify writes what nobody else may."""
        return []

    # --- clients -------------------------------------------------------------------------------------

    def _dn(self, login: str) -> str:
        found = self._search(self.base_dn, "sub", f"(uid={ldif.escape_filter(login)})", ("1.1",))
        return found[0]["dn"][0].decode() if found else ""

    def _entry(self, login_or_dn: str) -> str:
        return login_or_dn if "=" in login_or_dn else self.dn(login_or_dn)

    def _search(
        self, base: str, scope: str, query: str, names: Iterable[str]
    ) -> list[dict[str, list[bytes]]]:
        done = self._administer("ldapsearch", _search_arguments(base, scope, query, names))
        if "No such object" in done.stderr:
            return []
        return ldif.parse(_checked(done).stdout)

    def _change(self, login: str, password: str, new: str, arguments: list[str]) -> str:
        with tempfile.NamedTemporaryFile("w") as secret:  # never on a command line
            secret.write(new)
            secret.flush()
            done = self._as(login, password, "ldappasswd", ["-T", secret.name, *arguments])
        return "ok" if done.returncode == 0 else (done.stdout + done.stderr).strip()

    def _administer(
        self, program: str, arguments: list[str], text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return self._as(self.administrator, self.administrator_password, program, arguments, text)

    def _as(
        self, login: str, password: str, program: str, arguments: list[str], text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        dn = login if "=" in login else (self._dn(login) or f"uid={ldif.escape_rdn(login)},{self.people_dn}")
        with ExitStack() as files:
            secret = files.enter_context(tempfile.NamedTemporaryFile("w"))  # never on a command line
            secret.write(password)
            secret.flush()
            return subprocess.run(
                [
                    *(program, "-x", "-H", f"ldaps://{self.address}:{self.port}"),
                    *("-D", dn, "-y", secret.name, *arguments),
                ],
                input=text,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
                env=_environment(LDAPTLS_CACERT=str(self.ca_file), LDAPTLS_REQCERT="demand"),
            )


def _search_arguments(base: str, scope: str, query: str, names: Iterable[str]) -> list[str]:
    return ["-LLL", "-o", "ldif-wrap=no", "-b", base, "-s", scope, query, *names]


def _as_text(answer: str) -> list[dict[str, list[str]]]:
    return [_text(entry) for entry in ldif.parse(answer)]


def _text(entry: dict[str, list[bytes]]) -> dict[str, list[str]]:
    return {
        name: [value.decode(errors="backslashreplace") for value in values] for name, values in entry.items()
    }


def _rdn(dn: str) -> str:
    found = re.match(r"(?:[^,\\]|\\.)+", dn)
    return found[0] if found else ""


def _checked(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    if done.returncode != 0:
        raise LabError(f"{done.args[0]} failed: {(done.stderr or done.stdout).strip()}")
    return done


def _environment(**more: str) -> dict[str, str]:
    return {"PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8", "HOME": "/"} | more
