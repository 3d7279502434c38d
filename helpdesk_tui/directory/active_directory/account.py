"""From an Active Directory entry to the desk's account."""

import uuid
from datetime import datetime

from helpdesk_tui.desk.account import (
    Account,
    AccountId,
    AccountKind,
    AccountSummary,
    Marks,
    PasswordPolicy,
    Rights,
    is_past,
)
from helpdesk_tui.desk.action import Action
from helpdesk_tui.directory.active_directory import contact_times as times
from helpdesk_tui.directory.active_directory import security_descriptor as sd
from helpdesk_tui.directory.active_directory import state, values
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.protection import protected_by
from helpdesk_tui.directory.active_directory.writes import WRITES
from helpdesk_tui.directory.values import first_value
from helpdesk_tui.text import LONGEST_DN

KIND_ATTRIBUTES = (
    "objectSid",
    "objectClass",
    "sAMAccountName",
    "sAMAccountType",
    "userAccountControl",
    "msDS-SecondaryKrbTgtNumber",
)
"""By these `kind_of` tells a person."""

_IDENTITY = (*KIND_ATTRIBUTES, "objectGUID", "displayName", "name", "mail", "department")

SUMMARY_ATTRIBUTES = (
    *_IDENTITY,
    "msDS-User-Account-Control-Computed",
    "lockoutTime",
    "pwdLastSet",
    "accountExpires",
)

ACCOUNT_ATTRIBUTES = (
    *_IDENTITY,
    *state.ATTRIBUTES,
    *times.ATTRIBUTES,
    "userPrincipalName",
    "givenName",
    "sn",
    "mobile",
    "telephoneNumber",
    "employeeNumber",
    "employeeID",
    "title",
    "company",
    "physicalDeliveryOfficeName",
    "manager",
    "preferredLanguage",
    "servicePrincipalName",
    "adminCount",
    "tokenGroups",
    "msDS-ResultantPSO",
    "allowedAttributesEffective",
    "nTSecurityDescriptor",
    "uSNChanged",
)

_NORMAL_ACCOUNT = 0x30000000  # SAM_USER_OBJECT, MS-SAMR 2.2.1.9
_SYSTEM_IDS = frozenset({501, 502, 503, 504})  # Guest, krbtgt, DefaultAccount, WDAGUtilityAccount
LONGEST_UPN = 1024  # rangeUpper of the attribute (MS-ADA3 2.349)


def account_of(
    entry: Attributes, domain: Domain, policy: PasswordPolicy | None, token: frozenset[str], now: datetime
) -> Account | None:
    """The account, or None for an entry that does not even show its identity."""
    identity = entry.decoded("objectGUID", values.guid)
    if identity is None:
        return None
    sid, groups = entry.decoded("objectSid", values.sid) or "", group_ids(entry)
    return Account(
        id=AccountId(identity),
        kind=kind_of(entry),
        security_id=sid,
        dn=entry.dn,
        login=entry.text("sAMAccountName"),
        domain=domain.short_name,
        principal_name=entry.text("userPrincipalName", LONGEST_UPN),
        name=entry.text("displayName") or entry.text("name"),
        given_name=entry.text("givenName"),
        surname=entry.text("sn"),
        mail=entry.text("mail"),
        mobile=entry.known_text("mobile"),
        office_phone=entry.known_text("telephoneNumber"),
        employee_number=entry.text("employeeNumber") or entry.text("employeeID"),
        title=entry.text("title"),
        department=entry.text("department"),
        company=entry.text("company"),
        office=entry.text("physicalDeliveryOfficeName"),
        manager=first_value(entry.text("manager", LONGEST_DN)),
        preferred_language=entry.text("preferredLanguage"),
        state=state.sign_in_state(entry, policy, now),
        policy=policy,
        group_ids=groups,
        protected_by=protected_by(sid, groups),
        was_protected=was_protected(entry),
        rights=rights(entry, token),
        marks=marks(entry),
        server=domain.server,
        runs_services=entry.raw("servicePrincipalName") is not None,
        elsewhere="" if domain.is_home else domain.short_name or domain.name,
        contact_times=times.contact_times(entry),
    )


def summary_of(entry: Attributes, now: datetime) -> AccountSummary | None:
    """A row of search results; None for an entry that does not show its identity."""
    identity = entry.decoded("objectGUID", values.guid)
    if identity is None:
        return None
    return AccountSummary(
        id=AccountId(identity),
        login=entry.text("sAMAccountName"),
        name=entry.text("displayName") or entry.text("name"),
        mail=entry.text("mail"),
        department=entry.text("department"),
        dn=entry.dn,
        kind=kind_of(entry),
        enabled=state.is_enabled(entry),
        locked=state.is_locked(entry, None, now),
        must_change=state.must_change(entry),
        password_expired=state.is_password_expired(entry),
        account_expired=is_past(state.moment(entry, "accountExpires"), now),
    )


def kind_of(entry: Attributes) -> AccountKind:
    """What cannot be told from a person's account for certain is a system's: the guard refuses those."""
    classes = {name.lower() for name in entry.texts("objectClass")}
    control = entry.integer("userAccountControl") or 0
    login = entry.text("sAMAccountName")
    if "computer" in classes or control & values.TRUST_OR_MACHINE or login.endswith("$"):
        return AccountKind.MACHINE
    sid = entry.decoded("objectSid", values.sid) or ""
    if values.relative_id(sid) in _SYSTEM_IDS or entry.raw("msDS-SecondaryKrbTgtNumber") is not None:
        return AccountKind.SYSTEM
    is_normal = entry.integer("sAMAccountType") == _NORMAL_ACCOUNT or bool(control & values.NORMAL)
    return AccountKind.PERSON if is_normal and sid else AccountKind.SYSTEM


def group_ids(entry: Attributes) -> frozenset[str] | None:
    """From tokenGroups: transitive, with the primary group. Everybody has one, so none = unknown."""
    try:
        found = frozenset(values.sid(raw) for raw in entry.all_raw("tokenGroups"))
    except ValueError:
        return None
    return found or None


def rights(entry: Attributes, token: frozenset[str]) -> Rights:
    """What `token`, the SIDs of whoever writes, seems to be allowed.

    Of attributes the server itself says which may be written (allowedAttributesEffective).
    """
    writable = {name.lower() for name in entry.texts("allowedAttributesEffective")}
    reset = _granted(entry, token, sd.CONTROL_ACCESS, uuid.UUID(sd.Right.RESET_PASSWORD))

    def may_write(name: str) -> bool | None:
        if writable:
            return name in writable
        return _granted(entry, token, sd.WRITE_PROPERTY, *sd.ATTRIBUTES[name])

    return {
        action: reset if action is Action.RESET else may_write(write.attribute.lower())
        for action, write in WRITES.items()
    }


def _granted(entry: Attributes, token: frozenset[str], mask: int, *types: uuid.UUID | None) -> bool | None:
    if entry.descriptor is None or not token:
        return None
    granted = entry.descriptor.grants(token, mask, *types)
    return granted or (None if entry.descriptor.has_conditions else False)


def marks(entry: Attributes) -> Marks:
    """From replication metadata: the version counts every write of the password, on any server."""
    found = entry.decoded(
        "replPropertyMetaData", lambda raw: values.attribute_version(raw, values.UNICODE_PWD)
    )
    changed = entry.integer("uSNChanged")
    version, at = found or (None, None)
    return Marks(version, None if changed is None else str(changed), at)


def was_protected(entry: Attributes) -> bool | None:
    number = entry.integer("adminCount", if_empty=0)
    return None if number is None else number > 0
