"""What LAPS adds to the schema of a domain, and computers with secrets of it and of BitLocker.

extend(domain)
computer = add_computer(domain, unit, owner="ada.byron")
"""

import uuid
from dataclasses import dataclass

from lab import ldif, people
from lab.domain import Domain
from lab.ldif import Value
from lab.samba import checked, program

_SCHEMA = f"CN=Schema,CN=Configuration,{people.BASE}"
_TEXT, _NUMBER, _BYTES = ("2.5.5.5", 19), ("2.5.5.16", 65), ("2.5.5.10", 4)
_CONFIDENTIAL = 904  # confidential, not copied to read-only servers, not in the audit
_ATTRIBUTES = {
    "ms-Mcs-AdmPwd": ("1.2.840.113556.1.8000.2554.50051.45980.28112.18903.35903.6685103.1224907.2.1", _TEXT),
    "ms-Mcs-AdmPwdExpirationTime": (
        "1.2.840.113556.1.8000.2554.50051.45980.28112.18903.35903.6685103.1224907.2.2",
        _NUMBER,
    ),
    "msLAPS-PasswordExpirationTime": ("1.2.840.113556.1.6.44.1.1", _NUMBER),
    "msLAPS-Password": ("1.2.840.113556.1.6.44.1.2", _TEXT),
    "msLAPS-EncryptedPassword": ("1.2.840.113556.1.6.44.1.3", _BYTES),
}


@dataclass(frozen=True)
class Computer:
    name: str
    dn: str


def extend(domain: Domain) -> None:
    """The schema, once; the running server sees it. A second."""
    if domain.search("(lDAPDisplayName=msLAPS-Password)", "cn", base=_SCHEMA):
        return
    attributes = "".join(_attribute(name, oid, *syntax) for name, (oid, syntax) in _ATTRIBUTES.items())
    _write(domain, attributes)
    _write(domain, ldif.add_values(f"CN=Computer,{_SCHEMA}", {"mayContain": list(_ATTRIBUTES)}))


def add_computer(domain: Domain, parent: str, owner: str = "", **secrets: Value) -> Computer:
    """`secrets`: attributes by their names, with "_" for "-"."""
    name = f"PC-{uuid.uuid4().hex[:8].upper()}"
    usual: dict[str, Value] = {
        "objectClass": "computer",
        "sAMAccountName": f"{name}$",
        "dNSHostName": f"{name.lower()}.{domain.domain}",
        "userAccountControl": people.MACHINE,
    }
    more: dict[str, Value] = {each.replace("_", "-"): value for each, value in secrets.items()}
    if owner:
        more["managedBy"] = domain.dn(owner)
    computer = Computer(name, f"CN={name},{parent}")
    domain.apply(ldif.add(computer.dn, usual | more))
    return computer


def add_key(domain: Domain, computer: Computer, password: str, guid: uuid.UUID | None = None) -> uuid.UUID:
    """A recovery key of it, as Windows stores it: named by time and ID."""
    guid = guid or uuid.uuid4()
    name = f"2025-06-02T12:00:00-00:00{{{str(guid).upper()}}}"
    domain.apply(
        ldif.add(
            f"CN={name},{computer.dn}",
            {
                "objectClass": "msFVE-RecoveryInformation",
                "msFVE-RecoveryGuid": guid.bytes_le,
                "msFVE-RecoveryPassword": password,
            },
        )
    )
    return guid


def guid_of(domain: Domain, attribute: str) -> str:
    """The schemaIDGUID of an attribute: that of LAPS differs from forest to forest."""
    (found,) = domain.search(f"(lDAPDisplayName={attribute})", "schemaIDGUID", base=_SCHEMA)
    return str(uuid.UUID(bytes_le=found["schemaIDGUID"][0]))


def _attribute(name: str, oid: str, syntax: str, om_syntax: int) -> str:
    flags = 0 if name.endswith("ExpirationTime") else _CONFIDENTIAL
    facts: dict[str, Value] = {
        "objectClass": "attributeSchema",
        "attributeID": oid,
        "attributeSyntax": syntax,
        "oMSyntax": om_syntax,
        "isSingleValued": "TRUE",
        "lDAPDisplayName": name,
        "searchFlags": flags,
        "systemOnly": "FALSE",
    }
    return ldif.add(f"CN={name},{_SCHEMA}", facts)


def _write(domain: Domain, changes: str) -> None:
    allowed = "--option=dsdb:schema update allowed=yes"
    checked([program("ldbmodify"), "-H", str(domain.sam), allowed], changes)
