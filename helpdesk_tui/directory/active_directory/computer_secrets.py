"""Secrets of computers in Active Directory: passwords of LAPS, recovery keys of BitLocker.

Their attributes are confidential (MS-ADTS 3.1.1.4.4): the server leaves them out for whom it does not grant
control access to them. So before anybody's proof is used up it is asked, by filters, whether one is there,
and the secret itself is read at the end alone. Each reading is one entry: the computer stands beside it.
"""

import re
import uuid
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from helpdesk_tui.desk.account import AccountId, When
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.ports import Device, DeviceSecret, SecretPlace
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.active_directory import secret_values, values
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.computers import (
    COMPUTER_ATTRIBUTES,
    COMPUTERS,
    device_of,
    named,
)
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.problems import read_problem
from helpdesk_tui.directory.active_directory.reading import Reader
from helpdesk_tui.directory.filters import both, contains, either, equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.named import entries_of
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

T = TypeVar("T")

MOST_OWNED = 20
"""Computers of one person that are told."""

_WINDOWS, _ENCRYPTED, _LEGACY = "msLAPS-Password", "msLAPS-EncryptedPassword", "ms-Mcs-AdmPwd"
_WINDOWS_EXPIRY, _LEGACY_EXPIRY = "msLAPS-PasswordExpirationTime", "ms-Mcs-AdmPwdExpirationTime"
_EXPIRIES = (_WINDOWS_EXPIRY, _LEGACY_EXPIRY)
_PASSWORDS = (_WINDOWS, _ENCRYPTED, _LEGACY)
_IN_EVERY_SCHEMA = "objectGUID"

_KEYS = "(objectClass=msFVE-RecoveryInformation)"
_KEY = "msFVE-RecoveryPassword"
_KEY_ATTRIBUTES = ("objectGUID", "cn", "msFVE-RecoveryGuid")
_AROUND = re.compile(r"[\s{}-]+")
_TYPED = re.compile(r"[0-9A-F]{8}(?:[0-9A-F]{24})?")
_ABOVE = re.compile(r"(?:[^\\,]|\\.)+,(.+)", re.DOTALL)


class Ask(Protocol):
    def __call__(self, question: Callable[[Link], T]) -> T: ...


class ComputerSecrets:
    """`DeviceSecrets`, of the domain in which `account` lies. One connection is for looking, which may take
    long, and one for reading."""

    def __init__(
        self, account: AccountId, *, search: Ask, read: Ask, reader: Reader, domain: Domain, base: str
    ) -> None:
        self._search = search
        self._ask = read
        self._account = account
        self._reader = reader
        self._domain = domain
        self._base = base

    def owned(self) -> Sequence[Device]:
        def question(link: Link) -> Sequence[Device]:
            dn = self._reader.attributes(link, self._account, ["distinguishedName"]).as_sent(
                "distinguishedName"
            )
            if not dn:
                return ()
            where = both(COMPUTERS, equal("managedBy", dn[0]))
            found = self._searched(link, where, ["objectGUID"], MOST_OWNED)[:MOST_OWNED]
            return tuple(self._device(link, identity) for identity in map(_identity, found) if identity)

        return self._search(question)

    def find(self, action: Action, named: str) -> SecretPlace:
        find = self._found_key if action is Action.BITLOCKER else self._found_password
        return self._search(lambda link: find(link, named))

    def read(self, place: SecretPlace) -> DeviceSecret:
        read = self._read_key if place.action is Action.BITLOCKER else self._read_password
        return self._ask(lambda link: read(link, place))

    # --- LAPS -----------------------------------------------------------------------------------------

    def _found_password(self, link: Link, name: str) -> SecretPlace:
        found = self._searched(link, named(name), ["objectGUID"], 3)
        if len(found) != 1 or not (identity := _identity(found[0])):
            code = "device-ambiguous" if found else "device-not-found"
            raise Refused(problem(code, name=clean(name, 64)))
        entry = self._computer(link, identity, _EXPIRIES)
        device = device_of(link, self._domain, entry)
        return SecretPlace(Action.LAPS, identity, device, against=self._unreadable(link, entry, device))

    def _read_password(self, link: Link, place: SecretPlace) -> DeviceSecret:
        entry = self._computer(link, place.id, (*_EXPIRIES, *_PASSWORDS))
        device = device_of(link, self._domain, entry)
        place = SecretPlace(Action.LAPS, place.id, device)
        try:
            if (raw := entry.raw(_WINDOWS)) is not None:
                secret, account_name = secret_values.windows_password(raw)
                return DeviceSecret(place, secret, account_name, _expiry(entry, _WINDOWS_EXPIRY))
            if entry.raw(_ENCRYPTED) is not None:
                raise Refused(problem("local-password-encrypted", device=device.name))
            if entry.raw(_WINDOWS_EXPIRY) is None and (raw := entry.raw(_LEGACY)) is not None:
                return DeviceSecret(
                    place, secret_values.legacy_password(raw), "", _expiry(entry, _LEGACY_EXPIRY)
                )
        except ValueError:
            raise Refused(problem("device-secret-garbled", detail=f"{_WINDOWS} or {_LEGACY}")) from None
        raise Refused(self._absent(link, entry, device))

    def _unreadable(self, link: Link, entry: Attributes, device: Device) -> Problem | None:
        """Why the password cannot be read, without reading it. Of two kinds Windows LAPS is in force: an
        older one does not stand in for one that is hidden."""
        if self._is_there(link, device.id, _WINDOWS):
            return None
        if self._is_there(link, device.id, _ENCRYPTED):
            return problem("local-password-encrypted", device=device.name)
        if entry.raw(_WINDOWS_EXPIRY) is None and self._is_there(link, device.id, _LEGACY):
            return None
        return self._absent(link, entry, device)

    def _absent(self, link: Link, entry: Attributes, device: Device) -> Problem:
        """None is there, or there is no right: when it ends may be read by more people than the password."""
        if any(entry.raw(name) for name in _EXPIRIES):
            return problem("local-password-hidden", device=device.name)
        code = "local-password-none" if self._may_read_all(link, entry) else "local-password-unseen"
        return problem(code, device=device.name)

    def _may_read_all(self, link: Link, entry: Attributes) -> bool:
        """Whether each of these attributes that the schema knows may surely be read; a schema that shows none
        at all is not read."""
        where = either(*(equal("lDAPDisplayName", name) for name in (_IN_EVERY_SCHEMA, *_PASSWORDS)))
        schema = f"CN=Schema,{self._domain.configuration_dn}"
        answer = link.search(schema, where, ["lDAPDisplayName", "schemaIDGUID", "attributeSecurityGUID"], 10)
        shown = [Attributes(each) for each in answer.entries]
        secret = [each for each in shown if each.text("lDAPDisplayName") != _IN_EVERY_SCHEMA]
        is_whole = answer.result.done and not answer.cookie and len(secret) < len(shown)
        return is_whole and all(entry.may_read_confidential(*_types(each)) for each in secret)

    # --- BitLocker ------------------------------------------------------------------------------------

    def _found_key(self, link: Link, typed: str) -> SecretPlace:
        key = _AROUND.sub("", typed[:100]).upper()
        if not _TYPED.fullmatch(key):
            raise Refused(problem("recovery-key-malformed"))
        where = both(_KEYS, contains("cn", f"{{{key[:8]}-"))
        found = [each for each in map(_key, self._searched(link, where, _KEY_ATTRIBUTES, 20)) if each]
        found = [each for each in found if each[1].replace("-", "").startswith(key)]
        if len(found) != 1:
            raise Refused(problem("recovery-key-ambiguous" if found else "recovery-key-not-found", key=key))
        ((identity, key_id, dn),) = found
        device = self._above(link, dn)
        is_there = self._is_there(link, identity, _KEY)
        return SecretPlace(
            Action.BITLOCKER, identity, device, key_id, None if is_there else problem("recovery-key-unseen")
        )

    def _read_key(self, link: Link, place: SecretPlace) -> DeviceSecret:
        answer = link.read(f"<GUID={place.id}>", [*_KEY_ATTRIBUTES, _KEY], _KEYS)
        found = next(iter(entries_of(answer, link.server, read_problem)), None)
        known = _key(found) if found else None
        if found is None or known is None or known[1] != place.key_id:
            raise Refused(problem("recovery-key-not-found", key=place.key_id))
        device = self._above(link, found.dn)
        raw = Attributes(found).raw(_KEY)
        if raw is None:
            raise Refused(problem("recovery-key-unseen"))
        try:
            secret = secret_values.recovery_key(raw)
        except ValueError:
            raise Refused(problem("device-secret-garbled", detail=_KEY)) from None
        return DeviceSecret(SecretPlace(Action.BITLOCKER, place.id, device, place.key_id), secret)

    def _above(self, link: Link, dn: str) -> Device:
        """The computer below which a key lies."""
        above = _ABOVE.fullmatch(dn)
        found = link.read(above[1], ["objectGUID"], COMPUTERS).entries if above else ()
        identity = _identity(found[0]) if found else ""
        if not identity or above is None:
            raise Refused(problem("device-not-found", name=_("that of this key")))
        device = self._device(link, identity)
        if dn_parts(device.dn) != dn_parts(above[1]):
            raise Refused(problem("device-changed", device=device.name))
        return device

    # --- both -----------------------------------------------------------------------------------------

    def _searched(
        self, link: Link, where: str, attributes: Sequence[str], most: int
    ) -> Sequence[DirectoryEntry]:
        """Below the base, where the desk looks. Raises `Refused`."""
        answer = link.search(self._base, where, attributes, most)
        if not answer.result.done:
            raise Refused(read_problem(answer.result, link.server))
        return answer.entries

    def _device(self, link: Link, identity: str) -> Device:
        return device_of(link, self._domain, self._computer(link, identity))

    def _computer(self, link: Link, identity: str, more: Sequence[str] = ()) -> Attributes:
        """Raises `Refused` (device-not-found, …)."""
        try:
            return self._reader.attributes(link, AccountId(identity), [*COMPUTER_ATTRIBUTES, *more])
        except Refused as error:
            if error.problem.code == "account-gone":
                raise Refused(problem("device-not-found", name="that")) from None
            raise

    def _is_there(self, link: Link, identity: str, attribute: str) -> bool:
        """Whether whoever acts may read it, and it has a value. The value does not come. Raises `Refused`."""
        answer = link.read(f"<GUID={identity}>", ["objectGUID"], f"({attribute}=*)")
        return bool(entries_of(answer, link.server, read_problem))


def _identity(entry: DirectoryEntry) -> str:
    return Attributes(entry).decoded("objectGUID", values.guid) or ""


def _key(entry: DirectoryEntry) -> tuple[str, str, str] | None:
    """Id of the entry, ID of the key, and DN; None = not a recovery key."""
    held = Attributes(entry)
    try:
        key_id = secret_values.recovery_id((held.as_sent("cn") or [""])[0], held.raw("msFVE-RecoveryGuid"))
    except ValueError:
        return None
    identity = _identity(entry)
    return (identity, key_id, entry.dn) if identity else None


def _expiry(entry: Attributes, name: str) -> When:
    return entry.decoded(name, secret_values.expiry)


def _types(attribute: Attributes) -> tuple[uuid.UUID, ...]:
    """Its GUID and that of the set that it is of; none where its own is not shown."""
    guids = [attribute.decoded(name, values.guid) for name in ("schemaIDGUID", "attributeSecurityGUID")]
    return tuple(uuid.UUID(each) for each in guids if each) if guids[0] else ()
